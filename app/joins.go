package app

import (
	"context"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/file"
	"kraftsam/app/forum"
	"kraftsam/app/notice"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/push"
	"kraftsam/app/platform/web"
)

// countedApart are calls before one is signed in that count by rules of their own, which are made for rooms full of newcomers.
var countedApart = []string{"/api/registrations", "/api/session", "/api/session/link", "/api/session/passkey", "/api/passkeys/session/options",
	"/api/magic-links", "/api/password-resets", "/api/invitations/lookup", "/api/workshops/lookup", "/api/workshops/join"}

// allow counts a call of the API: for its member, or for the network where nobody is signed in.
func (h *House) allow(ctx context.Context, path string) error {
	calls, network := limit.Calls, limit.CallsNetwork
	if strings.HasPrefix(path, "/api/files/") { // the images of a page, not what somebody does
		calls, network = limit.Files, limit.FilesNetwork
	}
	if by := actor.ViewerOf(ctx); by.SignedIn() {
		return h.limits.Take(ctx, calls, by.Member)
	}
	if slices.Contains(countedApart, path) {
		return nil
	}
	return h.limits.Take(ctx, network, web.CallOf(ctx).Prefix)
}

// Activity hands the forum's signals to the hub, which is made after the rooms; a house that is not live tells nobody.
func (h *House) Activity(area, thread string, at time.Time) {
	if h.hub != nil {
		forum.Signals{Hub: h.hub}.Activity(area, thread, at)
	}
}

// Reading hands what changed of a member's reading to the hub, for their own screens.
func (h *House) Reading(member string, news forum.ReadingNews) {
	if h.hub != nil {
		forum.Signals{Hub: h.hub}.Reading(member, news)
	}
}

// DraftsChanged has a member's other devices look at their drafts again. It is a signal and no event: it says nothing of what is
// written where, and nothing of it is kept.
func (h *House) DraftsChanged(member string) {
	if h.hub != nil {
		h.hub.Signal(actor.Topic(member), "drafts", nil)
	}
}

// files is where attached files lie and who looks them through, as the settings have it.
func (c Config) files(log *slog.Logger) file.Options {
	o := file.Options{Shelf: file.Disk(filepath.Join(c.DataDir, "files")), Quota: int64(c.UploadsQuota) << 20, Logger: log}
	if c.Clamd != nil { // a nil *Clamd would be a scanner
		o.Scanner = c.Clamd
	}
	return o
}

// pushing is the way to devices, none where it is turned off. The demonstration is on one machine, and so may its push service be.
func (h *House) pushing() notice.Pushing {
	if !h.config.Push {
		return notice.Pushing{}
	}
	return notice.Pushing{Sessions: h.accounts, Sender: push.NewSender(h.db, push.Options{Key: h.config.PushKey, Site: h.config.URL, Loopback: h.config.Demo})}
}

// NoticesRead hands to a member's own screens how many notices are left.
func (h *House) NoticesRead(member string, unread int) {
	if h.hub != nil {
		h.hub.Signal(actor.Topic(member), "notices", map[string]int{"unread": unread})
	}
}
