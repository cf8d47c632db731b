package result

import (
	"cmp"
	"context"
	"strings"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/notice"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/text"
)

// Answering from a letter whether a promise is right, as its owner. Standings have no end on the page; what a letter can do has one.

const (
	letterTime     = 90 * 24 * time.Hour
	letterPromises = 5  // of one member in one result; with more one answers on the page
	letterWords    = 80 // characters of a promise without a title, in a letter
)

// Answers are the promises of the reader that wait for their word: a letter about one says also what is left of the others.
func (t teller) Answers(ctx context.Context, by actor.Viewer, n notice.Notice) ([]notice.Way, error) {
	if n.What != toldPromise {
		return nil, nil
	}
	r, err := t.s.resultFor(ctx, by, n.AboutID, t.s.workshops.Enter)
	if fault.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	waiting, err := t.waiting(ctx, by, r)
	if err != nil || len(waiting) > letterPromises {
		return nil, err
	}
	var organisations []string
	for _, i := range waiting {
		organisations = append(organisations, i.ownedFor())
	}
	byID, err := t.s.actors.OrganisationsByID(ctx, organisations)
	ways := make([]notice.Way, len(waiting))
	for at, i := range waiting {
		ways[at] = notice.Way{Question: notice.Question{About: about(r.w.ID), Item: i.ID, Organisation: i.ownedFor()}, As: byID[i.ownedFor()].Name, Of: i.named(),
			Names: []string{Confirm, Contest}, Until: db.Now().Add(letterTime)}
	}
	return ways, err
}

// named is how a promise is named in a line: by its title, or by its first words.
func (i Item) named() string {
	return cmp.Or(strings.TrimSpace(i.Title), text.Excerpt(i.HTML, letterWords))
}

// ownedFor is the organisation whose promise it is; empty: it is somebody's own.
func (i Item) ownedFor() string {
	if i.OwnerKind == ofOrganisation {
		return i.OwnerID
	}
	return ""
}

// asks says whether an item is a promise of theirs, for the organisation that a letter was written to.
func (m self) asks(i Item, organisation string) bool {
	return m.owns(i) && i.ownedFor() == organisation
}

// Asked shows a promise to whom a letter asked whether it is right.
func (t teller) Asked(ctx context.Context, by actor.Viewer, q notice.Question) (v notice.AnsweringView, err error) {
	r, err := t.s.resultFor(ctx, by, q.About.ID, t.s.workshops.Enter)
	if err != nil {
		return v, err
	}
	i, err := r.item(q.Item)
	if err == nil && i.Kind != Promise {
		err = errNoItem
	}
	if err != nil {
		return v, err
	}
	v = notice.AnsweringView{Kind: "promise", Title: i.Title, Text: i.HTML, Lang: r.w.Lang, Within: r.w.Title, DueOn: i.DueOn, State: notice.AnswerClosed, Href: "/workshops/" + r.w.ID + "/result",
		Answers: []notice.AnswerChoice{{Answer: Confirm, Line: notice.NoLine}, {Answer: Contest, Line: notice.MustLine, Most: maxWords}}}
	if r.me.asks(i, q.Organisation) {
		v.State = notice.AnswerOpen
	}
	said, err := t.s.store.standings(ctx, "item_id = ? AND who_id IN ?", i.ID, []string{r.me.participant, by.Member})
	if err != nil {
		return v, err
	}
	for _, st := range said {
		if st.OfWords == i.Words && st.AsOwner {
			v.Answer, v.Reason = st.Stands, st.Words
		}
	}
	as := actor.Spoken{Member: by.Member}
	if q.Organisation != "" {
		as.Organisation = &q.Organisation
	} else if p := r.st.Participant; p != nil && p.Confirmed {
		as.Organisation = p.OrganisationID
	}
	author, err := t.s.actors.Authors(ctx, []actor.Spoken{as})
	if err != nil {
		return v, err
	}
	v.As = author(as)
	return v, nil
}

// Answer says whether a promise is right, as its owner alone: whoever is also one of its sources says that on the page.
func (t teller) Answer(ctx context.Context, by actor.Viewer, q notice.Question, answer, line string) error {
	word := Word{Stands: answer, Words: line, owner: &q.Organisation}
	if answer != Confirm && answer != Contest {
		return errStands.In("body.answer")
	}
	if answer == Confirm {
		word.Words = ""
	}
	if err := word.check(); err != nil {
		return fault.As(err).In("body.reason")
	}
	_, err := t.s.Stand(ctx, by, q.About.ID, q.Item, word)
	return err
}
