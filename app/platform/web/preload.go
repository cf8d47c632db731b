package web

import (
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"slices"
	"strings"
)

// preload is what the frontend's build says that each of its pages asks for first, by the page's address. Named in the shell
// it is fetched while the shell is still read, which saves a weak line a round trip.
type preload struct {
	Routes map[string][]string `json:"routes"`
	Words  map[string][]string `json:"words"` // of the interface, by language
}

// preloadFile is the build's list; it is for the server alone.
const preloadFile = "/preload.json"

func readPreload(all files) (preload, error) {
	var p preload
	f := all[preloadFile]
	if f == nil {
		return p, nil
	}
	delete(all, preloadFile)
	if err := json.Unmarshal(f.plain, &p); err != nil {
		return p, fmt.Errorf("read what pages ask for first: %w", err)
	}
	return p, nil
}

// links names the files of the page at a pattern such as /threads/{id}, and the words that it is read with.
func (p preload) links(pattern, lang string) string {
	var b strings.Builder
	for _, file := range slices.Concat(p.Words[lang], p.Routes[strings.NewReplacer("{", "[", "}", "]").Replace(pattern)]) {
		href := template.HTMLEscapeString(file)
		switch {
		case strings.HasSuffix(file, ".js"):
			b.WriteString(`<link rel="modulepreload" href="` + href + `">`)
		case strings.HasSuffix(file, ".css"): // as the app fetches it, or the browser would fetch it twice
			b.WriteString(`<link rel="preload" as="style" crossorigin href="` + href + `">`)
		}
	}
	return b.String()
}

// share adds what every page of the app needs first to the data of one.
func (s *Server) share(ctx context.Context, p *Page) error {
	if s.opts.Shared == nil {
		return nil
	}
	shared, err := s.opts.Shared(ctx)
	if err != nil {
		return err
	}
	for name, value := range p.Data {
		shared[name] = value
	}
	p.Data = shared
	return nil
}
