package notice

import (
	"context"
	"encoding/base64"
	"slices"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/push"
	"kraftsam/app/platform/ref"
)

// Device is a browser that a member wants to be told on while no page is open. It is one with the session that is signed in
// there, and nothing is sent to it once that has ended.
type Device struct {
	ID        string
	MemberID  string
	SessionID string
	Endpoint  string
	Key       string // base64url, as is Auth
	Auth      string
	Preview   bool // may say what it is about where everybody can read it
	At        time.Time
	LiveAt    time.Time // when the session was last known to hold a live connection
	FailingAt *time.Time

	Name string `gorm:"-"` // of the browser and the system
}

// Sender sends to browsers; package push does.
type Sender interface {
	PublicKey(ctx context.Context) (string, error)
	ReadSubscription(endpoint, key, auth string) (push.Subscription, error)
	Send(ctx context.Context, to push.Subscription, m push.Message) push.Result
}

// Sessions knows which sessions run; package account does.
type Sessions interface {
	// Running gives those of some that have not ended, with the name of the device of each.
	Running(ctx context.Context, ids []string) (map[string]string, error)
}

// Pushing is what push needs; the zero Pushing sends none.
type Pushing struct {
	Sender   Sender
	Sessions Sessions
}

// maxDevices is how many browsers one member may be told on.
const maxDevices = 10

// failingFor is how long nothing may arrive at a device before it is given up.
const failingFor = 14 * 24 * time.Hour

var (
	errNoPush       = fault.New(fault.Conflict, "push_off", "Notices on devices are turned off here.")
	errNoBrowser    = fault.New(fault.Forbidden, "push_session_needed", "Only a browser that is signed in can be told; a token has none.")
	errSubscription = fault.InField("body.endpoint", "push_subscription_invalid", "This is no subscription at a push service.")
	errDevices      = fault.New(fault.Conflict, "push_devices_full", "You are told on 10 devices already. Remove one first.")
	errNoDevice     = fault.New(fault.NotFound, "push_device_unknown", "There is no such device.")
)

var _ = fault.Register("push_off", "push_session_needed", "push_subscription_invalid", "push_devices_full", "push_device_unknown")

// Devices lists the devices that the viewer is told on, the newest first, and the public key that a browser subscribes with,
// which is empty where push is off.
func (s *Service) Devices(ctx context.Context, by actor.Viewer) (devices []Device, key string, err error) {
	if err := by.Known(); err != nil {
		return nil, "", err
	}
	if s.push.Sender == nil {
		return nil, "", nil
	}
	if key, err = s.push.Sender.PublicKey(ctx); err != nil {
		return nil, "", err
	}
	if devices, err = s.store.devices(ctx, by.Member); err == nil {
		devices, err = s.running(ctx, devices)
	}
	return devices, key, err
}

// running leaves out devices whose session has ended, and names the others.
func (s *Service) running(ctx context.Context, devices []Device) ([]Device, error) {
	ids := make([]string, len(devices))
	for i, d := range devices {
		ids[i] = d.SessionID
	}
	names, err := s.push.Sessions.Running(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i, d := range devices {
		devices[i].Name = names[d.SessionID]
	}
	return slices.DeleteFunc(devices, func(d Device) bool { _, runs := names[d.SessionID]; return !runs }), nil
}

// Subscribe has the viewer be told on the browser that asks. What it said before is replaced; without preview that stays as it was.
func (s *Service) Subscribe(ctx context.Context, by actor.Viewer, endpoint, key, auth string, preview *bool) (Device, error) {
	if err := by.MayWrite(); err != nil {
		return Device{}, err
	}
	if s.push.Sender == nil {
		return Device{}, errNoPush
	}
	sub, err := s.push.Sender.ReadSubscription(endpoint, key, auth)
	if err != nil {
		return Device{}, errSubscription
	}
	names, err := s.push.Sessions.Running(ctx, []string{by.Session})
	if err != nil {
		return Device{}, err
	}
	name, runs := names[by.Session]
	if !runs {
		return Device{}, errNoBrowser
	}
	now, err := s.clock(ctx)
	if err != nil {
		return Device{}, err
	}
	d := Device{ID: ref.NewID(), MemberID: by.Member, SessionID: by.Session, Endpoint: sub.Endpoint, Key: base64.RawURLEncoding.EncodeToString(sub.Key),
		Auth: base64.RawURLEncoding.EncodeToString(sub.Auth), At: now, LiveAt: now}
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.store.holdMember(ctx, by.Member); err != nil {
			return err
		}
		all, err := s.store.devices(ctx, by.Member)
		if err != nil {
			return err
		}
		if all, err = s.running(ctx, all); err != nil {
			return err
		}
		others := slices.DeleteFunc(all, func(one Device) bool { return one.SessionID == d.SessionID || one.Endpoint == d.Endpoint })
		if len(others) >= maxDevices {
			return errDevices
		}
		d, err = s.store.putDevice(ctx, d, preview)
		return err
	})
	d.Name = name
	return d, err
}

// Unsubscribed ends it for one of the viewer's devices.
func (s *Service) Unsubscribed(ctx context.Context, by actor.Viewer, id string) error {
	if err := by.MayWrite(); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		n, err := s.store.dropDevices(ctx, "member_id = ? AND id = ?", by.Member, id)
		if err == nil && n == 0 {
			err = errNoDevice
		}
		return err
	})
}

// purgeDevices forgets devices whose session has ended, and those that nothing has reached for long.
func (s *Service) purgeDevices(ctx context.Context, now time.Time) error {
	if s.push.Sender == nil {
		return nil
	}
	if _, err := s.store.dropDevices(ctx, "failing_at < ?", now.Add(-failingFor)); err != nil {
		return err
	}
	for after := ""; ; {
		some, err := s.store.devicesAfter(ctx, after, pageOfAll)
		if err != nil || len(some) == 0 {
			return err
		}
		after = some[len(some)-1].ID
		all := make([]string, len(some))
		for i, d := range some {
			all[i] = d.ID
		}
		run, err := s.running(ctx, some)
		if err != nil {
			return err
		}
		ended := slices.DeleteFunc(all, func(id string) bool { return slices.ContainsFunc(run, func(d Device) bool { return d.ID == id }) })
		if _, err := s.store.dropDevices(ctx, "id IN ?", ended); err != nil {
			return err
		}
	}
}
