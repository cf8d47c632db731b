package notice

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
)

// Notice is that a member is told of something.
type Notice struct {
	ID             string
	MemberID       string
	Event          string // what happened; a member has one notice of it
	Kind           Kind
	What           string
	Reason         Reason
	Source         string
	AboutKind      string // the thing that a list gathers by
	AboutID        string
	RefKind        string // what happened in it
	RefID          string
	ByID           string // whose act it was; empty: nobody's
	OrganisationID *string
	At             time.Time
	ReadAt         *time.Time
	Told           Channel // how it left the house; empty: it did not
}

// About is the thing that the notice is about.
func (n Notice) About() ref.Ref { return ref.Ref{Kind: n.AboutKind, ID: n.AboutID} }

// Ref is what happened.
func (n Notice) Ref() ref.Ref { return ref.Ref{Kind: n.RefKind, ID: n.RefID} }

// gathers says whether the notice is one for all news of its kind about its thing.
func (n Notice) gathers() bool { return n.Event == string(n.Kind)+" "+n.About().String() }

// pile is what notices of one kind about one thing have in common.
func (n Notice) pile() string { return string(n.Kind) + " " + n.About().String() }

func noticeRef(id string) ref.Ref { return ref.Ref{Kind: "notice", ID: id} }

// Added is the event of a new notice, on the topic of its member.
const Added = "notice.added"

// Signaller tells a member's screens what is worth nothing a moment later.
type Signaller interface {
	// NoticesRead says how many notices are left to read, each kind and thing counted once.
	NoticesRead(member string, unread int)
}

var (
	errNone   = fault.New(fault.NotFound, "notice_unknown", "There is no such notice.")
	errCursor = fault.InField("query", "cursor_unknown", "This cursor leads nowhere; read the list from the start.")
	errKind   = fault.InField("query.kind", "notice_kind_unknown", "There is no such kind of notices.")
)

var _ = fault.Register("notice_unknown", "notice_kind_unknown", "cursor_unknown")

// Query narrows the list.
type Query struct {
	Kind   Kind
	Unread bool
	After  string
	Limit  int
}

// Row is all notices of one kind about one thing, as the list shows them.
type Row struct {
	Notice // the latest
	Shown
	Unread bool
	Events int64          // so much is new, or 1
	Who    []actor.Spoken // whose acts they were, the latest first, each once

	spot spot
}

// spot is where a row stands in the list.
type spot struct {
	at time.Time
	id string
}

func (p spot) cursor() string {
	return base64.RawURLEncoding.EncodeToString([]byte(p.at.UTC().Format(time.RFC3339Nano) + " " + p.id))
}

func spotOf(cursor string) (spot, error) {
	if cursor == "" {
		return spot{}, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return spot{}, errCursor
	}
	stamp, id, ok := strings.Cut(string(b), " ")
	at, err := time.Parse(time.RFC3339Nano, stamp)
	if err != nil || !ok || !ref.ValidID(id) {
		return spot{}, errCursor
	}
	return spot{at, id}, nil
}

// List lists what the viewer was told, the latest first; next leads on, and is empty at the end.
func (s *Service) List(ctx context.Context, by actor.Viewer, q Query) (rows []Row, next string, err error) {
	if err := by.Known(); err != nil {
		return nil, "", err
	}
	from, err := spotOf(q.After)
	if err != nil {
		return nil, "", err
	}
	if q.Kind != "" && !slices.Contains(Kinds, q.Kind) {
		return nil, "", errKind
	}
	err = s.db.Read(ctx, func(ctx context.Context) error {
		rows, err = s.page(ctx, by, q, from)
		return err
	})
	if len(rows) > q.Limit {
		rows = rows[:q.Limit]
		next = rows[q.Limit-1].spot.cursor()
	}
	return rows, next, err
}

// page reads as many rows as are wished and one more, if there are; what is not to be seen any more leaves gaps.
func (s *Service) page(ctx context.Context, by actor.Viewer, q Query, from spot) (rows []Row, err error) {
	for len(rows) <= q.Limit {
		heads, err := s.store.heads(ctx, by.Member, q, from, q.Limit+1)
		if err != nil {
			return nil, err
		}
		some, err := s.rows(ctx, by, heads)
		if err != nil {
			return nil, err
		}
		for _, r := range some {
			if r.Unread || !q.Unread {
				rows = append(rows, r)
			}
		}
		if len(heads) <= q.Limit {
			break
		}
		last := heads[len(heads)-1]
		from = spot{last.At, last.ID}
	}
	return rows, nil
}

// rows makes rows of the latest notices of things.
func (s *Service) rows(ctx context.Context, by actor.Viewer, heads []Notice) ([]Row, error) {
	var things []ref.Ref
	piles := map[string][]Notice{}
	for _, h := range heads {
		things = append(things, h.About())
		piles[h.pile()] = []Notice{h}
	}
	if len(heads) == 0 {
		return nil, nil
	}
	unread, err := s.store.unread(ctx, by.Member, things)
	if err != nil {
		return nil, err
	}
	all := slices.Clone(heads)
	for _, n := range unread {
		if p, ok := piles[n.pile()]; ok && p[0].ID != n.ID {
			piles[n.pile()] = append(p, n)
			all = append(all, n)
		}
	}
	shown, err := s.look(ctx, by, all)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for _, h := range heads {
		if r, ok := rowOf(h, piles[h.pile()], shown); ok {
			rows = append(rows, r)
		}
	}
	return rows, nil
}

// rowOf gathers the notices of a pile, the latest first: those that stand unread, or the latest where none does.
func rowOf(head Notice, pile []Notice, shown map[string]Shown) (Row, bool) {
	var seen, standing []Notice
	for _, n := range pile {
		look, ok := shown[n.ID]
		if !ok {
			continue
		}
		seen = append(seen, n)
		if n.ReadAt == nil && look.Stands {
			standing = append(standing, n)
		}
	}
	if len(seen) == 0 {
		return Row{}, false
	}
	of := standing
	if len(of) == 0 {
		of = seen[:1]
	}
	r := Row{Notice: of[0], Shown: shown[of[0].ID], Unread: len(standing) > 0, spot: spot{head.At, head.ID}}
	for _, n := range of {
		r.Events += max(1, shown[n.ID].Count)
		if n.ByID != "" && !slices.ContainsFunc(r.Who, func(w actor.Spoken) bool { return w.Member == n.ByID }) {
			r.Who = append(r.Who, actor.Spoken{Member: n.ByID, Organisation: n.OrganisationID})
		}
	}
	return r, true
}

// look asks the rooms how notices of the viewer stand.
func (s *Service) look(ctx context.Context, by actor.Viewer, all []Notice) (map[string]Shown, error) {
	bySource := map[string][]Notice{}
	for _, n := range all {
		bySource[n.Source] = append(bySource[n.Source], n)
	}
	found := map[string]Shown{}
	for name, some := range bySource {
		source := s.sources[name]
		if source == nil {
			continue
		}
		shown, err := source.Look(ctx, by, some)
		if err != nil {
			return nil, err
		}
		for id, one := range shown {
			found[id] = one
		}
	}
	return found, nil
}
