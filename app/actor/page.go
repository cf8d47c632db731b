package actor

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"strings"

	"kraftsam/app/platform/text"
	"kraftsam/app/platform/web"
)

// The pages that the server writes into the shell: the directory, for a reader without scripts and for search engines.

const pageOrganisations = 200

// standing is the interface's words for where an organisation stands (frontend/src/i18n/*/common.json).
var standing = map[string]map[string]string{
	"sv": {
		"sector.business": "näringsliv", "sector.public": "offentlig sektor", "sector.academia": "akademi", "sector.civil_society": "civilsamhälle",
		"level.local": "lokal", "level.regional": "regional", "level.national": "nationell", "level.eu": "EU", "kind.municipality": "kommun",
		"kind.region": "region", "kind.state_authority": "statlig myndighet", "kind.university": "universitet eller högskola",
		"kind.research_institute": "forskningsinstitut", "kind.company": "företag", "kind.business_association": "företagarförening",
		"kind.cluster": "kluster", "kind.association": "förening", "kind.union": "fackförbund", "kind.leader_area": "leaderområde",
		"kind.foundation": "stiftelse", "kind.sameby": "sameby", "kind.sami_parliament": "Sametinget", "kind.sami_organisation": "samisk organisation",
		"kind.eu_body": "EU-organ", "kind.programme": "program",
	},
	"en": {
		"sector.business": "business", "sector.public": "public sector", "sector.academia": "academia", "sector.civil_society": "civil society",
		"level.local": "local", "level.regional": "regional", "level.national": "national", "level.eu": "EU", "kind.municipality": "municipality",
		"kind.region": "region", "kind.state_authority": "state authority", "kind.university": "university", "kind.research_institute": "research institute",
		"kind.company": "company", "kind.business_association": "business association", "kind.cluster": "cluster", "kind.association": "association",
		"kind.union": "trade union", "kind.leader_area": "Leader area", "kind.foundation": "foundation",
		"kind.sameby": "sameby (reindeer-herding community)", "kind.sami_parliament": "the Sámi Parliament", "kind.sami_organisation": "Sámi organisation",
		"kind.eu_body": "EU body", "kind.programme": "programme",
	},
}

var pageWords = map[string]map[string]string{
	"sv": {"title": "Organisationer", "none": "Ingen organisation passar.", "query": "Sök på namn", "search": "Sök", "earlier": "Tidigare", "later": "Fler",
		"kind": "Slag", "sector": "Sektor", "level": "Nivå", "municipality": "Kommun", "website": "Webbplats", "demo": "Organisationen är påhittad och finns bara i demonstrationen."},
	"en": {"title": "Organisations", "none": "No organisation fits.", "query": "Search by name", "search": "Search", "earlier": "Earlier", "later": "More",
		"kind": "Kind", "sector": "Sector", "level": "Level", "municipality": "Municipality", "website": "Website", "demo": "The organisation is made up and exists only in the demonstration."},
}

// Standing says where an organisation stands, as beside a name: "näringsliv, lokal, Berg". A rights-holder has its kind in
// place of a sector.
func (v OrganisationView) Standing(lang string) string {
	first := standing[lang]["sector."+v.Sector]
	if v.Sector == "" {
		first = standing[lang]["kind."+v.Kind]
	}
	parts := []string{first, standing[lang]["level."+v.Level]}
	if v.MunicipalityName != "" {
		parts = append(parts, v.MunicipalityName)
	}
	return strings.Join(parts, ", ")
}

// Standing is that of the organisation.
func (v SpokenFor) Standing(lang string) string { return OrganisationView(v).Standing(lang) }

var pageTemplates = template.Must(template.New("pages").Funcs(template.FuncMap{
	"steady": text.Steady,
	"word":   func(lang, group, word string) string { return standing[lang][group+"."+word] },
}).Parse(`
{{define "directory"}}<h1>{{.W.title}}</h1>
<form><p><label for="q">{{.W.query}}</label> <input id="q" name="q" type="search" value="{{.Query}}"> <button>{{.W.search}}</button></p></form>
{{if .All}}<ul>{{range .All}}<li><a href="/organisations/{{.ID}}"><bdi>{{steady .Name}}</bdi></a> ({{.Standing $.Lang}})</li>{{end}}</ul>{{else}}<p>{{.W.none}}</p>{{end}}
{{with .Before}}<a href="?before={{.}}&amp;q={{$.Query}}" rel="prev">{{$.W.earlier}}</a>{{end}} {{with .After}}<a href="?after={{.}}&amp;q={{$.Query}}" rel="next">{{$.W.later}}</a>{{end}}{{end}}
{{define "organisation"}}<p><a href="/organisations">{{.W.title}}</a></p><h1>{{.One.Name}}</h1>{{if .One.Demo}}<p>{{.W.demo}}</p>{{end}}
<ul><li>{{.W.kind}}: {{word .Lang "kind" .One.Kind}}</li>{{with .One.Sector}}<li>{{$.W.sector}}: {{word $.Lang "sector" .}}</li>{{end}}<li>{{.W.level}}: {{word .Lang "level" .One.Level}}</li>
{{with .One.MunicipalityName}}<li>{{$.W.municipality}}: {{.}}</li>{{end}}{{with .One.Website}}<li>{{$.W.website}}: <a href="{{.}}" rel="external noopener noreferrer">{{.}}</a></li>{{end}}</ul>{{end}}
`))

type content struct {
	Lang, Query   string
	W             map[string]string
	All           []OrganisationView
	One           OrganisationView
	Before, After *string
}

func write(name string, c content) (template.HTML, error) {
	c.W = pageWords[c.Lang]
	var b bytes.Buffer
	if err := pageTemplates.ExecuteTemplate(&b, name, c); err != nil {
		return "", fmt.Errorf("write the page %s: %w", name, err)
	}
	return template.HTML(b.String()), nil
}

// Pages registers the addresses of this room.
func (s *Service) Pages(site *web.Server) {
	site.Page("/organisations", s.directoryPage)
	site.Page("/organisations/{id}", s.organisationPage)
}

func (s *Service) directoryPage(ctx context.Context, lang string, _ []string) (web.Page, error) {
	q := web.CallOf(ctx).Query
	page, err := s.Search(ctx, Search{Query: q.Get("q"), Kind: q.Get("kind"), Sector: q.Get("sector"), Level: q.Get("level"), Municipality: q.Get("municipality"),
		Before: q.Get("before"), After: q.Get("after"), Limit: pageOrganisations})
	if err != nil {
		return web.Page{}, err
	}
	views, err := s.Views(ctx, page.Items)
	if err != nil {
		return web.Page{}, err
	}
	list := web.PageOf(views, page.HasBefore, page.HasAfter, func(v OrganisationView) string { return v.ID })
	html, err := write("directory", content{Lang: lang, Query: q.Get("q"), All: views, Before: list.Before, After: list.After})
	return web.Page{Title: pageWords[lang]["title"], Lang: lang, HTML: html}, err
}

func (s *Service) organisationPage(ctx context.Context, lang string, args []string) (web.Page, error) {
	o, err := s.Organisation(ctx, args[0])
	if err != nil {
		return web.Page{}, err
	}
	views, err := s.Views(ctx, []Organisation{o})
	if err != nil {
		return web.Page{}, err
	}
	html, err := write("organisation", content{Lang: lang, One: views[0]})
	return web.Page{Title: o.Name, Description: o.Name + " (" + views[0].Standing(lang) + ")", Lang: lang, HTML: html}, err
}
