package area

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/text"
)

// Invitation is a link that lets those who have it into an area, so many of them and for so long. It may be passed on.
type Invitation struct {
	ID        string
	Hash      string // SHA-256 of the word in the link
	Area      string
	Note      string // what the inviter says with it
	Uses      int
	Used      int
	CreatedBy string
	CreatedAt time.Time
	ExpiresAt time.Time
	EndedAt   *time.Time
}

// Limits of an invitation.
const (
	maxUses     = 500
	maxDays     = 90
	usualDays   = 14
	maxNote     = 200
	invitations = 200 // in a list, the newest
)

var (
	// ErrInvitation is the one answer for an invitation that never was, is used up, ended or too old.
	ErrInvitation = fault.New(fault.NotFound, "invitation_unknown", "This invitation is not valid, or no longer.")
	errLead       = fault.New(fault.Forbidden, "forbidden", "Only those who facilitate the area may do that.")
	_             = fault.Register("invitation_unknown", "uses_invalid", "days_invalid", "note_too_long")
)

// open says whether somebody can still come in by it.
func (i Invitation) open(now time.Time) bool {
	return i.EndedAt == nil && i.ExpiresAt.After(now) && i.Used < i.Uses
}

// Led says whether the viewer decides who comes into the area: its facilitators and administrators.
func (a Area) Led(by actor.Viewer) bool {
	return a.Facilitated(by) || by.SignedIn() && by.Is(actor.Administrator, ref.Ref{})
}

// Offer is what an inviter wishes of an invitation; zero means the usual.
type Offer struct {
	Uses int
	Days int
	Note string
}

func (o *Offer) check() error {
	if o.Uses == 0 {
		o.Uses = 1
	}
	if o.Days == 0 {
		o.Days = usualDays
	}
	switch {
	case o.Uses < 1 || o.Uses > maxUses:
		return fault.InField("body.uses", "uses_invalid", "An invitation is for 1 to 500 people.")
	case o.Days < 1 || o.Days > maxDays:
		return fault.InField("body.days", "days_invalid", "An invitation lasts 1 to 90 days.")
	case text.Length(o.Note) > maxNote:
		return fault.InField("body.note", "note_too_long", "The note is too long: at most 200 characters.")
	}
	return nil
}

// led opens an area for those who decide who comes in.
func (s *Service) led(ctx context.Context, by actor.Viewer, slug string) (Area, error) {
	if err := by.MayWrite(); err != nil {
		return Area{}, err
	}
	a, err := s.Area(ctx, by, slug)
	if err == nil && !a.Led(by) {
		err = errLead
	}
	return a, err
}

// Invite makes an invitation; its link is told once and never again.
func (s *Service) Invite(ctx context.Context, by actor.Viewer, slug string, o Offer) (i Invitation, link string, err error) {
	a, err := s.led(ctx, by, slug)
	if err != nil {
		return i, "", err
	}
	if !a.Valid.On(db.Now()) {
		return i, "", ErrPast
	}
	if err := o.check(); err != nil {
		return i, "", err
	}
	if err := s.limits.Take(ctx, limit.Invite, by.Member); err != nil {
		return i, "", err
	}
	now, word := db.Now(), strings.ToLower(rand.Text())
	i = Invitation{ID: ref.NewID(), Hash: hashOf(word), Area: slug, Note: o.Note, Uses: o.Uses, CreatedBy: by.Member, CreatedAt: now,
		ExpiresAt: now.Add(time.Duration(o.Days) * 24 * time.Hour)}
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.store.addInvitation(ctx, i); err != nil {
			return err
		}
		return s.actors.Note(ctx, by, "invitation.made", Ref(slug), o.Note)
	})
	return i, s.site.String() + "/join#token=" + word, err
}

// hashOf is what is stored of a word: 130 random bits need no slow hash.
func hashOf(word string) string {
	sum := sha256.Sum256([]byte(word))
	return hex.EncodeToString(sum[:])
}

// Invitations lists those of an area, the newest first.
func (s *Service) Invitations(ctx context.Context, by actor.Viewer, slug string) ([]Invitation, error) {
	if err := by.Known(); err != nil {
		return nil, err
	}
	a, err := s.Area(ctx, by, slug)
	if err != nil {
		return nil, err
	}
	if !a.Led(by) {
		return nil, errLead
	}
	return s.store.invitations(ctx, slug)
}

// EndInvitation takes the power from an invitation; whoever came in by it stays. Without a reason the log holds the
// invitation's own words, so that one sees which it was.
func (s *Service) EndInvitation(ctx context.Context, by actor.Viewer, id, why string) error {
	if err := by.MayWrite(); err != nil {
		return err
	}
	if err := actor.CheckExcuse(why); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		i, err := s.store.invitation(ctx, "id = ?", id)
		if err != nil {
			return err
		}
		if _, err := s.led(ctx, by, i.Area); err != nil {
			return ErrInvitation // not theirs to see either
		}
		if err := s.store.endInvitation(ctx, id); err != nil {
			return err
		}
		return s.actors.Note(ctx, by, "invitation.ended", Ref(i.Area), cmp.Or(why, i.Note))
	})
}

// Invitation looks at what a link leads to, and refuses one that lets nobody in.
func (s *Service) Invitation(ctx context.Context, word string) (Invitation, Area, error) {
	i, err := s.store.invitation(ctx, "hash = ?", hashOf(word))
	if err != nil {
		return i, Area{}, err
	}
	a, err := s.store.area(ctx, i.Area)
	if err != nil {
		return i, Area{}, err
	}
	if now := db.Now(); !i.open(now) || !a.Valid.On(now) {
		return i, a, ErrInvitation
	}
	return i, a, nil
}

// Accept makes the viewer a member of the area that the link leads to, private or not.
func (s *Service) Accept(ctx context.Context, by actor.Viewer, word string) (slug string, err error) {
	if err := by.MayWrite(); err != nil {
		return "", err
	}
	return s.Enter(ctx, by.Member, word)
}

// Enter is Accept for a member who has no session yet: at registration. Who belongs to the area already uses nothing up.
func (s *Service) Enter(ctx context.Context, member, word string) (slug string, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		i, err := s.store.invitation(ctx, "hash = ?", hashOf(word))
		if err != nil {
			return err
		}
		slug = i.Area
		joined, err := s.store.joined(ctx, member)
		if err != nil || joined[i.Area] {
			return err
		}
		if _, _, err := s.Invitation(ctx, word); err != nil {
			return err
		}
		return s.store.use(ctx, i, member)
	})
	return slug, err
}

// Depart ends every membership of somebody whose account is closed.
func (s *Service) Depart(ctx context.Context, member string) error {
	return s.store.depart(ctx, member)
}
