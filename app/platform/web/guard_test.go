package web

import (
	"net/netip"
	"strings"
	"testing"
)

// Who sends a cookie must be a page of this very site; who sends a bearer may be anybody.
func TestOriginRules(t *testing.T) {
	d := open(t, nil)
	const cookie, own = "sid=x", site
	for name, c := range map[string]struct {
		do     string
		header []string
		status int
	}{
		"cookie and own origin":          {"POST /api/things", []string{"Cookie", cookie, "Origin", own}, 200},
		"cookie and same-origin":         {"POST /api/things", []string{"Cookie", cookie, "Sec-Fetch-Site", "same-origin"}, 200},
		"cookie alone":                   {"POST /api/things", []string{"Cookie", cookie}, 403},
		"cookie and another origin":      {"POST /api/things", []string{"Cookie", cookie, "Origin", "http://evil.example"}, 403},
		"another port":                   {"POST /api/things", []string{"Cookie", cookie, "Origin", "http://127.0.0.1:9090"}, 403},
		"another scheme":                 {"POST /api/things", []string{"Cookie", cookie, "Origin", "https://127.0.0.1:8080"}, 403},
		"a longer name":                  {"POST /api/things", []string{"Cookie", cookie, "Origin", own + ".evil.example"}, 403},
		"null":                           {"POST /api/things", []string{"Cookie", cookie, "Origin", "null"}, 403},
		"another origin, same-origin":    {"POST /api/things", []string{"Cookie", cookie, "Origin", "http://evil.example", "Sec-Fetch-Site", "same-origin"}, 403},
		"cookie and same-site":           {"POST /api/things", []string{"Cookie", cookie, "Sec-Fetch-Site", "same-site"}, 403},
		"nobody":                         {"POST /api/things", nil, 200},
		"nobody from elsewhere":          {"POST /api/things", []string{"Origin", "http://evil.example"}, 200},
		"bearer from elsewhere":          {"POST /api/things", []string{"Authorization", "Bearer x", "Origin", "http://evil.example"}, 200},
		"bearer beside a cookie":         {"POST /api/things", []string{"Authorization", "bearer x", "Cookie", cookie}, 200},
		"another scheme beside cookie":   {"POST /api/things", []string{"Authorization", "Basic eDp5", "Cookie", cookie}, 200},
		"a dead bearer":                  {"POST /api/things", []string{"Authorization", "Bearer dead"}, 401},
		"a bearer nobody can look up":    {"POST /api/things", []string{"Authorization", "Bearer away"}, 503},
		"signing in from elsewhere":      {"POST /api/session", []string{"Origin", "http://evil.example"}, 403},
		"signing in from nowhere":        {"POST /api/session", nil, 403},
		"signing in from the own page":   {"POST /api/session", []string{"Origin", own}, 204},
		"reading with a cookie":          {"GET /api/things/1", []string{"Cookie", cookie, "Origin", "http://evil.example"}, 200},
		"reading with a cookie, as HEAD": {"HEAD /api/things/1", []string{"Cookie", cookie}, 200},
		"another cookie":                 {"POST /api/things", []string{"Cookie", "other=x"}, 200},
		"the cookie of https":            {"POST /api/things", []string{"Cookie", "__Host-sid=x"}, 200},
	} {
		method, path, _ := strings.Cut(c.do, " ")
		body := `{"text":"x"}`
		if path != "/api/things" {
			body = ""
		}
		res, got := d.ask(t, method, path, body, c.header...)
		if res.StatusCode != c.status || c.status == 403 && !strings.Contains(got, "origin_refused") {
			t.Errorf("%s: %d %s", name, res.StatusCode, got)
		}
	}
}

func TestWhatARequestSaysOfItsSender(t *testing.T) {
	d := open(t, nil)
	ask := func(header ...string) Call {
		d.calls = nil
		d.ask(t, "GET", "/api/things/1?q=%C3%A5", "", header...)
		if len(d.calls) != 1 {
			t.Fatalf("%v: %d calls", header, len(d.calls))
		}
		return d.calls[0]
	}
	if c := ask("Cookie", "sid=word", "User-Agent", "Firefox/1"); c.Cookie != "word" || c.Bearer != "" || c.Agent != "Firefox/1" || c.Query.Get("q") != "å" {
		t.Errorf("%+v", c)
	}
	if c := ask("Cookie", "sid=word", "Authorization", "BEARER  tok "); c.Cookie != "" || c.Bearer != "tok" {
		t.Errorf("a bearer decides alone: %+v", c)
	}
	if c := ask("Cookie", "sid=word", "Authorization", "Basic eDp5"); c.Cookie != "" || c.Bearer == "" {
		t.Errorf("another scheme is no visitor: %+v", c)
	}
	if CookieName("https") != "__Host-sid" || CookieName("http") != "sid" {
		t.Error("cookie names")
	}
}

