package ballot

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
)

// lookEvery is how soon after its date a ballot is closed, and how long the voices of anonymous ballots are gathered before
// their number is told.
const lookEvery = 2 * time.Second

// Running says whether a ballot is still open in a host, so that the host is not closed over it. It counts one whose date has
// passed until it is closed.
func (s *Service) Running(ctx context.Context, host ref.Ref) (bool, error) {
	return s.store.running(ctx, host)
}

// Close ends a ballot before its date. One that is closed already stays as it is.
func (s *Service) Close(ctx context.Context, by actor.Viewer, id string) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		b, p, err := s.ballotToLead(ctx, by, id)
		if err != nil || b.ClosedAt != nil {
			return event.Done{ID: b.ID, Version: b.Version, Topic: p.Topic}, err
		}
		return s.close(ctx, b, &by.Member)
	})
}

func (s *Service) ballotToLead(ctx context.Context, by actor.Viewer, id string) (Ballot, Place, error) {
	_, p, err := s.ballotFor(ctx, by, id)
	if err != nil {
		return Ballot{}, p, err
	}
	b, err := s.store.held(ctx, id)
	if err == nil && !b.ledBy(by, p) {
		err = errNotOwner
	}
	return b, p, err
}

// ledBy: who started it, and those who lead where it is held.
func (b Ballot) ledBy(by actor.Viewer, p Place) bool {
	return by.MayWrite() == nil && (p.Leads || by.Member == b.AuthorID)
}

// close counts a held ballot and freezes what it counts. What it was counted from is kept where it is open, and taken away
// where it is anonymous.
func (s *Service) close(ctx context.Context, b Ballot, by *string) (event.Done, error) {
	now, err := s.db.Clock(ctx)
	if err != nil {
		return event.Done{}, err
	}
	result, err := s.count(ctx, b)
	if err != nil {
		return event.Done{}, err
	}
	if b.Anonymous {
		if err := s.store.empty(ctx, b.ID); err != nil {
			return event.Done{}, err
		}
	}
	if err := errors.Join(s.tell(ctx, b, toldClosed, by), s.tell(ctx, b, toldOwner, nil), s.recheck(ctx, b)); err != nil {
		return event.Done{}, err
	}
	s.events.Add(ctx, actor.Topic(b.AuthorID), event.Change{Type: OutcomeAsked, Ref: ballotRef(b.ID), Version: b.Version + 1})
	return s.change(ctx, b, Closed, map[string]any{"closed_at": now, "closed_by": by, "voices": result.Voices, "result": word(result)})
}

// count makes the result of a ballot as it stands.
func (s *Service) count(ctx context.Context, b Ballot) (*VoteResult, error) {
	if !b.Anonymous {
		results, err := s.countAll(ctx, []Ballot{b})
		return results[b.ID], err
	}
	x, err := s.store.box(ctx, b.ID)
	if err != nil {
		return nil, err
	}
	r := x.result(b)
	if b.Voice != OrganisationVoice || r.Few {
		return r, nil
	}
	voters, err := s.store.voters(ctx, "ballot_id = ?", b.ID)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(voters))
	for i, v := range voters {
		ids[i] = v.Voter
	}
	organisations, places, err := s.groupings(ctx, ids)
	if err != nil {
		return nil, err
	}
	casts := make([]cast, len(ids))
	for i, id := range ids {
		o := organisations[id]
		casts[i] = cast{organisation: &o}
	}
	b.divide(r, casts, places, false)
	return r, nil
}

// countAll makes the results of open ballots as they stand, whatever their number with a few questions.
func (s *Service) countAll(ctx context.Context, ballots []Ballot) (map[string]*VoteResult, error) {
	found := map[string]*VoteResult{}
	if len(ballots) == 0 {
		return found, nil
	}
	ids := make([]string, len(ballots))
	for i, b := range ballots {
		ids[i] = b.ID
	}
	votes, err := s.store.votes(ctx, "ballot_id IN ?", ids)
	if err != nil {
		return nil, err
	}
	var spoken []string
	for _, v := range votes {
		if o := v.countedFor(); o != nil {
			spoken = append(spoken, *o)
		}
	}
	organisations, places, err := s.groupings(ctx, spoken)
	if err != nil {
		return nil, err
	}
	casts := map[string][]cast{}
	for _, v := range votes {
		c := cast{vote: v.Vote, municipality: v.Part.Municipality}
		if id := v.countedFor(); id != nil {
			o := organisations[*id]
			c.organisation = &o
		}
		casts[v.BallotID] = append(casts[v.BallotID], c)
	}
	for _, b := range ballots {
		found[b.ID] = b.countOpen(casts[b.ID], places)
	}
	return found, nil
}

