package forum_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/forum"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/live"
)

// screen is what somebody who has a thread open knows of it.
type screen struct {
	Thread forum.ThreadView
	Posts  []forum.PostView
}

func look(t *testing.T, v *apptest.Village, thread string) (screen, forum.At) {
	t.Helper()
	var s screen
	var at forum.At
	err := v.DB.Read(ctx, func(ctx context.Context) error {
		th, err := v.Forum.Thread(ctx, actor.Viewer{}, thread)
		if err != nil {
			return err
		}
		list, err := v.Forum.Posts(ctx, actor.Viewer{}, thread, forum.Window{Limit: 200})
		s, at = screen{th.ThreadView, list.Items}, list.At
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s.public(), at
}

// public leaves out what is told to the asker alone and so is in no event.
func (s screen) public() screen {
	s.Thread.May = nil
	s.Posts = slices.Clone(s.Posts)
	for i := range s.Posts {
		s.Posts[i].May, s.Posts[i].Unread, s.Posts[i].Mine = nil, nil, nil
	}
	return s
}

// apply is what a client does with an event: take what it holds, whatever it is called.
func (s screen) apply(t *testing.T, kind string, data json.RawMessage) screen {
	t.Helper()
	s.Posts = slices.Clone(s.Posts)
	into := func(to any) {
		if err := json.Unmarshal(data, to); err != nil {
			t.Fatalf("%s: %v in %s", kind, err, data)
		}
	}
	place := func(p forum.PostView) {
		for len(s.Posts) < int(p.Number) {
			s.Posts = append(s.Posts, forum.PostView{})
		}
		s.Posts[p.Number-1] = p
	}
	switch kind {
	case forum.PostAdded:
		var p forum.PostView
		into(&p)
		place(p)
		if p.Number > s.Thread.Posts {
			s.Thread.Posts, s.Thread.LastActivityAt = p.Number, p.At
		}
	case forum.PostEdited, forum.PostWithdrawn, forum.PostReacted:
		var p forum.PostView
		into(&p)
		place(p)
	case forum.ThreadAdded:
		var first struct{ Post forum.PostView }
		into(&first)
		into(&s.Thread)
		place(first.Post)
	case forum.ThreadChanged:
		s.Thread = forum.ThreadView{}
		into(&s.Thread)
	default:
		t.Fatalf("nobody knows %s", kind)
	}
	return s
}

// topic finds the room's own family of topics.
func topic(v *apptest.Village, prefix string) live.Topic {
	all := v.Forum.Topics(v.Accounts.ViewerOf)
	return all[slices.IndexFunc(all, func(f live.Topic) bool { return f.Prefix == prefix })]
}

func news(t *testing.T, v *apptest.Village, name string, after int64) ([]event.Event, []json.RawMessage) {
	t.Helper()
	events, err := v.Events.After(ctx, name, after, 1000)
	if err != nil {
		t.Fatal(err)
	}
	data, err := topic(v, "thread").Render(ctx, events)
	if err != nil || len(data) != len(events) {
		t.Fatalf("%d of %d rendered, %v", len(data), len(events), err)
	}
	return events, data
}

// agree demands that the event makes the one screen the other, however often it comes.
func agree(t *testing.T, act string, before, after screen, kind string, data json.RawMessage) {
	t.Helper()
	once := before.apply(t, kind, data)
	if diff := cmp.Diff(after, once.public()); diff != "" {
		t.Errorf("%s: a reload shows something else (-reload +event):\n%s", act, diff)
	}
	if diff := cmp.Diff(once, once.apply(t, kind, data)); diff != "" {
		t.Errorf("%s: applied twice it is another:\n%s", act, diff)
	}
}

// act is something that somebody does to a thread.
type act struct {
	name string
	do   func() (event.Reference, error)
}

// acts are all that can be done to a thread, in an order in which they can be done; the first two say which thread and which post.
func acts(t *testing.T, v *apptest.Village, thread, post *string) []act {
	title := "Nytt namn"
	return []act{
		{"start", func() (event.Reference, error) {
			return v.Forum.Start(ctx, v.Viewer(t, "Bo"), v.Key("Bo"), forum.NewThread{Area: apptest.Energy, Title: "Titel", Text: "Text", As: v.Mill, SubArea: apptest.Part})
		}},
		{"reply", func() (event.Reference, error) {
			return v.Forum.Reply(ctx, v.Viewer(t, "Ada"), v.Key("Ada"), forum.NewPost{Thread: *thread, Text: "**Svar**", As: v.Municipality, Attachments: []forum.Attached{{ID: v.File(t, "Ada"), Alt: "Karta"}}})
		}},
		{"edit", func() (event.Reference, error) {
			return v.Forum.Edit(ctx, v.Viewer(t, "Ada"), *post, 1, "Bättre svar")
		}},
		{"correct the language", func() (event.Reference, error) {
			return v.Forum.SetLanguage(ctx, v.Viewer(t, "Dag"), *post, 0, "en")
		}},
		{"change", func() (event.Reference, error) {
			return v.Forum.ChangeThread(ctx, v.Viewer(t, "Dag"), *thread, 1, forum.Change{Title: &title, Why: "tydligare"})
		}},
		{"react", func() (event.Reference, error) {
			return v.Forum.React(ctx, v.Viewer(t, "Bo"), *post, "support", v.Mill)
		}},
		{"react as oneself", func() (event.Reference, error) { return v.Forum.React(ctx, v.Viewer(t, "Dag"), *post, "support", "") }},
		{"take a reaction back", func() (event.Reference, error) { return v.Forum.Unreact(ctx, v.Viewer(t, "Bo"), *post, "support") }},
		{"mention", func() (event.Reference, error) {
			words := "[@Bo](member:" + v.ID("Bo") + ") och [@Kvarnen](organisation:" + v.Mill + ")"
			return v.Forum.Rewrite(ctx, v.Viewer(t, "Ada"), *post, 3, forum.Rewriting{Text: words, Attachments: &[]forum.Attached{{ID: v.File(t, "Ada"), Decorative: true}}})
		}},
		{"withdraw", func() (event.Reference, error) { return v.Forum.Withdraw(ctx, v.Viewer(t, "Ada"), *post, 0) }},
		{"close", func() (event.Reference, error) {
			return v.Forum.Conclude(ctx, v.Viewer(t, "Dag"), *thread, forum.Conclusion{Agreed: "Ja.", Differ: "Nej.", Ahead: "Sen."})
		}},
		{"reopen", func() (event.Reference, error) { return v.Forum.Reopen(ctx, v.Viewer(t, "Dag"), *thread, "igen") }},
		{"reply again", func() (event.Reference, error) {
			return v.Forum.Reply(ctx, v.Viewer(t, "Bo"), v.Key("Bo"), forum.NewPost{Thread: *thread, Text: "Mer"})
		}},
	}
}

// The law of live: what was on the screen and the event make what a reload would show. For every act and every kind of event.
func TestStateAndEventMakeTheRefetchedState(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		var thread, post string
		told := map[string]bool{}
		for _, act := range slices.Insert(acts(t, v, &thread, &post), 9, orderly(t, v, &thread, &post)...) {
			var before screen
			var at forum.At
			if thread != "" {
				before, at = look(t, v, thread)
			}
			answer, err := act.do()
			if err != nil {
				t.Fatalf("%s: %v", act.name, err)
			}
			if thread == "" {
				thread = answer.ID
			} else if act.name == "reply" {
				post = answer.ID
			}
			events, data := news(t, v, forum.Topic(thread), at.Seq)
			if len(events) != 1 || events[0].Seq != answer.Seq {
				t.Fatalf("%s told %d events", act.name, len(events))
			}
			told[events[0].Type] = true
			after, _ := look(t, v, thread)
			agree(t, act.name, before, after, events[0].Type, data[0])
		}
		for _, kind := range []string{forum.ThreadAdded, forum.ThreadChanged, forum.PostAdded, forum.PostEdited, forum.PostWithdrawn, forum.PostReacted} {
			if !told[kind] {
				t.Errorf("no act told %s", kind)
			}
		}
	})
}

