// Package ballot is where people vote: a question with answers to choose, score, give dots, rank or consent to, in a room that
// is its host (a thread; later workshops and priorities). It knows its host by a ref.Ref and by what the host gives it through
// Host. A vote can be changed until the ballot closes; an anonymous one is stored as sums only, apart from who took part. It
// decides nothing: what follows from a result is the outcome that its owner writes.
package ballot

import (
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/notice"
	"kraftsam/app/place"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/ref"
)

// Kind is how one votes.
type Kind string

// The kinds.
const (
	Choose  Kind = "choose"  // one or several of the options
	Score   Kind = "score"   // 0 to Most for each option that one has a view of
	Dots    Kind = "dots"    // Most dots, shared out freely
	Rank    Kind = "rank"    // the best first, as many as one likes
	Consent Kind = "consent" // yes, with reservation, or no with a reason
)

// Voice is who has one voice.
type Voice string

// The voices.
const (
	PersonVoice       Voice = "person"
	OrganisationVoice Voice = "organisation"
)

// The answers of consent, which are its options.
const (
	Yes         = "yes"
	Reservation = "reservation"
	No          = "no"
)

// Ballot is a question that is voted on.
type Ballot struct {
	ID             string
	HostKind       string
	HostID         string
	Kind           Kind
	Title          string
	Text           string
	HTML           string `gorm:"column:html"`
	Lang           string
	Options        []Option `gorm:"-"`
	Most           int64    // choose: how many may be chosen; score: the top of the scale; dots: how many each has
	Voice          Voice
	Hidden         bool // results are told when it is closed
	Anonymous      bool
	AuthorID       string
	OrganisationID *string
	At             time.Time
	ClosesAt       time.Time
	RemindsAt      time.Time
	RemindedAt     *time.Time
	ClosedAt       *time.Time
	ClosedBy       *string     // nil: its date did
	Voices         int64       // as watchers were told; the box of an anonymous ballot may be ahead
	Result         *VoteResult `gorm:"-"` // frozen when it closed
	Version        int64
}

// Option is something to vote for. Those of consent have no text: each language has its own words for them.
type Option struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// Vote is what somebody votes; which part is used follows from the kind.
type Vote struct {
	Options []string       `json:"options,omitempty"`
	Scores  map[string]int `json:"scores,omitempty"`
	Dots    map[string]int `json:"dots,omitempty"`
	Ranking []string       `json:"ranking,omitempty"`
	Answer  string         `json:"answer,omitempty"`
	Reason  string         `json:"reason,omitempty"`
}

// Outcome is what the owner wrote when it was closed: the result in words, and what happens next.
type Outcome struct {
	BallotID  string
	Text      string
	HTML      string `gorm:"column:html"`
	Next      string
	NextHTML  string `gorm:"column:next_html"`
	ReviewOn  string // ISO date, or empty
	WrittenBy string
	At        time.Time
}

// The events, on the topic of the host. The last two are told to members on their own topic, as a word to look again.
const (
	Added    = "ballot.added"
	Changed  = "ballot.changed"
	Reminded = "ballot.reminded"
	Closed   = "ballot.closed"

	VoteAsked    = "ballot.vote_asked"
	OutcomeAsked = "ballot.outcome_asked"
)

// RefKind is the kind of a ballot in events and links.
const RefKind = "ballot"

func ballotRef(id string) ref.Ref { return ref.Ref{Kind: RefKind, ID: id} }

// page is the address where it is held and, on the page there, its own place.
func (b Ballot) page() string { return pageOf(ref.Ref{Kind: b.HostKind, ID: b.HostID}, b.ID) }

func pageOf(host ref.Ref, id string) string {
	return "/" + host.Kind + "s/" + host.ID + "#" + RefKind + "-" + id
}

// openAt says whether it takes votes; the date counts at once, even where nobody has closed it yet.
func (b Ballot) openAt(now time.Time) bool { return b.ClosedAt == nil && now.Before(b.ClosesAt) }

// shown says whether everybody who sees the ballot sees its result.
func (b Ballot) shown() bool { return b.ClosedAt != nil || !b.Hidden }

var (
	errNoBallot      = fault.New(fault.NotFound, "ballot_unknown", "There is no such ballot.")
	errEnded         = fault.New(fault.Conflict, "ballot_closed", "This ballot is closed; its result stands.")
	errRuns          = fault.New(fault.Conflict, "ballot_open", "This ballot is still open. Close it first.")
	errAnother       = fault.New(fault.Conflict, "ballot_running", "A ballot is running here already. Only facilitators may start another beside it.")
	errNotOwner      = fault.New(fault.Forbidden, "forbidden", "Only who started this ballot and facilitators may do this.")
	errOrganisations = fault.New(fault.Forbidden, "ballot_organisations_only", "Here each organisation has one voice. Choose one that you may speak for.")
	errSealed        = fault.New(fault.Conflict, "vote_sealed", "You have voted. An anonymous vote can be changed only from the browser in which it was cast.")
	errSecret        = fault.InField("body.secret", "vote_secret_invalid", "An anonymous vote comes with a secret of 22 to 64 characters of [0-9A-Za-z_-].")
	errAs            = fault.InField("body.as", "vote_as_unwanted", "In an anonymous ballot people vote as themselves.")
	errHidden        = fault.New(fault.Forbidden, "result_hidden", "The votes are shown when the ballot is closed.")
	errAnonymous     = fault.New(fault.Forbidden, "ballot_anonymous", "This ballot is anonymous: nobody sees who voted what.")
	errStale         = fault.New(fault.Stale, "version_stale", "Somebody changed this in the meantime. Compare with the present version and try again.")
	errCursor        = fault.InField("query", "cursor_unknown", "This cursor leads nowhere; read the list from the start.")
)

var _ = fault.Register("ballot_unknown", "ballot_closed", "ballot_open", "ballot_running", "ballot_organisations_only", "vote_sealed", "vote_secret_invalid",
	"vote_as_unwanted", "result_hidden", "ballot_anonymous", "ballot_kind_unknown", "ballot_options_invalid", "ballot_setting_invalid", "closes_at_invalid",
	"vote_invalid", "vote_reason_missing", "review_on_invalid")

// Service is what the room can do.
type Service struct {
	db     *db.DB
	events *event.Log
	actors *actor.Service
	places *place.Service
	limits *limit.Limits
	hosts  map[string]joined
	store  store

	notices *notice.Service // nil: nobody is told
}

// NewService makes the room on a database. It has no ballots until a host joins.
func NewService(d *db.DB, events *event.Log, places *place.Service, actors *actor.Service, limits *limit.Limits) *Service {
	s := &Service{db: d, events: events, actors: actors, places: places, limits: limits, hosts: map[string]joined{}, store: store{d}}
	actors.WhenMerged(s.merged)
	return s
}
