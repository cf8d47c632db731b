package actor

import (
	"context"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/live"
)

var errNotWaiting = fault.New(fault.Conflict, "member_not_waiting", "This member was let in already. Suspend them, if they must not be here.")

var _ = fault.Register("member_not_waiting")

// ShutOut ends what a member is signed in with, in the running transaction; the tokens too where they do not come back.
type ShutOut func(ctx context.Context, member string, tokensToo bool) error

// WhenShutOut sets it: sessions and tokens are package account's matter, which stands to the right of this one.
func (s *Service) WhenShutOut(fn ShutOut) { s.shutOut = fn }

// Approve lets a member in who registered and waits, and tells them; why stands in the log alone.
func (s *Service) Approve(ctx context.Context, by Viewer, member, why string) error {
	if err := CheckExcuse(why); err != nil {
		return err
	}
	return s.Administering(ctx, by, func(ctx context.Context) error {
		m, err := s.store.memberHeld(ctx, member)
		if err != nil || m.ApprovedAt != nil {
			return err
		}
		if err := s.store.setMember(ctx, member, map[string]any{"approved_at": db.Now()}); err != nil {
			return err
		}
		if m.Guest {
			if err := s.noGuest(ctx, member); err != nil {
				return err
			}
		}
		if err := s.mailTo(ctx, m, letterApproved(m.Lang, s.link("/sign-in"))); err != nil {
			return err
		}
		s.TellAdministrators(ctx, Members)
		return s.Note(ctx, by, "member.approved", MemberRef(member), why)
	})
}

// Refuse closes the account of a member who waits, and tells them why.
func (s *Service) Refuse(ctx context.Context, by Viewer, member, why string) error {
	if err := CheckReason(by, why); err != nil {
		return err
	}
	return s.Administering(ctx, by, func(ctx context.Context) error {
		m, err := s.store.memberHeld(ctx, member)
		if err != nil {
			return err
		}
		if m.ApprovedAt != nil {
			return errNotWaiting
		}
		if err := s.mailTo(ctx, m, letterRefused(m.Lang, why)); err != nil {
			return err
		}
		if err := s.Close(ctx, member); err != nil {
			return err
		}
		return s.Note(ctx, by, "member.refused", MemberRef(member), why)
	})
}

// Suspend shuts a member out: all that they have open ends at once.
func (s *Service) Suspend(ctx context.Context, by Viewer, member, why string) error {
	if err := CheckReason(by, why); err != nil {
		return err
	}
	return s.Administering(ctx, by, func(ctx context.Context) error {
		m, err := s.store.memberHeld(ctx, member)
		if err != nil || m.SuspendedAt != nil {
			return err
		}
		if err := s.keepOne(ctx, member); err != nil {
			return err
		}
		if err := s.store.setMember(ctx, member, map[string]any{"suspended_at": db.Now()}); err != nil {
			return err
		}
		if err := s.store.endOffersBy(ctx, by.Member, member); err != nil {
			return err
		}
		if err := s.dismiss(ctx, member, false); err != nil {
			return err
		}
		s.TellAdministrators(ctx, Members, Roles, Representations)
		return s.Note(ctx, by, "member.suspended", MemberRef(member), why)
	})
}

// Restore lets a suspended member in again.
func (s *Service) Restore(ctx context.Context, by Viewer, member, why string) error {
	if err := CheckReason(by, why); err != nil {
		return err
	}
	return s.Administering(ctx, by, func(ctx context.Context) error {
		m, err := s.store.memberHeld(ctx, member)
		if err != nil || m.SuspendedAt == nil {
			return err
		}
		if err := s.store.setMember(ctx, member, map[string]any{"suspended_at": nil}); err != nil {
			return err
		}
		s.TellAdministrators(ctx, Members, Roles, Representations)
		return s.Note(ctx, by, "member.restored", MemberRef(member), why)
	})
}

// ClosedName stands where the name of a closed account stood.
const ClosedName = "Avslutat konto"

// Close ends an account for good: its roles and representations end, it can be signed in to with nothing, and its address is
// free. What its member wrote stays.
func (s *Service) Close(ctx context.Context, member string) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.keepOne(ctx, member); err != nil {
			return err
		}
		if _, err := s.store.memberHeld(ctx, member); err != nil {
			return err
		}
		if err := s.store.endAll(ctx, member); err != nil {
			return err
		}
		if err := s.store.setMember(ctx, member, map[string]any{"closed_at": db.Now(), "email": "closed:" + member, "confirmed_at": nil,
			"name": ClosedName, "shown": false}); err != nil {
			return err
		}
		for _, left := range s.left {
			if err := left(ctx, member); err != nil {
				return err
			}
		}
		s.TellAdministrators(ctx, Members, Roles, Representations)
		return s.dismiss(ctx, member, true)
	})
}

// Left takes away what another room keeps for a member alone, in the running transaction.
type Left func(ctx context.Context, member string) error

// WhenLeft sets it: how far somebody has read, say, is package forum's matter and ends with the account.
func (s *Service) WhenLeft(fn Left) { s.left = append(s.left, fn) }

// dismiss ends what a member is signed in with, on every node within a second.
func (s *Service) dismiss(ctx context.Context, member string, tokensToo bool) error {
	s.events.Add(ctx, live.Control, event.Change{Type: live.MemberSuspended, Ref: MemberRef(member)})
	if s.shutOut == nil {
		return nil
	}
	return s.shutOut(ctx, member, tokensToo)
}

// Census narrows the list of members; empty parts do not.
type Census struct {
	Query         string
	State         string // waiting, active or suspended
	Role          Role   // any: whoever has one
	Before, After string // ids
	Limit         int
}

// AnyRole narrows a Census to whoever has a role.
const AnyRole Role = "any"

// Citizen is a member with all that was given to them.
type Citizen struct {
	Member
	Roles         []HeldRole
	Organisations []Organisation
}

// State says in a word how a member stands.
func (m Member) State() string {
	switch {
	case m.ClosedAt != nil:
		return "closed"
	case m.SuspendedAt != nil:
		return "suspended"
	case m.ApprovedAt == nil:
		return "waiting"
	case m.Guest:
		return "guest"
	}
	return "active"
}

// Citizens lists members for an administrator, the newest first.
func (s *Service) Citizens(ctx context.Context, by Viewer, q Census) (Page[Citizen], error) {
	var page Page[Citizen]
	if err := by.Administers(); err != nil {
		return page, err
	}
	err := s.db.Read(ctx, func(ctx context.Context) error {
		members, err := s.store.census(ctx, q)
		if err != nil {
			return err
		}
		page.HasBefore, page.HasAfter = members.HasBefore, members.HasAfter
		page.Items, err = s.store.citizens(ctx, members.Items)
		return err
	})
	return page, err
}
