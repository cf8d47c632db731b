package web

import "testing"

// What a page asks for first is named in its shell: its own files and the words of the reader's language, and nothing else.
func TestThePreloadsOfAPage(t *testing.T) {
	all := files{preloadFile: &file{plain: []byte(`{"routes":{"/threads/[id]":["/a.js","/a.css"],"/":["/b.js"]},"words":{"sv":["/sv.js"],"en":["/en.js"]}}`)}}
	p, err := readPreload(all)
	if err != nil {
		t.Fatal(err)
	}
	if all[preloadFile] != nil {
		t.Error("the list itself can be fetched")
	}
	want := `<link rel="modulepreload" href="/sv.js"><link rel="modulepreload" href="/a.js"><link rel="preload" as="style" crossorigin href="/a.css">`
	if got := p.links("/threads/{id}", "sv"); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := p.links("/nowhere", "en"); got != `<link rel="modulepreload" href="/en.js">` {
		t.Error(got)
	}
	if _, err := readPreload(files{preloadFile: &file{plain: []byte("{")}}); err == nil {
		t.Error("a broken list is taken")
	}
}
