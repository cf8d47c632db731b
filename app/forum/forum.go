// Package forum is where people talk: threads in an area, and the posts in them. A thread is open or closed with a written
// conclusion; a post is a text that its author may edit (every version is kept) or withdraw (the words are hidden and kept
// as a public record). Whoever may read an area may read its threads; any member may write in a public one. Polls, workshops
// and priorities are other rooms that build on threads.
package forum

import (
	"encoding/json"
	"strings"
	"time"

	"golang.org/x/text/language"

	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/ballot"
	"kraftsam/app/draft"
	"kraftsam/app/file"
	"kraftsam/app/notice"
	"kraftsam/app/place"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/text"
)

// Thread is a conversation about one thing.
type Thread struct {
	ID             string
	Area           string
	SubArea        string // slug, empty where it has none
	Municipality   *string
	Title          string
	Lang           string // BCP 47
	Tags           Tags   `gorm:"-"`
	AuthorID       string
	OrganisationID *string
	At             time.Time
	LastActivityAt time.Time
	Posts          int64 // with withdrawn ones; the number of the last post
	Version        int64
	Closed         bool
	Mixed          bool // posts were moved into it, so that their times do not rise with their numbers
	Pinned         bool // repeats a running Pin, for the order of the list
	Kind           string
	Deadline       string  // ISO date, the last day; empty for none
	SlowMinutes    int64   // between two posts of one person; 0 for none
	MovedTo        *string // the thread that this one was merged into; then it is closed and has no posts
}

// Post is what somebody wrote in a thread. Number counts from 1 in the order of the thread's log.
type Post struct {
	ID             string
	ThreadID       string
	Number         int64
	AuthorID       string
	OrganisationID *string
	ReplyTo        *string
	Lang           string
	Text           string // as it was typed, byte for byte
	HTML           string `gorm:"column:html"`
	Version        int64  // rises with every change, withdrawal too
	Versions       int64  // how many texts it has had
	At             time.Time
	EditedAt       *time.Time
	WithdrawnAt    *time.Time
}

// PostVersion is an earlier text of a post.
type PostVersion struct {
	PostID  string
	Version int64
	Text    string
	HTML    string `gorm:"column:html"`
	At      time.Time
}

// Closure is the conclusion that a thread was closed with. Its parts are empty where it was written as one text.
type Closure struct {
	ID         string
	ThreadID   string
	ClosedBy   string
	Text       string
	HTML       string `gorm:"column:html"`
	Agreed     string
	AgreedHTML string `gorm:"column:agreed_html"`
	Differ     string
	DifferHTML string `gorm:"column:differ_html"`
	Ahead      string
	AheadHTML  string `gorm:"column:ahead_html"`
	At         time.Time
	ReopenedBy *string
	ReopenedAt *time.Time
}

// Pin is that a thread stands first in its area.
type Pin struct {
	ID         string
	ThreadID   string
	PinnedBy   string
	At         time.Time
	UnpinnedBy *string
	UnpinnedAt *time.Time
}

// Tags are free words on a thread.
type Tags []string

// The events of a thread's topic. ThreadAdded is told on the area's topic too.
const (
	ThreadAdded   = "thread.added"
	ThreadChanged = "thread.changed"
	PostAdded     = "post.added"
	PostEdited    = "post.edited"
	PostWithdrawn = "post.withdrawn"
	// ThreadRearranged tells that posts of the thread went elsewhere, came from elsewhere or have other numbers: read it anew.
	ThreadRearranged = "thread.rearranged"
)

// Limits of tags.
const (
	maxTags = 10
	maxTag  = 40 // code points
)

// Topic is where the news of a thread is told.
func Topic(thread string) string { return "thread:" + thread }

// Topic is where the news of the thread is told.
func (t Thread) Topic() string { return Topic(t.ID) }

func threadRef(id string) ref.Ref { return ref.Ref{Kind: "thread", ID: id} }
func postRef(id string) ref.Ref   { return ref.Ref{Kind: "post", ID: id} }

