package app

import (
	"context"
	"slices"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/forum"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/web"
)

// countedApart are calls before one is signed in that count by rules of their own, which are made for rooms full of newcomers.
var countedApart = []string{"/api/registrations", "/api/session", "/api/session/link", "/api/session/passkey", "/api/passkeys/session/options",
	"/api/magic-links", "/api/password-resets", "/api/invitations/lookup"}

// allow counts a call of the API: for its member, or for the network where nobody is signed in.
func (h *House) allow(ctx context.Context, path string) error {
	if by := actor.ViewerOf(ctx); by.SignedIn() {
		return h.limits.Take(ctx, limit.Calls, by.Member)
	}
	if slices.Contains(countedApart, path) {
		return nil
	}
	return h.limits.Take(ctx, limit.CallsNetwork, web.CallOf(ctx).Prefix)
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
