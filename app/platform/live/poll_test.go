package live

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/gofiber/fiber/v2"

	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/livetest"
	"kraftsam/app/platform/ref"
)

func at(seq int64) *int64 { return &seq }

func TestALongPollGivesWhatIsThere(t *testing.T) {
	h := alone(t, quick())
	h.log.Post("thread:1", 1500)
	page, err := h.Wait(t.Context(), ada, "thread:1", at(3), "k1", time.Hour)
	if err != nil || page.Seq != 1500 || page.Epoch != "k1" || len(page.Events) != 500 {
		t.Fatalf("%v, %d events of %d", err, len(page.Events), page.Seq)
	}
	o, err := livetest.Objects(page.Events[0])
	if err != nil || o[0].Seq != 4 {
		t.Errorf("%s", page.Events[0])
	}
	for _, c := range []struct {
		after int64
		epoch string
	}{{1501, "k1"}, {3, "other"}} {
		if page, err := h.Wait(t.Context(), ada, "thread:1", at(c.after), c.epoch, time.Hour); err != nil || !page.Reset || page.Seq != 1500 {
			t.Errorf("%v: %v, %+v", c, err, page)
		}
	}
}

func TestALongPollWaits(t *testing.T) {
	h := alone(t, quick())
	h.log.Post("thread:1", 2)
	for n, after := range []*int64{nil, at(3)} {
		got := make(chan Page, 1)
		go func() {
			epoch := "k1"
			if after == nil {
				epoch = ""
			}
			page, err := h.Wait(context.Background(), ada, "thread:1", after, epoch, time.Hour)
			if err != nil {
				t.Error(err)
			}
			got <- page
		}()
		wait(t, "it waits", func() bool {
			topic := h.topic("thread:1")
			if topic == nil {
				return false
			}
			topic.mu.Lock()
			defer topic.mu.Unlock()
			return topic.moved != nil
		})
		h.log.Post("thread:1", 1)
		if page := <-got; len(page.Events) != 1 || page.Seq != int64(3+n) {
			t.Errorf("%+v", page)
		}
	}
	page, err := h.Wait(t.Context(), ada, "thread:1", at(4), "k1", 0)
	if err != nil || page.Events == nil || len(page.Events) != 0 || page.Reset {
		t.Errorf("an empty list when the time is over: %v, %+v", err, page)
	}
}

func TestALongPollIsRefusedLikeASubscribe(t *testing.T) {
	h := alone(t, quick())
	h.deny("ada", "2", Unknown)
	for _, c := range []struct {
		topic, epoch, code string
		after              *int64
	}{{"thread:2", "", "topic_unknown", nil}, {"thread:1", "", "epoch_missing", at(1)}, {"thread:1", "k1", "after_invalid", at(-1)}} {
		if _, err := h.Wait(t.Context(), ada, c.topic, c.after, c.epoch, 0); fault.CodeOf(err) != c.code {
			t.Errorf("%+v: %v", c, err)
		}
	}
	h.log.Fail(errors.New("away"))
	if _, err := h.Wait(t.Context(), ada, "thread:1", nil, "", 0); fault.CodeOf(err) != "database_unavailable" {
		t.Errorf("%v", err)
	}
}

func TestALongPollEndsWithItsSession(t *testing.T) {
	h := alone(t, quick())
	got := make(chan error, 1)
	go func() {
		_, err := h.Wait(context.Background(), ada, "thread:1", nil, "", time.Hour)
		got <- err
	}()
	wait(t, "it waits", func() bool { return len(h.everyone()) == 1 })
	h.log.Commit(Control, SessionEnded, ref.Ref{Kind: "session", ID: "s-ada"})
	if err := <-got; fault.CodeOf(err) != "session_missing" {
		t.Errorf("%v", err)
	}
}

func TestALongPollEndsWithTheNode(t *testing.T) {
	h := alone(t, quick())
	got := make(chan error, 1)
	go func() {
		_, err := h.Wait(context.Background(), bo, "thread:1", nil, "", time.Hour)
		got <- err
	}()
	wait(t, "it waits", func() bool { return len(h.everyone()) == 1 })
	if err := h.Stop(t.Context()); err != nil {
		t.Error(err)
	}
	if err := <-got; err != nil {
		t.Errorf("those under way are finished: %v", err)
	}
	if _, err := h.Wait(t.Context(), bo, "thread:1", nil, "", 0); fault.CodeOf(err) != "stopping" {
		t.Errorf("%v", err)
	}
}

func TestTheEventsCall(t *testing.T) {
	h := alone(t, quick())
	h.log.Post("thread:1", 2)
	app := fiber.New(fiber.Config{Immutable: true})
	Register(humafiber.NewV2(app, huma.DefaultConfig("test", "1")), h.Hub, func(context.Context) Watcher { return ada })
	for _, c := range []struct {
		path   string
		status int
		want   string
	}{
		{"thread:1/events?after=1&epoch=k1", 200, ""},
		{"thread:1/events?wait=0", 200, `{"topic":"thread:1","seq":2,"epoch":"k1","events":[]}`},
		{"thread:1/events?after=9&epoch=k1", 200, `{"topic":"thread:1","reset":true,"seq":2,"epoch":"k1"}`},
		{"thread:absent/events", 404, ""},
		{"thread:1/events?after=x&epoch=k1", 422, ""},
		{"thread:1/events?after=1", 422, ""},
		{"thread:1/events?wait=26", 422, ""},
	} {
		res, err := app.Test(httptest.NewRequest("GET", "/api/topics/"+c.path, nil), int(livetest.Patience/time.Millisecond))
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		if res.StatusCode != c.status {
			t.Errorf("%s: %d %s", c.path, res.StatusCode, body)
		}
		var got map[string]any
		if err := json.Unmarshal(body, &got); err != nil {
			t.Errorf("%s: %v", c.path, err)
		}
		delete(got, "$schema")
		if text, _ := json.Marshal(got); c.want != "" {
			var want map[string]any
			_ = json.Unmarshal([]byte(c.want), &want)
			if w, _ := json.Marshal(want); string(w) != string(text) {
				t.Errorf("%s: %s, want %s", c.path, text, w)
			}
		}
		if events, ok := got["events"].([]any); c.path == "thread:1/events?after=1&epoch=k1" && (!ok || len(events) != 1) {
			t.Errorf("%s", body)
		}
	}
}
