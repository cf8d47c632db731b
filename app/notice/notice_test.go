package notice_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/notice"
	"kraftsam/app/place"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/dbtest"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/job"
	"kraftsam/app/platform/ref"
)

var (
	ctx    = context.Background()
	thread = ref.Ref{Kind: "thread", ID: "t1"}
)

// each runs in a house with one member in it.
func each(t *testing.T, fn func(t *testing.T, s *notice.Service, d *db.DB)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		actors := actor.NewService(d, event.NewLog(d), place.NewService(d), actor.Options{})
		now := db.Now()
		if err := actors.AddMember(ctx, actor.Member{ID: "ada", Email: "ada@by.example", Name: "Ada", Lang: "sv", CreatedAt: now, ApprovedAt: &now}); err != nil {
			t.Fatal(err)
		}
		fn(t, notice.NewService(d, notice.Options{Events: event.NewLog(d), Actors: actors, Jobs: job.NewQueue(d, nil, slog.New(slog.DiscardHandler))}), d)
	})
}

func levelOf(t *testing.T, s *notice.Service) notice.Level {
	t.Helper()
	chosen, err := s.Chosen(ctx, "ada")
	if err != nil {
		t.Fatal(err)
	}
	return chosen[thread].Level
}

func choose(t *testing.T, s *notice.Service, level notice.Level, until *time.Time) {
	t.Helper()
	if err := s.Choose(ctx, "ada", thread, notice.Choice{Level: level, Until: until}); err != nil {
		t.Fatal(err)
	}
}

// What was muted for a time is afterwards what it was before, however often the time was moved.
func TestMutingForATimeGivesWay(t *testing.T) {
	each(t, func(t *testing.T, s *notice.Service, d *db.DB) {
		hour, day := db.Now().Add(time.Hour), db.Now().Add(24*time.Hour)
		pass := func() {
			err := d.InTx(ctx, func(ctx context.Context) error {
				return d.From(ctx).Exec("UPDATE followings SET until = ?", db.Now().Add(-time.Second)).Error
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, before := range []notice.Level{"", notice.Follow, notice.Normal} {
			if err := s.Drop(ctx, "ada", thread); err != nil {
				t.Fatal(err)
			}
			if before != "" {
				choose(t, s, before, nil)
			}
			choose(t, s, notice.Muted, &hour)
			choose(t, s, notice.Muted, &day)
			if got := levelOf(t, s); got != notice.Muted {
				t.Errorf("after %q: %q while it is muted", before, got)
			}
			pass()
			if got := levelOf(t, s); got != before {
				t.Errorf("%q came back as %q", before, got)
			}
		}
	})
}

func TestWhoChoseIsNotMadeToFollow(t *testing.T) {
	each(t, func(t *testing.T, s *notice.Service, _ *db.DB) {
		began, err := s.Begin(ctx, "ada", thread)
		if again, err2 := s.Begin(ctx, "ada", thread); err != nil || err2 != nil || !began || again || levelOf(t, s) != notice.Follow {
			t.Errorf("began %v, again %v, %v %v", began, again, err, err2)
		}
		choose(t, s, notice.Muted, nil)
		if began, err := s.Begin(ctx, "ada", thread); err != nil || began || levelOf(t, s) != notice.Muted {
			t.Errorf("began %v, %v", began, err)
		}
		if err := s.Forget(ctx, "ada"); err != nil || levelOf(t, s) != "" {
			t.Error(err, levelOf(t, s))
		}
	})
}

func TestWhatCannotBeChosen(t *testing.T) {
	now := db.Now()
	at := func(d time.Duration) *time.Time { when := now.Add(d); return &when }
	for _, c := range []struct {
		choice notice.Choice
		code   string
	}{
		{notice.Choice{Level: notice.Muted, Until: at(time.Hour)}, ""}, {notice.Choice{Level: notice.Follow}, ""}, {notice.Choice{Level: notice.Normal}, ""},
		{notice.Choice{}, "level_unknown"}, {notice.Choice{Level: "loud"}, "level_unknown"},
		{notice.Choice{Level: notice.Follow, Until: at(time.Hour)}, "until_invalid"}, {notice.Choice{Level: notice.Muted, Until: at(0)}, "until_invalid"},
		{notice.Choice{Level: notice.Muted, Until: at(400 * 24 * time.Hour)}, "until_invalid"},
	} {
		err := c.choice.Check(now)
		if c.code == "" && err != nil || c.code != "" && fault.CodeOf(err) != c.code {
			t.Errorf("%+v: %v, want %q", c.choice, err, c.code)
		}
	}
}
