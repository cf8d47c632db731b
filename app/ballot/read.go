package ballot

import (
	"context"
	"slices"

	"kraftsam/app/actor"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/web"
)

// At is where the topic of the host stood when something was read.
type At struct {
	Topic string `json:"topic"`
	Seq   int64  `json:"seq"`
	Epoch string `json:"epoch"`
}

// VotingList is the ballots of one host, the running ones first, then the latest; and where the host's topic stood.
type VotingList struct {
	web.List[VotingView]
	At
	May VotingListMay `json:"may"`
}

// VotingListMay says what the viewer may do where ballots are held.
type VotingListMay struct {
	Start bool `json:"start" doc:"start a ballot while no other runs"`
	Lead  bool `json:"lead" doc:"start one beside another, and close and conclude those of others"`
}

// VotingAt is a ballot and where the topic of its host stood.
type VotingAt struct {
	VotingView
	At
}

// VoiceView is an open vote and whose it is.
type VoiceView struct {
	By   actor.AuthorView `json:"by" doc:"who cast it, and for which organisation"`
	Vote Vote             `json:"vote"`

	voter string
}

// AskedOf is something that a ballot asks of a member: their vote, or, as its owner, the outcome.
type AskedOf struct {
	What string     `json:"what" enum:"vote,outcome"`
	View VotingView `json:"ballot"`
}

// What a ballot may ask of a member.
const (
	AskedVote    = "vote"
	AskedOutcome = "outcome"
)

// Of reads the ballots of a host from one snapshot.
func (s *Service) Of(ctx context.Context, by actor.Viewer, host ref.Ref) (VotingList, error) {
	var list VotingList
	err := s.db.Read(ctx, func(ctx context.Context) error {
		p, err := s.hosts[host.Kind].Place(ctx, by, host.ID)
		if err != nil {
			return err
		}
		ballots, err := s.store.of(ctx, host)
		if err != nil {
			return err
		}
		views, err := s.views(ctx, by, ballots, map[string]Place{host.ID: p})
		if err != nil {
			return err
		}
		list.List = web.All(views)
		list.May = VotingListMay{Start: by.MayWrite() == nil && p.Write == nil && (p.Leads || !p.Led), Lead: by.MayWrite() == nil && p.Leads}
		list.At, err = s.at(ctx, p.Topic)
		return err
	})
	return list, err
}

// Ballot reads one ballot and where the topic of its host stands from one snapshot.
func (s *Service) Ballot(ctx context.Context, by actor.Viewer, id string) (VotingAt, error) {
	var at VotingAt
	err := s.db.Read(ctx, func(ctx context.Context) error {
		b, p, err := s.ballotFor(ctx, by, id)
		if err != nil {
			return err
		}
		views, err := s.views(ctx, by, []Ballot{b}, map[string]Place{b.HostID: p})
		if err != nil {
			return err
		}
		at.VotingView = views[0]
		at.At, err = s.at(ctx, p.Topic)
		return err
	})
	return at, err
}

func (s *Service) at(ctx context.Context, topic string) (At, error) {
	head, err := s.events.Head(ctx, topic)
	return At{Topic: topic, Seq: head.Seq, Epoch: head.Epoch}, err
}

// Voices lists who voted what in an open ballot once its result is shown, in no order of time.
func (s *Service) Voices(ctx context.Context, by actor.Viewer, id, after string, limit int) (web.List[VoiceView], error) {
	var list web.List[VoiceView]
	if after != "" && !ref.ValidID(after) {
		return list, errCursor
	}
	err := s.db.Read(ctx, func(ctx context.Context) error {
		b, _, err := s.ballotFor(ctx, by, id)
		if err != nil {
			return err
		}
		if b.Anonymous {
			return errAnonymous
		}
		if !b.shown() {
			return errHidden
		}
		votes, err := s.store.page(ctx, b.ID, after, limit+1)
		if err != nil {
			return err
		}
		more := len(votes) > limit
		votes = votes[:min(len(votes), limit)]
		said := make([]actor.Spoken, len(votes))
		for i, v := range votes {
			said[i] = actor.Spoken{Member: v.MemberID, Organisation: v.OrganisationID}
		}
		author, err := s.actors.Authors(ctx, said)
		if err != nil {
			return err
		}
		views := make([]VoiceView, len(votes))
		for i, v := range votes {
			views[i] = VoiceView{By: author(said[i]), Vote: v.Vote, voter: v.Voter}
		}
		list = web.PageOf(views, false, more, func(v VoiceView) string { return v.voter })
		return nil
	})
	return list, err
}

// OpenFor lists what ballots ask of a viewer now, for a screen of all that is asked of them: first the running ballots in
// which they have a voice that was not used, the first to close first (an organisation's voice counts for each of its
// representatives), then the closed ones that they started and have written no outcome of. Those that they may not see, or not
// vote in, are not among them. It asks the database a few questions whatever the number of ballots, of which it looks at the
// 200 that close first. The member hears of changes by events of the types VoteAsked and OutcomeAsked on their own topic.
func (s *Service) OpenFor(ctx context.Context, by actor.Viewer) ([]AskedOf, error) {
	if err := by.Known(); err != nil {
		return nil, err
	}
	asked := []AskedOf{}
	err := s.db.Read(ctx, func(ctx context.Context) error {
		now, err := s.db.Clock(ctx)
		if err != nil {
			return err
		}
		open, err := s.store.open(ctx, now)
		if err != nil {
			return err
		}
		closed, err := s.store.unconcluded(ctx, by.Member)
		if err != nil {
			return err
		}
		views, err := s.visible(ctx, by, append(open, closed...))
		for _, v := range views {
			if v.State == stateClosed {
				asked = append(asked, AskedOf{AskedOutcome, v})
			} else if v.May.Vote && v.waits() {
				asked = append(asked, AskedOf{AskedVote, v})
			}
		}
		return err
	})
	return asked, err
}

// visible shows those of the ballots whose place the viewer may enter.
func (s *Service) visible(ctx context.Context, by actor.Viewer, all []Ballot) ([]VotingView, error) {
	places, err := s.placesOf(ctx, by, all)
	if err != nil {
		return nil, err
	}
	seen := slices.DeleteFunc(all, func(b Ballot) bool {
		_, ok := places[b.HostID]
		return !ok
	})
	return s.views(ctx, by, seen, places)
}

// waits says whether one of the viewer's voices was not used.
func (v VotingView) waits() bool {
	for _, m := range v.Mine {
		if !m.Voted {
			return true
		}
	}
	return false
}

// placesOf finds the hosts of ballots that the viewer may see, by their ids.
func (s *Service) placesOf(ctx context.Context, by actor.Viewer, ballots []Ballot) (map[string]Place, error) {
	ids := map[string][]string{}
	for _, b := range ballots {
		ids[b.HostKind] = append(ids[b.HostKind], b.HostID)
	}
	all := map[string]Place{}
	for kind, some := range ids {
		places, err := s.hosts[kind].Places(ctx, by, some)
		if err != nil {
			return nil, err
		}
		for id, p := range places {
			all[id] = p
		}
	}
	return all, nil
}
