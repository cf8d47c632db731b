package forum

import (
	"kraftsam/app/actor"
	"kraftsam/app/area"
)

// Who may do what, one condition a line. Reading is decided by the area, at the only doors to threads and posts.

// mayPost: any member in an area in use, while the thread is open.
func mayPost(by actor.Viewer, a area.Area, t Thread) bool {
	return a.Writable(by) && !t.Closed
}

// mayLead: who facilitates the area, and moderators.
func mayLead(by actor.Viewer, a area.Area) bool {
	return by.MayWrite() == nil && (a.Facilitated(by) || by.Moderates())
}

// mayClose: who leads.
func mayClose(by actor.Viewer, a area.Area) bool { return mayLead(by, a) }

// mayChange: the thread's author while it is open, and who leads the area.
func mayChange(by actor.Viewer, a area.Area, t Thread) bool {
	return mayClose(by, a) || by.MayWrite() == nil && by.Member == t.AuthorID && !t.Closed
}

// mayEdit: nobody edits another's words.
func mayEdit(by actor.Viewer, p Post) bool {
	return by.MayWrite() == nil && by.Member == p.AuthorID
}

// mayReadVersions: the author, and those who keep order.
func mayReadVersions(by actor.Viewer, a area.Area, p Post) bool {
	return by.SignedIn() && (by.Member == p.AuthorID || a.Facilitated(by) || by.Moderates())
}
