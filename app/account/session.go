package account

import (
	"context"
	"strings"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/live"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/web"
)

// SignIn checks address and password and starts a session; word is what the cookie carries. An unknown address and a wrong
// password are one answer that takes one time.
func (s *Service) SignIn(ctx context.Context, email, password string, from web.Credentials) (word string, m actor.Member, err error) {
	if err := s.slowGuessing(ctx, email, from.Prefix); err != nil {
		return "", m, err
	}
	m, err = s.actors.MemberByEmail(ctx, email)
	known := err == nil
	if err != nil && !fault.IsNotFound(err) {
		return "", m, err
	}
	hash, err := s.store.password(ctx, m.ID) // of nobody too: each question to the database takes its time
	if err != nil {
		return "", m, err
	}
	ok, err := matchesPassword(ctx, hash, password)
	switch {
	case err != nil:
		return "", m, err
	case !ok || !known:
		return "", m, errCredentials
	}
	if err := admitted(m); err != nil {
		return "", m, err
	}
	s.limits.Forget(ctx, limit.SignIn, guessed(email))
	word, err = s.begin(ctx, m, from, true)
	return word, m, err
}

// admitted refuses who proved to be a member and may still not come in.
func admitted(m actor.Member) error {
	switch {
	case m.SuspendedAt != nil || m.ClosedAt != nil:
		return errSuspended
	case m.ApprovedAt == nil:
		return errApproval
	}
	return nil
}

// begin starts a session for an admitted member; word is what the cookie carries, strong says that they proved who they are by
// more than reading their mail. A device that they did not use before is told to them.
func (s *Service) begin(ctx context.Context, m actor.Member, from web.Credentials, strong bool) (word string, err error) {
	word, hashed := secret()
	now := db.Now()
	session := Session{ID: ref.NewID(), Hash: hashed, MemberID: m.ID, Device: device(from.Agent), CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(SessionLife)}
	if strong {
		session.StrongAt = &now
	}
	return word, s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.knownAs(ctx, m, from.Cookie); err != nil {
			return err
		}
		if err := s.tellOfDevice(ctx, m, session); err != nil {
			return err
		}
		return s.store.addSession(ctx, session)
	})
}

// slowGuessing counts a try for an address and for the network that it comes from.
func (s *Service) slowGuessing(ctx context.Context, email, network string) error {
	if err := s.limits.Take(ctx, limit.SignInNetwork, network); err != nil {
		return err
	}
	return s.limits.Try(ctx, limit.SignIn, guessed(email))
}

// guessed is the key that tries for an address are counted under: no address stands in Redis.
func guessed(email string) string { return hashOf(strings.ToLower(email)) }

// device tells a browser and a system out of what a browser calls itself; never the whole line, which can single one out.
func device(agent string) string {
	find := func(pairs ...string) string {
		for i := 0; i < len(pairs); i += 2 {
			if strings.Contains(agent, pairs[i]) {
				return pairs[i+1]
			}
		}
		return ""
	}
	browser := find("Edg", "Edge", "OPR/", "Opera", "Firefox/", "Firefox", "Chrome/", "Chrome", "Chromium", "Chromium", "Safari/", "Safari")
	system := find("iPhone", "iPhone", "iPad", "iPad", "Android", "Android", "Windows", "Windows", "Mac OS", "macOS", "Linux", "Linux")
	return strings.TrimSpace(strings.Join([]string{browser, system}, " "))
}

// Sessions lists the viewer's running sessions, the last used first.
func (s *Service) Sessions(ctx context.Context, by actor.Viewer) ([]Session, error) {
	if err := by.Known(); err != nil {
		return nil, err
	}
	return s.store.sessions(ctx, by.Member)
}

// EndSession ends one of the viewer's sessions; its sockets close within a second.
func (s *Service) EndSession(ctx context.Context, by actor.Viewer, id string) error {
	if err := by.MayWrite(); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		n, err := s.store.endSessions(ctx, by.Member, id)
		if err != nil {
			return err
		}
		if len(n) == 0 {
			return errNoSession
		}
		s.ended(ctx, n...)
		return nil
	})
}

// EndOthers ends all of the viewer's sessions but the one that asks.
func (s *Service) EndOthers(ctx context.Context, by actor.Viewer) error {
	if err := by.MayWrite(); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		ended, err := s.store.endSessionsBut(ctx, by.Member, by.Session)
		s.ended(ctx, ended...)
		return err
	})
}

