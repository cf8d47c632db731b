// Package actor knows who acts: members (people), organisations, who may speak for which organisation, and which roles a
// member was given where. It stores the organisation and the role of a person and no label of ethnicity, union or opinion;
// people are never found or counted by what their organisation reveals. How one signs in is package account's matter.
package actor

import (
	"context"
	"net/url"
	"slices"
	"time"

	"kraftsam/app/audit"
	"kraftsam/app/place"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/mail"
	"kraftsam/app/platform/ref"
)

// Sector is which of the four parts of society an organisation belongs to; empty for rights-holders.
type Sector string

// Level is where an organisation mainly works.
type Level string

// Sectors, Levels and Kinds are what an organisation can be.
var (
	Sectors = []string{"business", "public", "academia", "civil_society"}
	Levels  = []string{"local", "regional", "national", "eu"}
	Kinds   = []string{"municipality", "region", "state_authority", "university", "research_institute", "company", "business_association",
		"cluster", "association", "union", "leader_area", "foundation", "sameby", "sami_parliament", "sami_organisation", "eu_body", "programme"}
)

// Organisation is an actor in the directory.
type Organisation struct {
	ID           string
	Slug         *string // stable word of the shipped directory, nil for those that people added
	Name         string
	Kind         string
	Sector       Sector
	Level        Level
	Municipality *string // code
	Website      string
	Demo         bool
	CreatedAt    time.Time
	ProposedBy   *string
	ConfirmedAt  *time.Time // nil while it waits for an administrator
	EndedAt      *time.Time // refused, or merged into another
	MergedInto   *string    // id of the one that it is
}

// Member is a person with an account.
type Member struct {
	ID          string
	Email       string // in lower case
	ConfirmedAt *time.Time
	Name        string
	Lang        string // of the interface
	TimeZone    string // IANA name, for times in letters
	Shown       bool   // chose to be shown by name to others who read the same
	CreatedAt   time.Time
	ApprovedAt  *time.Time
	SuspendedAt *time.Time
	ClosedAt    *time.Time // the account is no more; what was written stays
	Guest       bool       // joined something with a code, and has no address yet
}

// Representation says that a member speaks, or asks to speak, for an organisation.
type Representation struct {
	ID             string
	MemberID       string
	OrganisationID string
	RequestedAt    time.Time
	ConfirmedAt    *time.Time
	ConfirmedBy    *string
	OfferedBy      *string // a colleague asked the member, who has not answered while ConfirmedAt is nil
	OfferLeaves    bool    // the colleague stops when the member accepts
	EndedAt        *time.Time
	EndedBy        *string
}

// Role is what a grant lets a member do.
type Role string

// The roles. A facilitator is one of an area, a guest one of the thing that they joined; the others are of the whole house.
const (
	Administrator Role = "administrator"
	Moderator     Role = "moderator"
	Facilitator   Role = "facilitator"
	Guest         Role = "guest"
)

// Grant gives a member a role, in one place or (zero Scope) everywhere.
type Grant struct {
	Role  Role
	Scope ref.Ref
}

// Viewer is who acts or reads: explicit in every call, so that who acts is part of the sentence. The zero Viewer is a
// visitor without an account.
type Viewer struct {
	Member   string
	Name     string
	Lang     string
	Session  string    // id of the session or token
	ReadOnly bool      // a token that may not change anything
	Strong   time.Time // when the session last proved who sits there; zero for a token
	Grants   []Grant

	program bool // a command of the program, which needs no account
}

// SignedIn says whether this is a member.
func (v Viewer) SignedIn() bool { return v.Member != "" }

// Is says whether the viewer has a role, everywhere or in one place.
func (v Viewer) Is(role Role, scope ref.Ref) bool {
	for _, g := range v.Grants {
		if g.Role == role && (g.Scope == ref.Ref{} || g.Scope == scope) {
			return true
		}
	}
	return false
}

// Moderates says whether the viewer may read and order what others may not.
func (v Viewer) Moderates() bool {
	return v.Is(Moderator, ref.Ref{}) || v.Is(Administrator, ref.Ref{})
}

var (
	errSession  = fault.New(fault.Unauthenticated, "session_missing", "Sign in first.")
	errGuest    = fault.New(fault.Forbidden, "guest_only", "You are here as a guest, who takes part in one workshop. Make an account to do more.")
	errReadOnly = fault.New(fault.Forbidden, "scope_insufficient", "This token may only read.")
	errStepUp   = fault.New(fault.Forbidden, "step_up_needed", "Prove once more that it is you: with your password or a passkey.")
)

// StrongFor is how long a proof of who sits there counts for what weighs most.
const StrongFor = 10 * time.Minute

var _ = fault.Register("session_missing", "guest_only", "scope_insufficient", "organisation_unknown", "as_refused", "name_empty", "name_too_long",
	"lang_unknown", "representation_unknown", "organisation_invalid", "step_up_needed", "time_zone_unknown")

// Known refuses visitors and guests, who have nothing here but what they take part in.
func (v Viewer) Known() error {
	if !v.SignedIn() {
		return errSession
	}
	if v.IsGuest() {
		return errGuest
	}
	return nil
}

// IsGuest says whether this is somebody who joined something with a code and has no account yet.
func (v Viewer) IsGuest() bool {
	return slices.ContainsFunc(v.Grants, func(g Grant) bool { return g.Role == Guest })
}

// MayWrite refuses visitors and tokens that only read.
func (v Viewer) MayWrite() error {
	if v.ReadOnly {
		return errReadOnly
	}
	return v.Known()
}

// MayWriteIn is MayWrite for one thing in which guests may take part too.
func (v Viewer) MayWriteIn(thing ref.Ref) error {
	if v.IsGuest() && v.Is(Guest, thing) {
		return nil
	}
	return v.MayWrite()
}

// Proved refuses whoever did not prove within the last ten minutes that it is they who sit there; a token never did.
func (v Viewer) Proved(now time.Time) error {
	if err := v.MayWrite(); err != nil {
		return err
	}
	if age := now.Sub(v.Strong); age < -time.Minute || age > StrongFor { // another node's clock may be a little ahead
		return errStepUp
	}
	return nil
}

type viewerKey struct{}

// WithViewer puts who is asking into a context; only package account does so.
func WithViewer(ctx context.Context, v Viewer) context.Context {
	return context.WithValue(ctx, viewerKey{}, v)
}

// ViewerOf takes who is asking out of the context of a request. Only http files call it and pass the viewer on by name.
func ViewerOf(ctx context.Context) Viewer {
	v, _ := ctx.Value(viewerKey{}).(Viewer)
	return v
}

// Topic is where a member's own notices are told.
func Topic(member string) string { return "member:" + member }

// Options are what the room needs beside the database.
type Options struct {
	Audit        *audit.Log
	Mail         *mail.Post
	Site         *url.URL      // the product's own address, for links in letters
	Limits       *limit.Limits // nil: none
	Demo         bool          // a demonstration: nobody speaks for a real organisation
	Registration string        // how one becomes a member while no administrator chose otherwise
}

// Service is what the room can do.
type Service struct {
	db      *db.DB
	events  *event.Log
	places  *place.Service
	audit   *audit.Log
	options Options
	shutOut ShutOut
	merged  []Merged
	left    []Left
	heard   []Heard
	grown   []Grown
	own     map[string]OwnNews
	store   store
}

// NewService makes the room on a database.
func NewService(d *db.DB, events *event.Log, places *place.Service, o Options) *Service {
	return &Service{db: d, events: events, places: places, audit: o.Audit, options: o, own: map[string]OwnNews{}, store: store{d}}
}
