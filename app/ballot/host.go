package ballot

import (
	"context"

	"kraftsam/app/actor"
)

// Place is where ballots are held, as one viewer finds it.
type Place struct {
	Topic string
	Write error // why the viewer may not take part; nil: they may start ballots and vote
	Leads bool  // may start one beside another, and close and conclude those of others
	Led   bool  // only those who lead may start ballots here
	Part  Part  // how the viewer takes part, where people say so
}

// Part is for which organisation somebody takes part where a ballot is held, or from which municipality. They may only have said
// so: it tells where an open vote of a person is counted, and gives nobody the voice of an organisation.
type Part struct {
	Organisation, Municipality *string
}

// Host is a room whose things ballots are held in. What the viewer may not see it refuses in its own words, as if it were not
// there.
type Host interface {
	// Place finds one thing. Held is the same for a change: the thing stays as it is until the transaction ends.
	Place(ctx context.Context, by actor.Viewer, id string) (Place, error)
	Held(ctx context.Context, by actor.Viewer, id string) (Place, error)
	// Places finds many with a few questions; those that the viewer may not see are not among them.
	Places(ctx context.Context, by actor.Viewer, ids []string) (map[string]Place, error)
	// Topic is where the news of a thing is told.
	Topic(id string) string
	// Muted says which of some members want to hear nothing of a thing.
	Muted(ctx context.Context, id string, members []string) (map[string]bool, error)
	// Followed says of which of some things the viewer wants to hear.
	Followed(ctx context.Context, by actor.Viewer, ids []string) (map[string]bool, error)
	// Asked are the members who are reminded of a ballot: those that take part where it is held, and may still see it.
	Asked(ctx context.Context, id string) ([]string, error)
}

// mayTakePart refuses visitors and tokens that only read. Guests are looked at where the ballot is held.
func mayTakePart(by actor.Viewer) error {
	if by.IsGuest() {
		return nil
	}
	return by.MayWrite()
}

type joined struct {
	Host
	kind, path string
}

// Join makes the things of a kind hosts; path is the address of one, such as /api/threads/{id}.
func (s *Service) Join(kind, path string, h Host) {
	s.hosts[kind] = joined{h, kind, path}
}
