// Package workshop is a meeting that is a stage of a thread: a run sheet of timed steps that everybody sees at once, who leads
// it, who takes part, and how it goes from a draft to published minutes. It holds no video (a link and a telephone number do), and
// nothing of what is done in a step: that are its parts, packages below this one that are private to the room.
//
//	workshop/wall     notes of the steps that write and cluster
//	workshop/floor    who speaks, and questions
//	workshop/result   what came of it, and the time after
//
// How a part attaches. Its rows have workshop_id and, where they belong to a step, step_id. It comes in by the door alone: Enter to
// read, Hold for what facilitators do (nothing of the workshop moves until the transaction ends), Take for what participants
// do (the stage stands still, and others may write beside); Writer says as whom. Its events go to Topic(workshop) with a ref.Ref of a kind
// of its own, and Join names what events of that kind show: what everybody who watches may see, never anything for one viewer. Join also
// has the part told, in the same transaction, when a step is left, when the workshop ends, and when two participants turn out to
// be one. Participants are named by Participant.ID, never by the member: it stays when a guest becomes a member.
package workshop

import (
	"time"

	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
)

// Workshop is a meeting that is a stage of a thread.
type Workshop struct {
	ID          string
	ThreadID    string
	Template    string
	Title       string
	Purpose     string // Markdown
	PurposeHTML string `gorm:"column:purpose_html"`
	Lang        string // BCP 47
	Place       string
	Link        string // https, to the video that is held elsewhere
	Phone       string
	StartsAt    *time.Time // nil: not decided
	Minutes     int64      // how long it is planned to be
	AfterDays   int64      // how long it stays open for those who could not be there
	State       State
	StepID      string     // that runs, or ran last; empty before the first
	PausedAt    *time.Time // its time stands still since then
	StartedAt   *time.Time
	WrappedAt   *time.Time
	EndedAt     *time.Time
	PublishedAt *time.Time
	CancelledAt *time.Time
	Why         string // it was cancelled
	LeaderID    string // of those who facilitate, who leads now
	CreatedBy   string
	CreatedAt   time.Time
	Version     int64
}

// State is how far a workshop has come.
type State string

// The states, in their order. A workshop may be cancelled until it is wrapped up.
const (
	Draft     State = "draft"         // only those who facilitate it know of it
	Invited   State = "invited"       // open for preparation
	Live      State = "live"          // a step runs
	WrapUp    State = "wrap_up"       // the last step was left
	Minutes   State = "minutes_draft" // ended; those who could not be there may still add
	Published State = "published"
	Cancelled State = "cancelled"
)

// Step is a timed part of the run sheet.
type Step struct {
	ID         string
	WorkshopID string
	Place      float64 // the order; a step that is moved gets a place between two others
	Kind       Kind
	Title      string
	Purpose    string
	Text       string // Markdown
	HTML       string `gorm:"column:html"`
	Material   string
	Minutes    int64
	StartedAt  *time.Time
	EndsAt     *time.Time // when its time is over
	LeftAt     *time.Time
	Skipped    bool
	RemovedAt  *time.Time
	RemovedBy  *string
	Version    int64 // of its words and place
}

// Kind is what is done in a step.
type Kind string

// The kinds of steps.
const (
	Inform  Kind = "inform"
	Write   Kind = "write"   // has a wall
	Discuss Kind = "discuss" // in groups or all together
	Cluster Kind = "cluster" // has a wall
	Vote    Kind = "vote"    // has ballots
	Speak   Kind = "speak"   // has the list of speakers
	Decide  Kind = "decide"
)

// Kinds are all kinds of steps.
var Kinds = []Kind{Inform, Write, Discuss, Cluster, Vote, Speak, Decide}

// Participant is somebody who takes part in one workshop.
type Participant struct {
	ID               string
	WorkshopID       string
	MemberID         *string // nil: on the phone, without an account
	Kind             string  // Member, Guest or Phone
	Name             string
	OrganisationID   *string
	OrganisationName string // where it is not in the directory
	Confirmed        bool   // they had its leave to speak for it when they came; otherwise they say so themselves
	Municipality     *string
	AddedBy          *string // the facilitator who wrote them down
	JoinedAt         time.Time
	LeftAt           *time.Time
	MergedInto       *string // the participant that this one turned out to be
}

// Code is what one joins a workshop with.
type Code struct {
	Code       string `gorm:"primaryKey"`
	WorkshopID string
	MadeBy     string
	MadeAt     time.Time
	ShutAt     *time.Time
}

// How somebody takes part.
const (
	Member = "member"
	Guest  = "guest"
	Phone  = "phone"
)

// The events of a workshop's topic. Which of the four things they show follows from the kind of their ref.
const (
	Added       = "workshop.added"
	Changed     = "workshop.changed"
	Staged      = "workshop.staged" // the stage moved, or its time did
	StepAdded   = "step.added"
	StepChanged = "step.changed"
	StepRemoved = "step.removed"
	PeopleCame  = "people.changed"
)

