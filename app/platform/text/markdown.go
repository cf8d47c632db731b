// Package text turns what people write into HTML that is safe to show, and checks what can be stored at all. It changes no
// character of the original: what was typed comes back byte for byte.
package text

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	gmhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"

	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
)

// Limits in Unicode code points.
const (
	MaxText  = 10_000
	MaxTitle = 200
)

var markdown = goldmark.New(
	goldmark.WithParser(parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(parser.NewEmphasisParser(), 500),
			util.Prioritized(extension.NewLinkifyParser(), 999),
		),
		parser.WithASTTransformers(util.Prioritized(mentions{}, 100)),
	)),
	goldmark.WithRenderer(renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(imagesAsLinks{}, 500), util.Prioritized(mentions{}, 500), util.Prioritized(gmhtml.NewRenderer(gmhtml.WithHardWraps()), 1000)))),
)

// imagesAsLinks shows an image as a link to it: a picture from elsewhere would tell a third party who reads.
type imagesAsLinks struct{}

// RegisterFuncs is called by goldmark.
func (imagesAsLinks) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindImage, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		tag := "</a>"
		if image, ok := n.(*ast.Image); ok && entering {
			tag = `<a href="` + string(util.EscapeHTML(util.URLEscape(image.Destination, true))) + `">`
		}
		_, err := w.WriteString(tag)
		return ast.WalkContinue, err
	})
}

// addresses are where a link may lead: elsewhere, or to a page of our own, as that of the post that is quoted.
var addresses = regexp.MustCompile(`^((?i:https?|mailto):|/(posts|threads|areas|organisations)/[0-9A-Za-z_-]{1,80}$)`)

var policy = func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code", "pre", "hr")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("href").Matching(addresses).OnElements("a")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^mention$`)).OnElements("span")
	p.AllowAttrs("data-mention").Matching(regexp.MustCompile(`^(member|organisation):[0-9A-Za-z_-]{1,40}$`)).OnElements("span")
	p.AllowURLSchemes("http", "https", "mailto")
	p.AllowRelativeURLs(true) // those of addresses alone
	p.RequireParseableURLs(true)
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	return p
}()

// HTML renders Markdown (paragraphs, line breaks, emphasis, links, lists, quotes, code) to HTML that holds nothing else: no
// images, no raw HTML, no headings that would break a page's outline.
func HTML(source string) (string, error) {
	rendered, _, err := render(source)
	return AsWords(rendered), err
}

func render(source string) (rendered string, mentioned []ref.Ref, err error) {
	var b bytes.Buffer
	if err := markdown.Convert([]byte(source), &b); err != nil {
		return "", nil, fmt.Errorf("render markdown: %w", err)
	}
	rendered = Safe(b.String())
	for _, found := range marks.FindAllStringSubmatch(rendered, -1) {
		if r := (ref.Ref{Kind: found[1], ID: found[2]}); !slices.Contains(mentioned, r) {
			mentioned = append(mentioned, r)
		}
	}
	return rendered, mentioned, nil
}

// Safe leaves of HTML that others made only what HTML itself could have made.
func Safe(html string) string { return strings.TrimSpace(policy.Sanitize(html)) }

var tags = regexp.MustCompile(`<[^>]*>`)

// Excerpt gives the first words of rendered HTML as plain text on one line, at most limit code points.
func Excerpt(rendered string, limit int) string {
	plain := html.UnescapeString(tags.ReplaceAllString(strings.ReplaceAll(rendered, "<", " <"), ""))
	runes := []rune(strings.Join(strings.Fields(plain), " "))
	if len(runes) <= limit {
		return string(runes)
	}
	return strings.TrimRightFunc(string(runes[:limit-1]), unicode.IsSpace) + "…"
}

var _ = fault.Register("text_empty", "text_too_long", "title_empty", "title_too_long")

// Check says whether s can be a post: not only white space, not over MaxText.
func Check(location, s string) error {
	return check(location, s, "text", "text", MaxText)
}

// CheckTitle says whether s can be a title: not only white space, not over MaxTitle.
func CheckTitle(location, s string) error {
	return check(location, s, "title", "title", MaxTitle)
}

func check(location, s, code, noun string, limit int) error {
	switch {
	case strings.TrimFunc(s, Blank) == "":
		return fault.InField(location, code+"_empty", "Write something: the "+noun+" is empty.")
	case Length(s) > limit:
		return fault.InField(location, code+"_too_long", fmt.Sprintf("The %s is too long: at most %d characters.", noun, limit))
	}
	return nil
}

// Length counts Unicode code points.
func Length(s string) int {
	n := 0
	for range s {
		n++
	}
	return n
}

// Blank says whether a reader sees nothing of r: white space and the characters that only join or order others.
func Blank(r rune) bool {
	if unicode.IsSpace(r) {
		return true
	}
	switch r {
	case '\u200B', '\u200C', '\u200D', '\u2060', '\uFEFF', '\u00AD', '\u180E', '\u2800', '\u3164':
		return true
	}
	return false
}
