package actor

import (
	"context"
	"time"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
)

// HeldRole is a running grant with its id.
type HeldRole struct {
	ID string
	Grant
	MemberID  string
	GrantedAt time.Time
}

var (
	errNoRole     = fault.New(fault.NotFound, "role_unknown", "There is no such role.")
	errRole       = fault.InField("body.role", "role_unknown", "A role is facilitator of an area, moderator or administrator.")
	errNotLeading = fault.New(fault.Forbidden, "forbidden", "This is for those who lead the conversations here.")
	errNotMember  = fault.New(fault.Conflict, "member_inactive", "This member is not active: let them in first.")
	errSuchMember = fault.InField("body.email", "member_unknown", "No active member has this address. Ask them to become a member first.")
)

var _ = fault.Register("role_unknown", "member_inactive", "member_unknown")

// check refuses a role that does not exist or stands in the wrong place.
func (g Grant) check() error {
	area := g.Scope.Kind == "area" && g.Scope.ID != ""
	switch g.Role {
	case Facilitator:
		if area {
			return nil
		}
	case Moderator, Administrator:
		if g.Scope == (ref.Ref{}) {
			return nil
		}
	}
	return errRole
}

// Grant gives a member a role; given twice it stands once. It needs a fresh proof of who gives it.
func (s *Service) Grant(ctx context.Context, by Viewer, member string, g Grant, why string) (id string, err error) {
	if err := s.mayChangeRoles(by, why); err != nil {
		return "", err
	}
	if err := g.check(); err != nil {
		return "", err
	}
	err = s.Administering(ctx, by, func(ctx context.Context) error {
		m, err := s.store.memberHeld(ctx, member)
		if err != nil {
			return err
		}
		if m.State() != "active" {
			return errNotMember
		}
		row := grantRow{ID: ref.NewID(), MemberID: member, Role: string(g.Role), ScopeKind: g.Scope.Kind, ScopeID: g.Scope.ID,
			GrantedAt: db.Now(), GrantedBy: by.Member}
		added, err := s.store.addGrant(ctx, &row)
		if id = row.ID; err != nil || !added {
			return err
		}
		s.tell(ctx, member, RolesChanged, MemberRef(member))
		s.TellAdministrators(ctx, Roles)
		return s.Note(ctx, by, "role.given."+string(g.Role)+of(g), MemberRef(member), why)
	})
	return id, err
}

// of names the place of a role, for the audit log.
func of(g Grant) string {
	if g.Scope.ID == "" {
		return ""
	}
	return ":" + g.Scope.ID
}

// EndGrant takes a role; every request and every socket knows within a second.
func (s *Service) EndGrant(ctx context.Context, by Viewer, id, why string) error {
	if err := s.mayChangeRoles(by, why); err != nil {
		return err
	}
	return s.Administering(ctx, by, func(ctx context.Context) error {
		held, err := s.store.heldRole(ctx, id)
		if err != nil {
			return err
		}
		if held.Role == Administrator {
			if err := s.keepOne(ctx, held.MemberID); err != nil {
				return err
			}
		}
		if err := s.store.endGrant(ctx, by.Member, id); err != nil {
			return err
		}
		s.accessChanged(ctx, held.MemberID)
		s.TellAdministrators(ctx, Roles)
		return s.Note(ctx, by, "role.taken."+string(held.Role)+of(held.Grant), MemberRef(held.MemberID), why)
	})
}

func (s *Service) mayChangeRoles(by Viewer, why string) error {
	if err := by.MayWrite(); err != nil {
		return err
	}
	if err := by.Administers(); err != nil {
		return err
	}
	if err := CheckReason(by, why); err != nil {
		return err
	}
	return by.Proved(db.Now())
}

// Holders lists the running grants of a role in one place.
func (s *Service) Holders(ctx context.Context, g Grant) ([]HeldRole, error) {
	return s.store.holders(ctx, g)
}

// Grants gives the running grants of a member.
func (s *Service) Grants(ctx context.Context, member string) ([]Grant, error) {
	return s.store.grants(ctx, member)
}

// Names gives the names of members by their ids.
func (s *Service) Names(ctx context.Context, ids []string) (map[string]string, error) {
	return s.store.memberNames(ctx, ids)
}

// Facilitating runs what a facilitator of a place, or an administrator, may do, in a transaction in which the role stays theirs.
// For everybody else it is refused.
func (s *Service) Facilitating(ctx context.Context, by Viewer, place ref.Ref, fn func(ctx context.Context) error) error {
	if err := by.MayWrite(); err != nil {
		return err
	}
	if by.Administers() == nil {
		return s.Administering(ctx, by, fn)
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.store.holdGrant(ctx, by.Member, Grant{Facilitator, place}); err != nil {
			return err
		}
		return fn(ctx)
	})
}
