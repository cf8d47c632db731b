package ballot

import (
	"context"
	"slices"
	"sort"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/notice"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
)

// What the room tells members: that a ballot begins and ends soon, that it is over, and what became of it.

const toldByBallot = "ballot"

// What happened, in a word.
const (
	toldOpened  = "ballot.opened"
	toldClosing = "ballot.closing"
	toldClosed  = "ballot.closed"
	toldOutcome = "ballot.outcome"
	toldOwner   = "ballot.outcome_asked"
)

// JoinNotices has members be told.
func (s *Service) JoinNotices(n *notice.Service) {
	s.notices = n
	n.Join(toldByBallot, teller{s})
}

type teller struct{ s *Service }

// tell has something told later. What is told of an anonymous ballot says nothing of when somebody voted.
func (s *Service) tell(ctx context.Context, b Ballot, what string, by *string) error {
	if s.notices == nil {
		return nil
	}
	n := notice.News{Source: toldByBallot, Event: ballotRef(b.ID).String() + " " + what, What: what, About: ballotRef(b.ID), Ref: ballotRef(b.ID)}
	if by != nil {
		n.By = *by
	}
	if what == toldOpened {
		n.As = b.OrganisationID
	}
	return s.notices.Tell(ctx, n)
}

// recheck has the bells asked again that show the ballot, which is not as it was.
func (s *Service) recheck(ctx context.Context, b Ballot) error {
	if s.notices == nil {
		return nil
	}
	return s.notices.Recheck(ctx, ballotRef(b.ID))
}

// Concerned are those who take part where the ballot is held; of one that runs, those whose voice was not used. Of an anonymous one it is not
// asked who voted: whom a notice is missing for would say for half a year who had.
func (t teller) Concerned(ctx context.Context, news []notice.News, after string, _ notice.Told) (page notice.Page, err error) {
	ballots, err := t.s.store.byID(ctx, []string{news[0].About.ID})
	if err != nil || len(ballots) == 0 {
		return page, err
	}
	b := ballots[0]
	host := t.s.hosts[b.HostKind]
	members, err := host.Asked(ctx, b.HostID)
	if err != nil {
		return page, err
	}
	sort.Strings(members)
	from, _ := slices.BinarySearch(members, after+"\x00")
	members = members[from:]
	if len(members) > notice.PageSize {
		members = members[:notice.PageSize]
		page.Next = members[len(members)-1]
	}
	muted, err := host.Muted(ctx, b.HostID, members)
	if err != nil {
		return page, err
	}
	members = slices.DeleteFunc(members, func(m string) bool { return muted[m] })
	for i, n := range news {
		some, err := t.concerned(ctx, b, n.What, members)
		if err != nil {
			return page, err
		}
		if n.What == toldOwner && after == "" {
			some = []notice.Concern{{Member: b.AuthorID, Kind: notice.Asked, Reason: notice.ByOwning}}
			if b.OrganisationID != nil {
				some[0].For = []string{*b.OrganisationID}
			}
		}
		for _, c := range some {
			c.News = i
			page.Concerns = append(page.Concerns, c)
		}
	}
	return page, nil
}

func (t teller) concerned(ctx context.Context, b Ballot, what string, members []string) ([]notice.Concern, error) {
	kind := notice.Ballot
	switch what {
	case toldOpened, toldClosing:
		now, err := t.s.db.Clock(ctx)
		if err != nil || !b.openAt(now) {
			return nil, err
		}
		if members, err = t.s.awaited(ctx, b, members); err != nil {
			return nil, err
		}
	case toldOutcome:
		kind = notice.Decided
	case toldOwner:
		return nil, nil
	}
	asked := map[string][]string{}
	if what == toldOpened && b.Voice == OrganisationVoice {
		var err error
		if asked, err = t.s.actors.SpokenForBy(ctx, members); err != nil {
			return nil, err
		}
	}
	all := make([]notice.Concern, len(members))
	for i, m := range members {
		all[i] = notice.Concern{Member: m, Kind: kind, Reason: notice.ByTakingPart, For: asked[m]}
	}
	return all, nil
}

// awaited keeps of members those who have a voice that was not used; of an anonymous ballot those who have one.
func (s *Service) awaited(ctx context.Context, b Ballot, members []string) ([]string, error) {
	voted := map[string]bool{}
	var err error
	if !b.Anonymous {
		if voted, err = s.voted(ctx, b); err != nil {
			return nil, err
		}
	}
	speakers := map[string][]string{}
	if b.Voice == OrganisationVoice {
		if speakers, err = s.actors.SpokenForBy(ctx, members); err != nil {
			return nil, err
		}
	}
	var found []string
	for _, m := range members {
		if b.awaits(m, speakers[m], voted) {
			found = append(found, m)
		}
	}
	return found, nil
}

// Look shows what ballots ask and say now.
func (t teller) Look(ctx context.Context, by actor.Viewer, notices []notice.Notice) (map[string]notice.Shown, error) {
	ids := make([]string, len(notices))
	for i, n := range notices {
		ids[i] = n.AboutID
	}
	ballots, err := t.s.store.byID(ctx, ids)
	if err != nil {
		return nil, err
	}
	places, err := t.s.placesOf(ctx, by, ballots)
	if err != nil {
		return nil, err
	}
	outcomes, err := t.s.store.outcomes(ctx, ids)
	if err != nil {
		return nil, err
	}
	now, err := t.s.db.Clock(ctx)
	if err != nil {
		return nil, err
	}
	shown := map[string]notice.Shown{}
	for _, b := range ballots {
		if _, ok := places[b.HostID]; !ok {
			continue
		}
		waits, err := t.waits(ctx, by, b, now)
		if err != nil {
			return nil, err
		}
		_, concluded := outcomes[b.ID]
		for _, n := range notices {
			if n.AboutID == b.ID {
				shown[n.ID] = b.shownAs(n.What, waits, concluded)
			}
		}
	}
	return shown, nil
}

// waits says whether the ballot still asks for the viewer's vote. An anonymous one asks until it closes, or until the notice is
// read: when that ended would say when they voted.
func (t teller) waits(ctx context.Context, by actor.Viewer, b Ballot, now time.Time) (bool, error) {
	if !b.openAt(now) {
		return false, nil
	}
	waiting, err := t.s.awaited(ctx, b, []string{by.Member})
	return len(waiting) > 0, err
}

func (b Ballot) shownAs(what string, waits, concluded bool) notice.Shown {
	s := notice.Shown{Title: b.Title, Lang: b.Lang, Href: b.page()}
	switch what {
	case toldOpened, toldClosing:
		s.Stands = waits
		s.Before = event.Stamp(b.ClosesAt)
	case toldClosed:
		s.Stands = b.ClosedAt != nil
	case toldOutcome:
		s.Stands = concluded
	case toldOwner:
		s.Stands = b.ClosedAt != nil && !concluded
	}
	return s
}

// Lower is for things that have a level, which ballots have not.
func (t teller) Lower(context.Context, actor.Viewer, ref.Ref) (notice.Level, error) {
	return "", errNoBallot
}
