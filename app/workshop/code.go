package workshop

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"kraftsam/app/account"
	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/web"
)

// letters are those of codes: none that is read, heard or typed as another, and no vowels, so that no code is a word. 22 letters in
// six places are 113 million codes.
const letters = "BCDFGHJKLMNPQRSTVWXZ34"

const codeLength = 6

// codeLife is how long a code is good after the end, or after the planned end of what never began.
const codeLife = 24 * time.Hour

var errCode = fault.InField("body.code", "code_unknown", "No workshop can be joined with this code now. Look at it once more, or ask those who lead the workshop.")

// newCode draws six letters, each as likely as the others.
func newCode() string {
	code := make([]byte, 0, codeLength)
	for len(code) < codeLength {
		var b [1]byte
		_, _ = rand.Read(b[:])
		if n := int(b[0]); n < 256/len(letters)*len(letters) {
			code = append(code, letters[n%len(letters)])
		}
	}
	return string(code)
}

// asCode reads what somebody typed: small or large letters, with spaces and dashes as they like. What cannot be a code is empty.
func asCode(typed string) string {
	code := strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "#", "", "\u00a0", "").Replace(typed))
	if len(code) != codeLength || strings.Trim(code, letters) != "" {
		return ""
	}
	return code
}

// joinable says whether a code opens a workshop now.
func (w Workshop) joinable(now time.Time) bool {
	switch {
	case w.State == Draft, w.State == Cancelled:
		return false
	case w.EndedAt != nil:
		return now.Before(w.EndedAt.Add(codeLife))
	case w.State == Invited && w.StartsAt != nil:
		return now.Before(w.plannedEnd().Add(codeLife))
	}
	return true
}

// SetCode makes a new code, and shuts the one before; shut only shuts it. Done twice it makes two.
func (s *Service) SetCode(ctx context.Context, by actor.Viewer, id string, shut bool) (event.Reference, error) {
	return s.facilitating(ctx, by, id, func(ctx context.Context, w Workshop) (bool, error) {
		was, err := s.store.shutCode(ctx, w.ID)
		if err != nil || shut {
			return was, err
		}
		return true, s.giveCode(ctx, w, by.Member)
	})
}

// tries is how often a code that was given already is drawn anew.
const tries = 5

// giveCode gives a workshop a code that none has had.
func (s *Service) giveCode(ctx context.Context, w Workshop, by string) error {
	for range tries {
		added, err := s.store.addCode(ctx, Code{Code: newCode(), WorkshopID: w.ID, MadeBy: by, MadeAt: db.Now()})
		if err != nil || added {
			return err
		}
	}
	return fault.New(fault.Unavailable, "database_unavailable", "Try again.").After(time.Second)
}

// codeFor gives a workshop its first code when others come to know of it.
func (s *Service) codeFor(ctx context.Context, w Workshop) error {
	if w.State != Invited && w.State != Live {
		return nil
	}
	had, err := s.store.hadCode(ctx, w.ID)
	if err != nil || had {
		return err
	}
	return s.giveCode(ctx, w, w.CreatedBy)
}

// byCode finds the workshop that a code opens now.
func (s *Service) byCode(ctx context.Context, typed string, read func(context.Context, string) (Workshop, error)) (Workshop, error) {
	id := ""
	if code := asCode(typed); code != "" {
		var err error
		if id, err = s.store.coded(ctx, code); err != nil {
			return Workshop{}, err
		}
	}
	if id == "" {
		return Workshop{}, errCode
	}
	w, err := read(ctx, id)
	if err != nil {
		return Workshop{}, err
	}
	now, err := s.db.Clock(ctx)
	if err == nil && !w.joinable(now) {
		err = errCode
	}
	return w, err
}

// WorkshopFound is what a code tells before one joins.
type WorkshopFound struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Lang     string `json:"lang"`
	StartsAt string `json:"starts_at,omitempty"`
	State    string `json:"state" enum:"invited,live,wrap_up,minutes_draft,published"`
	Leader   string `json:"leader,omitempty" doc:"name of who leads it now"`
}

// Lookup tells which workshop a code opens.
func (s *Service) Lookup(ctx context.Context, typed, network string) (f WorkshopFound, err error) {
	if err := s.limits.Take(ctx, limit.Code, network); err != nil {
		return f, err
	}
	err = s.db.Read(ctx, func(ctx context.Context) error {
		w, err := s.byCode(ctx, typed, s.store.workshop)
		if err != nil {
			return err
		}
		names, err := s.actors.Names(ctx, []string{w.LeaderID})
		f = WorkshopFound{ID: w.ID, Title: w.Title, Lang: w.Lang, StartsAt: event.Stamped(w.StartsAt), State: string(w.State), Leader: names[w.LeaderID]}
		return err
	})
	return f, err
}

