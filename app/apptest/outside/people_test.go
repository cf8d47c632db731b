package outside

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// person is a member with a way to sign in and a token.
type person struct {
	id, name, email, password, token string
}

// populate signs in the demo's people and makes three members of our own. printed is what the seed said.
func (s *stand) populate(printed string) error {
	listed, err := s.anyone(s.first()).try(http.MethodGet, "/api/demo/accounts", nil)
	if err != nil {
		return err
	}
	accounts, err := items(listed)
	if err != nil {
		return err
	}
	for _, account := range accounts {
		role := text(account, "role")
		if s.people[role] != nil && role != "member" {
			continue
		}
		p := &person{name: text(account, "name"), email: text(account, "email"), password: text(account, "password")}
		if !strings.Contains(printed, p.email) || !strings.Contains(printed, p.password) {
			return fmt.Errorf("seed --demo did not print %s and its password: %s", p.email, printed)
		}
		if s.people[role] != nil {
			role = "member of " + text(account, "organisation")
			if s.people[role] != nil || at(account, "organisation") == nil {
				continue
			}
		}
		s.people[role] = p
	}
	for _, name := range []string{"Ada", "Bo", "Cai"} {
		p := &person{name: name, email: strings.ToLower(name) + "@outside.example", password: "lugna älven rinner " + name}
		if err := s.register(p); err != nil {
			return err
		}
		s.people[name] = p
	}
	for _, p := range s.people {
		if err := s.equip(p); err != nil {
			return err
		}
	}
	return nil
}

// items reads a list without a test at hand.
func items(a answer) ([]any, error) {
	var o struct{ Items []any }
	if a.status != http.StatusOK {
		return nil, fmt.Errorf("%s: want 200", a)
	}
	if err := decode(a.body, &o); err != nil {
		return nil, fmt.Errorf("%s: %w", a, err)
	}
	return o.Items, nil
}

func (s *stand) register(p *person) error {
	a, err := s.anyone(s.first()).try(http.MethodPost, "/api/registrations",
		map[string]any{"email": p.email, "name": p.name, "password": p.password})
	if err == nil && a.status != http.StatusCreated {
		err = fmt.Errorf("%s: want 201", a)
	}
	return err
}

// signIn gives a session's cookie.
func (s *stand) signIn(p *person) (string, error) {
	a, err := s.anyone(s.first()).try(http.MethodPost, "/api/session",
		map[string]any{"email": p.email, "password": p.password}, "Origin", s.site)
	if err != nil {
		return "", err
	}
	var o map[string]any
	if err := decode(a.body, &o); err != nil || a.status != http.StatusOK {
		return "", fmt.Errorf("%s: want 200", a)
	}
	p.id, p.name = text(o, "member", "id"), text(o, "member", "name")
	cookies := (&http.Response{Header: a.header}).Cookies()
	if len(cookies) != 1 {
		return "", fmt.Errorf("sign-in sets %d cookies", len(cookies))
	}
	return cookies[0].Name + "=" + cookies[0].Value, nil
}

// equip signs a person in once and makes a token for the rest.
func (s *stand) equip(p *person) error {
	cookie, err := s.signIn(p)
	if err != nil {
		return err
	}
	c := caller{s: s, n: s.first(), cookie: cookie}
	a, err := c.try(http.MethodPost, "/api/tokens", map[string]any{"name": "outside"}, "Origin", s.site)
	if err != nil {
		return err
	}
	var o map[string]any
	if err := decode(a.body, &o); err != nil || a.status != http.StatusCreated {
		return fmt.Errorf("%s: want 201", a)
	}
	p.token = text(o, "token")
	return nil
}

// newcomer is a member that no other test knows.
func (s *stand) newcomer(t testing.TB) *person {
	t.Helper()
	p := &person{name: "Ny " + randomWord(3), email: randomWord(8) + "@outside.example", password: "en ganska lång mening"}
	if err := s.register(p); err != nil {
		t.Fatal(err)
	}
	if err := s.equip(p); err != nil {
		t.Fatal(err)
	}
	return p
}

// session is a caller with a cookie, and the site's own origin where the caller gives none.
func (s *stand) session(t testing.TB, p *person, n *node) caller {
	t.Helper()
	cookie, err := s.signIn(p)
	if err != nil {
		t.Fatal(err)
	}
	return caller{s: s, n: n, cookie: cookie}
}

// The people of every stand.
func (s *stand) ada() *person { return s.people["Ada"] }
func (s *stand) bo() *person  { return s.people["Bo"] }
func (s *stand) cai() *person { return s.people["Cai"] }

// demo gives a person of the demo by role.
func (s *stand) demo(t testing.TB, role string) *person {
	t.Helper()
	if s.people[role] == nil {
		t.Fatalf("the demo has no account with the role %q", role)
	}
	return s.people[role]
}

// begin starts a thread in a public area.
func (c caller) begin(t testing.TB, title, words string) reference {
	t.Helper()
	return c.beginIn(t, "upplevelser", title, words)
}

func (c caller) beginIn(t testing.TB, area, title, words string) reference {
	t.Helper()
	return c.create(t, "/api/areas/"+area+"/threads", map[string]any{"title": title, "text": words}).reference(t, http.StatusCreated)
}

// say adds a post to a thread.
func (c caller) say(t testing.TB, thread, words string) reference {
	t.Helper()
	return c.create(t, "/api/threads/"+thread+"/posts", map[string]any{"text": words}).reference(t, http.StatusCreated)
}

// posts reads the whole thread, page by page.
func (c caller) posts(t testing.TB, thread string) []map[string]any {
	t.Helper()
	var all []map[string]any
	query := ""
	for {
		a := c.get(t, "/api/threads/"+thread+"/posts?limit=200"+query)
		all = append(all, a.list(t)...)
		next := text(a.object(t), "after")
		if next == "" {
			return all
		}
		query = "&after=" + escape(next)
	}
}
