package forum

import (
	"context"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
)

// What the rooms to the left of this one ask of a member; what this one asks itself stands beside what it is about.
const (
	askOffer   = "representation.offered"
	askRequest = "representation.requested"
	askAnswer  = "thread.answer"
)

// offers are organisations that a colleague asks the member to speak for.
func (s *Service) offers(ctx context.Context, by actor.Viewer, _ []string, most int) ([]Ask, error) {
	offers, err := s.actors.Offers(ctx, by)
	if err != nil {
		return nil, err
	}
	var asks []Ask
	for _, o := range offers[:min(len(offers), most)] {
		asks = append(asks, Ask{Kind: askOffer, ID: o.ID, Href: "/account", Title: o.Organisation.Name, By: o.Member.Name, At: event.Stamp(o.RequestedAt)})
	}
	return asks, nil
}

// requests are people who ask to speak for an organisation of the member's.
func (s *Service) requests(ctx context.Context, by actor.Viewer, _ []string, most int) ([]Ask, error) {
	waiting, err := s.actors.Requests(ctx, by, false)
	if err != nil {
		return nil, err
	}
	var asks []Ask
	for _, r := range waiting[:min(len(waiting), most)] {
		asks = append(asks, Ask{Kind: askRequest, ID: r.ID, Href: "/administration", Title: r.Organisation.Name, By: r.Member.Name, At: event.Stamp(r.RequestedAt)})
	}
	return asks, nil
}

// wishedAnswers are threads where an answer of the member's, or of an organisation that they speak for, is waited for.
func (s *Service) wishedAnswers(ctx context.Context, by actor.Viewer, _ []string, most int) ([]Ask, error) {
	mine, err := s.asksOf(ctx, by)
	if err != nil {
		return nil, err
	}
	var asks []Ask
	for _, a := range mine[:min(len(mine), most)] {
		asks = append(asks, Ask{Kind: askAnswer, ID: a.ID, Href: "/threads/" + a.Thread.ID, Title: a.Thread.Title, Lang: a.Thread.Lang, By: a.By.Name, At: a.At, Before: a.Wished})
	}
	return asks, nil
}
