package workshop

import (
	"context"
	"strings"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/text"
)

// Reply is whether somebody comes. What they need is read by those who facilitate alone, and forgotten some days after the end.
type Reply struct {
	WorkshopID  string `gorm:"primaryKey"`
	MemberID    string `gorm:"primaryKey"`
	Answer      string // Yes, No, Maybe or Instead
	Instead     string // who comes instead
	Interpreter string // which they need
	Access      string // what they need to take part
	Line        string // that goes with the answer
	At          time.Time
}

// The answers.
const (
	Yes     = "yes"
	No      = "no"
	Maybe   = "maybe"
	Instead = "instead" // a colleague comes
)

// Invitation is that somebody is invited: a member, or an organisation through those who speak for it.
type Invitation struct {
	WorkshopID string `gorm:"primaryKey"`
	Kind       string `gorm:"primaryKey"` // "member" or "organisation"
	TargetID   string `gorm:"primaryKey"`
	InvitedBy  string
	At         time.Time
	EndedAt    *time.Time
}

const (
	maxNeeds    = 500
	maxInvited  = 500
	needsKept   = 14 * 24 * time.Hour // after the end, or after the planned one
	kindMember  = "member"
	kindCompany = "organisation"
)

var (
	errAnswer   = fault.InField("body.answer", "reply_unknown", "Answer yes, no, maybe or instead.")
	errInstead  = fault.InField("body.instead", "name_empty", "Write who comes instead of you.")
	errInvited  = fault.New(fault.NotFound, "invited_unknown", "There is no such member or organisation.")
	errTooLarge = fault.New(fault.Conflict, "invitations_too_many", "At most 500 invitations.")
)

var _ = fault.Register("reply_unknown", "invited_unknown", "invitations_too_many")

func (r Reply) check() error {
	switch r.Answer {
	case Yes, No, Maybe:
		if r.Instead != "" {
			return errAnswer
		}
	case Instead:
		if strings.TrimFunc(r.Instead, text.Blank) == "" {
			return errInstead
		}
	default:
		return errAnswer
	}
	switch {
	case text.Length(r.Instead) > actor.MaxName:
		return tooLong("body.instead", actor.MaxName)
	case text.Length(r.Interpreter) > maxNeeds:
		return tooLong("body.interpreter", maxNeeds)
	case text.Length(r.Access) > maxNeeds:
		return tooLong("body.access", maxNeeds)
	case text.Length(r.Line) > maxNeeds:
		return tooLong("body.line", maxNeeds)
	}
	return nil
}

// Answer says whether the viewer comes, and what they need. The same again changes nothing.
func (s *Service) Answer(ctx context.Context, by actor.Viewer, id string, r Reply) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	if err := r.check(); err != nil {
		return event.Reference{}, err
	}
	return s.answer(ctx, by, id, "", func(Reply) Reply { return r })
}

// answer puts a reply that was checked in the place of the one before. Whoever answers for an organisation speaks for it.
func (s *Service) answer(ctx context.Context, by actor.Viewer, id, as string, over func(had Reply) Reply) (event.Reference, error) {
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		if err := s.actors.MaySpeakFor(ctx, by, as); err != nil {
			return event.Done{}, err
		}
		w, _, err := s.Take(ctx, by, id)
		if err != nil {
			return event.Done{}, err
		}
		if !w.asks() {
			return event.Done{}, errNotOpen
		}
		had, err := s.store.replyHeld(ctx, w.ID, by.Member)
		if err != nil {
			return event.Done{}, err
		}
		was := append(had, Reply{})[0]
		r := over(was)
		done := event.Done{ID: w.ID, Version: w.Version, Topic: w.Topic()}
		r.WorkshopID, r.MemberID, r.At = w.ID, by.Member, was.At
		if len(had) > 0 && r == was {
			return done, nil
		}
		r.At = db.Now()
		if err := s.store.putReply(ctx, r); err != nil {
			return event.Done{}, err
		}
		s.notices.Ring(ctx, by)
		s.came(ctx, w)
		return done, nil
	})
}

// Replies are those to a workshop, for those who facilitate it.
func (s *Service) Replies(ctx context.Context, by actor.Viewer, id string) ([]Reply, error) {
	var all []Reply
	if err := by.Known(); err != nil {
		return nil, err
	}
	err := s.db.Read(ctx, func(ctx context.Context) error {
		w, st, err := s.Enter(ctx, by, id)
		if err != nil {
			return err
		}
		if err := st.Leads(); err != nil {
			return err
		}
		all, err = s.store.replies(ctx, w.ID)
		return err
	})
	return all, err
}

// InviteOne invites a member or an organisation. Whoever is invited may read the workshop, and is told of it once it is no draft.
func (s *Service) InviteOne(ctx context.Context, by actor.Viewer, id string, whom ref.Ref) (event.Reference, error) {
	return s.facilitating(ctx, by, id, func(ctx context.Context, w Workshop) (bool, error) {
		if w.State != Draft && w.State != Invited && w.State != Live {
			return false, errState
		}
		if err := s.invitable(ctx, whom); err != nil {
			return false, err
		}
		all, err := s.store.invitations(ctx, w.ID)
		if err == nil && len(all) >= maxInvited {
			err = errTooLarge
		}
		if err != nil {
			return false, err
		}
		if err := s.store.putInvitation(ctx, Invitation{WorkshopID: w.ID, Kind: whom.Kind, TargetID: whom.ID, InvitedBy: by.Member, At: db.Now()}); err != nil || w.State == Draft {
			return false, err
		}
		return false, s.tellInvited(ctx, w, by.Member, whom)
	})
}

// Uninvite takes an invitation back.
func (s *Service) Uninvite(ctx context.Context, by actor.Viewer, id string, whom ref.Ref) (event.Reference, error) {
	return s.facilitating(ctx, by, id, func(ctx context.Context, w Workshop) (bool, error) {
		if whom.Kind == kindMember {
			s.accessChanged(ctx, whom.ID)
		}
		if err := s.store.endInvitation(ctx, w.ID, whom); err != nil {
			return false, err
		}
		return false, s.notices.Recheck(ctx, workshopRef(w.ID))
	})
}

func (s *Service) invitable(ctx context.Context, whom ref.Ref) error {
	var err error
	switch whom.Kind {
	case kindMember:
		var m actor.Member
		if m, err = s.actors.Member(ctx, whom.ID); err == nil && m.State() != "active" {
			err = errInvited
		}
	case kindCompany:
		err = s.actors.CheckOrganisation(ctx, whom.ID)
	default:
		return errInvited
	}
	if fault.IsNotFound(err) || err != nil && fault.CodeOf(err) == "organisation_unknown" {
		return errInvited
	}
	return err
}

// invited says whether a member is invited, by name or through an organisation.
func (s *Service) invited(ctx context.Context, w Workshop, member string) (bool, error) {
	speaks, err := s.actors.SpokenForBy(ctx, []string{member})
	if err != nil {
		return false, err
	}
	return s.store.invited(ctx, w.ID, member, speaks[member])
}

// Purge forgets what people needed, some days after the end.
func (s *Service) Purge(ctx context.Context) error {
	return s.db.InTx(ctx, func(ctx context.Context) error { return s.store.forgetNeeds(ctx, db.Now().Add(-needsKept)) })
}
