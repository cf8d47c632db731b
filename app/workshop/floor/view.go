package floor

import (
	"context"
	"maps"
	"slices"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/workshop"
)

// SpeakersView is the list of speakers as the API and its events show it, without the speakers.
type SpeakersView struct {
	ID           string `json:"id" doc:"of the workshop"`
	Version      int64  `json:"version" doc:"rises with every act of a facilitator, not with hands"`
	Closed       bool   `json:"closed" doc:"nobody raises a hand any more"`
	LimitSeconds int64  `json:"limit_seconds" doc:"of each speech; 0: none"`
	Undo         bool   `json:"undo" doc:"whether the last start can be undone"`
}

// FloorPerson is a participant as everybody sees them: by name, and for which organisation they are there.
type FloorPerson struct {
	Participant      string           `json:"participant" doc:"id"`
	Name             string           `json:"name"`
	Organisation     *actor.SpokenFor `json:"organisation,omitempty"`
	OrganisationName string           `json:"organisation_name,omitempty" doc:"of one that is not in the directory"`
	Confirmed        bool             `json:"confirmed,omitempty" doc:"they had its leave to speak for it; otherwise they say so themselves"`
	Phone            bool             `json:"phone,omitempty" doc:"without an account"`
}

// SpeechView is a hand that was raised, and what is spoken. Time left is ends_at less now; while it stands still, allowed_ms less spent_ms.
type SpeechView struct {
	ID         string              `json:"id"`
	Version    int64               `json:"version"`
	Workshop   string              `json:"workshop"`
	Step       string              `json:"step,omitempty" doc:"in which the hand was raised"`
	State      string              `json:"state" enum:"waiting,speaking,paused,ended,lowered"`
	By         FloorPerson         `json:"by"`
	OnBehalf   bool                `json:"on_behalf,omitempty" doc:"a facilitator raised it for them"`
	Interposed bool                `json:"interposed,omitempty" doc:"a direct reply: whoever spoke goes on when it is over"`
	RaisedAt   string              `json:"raised_at"`
	StartedAt  string              `json:"started_at,omitempty"`
	Since      string              `json:"since,omitempty" doc:"it runs since then; absent while it waits or stands still, and when it is over"`
	SpentMs    int64               `json:"spent_ms" doc:"what ran before since"`
	AllowedMs  int64               `json:"allowed_ms" doc:"0: no limit"`
	EndsAt     string              `json:"ends_at,omitempty" doc:"when its time is over, if nothing changes"`
	EndedAt    string              `json:"ended_at,omitempty"`
	Times      int64               `json:"times" doc:"how often they have spoken in this workshop, with this time where it has begun"`
	TotalMs    int64               `json:"total_ms" doc:"how long, without what has run since"`
	Now        workshop.StampOfNow `json:"now" doc:"the server's clock when this was read: count from it, not from your own"`
}

// SpokenView is how often and how long somebody spoke; what has run since its since is not in it.
type SpokenView struct {
	Participant string `json:"participant"`
	Name        string `json:"name"`
	Times       int64  `json:"times"`
	TotalMs     int64  `json:"total_ms"`
}

// SpokenList is who spoke how often in a workshop.
type SpokenList struct {
	ID    string       `json:"id" doc:"of the workshop"`
	Items []SpokenView `json:"items"`
}

func (l List) view() SpeakersView {
	return SpeakersView{ID: l.WorkshopID, Version: l.Version, Closed: l.ClosedAt != nil, LimitSeconds: l.LimitSeconds, Undo: l.Undo != ""}
}

func keys[V any](m map[string]V) func(func(string) bool) { return maps.Keys(m) }

// voice is who said something, and for whom.
type voice struct {
	participant      string
	organisation     *string
	organisationName string
}

func (sp Speech) voice() voice {
	return voice{sp.ParticipantID, sp.OrganisationID, sp.OrganisationName}
}
func (q Question) voice() voice { return voice{q.ParticipantID, q.OrganisationID, q.OrganisationName} }
func (sp spoken) voice() voice  { return voice{participant: sp.ParticipantID} }

