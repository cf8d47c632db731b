package forum

import (
	"context"

	"kraftsam/app/actor"
	"kraftsam/app/ballot"
)

const (
	askVote    = "ballot.vote"
	askOutcome = "ballot.outcome"
)

// voices are ballots that wait for the member's vote, and those that wait for their words of what came of it.
func (s *Service) voices(ctx context.Context, by actor.Viewer, _ []string, most int) ([]Ask, error) {
	asked, err := s.ballots.OpenFor(ctx, by)
	if err != nil {
		return nil, err
	}
	var asks []Ask
	for _, a := range asked[:min(len(asked), most)] {
		v := a.View
		ask := Ask{Kind: askVote, ID: v.ID, Href: v.Page(), Title: v.Title, Lang: v.Lang, By: v.Author.Name, At: v.At, Before: v.ClosesAt}
		if a.What == ballot.AskedOutcome {
			ask.Kind, ask.At, ask.By, ask.Before = askOutcome, v.ClosedAt, "", ""
		}
		asks = append(asks, ask)
	}
	return asks, nil
}
