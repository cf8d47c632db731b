package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"kraftsam/app/migrations"
	"kraftsam/app/platform/db"
	"kraftsam/app/seed"
)

// Version is set when a release is built.
var Version = "dev"

// Exit codes of the program.
const (
	exitOK     = 0
	exitFailed = 1
	exitMisuse = 2
)

// World is what a command can touch beside the database.
type World struct {
	Environ        []string
	Stdin          io.Reader
	Stdout, Stderr io.Writer
}

// errMisuse marks what the caller must write differently.
var errMisuse = errors.New("misuse")

func misuse(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{errMisuse}, args...)...)
}

// command is one of the program's words.
type command struct {
	name, usage, about string
	run                func(ctx context.Context, w World, c Config, args []string) error
	flags              func(f *flag.FlagSet)
}

func commands() []command {
	return []command{
		{name: "serve", usage: "serve [settings]", about: "Serves the product until it is told to stop (SIGTERM).", run: serve},
		{name: "migrate", usage: "migrate [settings]", about: "Brings the database to this program's schema. Two at once are harmless.", run: migrate},
		{name: "seed", usage: "seed --demo [settings]", about: "Writes the demonstration: the region, made-up organisations, people and conversations. May run again and doubles nothing.", run: seedDemo,
			flags: func(f *flag.FlagSet) { f.Bool("demo", false, "write the demonstration and print its accounts") }},
		{name: "openapi", usage: "openapi", about: "Prints the API's document (OpenAPI 3.1, YAML).", run: openAPI},
		{name: "admin", usage: "admin create|requests|confirm|withdraw|approve|grant|revoke|suspend|restore|admit|remove|reports|audit …", about: adminAbout, run: admin, flags: adminFlags},
		{name: "token", usage: "token create --email … --name … [--scope read|write] [--days n]", about: "Makes a token for a member and prints it once.", run: token, flags: tokenFlags},
		{name: "restored", usage: "restored [settings]", about: "To be run once after a backup was restored, before the nodes start: clients that come back start over.", run: restored},
		{name: "version", usage: "version", about: "Prints the version.", run: func(_ context.Context, w World, _ Config, _ []string) error {
			_, err := fmt.Fprintln(w.Stdout, "kraftsam", Version)
			return err
		}},
	}
}

// Run runs the program and gives its exit code.
func Run(ctx context.Context, args []string, w World) int {
	err := run(ctx, args, w)
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errMisuse), errors.Is(err, migrations.ErrSchema):
		say(w, "kraftsam: %s", strings.TrimPrefix(err.Error(), errMisuse.Error()+": "))
		return exitMisuse
	}
	say(w, "kraftsam: %v", err)
	return exitFailed
}

func say(w World, format string, args ...any) { _, _ = fmt.Fprintf(w.Stderr, format+"\n", args...) }

func run(ctx context.Context, args []string, w World) error {
	if len(args) == 0 {
		help(w.Stderr)
		return misuse("which command?")
	}
	if args[0] == "--help" || args[0] == "-h" || args[0] == "help" {
		help(w.Stdout)
		return nil
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return c.start(ctx, w, args[1:])
		}
	}
	return misuse("there is no command %q; kraftsam --help lists them", args[0])
}

func help(out io.Writer) {
	_, _ = fmt.Fprintln(out, "Kraftsam: where business, public bodies, academia and civil society talk and agree.\n\nUsage: kraftsam <command> [--help]")
	for _, c := range commands() {
		_, _ = fmt.Fprintf(out, "\n  kraftsam %s\n        %s\n", c.usage, strings.ReplaceAll(c.about, "\n", "\n        "))
	}
}

// start reads flags and settings and runs the command.
func (c command) start(ctx context.Context, w World, args []string) error {
	f := flag.NewFlagSet(c.name, flag.ContinueOnError)
	f.SetOutput(io.Discard)
	if c.flags != nil {
		c.flags(f)
	}
	own := map[string]bool{}
	f.VisitAll(func(g *flag.Flag) { own[g.Name] = true })
	for _, s := range settings {
		if !own[s.Flag()] { // seed's --demo is a question, not the setting
			f.String(s.Flag(), s.Default, s.Meaning)
		}
	}
	words, rest := leadingWords(args)
	if err := f.Parse(rest); errors.Is(err, flag.ErrHelp) {
		c.help(w, f, own)
		return nil
	} else if err != nil {
		return misuse("%v; kraftsam %s --help tells more", err, c.name)
	}
	words = append(words, f.Args()...)
	if len(words) > 0 && c.name != "admin" && c.name != "token" {
		return misuse("%s takes no further words, and got %q", c.name, words[0])
	}
	given := map[string]string{}
	f.Visit(func(g *flag.Flag) {
		if !own[g.Name] {
			given[g.Name] = g.Value.String()
		}
	})
	config, err := readConfig(w.Environ, given)
	if err != nil {
		return misuse("%v", err)
	}
	return c.run(withFlags(ctx, f), w, config, words)
}

