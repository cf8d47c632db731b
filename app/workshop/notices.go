package workshop

import (
	"context"
	"fmt"

	"kraftsam/app/actor"
	"kraftsam/app/calendar"
	"kraftsam/app/notice"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/mail"
	"kraftsam/app/platform/ref"
)

// What the room tells members: that they are invited, and that what they plan to come to moves or does not happen.

const toldByWorkshop = "workshop"

// What happened, in a word.
const (
	toldInvited   = "workshop.invited"
	toldMoved     = "workshop.moved"
	toldCancelled = "workshop.cancelled"
	toldPublished = "workshop.published"
)

// JoinNotices has members be told.
func (s *Service) JoinNotices(n *notice.Service) {
	s.notices = n
	n.Join(toldByWorkshop, teller{s})
}

type teller struct{ s *Service }

// tellInvited has an invitation told. It is one event, however often it is sent.
func (s *Service) tellInvited(ctx context.Context, w Workshop, by string, whom ref.Ref) error {
	return s.notices.Tell(ctx, notice.News{Source: toldByWorkshop, Event: "workshop:" + w.ID + " invited " + whom.String(), What: toldInvited, About: workshopRef(w.ID), Ref: whom, By: by})
}

// tellMoves tells what became of a workshop that others know of, after an act or a change of its details.
func (s *Service) tellMoves(ctx context.Context, by actor.Viewer, was, now Workshop) error {
	if now.State == Draft {
		return nil
	}
	if err := s.notices.Recheck(ctx, workshopRef(now.ID)); err != nil {
		return err
	}
	if err := s.moveAnswers(ctx, was, now); err != nil {
		return err
	}
	what := ""
	switch {
	case was.State == Draft && (now.State == Invited || now.State == Live):
		return s.tellAllInvited(ctx, by, now)
	case was.State == Invited && now.State == Cancelled, was.State == Live && now.State == Cancelled:
		what = toldCancelled
	case was.State == Minutes && now.State == Published:
		what = toldPublished
	case now.State == Invited && was.State == Invited && (event.Stamped(was.StartsAt) != event.Stamped(now.StartsAt) || was.Place != now.Place || was.Link != now.Link || was.Phone != now.Phone):
		what = toldMoved
	default:
		return nil
	}
	return s.notices.Tell(ctx, notice.News{Source: toldByWorkshop, Event: fmt.Sprintf("workshop:%s %s %d", now.ID, what, now.Version+1), What: what, About: workshopRef(now.ID), Ref: workshopRef(now.ID), By: by.Member})
}

func (s *Service) tellAllInvited(ctx context.Context, by actor.Viewer, w Workshop) error {
	all, err := s.store.invitations(ctx, w.ID)
	for _, i := range all {
		if err == nil {
			err = s.tellInvited(ctx, w, by.Member, ref.Ref{Kind: i.Kind, ID: i.TargetID})
		}
	}
	return err
}

// Concerned are who is invited, by name or through an organisation; and of what moves, everybody who has not said that they stay away.
func (t teller) Concerned(ctx context.Context, news []notice.News, _ string, _ notice.Told) (page notice.Page, err error) {
	w, err := t.s.store.workshop(ctx, news[0].About.ID)
	if fault.IsNotFound(err) {
		return page, nil
	}
	if err != nil {
		return page, err
	}
	for i, n := range news {
		some, err := t.concerned(ctx, w, n)
		if err != nil {
			return page, err
		}
		for _, c := range some {
			c.News, c.Kind = i, notice.Workshop
			if n.What == toldPublished {
				c.Kind = notice.Decided
			}
			page.Concerns = append(page.Concerns, c)
		}
	}
	return page, nil
}

