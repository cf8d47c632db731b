package notice

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/job"
	"kraftsam/app/platform/push"
)

const (
	pushJob = "notice.push"
	// pushGrace is how long something may be read on a screen before it goes to a device, unless the operator says otherwise.
	pushGrace = time.Minute
	// pushTries and pushLife are how often and how long it is tried.
	pushTries = 12
	pushLife  = 12 * time.Hour
)

// sending is how far a push came. What is noted first, in the transaction that takes the notices from the other channels, is what
// whoever takes the work over goes on with.
type sending struct {
	Notices   []string  `json:"notices"`
	Devices   []string  `json:"devices"` // that are still to be reached
	Delivered bool      `json:"delivered"`
	Since     time.Time `json:"since"`
}

func (g sending) String() string {
	b, _ := json.Marshal(g) // strings and a time can always be marshalled
	return string(b)
}

// toDevices has fresh notices go to devices later, in the running transaction, where their members chose so and have some.
func (s *Service) toDevices(ctx context.Context, fresh []Notice, settings map[string]Settings) error {
	wanted := slices.DeleteFunc(slices.Clone(fresh), func(n Notice) bool { return !settings[n.MemberID].On(n.Kind, Push) })
	if len(wanted) == 0 || s.push.Sender == nil {
		return nil
	}
	members := make([]string, len(wanted))
	for i, n := range wanted {
		members[i] = n.MemberID
	}
	has, err := s.store.withDevices(ctx, members)
	if err != nil || len(has) == 0 {
		return err
	}
	now, err := s.clock(ctx)
	if err != nil {
		return err
	}
	for _, n := range wanted {
		if !has[n.MemberID] {
			continue
		}
		if err := s.pushes.Add(ctx, job.New{Kind: pushJob, Group: n.MemberID, Payload: reaching{n.MemberID, n.ID}, Due: now.Add(s.pushGrace)}); err != nil {
			return err
		}
	}
	return nil
}

// pushed is the work: a few words to each of the member's devices about what still stands, outside of their quiet hours.
func (s *Service) pushed(ctx context.Context, w *job.Work) error {
	var of reaching
	if err := w.Jobs[0].Read(&of); err != nil {
		return err
	}
	r, err := s.addressee(ctx, of.Member)
	if err != nil || r.ID == "" || s.push.Sender == nil {
		return err
	}
	now, err := s.clock(ctx)
	if err != nil {
		return err
	}
	if rest := r.set.Rest(now.In(r.Zone())); rest.After(now) {
		return job.Later(rest)
	}
	if w.Progress() == "" {
		if err := s.claim(ctx, w, r, of.Notice, now); err != nil || w.Progress() == "" {
			return err
		}
	}
	var g sending
	if err := json.Unmarshal([]byte(w.Progress()), &g); err != nil {
		return job.Never(err)
	}
	return s.goOn(ctx, w, g, r, now)
}

// claim takes what stands of the notice's kind and thing from the other channels, where a device is there to be told.
func (s *Service) claim(ctx context.Context, w *job.Work, r recipient, notice string, now time.Time) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.store.holdMember(ctx, r.ID); err != nil {
			return err
		}
		n, err := s.store.notice(ctx, r.ID, notice)
		if err != nil && fault.KindOf(err) == fault.NotFound {
			return w.Done(ctx)
		}
		if err != nil {
			return err
		}
		_, of, err := s.toTell(ctx, r.by, n)
		if err != nil {
			return err
		}
		devices, err := s.away(ctx, r.ID, nil, now)
		if err != nil {
			return err
		}
		if len(of) == 0 || !r.set.On(n.Kind, Push) {
			return w.Done(ctx)
		}
		if len(devices) == 0 {
			return s.noneAway(ctx, w, r.ID, n.At, now)
		}
		if err := s.store.tellBy(ctx, of, Push); err != nil {
			return err
		}
		return w.Keep(ctx, sendingOf(of, devices, now).String())
	})
}

func sendingOf(of []Notice, to []Device, now time.Time) sending {
	g := sending{Since: now}
	for _, n := range of {
		g.Notices = append(g.Notices, n.ID)
	}
	for _, d := range to {
		g.Devices = append(g.Devices, d.ID)
	}
	return g
}

// away gives the devices of a member whose session runs and holds no live connection lately; only, where it is not nil, names those
// that are asked for.
func (s *Service) away(ctx context.Context, member string, only []string, now time.Time) ([]Device, error) {
	all, err := s.store.devices(ctx, member)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(d Device) bool { return d.isLive(now) || only != nil && !slices.Contains(only, d.ID) })
	return s.running(ctx, all)
}

