package forum

import (
	"context"
	"slices"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
)

// The kinds of reactions, in the order in which they are shown: support (stöd), thanks (tack), wonder (undrar).
var reactionKinds = []string{"support", "thanks", "wonder"}

// PostReacted is told on the thread's topic when the reactions of a post changed. Its data is the post, as that of its other events.
const PostReacted = "post.reacted"

// Reaction is what somebody says of a post in a word.
type Reaction struct {
	PostID         string
	Kind           string
	MemberID       string
	OrganisationID *string // spoken for, nil: as oneself
	At             time.Time
}

// TableName is for GORM.
func (Reaction) TableName() string { return "post_reactions" }

var (
	errNoReaction  = fault.New(fault.NotFound, "reaction_unknown", "There is no such reaction; there are support, thanks and wonder.")
	errOwnReaction = fault.New(fault.Forbidden, "reaction_own", "One does not react to one's own post.")
)

var _ = fault.Register("reaction_unknown", "reaction_own")

// canReact: any member, to a post of somebody else that still stands.
func canReact(by actor.Viewer, p Post) error {
	switch {
	case by.MayWrite() != nil:
		return by.MayWrite()
	case p.WithdrawnAt != nil:
		return errWithdrawn
	case by.Member == p.AuthorID:
		return errOwnReaction
	}
	return nil
}

// React says something of a post in a word, for an organisation or (as empty) as oneself. The same again changes nothing; as
// somebody else it takes the place of what was said before.
func (s *Service) React(ctx context.Context, by actor.Viewer, post, kind, as string) (event.Reference, error) {
	return s.changeReaction(ctx, by, post, kind, func(ctx context.Context) (bool, error) {
		if err := s.actors.MaySpeakFor(ctx, by, as); err != nil {
			return false, err
		}
		return s.store.react(ctx, Reaction{PostID: post, Kind: kind, MemberID: by.Member, OrganisationID: optional(as), At: db.Now()})
	})
}

// Unreact takes a reaction of the viewer back. A second time changes nothing.
func (s *Service) Unreact(ctx context.Context, by actor.Viewer, post, kind string) (event.Reference, error) {
	return s.changeReaction(ctx, by, post, kind, func(ctx context.Context) (bool, error) {
		return s.store.unreact(ctx, post, kind, by.Member)
	})
}

func (s *Service) changeReaction(ctx context.Context, by actor.Viewer, post, kind string, do func(context.Context) (bool, error)) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	if !slices.Contains(reactionKinds, kind) {
		return event.Reference{}, errNoReaction
	}
	if err := s.limits.Take(ctx, limit.React, by.Member); err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		p, t, a, err := s.postFor(ctx, by, post, s.threadToChange)
		if err != nil {
			return event.Done{}, err
		}
		if err := mayReact(by, p, t, a); err != nil {
			return event.Done{}, err
		}
		changed, err := do(ctx)
		if err == nil && changed {
			s.events.Add(ctx, t.Topic(), event.Change{Type: PostReacted, Ref: postRef(p.ID), Version: p.Version})
		}
		return event.Done{ID: p.ID, Version: p.Version, Topic: t.Topic()}, err
	})
}

func mayReact(by actor.Viewer, p Post, t Thread, a area.Area) error {
	if err := canReact(by, p); err != nil {
		return err
	}
	if err := t.canTakePosts(); err != nil {
		return err
	}
	if !mayPost(by, a, t) {
		return area.ErrPast
	}
	return nil
}

// Reactions lists who reacted to a post, kind by kind, the first first; nothing where the post was withdrawn.
func (s *Service) Reactions(ctx context.Context, by actor.Viewer, post string) ([]ReactionView, error) {
	views := []ReactionView{}
	err := s.db.Read(ctx, func(ctx context.Context) error {
		p, _, _, err := s.postFor(ctx, by, post, s.threadFor)
		if err != nil || p.WithdrawnAt != nil {
			return err
		}
		all, err := s.store.reactions(ctx, p.ID)
		if err != nil {
			return err
		}
		said := make([]actor.Spoken, len(all))
		for i, r := range all {
			said[i] = actor.Spoken{Member: r.MemberID, Organisation: r.OrganisationID}
		}
		author, err := s.actors.Authors(ctx, said)
		if err != nil {
			return err
		}
		for i, r := range all {
			views = append(views, ReactionView{Kind: r.Kind, By: author(said[i]), At: event.Stamp(r.At)})
		}
		slices.SortStableFunc(views, func(a, b ReactionView) int {
			return slices.Index(reactionKinds, a.Kind) - slices.Index(reactionKinds, b.Kind)
		})
		return nil
	})
	return views, err
}
