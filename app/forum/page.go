package forum

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/platform/text"
	"kraftsam/app/platform/web"
)

// The pages that the server writes into the shell, at the same addresses as the app: what a reader without scripts, on a weak
// line, in print or in an archive sees.

// Numbers of a page's first content.
const (
	pagePosts   = 20
	pageThreads = 20
	excerpt     = 160
)

var words = map[string]map[string]string{
	"sv": {"areas": "Områden", "threads": "Trådar", "none": "Här finns inga trådar än.", "posts": "inlägg", "withdrawn": "Inlägget är tillbakadraget.",
		"closed": "Tråden är avslutad", "start": "Kraftsam – tillsammans för Jämtland Härjedalen", "intro": "Här talar företag, offentliga, forskning och föreningar med varandra, och ser vad det blev av det.",
		"pinned": "Fäst", "moved": "Tråden har slagits ihop med en annan.", "log": "Vad samtalsledarna har gjort", "nothing": "Här finns inget ännu.",
		"last": "Sista dag", "question": "Fråga", "proposal": "Förslag", "announcement": "Meddelande", "official": "Officiellt svar", "answer": "Svaret på frågan", "earlier": "Tidigare inlägg", "later": "Fler inlägg"},
	"en": {"areas": "Areas", "threads": "Threads", "none": "There are no threads here yet.", "posts": "posts", "withdrawn": "This post was withdrawn.",
		"closed": "This thread is closed", "start": "Kraftsam – together for Jämtland Härjedalen", "intro": "Where business, public bodies, academia and civil society talk, and see what came of it.",
		"pinned": "Pinned", "moved": "This thread was merged into another.", "log": "What facilitators have done", "nothing": "There is nothing here yet.",
		"last": "Last day", "question": "Question", "proposal": "Proposal", "announcement": "Announcement", "official": "Official answer", "answer": "The answer", "earlier": "Earlier posts", "later": "More posts"},
}

var pageTemplates = template.Must(template.New("pages").Funcs(template.FuncMap{
	"safe":   func(rendered string) template.HTML { return template.HTML(rendered) }, // rendered by platform/text alone
	"day":    func(stamp string) string { return stamp[:min(len(stamp), len(time.DateOnly))] },
	"in":     area.Words.In,
	"steady": text.Steady,
	"spoken": func(who actor.AuthorView, lang string) map[string]any {
		return map[string]any{"Author": who, "Lang": lang}
	},
}).Parse(`
{{define "author"}}<bdi>{{steady .Author.Name}}</bdi>{{with .Author.Organisation}}, <a href="/organisations/{{.ID}}"><bdi>{{steady .Name}}</bdi></a> ({{.Standing $.Lang}}){{end}}{{end}}
{{define "attachments"}}{{if .}}<ul>{{range $f := .}}<li><a href="{{$f.URL}}">{{if $f.Width}}{{with $f.Preview}}<img src="{{.URL}}" width="{{.Width}}" height="{{.Height}}" alt="{{$f.Alt}}" loading="lazy">{{else}}<img src="{{$f.URL}}" width="{{$f.Width}}" height="{{$f.Height}}" alt="{{$f.Alt}}" loading="lazy">{{end}} {{end}}<bdi>{{steady $f.Name}}</bdi></a></li>{{end}}</ul>{{end}}{{end}}
{{define "threads"}}{{if .Threads}}<ul>{{range .Threads}}<li lang="{{.Lang}}">{{if .Pinned}}<strong lang="{{$.Lang}}">{{$.W.pinned}}</strong> · {{end}}<a href="/threads/{{.ID}}"><bdi>{{steady .Title}}</bdi></a> · {{.Posts}} {{$.W.posts}} · <time datetime="{{.LastActivityAt}}">{{day .LastActivityAt}}</time></li>{{end}}</ul>{{else}}<p>{{.W.none}}</p>{{end}}{{end}}
{{define "areas"}}<ul>{{range .Areas}}<li><a href="/areas/{{.Slug}}">{{in .Name $.Lang}}</a><p>{{in .Asked $.Lang}}</p></li>{{end}}</ul>{{end}}
{{define "start"}}<h1>{{.W.start}}</h1><p>{{.W.intro}}</p><h2>{{.W.areas}}</h2>{{template "areas" .}}{{end}}
{{define "list"}}<h1>{{.W.areas}}</h1>{{template "areas" .}}{{end}}
{{define "area"}}<h1>{{in .Area.Name .Lang}}</h1><p>{{in .Area.About .Lang}}</p><p>{{in .Area.Asked .Lang}}</p><h2>{{.W.threads}}</h2>{{template "threads" .}}{{end}}
{{define "thread"}}<h1 lang="{{.Thread.Lang}}">{{.Thread.Title}}</h1>
<p><a href="/areas/{{.Thread.Area}}">{{in .Area.Name .Lang}}</a>{{with .Thread.MunicipalityName}} · {{.}}{{end}}{{with index .W .Thread.Kind}} · {{.}}{{end}}{{with .Thread.Deadline}} · {{$.W.last}} <time>{{.}}</time>{{end}} · {{.Thread.Posts}} {{.W.posts}}</p>
{{if .Thread.Moved}}<p>{{.W.moved}}</p>{{end}}{{with .Thread.Closure}}<section><h2>{{$.W.closed}}</h2>{{safe .HTML}}</section>{{end}}
{{if .Thread.Marks}}<ul>{{range .Thread.Marks}}<li>{{index $.W .Kind}}: <a href="/posts/{{.Post}}">{{template "author" (spoken .Author $.Lang)}}</a></li>{{end}}</ul>{{end}}
{{range .Posts}}<article id="p-{{.ID}}" lang="{{.Lang}}"><header>{{template "author" (spoken .Author $.Lang)}} · <a href="/posts/{{.ID}}"><time datetime="{{.At}}">{{day .At}}</time></a></header>{{if .Withdrawn}}<p>{{$.W.withdrawn}}</p>{{else}}{{safe .HTML}}{{template "attachments" .Attachments}}{{end}}</article>
{{end}}{{with .Before}}<a href="?before={{.}}" rel="prev">{{$.W.earlier}}</a>{{end}} {{with .After}}<a href="?after={{.}}" rel="next">{{$.W.later}}</a>{{end}}{{end}}
`))

