// Package frontend holds the built web application, so that one binary serves the whole site.
package frontend

import (
	"embed"
	"io/fs"
)

//go:embed all:build
var build embed.FS

//go:embed src/i18n/*/legal.json
var legal embed.FS

// Legal is the catalogues of the legal texts, LANG/legal.json: they are to be read without the application, too.
var Legal = mustSub(legal, "src/i18n")

// Files is the built site with its root at "/": index.html, _app/ and what lies in static/.
// It holds only .gitkeep until the frontend has been built.
var Files = mustSub(build, "build")

func mustSub(files embed.FS, dir string) fs.FS {
	sub, err := fs.Sub(files, dir)
	if err != nil {
		panic(err) // only a malformed constant path can do this
	}
	return sub
}
