package notice

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/push"
)

// phones are the browsers of a world, the service that reaches them, and their sessions. An endpoint is the name of a session.
type phones struct {
	w     *world
	asked func(session string, n note) push.Outcome // nil: everything arrives

	mu    sync.Mutex
	runs  map[string]string // sessions and the names of their devices
	shown map[string][]note // what arrived, by session
	sent  []push.Message
}

func newPhones(w *world) *phones {
	return &phones{w: w, runs: map[string]string{}, shown: map[string][]note{}}
}

func (p *phones) PublicKey(context.Context) (string, error) { return "the key", nil }

func (p *phones) ReadSubscription(endpoint, key, auth string) (push.Subscription, error) {
	if endpoint == "" {
		return push.Subscription{}, errors.New("no subscription")
	}
	return push.Subscription{Endpoint: endpoint, Key: []byte(key), Auth: []byte(auth)}, nil
}

func (p *phones) Send(_ context.Context, to push.Subscription, m push.Message) push.Result {
	p.mu.Lock()
	defer p.mu.Unlock()
	var n note
	if err := json.Unmarshal(m.Payload, &n); err != nil {
		p.w.Error(err)
	}
	outcome := push.Delivered
	if p.asked != nil {
		outcome = p.asked(to.Endpoint, n)
	}
	if outcome == push.Delivered {
		p.shown[to.Endpoint], p.sent = append(p.shown[to.Endpoint], n), append(p.sent, m)
	}
	return push.Result{Outcome: outcome, Why: "the test says so"}
}

func (p *phones) Running(_ context.Context, ids []string) (map[string]string, error) {
	names := map[string]string{}
	for _, id := range ids {
		if name, runs := p.runs[id]; runs {
			names[id] = name
		}
	}
	return names, nil
}

// subscribes has a member be told on a device from now on, where no page was open for long.
func (w *world) subscribes(member, session string, preview bool) Device {
	w.Helper()
	w.phones.runs[session] = "Firefox Android"
	by := w.viewer(member)
	by.Session = session
	d, err := w.Subscribe(ctx, by, session, "key of "+session, "auth of "+session, &preview)
	w.must(err)
	w.must(w.d.InTx(ctx, func(ctx context.Context) error {
		return w.d.From(ctx).Exec("UPDATE push_devices SET live_at = ? WHERE id = ?", w.at.Add(-time.Hour), d.ID).Error
	}))
	return d
}

// awaits lets the grace pass and has the queue worked.
func (w *world) awaits() {
	w.Helper()
	w.drain()
	w.pass(pushGrace)
	w.drain()
}

// noonTime begins a scenario on a working day at noon by the first member's clock.
func atNoon(t *testing.T, people int, fn func(w *world)) {
	t.Helper()
	each(t, people, func(w *world) {
		w.until(stockholm(t, "2026-03-23 12:00"))
		fn(w)
	})
}

func TestADeviceIsTold(t *testing.T) {
	atNoon(t, 3, func(w *world) {
		w.subscribes("m00", "phone", false)
		w.subscribes("m00", "desk", true)
		w.happens("a", "m01", map[string]Kind{"m00": Mention, "m02": Mention})
		w.drain()
		if len(w.phones.sent) != 0 {
			t.Fatal("told before it could be read on a screen")
		}
		w.awaits()
		phone, desk := w.phones.shown["phone"], w.phones.shown["desk"]
		if len(phone) != 1 || len(desk) != 1 || len(w.phones.sent) != 2 {
			t.Fatalf("%+v", w.phones.shown)
		}
		n := phone[0]
		if n.Title != "Något nytt i Kraftsam" || n.Body != "Du nämns" || n.Href != "/threads/a" || n.Lang != "sv" || n.Tag != "mention thread:a" || n.Unread != 1 || !n.Alert || n.Fewer != "Färre sådana" {
			t.Errorf("%+v", n)
		}
		if n := desk[0]; n.Title != "Du nämns i ”Sak a”" || n.Body != "Du får det för att det är riktat till dig." {
			t.Errorf("%+v", n)
		}
		for _, m := range w.phones.sent {
			if m.Urgency != push.Normal || m.TTL != 4*time.Hour+58*time.Minute || len(m.Topic) != 32 || strings.Contains(m.Topic, "thread") {
				t.Errorf("%+v", m)
			}
		}
		if w.phones.sent[0].Topic == w.phones.sent[1].Topic {
			t.Error("a service sees that two devices hear of the same")
		}
		w.awaits()
		w.until(stockholm(t, "2026-03-30 08:05")) // the brief
		if w.drain(); len(w.phones.sent) != 2 || len(w.letters("m00")) != 0 {
			t.Errorf("told again: %+v, %d letters", w.phones.sent, len(w.letters("m00")))
		}
	})
}

