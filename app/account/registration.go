package account

import (
	"context"
	"errors"
	"net/mail"
	"strings"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/ref"
)

// Newcomer is what somebody says who wants to become a member.
type Newcomer struct {
	Email, Name, Password, Lang string
	Invitation                  string
	Network                     string          // that the request comes from, for limits
	Organisation                string          // id of one in the directory
	Proposal                    *actor.Proposal // or one that is not there yet
}

// Status is what became of a registration.
type Status string

// What a registration can lead to.
const (
	Active          Status = "active"
	AwaitsApproval  Status = "awaits_approval"
	confirmationFor        = 7 * 24 * time.Hour
	maxEmail               = 254
)

// checkEmail refuses what cannot be an address and gives it in lower case.
func checkEmail(location, email string) (string, error) {
	parsed, err := mail.ParseAddress(email)
	local, host, ok := strings.Cut(email, "@")
	if err != nil || !ok || parsed.Address != email || parsed.Name != "" || len(email) > maxEmail || local == "" || strings.ContainsAny(email, " \t\r\n\"<>(),;:\\[]") || !strings.Contains(strings.Trim(host, "."), ".") {
		return "", fault.InField(location, "email_invalid", "This does not look like a mail address.")
	}
	return strings.ToLower(email), nil
}

func (s *Service) checkNewcomer(n *Newcomer) (err error) {
	if n.Email, err = checkEmail("body.email", n.Email); err != nil {
		return err
	}
	if err := actor.CheckName("body.name", n.Name); err != nil {
		return err
	}
	if err := actor.CheckLang("body.lang", n.Lang); err != nil {
		return err
	}
	if n.Lang == "" {
		n.Lang = "sv"
	}
	if s.mode == Invite {
		if n.Invitation == "" {
			return fault.InField("body.invitation", "invitation_missing", "One becomes a member here by invitation.")
		}
		return fault.InField("body.invitation", "invitation_unknown", "This invitation is not valid, or no longer.")
	}
	return checkPassword(n.Password, n.Email, n.Name)
}

// Register makes a member. Whether the address was taken is told only to its owner, by mail.
func (s *Service) Register(ctx context.Context, n Newcomer) (Status, error) {
	if err := s.checkNewcomer(&n); err != nil {
		return "", err
	}
	if err := s.checkActor(ctx, n); err != nil {
		return "", err
	}
	if err := s.limits.Take(ctx, limit.Register, n.Network); err != nil {
		return "", err
	}
	hash, err := hashPassword(ctx, n.Password)
	if err != nil {
		return "", err
	}
	status := Active
	if s.mode == Approval {
		status = AwaitsApproval
	}
	taken := false
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		_, err := s.actors.MemberByEmail(ctx, n.Email)
		if taken = err == nil; taken {
			return s.tellOwner(ctx, n.Email)
		}
		if !isNotFound(err) {
			return err
		}
		_, err = s.add(ctx, n, hash, status == Active)
		return err
	})
	if db.IsDuplicate(err) && !taken { // somebody took the address in the same moment
		return status, s.db.InTx(ctx, func(ctx context.Context) error { return s.tellOwner(ctx, n.Email) })
	}
	return status, err
}

// checkActor looks at the organisation before it is known whether the address is taken: the answer must not tell.
func (s *Service) checkActor(ctx context.Context, n Newcomer) error {
	switch {
	case n.Organisation != "":
		return s.actors.CheckOrganisation(ctx, n.Organisation)
	case n.Proposal != nil:
		return s.actors.CheckProposal(ctx, *n.Proposal)
	}
	return nil
}

func (s *Service) add(ctx context.Context, n Newcomer, hash string, approved bool) (actor.Member, error) {
	now := db.Now()
	m := actor.Member{ID: ref.NewID(), Email: n.Email, Name: n.Name, Lang: n.Lang, CreatedAt: now}
	if approved {
		m.ApprovedAt = &now
	}
	if err := s.actors.AddMember(ctx, m); err != nil {
		return m, err
	}
	if err := s.store.setPassword(ctx, m.ID, hash); err != nil {
		return m, err
	}
	switch {
	case n.Organisation != "":
		if _, err := s.actors.RepresentAs(ctx, m.ID, n.Organisation); err != nil {
			return m, err
		}
	case n.Proposal != nil:
		if _, err := s.actors.Propose(ctx, m.ID, *n.Proposal); err != nil {
			return m, err
		}
	}
	word, hashed := secret()
	if err := s.store.addConfirmation(ctx, confirmation{Hash: hashed, MemberID: m.ID, CreatedAt: now, ExpiresAt: now.Add(confirmationFor)}); err != nil {
		return m, err
	}
	subject, text := confirmLetter(m.Lang, s.site.String()+"/confirm?token="+word)
	return m, s.mail.Put(ctx, m.Email, subject, text)
}

func (s *Service) tellOwner(ctx context.Context, email string) error {
	m, err := s.actors.MemberByEmail(ctx, email)
	if err != nil {
		return err
	}
	subject, text := takenLetter(m.Lang, s.site.String()+"/sign-in")
	return s.mail.Put(ctx, m.Email, subject, text)
}

var errConfirmation = fault.New(fault.Invalid, "confirmation_unknown", "This link is not valid, or no longer. Sign in and ask for a new one.")

// ConfirmAddress takes the word of a confirmation letter.
func (s *Service) ConfirmAddress(ctx context.Context, word string) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		c, err := s.store.confirmation(ctx, hashOf(word))
		if err != nil {
			return err
		}
		return s.actors.ConfirmAddress(ctx, c.MemberID)
	})
}

func isNotFound(err error) bool {
	var f *fault.Error
	return errors.As(err, &f) && f.Kind == fault.NotFound
}

// FirstPassword sets the password of a member who has none yet and says whether it did.
func (s *Service) FirstPassword(ctx context.Context, member, password string) (bool, error) {
	if hash, err := s.store.password(ctx, member); err != nil || hash != "" {
		return false, err
	}
	return true, s.SetPassword(ctx, member, password)
}

// SetPassword replaces a member's password.
func (s *Service) SetPassword(ctx context.Context, member, password string) error {
	hash, err := hashPassword(ctx, password)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error { return s.store.setPassword(ctx, member, hash) })
}

// AddMember makes a member whom an administrator vouches for: approved and with a confirmed address.
func (s *Service) AddMember(ctx context.Context, n Newcomer) (actor.Member, error) {
	email, err := checkEmail("email", n.Email)
	if err != nil {
		return actor.Member{}, err
	}
	if err := actor.CheckName("name", n.Name); err != nil {
		return actor.Member{}, err
	}
	if err := checkPassword(n.Password, email, n.Name); err != nil {
		return actor.Member{}, err
	}
	hash, err := hashPassword(ctx, n.Password)
	if err != nil {
		return actor.Member{}, err
	}
	now := db.Now()
	m := actor.Member{ID: ref.NewID(), Email: email, ConfirmedAt: &now, Name: n.Name, Lang: "sv", CreatedAt: now, ApprovedAt: &now}
	return m, s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.actors.AddMember(ctx, m); err != nil {
			return err
		}
		return s.store.setPassword(ctx, m.ID, hash)
	})
}
