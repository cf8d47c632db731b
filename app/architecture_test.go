package app_test

import (
	"fmt"
	"go/parser"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"
)

// The rooms stand in one line: a package imports only what stands to its left, and names with a comma between them are
// strangers. Whoever adds a room writes its name here; whoever moves one writes a decision record.
const line = "platform, frontend < audit < place < actor < accessibility, area, file < account < record, notice, calendar, search < " +
	"coverage, moderation, ballot, trail, draft < forum < workshop < goalconflict, consultation < strategy < followup < " +
	"seed < app < apptest < cmd"

// keepers says which files alone may import a library: base names by pattern, or all below a folder.
var keepers = []struct {
	library string
	files   []string
	why     string
}{
	{"gorm.io", []string{"store*.go", "app/platform/db/", "app/platform/event/", "app/platform/job/"}, "only store files speak GORM"},
	{"github.com/glebarez", []string{"app/platform/db/", "cmd/drill/"}, "only platform/db knows the drivers"},
	{"github.com/jackc", []string{"app/platform/db/", "app/platform/dbtest/", "cmd/drill/"}, "only platform/db knows the drivers"},
	{"github.com/pressly/goose", []string{"app/migrations/"}, "only migrations change the schema"},
	{"github.com/danielgtaylor/huma", []string{"http*.go", "app/platform/web/"}, "only http files speak Huma"},
	{"github.com/gofiber/websocket", []string{"app/platform/live/socket*.go"}, "only live/socket.go knows the websocket package"},
	{"github.com/fasthttp/websocket", []string{"app/platform/live/socket*.go", "app/platform/livetest/", "app/apptest/", "cmd/drill/"}, "only live/socket.go knows the websocket package"},
	{"github.com/coreos/go-oidc", []string{"app/account/oidc*.go"}, "only account/oidc*.go know OpenID Connect"},
	{"golang.org/x/oauth2", []string{"app/account/oidc*.go"}, "only account/oidc*.go know OpenID Connect"},
	{"github.com/go-webauthn", []string{"app/account/passkey*.go", "app/account/stepup.go", "app/account/account.go", "app/apptest/"}, "only the passkeys of account know WebAuthn"},
	{"github.com/go-jose", []string{"app/apptest/"}, "only the tests' provider signs tokens"},
	{"github.com/gofiber", []string{"app/platform/web/", "app/platform/live/"}, "only web and live know Fiber"},
	{"github.com/valyala/fasthttp", []string{"app/platform/web/", "app/platform/live/"}, "only web and live know Fiber"},
	{"github.com/redis", []string{"app/platform/live/", "app/platform/limit/"}, "only live and limit know Redis"},
	{"github.com/go-redis", []string{"app/platform/live/", "app/platform/limit/"}, "only live and limit know Redis"},
}

// helpers are packages for tests; the product itself never imports them.
var helpers = []string{"kraftsam/app/apptest", "kraftsam/app/platform/dbtest", "kraftsam/app/platform/livetest", "kraftsam/app/platform/pushtest"}

func TestLawOfTheLine(t *testing.T) {
	for _, b := range breaches(t, os.DirFS("..")) {
		t.Error(b)
	}
}