// noneAway ends the work where every device is live, or waits for one that was last seen live before something happened: who had
// just gone then would hear of it on no device.
func (s *Service) noneAway(ctx context.Context, w *job.Work, member string, happened, now time.Time) error {
	all, err := s.store.devices(ctx, member)
	if err != nil {
		return err
	}
	var at time.Time
	for _, d := range all {
		if d.isLive(now) && d.LiveAt.Before(happened) && (at.IsZero() || d.gone().Before(at)) {
			at = d.gone()
		}
	}
	if at.IsZero() {
		return w.Done(ctx)
	}
	return job.Later(at)
}

// goOn sends to the devices that are left, if what it is about still stands.
func (s *Service) goOn(ctx context.Context, w *job.Work, g sending, r recipient, now time.Time) error {
	var row Row
	var devices []Device
	var unread int
	err := s.db.Read(ctx, func(ctx context.Context) error {
		of, err := s.store.told(ctx, r.ID, g.Notices, Push)
		if err != nil || len(of) == 0 {
			return err
		}
		shown, err := s.look(ctx, r.by, of)
		if err != nil {
			return err
		}
		of = slices.DeleteFunc(of, func(n Notice) bool { return !shown[n.ID].Stands })
		if len(of) == 0 || !r.set.On(of[0].Kind, Push) {
			return nil
		}
		row, _ = rowOf(of[0], of, shown)
		if unread, err = s.Unread(ctx, r.by); err != nil {
			return err
		}
		devices, err = s.away(ctx, r.ID, g.Devices, now)
		return err
	})
	if err != nil {
		return err
	}
	results := s.sendAll(ctx, devices, func(d Device) push.Message { return messageFor(d, r, row, unread, now) })
	return s.settleSending(ctx, w, g, r, devices, results, now)
}

// sendAll sends to devices, all at the same time: one service that is slow holds up no other.
func (s *Service) sendAll(ctx context.Context, devices []Device, message func(Device) push.Message) []push.Result {
	results := make([]push.Result, len(devices))
	var all sync.WaitGroup
	for i, d := range devices {
		all.Go(func() {
			sub, err := s.push.Sender.ReadSubscription(d.Endpoint, d.Key, d.Auth)
			if err != nil {
				results[i] = push.Result{Outcome: push.Gone, Why: "the subscription cannot be used"}
				return
			}
			results[i] = s.push.Sender.Send(ctx, sub, message(d))
		})
	}
	all.Wait()
	return results
}

var errNotReached = errors.New("a push service did not take it")

// settleSending notes what came of it: a device that is gone is forgotten, one that cannot be reached now is tried again, and where
// none was reached in the end the notices are free for the other channels.
func (s *Service) settleSending(ctx context.Context, w *job.Work, g sending, r recipient, devices []Device, results []push.Result, now time.Time) error {
	g.Devices = nil
	var left sending
	var wait time.Duration
	var why string
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		left, wait = g, 0 // anew, where the transaction is tried again
		for i, res := range results {
			id := devices[i].ID
			var err error
			switch res.Outcome {
			case push.Delivered:
				left.Delivered = true
				err = s.store.reached(ctx, id, nil)
			case push.Gone:
				_, err = s.store.dropDevices(ctx, "id = ?", id)
			case push.Later:
				left.Devices = append(left.Devices, id)
				wait, why = max(wait, res.After), res.Why
				err = s.store.reached(ctx, id, &now)
			case push.Refused:
				err = s.store.reached(ctx, id, &now)
			}
			if err != nil {
				return err
			}
		}
		if len(left.Devices) > 0 && w.Jobs[0].Tries+1 < pushTries && now.Sub(left.Since) < pushLife {
			return w.Keep(ctx, left.String())
		}
		left.Devices = nil
		if !left.Delivered {
			if err := s.release(ctx, left, r); err != nil {
				return err
			}
		}
		return w.Done(ctx)
	})
	switch {
	case err != nil || len(left.Devices) == 0:
		return err
	case wait > 0:
		return job.Later(now.Add(wait))
	}
	return fmt.Errorf("%w: %s", errNotReached, why)
}

// release gives back what no device took, so that it may leave the house in another way.
func (s *Service) release(ctx context.Context, g sending, r recipient) error {
	of, err := s.store.told(ctx, r.ID, g.Notices, Push)
	if err != nil || len(of) == 0 {
		return err
	}
	if err := s.store.tellBy(ctx, of, ""); err != nil {
		return err
	}
	if !r.set.On(of[0].Kind, Mail) {
		return nil
	}
	return s.jobs.Add(ctx, job.New{Kind: reachJob, Group: r.ID, Payload: reaching{r.ID, of[0].ID}})
}
