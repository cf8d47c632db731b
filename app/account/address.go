package account

import (
	"context"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/ref"
)

// addressChange is a move to another address; it is done when both have agreed.
type addressChange struct {
	ID        string
	MemberID  string
	Email     string // the new one
	OldHash   string
	NewHash   string
	CreatedAt time.Time
	ExpiresAt time.Time
	OldAt     *time.Time // when the old address agreed
	NewAt     *time.Time
}

// moveFor is how long both addresses have to agree.
const moveFor = 24 * time.Hour

// What came of agreeing to a move.
const (
	HalfMoved = "half"
	Moved     = "done"
)

var (
	errSameAddress  = fault.InField("body.email", "email_unchanged", "This is your address already.")
	errTakenAddress = fault.New(fault.Conflict, "email_taken", "Another account has this address.")
	_               = fault.Register("email_unchanged", "email_taken")
)

// SendConfirmation sends the viewer a new letter to confirm their address with; one that is confirmed gets none.
func (s *Service) SendConfirmation(ctx context.Context, by actor.Viewer, network string) error {
	if err := by.MayWrite(); err != nil {
		return err
	}
	m, err := s.actors.Member(ctx, by.Member)
	if err != nil || m.ConfirmedAt != nil {
		return err
	}
	if err := s.fewLetters(ctx, limit.Confirm, m.Email, network); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error { return s.askToConfirm(ctx, m) })
}

func (s *Service) askToConfirm(ctx context.Context, m actor.Member) error {
	now := db.Now()
	word, hash := secret()
	if err := s.store.addConfirmation(ctx, confirmation{Hash: hash, MemberID: m.ID, CreatedAt: now, ExpiresAt: now.Add(confirmationFor)}); err != nil {
		return err
	}
	subject, text := confirmLetter(m.Lang, s.site.String()+"/confirm?token="+word)
	return s.mail.Put(ctx, m.Email, subject, text)
}

// MoveAddress asks the viewer's old address and the new one whether the account shall move. A password is checked where one is
// given; a fresh proof of who asks is needed in any case. The answer does not tell whether the new address is taken.
func (s *Service) MoveAddress(ctx context.Context, by actor.Viewer, email, password, network string) error {
	if err := by.Proved(db.Now()); err != nil {
		return err
	}
	email, err := checkEmail("body.email", email)
	if err != nil {
		return err
	}
	if password != "" {
		if err := s.provePassword(ctx, by, password); err != nil {
			return err
		}
	}
	m, err := s.actors.Member(ctx, by.Member)
	if err != nil {
		return err
	}
	if m.Email == email {
		return errSameAddress
	}
	if err := s.fewLetters(ctx, limit.Confirm, email, network); err != nil {
		return err
	}
	return evenly(ctx, func() error {
		return s.db.InTx(ctx, func(ctx context.Context) error { return s.askBoth(ctx, m, email) })
	})
}

func (s *Service) askBoth(ctx context.Context, m actor.Member, email string) error {
	now := db.Now()
	oldWord, oldHash := secret()
	newWord, newHash := secret()
	c := addressChange{ID: ref.NewID(), MemberID: m.ID, Email: email, OldHash: oldHash, NewHash: newHash, CreatedAt: now, ExpiresAt: now.Add(moveFor)}
	if m.ConfirmedAt == nil { // nobody reads there, perhaps: a misspelt address must not hold its account
		c.OldAt = &now
	}
	if err := s.store.replaceAddressChange(ctx, c); err != nil {
		return err
	}
	page := s.site.String() + "/address#token="
	if m.ConfirmedAt != nil {
		subject, text := leaveAddressLetter(m.Lang, email, page+oldWord)
		if err := s.mail.Put(ctx, m.Email, subject, text); err != nil {
			return err
		}
	}
	owner, err := s.actors.MemberByEmail(ctx, email)
	switch {
	case fault.IsNotFound(err):
		subject, text := takeAddressLetter(m.Lang, page+newWord)
		return s.mail.Put(ctx, email, subject, text)
	case err != nil || owner.ConfirmedAt == nil:
		return err
	}
	subject, text := takenLetter(owner.Lang, s.site.String()+"/sign-in")
	return s.mail.Put(ctx, owner.Email, subject, text)
}

// AgreeToMove takes the word of one of the two letters and says whether the other is still awaited.
func (s *Service) AgreeToMove(ctx context.Context, word string) (status string, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		c, err := s.store.agree(ctx, hashOf(word))
		if err != nil {
			return err
		}
		if status = HalfMoved; c.OldAt == nil || c.NewAt == nil {
			return nil
		}
		status = Moved
		if err := s.actors.MoveAddress(ctx, c.MemberID, c.Email); err != nil {
			return err
		}
		// What was sent to the old address must open nothing any more.
		return s.store.dropLetters(ctx, c.MemberID)
	})
	if db.IsDuplicate(err) {
		return "", errTakenAddress
	}
	return status, err
}
