package ballot

import (
	"context"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
)

// VotingView is a ballot as the API and its events show it. What only the asker sees (mine, may) is in no event.
type VotingView struct {
	ID         string           `json:"id"`
	Version    int64            `json:"version"`
	Host       HostView         `json:"host"`
	Kind       string           `json:"kind" enum:"choose,score,dots,rank,consent"`
	Title      string           `json:"title"`
	Text       string           `json:"text" doc:"Markdown as it was typed; may be empty"`
	HTML       string           `json:"html" doc:"safe to show"`
	Lang       string           `json:"lang"`
	Options    []Option         `json:"options" doc:"those of consent have no text"`
	Most       int64            `json:"most,omitempty" doc:"choose: how many may be chosen; score: the top of the scale from 0; dots: how many each has"`
	Voice      string           `json:"voice" enum:"person,organisation"`
	Hidden     bool             `json:"hidden" doc:"results are told when it is closed"`
	Anonymous  bool             `json:"anonymous"`
	Author     actor.AuthorView `json:"author"`
	At         string           `json:"at"`
	ClosesAt   string           `json:"closes_at"`
	RemindedAt string           `json:"reminded_at,omitempty"`
	State      string           `json:"state" enum:"open,closed"`
	ClosedAt   string           `json:"closed_at,omitempty"`
	Early      bool             `json:"early,omitempty" doc:"it was closed before its date"`
	Voices     int64            `json:"voices" doc:"how many have voted"`
	Result     *VoteResult      `json:"result,omitempty" doc:"absent while it is hidden"`
	Outcome    *OutcomeView     `json:"outcome,omitempty"`
	Mine       []OwnVoice       `json:"mine,omitempty" doc:"the asker's voices, one for each organisation where those vote; not in events"`
	May        *VotingMay       `json:"may,omitempty" doc:"what the asker may do; not in events"`
}

// HostView is where a ballot is held.
type HostView struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
}

// Page is the address where the ballot is held, at the ballot itself.
func (v VotingView) Page() string { return pageOf(ref.Ref{Kind: v.Host.Kind, ID: v.Host.ID}, v.ID) }

// OutcomeView is what the owner of a closed ballot wrote.
type OutcomeView struct {
	By       actor.AuthorView `json:"by"`
	At       string           `json:"at"`
	Text     string           `json:"text"`
	HTML     string           `json:"html"`
	Next     string           `json:"next"`
	NextHTML string           `json:"next_html"`
	ReviewOn string           `json:"review_on,omitempty" doc:"YYYY-MM-DD"`
}

// OwnVoice is one of the asker's voices.
type OwnVoice struct {
	As    string `json:"as,omitempty" doc:"the organisation whose voice it is, or that the person spoke for"`
	Voted bool   `json:"voted"`
	Vote  *Vote  `json:"vote,omitempty" doc:"absent in anonymous ballots, where only the voter's browser knows it"`
}

// VotingMay says what the viewer may do with a ballot.
type VotingMay struct {
	Vote     bool `json:"vote"`
	Close    bool `json:"close"`
	Conclude bool `json:"conclude"`
}

const (
	stateOpen   = "open"
	stateClosed = "closed"
)

