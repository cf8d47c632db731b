// Package result is what came of a workshop: a draft that is made when it ends, out of what everybody saw there (themes with their notes, ballots,
// questions), which those who facilitate edit, those whose words it rests on confirm or contest, and all read once it is published. It decides
// nothing, holds no copy of anybody's words but those that facilitators write, and knows nothing of what was hidden.
package result

import (
	"slices"
	"time"

	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
)

// Result is what came of one workshop, without its items.
type Result struct {
	WorkshopID string `gorm:"primaryKey"`
	Attendance string // who was there at the end, frozen, JSON
	MadeAt     time.Time
	Edition    int64 // how often it was changed after it was published
}

// Item is one part of a result.
type Item struct {
	ID         string
	WorkshopID string
	Kind       Kind
	Title      string
	Text       string // Markdown
	HTML       string `gorm:"column:html"`
	Place      int64
	Sources    []ResultSource `gorm:"-"`
	Dots       *int64         // those of a theme, where everybody saw them at the end
	OwnerKind  string         // of a promise; empty: nobody yet
	OwnerID    string
	DueOn      string // ISO date, or empty
	Drafted    bool   // by the draft, not by hand
	MadeBy     string // member; empty: the draft
	MadeAt     time.Time
	EditedBy   *string
	EditedAt   *time.Time
	RemovedBy  *string
	RemovedAt  *time.Time
	Words      int64 // version of what sources confirm
	Version    int64
}

// Kind is what a part of a result is.
type Kind string

// The kinds.
const (
	Text     Kind = "text"
	Decision Kind = "decision"
	Promise  Kind = "promise"
	Theme    Kind = "theme"
	Vote     Kind = "vote"
	Conflict Kind = "conflict"
	Question Kind = "question" // that is open
	Quote    Kind = "quote"    // of a note or a question, in the words that its author gives it
	Forward  Kind = "forward"  // what is passed on to others: coming calls, say
)

// Kinds are all kinds, in the order in which a result shows them.
var Kinds = []Kind{Text, Decision, Promise, Theme, Vote, Conflict, Question, Quote, Forward}

// ResultSource is what an item rests on.
type ResultSource struct {
	Kind string `json:"kind" enum:"note,cluster,ballot,question,speech,post"`
	ID   string `json:"id"`
}

// The kinds of sources.
const (
	fromNote     = "note"
	fromCluster  = "cluster"
	fromBallot   = "ballot"
	fromQuestion = "question"
	fromSpeech   = "speech"
	fromPost     = "post"
)

// Owner is who promises.
type Owner struct {
	Kind string
	ID   string
}

// Who can promise.
const (
	ofParticipant  = "participant"
	ofMember       = "member" // who facilitates
	ofOrganisation = "organisation"
)

// Standing is what somebody whose words an item rests on, or whose promise it is, says of it.
type Standing struct {
	ID         string
	WorkshopID string
	ItemID     string
	WhoKind    string // participant or member
	WhoID      string
	Stands     string // empty: taken back
	Words      string
	OfWords    int64 // of the item, that they saw
	AsOwner    bool
	Unnamed    bool    // they are a source where no names are shown
	WrittenBy  *string // the facilitator who wrote it for somebody on the phone
	At         time.Time
	Version    int64
}

// What one can say.
const (
	Confirm = "confirm"
	Contest = "contest"
)

// Change is what was changed after a result was published.
type Change struct {
	WorkshopID string
	Edition    int64
	ItemID     string
	What       string // added, edited, moved or removed
	Parts      string // of an edited item, with commas between
	ByMember   string
	At         time.Time
}

// The events, on the topic of the result.
const (
	Made            = "result.made"
	Changed         = "result.changed" // who came late, or what was changed since it was published
	ItemAdded       = "result_item.added"
	ItemChanged     = "result_item.changed"
	ItemRemoved     = "result_item.removed"
	StandingChanged = "standing.changed"
)

// The kinds of refs in the events; the id of result is that of the workshop.
const (
	resultKind   = "result"
	itemKind     = "result_item"
	standingKind = "standing"
)

// Topic is where the news of the result of a workshop is told: its draft is for those who took part, and a topic shows the same to everybody
// who may watch it.
func Topic(workshop string) string { return "result:" + workshop }

func resultRef(workshop string) ref.Ref { return ref.Ref{Kind: resultKind, ID: workshop} }
func itemRef(id string) ref.Ref         { return ref.Ref{Kind: itemKind, ID: id} }

// Limits of a result.
const (
	maxItems   = 500
	maxTitle   = 200
	maxWords   = 1000 // characters that go with a standing
	maxSources = 2100 // a full wall and its cluster
	shownLast  = 100  // changes
)

var (
	errNoResult  = fault.New(fault.NotFound, "result_unknown", "There is no result of this workshop that you may read yet.")
	errNoItem    = fault.New(fault.NotFound, "result_item_unknown", "There is no such part in this result.")
	errStale     = fault.New(fault.Stale, "version_stale", "Somebody changed this in the meantime. Compare with the present version and try again.")
	errNotEnded  = fault.New(fault.Conflict, "workshop_state", "The workshop has not come so far, or has come further.")
	errFull      = fault.New(fault.Conflict, "result_full", "A result has at most 500 parts.")
	errNotSource = fault.New(fault.Forbidden, "result_not_source", "Only those whose words or votes this rests on, or whose promise it is, say whether it is right.")
	errKind      = fault.InField("body.kind", "result_kind_unknown", "A part is a text, decision, promise, theme, vote, conflict, question, quote or forward.")
	errTitle     = fault.InField("body.title", "words_too_long", "At most 200 characters.")
	errEmpty     = fault.InField("body.text", "text_empty", "Write something, or choose what it rests on.")
	errSource    = fault.InField("body.sources", "source_unknown", "One of these is not in this workshop, or not shown.")
	errSources   = fault.InField("body.sources", "sources_invalid", "A quote is of one note or question, and a vote of one closed ballot.")
	errOwner     = fault.InField("body.owner", "owner_unknown", "A promise is made by somebody who takes part or facilitates, or by an organisation of the directory.")
	errDue       = fault.InField("body.due_on", "due_on_invalid", "A date is written YYYY-MM-DD.")
	errNotMade   = fault.InField("body.owner", "owner_unwanted", "Only a promise has an owner and a date.")
	errStands    = fault.InField("body.stands", "stands_unknown", "One can confirm, contest, or say nothing.")
	errWhy       = fault.InField("body.words", "why_empty", "Say what is not right.")
	errLongWords = fault.InField("body.words", "words_too_long", "At most 1,000 characters.")
	errBehalf    = fault.InField("body.on_behalf", "participant_unknown", "Nobody takes part here by telephone by that id.")
)

var _ = fault.Register("result_unknown", "result_item_unknown", "result_full", "result_not_source", "result_kind_unknown", "source_unknown", "sources_invalid", "owner_unknown",
	"due_on_invalid", "owner_unwanted", "stands_unknown")

func (i Item) removed() bool { return i.RemovedAt != nil }

// made says whether the owner of a promise has confirmed it in the words that it has.
func (i Item) made(all []Standing) bool {
	return i.Kind == Promise && slices.ContainsFunc(all, func(st Standing) bool {
		return st.ItemID == i.ID && st.AsOwner && st.Stands == Confirm && st.OfWords == i.Words
	})
}
