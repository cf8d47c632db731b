package actor

import (
	"context"

	"kraftsam/app/audit"
	"kraftsam/app/platform/ref"
)

// Noted is an entry of the audit log with the names, as they are today, of who did it and what it was about.
type Noted struct {
	audit.Entry
	WhoName, AboutName string
	WhoIsMember        bool
}

// History reads the audit log for an administrator, the newest first, before an entry (0: from the newest).
func (s *Service) History(ctx context.Context, by Viewer, before int64, limit int) ([]Noted, bool, error) {
	if err := by.Administers(); err != nil {
		return nil, false, err
	}
	var list []Noted
	var more bool
	err := s.db.Read(ctx, func(ctx context.Context) error {
		entries, older, err := s.audit.Page(ctx, before, limit)
		if err != nil {
			return err
		}
		more = older
		list, err = s.named(ctx, entries)
		return err
	})
	return list, more, err
}

func (s *Service) named(ctx context.Context, entries []audit.Entry) ([]Noted, error) {
	ids := map[string]map[string]bool{"member": {}, "organisation": {}, "representation": {}}
	for _, e := range entries {
		ids["member"][e.Who] = true
		if of := ids[e.About.Kind]; of != nil {
			of[e.About.ID] = true
		}
	}
	runs, err := s.store.representationsByID(ctx, keys(ids["representation"]))
	if err != nil {
		return nil, err
	}
	for _, r := range runs {
		ids["member"][r.MemberID], ids["organisation"][r.OrganisationID] = true, true
	}
	members, err := s.store.memberNames(ctx, keys(ids["member"]))
	if err != nil {
		return nil, err
	}
	organisations, err := s.store.organisations(ctx, keys(ids["organisation"]))
	if err != nil {
		return nil, err
	}
	list := make([]Noted, len(entries))
	for i, e := range entries {
		name, member := members[e.Who]
		list[i] = Noted{Entry: e, WhoName: name, WhoIsMember: member, AboutName: nameOf(e.About, members, organisations, runs)}
		if !member {
			list[i].WhoName = e.Who
		}
	}
	return list, nil
}

func nameOf(about ref.Ref, members map[string]string, organisations map[string]Organisation, runs map[string]Representation) string {
	switch about.Kind {
	case "member":
		return members[about.ID]
	case "organisation":
		return organisations[about.ID].Name
	case "representation":
		if r, ok := runs[about.ID]; ok {
			return members[r.MemberID] + " – " + organisations[r.OrganisationID].Name
		}
	}
	return ""
}