// publicViews shapes ballots for everybody who may see them, whatever their number with a few questions.
func (s *Service) publicViews(ctx context.Context, ballots []Ballot) ([]VotingView, error) {
	ids, said := make([]string, len(ballots)), make([]actor.Spoken, len(ballots))
	var counting []Ballot
	for i, b := range ballots {
		ids[i], said[i] = b.ID, actor.Spoken{Member: b.AuthorID, Organisation: b.OrganisationID}
		if b.ClosedAt == nil && b.shown() {
			counting = append(counting, b)
		}
	}
	results, err := s.countAll(ctx, counting)
	if err != nil {
		return nil, err
	}
	outcomes, err := s.store.outcomes(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, o := range outcomes {
		said = append(said, actor.Spoken{Member: o.WrittenBy})
	}
	author, err := s.actors.Authors(ctx, said)
	if err != nil {
		return nil, err
	}
	views := make([]VotingView, len(ballots))
	for i, b := range ballots {
		views[i] = b.view(author)
		if r := results[b.ID]; r != nil {
			views[i].Result = r
		}
		if o, ok := outcomes[b.ID]; ok {
			views[i].Outcome = &OutcomeView{By: author(actor.Spoken{Member: o.WrittenBy}), At: event.Stamp(o.At), Text: o.Text, HTML: o.HTML,
				Next: o.Next, NextHTML: o.NextHTML, ReviewOn: o.ReviewOn}
		}
	}
	return views, nil
}

func (b Ballot) view(author func(actor.Spoken) actor.AuthorView) VotingView {
	v := VotingView{ID: b.ID, Version: b.Version, Host: HostView{b.HostKind, b.HostID}, Kind: string(b.Kind), Title: b.Title, Text: b.Text, HTML: b.HTML, Lang: b.Lang,
		Options: b.Options, Most: b.Most, Voice: string(b.Voice), Hidden: b.Hidden, Anonymous: b.Anonymous, At: event.Stamp(b.At),
		Author:   author(actor.Spoken{Member: b.AuthorID, Organisation: b.OrganisationID}),
		ClosesAt: event.Stamp(b.ClosesAt), State: stateOpen, Voices: b.Voices, Result: b.Result}
	if b.RemindedAt != nil {
		v.RemindedAt = event.Stamp(*b.RemindedAt)
	}
	if b.ClosedAt != nil {
		v.State, v.ClosedAt, v.Early = stateClosed, event.Stamp(*b.ClosedAt), b.ClosedBy != nil
	}
	return v
}

// views shapes ballots for a viewer, who finds their own votes in them. places is by the id of the host.
func (s *Service) views(ctx context.Context, by actor.Viewer, ballots []Ballot, places map[string]Place) ([]VotingView, error) {
	views, err := s.publicViews(ctx, ballots)
	if err != nil {
		return nil, err
	}
	now, err := s.db.Clock(ctx)
	if err != nil {
		return nil, err
	}
	mine, err := s.mine(ctx, by, ballots)
	if err != nil {
		return nil, err
	}
	for i, b := range ballots {
		p := places[b.HostID]
		led := b.ledBy(by, p)
		views[i].Mine = mine[b.ID]
		views[i].May = &VotingMay{Vote: b.openAt(now) && p.Write == nil && mayTakePart(by) == nil, Close: led && b.ClosedAt == nil, Conclude: led && b.ClosedAt != nil}
	}
	return views, nil
}

// mine finds the viewer's voices in ballots: their own, or those of the organisations that they may speak for.
func (s *Service) mine(ctx context.Context, by actor.Viewer, ballots []Ballot) (map[string][]OwnVoice, error) {
	found := map[string][]OwnVoice{}
	if !by.SignedIn() || len(ballots) == 0 {
		return found, nil
	}
	speakers, err := s.actors.SpokenForBy(ctx, []string{by.Member})
	if err != nil {
		return nil, err
	}
	speaks := speakers[by.Member]
	ids := make([]string, len(ballots))
	for i, b := range ballots {
		ids[i] = b.ID
	}
	who := append([]string{by.Member}, speaks...)
	open, err := s.store.votes(ctx, "ballot_id IN ? AND voter IN ?", ids, who)
	if err != nil {
		return nil, err
	}
	sealed, err := s.store.voters(ctx, "ballot_id IN ? AND voter IN ?", ids, who)
	if err != nil {
		return nil, err
	}
	votes := map[[2]string]OwnVoice{}
	for _, v := range open {
		m := OwnVoice{Voted: true, Vote: &v.Vote}
		if v.OrganisationID != nil {
			m.As = *v.OrganisationID
		}
		votes[[2]string{v.BallotID, v.Voter}] = m
	}
	for _, v := range sealed {
		votes[[2]string{v.BallotID, v.Voter}] = OwnVoice{Voted: true}
	}
	for _, b := range ballots {
		if b.Voice == PersonVoice {
			found[b.ID] = []OwnVoice{votes[[2]string{b.ID, by.Member}]}
			continue
		}
		for _, o := range speaks {
			m := votes[[2]string{b.ID, o}]
			m.As = o
			found[b.ID] = append(found[b.ID], m)
		}
	}
	return found, nil
}