// The planted files say in their first line which breach they are; those that say nothing are lawful.
func TestLawFindsPlantedBreaches(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/breaches.txtar")
	if err != nil {
		t.Fatal(err)
	}
	planted, want := fstest.MapFS{}, []string{}
	for _, f := range archive.Files {
		planted[f.Name] = &fstest.MapFile{Data: f.Data}
		first, _, _ := strings.Cut(string(f.Data), "\n")
		if breach, ok := strings.CutPrefix(first, "// breach: "); ok {
			want = append(want, f.Name+": "+breach)
		}
	}
	got := breaches(t, planted)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("found:\n%s\nplanted:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// breaches reads the imports of every Go file that is not a test.
func breaches(t *testing.T, house fs.FS) (found []string) {
	t.Helper()
	shelves := shelves()
	walkGo(t, house, func(file string) {
		if strings.HasSuffix(file, "_test.go") {
			return
		}
		if _, known := shelves[roomOf(home(file))]; !known {
			found = append(found, fmt.Sprintf("%s: the room %s has no place in the line", file, roomOf(home(file))))
			return
		}
		for _, imported := range importsOf(t, house, file) {
			if why := unlawful(shelves, file, imported); why != "" {
				found = append(found, fmt.Sprintf("%s: imports %s: %s", file, imported, why))
			}
		}
	})
	return found
}

func unlawful(shelves map[string]int, file, imported string) string {
	if strings.HasPrefix(imported, "kraftsam/") {
		return outOfLine(shelves, home(file), imported)
	}
	for _, k := range keepers {
		if !within(imported, k.library) {
			continue
		}
		if slices.ContainsFunc(k.files, func(pattern string) bool { return keeps(pattern, file) }) {
			return ""
		}
		return k.why
	}
	return ""
}

func outOfLine(shelves map[string]int, from, to string) string {
	isHelper := func(pkg string) bool {
		return slices.ContainsFunc(helpers, func(h string) bool { return within(pkg, h) })
	}
	mine, theirs := roomOf(from), roomOf(to)
	if within(from, "kraftsam/cmd/drill") && !within(to, "kraftsam/cmd/drill") {
		return "the drill judges the product and shares no code with it"
	}
	theirShelf, known := shelves[theirs]
	switch {
	case isHelper(from):
		return ""
	case isHelper(to):
		return "it is for tests only"
	case mine == theirs:
		return ""
	case !known:
		return fmt.Sprintf("the room %s has no place in the line", theirs)
	case shelves[mine] < theirShelf:
		return fmt.Sprintf("%s stands to the right of %s", theirs, mine)
	case shelves[mine] == theirShelf:
		return fmt.Sprintf("%s and %s are strangers", mine, theirs)
	case theirs != "platform" && strings.Count(to, "/") > 2 && !assembled(mine, theirs):
		return fmt.Sprintf("it is private to %s", theirs)
	}
	return ""
}

// shelves numbers the rooms from the left.
func shelves() map[string]int {
	numbers := map[string]int{}
	for i, shelf := range strings.Split(line, "<") {
		for room := range strings.SplitSeq(shelf, ",") {
			numbers[strings.TrimSpace(room)] = i
		}
	}
	return numbers
}

// assembled says whether a package puts the parts of a room together, which are private to it otherwise: those of a workshop join it in
// app.go, and the demonstration writes through them.
func assembled(by, room string) bool { return room == "workshop" && (by == "app" || by == "seed") }

// roomOf names the room that a package belongs to. The migrations belong to the ground: they know no room.
func roomOf(pkg string) string {
	parts := strings.Split(strings.TrimPrefix(pkg, "kraftsam/"), "/")
	switch {
	case parts[0] != "app" || len(parts) == 1:
		return parts[0]
	case parts[1] == "migrations":
		return "platform"
	}
	return parts[1]
}

func home(file string) string { return path.Join("kraftsam", path.Dir(file)) }

func within(pkg, library string) bool {
	return pkg == library || strings.HasPrefix(pkg, library+"/")
}

func keeps(pattern, file string) bool {
	if strings.HasSuffix(pattern, "/") {
		return strings.HasPrefix(file, pattern)
	}
	if !strings.Contains(pattern, "/") {
		file = path.Base(file)
	}
	ok, _ := path.Match(pattern, file)
	return ok
}

func importsOf(t *testing.T, house fs.FS, file string) (paths []string) {
	t.Helper()
	for _, i := range parse(t, house, file, parser.ImportsOnly).Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, p)
	}
	return paths
}

// walkGo visits the product's Go files: not what a package manager or a test put beside them.
func walkGo(t *testing.T, house fs.FS, visit func(file string)) {
	t.Helper()
	err := fs.WalkDir(house, ".", func(file string, entry fs.DirEntry, err error) error {
		name := entry.Name()
		switch {
		case err != nil:
			return err
		case entry.IsDir() && file != "." && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "testdata"):
			return fs.SkipDir
		case !entry.IsDir() && strings.HasSuffix(name, ".go"):
			visit(file)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
