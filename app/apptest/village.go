// Package apptest is the whole house in a box, with a village in it whose people every test knows: Ada at the municipality, Bo
// at the mill, Cai at the university, Dag the facilitator. Room tests speak to its services, scenarios to its addresses. It is
// for tests only.
package apptest

import (
	"context"
	"log/slog"
	"net"
	"strings"
	"testing"

	"kraftsam/app"
	"kraftsam/app/account"
	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/place"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/dbtest"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
)

// The areas of the village: one that everybody reads, one that only its members know of, and one whose time is over.
const (
	Energy = "energi"
	Secret = "sluten"
	Past   = "forr"
	Part   = "vindkraft" // a sub-area of Energy
)

// Berg is the municipality of the village.
const Berg = "2326"

// Password is that of every villager who has been given one.
const Password = "sju getter pa taket"

// Village is a house and the people in it.
type Village struct {
	app.Parts
	URL string // its one address

	Municipality, Mill, University string // organisations

	house    *app.House
	environ  []string
	people   map[string]actor.Member
	tokens   map[string]string
	listener net.Listener
	served   bool
}

// villager is somebody whom the tests know by their first name.
type villager struct {
	name, speaksFor string
	asked           bool // the representation waits
	grants          []actor.Grant
	areas           []string
}

var villagers = []villager{
	{name: "Ada", speaksFor: "kommun"},
	{name: "Bo", speaksFor: "kvarn"},
	{name: "Cai", speaksFor: "universitet", asked: true, areas: []string{Secret}},
	{name: "Dag", grants: []actor.Grant{{Role: actor.Facilitator, Scope: area.Ref(Energy)}, {Role: actor.Facilitator, Scope: area.Ref(Secret)}}},
	{name: "Mona", grants: []actor.Grant{{Role: actor.Moderator}}},
	{name: "Alva", grants: []actor.Grant{{Role: actor.Administrator}}},
}

// Each runs fn in a fresh village on each database. settings are variables as NAME=value, without the product's prefix.
func Each(t *testing.T, fn func(t *testing.T, v *Village), settings ...string) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(t, Open(t, d, settings...)) })
}

// Open builds the village on a database.
func Open(t testing.TB, d *db.DB, settings ...string) *Village {
	t.Helper()
	ctx := context.Background()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	v := &Village{URL: "http://" + listener.Addr().String(), listener: listener, people: map[string]actor.Member{}, tokens: map[string]string{}}
	environ := []string{"KRAFTSAM_URL=" + v.URL, "KRAFTSAM_REGISTRATION=open", "KRAFTSAM_RATE_LIMITS=off", "KRAFTSAM_STOP_TIMEOUT=10s", "KRAFTSAM_DATA_DIR=" + t.TempDir()}
	for _, s := range settings {
		environ = append(environ, "KRAFTSAM_"+s)
	}
	v.environ = environ
	v.house = v.another(t, d)
	v.Parts = v.house.Parts()
	if err := d.InTx(ctx, v.settle); err != nil {
		t.Fatalf("settle the village: %v", err)
	}
	return v
}

func (v *Village) another(t testing.TB, d *db.DB) *app.House {
	t.Helper()
	house, err := app.Open(context.Background(), d, v.environ, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatalf("open the house: %v", err)
	}
	return house
}

// Neighbour is another node on the same database, whose door stays closed.
func (v *Village) Neighbour(t testing.TB) app.Parts {
	t.Helper()
	return v.another(t, v.DB).Parts()
}

