package actor

import (
	"context"
	"encoding/json"

	"kraftsam/app/platform/event"
	"kraftsam/app/platform/live"
	"kraftsam/app/platform/ref"
)

// Topics are a member's own notices, which only they may watch, and those of the moderators and of the administrators, which
// everybody knows of.
func (s *Service) Topics() []live.Topic {
	return []live.Topic{
		{Prefix: "member", Render: s.renderOwn, Right: func(_ context.Context, by live.Watcher, id string) (live.Right, error) {
			if by.Member == "" || by.Member != id {
				return live.Unknown, nil
			}
			return live.Watch, nil
		}},
		{Prefix: "moderation", Single: true, Right: s.rightOf(Moderator, Administrator)},
		{Prefix: AdministrationTopic, Single: true, Render: renderList, Right: s.rightOf(Administrator)},
	}
}

// rightOf lets those watch who have one of the roles everywhere.
func (s *Service) rightOf(roles ...Role) func(context.Context, live.Watcher, string) (live.Right, error) {
	return func(ctx context.Context, by live.Watcher, _ string) (live.Right, error) {
		if by.Member == "" {
			return live.Forbidden, nil
		}
		grants, err := s.Grants(ctx, by.Member)
		if err != nil {
			return live.Forbidden, err
		}
		for _, role := range roles {
			if (Viewer{Member: by.Member, Grants: grants}).Is(role, ref.Ref{}) {
				return live.Watch, nil
			}
		}
		return live.Forbidden, nil
	}
}

// listChanged is the data of list.changed.
type listChanged struct {
	List string `json:"list"`
}

func renderList(_ context.Context, events []event.Event) ([]json.RawMessage, error) {
	data := make([]json.RawMessage, len(events))
	for i, e := range events {
		b, err := json.Marshal(listChanged{e.Ref.ID})
		if err != nil {
			return nil, err
		}
		data[i] = b
	}
	return data, nil
}

// representationNews is the data of what is told about a representation, as it is now: status is awaits_confirmation, offered,
// confirmed or ended.
type representationNews struct {
	ID           string `json:"id"`
	Organisation named  `json:"organisation"`
	Status       string `json:"status"`
}

type named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// renderOwn shows a member's own notices; what is no more than a word to look again shows nothing.
func (s *Service) renderOwn(ctx context.Context, events []event.Event) ([]json.RawMessage, error) {
	ids := map[string]bool{}
	for _, e := range events {
		if e.Ref.Kind == "representation" {
			ids[e.Ref.ID] = true
		}
	}
	var data []json.RawMessage
	err := s.db.Read(ctx, func(ctx context.Context) error {
		runs, err := s.store.representationsByID(ctx, keys(ids))
		if err != nil {
			return err
		}
		of := map[string]bool{}
		for _, r := range runs {
			of[r.OrganisationID] = true
		}
		organisations, err := s.store.organisations(ctx, keys(of))
		if err != nil {
			return err
		}
		for _, e := range events {
			shown := json.RawMessage("{}")
			if r, ok := runs[e.Ref.ID]; ok && e.Ref.Kind == "representation" {
				news := representationNews{ID: r.ID, Organisation: named{r.OrganisationID, organisations[r.OrganisationID].Name}, Status: r.Status()}
				if shown, err = json.Marshal(news); err != nil {
					return err
				}
			}
			data = append(data, shown)
		}
		return s.showOthers(ctx, events, data)
	})
	return data, err
}

// Status says in a word how a representation stands.
func (r Representation) Status() string {
	switch {
	case r.EndedAt != nil:
		return "ended"
	case r.ConfirmedAt != nil:
		return "confirmed"
	case r.OfferedBy != nil:
		return "offered"
	}
	return "awaits_confirmation"
}
