package account

import (
	"context"
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
	Guest                       string          // id of the guest who registers, so that what is theirs stays so
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
	return checkPassword(n.Password, n.Email, n.Name)
}

// Became is what a registration led to; Area is where the invitation led, if there was one.
type Became struct {
	Status Status
	Area   string
}

// welcome says what a registration will lead to: by invitation one is in at once, however the house is open otherwise.
func (s *Service) welcome(ctx context.Context, n Newcomer) (Became, error) {
	if n.Invitation != "" {
		_, a, err := s.areas.Invitation(ctx, n.Invitation)
		if fault.IsNotFound(err) {
			err = errInvitation
		}
		return Became{Status: Active, Area: a.Slug}, err
	}
	mode, err := s.registration(ctx)
	switch {
	case err != nil:
		return Became{}, err
	case mode == Invite:
		return Became{}, fault.InField("body.invitation", "invitation_missing", "One becomes a member here by invitation.")
	case mode == Approval:
		return Became{Status: AwaitsApproval}, nil
	}
	return Became{Status: Active}, nil
}

var errInvitation = fault.InField("body.invitation", "invitation_unknown", "This invitation is not valid, or no longer.")

// Register makes a member. Whether the address was taken is told only to its owner, by mail.
func (s *Service) Register(ctx context.Context, n Newcomer) (Status, error) {
	became, err := s.Become(ctx, n)
	return became.Status, err
}

// Become is Register that tells where an invitation led too.
func (s *Service) Become(ctx context.Context, n Newcomer) (Became, error) {
	if err := s.checkNewcomer(&n); err != nil {
		return Became{}, err
	}
	if err := s.checkActor(ctx, n); err != nil {
		return Became{}, err
	}
	became, err := s.welcome(ctx, n)
	if err != nil {
		return Became{}, err
	}
	rule := limit.Register
	if n.Invitation != "" {
		rule = limit.RegisterInvited
	}
	if err := s.limits.Take(ctx, rule, n.Network); err != nil {
		return Became{}, err
	}
	hash, err := hashPassword(ctx, n.Password)
	if err != nil {
		return Became{}, err
	}
	// A letter says it to the owner of a taken address; a few of them are enough.
	told := s.limits.Take(ctx, limit.Taken, guessed(n.Email)) != nil
	if err := evenly(ctx, func() error { return s.settle(ctx, n, hash, became.Status == Active, told) }); err != nil {
		return Became{}, err
	}
	return became, nil
}

// settle writes the member, or the letter to whoever has the address already; told says that there were enough of those.
func (s *Service) settle(ctx context.Context, n Newcomer, hash string, approved, told bool) error {
	tell := func(ctx context.Context) error {
		if told {
			return nil
		}
		return s.tellOwner(ctx, n.Email)
	}
	taken := false
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		_, err := s.actors.MemberByEmail(ctx, n.Email)
		if taken = err == nil; taken {
			return tell(ctx)
		}
		if !fault.IsNotFound(err) {
			return err
		}
		return s.add(ctx, n, hash, approved)
	})
	if db.IsDuplicate(err) && !taken { // somebody took the address in the same moment
		return s.db.InTx(ctx, tell)
	}
	return err
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

func (s *Service) add(ctx context.Context, n Newcomer, hash string, approved bool) error {
	m, err := s.newMember(ctx, n, approved)
	if err != nil {
		return err
	}
	if err := s.store.setPassword(ctx, m.ID, hash); err != nil {
		return err
	}
	switch {
	case n.Organisation != "":
		if _, err := s.actors.RepresentAs(ctx, m.ID, n.Organisation); err != nil {
			return err
		}
	case n.Proposal != nil:
		if _, err := s.actors.Propose(ctx, m.ID, *n.Proposal); err != nil {
			return err
		}
	}
	if n.Invitation != "" {
		if _, err := s.areas.Enter(ctx, m.ID, n.Invitation); fault.IsNotFound(err) { // somebody took the last place
			return errInvitation
		} else if err != nil {
			return err
		}
	}
	return s.askToConfirm(ctx, m)
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
		if err := s.store.dropConfirmations(ctx, c.MemberID); err != nil {
			return err
		}
		return s.actors.ConfirmAddress(ctx, c.MemberID)
	})
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
