package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"strings"

	"github.com/gofiber/fiber/v2"

	"kraftsam/app/platform/fault"
)

// Page is what the server writes into the shell of an address, so that it can be read before, and without, any script.
type Page struct {
	Title       string
	Description string
	Lang        string // of the content, BCP 47; empty: Swedish
	HTML        template.HTML
	Data        map[string]any // API answers that the app finds in the shell instead of asking again
	Redirect    string         // another address of this site instead

	pattern string
}

// PageFunc makes the page of an address; args are the values of the pattern's {parts}.
type PageFunc func(ctx context.Context, lang string, args []string) (Page, error)

type page struct {
	pattern string
	make    PageFunc
}

// Page registers what an address such as /threads/{id} shows.
func (s *Server) Page(pattern string, make PageFunc) {
	s.pages = append(s.pages, page{pattern, make})
}

// Mount puts the frontend behind everything else: its files, the shell for known addresses, 404 for all others. Call it last.
func (s *Server) Mount(build fs.FS) error {
	all, err := readFiles(build)
	if err != nil {
		return err
	}
	s.files = all
	if s.preload, err = readPreload(all); err != nil {
		return err
	}
	shell := ""
	if f := all["/index.html"]; f != nil {
		shell = string(f.plain)
		delete(all, "/index.html")
	}
	s.policy = s.pagePolicy(shell)
	s.app.All("/api/*", s.unknownAddress)
	s.app.Get("/*", s.asset, s.oneAddress, s.away(shell), s.identify, s.shell(shell))
	return nil
}

// Identified mounts the middleware that knows who is asking on the API, and on the addresses below /auth that a browser goes to
// by itself. Call it before the first operation is registered.
func (s *Server) Identified() {
	s.app.Use("/api", s.identify)
	s.app.Use("/auth", s.oneAddress, s.identify)
}

func (s *Server) asset(c *fiber.Ctx) error {
	if f := s.files[c.Path()]; f != nil {
		return f.serve(c)
	}
	if strings.HasPrefix(c.Path(), "/_app/") || strings.Contains(c.Path()[strings.LastIndex(c.Path(), "/")+1:], ".") {
		return errNotFound
	}
	return c.Next()
}

// headMark and bodyMark are the places in the built shell that the server fills.
const (
	headMark = "<!--shell:head-->"
	bodyMark = "<!--shell:body-->"
)

func (s *Server) shell(shell string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		lang := readerLang(c.Get(fiber.HeaderAcceptLanguage))
		p, status, err := s.page(c.UserContext(), c.Path(), lang)
		if err != nil {
			return err
		}
		if p.Redirect != "" {
			return c.Redirect(p.Redirect, fiber.StatusFound)
		}
		if err := s.share(c.UserContext(), &p); err != nil {
			return err
		}
		return s.send(c, shell, status, lang, p)
	}
}

// away tells a reader in words, and with the app's shell, that the house cannot answer just now: problem+json is for programs.
func (s *Server) away(shell string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		err := c.Next()
		if err == nil || fault.KindOf(err) != fault.Unavailable {
			return err
		}
		lang := readerLang(c.Get(fiber.HeaderAcceptLanguage))
		title := map[string]string{"sv": "Kraftsam svarar inte just nu", "en": "Kraftsam cannot answer just now"}[lang]
		again := map[string]string{"sv": "Inget är förlorat. Försök igen om en stund.", "en": "Nothing is lost. Try again in a moment."}[lang]
		c.Set(fiber.HeaderRetryAfter, retryAfter(fault.As(err).RetryAfter))
		html := template.HTML("<h1>" + title + "</h1><p>" + again + "</p>") // our own words alone
		return s.send(c, shell, fiber.StatusServiceUnavailable, lang, Page{Title: title, Lang: lang, HTML: html})
	}
}

// send fills the shell and sends it.
func (s *Server) send(c *fiber.Ctx, shell string, status int, lang string, p Page) error {
	head, body, err := s.write(c.Path(), lang, p)
	if err != nil {
		return err
	}
	head += s.preload.links(p.pattern, lang)
	html := strings.Replace(strings.Replace(shell, headMark, head, 1), bodyMark, body, 1)
	html = strings.Replace(html, `<html lang="sv"`, `<html lang="`+lang+`"`, 1)
	c.Set("Content-Security-Policy", s.policy)
	c.Set(fiber.HeaderContentType, "text/html; charset=utf-8")
	c.Set(fiber.HeaderCacheControl, "private, no-cache")
	c.Set(fiber.HeaderVary, "Accept-Encoding, Accept-Language, Cookie")
	return compressed(c.Status(status), html)
}

// compressed sends a page small; level 5 costs about a millisecond and saves seconds on a weak line.
func compressed(c *fiber.Ctx, html string) error {
	if !takes(c.Get(fiber.HeaderAcceptEncoding), "gzip") {
		return c.SendString(html)
	}
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, 5)
	_, _ = z.Write([]byte(html))
	_ = z.Close()
	c.Set(fiber.HeaderContentEncoding, "gzip")
	return c.Send(b.Bytes())
}

