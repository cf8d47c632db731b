package apptest_test

import (
	"testing"

	"kraftsam/app/apptest"
)

// What the house shows to who runs no scripts: every page has its heading and a way on, and what is public can be read.
func TestPagesWithoutScripts(t *testing.T) {
	english := map[string]string{"Accept-Language": "en"}
	turned := "\u202eoB\u2067"
	apptest.Run(t, []apptest.Case{
		{Name: "the directory", Do: "GET /organisations", Want: 200, Holds: []string{"<h1>Organisationer</h1>", `href="/organisations/{municipality}"`, "(offentlig sektor, lokal, Berg)"}},
		{Name: "in English", Do: "GET /organisations?q=kommun", Header: english, Want: 200, Holds: []string{"<h1>Organisations</h1>", "(public sector, local, Berg)", `value="kommun"`}},
		{Name: "searched in vain", Do: "GET /organisations?q=%3Cscript%3Ealert(1)", Want: 200, Holds: []string{"Ingen organisation passar."}, Lacks: []string{"<script>alert"}},
		{Name: "one organisation", Do: "GET /organisations/{municipality}", Want: 200, Holds: []string{"<h1>Bergs kommun</h1>", "Sektor: offentlig sektor", "Kommun: Berg", "<title>Bergs kommun – Kraftsam</title>"}},
		{Name: "one that is not there", Do: "GET /organisations/nix", Want: 404, Holds: []string{"Sidan finns inte"}},
		{Name: "who runs the site", Do: "GET /about", Want: 200, Holds: []string{"<h1>Om Kraftsam</h1>", "<h2>Vem som driver webbplatsen</h2>", "Fylls i av den som driver webbplatsen: Namn på"}, Lacks: []string{"[["}},
		{Name: "the terms", Do: "GET /terms", Header: english, Want: 200, Holds: []string{"<h1>Terms</h1>", "<h2>What you write is public</h2>"}},
		{Name: "personal data", Do: "GET /privacy", Header: english, Want: 200, Holds: []string{"<h1>Personal data</h1>", "<h2>Your rights</h2>"}},
		{Name: "the accessibility statement", Do: "GET /accessibility", Want: 200, Holds: []string{"<h1>Tillgänglighet</h1>", "WCAG"}},
		{Name: "a page that the app alone knows", Do: "GET /sign-in", Want: 200, Holds: []string{"<noscript><div id=\"shell\" lang=\"sv\"><main><h1>Logga in</h1>"}},
		{Name: "the way on", Do: "GET /sign-in", Header: english, Want: 200, Holds: []string{`<noscript><nav class="without-script" lang="en"><a href="/">Kraftsam</a>`, `<a href="/areas">Strength areas</a>`, `<a href="/accessibility">Accessibility</a>`}},
		{Name: "a thread", As: "Ada", Do: "POST /api/areas/energi/threads", Body: `{"title":"\u202eleT","text":"Hej","as":"{municipality}"}`, Want: 201, Keep: "thread", Events: []string{"thread:{thread} thread.added", "area:energi thread.added"}},
		{Name: "who speaks for whom, and from where", Do: "GET /threads/{thread}", Want: 200, Holds: []string{`<bdi>Ada</bdi>, <a href="/organisations/{municipality}"><bdi>Bergs kommun</bdi></a> (offentlig sektor, lokal, Berg)`}},
		{Name: "a name that turns", As: "Bo", Do: "PATCH /api/member", Body: `{"name":"` + turned + `"}`, Want: 200},
		{Name: "an answer", As: "Bo", Do: "POST /api/threads/{thread}/posts", Body: `{"text":"Hej"}`, Want: 201, Keep: "post", Events: []string{"thread:{thread} post.added"}},
		{Name: "turns nothing around it", Do: "GET /threads/{thread}", Want: 200, Holds: []string{"<bdi>oB</bdi> ·"}},
		{Name: "nor does a title", Do: "GET /areas/energi", Want: 200, Holds: []string{"<bdi>leT</bdi></a> ·"}},
	})
}
