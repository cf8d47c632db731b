package actor

import (
	"context"

	"kraftsam/app/platform/live"
	"kraftsam/app/platform/ref"
)

// Topics are a member's own notices, which only they may watch, and the moderators' topic, which everybody knows of.
func (s *Service) Topics() []live.Topic {
	return []live.Topic{
		{Prefix: "member", Right: func(_ context.Context, by live.Watcher, id string) (live.Right, error) {
			if by.Member == "" || by.Member != id {
				return live.Unknown, nil
			}
			return live.Watch, nil
		}},
		{Prefix: "moderation", Single: true, Right: func(ctx context.Context, by live.Watcher, _ string) (live.Right, error) {
			if by.Member == "" {
				return live.Forbidden, nil
			}
			grants, err := s.Grants(ctx, by.Member)
			if err != nil || !(Viewer{Member: by.Member, Grants: grants}).Is(Moderator, ref.Ref{}) && !(Viewer{Member: by.Member, Grants: grants}).Is(Administrator, ref.Ref{}) {
				return live.Forbidden, err
			}
			return live.Watch, nil
		}},
	}
}
