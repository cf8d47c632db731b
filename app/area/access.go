package area

import (
	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
)

// readable: everybody reads a public area; a private one is read by its members, its facilitators and those who keep order.
func (a Area) readable(by actor.Viewer, joined bool) bool {
	return !a.Private || joined || a.Facilitated(by) || by.Moderates()
}

// Writable says whether the viewer may start threads and post: any member, in an area that is in use.
func (a Area) Writable(by actor.Viewer) bool {
	return by.MayWrite() == nil && a.Valid.On(db.Now())
}

// Facilitated says whether the viewer leads the conversations here.
func (a Area) Facilitated(by actor.Viewer) bool {
	return by.SignedIn() && by.Is(actor.Facilitator, Ref(a.Slug))
}
