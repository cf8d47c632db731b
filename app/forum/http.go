package forum

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/web"
)

// States of a thread.
const (
	stateOpen   = "open"
	stateClosed = "closed"
)

// ThreadView is a thread as the API and its events show it.
type ThreadView struct {
	ID               string           `json:"id"`
	Area             string           `json:"area"`
	Title            string           `json:"title"`
	Lang             string           `json:"lang"`
	SubArea          string           `json:"sub_area,omitempty"`
	Municipality     *string          `json:"municipality,omitempty"`
	MunicipalityName string           `json:"municipality_name,omitempty"`
	Tags             []string         `json:"tags"`
	Author           actor.AuthorView `json:"author"`
	At               string           `json:"at"`
	LastActivityAt   string           `json:"last_activity_at"`
	Posts            int64            `json:"posts"`
	Version          int64            `json:"version"`
	State            string           `json:"state" enum:"open,closed"`
	Pinned           bool             `json:"pinned,omitempty" doc:"stands first in its area's list"`
	Kind             string           `json:"kind" enum:"discussion,question,proposal,announcement"`
	Deadline         string           `json:"deadline,omitempty" doc:"ISO date, the last day; posting goes on until the thread is closed"`
	SlowMinutes      int64            `json:"slow_minutes,omitempty" doc:"slow mode: how long one waits between two posts"`
	Moved            bool             `json:"moved,omitempty" doc:"merged into another thread"`
	MovedTo          *string          `json:"moved_to,omitempty" doc:"which, if you may read it"`
	Marks            []MarkView       `json:"marks" doc:"the posts that stand out, in their order"`
	Asks             []AskView        `json:"asks" doc:"who was asked for an answer, the oldest first"`
	Stages           []StageView      `json:"stages,omitempty" doc:"what is held as stages of the thread: workshops, the first first"`
	Closure          *ClosureView     `json:"closure,omitempty"`
	May              *ThreadMay       `json:"may,omitempty" doc:"what the asker may do; not in events"`
	Reading          *ReadingView     `json:"reading,omitempty" doc:"the asker's own; not in events"`
}

// ClosureView is the conclusion of a closed thread.
type ClosureView struct {
	By   actor.AuthorView `json:"by"`
	At   string           `json:"at"`
	Text string           `json:"text" doc:"all of it"`
	HTML string           `json:"html"`

	Agreed     string `json:"agreed,omitempty" doc:"what we agree on; absent where the conclusion is one text"`
	AgreedHTML string `json:"agreed_html,omitempty"`
	Differ     string `json:"differ,omitempty" doc:"where we differ"`
	DifferHTML string `json:"differ_html,omitempty"`
	Ahead      string `json:"ahead,omitempty" doc:"what happens next"`
	AheadHTML  string `json:"ahead_html,omitempty"`
}

// ThreadMay says what the viewer may do with a thread.
type ThreadMay struct {
	Write bool `json:"write"`
	Close bool `json:"close"`
	Edit  bool `json:"edit"`
	Lead  bool `json:"lead" doc:"pin, and what else facilitators do"`

	WriteAt string `json:"write_at,omitempty" doc:"when slow mode lets you write again"`
}

// PostView is a post as the API and its events show it.
type PostView struct {
	ID        string           `json:"id"`
	Version   int64            `json:"version"`
	Number    int64            `json:"number" doc:"1 is the thread's first post"`
	Thread    string           `json:"thread"`
	Author    actor.AuthorView `json:"author"`
	Text      string           `json:"text" doc:"Markdown as it was typed; empty when withdrawn"`
	HTML      string           `json:"html" doc:"safe to show"`
	Lang      string           `json:"lang"`
	At        string           `json:"at"`
	EditedAt  string           `json:"edited_at,omitempty"`
	Withdrawn bool             `json:"withdrawn,omitempty"`
	Hidden    bool             `json:"hidden,omitempty"`
	Moved     bool             `json:"moved,omitempty" doc:"in old events only: it lies in another thread now, and nothing else is told of it here"`
	ReplyTo   *string          `json:"reply_to,omitempty" doc:"id of a post, of the same thread when it was written"`
	Versions  int64            `json:"versions" doc:"how many texts it has had"`
	May       *PostMay         `json:"may,omitempty" doc:"what the asker may do; not in events"`
	Unread    *bool            `json:"unread,omitempty" doc:"new to the asker; not in events, and not told to visitors"`
	Reactions []ReactionCount  `json:"reactions" doc:"those that the post has, in the order support, thanks, wonder"`
	Mine      []string         `json:"mine,omitempty" doc:"the asker's own reactions; not in events"`

	Attachments []AttachmentView `json:"attachments,omitempty" doc:"files that it shows, in order"`
}

