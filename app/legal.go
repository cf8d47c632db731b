package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"regexp"
	"strings"

	"kraftsam/app/platform/web"
)

// The legal texts stand in the frontend's catalogues; here they are written into the shell as well, so that who cannot run the
// app can read who runs the site and whom to turn to.

var legalPages = []string{"about", "terms", "privacy", "accessibility"}

type legalPage struct {
	Title    string
	Lead     string
	Sections []legalSection
	Fill     string
}

type legalSection struct {
	Title string `json:"title"`
	Text  string `json:"text"`
}

// UnmarshalJSON keeps the order of the catalogue, which is that of the page.
func (p *legalPage) UnmarshalJSON(raw []byte) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return err
		}
		if err := p.take(name.(string), value); err != nil {
			return err
		}
	}
	return nil
}

func (p *legalPage) take(name string, value json.RawMessage) error {
	switch name {
	case "title":
		return json.Unmarshal(value, &p.Title)
	case "lead":
		return json.Unmarshal(value, &p.Lead)
	}
	var s legalSection
	if err := json.Unmarshal(value, &s); err != nil {
		return err
	}
	if s.Title != "" && s.Text != "" { // the rest is words of a form
		p.Sections = append(p.Sections, s)
	}
	return nil
}

// toFill is what the operator of the site has to fill in.
var toFill = regexp.MustCompile(`\[\[(.+?)\]\]`)

var legalTemplate = template.Must(template.New("legal").Funcs(template.FuncMap{
	"paragraphs": func(text string) []string { return strings.Split(text, "\n\n") },
	"fill":       func(text, fill string) string { return toFill.ReplaceAllString(text, fill+" $1") },
}).Parse(`<h1>{{.Title}}</h1><p>{{.Lead}}</p>{{range .Sections}}<h2>{{.Title}}</h2>{{range paragraphs .Text}}<p>{{fill . $.Fill}}</p>{{end}}{{end}}`))

// legalTexts registers the pages of the legal texts, in both languages.
func legalTexts(site *web.Server, catalogues fs.FS) error {
	made := map[string]map[string]web.Page{}
	for _, lang := range []string{"sv", "en"} {
		raw, err := fs.ReadFile(catalogues, lang+"/legal.json")
		if err != nil {
			return fmt.Errorf("read the legal texts: %w", err)
		}
		var all map[string]json.RawMessage
		if err := json.Unmarshal(raw, &all); err != nil {
			return fmt.Errorf("read the legal texts in %s: %w", lang, err)
		}
		made[lang] = map[string]web.Page{}
		for _, name := range legalPages {
			if made[lang][name], err = legalPageOf(all, name, lang); err != nil {
				return err
			}
		}
	}
	for _, name := range legalPages {
		site.Page("/"+name, func(_ context.Context, lang string, _ []string) (web.Page, error) { return made[lang][name], nil })
	}
	return nil
}

func legalPageOf(all map[string]json.RawMessage, name, lang string) (web.Page, error) {
	var p legalPage
	if err := json.Unmarshal(all["fill"], &p.Fill); err != nil {
		return web.Page{}, fmt.Errorf("read the legal texts in %s: %w", lang, err)
	}
	if err := json.Unmarshal(all[name], &p); err != nil {
		return web.Page{}, fmt.Errorf("read the legal text %s in %s: %w", name, lang, err)
	}
	var b bytes.Buffer
	if err := legalTemplate.Execute(&b, p); err != nil {
		return web.Page{}, fmt.Errorf("write the legal text %s in %s: %w", name, lang, err)
	}
	return web.Page{Title: p.Title, Description: p.Lead, Lang: lang, HTML: template.HTML(b.String())}, nil
}