type content struct {
	Lang          string
	W             map[string]string
	Area          area.Area
	Areas         []area.View
	Thread        ThreadView
	Threads       []ThreadView
	Posts         []PostView
	Before, After *string
	Acts          []ActView
}

func write(name string, c content) (template.HTML, error) {
	c.W = words[c.Lang]
	var b bytes.Buffer
	if err := pageTemplates.ExecuteTemplate(&b, name, c); err != nil {
		return "", fmt.Errorf("write the page %s: %w", name, err)
	}
	return template.HTML(b.String()), nil
}

// Pages registers the addresses of this room.
func (s *Service) Pages(site *web.Server) {
	site.Page("/", s.startPage("start"))
	site.Page("/areas", s.startPage("list"))
	site.Page("/areas/{slug}", s.areaPage)
	site.Page("/areas/{slug}/new", s.newPage)
	site.Page("/threads/{id}", s.threadPage)
	site.Page("/posts/{id}", s.postPage)
	site.Page("/areas/{slug}/log", s.areaLogPage)
	site.Page("/threads/{id}/log", s.threadLogPage)
}

func (s *Service) startPage(name string) web.PageFunc {
	return func(ctx context.Context, lang string, _ []string) (web.Page, error) {
		views, err := s.areas.Views(ctx, actor.ViewerOf(ctx))
		if err != nil {
			return web.Page{}, err
		}
		html, err := write(name, content{Lang: lang, Areas: views})
		title := ""
		if name == "list" {
			title = words[lang]["areas"]
		}
		return web.Page{Title: title, Lang: lang, HTML: html, Data: map[string]any{"areas": web.All(views)}}, err
	}
}

func (s *Service) areaPage(ctx context.Context, lang string, args []string) (web.Page, error) {
	by := actor.ViewerOf(ctx)
	at, err := s.areas.ViewAt(ctx, by, args[0])
	if err != nil {
		return web.Page{}, err
	}
	q := web.CallOf(ctx).Query
	only := Filter{Kind: q.Get("kind"), Tag: q.Get("tag"), SubArea: q.Get("sub_area"), State: q.Get("state")}
	list, err := s.Filtered(ctx, by, args[0], only, "", "", pageThreads)
	if err != nil {
		return web.Page{}, err
	}
	a := area.Area{Name: at.Name, About: at.About, Asked: at.Asked}
	html, err := write("area", content{Lang: lang, Area: a, Threads: list.Items})
	return web.Page{Title: a.Name.In(lang), Description: a.Asked.In(lang), Lang: lang, HTML: html, Data: map[string]any{"area": at, "threads": list}}, err
}

func (s *Service) newPage(ctx context.Context, lang string, args []string) (web.Page, error) {
	a, err := s.areas.Area(ctx, actor.ViewerOf(ctx), args[0])
	return web.Page{Title: a.Name.In(lang), Lang: lang}, err
}

func (s *Service) threadPage(ctx context.Context, lang string, args []string) (web.Page, error) {
	by, q := actor.ViewerOf(ctx), web.CallOf(ctx).Query
	w := Window{Around: q.Get("around"), Before: q.Get("before"), After: q.Get("after"), Limit: pagePosts}
	if w.Around+w.Before+w.After == "" && by.SignedIn() {
		w.Around = AtUnread
	}
	var at ThreadAt
	var list PostList
	var a area.Area
	err := s.db.Read(ctx, func(ctx context.Context) (err error) {
		if at, err = s.Thread(ctx, by, args[0]); err != nil {
			return err
		}
		if list, err = s.Posts(ctx, by, args[0], w); err != nil {
			return err
		}
		a, err = s.areas.Area(ctx, by, at.Area)
		return err
	})
	if to := s.forwarded(ctx, by, at, w.Around, err); to != "" {
		return web.Page{Redirect: to}, nil
	}
	if err != nil {
		return web.Page{}, err
	}
	html, err := write("thread", content{Lang: lang, Area: a, Thread: at.ThreadView, Posts: list.Items, Before: list.Before, After: list.After})
	about := ""
	if len(list.Items) > 0 {
		about = text.Excerpt(list.Items[0].HTML, excerpt)
	}
	return web.Page{Title: at.Title, Description: about, Lang: lang, HTML: html, Data: map[string]any{"thread": at, "posts": list}}, err
}

func (s *Service) postPage(ctx context.Context, _ string, args []string) (web.Page, error) {
	p, err := s.Post(ctx, actor.ViewerOf(ctx), args[0])
	return web.Page{Redirect: addressOf(p)}, err
}