// PostMay says what the viewer may do with a post.
type PostMay struct {
	Edit     bool `json:"edit"`
	Withdraw bool `json:"withdraw"`
	Language bool `json:"language" doc:"correct the language that it is said to be in"`
	React    bool `json:"react" doc:"to somebody else's post, while the thread is open"`
}

// VersionView is one of the texts that a post has had.
type VersionView struct {
	Version int64  `json:"version"`
	At      string `json:"at"`
	Text    string `json:"text,omitempty" doc:"only for the author and those who keep order"`
	HTML    string `json:"html,omitempty"`

	Attachments []AttachmentView `json:"attachments,omitempty" doc:"what it showed then; only for those who read the text"`
}

func mayOf(by actor.Viewer, a area.Area, t Thread) *ThreadMay {
	return &ThreadMay{Write: mayPost(by, a, t), Close: mayClose(by, a), Edit: mayChange(by, a, t), Lead: mayLead(by, a)}
}

// postViews shapes posts of one thread for a viewer; publicViews shapes them for everybody who watches.
func (s *Service) postViews(ctx context.Context, posts []Post, by actor.Viewer, a area.Area, t Thread) ([]PostView, error) {
	views, err := s.publicViews(ctx, posts)
	if err != nil {
		return nil, err
	}
	mine, err := s.store.reactionsBy(ctx, by.Member, idsOf(posts))
	if err != nil {
		return nil, err
	}
	for i, p := range posts {
		own := mayEdit(by, p) && p.WithdrawnAt == nil && !t.Closed && a.Writable(by)
		views[i].May = &PostMay{Edit: own, Withdraw: own, Language: mayNameLanguage(by, a, t, p) && p.WithdrawnAt == nil,
			React: canReact(by, p) == nil && mayPost(by, a, t)}
		if p.WithdrawnAt == nil {
			views[i].Mine = mine[p.ID]
		}
	}
	return views, s.addUnread(ctx, by, views)
}

func (s *Service) publicViews(ctx context.Context, posts []Post) ([]PostView, error) {
	said := make([]actor.Spoken, len(posts))
	for i, p := range posts {
		said[i] = actor.Spoken{Member: p.AuthorID, Organisation: p.OrganisationID}
	}
	mentions, err := s.mentionsIn(ctx, posts)
	if err != nil {
		return nil, err
	}
	author, err := s.actors.Authors(ctx, append(said, spokenOf(mentions)...))
	if err != nil {
		return nil, err
	}
	reactions, err := s.store.countReactions(ctx, idsOf(posts))
	if err != nil {
		return nil, err
	}
	attachments, err := s.attachmentsOf(ctx, posts)
	if err != nil {
		return nil, err
	}
	views := make([]PostView, len(posts))
	for i, p := range posts {
		v := PostView{ID: p.ID, Version: p.Version, Number: p.Number, Thread: p.ThreadID, Author: author(said[i]), Text: p.Text, HTML: showMentions(p, mentions, author),
			Lang: p.Lang, At: event.Stamp(p.At), ReplyTo: p.ReplyTo, Versions: p.Versions, Reactions: reactions.of(p), Attachments: attachments[p.ID]}
		if p.EditedAt != nil {
			v.EditedAt = event.Stamp(*p.EditedAt)
		}
		if p.WithdrawnAt != nil {
			v.Withdrawn, v.Text, v.HTML = true, "", ""
		}
		views[i] = v
	}
	return views, nil
}

// optionalField is a field of a body that may be absent but not empty.
type optionalField struct {
	code  string
	value *string
	to    *string
}

func given(fields map[string]optionalField) (err error) {
	for name, f := range fields {
		if *f.to, err = web.Given(name, f.code, f.value); err != nil {
			return err
		}
	}
	return nil
}

type referenceOutput struct {
	Replay string `header:"Idempotent-Replay"`
	Body   event.Reference
}

func answer(r event.Reference, err error) (*referenceOutput, error) {
	out := &referenceOutput{Body: r}
	if r.Replayed() {
		out.Replay = "true"
	}
	return out, err
}

// Register adds the room's operations.
func (s *Service) Register(api huma.API) {
	s.threadsHTTP(api)
	s.postsHTTP(api)
	s.translationsHTTP(api)
	s.readingHTTP(api)
	s.inboxHTTP(api)
	s.orderHTTP(api)
	s.actsHTTP(api)
	s.asksHTTP(api)
	s.reactionsHTTP(api)
	s.mentionsHTTP(api)
}

func operation(method, path, summary string) huma.Operation {
	op := huma.Operation{Method: method, Path: path, Summary: summary, Tags: []string{"forum"}, MaxBodyBytes: web.TextBody}
	if method == http.MethodPost {
		op.DefaultStatus = http.StatusCreated
	}
	return op
}
