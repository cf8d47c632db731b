// Package floor is who speaks in a workshop, and what is asked: one list of speakers a workshop with a clock that all see, and
// questions that others support. It counts what was spoken and suggests who was not heard yet, to those who facilitate; it never
// puts anybody before another, and says nothing of a person but for which organisation they are there. It carries no sound.
package floor

import (
	"time"

	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
)

// List is the list of speakers of a workshop, without the speakers.
type List struct {
	WorkshopID   string     `gorm:"primaryKey"`
	ClosedAt     *time.Time // nobody raises a hand any more
	LimitSeconds int64      // of each speech; 0: none
	Undo         string     // what the last start changed, JSON; empty: nothing to undo
	Version      int64      // rises with every act of a facilitator, not with hands: they would make every act stale
}

// Speech is a hand that was raised, and what was spoken. It names the organisation as it was then.
type Speech struct {
	ID               string
	WorkshopID       string
	StepID           string // in which the hand was raised; empty before the first
	ParticipantID    string
	OrganisationID   *string
	OrganisationName string
	RaisedBy         *string // the facilitator who did it on their behalf
	Interposed       bool    // a direct reply
	RaisedAt         time.Time
	StartedAt        *time.Time
	Since            *time.Time // it runs since then; nil: it waits, stands still or is over
	SpentMs          int64      // before Since
	AllowedMs        int64      // 0: no limit
	EndedAt          *time.Time
	LoweredAt        *time.Time
	Version          int64
}

// The states of a speech.
const (
	Waiting  = "waiting"
	Speaking = "speaking"
	Paused   = "paused"
	Ended    = "ended"
	Lowered  = "lowered" // the hand, before it was their turn
)

// State is how far a speech has come.
func (sp Speech) State() string {
	switch {
	case sp.LoweredAt != nil:
		return Lowered
	case sp.EndedAt != nil:
		return Ended
	case sp.Since != nil:
		return Speaking
	case sp.StartedAt != nil:
		return Paused
	}
	return Waiting
}

// Question is what a participant asks.
type Question struct {
	ID               string
	WorkshopID       string
	StepID           string // in which it was asked; empty before the first
	ParticipantID    string
	OrganisationID   *string
	OrganisationName string
	WrittenBy        *string // the facilitator who wrote on their behalf
	Text             string
	Late             bool // in the window after the workshop
	At               time.Time
	Status           string
	HiddenAt         *time.Time
	HiddenBy         *string
	Why              string // it was hidden
	WithdrawnAt      *time.Time
	Version          int64 // rises with what its author or a facilitator does, not with support
}

// What became of a question.
const (
	Asked       = "asked"
	Shortlisted = "shortlisted"
	OnNow       = "live" // at most one of a workshop
	Answered    = "answered"
)

// gone says whether a question is shown no more.
func (q Question) gone() bool { return q.HiddenAt != nil || q.WithdrawnAt != nil }

// The events. What they show follows from the kind of their ref.
const (
	SpeakersChanged   = "speakers.changed"
	SpeechChanged     = "speech.changed" // also when the hand goes up
	SpokenChanged     = "spoken.changed" // two participants were one
	QuestionAdded     = "question.added"
	QuestionChanged   = "question.changed"
	QuestionSupported = "question.supported"
	QuestionsCounted  = "questions.counted"
)

// The kinds of refs in the events. speakers, spoken and questions have the id of the workshop, support that of the question.
const (
	speakersKind  = "speakers"
	speechKind    = "speech"
	spokenKind    = "spoken"
	questionKind  = "question"
	supportKind   = "support"
	questionsKind = "questions"
)

func speechRef(id string) ref.Ref   { return ref.Ref{Kind: speechKind, ID: id} }
func questionRef(id string) ref.Ref { return ref.Ref{Kind: questionKind, ID: id} }

// Limits of what is said and asked.
const (
	usualLimit   = 120 // seconds
	maxLimit     = 3600
	maxQuestion  = 1000 // characters, of a question and of why it is hidden
	maxQuestions = 50   // that one participant has asked and not withdrawn
)

var (
	errStale        = fault.New(fault.Stale, "version_stale", "Somebody changed this in the meantime. Compare with the present version and try again.")
	errRoom         = fault.New(fault.Conflict, "workshop_state", "The workshop has not come so far, or has come further.")
	errClosed       = fault.New(fault.Conflict, "speakers_closed", "The list of speakers is closed.")
	errOpen         = fault.New(fault.Conflict, "speakers_open", "The list of speakers is open.")
	errSpeaks       = fault.New(fault.Conflict, "speech_runs", "They have the floor already.")
	errNobodyWaits  = fault.New(fault.Conflict, "speakers_none", "Nobody waits to speak.")
	errNobodySpeaks = fault.New(fault.Conflict, "speech_none", "Nobody speaks now.")
	errNotWaiting   = fault.New(fault.Conflict, "speech_over", "This hand is down, or its turn has come.")
	errStandsStill  = fault.New(fault.Conflict, "speech_paused", "The speaker's time stands still.")
	errRuns         = fault.New(fault.Conflict, "speech_not_paused", "The speaker's time is running.")
	errNoUndo       = fault.New(fault.Conflict, "speakers_undo", "There is no start to undo any more.")
	errNoSpeech     = fault.InField("body.speech", "speech_unknown", "There is no such hand in this workshop.")
	errNobody       = fault.InField("body.participant", "participant_unknown", "Nobody takes part here by that id.")
	errWhom         = fault.InField("body.participant", "participant_unknown", "Name a hand or a participant, not both.")
	errSeconds      = fault.InField("body.seconds", "seconds_invalid", "A time is at most 3,600 seconds.")
	errAct          = fault.InField("body.do", "act_unknown", "A facilitator can start, reply, end, pause, resume, extend, undo, limit, close, open or clear.")

	errNoQuestion = fault.New(fault.NotFound, "question_unknown", "There is no such question in this workshop.")
	errNotAuthor  = fault.New(fault.Forbidden, "forbidden", "Only its author takes a question back.")
	errOwn        = fault.New(fault.Forbidden, "question_own", "One does not support one's own question.")
	errGone       = fault.New(fault.Conflict, "question_gone", "This question was hidden or taken back.")
	errOtherLive  = fault.New(fault.Conflict, "question_live_other", "Another question is on now.")
	errTooMany    = fault.New(fault.Conflict, "questions_too_many", "One participant has at most 50 questions. Take one back first.")
	errHandle     = fault.InField("body.do", "act_unknown", "A facilitator can shortlist, unlist, live, answer, hide or show.")
	errWhy        = fault.InField("body.why", "why_empty", "Say why, for whoever asked.")
	errLongWhy    = fault.InField("body.why", "words_too_long", "At most 1,000 characters.")
	errLongText   = fault.InField("body.text", "text_too_long", "A question has at most 1,000 characters.")
	errOrder      = fault.InField("query.order", "order_unknown", "Questions are in the order of support or of time.")
)

var _ = fault.Register("speakers_closed", "speakers_open", "speech_runs", "speakers_none", "speech_none", "speech_over", "speech_paused", "speech_not_paused",
	"speakers_undo", "speech_unknown", "seconds_invalid", "question_unknown", "question_own", "question_gone", "question_live_other", "questions_too_many", "order_unknown")
