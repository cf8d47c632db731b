package live

import (
	"context"
	"testing"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/dbtest"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/livetest"
	"kraftsam/app/platform/ref"
)

// follows runs the same life of a topic on any log and says what a reader was shown.
func follows(t *testing.T, log Log, epoch string, tell func(func([]event.Event)), commit func(topic string, n int)) {
	h := &house{denied: map[string]Right{}, spoilt: map[int64]bool{}}
	commit("thread:1", 3)
	h.open(t, Options{Log: log, Limits: quick()})
	tell(h.Committed)
	s := h.sit(t, ada)
	s.watchAfter("thread:1", 1, epoch)
	s.sees("thread:1", 2, 3)
	commit("thread:1", 2)
	s.sees("thread:1", 4, 5)
	s.say(`{"id":1,"op":"subscribe","topic":"thread:1","after":6,"epoch":"` + epoch + `"}`)
	if o := s.next(); !o.Reset || o.Seq != 5 || o.Epoch != epoch {
		t.Errorf("%s", o.Raw)
	}
	if o := s.watch("thread:empty"); o.Seq != 0 || o.Epoch != epoch {
		t.Errorf("a topic without events: %s", o.Raw)
	}
	commit(Control, 1)
	s.closed(closeSession)
}

// The fake that the other tests stand on behaves as the log does, and the hub works on both databases.
func TestTheRealLogAndTheFake(t *testing.T) {
	ended := event.Change{Type: SessionEnded, Ref: ref.Ref{Kind: "session", ID: "s-ada"}, Version: 1}
	t.Run("fake", func(t *testing.T) {
		log := livetest.NewLog()
		follows(t, log, "k1", log.OnCommit, func(topic string, n int) {
			for range n {
				log.Commit(topic, ended.Type, ended.Ref)
			}
		})
	})
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		log := event.NewLog(d)
		head, err := log.Head(context.Background(), "thread:1")
		if err != nil {
			t.Fatal(err)
		}
		follows(t, log, head.Epoch, log.OnCommit, func(topic string, n int) {
			for range n {
				if err := d.InTx(context.Background(), func(ctx context.Context) error {
					log.Add(ctx, topic, ended)
					return nil
				}); err != nil {
					t.Fatal(err)
				}
			}
		})
	})
}
