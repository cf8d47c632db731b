package notice

import (
	"context"
	"crypto/rand"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
)

// Answering from a letter: a word in it lets whoever has the letter answer one question as one member, for one organisation or for
// none, and nothing else. What is asked, and what comes of an answer, is the matter of the room that asks.

// Question is what a word in a letter answers, and for whom.
type Question struct {
	About        ref.Ref
	Item         string // which part of it, where it asks several things
	Organisation string // that is answered for; empty: the member's own answer
}

// Way is how somebody may answer from a letter, as one voice.
type Way struct {
	Question
	As    string    // whose answer it is; empty: the member's own name
	Of    string    // what is answered, where one row may ask for several things
	Names []string  // of what can be answered
	Until time.Time // when it can be answered no more, as things are now
}

// Answerer is a source that can be answered from a letter.
type Answerer interface {
	// Answers gives how a viewer may answer what a notice asks of them; none where it cannot be answered so.
	Answers(ctx context.Context, by actor.Viewer, n Notice) ([]Way, error)
	// Asked shows a question to whom a word stands for, and what they answered; of what they may not see any more it says that it is not there.
	Asked(ctx context.Context, by actor.Viewer, q Question) (AnsweringView, error)
	// Answer does what the answer on the page would do, and refuses what is refused there at that moment.
	Answer(ctx context.Context, by actor.Viewer, q Question, answer, line string) error
}

// letterWord is what a word stands for.
type letterWord struct {
	Hash           string
	Source         string // the room that asks
	AboutKind      string
	AboutID        string
	ItemID         string
	MemberID       string
	OrganisationID *string
	ExpiresAt      time.Time
}

// letterLife is how long after the end a word still shows what was answered.
const letterLife = 7 * 24 * time.Hour

var errLetter = fault.New(fault.NotFound, "answer_link_unknown", "This link does not work any more. Sign in to answer.")

var _ = fault.Register("answer_link_unknown")

func (l letterWord) question() Question {
	q := Question{About: ref.Ref{Kind: l.AboutKind, ID: l.AboutID}, Item: l.ItemID}
	if l.OrganisationID != nil {
		q.Organisation = *l.OrganisationID
	}
	return q
}

// wordFor makes the word of a way to answer, in the running transaction; only its hash is kept.
func (s *Service) wordFor(ctx context.Context, source, member string, way Way) (string, error) {
	word := rand.Text()
	l := letterWord{Hash: hashOf(word), Source: source, AboutKind: way.About.Kind, AboutID: way.About.ID, ItemID: way.Item, MemberID: member, ExpiresAt: way.Until.Add(letterLife)}
	if way.Organisation != "" {
		l.OrganisationID = &way.Organisation
	}
	return word, s.store.addWord(ctx, l)
}

// AnswersUntil moves the end of what letters ask about a thing, in the running transaction.
func (s *Service) AnswersUntil(ctx context.Context, about ref.Ref, end time.Time) error {
	return s.store.moveWords(ctx, about, end.Add(letterLife))
}

// The states of a question.
const (
	AnswerOpen   = "open"
	AnswerClosed = "closed"
)

// How a line goes with an answer.
const (
	NoLine   = "none"
	MayLine  = "optional"
	MustLine = "needed"
)

// AnswerChoice is something that can be answered.
type AnswerChoice struct {
	Answer string `json:"answer" enum:"yes,reservation,no,maybe,confirm,contest"`
	Line   string `json:"line" enum:"none,optional,needed" doc:"whether it takes a reason"`
	Most   int    `json:"most,omitempty" doc:"characters of the reason"`
}

// AnsweringView is what a word in a letter answers, as whom, and what was answered.
type AnsweringView struct {
	Kind     string           `json:"kind" enum:"ballot,workshop,promise" doc:"what asks: a ballot of consent, an invitation, or a promise of a result whose owner the reader is"`
	Title    string           `json:"title"`
	Text     string           `json:"html" doc:"what it is about, safe to show; may be empty"`
	Lang     string           `json:"lang" doc:"of both"`
	Within   string           `json:"within,omitempty" doc:"of a promise: title of the workshop"`
	StartsAt string           `json:"starts_at,omitempty" doc:"of a workshop"`
	Place    string           `json:"place,omitempty" doc:"of a workshop: how one comes there"`
	DueOn    string           `json:"due_on,omitempty" doc:"of a promise, YYYY-MM-DD"`
	As       actor.AuthorView `json:"as" doc:"who answers, and for which organisation"`
	Answers  []AnswerChoice   `json:"answers" doc:"what can be answered, in the order of the letter"`
	Hidden   bool             `json:"hidden" doc:"of a ballot: who answered what is shown when it is closed; otherwise at once"`
	ClosesAt string           `json:"closes_at" doc:"of a ballot and a workshop, when they end; of a promise, when the link does"`
	State    string           `json:"state" enum:"open,closed"`
	Answer   string           `json:"answer" enum:",yes,reservation,no,maybe,instead,confirm,contest" doc:"the present one; empty: none yet"`
	Reason   string           `json:"reason,omitempty" doc:"the line that goes with it; with instead, who comes"`
	Href     string           `json:"href" doc:"address of the page where it is talked about"`
}

// Answering shows what a word answers. Nothing changes: programs that look through mail follow its links.
func (s *Service) Answering(ctx context.Context, word string) (v AnsweringView, err error) {
	err = s.db.Read(ctx, func(ctx context.Context) error {
		l, by, room, err := s.letter(ctx, word)
		if err != nil {
			return err
		}
		if v, err = room.Asked(ctx, by, l.question()); err != nil {
			return unknown(err)
		}
		if v.ClosesAt == "" {
			v.ClosesAt = event.Stamp(l.ExpiresAt)
		}
		return nil
	})
	return v, err
}

// AnswerBy answers as whom a word stands for: whoever may not any more when it is used is refused as on the page.
func (s *Service) AnswerBy(ctx context.Context, word, answer, line string) (AnsweringView, error) {
	l, by, room, err := s.letter(ctx, word)
	if err != nil {
		return AnsweringView{}, err
	}
	if err := room.Answer(ctx, by, l.question(), answer, line); err != nil {
		return AnsweringView{}, unknown(err)
	}
	return s.Answering(ctx, word)
}

// unknown has a word know nothing of what its reader may not see.
func unknown(err error) error {
	if fault.IsNotFound(err) {
		return errLetter
	}
	return err
}

// letter finds what a word stands for, the member as they would act themselves, and the room that asks; one whose account rests answers nothing.
func (s *Service) letter(ctx context.Context, word string) (l letterWord, by actor.Viewer, room Answerer, err error) {
	now, err := s.clock(ctx)
	if err != nil {
		return l, by, nil, err
	}
	if l, err = s.store.word(ctx, hashOf(word), now); err != nil {
		return l, by, nil, err
	}
	r, err := s.addressee(ctx, l.MemberID)
	if err != nil {
		return l, by, nil, err
	}
	room, ok := s.sources[l.Source].(Answerer)
	if r.ID == "" || !ok {
		return l, by, nil, errLetter
	}
	return l, r.by, room, nil
}