func TestIdempotencyKeys(t *testing.T) {
	d := open(t, nil)
	for name, c := range map[string]struct {
		header []string
		code   string
	}{
		"none":       {nil, "idempotency_key_missing"},
		"a word":     {[]string{"Idempotency-Key", "!k~"}, ""},
		"200":        {[]string{"Idempotency-Key", strings.Repeat("k", 200)}, ""},
		"201":        {[]string{"Idempotency-Key", strings.Repeat("k", 201)}, "idempotency_key_invalid"},
		"empty":      {[]string{"Idempotency-Key", ""}, "idempotency_key_invalid"},
		"two words":  {[]string{"Idempotency-Key", "a b"}, "idempotency_key_invalid"},
		"in Swedish": {[]string{"Idempotency-Key", "å"}, "idempotency_key_invalid"},
	} {
		d.calls = nil
		d.ask(t, "POST", "/api/things?x=1", `{"text":"x"}`, c.header...)
		ctx := withCall(d.calls[0])
		key, err := IdempotencyKey(ctx, "ada")
		if (c.code == "") != (err == nil) || err != nil && !strings.HasPrefix(err.Error(), c.code) {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && (key.Member != "ada" || key.Key != c.header[1] || len(key.Print) != 64) {
			t.Errorf("%s: %+v", name, key)
		}
	}
	prints := map[string]bool{}
	for _, c := range [][2]string{{"/api/things", `{"text":"x"}`}, {"/api/things?x=1", `{"text":"x"}`}, {"/api/things", `{"text":"y"}`}, {"/api/things", `{"text": "x"}`}} {
		d.calls = nil
		d.ask(t, "POST", c[0], c[1], "Idempotency-Key", "k")
		prints[d.calls[0].print] = true
	}
	if len(prints) != 4 {
		t.Errorf("%d prints of 4 calls", len(prints))
	}
}

// Pages live at one address; the API answers under any name, for clients that know only an IP.
func TestOneAddress(t *testing.T) {
	d := open(t, nil)
	for name, c := range map[string]struct {
		do, host, to string
		status       int
	}{
		"the own name":      {"GET /threads/1", "127.0.0.1:8080", "", 200},
		"another name":      {"GET /threads/1?a=b%20c", "localhost:8080", site + "/threads/1?a=b%20c", 307},
		"no port":           {"GET /plain", "127.0.0.1", site + "/plain", 307},
		"looks like a host": {"GET //evil.example/x", "localhost:8080", site + "//evil.example/x", 307},
		"a file":            {"GET /robots.txt", "localhost:8080", "", 200},
		"the API":           {"GET /api/things/1", "localhost:8080", "", 200},
		"health":            {"GET /livez", "localhost:8080", "", 200},
	} {
		method, path, _ := strings.Cut(c.do, " ")
		res, _ := d.ask(t, method, path, "", "Host", c.host)
		if res.StatusCode != c.status || res.Header.Get("Location") != c.to {
			t.Errorf("%s: %d to %q", name, res.StatusCode, res.Header.Get("Location"))
		}
	}
}

// Only the word of a trusted proxy counts, and of what it says only the part that the client did not write.
func TestTrustedProxies(t *testing.T) {
	const peer = "0.0.0.0" // that of a request without a network
	for name, c := range map[string]struct {
		trusted, forwarded []string
		want               string
	}{
		"nobody is trusted":       {nil, []string{"198.51.100.7"}, peer},
		"others are trusted":      {[]string{"203.0.113.0/24"}, []string{"198.51.100.7"}, peer},
		"one proxy":               {[]string{peer}, []string{"198.51.100.7"}, "198.51.100.7"},
		"the client lies":         {[]string{peer}, []string{"10.0.0.1, 198.51.100.7"}, "198.51.100.7"},
		"in a line of its own":    {[]string{peer}, []string{"10.0.0.1", "198.51.100.7"}, "198.51.100.7"},
		"two proxies":             {[]string{peer, "203.0.113.0/24"}, []string{"10.0.0.1, 198.51.100.7, 203.0.113.9"}, "198.51.100.7"},
		"only proxies":            {[]string{peer, "203.0.113.0/24"}, []string{"203.0.113.9"}, "203.0.113.9"},
		"no address":              {[]string{peer}, []string{"unknown"}, peer},
		"nothing is said":         {[]string{peer}, nil, peer},
		"IPv6":                    {[]string{peer}, []string{"2001:db8:1:2:3:4:5:6"}, "2001:db8:1:2:3:4:5:6"},
		"IPv4 in the shape of v6": {[]string{peer}, []string{"::ffff:198.51.100.7"}, "198.51.100.7"},
	} {
		d := open(t, func(o *Options) { o.TrustedProxies = c.trusted })
		var header []string
		for _, f := range c.forwarded {
			header = append(header, "X-Forwarded-For", f)
		}
		d.ask(t, "GET", "/api/things/1", "", header...)
		if got, want := d.calls[0].Prefix, prefix(netip.MustParseAddr(c.want)).String(); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if got := prefix(netip.MustParseAddr("2001:db8:1:2:3:4:5:6")).String(); got != "2001:db8:1:2::/64" {
		t.Error(got)
	}
	if _, err := New(Options{TrustedProxies: []string{"nonsense"}}); err == nil {
		t.Error("a network that is none")
	}
}

func TestAddressesThatNoTextCanHold(t *testing.T) {
	d := open(t, nil)
	for target, want := range map[string]int{
		"/api/things/1?q=%00": 422, "/api/things/1?%00=x": 422, "/api/things/1?q=%ff": 422, "/api/things/%00": 404, "/api/things/%ff%fe": 404,
		"/threads/1?q=%00": 422, "/threads/%00": 404, "/api/things/1?q=%zz": 200, "/api/things/1?q=%F0%9F%98%80": 200,
	} {
		if res, body := d.ask(t, "GET", target, ""); res.StatusCode != want {
			t.Errorf("%s: %d %s", target, res.StatusCode, body)
		}
	}
}

func TestAMethodThatNobodyKnowsIsAProblemToo(t *testing.T) {
	d := open(t, nil)
	for _, method := range []string{"PROPFIND", "FOO", "get"} {
		res, body := d.ask(t, method, "/api/things/1", "")
		if res.StatusCode != 400 || res.Header.Get("Content-Type") != problemType || !strings.Contains(body, `"code":"request_malformed"`) || res.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %d %v %s", method, res.StatusCode, res.Header, body)
		}
	}
}