// Joined is what joining led to; Word is what the cookie of a new guest carries, empty where somebody was signed in.
type Joined struct {
	Reference event.Reference
	Member    string
	Word      string
}

// JoinByCode has somebody take part with a code: a member or a guest as themselves, and anybody else as a new guest.
func (s *Service) JoinByCode(ctx context.Context, by actor.Viewer, typed string, t Taking, lang string, from web.Credentials) (Joined, error) {
	if by.ReadOnly {
		return Joined{}, by.MayWrite()
	}
	if err := s.limits.Take(ctx, limit.Code, from.Prefix); err != nil {
		return Joined{}, err
	}
	if !by.SignedIn() {
		if err := actor.CheckName("body.name", t.Name); err != nil {
			return Joined{}, err
		}
		if err := actor.CheckLang("body.lang", lang); err != nil {
			return Joined{}, err
		}
	}
	var j Joined
	r, err := s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		w, err := s.byCode(ctx, typed, s.store.workshopShared)
		if err != nil {
			return event.Done{}, err
		}
		if err := s.checkTaking(ctx, t); err != nil {
			return event.Done{}, err
		}
		p, word, err := s.joinAs(ctx, by, w, t, lang, from)
		if err != nil {
			return event.Done{}, err
		}
		j.Member, j.Word = *p.MemberID, word
		return event.Done{ID: p.ID, Version: 1, Topic: w.Topic()}, nil
	})
	j.Reference = r
	return j, err
}

func (s *Service) joinAs(ctx context.Context, by actor.Viewer, w Workshop, t Taking, lang string, from web.Credentials) (p Participant, word string, err error) {
	if !by.SignedIn() {
		if lang == "" {
			lang = w.Lang
		}
		word, m, err := s.accounts.Welcome(ctx, t.Name, lang, workshopRef(w.ID), from)
		if err != nil {
			return p, "", err
		}
		p, err = s.enrol(ctx, w, t.over(Participant{MemberID: &m.ID, Kind: Guest, Name: t.Name}))
		return p, word, err
	}
	kind := Member
	if by.IsGuest() {
		kind = Guest
		if err := s.actors.AdmitGuest(ctx, by.Member, workshopRef(w.ID)); err != nil {
			return p, "", err
		}
	}
	var st Standing
	if st.Participant, err = s.store.participantOf(ctx, w.ID, by.Member); err != nil {
		return p, "", err
	}
	s.accessChanged(ctx, by.Member)
	p, err = s.enter(ctx, w, st, t.over(Participant{MemberID: &by.Member, Kind: kind, Name: by.Name}))
	return p, "", err
}

// guestKnown hands what a guest did to the member that they turned out to be, or became.
func (s *Service) guestKnown(ctx context.Context, guest, member string) error {
	took, err := s.store.partsOf(ctx, guest)
	if err != nil {
		return err
	}
	m, err := s.actors.Member(ctx, member)
	if err != nil {
		return err
	}
	for _, p := range took {
		if err := s.handOver(ctx, p, m); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) handOver(ctx context.Context, p Participant, m actor.Member) error {
	w, err := s.store.workshop(ctx, p.WorkshopID)
	if err != nil {
		return err
	}
	s.came(ctx, w)
	already, err := s.store.participantOf(ctx, p.WorkshopID, m.ID)
	if err != nil {
		return err
	}
	if already == nil || already.ID == p.ID {
		return s.store.setParticipant(ctx, p.ID, map[string]any{"member_id": m.ID, "kind": Member, "name": m.Name})
	}
	if err := s.store.setParticipant(ctx, p.ID, map[string]any{"member_id": nil, "left_at": db.Now(), "merged_into": already.ID}); err != nil {
		return err
	}
	for _, part := range s.parts {
		if part.Became == nil {
			continue
		}
		if err := part.Became(ctx, p.WorkshopID, p.ID, already.ID); err != nil {
			return err
		}
	}
	return nil
}

// cookieOf is the cookie of a new guest, none where somebody was signed in.
func cookieOf(cookies account.Cookies, word string) string {
	if word == "" {
		return ""
	}
	c := cookies.Of(word)
	return c.String()
}
