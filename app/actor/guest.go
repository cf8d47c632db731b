package actor

import (
	"context"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/live"
	"kraftsam/app/platform/ref"
)

// guestAddress stands where members have an address: no letter can be sent there, and nobody can sign in with it.
func guestAddress(id string) string { return "guest:" + id }

// AddGuest writes somebody who joined a thing with a code and may do nothing elsewhere.
func (s *Service) AddGuest(ctx context.Context, name, lang string, of ref.Ref) (Member, error) {
	now := db.Now()
	m := Member{ID: ref.NewID(), Name: name, Lang: lang, TimeZone: homeZone, CreatedAt: now, ApprovedAt: &now, Guest: true}
	m.Email = guestAddress(m.ID)
	return m, s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.store.addMember(ctx, m); err != nil {
			return err
		}
		// The first grant is of nothing but themselves: whoever is shown out of all that they joined is a guest still, and no member.
		if err := s.AdmitGuest(ctx, m.ID, MemberRef(m.ID)); err != nil {
			return err
		}
		return s.AdmitGuest(ctx, m.ID, of)
	})
}

// AdmitGuest lets a guest into one more thing.
func (s *Service) AdmitGuest(ctx context.Context, guest string, of ref.Ref) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		row := grantRow{ID: ref.NewID(), MemberID: guest, Role: string(Guest), ScopeKind: of.Kind, ScopeID: of.ID, GrantedAt: db.Now(), GrantedBy: guest}
		_, err := s.store.addGrant(ctx, &row)
		return err
	})
}

// ShowOut ends that a guest takes part in a thing.
func (s *Service) ShowOut(ctx context.Context, by Viewer, guest string, of ref.Ref) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		held, err := s.store.roles(ctx, "member_id = ? AND role = ? AND scope_kind = ? AND scope_id = ?", guest, Guest, of.Kind, of.ID)
		if err != nil || len(held) == 0 {
			return err
		}
		s.guestChanged(ctx, guest)
		return s.store.endGrant(ctx, by.Member, held[0].ID)
	})
}

// Upgrade makes a member of a guest, with everything that is theirs; approved says that they may come in at once. Whoever is no guest
// any more stays as they are, and false is answered.
func (s *Service) Upgrade(ctx context.Context, guest, email, name, lang string, approved bool) (Member, bool, error) {
	var m Member
	did := false
	err := s.db.InTx(ctx, func(ctx context.Context) (err error) {
		if m, err = s.store.memberHeld(ctx, guest); err != nil || !m.Guest {
			return err
		}
		did = true
		m.Email, m.Name, m.Lang = email, name, lang
		set := map[string]any{"email": email, "name": name, "lang": lang}
		if !approved {
			set["approved_at"] = nil
		}
		if err := s.store.setMember(ctx, guest, set); err != nil {
			return err
		}
		s.TellAdministrators(ctx, Members)
		if !approved {
			return nil
		}
		return s.noGuest(ctx, guest)
	})
	return m, did, err
}

// Grown is told of a guest who is a member now, in the running transaction.
type Grown func(ctx context.Context, member string) error

// WhenGrown adds who is told of guests who become members.
func (s *Service) WhenGrown(fn Grown) { s.grown = append(s.grown, fn) }

// noGuest ends that somebody is a guest: they are a member like others.
func (s *Service) noGuest(ctx context.Context, member string) error {
	held, err := s.store.roles(ctx, "member_id = ? AND role = ?", member, Guest)
	if err != nil {
		return err
	}
	for _, h := range held {
		if err := s.store.endGrant(ctx, member, h.ID); err != nil {
			return err
		}
	}
	s.guestChanged(ctx, member)
	if err := s.store.setMember(ctx, member, map[string]any{"guest": false}); err != nil {
		return err
	}
	for _, grown := range s.grown {
		if err := grown(ctx, member); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) guestChanged(ctx context.Context, guest string) {
	s.events.Add(ctx, live.Control, event.Change{Type: live.AccessChanged, Ref: MemberRef(guest)})
}
