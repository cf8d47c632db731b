package forum

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html/template"
	"maps"

	"kraftsam/app/actor"
	"kraftsam/app/platform/web"
)

// The pages of the public log, and where an address leads whose posts went elsewhere.

var actWords = map[string]map[string]string{
	"sv": {ActPinned: "fäste", ActUnpinned: "tog bort från toppen", ActClosed: "avslutade", ActReopened: "öppnade igen", ActReworded: "ändrade rubriken på",
		ActSorted: "sorterade om", ActSlowed: "saktade ner", ActUnslowed: "släppte farten i", ActMarked: "märkte ett svar i", ActUnmarked: "tog bort en märkning i",
		ActAsked: "bad om svar i", ActUnasked: "tog tillbaka en fråga i", ActMovedAway: "flyttade inlägg från", ActMovedHere: "flyttade inlägg till",
		ActSplitAway: "bröt ut inlägg ur", ActSplitHere: "bröt ut inlägg till", ActMergedAway: "slog ihop med en annan", ActMergedHere: "slog ihop en annan med"},
	"en": {ActPinned: "pinned", ActUnpinned: "unpinned", ActClosed: "closed", ActReopened: "reopened", ActReworded: "reworded the title of",
		ActSorted: "sorted", ActSlowed: "slowed down", ActUnslowed: "ended slow mode in", ActMarked: "marked an answer in", ActUnmarked: "took away a mark in",
		ActAsked: "asked for an answer in", ActUnasked: "took back a request in", ActMovedAway: "moved posts from", ActMovedHere: "moved posts to",
		ActSplitAway: "split posts out of", ActSplitHere: "split posts into", ActMergedAway: "merged into another", ActMergedHere: "merged another into"},
}

var logTemplate = template.Must(template.Must(pageTemplates.Clone()).New("log").Parse(`<h1>{{.W.log}}</h1>{{if .Acts}}<ul>{{range .Acts}}<li><time datetime="{{.At}}">{{day .At}}</time> · {{.By.Name}} {{index $.W .Kind}} <a href="/threads/{{.Thread.ID}}" lang="{{.Thread.Lang}}">{{.Thread.Title}}</a>{{with .Other}} · <a href="/threads/{{.ID}}" lang="{{.Lang}}">{{.Title}}</a>{{end}}{{with .Why}} · {{.}}{{end}}</li>{{end}}</ul>{{else}}<p>{{.W.nothing}}</p>{{end}}
{{with .After}}<a href="?after={{.}}" rel="next">{{$.W.later}}</a>{{end}}`))

func (s *Service) areaLogPage(ctx context.Context, lang string, args []string) (web.Page, error) {
	list, err := s.AreaLog(ctx, actor.ViewerOf(ctx), args[0], web.CallOf(ctx).Query.Get("after"), pageActs)
	return logPage(lang, list, err)
}

func (s *Service) threadLogPage(ctx context.Context, lang string, args []string) (web.Page, error) {
	list, err := s.ThreadLog(ctx, actor.ViewerOf(ctx), args[0], web.CallOf(ctx).Query.Get("after"), pageActs)
	return logPage(lang, list, err)
}

const pageActs = 50

func logPage(lang string, list web.List[ActView], err error) (web.Page, error) {
	if err != nil {
		return web.Page{}, err
	}
	with := maps.Clone(words[lang])
	maps.Copy(with, actWords[lang])
	var b bytes.Buffer
	if err := logTemplate.Execute(&b, content{Lang: lang, W: with, Acts: list.Items, After: list.After}); err != nil {
		return web.Page{}, fmt.Errorf("write the page of a log: %w", err)
	}
	html := template.HTML(b.String()) // escaped by the template
	return web.Page{Title: with["log"], Lang: lang, HTML: html, Data: map[string]any{"acts": list}}, nil
}

// forwarded gives the address that a thread's page leads to where the thread was merged into another, or where the post that it
// was asked for has moved on; empty where it leads nowhere.
func (s *Service) forwarded(ctx context.Context, by actor.Viewer, at ThreadAt, around string, err error) string {
	if around != "" && (errors.Is(err, errAround) || err == nil && at.Moved) {
		if p, err := s.Post(ctx, by, around); err == nil && p.Thread != at.ID {
			return addressOf(p)
		}
	}
	if err == nil && at.MovedTo != nil {
		return "/threads/" + *at.MovedTo
	}
	return ""
}

func addressOf(p PostView) string { return "/threads/" + p.Thread + "?around=" + p.ID + "#p-" + p.ID }