func (v *Village) settle(ctx context.Context) error {
	if err := v.Places.Put(ctx, []place.Municipality{{Code: Berg, Name: "Berg", Population: 7000, Source: "test"}, {Code: "2380", Name: "Östersund", Source: "test"}}); err != nil {
		return err
	}
	for i, a := range []area.Area{
		{Slug: Energy, Name: area.Words{SV: "Energi", EN: "Energy"}, Hue: "energy", Valid: area.Validity{From: "2020-01-01"},
			Parts: []area.SubArea{{Slug: Part, Name: area.Words{SV: "Vindkraft", EN: "Wind power"}, Valid: area.Validity{From: "2020-01-01"}}}},
		{Slug: Secret, Name: area.Words{SV: "Sluten", EN: "Closed"}, Hue: "plain", Private: true, Valid: area.Validity{From: "2020-01-01"}},
		{Slug: Past, Name: area.Words{SV: "Förr", EN: "Past"}, Hue: "plain", Valid: area.Validity{From: "2020-01-01", To: "2021-12-31"}},
	} {
		a.Position = int64(i)
		if err := v.Areas.Put(ctx, a); err != nil {
			return err
		}
	}
	berg := Berg
	ids := map[string]string{}
	for slug, o := range map[string]actor.Organisation{
		"kommun":      {Name: "Bergs kommun", Kind: "municipality", Sector: "public", Level: "local", Municipality: &berg},
		"kvarn":       {Name: "Åkvarnen AB", Kind: "company", Sector: "business", Level: "local", Municipality: &berg},
		"universitet": {Name: "Fjälluniversitetet", Kind: "university", Sector: "academia", Level: "national"},
	} {
		o.Slug, o.Demo = &slug, true // in the demonstration nobody speaks for a real one
		id, err := v.Actors.PutOrganisation(ctx, o)
		if err != nil {
			return err
		}
		ids[slug] = id
	}
	v.Municipality, v.Mill, v.University = ids["kommun"], ids["kvarn"], ids["universitet"]
	for _, who := range villagers {
		if err := v.moveIn(ctx, who, ids[who.speaksFor]); err != nil {
			return err
		}
	}
	return v.DB.From(ctx).Exec("DELETE FROM mails").Error // what moving in told is no test's matter
}

func (v *Village) moveIn(ctx context.Context, who villager, organisation string) error {
	now := db.Now()
	m := actor.Member{ID: ref.NewID(), Email: strings.ToLower(who.name) + "@by.example", ConfirmedAt: &now, Name: who.name, Lang: "sv", CreatedAt: now, ApprovedAt: &now}
	if err := v.Actors.AddMember(ctx, m); err != nil {
		return err
	}
	v.people[who.name] = m
	if organisation != "" {
		var err error
		if who.asked {
			_, err = v.Actors.RepresentAs(ctx, m.ID, organisation)
		} else {
			err = v.Actors.Appoint(ctx, actor.Program("test"), m.ID, organisation)
		}
		if err != nil {
			return err
		}
	}
	for _, g := range who.grants {
		if _, err := v.Actors.Grant(ctx, actor.Program("test"), m.ID, g, ""); err != nil {
			return err
		}
	}
	for _, slug := range who.areas {
		if err := v.Areas.Admit(ctx, slug, m.ID); err != nil {
			return err
		}
	}
	return nil
}

// ID is the id of a villager.
func (v *Village) ID(name string) string { return v.people[name].ID }

// Email is the address of a villager.
func (v *Village) Email(name string) string { return v.people[name].Email }

// Viewer is a villager as the services see them; "" is a visitor.
func (v *Village) Viewer(t testing.TB, name string) actor.Viewer {
	t.Helper()
	if name == "" {
		return actor.Viewer{}
	}
	m, ok := v.people[name]
	if !ok {
		t.Fatalf("nobody here is called %s", name)
	}
	grants, err := v.Actors.Grants(context.Background(), m.ID)
	if err != nil {
		t.Fatal(err)
	}
	return actor.Viewer{Member: m.ID, Name: m.Name, Lang: m.Lang, Grants: grants}
}

// Token is a key of a villager for programs; scope is "read" or "write".
func (v *Village) Token(t testing.TB, name, scope string) string {
	t.Helper()
	if word := v.tokens[name+scope]; word != "" {
		return word
	}
	_, word, err := v.Accounts.MakeToken(context.Background(), v.Viewer(t, name), account.NewToken{Name: "test", Scope: scope, Days: 1})
	if err != nil {
		t.Fatal(err)
	}
	v.tokens[name+scope] = word
	return word
}

// Key is a fresh idempotency key of a villager.
func (v *Village) Key(name string) event.Key {
	return event.Key{Member: v.ID(name), Key: ref.NewID(), Print: "print"}
}

// Serve opens the door of the village, once, and gives its address.
func (v *Village) Serve(t testing.TB) string {
	t.Helper()
	if v.served {
		return v.URL
	}
	v.served = true
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- v.house.Serve(ctx, v.listener) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("the house did not close well: %v", err)
		}
	})
	return v.URL
}

// FirstPost is the id of the post that a thread begins with.
func (v *Village) FirstPost(t testing.TB, thread string) (id string) {
	t.Helper()
	if err := v.DB.From(context.Background()).Raw("SELECT id FROM posts WHERE thread_id = ? AND number = 1", thread).Scan(&id).Error; err != nil {
		t.Fatal(err)
	}
	return id
}
