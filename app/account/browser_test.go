package account_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"kraftsam/app/apptest"
	"kraftsam/app/apptest/oidcstub"
)

// browser remembers cookies, says where its requests come from, and follows no redirect by itself.
type browser struct {
	village *apptest.Village
	address string // where the village listens
	site    string // what the village is called
	jar     map[string]string
	bearer  string
}

func open(t *testing.T, v *apptest.Village) *browser {
	t.Helper()
	return &browser{village: v, address: v.Serve(t), site: v.URL, jar: map[string]string{}}
}

// openAt is open for a village with a name.
func openAt(t *testing.T, v *apptest.Village, site string) *browser {
	t.Helper()
	b := open(t, v)
	b.site = site
	return b
}

var direct = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

func (b *browser) do(t *testing.T, do, body string) (*http.Response, []byte) {
	t.Helper()
	method, path, _ := strings.Cut(do, " ")
	var sent io.Reader
	if body != "" {
		sent = strings.NewReader(body)
	}
	req, err := http.NewRequest(method, b.address+path, sent)
	if err != nil {
		t.Fatal(err)
	}
	_, req.Host, _ = strings.Cut(b.site, "://")
	req.Header.Set("User-Agent", "Firefox/1 Linux")
	if method != http.MethodGet && b.site != "" {
		req.Header.Set("Origin", b.site)
		req.Header.Set("Content-Type", "application/json")
	}
	if b.bearer != "" {
		req.Header.Set("Authorization", "Bearer "+b.bearer)
	}
	for name, value := range b.jar {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	res, err := direct.Do(req)
	if err != nil {
		t.Fatalf("%s: %v", do, err)
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%s: %v", do, err)
	}
	for _, c := range res.Cookies() {
		if b.jar[c.Name] = c.Value; c.MaxAge < 0 {
			delete(b.jar, c.Name)
		}
	}
	return res, answer
}

// must is do that fails the test on any other status.
func (b *browser) must(t *testing.T, status int, do, body string) []byte {
	t.Helper()
	res, answer := b.do(t, do, body)
	if res.StatusCode != status {
		t.Fatalf("%s: %d %s, want %d", do, res.StatusCode, answer, status)
	}
	return answer
}

// refused does what must be refused with a code.
func (b *browser) refused(t *testing.T, code, do, body string) {
	t.Helper()
	res, answer := b.do(t, do, body)
	if res.StatusCode < 400 || field(answer, "code") != code {
		t.Errorf("%s: %d %s, want %s", do, res.StatusCode, answer, code)
	}
}

// redirected gives where a request leads.
func (b *browser) redirected(t *testing.T, path string) *url.URL {
	t.Helper()
	res, answer := b.do(t, "GET "+path, "")
	to, err := url.Parse(res.Header.Get("Location"))
	if err != nil || res.StatusCode != http.StatusFound {
		t.Fatalf("%s: %d %s %s", path, res.StatusCode, to, answer)
	}
	return to
}

func (b *browser) signIn(t *testing.T, name string) {
	t.Helper()
	giveKey(t, b.village, name)
	b.must(t, 200, "POST /api/session", asJSON(t, map[string]any{"email": b.village.Email(name), "password": apptest.Password}))
}

// who is the name of whoever is signed in; empty: nobody.
func (b *browser) who(t *testing.T) string {
	t.Helper()
	_, answer := b.do(t, "GET /api/session", "")
	var s struct{ Member struct{ Name string } }
	_ = json.Unmarshal(answer, &s) // a refusal has no member
	return s.Member.Name
}

func field(answer []byte, name string) string {
	fields := map[string]any{}
	_ = json.Unmarshal(answer, &fields) // then it has no such field
	s, _ := fields[name].(string)
	return s
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// count gives the rows of a table.
func count(t *testing.T, v *apptest.Village, table string) (n int) {
	t.Helper()
	if err := v.DB.From(ctx).Raw("SELECT count(*) FROM " + table).Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

func write(t *testing.T, v *apptest.Village, sql string, args ...any) {
	t.Helper()
	if err := v.DB.InTx(ctx, func(ctx ctxType) error { return v.DB.From(ctx).Exec(sql, args...).Error }); err != nil {
		t.Fatal(err)
	}
}

// provider starts an OpenID Connect provider and gives the settings that make a village trust it.
func provider(t *testing.T) (*oidcstub.Provider, []string) {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	p, err := oidcstub.New("http://"+server.Listener.Addr().String(), "kraftsam", "a secret")
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = p.Handler()
	server.Start()
	t.Cleanup(server.Close)
	return p, []string{"OIDC_ISSUER=" + p.Issuer, "OIDC_CLIENT_ID=kraftsam", "OIDC_CLIENT_SECRET=a secret", "OIDC_NAME=Prov"}
}

// leave goes to the provider and gives the address that it sends the browser back to.
func (b *browser) leave(t *testing.T, start string) *url.URL {
	t.Helper()
	to := b.redirected(t, start)
	if to.Path != "/authorize" {
		t.Fatalf("%s leads to %s", start, to)
	}
	return visit(t, to)
}

// visit opens the provider's own page.
func visit(t *testing.T, to *url.URL) *url.URL {
	t.Helper()
	res, err := direct.Get(to.String())
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	back, err := res.Location()
	if err != nil {
		t.Fatalf("the provider answers %d: %v", res.StatusCode, err)
	}
	return back
}
