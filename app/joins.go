package app

import (
	"time"

	"kraftsam/app/forum"
)

// Activity hands the forum's signals to the hub, which is made after the rooms; a house that is not live tells nobody.
func (h *House) Activity(area, thread string, at time.Time) {
	if h.hub != nil {
		forum.Signals{Hub: h.hub}.Activity(area, thread, at)
	}
}
