package account

import (
	"context"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/web"
)

// RegisterConnected makes a member of somebody whose address the provider has checked, as far as this house takes newcomers. They
// have no password.
func (s *Service) RegisterConnected(ctx context.Context, c Consent, from web.Credentials) (Status, string, actor.Member, error) {
	none := actor.Member{}
	p, err := s.pendingOf(ctx, c.Word)
	if err != nil {
		return "", "", none, err
	}
	if !c.Given {
		return "", "", none, errConsent
	}
	if err := actor.CheckName("body.name", c.Name); err != nil {
		return "", "", none, err
	}
	if err := actor.CheckLang("body.lang", c.Lang); err != nil {
		return "", "", none, err
	}
	if err := s.limits.Take(ctx, limit.Register, from.Prefix); err != nil {
		return "", "", none, err
	}
	status, m, err := s.addConnected(ctx, p, c)
	if err != nil || status != Active {
		return status, "", m, err
	}
	word, err := s.enter(ctx, actor.Viewer{}, m, from, p.ProvedAt)
	return status, word, m, err
}

func (s *Service) addConnected(ctx context.Context, p pending, c Consent) (Status, actor.Member, error) {
	became, err := s.welcome(ctx, Newcomer{Invitation: c.Invitation})
	if err != nil {
		return "", actor.Member{}, err
	}
	now := db.Now()
	m := actor.Member{ID: ref.NewID(), Email: p.Email, ConfirmedAt: &now, Name: c.Name, Lang: c.Lang, CreatedAt: now}
	if m.Lang == "" {
		m.Lang = "sv"
	}
	if became.Status == Active {
		m.ApprovedAt = &now
	}
	taken := false
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.takePending(ctx, p); err != nil {
			return err
		}
		if err := s.actors.AddMember(ctx, m); err != nil {
			taken = db.IsDuplicate(err)
			return err
		}
		if c.Invitation != "" {
			if _, err := s.areas.Enter(ctx, m.ID, c.Invitation); fault.IsNotFound(err) { // somebody took the last place
				return errInvitation
			} else if err != nil {
				return err
			}
		}
		return s.store.addConnection(ctx, connectionOf(p, m))
	})
	switch {
	case taken:
		return "", m, errHasAccount
	case db.IsDuplicate(err):
		return "", m, errLinked
	}
	return became.Status, m, err
}