// people names voices, whatever their number with a few questions.
func (s *Service) people(ctx context.Context, voices []voice) (func(voice) FloorPerson, error) {
	ids := map[string]bool{}
	for _, v := range voices {
		ids[v.participant] = true
	}
	known, err := s.workshops.Participants(ctx, slices.Collect(keys(ids)))
	if err != nil {
		return nil, err
	}
	speaks := func(v voice) actor.Spoken {
		said := actor.Spoken{Organisation: v.organisation}
		if m := known[v.participant].MemberID; m != nil {
			said.Member = *m
		}
		return said
	}
	var said []actor.Spoken
	for _, v := range voices {
		said = append(said, speaks(v))
	}
	author, err := s.actors.Authors(ctx, said)
	if err != nil {
		return nil, err
	}
	return func(v voice) FloorPerson {
		p, a := known[v.participant], author(speaks(v))
		one := FloorPerson{Participant: v.participant, Name: p.Name, Organisation: a.Organisation, OrganisationName: v.organisationName, Phone: p.MemberID == nil}
		one.Confirmed = p.Confirmed && v.organisation != nil && *v.organisation == *p.OrganisationID
		if p.MemberID != nil {
			one.Name = a.Name // theirs now: a closed account has a neutral one
		}
		return one
	}, nil
}

// speechViews shapes speeches for everybody who watches.
func (s *Service) speechViews(ctx context.Context, all []Speech) ([]SpeechView, error) {
	views := make([]SpeechView, len(all))
	if len(all) == 0 {
		return views, nil
	}
	voices, where, whose := make([]voice, len(all)), map[string]bool{}, map[string]bool{}
	for i, sp := range all {
		voices[i], where[sp.WorkshopID], whose[sp.ParticipantID] = sp.voice(), true, true
	}
	person, err := s.people(ctx, voices)
	if err != nil {
		return nil, err
	}
	counted, err := s.store.spokenIn(ctx, slices.Collect(keys(where)), slices.Collect(keys(whose)))
	if err != nil {
		return nil, err
	}
	totals := totalsOf(counted)
	now, err := s.db.Clock(ctx)
	if err != nil {
		return nil, err
	}
	for i, sp := range all {
		total := totals[sp.ParticipantID]
		views[i] = SpeechView{ID: sp.ID, Version: sp.Version, Workshop: sp.WorkshopID, Step: sp.StepID, State: sp.State(), By: person(sp.voice()), OnBehalf: sp.RaisedBy != nil,
			Interposed: sp.Interposed, RaisedAt: event.Stamp(sp.RaisedAt), StartedAt: event.Stamped(sp.StartedAt), Since: event.Stamped(sp.Since), SpentMs: sp.SpentMs, AllowedMs: sp.AllowedMs,
			EndsAt: event.Stamped(sp.endsAt()), EndedAt: event.Stamped(sp.EndedAt), Times: total.Times, TotalMs: total.Ms, Now: workshop.StampOfNow(event.Stamp(now))}
	}
	return views, nil
}

// endsAt is when the time of what runs is over.
func (sp Speech) endsAt() *time.Time {
	if sp.Since == nil || sp.AllowedMs == 0 {
		return nil
	}
	at := sp.Since.Add(time.Duration(sp.AllowedMs-sp.SpentMs) * time.Millisecond)
	return &at
}

// totalsOf adds what a participant said for each organisation. A participant belongs to one workshop.
func totalsOf(counted []spoken) map[string]spoken {
	totals := map[string]spoken{}
	for _, c := range counted {
		had := totals[c.ParticipantID]
		totals[c.ParticipantID] = spoken{WorkshopID: c.WorkshopID, ParticipantID: c.ParticipantID, Times: had.Times + c.Times, Ms: had.Ms + c.Ms}
	}
	return totals
}

// spokenLists says who spoke how often, in the order of their ids.
func (s *Service) spokenLists(ctx context.Context, workshops []string) (map[string]SpokenList, error) {
	counted, err := s.store.spokenIn(ctx, workshops, nil)
	if err != nil {
		return nil, err
	}
	totals := totalsOf(counted)
	voices := make([]voice, 0, len(totals))
	for _, t := range totals {
		voices = append(voices, t.voice())
	}
	person, err := s.people(ctx, voices)
	if err != nil {
		return nil, err
	}
	lists := make(map[string]SpokenList, len(workshops))
	for _, id := range workshops {
		lists[id] = SpokenList{ID: id, Items: []SpokenView{}}
	}
	for _, id := range slices.Sorted(keys(totals)) {
		t := totals[id]
		l := lists[t.WorkshopID]
		l.Items = append(l.Items, SpokenView{Participant: id, Name: person(t.voice()).Name, Times: t.Times, TotalMs: t.Ms})
		lists[t.WorkshopID] = l
	}
	return lists, nil
}
