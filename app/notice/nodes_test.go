package notice

import (
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/place"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/job"
	"kraftsam/app/platform/mail"
)

// node is another program on the same database.
func (w *world) node() *job.Queue {
	log := slog.New(slog.DiscardHandler)
	q := job.NewQueue(w.d, w.now, log)
	events := event.NewLog(w.d)
	actors := actor.NewService(w.d, events, place.NewService(w.d), actor.Options{})
	s := NewService(w.d, Options{Events: events, Actors: actors, Jobs: q, Mail: mail.New(w.d, nil, w.site, log), Site: w.site, Signals: w, Clock: w.now})
	s.Join("world", w)
	return q
}

// together has nodes look at the same moment.
func (w *world) together(nodes []*job.Queue) {
	w.Helper()
	var all sync.WaitGroup
	for _, q := range nodes {
		all.Go(func() {
			if _, err := q.Drain(ctx); err != nil {
				w.Error(err)
			}
		})
	}
	all.Wait()
}

// Three nodes that look at the same moment, some of which take over what another was killed at, send each letter once.
func TestManyNodesSendEachLetterOnce(t *testing.T) {
	const people, days = 6, 5
	each(t, people, func(w *world) {
		w.follows = func(string, string) bool { return false }
		daily := Daily
		for _, m := range w.people {
			_, err := w.ChangeSettings(ctx, w.viewer(m.ID), SettingsChange{Brief: &daily, Quiet: &Quiet{}, Channels: []ChannelChoice{{Mention, Mail, true}}})
			w.must(err)
		}
		nodes := []*job.Queue{w.queue, w.node(), w.node()}
		w.pass(4 * time.Hour) // it is nobody's morning, so that what comes at once is in no brief
		for day := range days {
			for _, m := range w.people {
				w.happens(fmt.Sprint("sak", day), "m00", map[string]Kind{m.ID: Mention})
				w.happens(fmt.Sprint("annan", day), "m01", map[string]Kind{m.ID: Decided})
			}
			for range 24 * 4 { // every morning of the world comes
				w.together(nodes)
				w.pass(15 * time.Minute)
			}
		}
		for _, m := range w.people {
			mentions, briefs := 0, 0
			for _, l := range w.letters(m.ID) {
				if strings.Contains(l.Text, "Sak sak") {
					mentions++
				} else {
					briefs++
				}
			}
			wantMentions, wantBriefs := days, days
			switch m.ID { // own deeds are told to nobody
			case "m00":
				wantMentions = 0
			case "m01":
				wantBriefs = 0
			}
			if mentions != wantMentions || briefs != wantBriefs {
				t.Errorf("%s got %d letters at once and %d briefs, want %d and %d", m.ID, mentions, briefs, wantMentions, wantBriefs)
			}
		}
		if dead, err := w.queue.Dead(ctx, "", 5); err != nil || len(dead) > 0 {
			t.Error(dead, err)
		}
	})
}
