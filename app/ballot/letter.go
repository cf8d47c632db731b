package ballot

import (
	"context"
	"slices"

	"kraftsam/app/actor"
	"kraftsam/app/notice"
	"kraftsam/app/platform/event"
)

// Answering from a letter: it is there for ballots of consent that are not anonymous, as what an anonymous one needs only the voter's
// own browser has.

// letterVoices is how many voices of one member a letter has room for; with more one answers on the page.
const letterVoices = 3

// Answers are the voices of the reader of a letter that says that a ballot is open.
func (t teller) Answers(ctx context.Context, by actor.Viewer, n notice.Notice) ([]notice.Way, error) {
	if n.What != toldOpened && n.What != toldClosing {
		return nil, nil
	}
	ballots, err := t.s.store.byID(ctx, []string{n.AboutID})
	if err != nil || len(ballots) == 0 {
		return nil, err
	}
	b := ballots[0]
	now, err := t.s.db.Clock(ctx)
	if err != nil || b.Kind != Consent || b.Anonymous || !b.openAt(now) {
		return nil, err
	}
	voices, err := t.s.letterVoices(ctx, by, b)
	ways := make([]notice.Way, len(voices))
	for i, o := range voices {
		ways[i] = notice.Way{Question: notice.Question{About: ballotRef(b.ID), Organisation: o.ID}, As: o.Name, Names: []string{Yes, Reservation, No}, Until: b.ClosesAt}
	}
	return ways, err
}

// letterVoices are the organisations whose voices a member has and has not used, or one without a name for their own.
func (s *Service) letterVoices(ctx context.Context, by actor.Viewer, b Ballot) ([]actor.Organisation, error) {
	voted, err := s.voted(ctx, b)
	if err != nil {
		return nil, err
	}
	if b.Voice == PersonVoice {
		if voted[by.Member] {
			return nil, nil
		}
		return []actor.Organisation{{}}, nil
	}
	speaks, err := s.actors.SpokenForBy(ctx, []string{by.Member})
	if err != nil {
		return nil, err
	}
	free := slices.DeleteFunc(speaks[by.Member], func(o string) bool { return voted[o] })
	if len(free) > letterVoices {
		return nil, nil
	}
	byID, err := s.actors.OrganisationsByID(ctx, free)
	all := make([]actor.Organisation, 0, len(free))
	for _, id := range free {
		all = append(all, byID[id])
	}
	return all, err
}

// Asked shows a ballot to whom a letter asked for their vote.
func (t teller) Asked(ctx context.Context, by actor.Viewer, q notice.Question) (v notice.AnsweringView, err error) {
	b, _, err := t.s.ballotFor(ctx, by, q.About.ID)
	if err != nil {
		return v, err
	}
	now, err := t.s.db.Clock(ctx)
	if err != nil {
		return v, err
	}
	v = notice.AnsweringView{Kind: "ballot", Title: b.Title, Text: b.HTML, Lang: b.Lang, Hidden: b.Hidden, ClosesAt: event.Stamp(b.ClosesAt), State: notice.AnswerClosed, Href: b.page(),
		Answers: []notice.AnswerChoice{{Answer: Yes, Line: notice.NoLine}, {Answer: Reservation, Line: notice.MayLine, Most: maxReason}, {Answer: No, Line: notice.MustLine, Most: maxReason}}}
	if b.openAt(now) {
		v.State = notice.AnswerOpen
	}
	as := actor.Spoken{Member: by.Member}
	if q.Organisation != "" {
		as.Organisation = &q.Organisation
	}
	had, err := t.s.letterVote(ctx, by, q)
	if err != nil {
		return v, err
	}
	if had != nil {
		v.Answer, v.Reason = had.Vote.Answer, had.Vote.Reason
		if q.Organisation == "" {
			as.Organisation = had.OrganisationID
		}
	}
	author, err := t.s.actors.Authors(ctx, []actor.Spoken{as})
	if err != nil {
		return v, err
	}
	v.As = author(as)
	return v, nil
}

// letterVote is the vote of the voice that a letter asked for; nil: there is none yet.
func (s *Service) letterVote(ctx context.Context, by actor.Viewer, q notice.Question) (*openVote, error) {
	voter := by.Member
	if q.Organisation != "" {
		voter = q.Organisation
	}
	had, err := s.store.votes(ctx, "ballot_id = ? AND voter = ?", q.About.ID, voter)
	if err != nil || len(had) == 0 {
		return nil, err
	}
	return &had[0], nil
}

// Answer votes as whom a letter asked.
func (t teller) Answer(ctx context.Context, by actor.Viewer, q notice.Question, answer, line string) error {
	c := Cast{Ballot: q.About.ID, Vote: Vote{Answer: answer, Reason: line}, As: q.Organisation}
	if c.As == "" {
		var err error
		if c.As, err = t.s.spokeFor(ctx, by, q); err != nil {
			return err
		}
	}
	_, err := t.s.Vote(ctx, by, c)
	return err
}

// spokeFor is the organisation that somebody already answered for, where they still may: a letter changes the answer and not for whom it is.
func (s *Service) spokeFor(ctx context.Context, by actor.Viewer, q notice.Question) (string, error) {
	had, err := s.letterVote(ctx, by, q)
	if err != nil || had == nil || had.OrganisationID == nil {
		return "", err
	}
	speaks, err := s.actors.SpokenForBy(ctx, []string{by.Member})
	if err != nil || !slices.Contains(speaks[by.Member], *had.OrganisationID) {
		return "", err
	}
	return *had.OrganisationID, nil
}
