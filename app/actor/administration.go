package actor

import (
	"context"
	"strings"

	"kraftsam/app/audit"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/live"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/text"
)

// The lists of the administration, as its topic names them.
const (
	Members         = "members"
	Representations = "representations"
	Organisations   = "organisations"
	Roles           = "roles"
	Areas           = "areas"
)

// AdministrationTopic is where administrators are told which of their lists changed.
const AdministrationTopic = "administration"

// Events of the administration's topic and of a member's own.
const (
	ListChanged           = "list.changed"           // Ref.ID is the list
	RepresentationChanged = "representation.changed" // Ref.ID is the representation, on its member's topic
	RepresentationWaits   = "representation.waiting" // Ref.ID is the representation, on the topic of whoever may decide
	RolesChanged          = "roles.changed"          // on the topic of the member whose roles they are
)

// MaxReason bounds a reason in code points.
const MaxReason = 500

var (
	errForbidden         = fault.New(fault.Forbidden, "forbidden", "This is for administrators.")
	errLastAdministrator = fault.New(fault.Conflict, "last_administrator", "Somebody must administer this place. Make somebody else an administrator first.")
)

var _ = fault.Register("last_administrator", "reason_missing", "reason_too_long")

// Program is the viewer that a command of the program acts as: whoever may run it holds the database anyway.
func Program(name string) Viewer {
	return Viewer{Member: name, Name: name, Lang: "en", Strong: db.Now(), Grants: []Grant{{Role: Administrator}}, program: true}
}

// Administers refuses whoever is no administrator.
func (v Viewer) Administers() error {
	switch {
	case v.Known() != nil:
		return v.Known()
	case !v.Is(Administrator, ref.Ref{}):
		return errForbidden
	}
	return nil
}

// CheckReason refuses an act without a reason; a program need not give one.
func CheckReason(by Viewer, why string) error {
	if strings.TrimFunc(why, text.Blank) == "" && !by.program {
		return fault.InField("body.reason", "reason_missing", "Say why: it stands in the log.")
	}
	return CheckExcuse(why)
}

// CheckExcuse bounds a reason that may be left out, as for what shuts nobody out.
func CheckExcuse(why string) error {
	if text.Length(why) > MaxReason {
		return fault.InField("body.reason", "reason_too_long", "The reason is too long: at most 500 characters.")
	}
	return nil
}

// Administering runs an administrator's act in a transaction. Whether the viewer is one is asked there again, and such acts
// wait for each other: so nobody acts on a role that another act takes at the same moment, and the last one stays.
func (s *Service) Administering(ctx context.Context, by Viewer, fn func(ctx context.Context) error) error {
	if err := by.MayWrite(); err != nil {
		return err
	}
	if err := by.Administers(); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.holdRoles(ctx, by); err != nil {
			return err
		}
		return fn(ctx)
	})
}

// holdRoles keeps the administrators as they are until the transaction ends, and refuses who is none of them any more.
func (s *Service) holdRoles(ctx context.Context, by Viewer) error {
	if err := s.store.holdAdministrators(ctx); err != nil || by.program {
		return err
	}
	others, err := s.store.administratorsBut(ctx, "")
	if err != nil {
		return err
	}
	for _, id := range others {
		if id == by.Member {
			return nil
		}
	}
	return errForbidden
}

// keepOne refuses to lose a member as administrator when nobody else is one.
func (s *Service) keepOne(ctx context.Context, member string) error {
	if err := s.store.holdAdministrators(ctx); err != nil {
		return err
	}
	all, err := s.store.administratorsBut(ctx, "")
	if err != nil {
		return err
	}
	if len(all) == 1 && all[0] == member {
		return errLastAdministrator
	}
	return nil
}

// Note writes an act of the viewer into the audit log, in the running transaction and after its changes.
func (s *Service) Note(ctx context.Context, by Viewer, what string, about ref.Ref, why string) error {
	return s.audit.Note(ctx, audit.Act{Who: by.Member, What: what, About: about, Why: why})
}

// Audit gives the audit log.
func (s *Service) Audit() *audit.Log { return s.audit }

// TellAdministrators says in the running transaction which lists changed.
func (s *Service) TellAdministrators(ctx context.Context, lists ...string) {
	for _, list := range lists {
		s.events.Add(ctx, AdministrationTopic, event.Change{Type: ListChanged, Ref: ref.Ref{Kind: "list", ID: list}})
	}
}

// tell puts a notice on a member's own topic.
func (s *Service) tell(ctx context.Context, member, kind string, about ref.Ref) {
	s.events.Add(ctx, Topic(member), event.Change{Type: kind, Ref: about})
	s.hear(ctx, member, kind, about)
}

// accessChanged has every node ask again, at once, what a member may watch.
func (s *Service) accessChanged(ctx context.Context, member string) {
	s.events.Add(ctx, live.Control, event.Change{Type: live.AccessChanged, Ref: MemberRef(member)})
	s.tell(ctx, member, RolesChanged, MemberRef(member))
}

// MemberRef names a member.
func MemberRef(id string) ref.Ref { return ref.Ref{Kind: "member", ID: id} }

func organisationRef(id string) ref.Ref { return ref.Ref{Kind: "organisation", ID: id} }

func representationRef(id string) ref.Ref { return ref.Ref{Kind: "representation", ID: id} }

// Counts say how much waits for the administrators.
type Counts struct{ Members, Representations, Organisations int64 }

// Waiting counts it.
func (s *Service) Waiting(ctx context.Context, by Viewer) (Counts, error) {
	var c Counts
	if err := by.Administers(); err != nil {
		return c, err
	}
	err := s.db.Read(ctx, func(ctx context.Context) (err error) {
		c, err = s.store.counts(ctx)
		return err
	})
	return c, err
}
