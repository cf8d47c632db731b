package text

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	gmtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
)

// A mention is a link to a person or an organisation whose words begin with @: [@Ada](member:0190…). The id is what counts; the
// name is what it was when it was written, and shows where the text is read without us.

// MaxMentions is how many different people and organisations one text may call upon.
const MaxMentions = 20

// mentionable are the kinds of things that can be mentioned.
var mentionable = []string{"member", "organisation"}

var _ = fault.Register("mentions_too_many")

// mention is a mention in the tree of a text.
type mention struct {
	ast.BaseInline
	to    ref.Ref
	words string // with the @
}

var kindMention = ast.NewNodeKind("Mention")

// Kind is called by goldmark.
func (*mention) Kind() ast.NodeKind { return kindMention }

// Dump is called by goldmark.
func (m *mention) Dump(source []byte, level int) { ast.DumpHelper(m, source, level, nil, nil) }

// mentions turns links to people and organisations into mentions. In a quotation they are only words: whoever is quoted is not
// called upon again.
type mentions struct{}

// Transform is called by goldmark.
func (mentions) Transform(doc *ast.Document, reader gmtext.Reader, _ parser.Context) {
	var links []*ast.Link
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // it only passes on what the function returns
		if l, ok := n.(*ast.Link); ok && entering {
			links = append(links, l)
		}
		return ast.WalkContinue, nil
	})
	for _, l := range links {
		to, ok := mentionOf(string(l.Destination))
		if !ok {
			continue
		}
		words := wordsOf(l, reader.Source())
		if !strings.HasPrefix(words, "@") || strings.TrimFunc(words[1:], Blank) == "" {
			continue
		}
		m := &mention{to: to, words: words}
		if quoted(l) {
			m.to = ref.Ref{}
		}
		l.Parent().ReplaceChild(l.Parent(), l, m)
	}
}

func mentionOf(destination string) (ref.Ref, bool) {
	kind, id, ok := strings.Cut(destination, ":")
	if !ok || !slices.Contains(mentionable, kind) || !ref.ValidID(id) {
		return ref.Ref{}, false
	}
	return ref.Ref{Kind: kind, ID: id}, true
}

func quoted(n ast.Node) bool {
	for p := n.Parent(); p != nil; p = p.Parent() {
		if p.Kind() == ast.KindBlockquote {
			return true
		}
	}
	return false
}

// wordsOf gives what a reader reads of a node.
func wordsOf(n ast.Node, source []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // it only passes on what the function returns
		switch t := n.(type) {
		case *ast.Text:
			if entering {
				b.Write(util.ResolveEntityNames(util.UnescapePunctuations(t.Segment.Value(source))))
				if t.SoftLineBreak() || t.HardLineBreak() {
					b.WriteByte(' ')
				}
			}
		case *ast.String:
			if entering {
				b.Write(t.Value)
			}
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// RegisterFuncs is called by goldmark.
func (mentions) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(kindMention, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		m, ok := n.(*mention)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		words := html.EscapeString(m.words)
		if m.to != (ref.Ref{}) {
			words = `<span class="mention" data-mention="` + m.to.String() + `">` + words + `</span>`
		}
		_, err := w.WriteString(words)
		return ast.WalkContinue, err
	})
}

// Post renders Markdown as HTML does, and gives who is mentioned, each once, in the order of the text. Its mentions stand in the
// HTML as marks that ShowMentions makes into names; what is never shown to it shows them as words.
func Post(source string) (rendered string, mentioned []ref.Ref, err error) {
	if rendered, mentioned, err = render(source); err != nil {
		return "", nil, err
	}
	if len(mentioned) > MaxMentions {
		return "", nil, fault.InField("body.text", "mentions_too_many", fmt.Sprintf("Mention at most %d people and organisations in one post.", MaxMentions))
	}
	return rendered, mentioned, nil
}

// marks are the mentions of rendered HTML. Nobody can write one by hand: Markdown lets no HTML through.
var marks = regexp.MustCompile(`<span class="mention" data-mention="(member|organisation):([0-9A-Za-z_-]{1,40})">@([^<]*)</span>`)

// HasMentions says whether rendered HTML holds mentions.
func HasMentions(rendered string) bool { return strings.Contains(rendered, `data-mention="`) }

// ShowMentions puts the names of today into rendered HTML; who is not known is only words. Organisations lead to their page.
func ShowMentions(rendered string, name func(ref.Ref) (string, bool)) string {
	if !HasMentions(rendered) {
		return rendered
	}
	return marks.ReplaceAllStringFunc(rendered, func(mark string) string {
		found := marks.FindStringSubmatch(mark)
		to := ref.Ref{Kind: found[1], ID: found[2]}
		today, ok := name(to)
		switch {
		case !ok:
			return "@" + found[3]
		case to.Kind == "organisation":
			return `<a class="mention" href="/organisations/` + to.ID + `">@` + html.EscapeString(today) + `</a>`
		}
		return `<span class="mention">@` + html.EscapeString(today) + `</span>`
	})
}

// AsWords shows every mention of rendered HTML as the words that were typed.
func AsWords(rendered string) string {
	return ShowMentions(rendered, func(ref.Ref) (string, bool) { return "", false })
}
