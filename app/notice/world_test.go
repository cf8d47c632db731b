package notice

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/place"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/dbtest"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/job"
	"kraftsam/app/platform/mail"
	"kraftsam/app/platform/ref"
)

var ctx = context.Background()

// deed is something that happened in the world: what a room would know of it.
type deed struct {
	thing string
	by    string
	at    time.Time
	named map[string]Kind // whom it concerns by name
	gone  bool
}

// world is a house whose only room is the test's own, with a clock that the test moves.
type world struct {
	*testing.T
	*Service
	d      *db.DB
	queue  *job.Queue
	people []actor.Member
	phones *phones

	mu      sync.Mutex
	at      time.Time
	deeds   map[string]*deed
	read    map[string]bool // member and deed
	hidden  map[string]bool // member and thing
	left    map[string]int  // what screens were told last
	follows func(member, thing string) bool
}

func each(t *testing.T, people int, fn func(w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(newWorld(t, d, people)) })
}

var zones = []string{"Europe/Stockholm", "America/New_York", "Pacific/Auckland", "Asia/Kathmandu", "UTC"}

func newWorld(t *testing.T, d *db.DB, people int) *world {
	t.Helper()
	// The Monday before the clocks of Europe go forward.
	w := &world{T: t, d: d, at: time.Date(2026, 3, 23, 6, 0, 0, 0, time.UTC), deeds: map[string]*deed{}, read: map[string]bool{}, hidden: map[string]bool{}, left: map[string]int{}}
	w.follows = func(string, string) bool { return true }
	log := slog.New(slog.DiscardHandler)
	w.phones = newPhones(w)
	w.queue = job.NewQueue(d, w.now, log)
	events, site := event.NewLog(d), &url.URL{Scheme: "https", Host: "kraftsam.example"}
	actors := actor.NewService(d, events, place.NewService(d), actor.Options{})
	w.Service = NewService(d, Options{Events: events, Actors: actors, Jobs: w.queue, Mail: mail.New(d, nil, site, log), Site: site, Signals: w, Clock: w.now, Push: Pushing{Sender: w.phones, Sessions: w.phones}})
	w.Join("world", w)
	for i := range people {
		m := actor.Member{ID: fmt.Sprintf("m%02d", i), Email: fmt.Sprintf("m%02d@by.example", i), Name: fmt.Sprint("Medlem ", i), Lang: []string{"sv", "en"}[i%2],
			TimeZone: zones[i%len(zones)], CreatedAt: w.at, ConfirmedAt: &w.at, ApprovedAt: &w.at}
		if err := actors.AddMember(ctx, m); err != nil {
			t.Fatal(err)
		}
		w.people = append(w.people, m)
	}
	return w
}

func (w *world) now(context.Context) (time.Time, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at, nil
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(d)
}

func (w *world) until(at time.Time) { w.pass(at.Sub(w.at)) }

// NoticesRead is a screen.
func (w *world) NoticesRead(member string, unread int) { w.left[member] = unread }

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) viewer(member string) actor.Viewer { return actor.Viewer{Member: member, Lang: "sv"} }

func thingRef(thing string) ref.Ref { return ref.Ref{Kind: "thread", ID: thing} }

// happens has somebody do something.
func (w *world) happens(thing, by string, named map[string]Kind) string {
	w.Helper()
	id := ref.NewID()
	w.deeds[id] = &deed{thing: thing, by: by, at: w.at, named: named}
	w.must(w.Tell(ctx, News{Source: "world", Event: "deed:" + id, What: "post", About: thingRef(thing), Ref: ref.Ref{Kind: "post", ID: id}, By: by, At: w.at}))
	return id
}

// sees has somebody read a deed.
func (w *world) sees(member, id string) {
	w.Helper()
	w.read[member+id] = true
	w.must(w.Settle(ctx, w.viewer(member), thingRef(w.deeds[id].thing)))
}

func (w *world) drain() {
	w.Helper()
	_, err := w.queue.Drain(ctx)
	w.must(err)
	dead, err := w.queue.Dead(ctx, "", 1)
	if err != nil || len(dead) > 0 {
		w.Fatal(dead, err)
	}
}

func (w *world) fresh(member, id string) bool {
	d := w.deeds[id]
	return d != nil && !d.gone && d.by != member && !w.read[member+id] && !w.hidden[member+d.thing]
}

// Concerned gives two members a page.
func (w *world) Concerned(ctx context.Context, news []News, after string, told Told) (page Page, err error) {
	var ids []string
	for _, m := range w.people {
		ids = append(ids, m.ID)
	}
	had, err := told(ctx, ids)
	if err != nil {
		return page, err
	}
	for _, m := range w.people {
		if m.ID <= after {
			continue
		}
		if len(page.Concerns) >= 2 {
			return page, nil
		}
		page.Next = m.ID
		last := -1
		for i, n := range news {
			switch {
			case !w.fresh(m.ID, n.Ref.ID):
			case w.deeds[n.Ref.ID].named[m.ID] != "":
				page.Concerns = append(page.Concerns, Concern{Member: m.ID, News: i, Kind: w.deeds[n.Ref.ID].named[m.ID], Reason: ByName})
			case w.follows(m.ID, n.About.ID) && !had(m.ID, i):
				last = i
			}
		}
		if last >= 0 {
			page.Concerns = append(page.Concerns, Concern{Member: m.ID, News: last, Kind: Post, Reason: ByThread, Gathered: true})
		}
	}
	page.Next = ""
	return page, nil
}

// Look says how things are.
func (w *world) Look(_ context.Context, by actor.Viewer, notices []Notice) (map[string]Shown, error) {
	shown := map[string]Shown{}
	for _, n := range notices {
		if w.hidden[by.Member+n.AboutID] {
			continue
		}
		s := Shown{Title: "Sak " + n.AboutID, Lang: "sv", Href: "/threads/" + n.AboutID, Stands: w.fresh(by.Member, n.RefID)}
		if n.Kind == Post {
			for id, d := range w.deeds {
				if _, named := d.named[by.Member]; d.thing == n.AboutID && !named && w.fresh(by.Member, id) {
					s.Count++
				}
			}
			s.Stands = s.Count > 0
		}
		shown[n.ID] = s
	}
	return shown, nil
}

// Lower is not asked for here.
func (w *world) Lower(context.Context, actor.Viewer, ref.Ref) (Level, error) { return Normal, nil }

// letters gives what was written to a member, the newest first.
func (w *world) letters(member string) []mail.Letter {
	w.Helper()
	all, err := w.mail.Latest(ctx, 1000)
	w.must(err)
	return slices.DeleteFunc(all, func(l mail.Letter) bool { return l.Recipient != member+"@by.example" })
}