// SignOut ends the session of a cookie, if it is one.
func (s *Service) SignOut(ctx context.Context, cookie string) error {
	if cookie == "" {
		return nil
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		session, err := s.store.session(ctx, hashOf(cookie))
		if err != nil || session == nil {
			return err
		}
		ended, err := s.store.endSessions(ctx, session.MemberID, session.ID)
		s.ended(ctx, ended...)
		return err
	})
}

// seenEvery is how often a session's last use is written down.
const seenEvery = 5 * time.Minute

// Holder is who a credential belongs to and until when.
type Holder struct {
	Viewer  actor.Viewer
	Shown   bool
	Expires time.Time
}

// Holder finds who a cookie or a bearer belongs to; a bearer decides alone. The zero Holder is a visitor.
func (s *Service) Holder(ctx context.Context, cookie, bearer string) (Holder, error) {
	switch {
	case bearer != "":
		return s.byToken(ctx, bearer)
	case cookie != "":
		return s.byCookie(ctx, cookie)
	}
	return Holder{}, nil
}

func (s *Service) byCookie(ctx context.Context, cookie string) (Holder, error) {
	session, err := s.store.session(ctx, hashOf(cookie))
	if err != nil {
		return Holder{}, err
	}
	if session == nil {
		return Holder{}, errEnded
	}
	h, err := s.holder(ctx, session.MemberID, session.ID, session.ExpiresAt)
	if session.StrongAt != nil {
		h.Viewer.Strong = *session.StrongAt
	}
	if err == nil && db.Now().Sub(session.SeenAt) > seenEvery {
		err = s.store.sessionSeen(ctx, session.ID)
	}
	return h, err
}

func (s *Service) byToken(ctx context.Context, bearer string) (Holder, error) {
	token, err := s.store.token(ctx, hashOf(bearer))
	if err != nil {
		return Holder{}, err
	}
	if token == nil {
		return Holder{}, errToken
	}
	h, err := s.holder(ctx, token.MemberID, token.ID, token.ExpiresAt)
	h.Viewer.ReadOnly = token.Scope == "read"
	if err == nil && (token.UsedAt == nil || db.Now().Sub(*token.UsedAt) > seenEvery) {
		err = s.store.tokenUsed(ctx, token.ID)
	}
	return h, err
}

var errEnded = fault.New(fault.Unauthenticated, "session_missing", "Your session has ended. Sign in again.")

func (s *Service) holder(ctx context.Context, member, session string, expires time.Time) (Holder, error) {
	m, grants, err := s.actors.MemberWithGrants(ctx, member)
	if err != nil {
		return Holder{}, err
	}
	if m.SuspendedAt != nil || m.ClosedAt != nil {
		return Holder{}, errEnded
	}
	v := actor.Viewer{Member: m.ID, Name: m.Name, Lang: m.Lang, Session: session, Grants: grants}
	return Holder{Viewer: v, Shown: m.Shown, Expires: expires}, nil
}

// Identify puts who is asking into the context of a request. A cookie that is no good makes a visitor; a bearer that is no
// good is refused.
func (s *Service) Identify(ctx context.Context, c web.Credentials) (context.Context, error) {
	h, err := s.Holder(ctx, c.Cookie, c.Bearer)
	if err != nil && (c.Bearer != "" || fault.KindOf(err) != fault.Unauthenticated) {
		return ctx, err
	}
	return actor.WithViewer(ctx, h.Viewer), nil
}

// Watcher is Holder for the live connection.
func (s *Service) Watcher(ctx context.Context, cookie, bearer string) (live.Watcher, error) {
	h, err := s.Holder(ctx, cookie, bearer)
	return live.Watcher{Member: h.Viewer.Member, Name: h.Viewer.Name, Session: h.Viewer.Session, Shown: h.Shown, Expires: h.Expires}, err
}

// ViewerOf gives the viewer that a watcher is, as rights stand now.
func (s *Service) ViewerOf(ctx context.Context, w live.Watcher) (actor.Viewer, error) {
	if w.Member == "" {
		return actor.Viewer{}, nil
	}
	grants, err := s.actors.Grants(ctx, w.Member)
	if err != nil {
		return actor.Viewer{}, err
	}
	reads, err := s.store.onlyReads(ctx, w.Session)
	return actor.Viewer{Member: w.Member, Name: w.Name, Session: w.Session, ReadOnly: reads, Grants: grants}, err
}
