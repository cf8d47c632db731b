package account

import (
	"context"
	"net/http"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/web"
)

// GuestKnown hands what a guest did to the member that they turn out to be, in the running transaction.
type GuestKnown func(ctx context.Context, guest, member string) error

// WhenGuestKnown adds who is asked when somebody who is a guest in a browser signs in there.
func (s *Service) WhenGuestKnown(fn GuestKnown) { s.known = append(s.known, fn) }

// Welcome makes a guest of a thing and signs them in; word is what the cookie carries.
func (s *Service) Welcome(ctx context.Context, name, lang string, of ref.Ref, from web.Credentials) (word string, m actor.Member, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context) error {
		if m, err = s.actors.AddGuest(ctx, name, lang, of); err != nil {
			return err
		}
		word, err = s.begin(ctx, m, web.Credentials{Agent: from.Agent}, false)
		return err
	})
	return word, m, err
}

// Of writes the cookie of a session that has just begun.
func (c Cookies) Of(word string) http.Cookie { return c.write(word, SessionLife) }

// joinedAsGuest are the ids of what a guest joined.
func joinedAsGuest(by actor.Viewer) (ids []string) {
	for _, g := range by.Grants {
		if g.Role == actor.Guest && g.Scope != actor.MemberRef(by.Member) {
			ids = append(ids, g.Scope.ID)
		}
	}
	return ids
}

// knownAs hands to a member what they did as a guest in this browser, and ends the guest.
func (s *Service) knownAs(ctx context.Context, m actor.Member, cookie string) error {
	if cookie == "" || m.Guest {
		return nil
	}
	session, err := s.store.session(ctx, hashOf(cookie))
	if err != nil || session == nil || session.MemberID == m.ID {
		return err
	}
	was, err := s.actors.Member(ctx, session.MemberID)
	if err != nil || !was.Guest || was.ClosedAt != nil {
		return err
	}
	for _, known := range s.known {
		if err := known(ctx, was.ID, m.ID); err != nil {
			return err
		}
	}
	if err := s.forget(ctx, was.ID); err != nil {
		return err
	}
	return s.actors.Close(ctx, was.ID)
}

// upgrade makes a member of the guest who registers; false where they are none any more.
func (s *Service) upgrade(ctx context.Context, n Newcomer, approved bool) (actor.Member, bool, error) {
	if n.Guest == "" {
		return actor.Member{}, false, nil
	}
	return s.actors.Upgrade(ctx, n.Guest, n.Email, n.Name, n.Lang, approved)
}

// newMember is somebody who registers: a new one, or the guest that they were.
func (s *Service) newMember(ctx context.Context, n Newcomer, approved bool) (actor.Member, error) {
	m, was, err := s.upgrade(ctx, n, approved)
	if err != nil || was {
		return m, err
	}
	now := db.Now()
	m = actor.Member{ID: ref.NewID(), Email: n.Email, Name: n.Name, Lang: n.Lang, CreatedAt: now}
	if approved {
		m.ApprovedAt = &now
	}
	return m, s.actors.AddMember(ctx, m)
}
