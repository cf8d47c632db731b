package actor

import (
	"context"
	"encoding/json"

	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
)

// Heard is told, in the transaction, what is put on a member's own topic.
type Heard func(ctx context.Context, member, kind string, about ref.Ref) error

// WhenTold has a room hear of what members are told by this one.
func (s *Service) WhenTold(fn Heard) { s.heard = append(s.heard, fn) }

// OwnNews gives the data of events that another room puts on members' own topics.
type OwnNews func(ctx context.Context, events []event.Event) ([]json.RawMessage, error)

// ShowOwn has another room show its events on members' own topics: those about things of a kind.
func (s *Service) ShowOwn(kind string, fn OwnNews) { s.own[kind] = fn }

// RepresentationsByID finds representations, also those that ended; an id that none has is not in the map.
func (s *Service) RepresentationsByID(ctx context.Context, ids []string) (map[string]Representation, error) {
	return s.store.representationsByID(ctx, ids)
}

// showOthers puts the data of other rooms' events in place.
func (s *Service) showOthers(ctx context.Context, events []event.Event, data []json.RawMessage) error {
	for kind, show := range s.own {
		var some []event.Event
		var at []int
		for i, e := range events {
			if e.Ref.Kind == kind {
				some, at = append(some, e), append(at, i)
			}
		}
		if len(some) == 0 {
			continue
		}
		shown, err := show(ctx, some)
		if err != nil {
			return err
		}
		for i, where := range at {
			data[where] = shown[i]
		}
	}
	return nil
}

// hear has the other rooms hear of it at the end of the running transaction.
func (s *Service) hear(ctx context.Context, member, kind string, about ref.Ref) {
	for _, fn := range s.heard {
		s.db.BeforeCommit(ctx, func(ctx context.Context) error { return fn(ctx, member, kind, about) })
	}
}