func (s *Service) groupings(ctx context.Context, ids []string) (map[string]actor.Organisation, map[string]string, error) {
	organisations, err := s.actors.OrganisationsByID(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	places, err := s.places.Names(ctx)
	return organisations, places, err
}

// Run does what is due until ctx ends. Every node runs it; each ballot is held while something is done to it and looked at
// again, so that of two nodes one does it.
func (s *Service) Run(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := s.Due(ctx); err != nil && ctx.Err() == nil {
				log.WarnContext(ctx, "not all ballots were looked after", "error", err)
			}
		}
	}
}

// Due closes the ballots whose date has come, reminds once of those that end soon, and tells how many have voted in anonymous
// ones.
func (s *Service) Due(ctx context.Context) error {
	now, err := s.db.Clock(ctx)
	if err != nil {
		return err
	}
	ids, err := s.store.due(ctx, now)
	if err != nil {
		return err
	}
	var failed error
	for _, id := range ids {
		failed = errors.Join(failed, s.db.InTx(ctx, func(ctx context.Context) error { return s.lookAfter(ctx, id) }))
	}
	return failed
}

func (s *Service) lookAfter(ctx context.Context, id string) error {
	b, err := s.store.held(ctx, id)
	if err != nil || b.ClosedAt != nil {
		return err
	}
	now, err := s.db.Clock(ctx)
	if err != nil {
		return err
	}
	if !b.openAt(now) {
		_, err := s.close(ctx, b, nil)
		return err
	}
	set, kind := map[string]any{}, Changed
	if b.Anonymous {
		x, err := s.store.box(ctx, id)
		if err != nil {
			return err
		}
		if x.Voices != b.Voices {
			set["voices"] = x.Voices
		}
	}
	if b.RemindedAt == nil && !now.Before(b.RemindsAt) {
		set["reminded_at"], kind = now, Reminded
		if err := errors.Join(s.remind(ctx, b), s.tell(ctx, b, toldClosing, nil)); err != nil {
			return err
		}
	}
	if len(set) == 0 {
		return nil
	}
	_, err = s.change(ctx, b, kind, set)
	return err
}

// remind tells those who are asked and have not voted, each on their own topic. Where organisations vote, their
// representatives are told.
func (s *Service) remind(ctx context.Context, b Ballot) error {
	asked, err := s.hosts[b.HostKind].Asked(ctx, b.HostID)
	if err != nil || len(asked) == 0 {
		return err
	}
	voted, err := s.voted(ctx, b)
	if err != nil {
		return err
	}
	speakers := map[string][]string{}
	if b.Voice == OrganisationVoice {
		if speakers, err = s.actors.SpokenForBy(ctx, asked); err != nil {
			return err
		}
	}
	for _, member := range asked {
		if !b.awaits(member, speakers[member], voted) {
			continue
		}
		s.events.Add(ctx, actor.Topic(member), event.Change{Type: VoteAsked, Ref: ballotRef(b.ID), Version: b.Version + 1})
	}
	return nil
}

// awaits says whether a member has a voice here that was not used.
func (b Ballot) awaits(member string, speaksFor []string, voted map[string]bool) bool {
	if b.Voice == PersonVoice {
		return !voted[member]
	}
	for _, o := range speaksFor {
		if !voted[o] {
			return true
		}
	}
	return false
}

func (s *Service) voted(ctx context.Context, b Ballot) (map[string]bool, error) {
	found := map[string]bool{}
	if b.Anonymous {
		rows, err := s.store.voters(ctx, "ballot_id = ?", b.ID)
		for _, r := range rows {
			found[r.Voter] = true
		}
		return found, err
	}
	rows, err := s.store.votes(ctx, "ballot_id = ?", b.ID)
	for _, r := range rows {
		found[r.Voter] = true
	}
	return found, err
}