// leadingWords are the words before the first flag: "create" in "admin create --email …".
func leadingWords(args []string) (words, rest []string) {
	for i, a := range args {
		if strings.HasPrefix(a, "-") {
			return args[:i], args[i:]
		}
	}
	return args, nil
}

type flagsKey struct{}

func withFlags(ctx context.Context, f *flag.FlagSet) context.Context {
	return context.WithValue(ctx, flagsKey{}, f)
}

// flagOf gives the text of a flag of the running command.
func flagOf(ctx context.Context, name string) string {
	return ctx.Value(flagsKey{}).(*flag.FlagSet).Lookup(name).Value.String()
}

func (c command) help(w World, f *flag.FlagSet, own map[string]bool) {
	_, _ = fmt.Fprintf(w.Stdout, "Usage: kraftsam %s\n\n%s\n", c.usage, c.about)
	if len(own) > 0 {
		_, _ = fmt.Fprintln(w.Stdout, "\nFlags:")
	}
	f.VisitAll(func(g *flag.Flag) {
		if own[g.Name] {
			_, _ = fmt.Fprintf(w.Stdout, "  --%s\n        %s\n", g.Name, g.Usage)
		}
	})
	_, _ = fmt.Fprintln(w.Stdout, "\nSettings, as variable or flag (a flag wins):")
	for _, s := range settings {
		def := s.Default
		if def == "" {
			def = "(empty)"
		}
		_, _ = fmt.Fprintf(w.Stdout, "  %s, --%s\n        %s. Default: %s\n", s.Variable(), s.Flag(), s.Meaning, def)
	}
}

// withHouse opens the database and puts the rooms on it, for a command that serves nobody.
func withHouse(ctx context.Context, w World, c Config, fn func(h *House) error) error {
	d, err := db.Open(ctx, c.DatabaseURL)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	if err := migrations.Check(ctx, d); err != nil {
		return err
	}
	return fn(newHouse(c, d, nil, slog.New(slog.NewTextHandler(w.Stderr, nil))))
}

func migrate(ctx context.Context, w World, c Config, _ []string) error {
	d, err := db.Open(ctx, c.DatabaseURL)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	n, err := migrations.Up(ctx, d)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w.Stdout, "The schema is up to date (%d steps taken).\n", n)
	return err
}

func seedDemo(ctx context.Context, w World, c Config, _ []string) error {
	if flagOf(ctx, "demo") != "true" {
		return misuse("seed writes the demonstration only when asked to: kraftsam seed --demo")
	}
	return withHouse(ctx, w, c, func(h *House) error {
		accounts, err := seed.Demo(ctx, seed.Rooms{DB: h.db, Places: h.places, Actors: h.actors, Areas: h.areas, Accounts: h.accounts, Forum: h.forum, Workshops: h.workshops}, c.Demo)
		if err != nil {
			return err
		}
		for _, a := range accounts {
			password := a.Password
			if password == "" {
				password = "(set by an earlier run)"
			}
			if _, err := fmt.Fprintf(w.Stdout, "%-14s %-28s %s\n", a.Role, a.Email, password); err != nil {
				return err
			}
		}
		return nil
	})
}

func restored(ctx context.Context, w World, c Config, _ []string) error {
	return withHouse(ctx, w, c, func(h *House) error {
		epoch, err := migrations.Restored(ctx, h.db)
		if err == nil {
			_, err = fmt.Fprintf(w.Stdout, "New epoch %s: clients start over.\n", epoch)
		}
		return err
	})
}

// openAPI prints the document of a house that stands in memory only.
func openAPI(ctx context.Context, w World, c Config, _ []string) error {
	dir, err := os.MkdirTemp("", "kraftsam-openapi")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	d, err := db.Open(ctx, "sqlite:"+dir+"/none.db")
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	c.RedisURL, c.Demo = "", false
	h := newHouse(c, d, nil, slog.New(slog.DiscardHandler))
	if err := h.open(ctx); err != nil {
		return err
	}
	doc, err := h.site.OpenAPI()
	if err != nil {
		return err
	}
	_, err = w.Stdout.Write(doc)
	return err
}
