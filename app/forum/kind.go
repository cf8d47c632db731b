package forum

import (
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
)

// Kinds of threads. Any member starts one, but an announcement only whoever leads the area. In a question one post can be
// marked as the answer.
const (
	Discussion   = "discussion"
	Question     = "question"
	Proposal     = "proposal"
	Announcement = "announcement"
)

var (
	errKind     = fault.InField("body.kind", "kind_unknown", "A thread is a discussion, question, proposal or announcement.")
	errAnnounce = fault.New(fault.Forbidden, "announcement_refused", "Only facilitators of the area make announcements.")
	errDeadline = fault.InField("body.deadline", "deadline_invalid", "A deadline is a day from today on, as 2026-01-31.")
)

var _ = fault.Register("kind_unknown", "announcement_refused", "deadline_invalid")

func checkKind(kind string) error {
	switch kind {
	case Discussion, Question, Proposal, Announcement:
		return nil
	}
	return errKind
}

// mayBe: an announcement is for whoever leads the area.
func mayBe(by actor.Viewer, a area.Area, kind string) error {
	if kind == Announcement && !mayLead(by, a) {
		return errAnnounce
	}
	return nil
}

// checkDay takes a day as an ISO date, from yesterday on: somewhere it still is yesterday. Empty is none.
func checkDay(day string, refusal error) error {
	if day == "" {
		return nil
	}
	at, err := time.Parse(time.DateOnly, day)
	if err != nil || at.Before(db.Now().AddDate(0, 0, -2)) || at.Year() > 9999 {
		return refusal
	}
	return nil
}

// changesOfKind checks a new kind and deadline and adds what differs to the set.
func changesOfKind(by actor.Viewer, a area.Area, t Thread, c Change, set map[string]any) error {
	if c.Kind != nil && *c.Kind != t.Kind {
		if err := checkKind(*c.Kind); err != nil {
			return err
		}
		if err := mayBe(by, a, *c.Kind); err != nil {
			return err
		}
		set["kind"] = *c.Kind
	}
	if c.Deadline != nil && *c.Deadline != t.Deadline {
		if err := checkDay(*c.Deadline, errDeadline); err != nil {
			return err
		}
		set["deadline"] = *c.Deadline
	}
	return nil
}