// Events say how things are now: words that were taken back come out of no event, old or new, and no event says who may what.
func TestWithdrawnWordsAreInNoEvent(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := start(t, v, "Bo", apptest.Energy)
		first := read(t, v, "", id).Items[0]
		_, err := v.Forum.Edit(ctx, v.Viewer(t, "Bo"), first.ID, 1, "hemligt-ord två")
		refused(t, "editing", "", err)
		_, err = v.Forum.Withdraw(ctx, v.Viewer(t, "Bo"), first.ID, 0)
		refused(t, "withdrawing", "", err)
		for _, name := range []string{forum.Topic(id), "area:energi"} {
			events, data := news(t, v, name, 0)
			for i := range events {
				var shown struct {
					Post *forum.PostView
					forum.PostView
				}
				if err := json.Unmarshal(data[i], &shown); err != nil {
					t.Fatal(err)
				}
				p := shown.PostView
				if shown.Post != nil {
					p = *shown.Post
				}
				if !p.Withdrawn || p.Text+p.HTML != "" || p.Version != 3 || p.May != nil {
					t.Errorf("%s %d shows %s", name, events[i].Seq, data[i])
				}
			}
		}
	})
}

func TestWhoMayWatchWhat(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		open, secret, closed := start(t, v, "Bo", apptest.Energy), start(t, v, "Cai", apptest.Secret), start(t, v, "Bo", apptest.Energy)
		_, err := v.Forum.Conclude(ctx, v.Viewer(t, "Dag"), closed, forum.Conclusion{Text: "klart"})
		refused(t, "closing", "", err)
		for _, c := range []struct {
			family, id, who string
			want            live.Right
		}{
			{"thread", open, "", live.Watch}, {"thread", open, "Ada", live.Write}, {"thread", closed, "Ada", live.Watch},
			{"thread", secret, "", live.Unknown}, {"thread", secret, "Ada", live.Unknown}, {"thread", secret, "Cai", live.Write}, {"thread", secret, "Mona", live.Write},
			{"thread", "none", "Ada", live.Unknown}, {"thread", "å/..", "Ada", live.Unknown},
			{"area", apptest.Energy, "", live.Watch}, {"area", apptest.Energy, "Ada", live.Write}, {"area", apptest.Past, "Ada", live.Watch},
			{"area", apptest.Secret, "Ada", live.Unknown}, {"area", apptest.Secret, "Dag", live.Write}, {"area", "none", "Ada", live.Unknown},
		} {
			right, err := topic(v, c.family).Right(ctx, live.Watcher{Member: v.ID(c.who)}, c.id)
			if err != nil || right != c.want {
				t.Errorf("%s:%s for %q: %v, %v, want %v", c.family, c.id, c.who, right, err, c.want)
			}
		}
	})
}

// heard is a hub that only listens to activity.
type heard struct{ threads []string }

func (h *heard) Activity(_, thread string, _ time.Time) { h.threads = append(h.threads, thread) }

func (h *heard) Reading(string, forum.ReadingNews) {}

// The lists of an area are told what happened in it, once it is sure.
func TestActivityIsToldWhenItIsSure(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := &heard{}
		service := forum.NewService(v.DB, v.Events, v.Places, v.Actors, v.Areas, h, v.Limits, v.Notices, v.Drafts)
		id := start(t, v, "Bo", apptest.Energy)
		err := v.DB.InTx(ctx, func(ctx context.Context) error {
			if _, err := service.Reply(ctx, v.Viewer(t, "Ada"), v.Key("Ada"), forum.NewPost{Thread: id, Text: "x"}); err != nil {
				return err
			}
			if len(h.threads) > 0 {
				t.Error("told before the commit")
			}
			return nil
		})
		if diff := cmp.Diff([]string{id}, h.threads); diff != "" || err != nil {
			t.Error(diff, err)
		}
	})
}