func (t teller) concerned(ctx context.Context, w Workshop, n notice.News) ([]notice.Concern, error) {
	if n.What == toldInvited {
		if !w.asks() {
			return nil, nil
		}
		return t.targets(ctx, n.Ref)
	}
	var all []notice.Concern
	coming, err := t.s.store.coming(ctx, w.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range coming {
		all = append(all, notice.Concern{Member: m, Reason: notice.ByTakingPart})
	}
	invitations, err := t.s.store.invitations(ctx, w.ID)
	if err != nil {
		return nil, err
	}
	for _, i := range invitations {
		some, err := t.targets(ctx, ref.Ref{Kind: i.Kind, ID: i.TargetID})
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	away, err := t.s.store.away(ctx, w.ID)
	if err != nil {
		return nil, err
	}
	kept := all[:0:0]
	for _, c := range all {
		if !away[c.Member] {
			kept = append(kept, c)
		}
	}
	return kept, nil
}

// targets are whom an invitation reaches.
func (t teller) targets(ctx context.Context, whom ref.Ref) ([]notice.Concern, error) {
	if whom.Kind == kindMember {
		return []notice.Concern{{Member: whom.ID, Reason: notice.ByName}}, nil
	}
	speakers, err := t.s.actors.Speakers(ctx, []string{whom.ID})
	var all []notice.Concern
	for _, m := range speakers {
		all = append(all, notice.Concern{Member: m, Reason: notice.ByOrganisation, For: []string{whom.ID}})
	}
	return all, err
}

// Look shows what workshops ask and say now.
func (t teller) Look(ctx context.Context, by actor.Viewer, notices []notice.Notice) (map[string]notice.Shown, error) {
	shown := map[string]notice.Shown{}
	seen := map[string]*notice.Shown{}
	for _, n := range notices {
		key := n.AboutID + " " + n.What
		if _, looked := seen[key]; !looked {
			s, err := t.look(ctx, by, n.AboutID, n.What)
			if err != nil {
				return nil, err
			}
			seen[key] = s
		}
		if seen[key] != nil {
			shown[n.ID] = *seen[key]
		}
	}
	return shown, nil
}

// look is nil where the viewer may not see the workshop.
func (t teller) look(ctx context.Context, by actor.Viewer, id, what string) (*notice.Shown, error) {
	w, st, err := t.s.Enter(ctx, by, id)
	if fault.IsNotFound(err) {
		return nil, nil //nolint:nilnil // there is nothing to show
	}
	if err != nil {
		return nil, err
	}
	s := notice.Shown{Title: w.Title, Lang: w.Lang, Href: "/workshops/" + w.ID, Before: event.Stamped(w.StartsAt), Where: w.where()}
	switch what {
	case toldInvited:
		reply, err := t.s.store.reply(ctx, w.ID, by.Member)
		if err != nil {
			return nil, err
		}
		s.Stands = w.asks() && len(reply) == 0 && st.Participant == nil
	case toldMoved:
		s.Stands = w.State == Invited
	case toldCancelled:
		s.Stands, s.Before, s.Where = w.State == Cancelled, "", ""
	case toldPublished:
		s.Stands, s.Href, s.Before, s.Where = w.State == Published, s.Href+"/result", "", ""
	}
	return &s, nil
}

// Invitation is the workshop for the calendar program of whoever is told of it: an invitation, another time, or that it does not
// happen, always under the same name.
func (t teller) Invitation(ctx context.Context, by actor.Viewer, email string, n notice.Notice) (*mail.Calendar, error) {
	w, _, err := t.s.Enter(ctx, by, n.AboutID)
	if fault.IsNotFound(err) || err == nil && w.StartsAt == nil {
		return nil, nil //nolint:nilnil // there is no date to tell
	}
	if err != nil {
		return nil, err
	}
	replies, err := t.s.store.reply(ctx, w.ID, by.Member)
	if err != nil {
		return nil, err
	}
	to := calendar.Guest{Name: by.Name, Email: email}
	for _, r := range replies {
		to.Answer = r.Answer
	}
	method, written := t.s.calendar.Invite(by.Lang, w.entry(), to)
	return &mail.Calendar{Method: method, Text: written}, nil
}

// Lower is for things that have a level, which workshops have not.
func (t teller) Lower(context.Context, actor.Viewer, ref.Ref) (notice.Level, error) {
	return "", errNoWorkshop
}