func TestWhatADeviceIsNotTold(t *testing.T) {
	atNoon(t, 2, func(w *world) {
		w.subscribes("m00", "phone", false)
		quiet := func(why string) {
			t.Helper()
			w.awaits()
			if len(w.phones.sent) != 0 {
				t.Errorf("%s: %+v", why, w.phones.shown)
				w.phones.sent = nil
			}
		}
		to := map[string]Kind{"m00": Mention}
		read := w.happens("a", "m01", to)
		w.drain()
		w.sees("m00", read)
		quiet("it was read")
		gone := w.happens("b", "m01", to)
		w.drain()
		w.deeds[gone].gone = true
		quiet("it was withdrawn")
		w.happens("c", "m01", to)
		w.drain()
		w.hidden["m00c"] = true
		quiet("it may be seen no more")
		w.happens("d", "m01", map[string]Kind{"m00": Decided})
		quiet("a kind that was not chosen")
		off := SettingsChange{Channels: []ChannelChoice{{Mention, Push, false}}}
		w.happens("e", "m01", to)
		w.drain()
		_, err := w.ChangeSettings(ctx, w.viewer("m00"), off)
		w.must(err)
		quiet("the kind was turned off meanwhile")
		off.Channels[0].On = true
		_, err = w.ChangeSettings(ctx, w.viewer("m00"), off)
		w.must(err)
		w.must(w.NoteLive(ctx, []string{"phone"}))
		w.happens("f", "m01", to)
		quiet("there is a live connection, or was a moment ago")
		w.pass(liveFor)
		w.happens("f", "m01", to)
		w.awaits()
		if len(w.phones.sent) != 1 || w.phones.shown["phone"][0].Body != "Du nämns (2)" {
			t.Errorf("the connection ended: %+v", w.phones.shown)
		}
		w.phones.sent = nil
		w.happens("g", "m01", to)
		w.drain()
		delete(w.phones.runs, "phone")
		quiet("it was signed out")
	})
}

func TestQuietHoursHoldForDevices(t *testing.T) {
	atNoon(t, 2, func(w *world) {
		w.subscribes("m00", "phone", false)
		w.until(stockholm(t, "2026-03-27 16:59")) // a Friday
		w.happens("a", "m01", map[string]Kind{"m00": Asked})
		w.happens("b", "m01", map[string]Kind{"m00": Asked})
		for range 6 {
			w.awaits()
			w.pass(10 * time.Hour)
		}
		if len(w.phones.sent) != 0 {
			t.Fatalf("%+v at the weekend", w.phones.shown)
		}
		w.until(stockholm(t, "2026-03-30 08:00"))
		if w.drain(); len(w.phones.sent) != 2 {
			t.Errorf("%d on Monday morning", len(w.phones.sent))
		}
		w.until(stockholm(t, "2026-04-06 08:05"))
		if w.drain(); len(w.letters("m00")) != 0 {
			t.Error("and by letter")
		}
	})
}

// What a service says of a subscription decides what becomes of it, and nothing that no device took is lost.
func TestWhatBecomesOfADeviceThatIsNotReached(t *testing.T) {
	for outcome, stays := range map[push.Outcome]bool{push.Gone: false, push.Refused: true, push.Later: true} {
		atNoon(t, 2, func(w *world) {
			w.subscribes("m00", "phone", false)
			tries := 0
			w.phones.asked = func(string, note) push.Outcome { tries++; return outcome }
			_, err := w.ChangeSettings(ctx, w.viewer("m00"), SettingsChange{Quiet: &Quiet{}, Channels: []ChannelChoice{{Mention, Mail, true}}})
			w.must(err)
			w.happens("a", "m01", map[string]Kind{"m00": Mention})
			w.awaits()
			if outcome == push.Later {
				if tries != 1 || len(w.letters("m00")) != 0 {
					t.Fatalf("%d tries, %d letters", tries, len(w.letters("m00")))
				}
				for range 40 {
					w.pass(30 * time.Minute)
					w.drain()
				}
				if tries < 5 || tries > pushTries {
					t.Errorf("%d tries", tries)
				}
			} else if tries != 1 {
				t.Errorf("%s: %d tries", outcome, tries)
			}
			w.pass(grace)
			if w.drain(); len(w.letters("m00")) != 1 {
				t.Errorf("%s: %d letters in its stead", outcome, len(w.letters("m00")))
			}
			devices, _, err := w.Devices(ctx, w.viewer("m00"))
			w.must(err)
			if (len(devices) == 1) != stays {
				t.Errorf("%s: %+v", outcome, devices)
			}
			w.phones.asked = nil
			w.happens("b", "m01", map[string]Kind{"m00": Mention})
			w.awaits()
			if arrives := len(w.phones.sent) == 1; arrives != stays {
				t.Errorf("%s: afterwards %+v", outcome, w.phones.shown)
			}
			devices, err = w.store.devices(ctx, "m00")
			if w.must(err); stays && devices[0].FailingAt != nil {
				t.Errorf("%s: still failing since %v", outcome, devices[0].FailingAt)
			}
		})
	}
}

