package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
)

// The budgets, in lines. They hold for tests as for the rest: what cannot be read in one sitting hides faults.
const (
	maxGoFile    = 400
	maxFunction  = 60
	maxComponent = 150
	maxPage      = 100
	maxReadme    = 80
)

// overBudget names what may exceed its budget, and why. An exception that is no longer needed fails too.
var overBudget = map[string]string{}

func TestLawOfTheBudgets(t *testing.T) {
	used := map[string]bool{}
	over := func(name string, lines, budget int) {
		switch {
		case lines <= budget:
		case overBudget[name] != "":
			used[name] = true
		default:
			t.Errorf("%s has %d lines, the budget is %d", name, lines, budget)
		}
	}
	house := os.DirFS("..")
	walkGo(t, house, func(file string) {
		over(file, linesOf(t, house, file), maxGoFile)
		eachFunction(t, house, file, func(name string, lines int) { over(file+" "+name, lines, maxFunction) })
	})
	for file := range svelteFiles(t, house) {
		budget := maxComponent
		if path.Base(file) == "+page.svelte" {
			budget = maxPage
		}
		over(file, linesOf(t, house, file), budget)
	}
	over("README.md", linesOf(t, house, "README.md"), maxReadme)
	over("app/README.md", linesOf(t, house, "app/README.md"), maxReadme)
	for name := range overBudget {
		if !used[name] {
			t.Errorf("%s keeps its budget: take it off the list of exceptions", name)
		}
	}
}

func TestLawThatEveryPackageSaysWhatItIs(t *testing.T) {
	house, says := os.DirFS(".."), map[string]bool{}
	walkGo(t, house, func(file string) {
		if strings.HasSuffix(file, "_test.go") {
			return
		}
		dir := path.Dir(file)
		says[dir] = says[dir] || parse(t, house, file, parser.PackageClauseOnly).Doc != nil
	})
	for dir, said := range says {
		if !said {
			t.Errorf("package %s has no comment that says what it is, and is not", dir)
		}
	}
}

// A lock file with addresses would send every user to the registry of whoever wrote it last.
func TestLawThatTheLockFileNamesNoAddress(t *testing.T) {
	lock, err := os.ReadFile("../frontend/package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(lock), `"resolved":`) {
		t.Error(`frontend/package-lock.json holds "resolved" lines: remove them, and see frontend/.npmrc`)
	}
}

// eachFunction counts the lines between the braces.
func eachFunction(t *testing.T, house fs.FS, file string, visit func(name string, lines int)) {
	t.Helper()
	set := token.NewFileSet()
	for _, d := range parseIn(t, set, house, file, 0).Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
			first, last := set.Position(f.Body.Lbrace).Line, set.Position(f.Body.Rbrace).Line
			visit(f.Name.Name, last-first-1)
		}
	}
}

func parse(t *testing.T, house fs.FS, file string, mode parser.Mode) *ast.File {
	t.Helper()
	return parseIn(t, token.NewFileSet(), house, file, mode|parser.ParseComments)
}

func parseIn(t *testing.T, set *token.FileSet, house fs.FS, file string, mode parser.Mode) *ast.File {
	t.Helper()
	src, err := fs.ReadFile(house, file)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := parser.ParseFile(set, file, src, mode)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func linesOf(t *testing.T, house fs.FS, file string) int {
	t.Helper()
	src, err := fs.ReadFile(house, file)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Count(string(src), "\n")
}

func svelteFiles(t *testing.T, house fs.FS) map[string]bool {
	t.Helper()
	files := map[string]bool{}
	err := fs.WalkDir(house, "frontend/src", func(file string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(file, ".svelte") {
			files[file] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
