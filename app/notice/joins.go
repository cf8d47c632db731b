package notice

import (
	"context"
	"encoding/json"
	"strings"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
)

// What the room joins: its events on a member's own topic, and, for the room to its left, what is decided of representations.

// addedData is the data of notice.added.
type addedData struct {
	ID     string `json:"id"`
	Kind   Kind   `json:"kind,omitempty"` // of a notice that is still there
	Unread int    `json:"unread"`
}

func (s *Service) joinActors() {
	s.actors.ShowOwn("notice", s.render)
	s.actors.WhenTold(s.told)
	s.actors.WhenLeft(s.Forget)
	s.Join(fromActors, membership{s})
}

// render shows each event as its member finds things now.
func (s *Service) render(ctx context.Context, events []event.Event) ([]json.RawMessage, error) {
	unread := map[string]int{}
	data := make([]json.RawMessage, len(events))
	for i, e := range events {
		member := strings.TrimPrefix(e.Topic, actor.Topic(""))
		if _, asked := unread[member]; !asked {
			by, err := s.viewer(ctx, member)
			if err == nil {
				unread[member], err = s.Unread(ctx, by)
			}
			if err != nil {
				return nil, err
			}
		}
		n, err := s.store.notice(ctx, member, e.Ref.ID)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return nil, err
		}
		if data[i], err = json.Marshal(addedData{e.Ref.ID, n.Kind, unread[member]}); err != nil {
			return nil, err
		}
	}
	return data, nil
}

// viewer is a member as they would ask themselves.
func (s *Service) viewer(ctx context.Context, member string) (actor.Viewer, error) {
	m, grants, err := s.actors.MemberWithGrants(ctx, member)
	return actor.Viewer{Member: m.ID, Name: m.Name, Lang: m.Lang, Grants: grants}, err
}

const fromActors = "actor"

// told has what package actor tells a member become a notice, where it is one.
func (s *Service) told(ctx context.Context, member, kind string, about ref.Ref) error {
	if about.Kind != "representation" {
		return nil
	}
	return s.Tell(ctx, News{Source: fromActors, Event: about.String(), What: kind, About: about, Ref: ref.Ref{Kind: "member", ID: member}})
}

// membership is the news of representations: what waits for a member's word, and what was decided of theirs.
type membership struct{ s *Service }

// Concerned tells the member whom the news named, of how things are when it comes to that.
func (m membership) Concerned(ctx context.Context, news []News, _ string, _ Told) (Page, error) {
	var page Page
	runs, err := m.s.actors.RepresentationsByID(ctx, []string{news[0].About.ID})
	if err != nil {
		return page, err
	}
	r, ok := runs[news[0].About.ID]
	if !ok {
		return page, nil
	}
	for i, n := range news {
		if c, ok := concernOf(r, n); ok {
			c.News, c.Event = i, n.Event+" "+c.What
			page.Concerns = append(page.Concerns, c)
		}
	}
	return page, nil
}

func concernOf(r actor.Representation, n News) (Concern, bool) {
	member := n.Ref.ID
	switch status := r.Status(); {
	case member != r.MemberID && status == "awaits_confirmation":
		return Concern{Member: member, Kind: Asked, What: "representation.requested", Reason: ByOrganisation}, true
	case member != r.MemberID:
		return Concern{}, false
	case status == "offered":
		return Concern{Member: member, Kind: Asked, What: "representation.offered", Reason: ByName}, true
	case status == "confirmed" && r.ConfirmedBy != nil && *r.ConfirmedBy != member:
		return Concern{Member: member, Kind: Membership, What: "representation.confirmed", Reason: ByOwning}, true
	case status == "ended" && r.EndedBy != nil && *r.EndedBy != member:
		return Concern{Member: member, Kind: Membership, What: "representation.ended", Reason: ByOwning}, true
	}
	return Concern{}, false
}

// Look shows what is still so: an offer until it is answered, a decision until another follows.
func (m membership) Look(ctx context.Context, by actor.Viewer, notices []Notice) (map[string]Shown, error) {
	ids := make([]string, len(notices))
	for i, n := range notices {
		ids[i] = n.AboutID
	}
	runs, err := m.s.actors.RepresentationsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	var of []string
	for _, r := range runs {
		of = append(of, r.OrganisationID)
	}
	organisations, err := m.s.actors.OrganisationsByID(ctx, of)
	if err != nil {
		return nil, err
	}
	shown := map[string]Shown{}
	for _, n := range notices {
		r, ok := runs[n.AboutID]
		if !ok {
			continue
		}
		c, still := concernOf(r, News{Ref: ref.Ref{Kind: "member", ID: by.Member}})
		one := Shown{Title: organisations[r.OrganisationID].Name, Lang: "und", Href: "/account", Stands: still && c.What == n.What}
		if n.What == "representation.requested" {
			one.Href = "/administration"
		}
		shown[n.ID] = one
	}
	return shown, nil
}

// Lower is for things that have a level, which these are not.
func (m membership) Lower(context.Context, actor.Viewer, ref.Ref) (Level, error) { return "", errNone }