var (
	errNoThread  = fault.New(fault.NotFound, "thread_unknown", "There is no such thread.")
	errNoPost    = fault.New(fault.NotFound, "post_unknown", "There is no such post.")
	errClosed    = fault.New(fault.Conflict, "thread_closed", "This thread is closed; its conclusion stands at the top.")
	errOpen      = fault.New(fault.Conflict, "thread_open", "This thread is open.")
	errMoved     = fault.New(fault.Conflict, "thread_moved", "This thread was merged into another.")
	errWithdrawn = fault.New(fault.Conflict, "post_withdrawn", "This post was withdrawn.")
	errStale     = fault.New(fault.Stale, "version_stale", "Somebody changed this in the meantime. Compare with the present version and try again.")
	errReplyTo   = fault.InField("body.reply_to", "reply_to_unknown", "What this answers is not a post of this thread.")
	errAround    = fault.New(fault.NotFound, "post_unknown", "There is no such post in this thread.")
	errCursor    = fault.InField("query", "cursor_unknown", "This cursor leads nowhere; read the list from the start.")
	errLang      = fault.InField("body.lang", "lang_unknown", "A language is a BCP 47 tag such as sv, en or sma.")
	errNotYours  = fault.New(fault.Forbidden, "forbidden", "Only who wrote this may change it.")
	errNotLeader = fault.New(fault.Forbidden, "forbidden", "Only facilitators of this area may do this.")
)

var _ = fault.Register("thread_unknown", "post_unknown", "thread_closed", "thread_open", "thread_moved", "post_withdrawn", "reply_to_unknown", "tag_invalid", "lang_unknown")

// Signaller tells what is worth nothing a moment later.
type Signaller interface {
	Activity(area, thread string, at time.Time)
	// Reading goes to the member's own screens alone.
	Reading(member string, news ReadingNews)
}

// Service is what the room can do.
type Service struct {
	db      *db.DB
	events  *event.Log
	actors  *actor.Service
	areas   *area.Service
	places  *place.Service
	signals Signaller
	limits  *limit.Limits
	notices *notice.Service
	asks    []AskSource
	drafts  *draft.Service
	store   store

	translating translating
	ballots     *ballot.Service
	files       *file.Service
	stages      []StageSource
	rules       []PostRule
}

// NewService makes the room on a database.
func NewService(d *db.DB, events *event.Log, places *place.Service, actors *actor.Service, areas *area.Service, signals Signaller, limits *limit.Limits, notices *notice.Service, drafts *draft.Service) *Service {
	s := &Service{db: d, events: events, places: places, actors: actors, areas: areas, signals: signals, limits: limits, notices: notices, drafts: drafts, store: store{d}}
	actors.WhenMerged(s.store.moveOrganisation)
	actors.WhenLeft(s.store.forgetReader)
	s.AsksBy(s.offers)
	s.AsksBy(s.requests)
	s.AsksBy(s.wishedAnswers)
	s.nameDrafts()
	s.notices.Join(toldByForum, teller{s})
	return s
}

func (t Thread) canTakePosts() error {
	switch {
	case t.MovedTo != nil:
		return errMoved
	case t.Closed:
		return errClosed
	}
	return nil
}

// checkLang gives a text's language, the viewer's own where none is named.
func checkLang(lang string, by actor.Viewer) (string, error) {
	if lang == "" {
		if by.Lang == "" {
			return "sv", nil
		}
		return by.Lang, nil
	}
	if _, err := language.Parse(lang); err != nil || len(lang) > 35 {
		return "", errLang
	}
	return lang, nil
}

func checkTags(tags []string) error {
	if len(tags) > maxTags {
		return fault.InField("body.tags", "tag_invalid", "At most 10 tags.")
	}
	seen := map[string]bool{}
	for _, t := range tags {
		if strings.TrimFunc(t, text.Blank) == "" || text.Length(t) > maxTag || seen[t] {
			return fault.InField("body.tags", "tag_invalid", "A tag has 1 to 40 characters and stands once.")
		}
		seen[t] = true
	}
	return nil
}

// compose checks and renders a text before any transaction; it changes no character.
func compose(source string) (html string, err error) {
	if err := text.Check("body.text", source); err != nil {
		return "", err
	}
	return text.HTML(source)
}

func (t Tags) json() string {
	if t == nil {
		t = Tags{}
	}
	b, _ := json.Marshal(t)
	return string(b)
}
