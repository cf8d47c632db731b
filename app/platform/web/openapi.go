package web

import (
	"bytes"
	"html/template"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"kraftsam/app/platform/fault"
)

// OpenAPI writes the API's document as YAML, with every code that a problem can carry.
func (s *Server) OpenAPI() ([]byte, error) {
	s.listCodes()
	return s.api.OpenAPI().YAML()
}

func (s *Server) listCodes() {
	codes := fault.Codes()
	slices.Sort(codes)
	doc := s.api.OpenAPI()
	if p := doc.Components.Schemas.Map()["Problem"]; p != nil {
		list := make([]any, len(codes))
		for i, c := range codes {
			list[i] = c
		}
		p.Properties["code"].Enum = list
	}
}

// Docs serves the document at /api/openapi.json and a page to read it, made here without any script, at /api/docs.
func (s *Server) Docs() {
	s.app.Get("/api/openapi.json", func(c *fiber.Ctx) error {
		s.listCodes()
		b, err := s.api.OpenAPI().MarshalJSON()
		if err != nil {
			return err
		}
		c.Set(fiber.HeaderContentType, "application/json")
		return c.Send(b)
	})
	s.app.Get("/api/docs.css", func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, "text/css; charset=utf-8")
		return c.SendString(docsStyle)
	})
	s.app.Get("/api/docs", func(c *fiber.Ctx) error {
		var b bytes.Buffer
		if err := docsPage.Execute(&b, s.chapters()); err != nil {
			return err
		}
		c.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
		c.Set(fiber.HeaderContentType, "text/html; charset=utf-8")
		return c.Send(b.Bytes())
	})
}

// chapter is the operations of one tag.
type chapter struct {
	Name  string
	Calls []call
}

type call struct {
	Method, Path, Summary, Anchor string
	Params                        []*huma.Param
	Body, Answer                  []line
	Status                        string
}

// line is one field of a body.
type line struct{ Name, Type, About string }

func (s *Server) chapters() []chapter {
	byTag := map[string][]call{}
	doc := s.api.OpenAPI()
	for path, item := range doc.Paths {
		for method, op := range map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete} {
			if op == nil {
				continue
			}
			k := call{Method: method, Path: path, Summary: op.Summary, Anchor: op.OperationID, Params: op.Parameters}
			if op.RequestBody != nil {
				k.Body = lines(doc, op.RequestBody.Content)
			}
			for status, r := range op.Responses {
				if strings.HasPrefix(status, "2") {
					k.Status, k.Answer = status, lines(doc, r.Content)
				}
			}
			byTag[op.Tags[0]] = append(byTag[op.Tags[0]], k)
		}
	}
	var all []chapter
	for name, calls := range byTag {
		slices.SortFunc(calls, func(a, b call) int { return strings.Compare(a.Path+a.Method, b.Path+b.Method) })
		all = append(all, chapter{name, calls})
	}
	slices.SortFunc(all, func(a, b chapter) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// lines lists the fields of a body's JSON object.
func lines(doc *huma.OpenAPI, content map[string]*huma.MediaType) []line {
	m := content["application/json"]
	if m == nil || m.Schema == nil {
		return nil
	}
	schema := m.Schema
	if schema.Ref != "" {
		schema = doc.Components.Schemas.SchemaFromRef(schema.Ref)
	}
	var all []line
	for name, p := range schema.Properties {
		all = append(all, line{name, typeOf(p), p.Description})
	}
	slices.SortFunc(all, func(a, b line) int { return strings.Compare(a.Name, b.Name) })
	return all
}

func typeOf(p *huma.Schema) string {
	switch {
	case p.Ref != "":
		return p.Ref[strings.LastIndex(p.Ref, "/")+1:]
	case p.Type == "array" && p.Items != nil:
		return "list of " + typeOf(p.Items)
	}
	return p.Type
}

var docsPage = template.Must(template.New("docs").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>API – Kraftsam</title><link rel="stylesheet" href="/api/docs.css"></head>
<body><header><h1>The API of Kraftsam</h1><p>The same as a document for programs: <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1). Refusals are problems (RFC 9457) with a stable code.</p></header>
<nav aria-label="Chapters"><ul>{{range .}}<li><a href="#{{.Name}}">{{.Name}}</a></li>{{end}}</ul></nav>
<main>{{range .}}<section id="{{.Name}}"><h2>{{.Name}}</h2>{{range .Calls}}
<article id="{{.Anchor}}"><h3><code>{{.Method}} {{.Path}}</code></h3><p>{{.Summary}}</p>
{{with .Params}}<h4>Parameters</h4><dl>{{range .}}<dt><code>{{.Name}}</code> <small>{{.In}}</small></dt><dd>{{.Description}}</dd>{{end}}</dl>{{end}}
{{with .Body}}<h4>Body</h4><dl>{{range .}}<dt><code>{{.Name}}</code> <small>{{.Type}}</small></dt><dd>{{.About}}</dd>{{end}}</dl>{{end}}
<h4>Answer {{.Status}}</h4>{{if .Answer}}<dl>{{range .Answer}}<dt><code>{{.Name}}</code> <small>{{.Type}}</small></dt><dd>{{.About}}</dd>{{end}}</dl>{{else}}<p>No body.</p>{{end}}
</article>{{end}}</section>{{end}}</main></body></html>
`))

const docsStyle = `:root{color-scheme:light dark}body{font:1rem/1.6 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem}
nav ul{display:flex;flex-wrap:wrap;gap:1rem;padding:0;list-style:none}nav a{display:inline-block;padding:.5rem 0}
article{border-top:1px solid;padding:.5rem 0 1rem}h3 code{overflow-wrap:anywhere}dl{display:grid;grid-template-columns:minmax(10rem,max-content) 1fr;gap:.25rem 1rem}dd{margin:0}
@media(max-width:40rem){dl{grid-template-columns:1fr}}
`