// A device that is reached is not told again because another is not.
func TestOnlyTheDeviceThatWasNotReachedIsTriedAgain(t *testing.T) {
	atNoon(t, 2, func(w *world) {
		w.subscribes("m00", "phone", false)
		w.subscribes("m00", "desk", false)
		away := true
		w.phones.asked = func(session string, _ note) push.Outcome {
			if session == "desk" && away {
				return push.Later
			}
			return push.Delivered
		}
		w.happens("a", "m01", map[string]Kind{"m00": Mention})
		w.awaits()
		away = false
		w.pass(time.Minute)
		w.drain()
		w.pass(2 * time.Hour)
		if w.drain(); len(w.phones.shown["phone"]) != 1 || len(w.phones.shown["desk"]) != 1 {
			t.Errorf("%+v", w.phones.shown)
		}
	})
}

func TestDevicesAreOnesOwnAndEnd(t *testing.T) {
	atNoon(t, 2, func(w *world) {
		first := w.subscribes("m00", "phone", false)
		again := w.subscribes("m00", "phone", true)
		if again.ID != first.ID || !again.Preview {
			t.Errorf("%+v, then %+v", first, again)
		}
		renewed := w.viewer("m00")
		renewed.Session = "phone"
		if d, err := w.Subscribe(ctx, renewed, "phone", "new key", "a", nil); err != nil || d.ID != first.ID || !d.Preview {
			t.Errorf("with another key: %+v %v", d, err)
		}
		in := func(session string) actor.Viewer { by := w.viewer("m00"); by.Session = session; return by }
		if _, err := w.Subscribe(ctx, in("a token"), "x", "k", "a", nil); fault.CodeOf(err) != "push_session_needed" {
			t.Error(err)
		}
		if _, err := w.Subscribe(ctx, in("phone"), "", "k", "a", nil); fault.CodeOf(err) != "push_subscription_invalid" {
			t.Error(err)
		}
		if err := w.Unsubscribed(ctx, w.viewer("m01"), first.ID); fault.CodeOf(err) != "push_device_unknown" {
			t.Error(err)
		}
		// The same browser, with somebody else signed in: what it showed before is theirs no more.
		w.phones.runs["theirs"] = "Firefox"
		other := w.viewer("m01")
		other.Session = "theirs"
		_, err := w.Subscribe(ctx, other, "phone", "k", "a", nil)
		w.must(err)
		if devices, _, err := w.Devices(ctx, w.viewer("m00")); err != nil || len(devices) != 0 {
			t.Errorf("%+v %v", devices, err)
		}
		for i := range maxDevices {
			w.subscribes("m00", fmt.Sprint("s", i), false)
		}
		w.phones.runs["one more"] = "Firefox"
		if _, err := w.Subscribe(ctx, in("one more"), "y", "k", "a", nil); fault.CodeOf(err) != "push_devices_full" {
			t.Error(err)
		}
		w.must(w.Purge(ctx))
		for i := range maxDevices {
			delete(w.phones.runs, fmt.Sprint("s", i))
		}
		_, err = w.Subscribe(ctx, in("one more"), "y", "k", "a", nil)
		w.must(err)
		w.must(w.Purge(ctx))
		if devices, err := w.store.devices(ctx, "m00"); err != nil || len(devices) != 1 || devices[0].SessionID != "one more" {
			t.Errorf("after the sessions ended: %+v %v", devices, err)
		}
		w.must(w.Unsubscribed(ctx, w.viewer("m00"), w.subscribes("m00", "last", false).ID))
		w.must(w.Forget(ctx, "m00"))
		if devices, err := w.store.devices(ctx, "m00"); err != nil || len(devices) != 0 {
			t.Errorf("after the account ended: %+v %v", devices, err)
		}
	})
}
