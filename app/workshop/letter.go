package workshop

import (
	"context"
	"slices"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/notice"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/text"
)

// Answering an invitation from a letter. That somebody else comes instead, and what one needs, is said on the page.

var letterAnswers = []string{Yes, Maybe, No}

// Answers are how an invitation, or that a workshop moves, is answered: once, whatever number of invitations reaches a member.
func (t teller) Answers(ctx context.Context, by actor.Viewer, n notice.Notice) ([]notice.Way, error) {
	if n.What != toldInvited && n.What != toldMoved {
		return nil, nil
	}
	w, _, err := t.s.Enter(ctx, by, n.AboutID)
	if fault.IsNotFound(err) || err == nil && !w.asks() {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	o, err := t.s.invitedFor(ctx, w, by.Member)
	way := notice.Way{Question: notice.Question{About: workshopRef(w.ID), Organisation: o.ID}, Names: letterAnswers, Until: w.asksUntil()}
	if o.ID != "" {
		way.As = by.Name + ", " + o.Name
	}
	return []notice.Way{way}, err
}

// invitedFor is the organisation through which alone a member is invited, without an id where they are invited themselves or through several.
func (s *Service) invitedFor(ctx context.Context, w Workshop, member string) (actor.Organisation, error) {
	all, err := s.store.invitations(ctx, w.ID)
	if err != nil {
		return actor.Organisation{}, err
	}
	speaks, err := s.actors.SpokenForBy(ctx, []string{member})
	if err != nil {
		return actor.Organisation{}, err
	}
	var through []string
	for _, i := range all {
		switch {
		case i.Kind == kindMember && i.TargetID == member:
			return actor.Organisation{}, nil
		case i.Kind == kindCompany && slices.Contains(speaks[member], i.TargetID):
			through = append(through, i.TargetID)
		}
	}
	if len(through) != 1 {
		return actor.Organisation{}, nil
	}
	byID, err := s.actors.OrganisationsByID(ctx, through)
	return byID[through[0]], err
}

// asks says whether those who are invited may still say whether they come.
func (w Workshop) asks() bool { return w.State == Invited || w.State == Live }

// asksUntil is when a workshop is expected to end, for as long as it has not.
func (w Workshop) asksUntil() time.Time {
	end := db.Now()
	if w.StartsAt == nil || !w.asks() {
		return end
	}
	if planned := w.plannedEnd(); planned.After(end) {
		end = planned
	}
	return end
}

// moveAnswers has the words of letters end with a workshop, whenever that is.
func (s *Service) moveAnswers(ctx context.Context, was, now Workshop) error {
	if !was.asks() || now.asks() && event.Stamped(was.StartsAt) == event.Stamped(now.StartsAt) && was.Minutes == now.Minutes {
		return nil
	}
	return s.notices.AnswersUntil(ctx, workshopRef(now.ID), now.asksUntil())
}

// Asked shows an invitation to whom a letter asked whether they come.
func (t teller) Asked(ctx context.Context, by actor.Viewer, q notice.Question) (v notice.AnsweringView, err error) {
	w, _, err := t.s.Enter(ctx, by, q.About.ID)
	if err != nil {
		return v, err
	}
	v = notice.AnsweringView{Kind: "workshop", Title: w.Title, Text: w.PurposeHTML, Lang: w.Lang, StartsAt: event.Stamped(w.StartsAt), Place: w.where(), State: notice.AnswerClosed, Href: "/workshops/" + w.ID}
	if w.StartsAt != nil {
		v.ClosesAt = event.Stamp(w.plannedEnd())
	}
	switch err := t.s.actors.MaySpeakFor(ctx, by, q.Organisation); {
	case err != nil && fault.KindOf(err) != fault.Forbidden:
		return v, err
	case err == nil && w.asks():
		v.State = notice.AnswerOpen
	}
	for _, name := range letterAnswers {
		v.Answers = append(v.Answers, notice.AnswerChoice{Answer: name, Line: notice.MayLine, Most: maxNeeds})
	}
	had, err := t.s.store.reply(ctx, w.ID, by.Member)
	if err != nil {
		return v, err
	}
	for _, r := range had {
		if v.Answer, v.Reason = r.Answer, r.Line; r.Answer == Instead {
			v.Reason = r.Instead
		}
	}
	as := actor.Spoken{Member: by.Member}
	if q.Organisation != "" {
		as.Organisation = &q.Organisation
	}
	author, err := t.s.actors.Authors(ctx, []actor.Spoken{as})
	if err != nil {
		return v, err
	}
	v.As = author(as)
	return v, nil
}

// Answer says whether somebody comes, and leaves what they need as they wrote it on the page.
func (t teller) Answer(ctx context.Context, by actor.Viewer, q notice.Question, answer, line string) error {
	switch {
	case !slices.Contains(letterAnswers, answer):
		return errAnswer
	case text.Length(line) > maxNeeds:
		return tooLong("body.reason", maxNeeds)
	}
	if err := by.MayWrite(); err != nil {
		return err
	}
	_, err := t.s.answer(ctx, by, q.About.ID, q.Organisation, func(r Reply) Reply {
		r.Answer, r.Line, r.Instead = answer, line, ""
		return r
	})
	return err
}