// page finds what an address shows; an address that nobody knows, or whose thing is not the reader's to see, is the empty
// shell with 404, in which the app says so.
func (s *Server) page(ctx context.Context, path, lang string) (Page, int, error) {
	for _, p := range s.pages {
		if !matches(p.pattern, path) {
			continue
		}
		made, err := p.make(ctx, lang, values(p.pattern, path))
		if err != nil && leadsNowhere(fault.KindOf(err)) {
			break
		}
		made.pattern = p.pattern
		return made, fiber.StatusOK, err
	}
	title := map[string]string{"sv": "Sidan finns inte", "en": "There is no such page"}[lang]
	return Page{Title: title, HTML: template.HTML("<h1>" + title + "</h1>")}, fiber.StatusNotFound, nil
}

// leadsNowhere says whether it is the address that was wrong: its thing, or a cursor in it.
func leadsNowhere(k fault.Kind) bool {
	return k == fault.NotFound || k == fault.Invalid || k == fault.Malformed || k == fault.Forbidden
}

func values(pattern, path string) []string {
	var args []string
	have := strings.Split(path, "/")
	for i, part := range strings.Split(pattern, "/") {
		if strings.HasPrefix(part, "{") {
			args = append(args, have[i])
		}
	}
	return args
}

var headTemplate = template.Must(template.New("head").Parse(`<title>{{.Title}}</title>
<meta name="description" content="{{.Description}}"><link rel="canonical" href="{{.URL}}">
<meta property="og:title" content="{{.Title}}"><meta property="og:description" content="{{.Description}}">
<meta property="og:type" content="website"><meta property="og:site_name" content="Kraftsam"><meta property="og:url" content="{{.URL}}">`))

// siteName ends the title of every page.
const siteName = " – Kraftsam"

// ways is the menu of a reader without scripts.
func (s *Server) ways(lang string) string {
	var b strings.Builder
	for _, way := range s.opts.Ways[lang] {
		b.WriteString(`<a href="` + template.HTMLEscapeString(way.Address) + `">` + template.HTMLEscapeString(way.Words) + `</a> `)
	}
	if b.Len() == 0 {
		return ""
	}
	return `<noscript><nav class="without-script" lang="` + lang + `">` + b.String() + `</nav></noscript>`
}

func (s *Server) write(path, lang string, p Page) (head, body string, err error) {
	untitled := p.Title == ""
	if untitled {
		p.Title = "Kraftsam"
	} else {
		p.Title += siteName
	}
	if p.Description == "" {
		p.Description = map[string]string{
			"sv": "Här talar och bestämmer företag, offentliga, forskning och föreningar tillsammans.",
			"en": "Where business, public bodies, academia and civil society talk and agree.",
		}[lang]
	}
	var b bytes.Buffer
	err = headTemplate.Execute(&b, map[string]string{"Title": p.Title, "Description": p.Description, "URL": s.Origin() + path})
	if err != nil {
		return "", "", fmt.Errorf("write the head of %s: %w", path, err)
	}
	if p.Lang == "" {
		p.Lang = "sv"
	}
	main := s.ways(lang)
	switch {
	case p.HTML == "" && !untitled: // the app alone knows the rest
		main += `<noscript><div id="shell" lang="` + lang + `"><main><h1>` + template.HTMLEscapeString(strings.TrimSuffix(p.Title, siteName)) + `</h1></main></div></noscript>`
	case p.HTML != "":
		main += `<div id="shell" lang="` + template.HTMLEscapeString(p.Lang) + `"><main>` + string(p.HTML) + `</main></div>`
	}
	if p.Data != nil {
		data := map[string]any{"path": path}
		for k, v := range p.Data {
			data[k] = v
		}
		// encoding/json escapes <, > and &, so nothing in the data can end the element.
		text, err := json.Marshal(data)
		if err != nil {
			return "", "", fmt.Errorf("write the data of %s: %w", path, err)
		}
		main += `<script type="application/json" id="shell-data">` + string(text) + `</script>`
	}
	return b.String(), main, nil
}

// readerLang is the language of the server's own few words: English only for who asks for it before Swedish.
func readerLang(header string) string {
	for part := range strings.SplitSeq(header, ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		tag = strings.ToLower(tag)
		switch {
		case tag == "sv", strings.HasPrefix(tag, "sv-"):
			return "sv"
		case tag == "en", strings.HasPrefix(tag, "en-"):
			return "en"
		}
	}
	return "sv"
}

// Plain is a page whose content only the app knows; the server gives it a title in both languages.
func Plain(sv, en string) PageFunc {
	return func(_ context.Context, lang string, _ []string) (Page, error) {
		if lang == "en" {
			return Page{Title: en}, nil
		}
		return Page{Title: sv}, nil
	}
}

var errNoFrontend = errors.New("the frontend is not built: run make build")

// HasFrontend says whether the program carries a built frontend.
func (s *Server) HasFrontend() error {
	if s.policy == "" || len(s.files) < 2 {
		return errNoFrontend
	}
	return nil
}