// The kinds of refs in the events of the core; the id of the first three is that of the workshop.
const (
	RefKind    = "workshop"
	StageKind  = "stage"
	PeopleKind = "people"
	StepKind   = "step"
)

// Topic is where the news of a workshop is told.
func Topic(id string) string { return "workshop:" + id }

// Topic is where the news of the workshop is told.
func (w Workshop) Topic() string { return Topic(w.ID) }

func workshopRef(id string) ref.Ref { return ref.Ref{Kind: RefKind, ID: id} }
func stageRef(id string) ref.Ref    { return ref.Ref{Kind: StageKind, ID: id} }
func peopleRef(id string) ref.Ref   { return ref.Ref{Kind: PeopleKind, ID: id} }
func stepRef(id string) ref.Ref     { return ref.Ref{Kind: StepKind, ID: id} }

// Limits of what is planned.
const (
	maxSteps   = 60
	maxMinutes = 24 * 60 // of a step, and of a workshop
	maxAfter   = 60      // days
	usualAfter = 7       // days
)

var (
	errNoWorkshop  = fault.New(fault.NotFound, "workshop_unknown", "There is no such workshop.")
	errNoStep      = fault.New(fault.NotFound, "step_unknown", "There is no such step in this workshop.")
	errNoPart      = fault.New(fault.NotFound, "participant_unknown", "Nobody takes part here by that id.")
	errStale       = fault.New(fault.Stale, "version_stale", "Somebody changed this in the meantime. Compare with the present version and try again.")
	errNotLeader   = fault.New(fault.Forbidden, "forbidden", "Only those who facilitate this workshop may do this.")
	errOutside     = fault.New(fault.Forbidden, "workshop_outside", "Join the workshop first.")
	errNotOpen     = fault.New(fault.Conflict, "workshop_not_open", "This workshop is not open for contributions now.")
	errState       = fault.New(fault.Conflict, "workshop_state", "The workshop has not come so far, or has come further.")
	errLastStep    = fault.New(fault.Conflict, "workshop_last_step", "This is the last step. Wrap the workshop up instead.")
	errFirstStep   = fault.New(fault.Conflict, "workshop_first_step", "This is the first step.")
	errNoSteps     = fault.New(fault.Conflict, "workshop_no_steps", "The run sheet is empty. Add a step first.")
	errPaused      = fault.New(fault.Conflict, "workshop_paused", "Time stands still already.")
	errNotPaused   = fault.New(fault.Conflict, "workshop_not_paused", "Time is running.")
	errPast        = fault.New(fault.Conflict, "step_past", "This step has begun or is over, and stays where it is.")
	errWritten     = fault.New(fault.Conflict, "step_written", "People have contributed in this step. It stays, and what is done in it too.")
	errTooMany     = fault.New(fault.Conflict, "steps_too_many", "A run sheet has at most 60 steps.")
	errOnlyLeader  = fault.New(fault.Conflict, "facilitator_last", "Somebody must facilitate the workshop. Add another person first.")
	errStartLater  = fault.New(fault.Conflict, "workshop_unscheduled", "Decide when the workshop is before you invite to it.")
	errNotAmong    = fault.InField("body.member", "member_unknown", "Let them facilitate first.")
	errNobodySuch  = fault.InField("body.member", "member_unknown", "There is no such member.")
	errOnBehalf    = fault.InField("body.on_behalf", "participant_unknown", "Nobody takes part here by that id.")
	errNotOnBehalf = fault.New(fault.Forbidden, "forbidden", "Only those who facilitate this workshop may write on behalf of others.")
)

var _ = fault.Register("workshop_unknown", "step_unknown", "participant_unknown", "workshop_outside", "workshop_not_open", "workshop_state", "workshop_last_step",
	"workshop_first_step", "workshop_no_steps", "workshop_paused", "workshop_not_paused", "step_past", "step_written", "steps_too_many", "facilitator_last", "workshop_unscheduled",
	"template_unknown", "act_unknown", "step_kind_unknown", "step_minutes_invalid", "starts_at_invalid", "link_invalid", "words_too_long", "after_days_invalid", "when_unknown", "why_empty", "code_unknown")

// Began says whether a step has run, or runs.
func (st Step) Began() bool { return st.StartedAt != nil || st.LeftAt != nil }

// Open refuses contributions before the workshop is known and after its window has closed.
func (w Workshop) Open(now time.Time) error {
	switch {
	case w.State == Invited, w.State == Live, w.State == WrapUp:
		return nil
	case w.Late(now):
		return nil
	}
	return errNotOpen
}

// Late says whether what comes now comes in the window for those who could not be there; it is marked so.
func (w Workshop) Late(now time.Time) bool {
	return (w.State == Minutes || w.State == Published) && w.EndedAt != nil && now.Before(w.OpenUntil())
}

// OpenUntil is when the window after an ended workshop closes.
func (w Workshop) OpenUntil() time.Time {
	return w.EndedAt.AddDate(0, 0, int(w.AfterDays))
}
