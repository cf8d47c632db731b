package apptest_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"kraftsam/app/apptest"
	"kraftsam/app/platform/livetest"
)

func TestComingIn(t *testing.T) {
	const body = `{"email":"nils@by.example","name":"Nils","password":"sju getter pa taket"}`
	apptest.Run(t, []apptest.Case{
		{Name: "a newcomer", Do: "POST /api/registrations", Body: body, Want: 201, Holds: []string{`{"status":"active"}`}, Lacks: []string{"Set-Cookie"}, Events: []string{"administration list.changed"}},
		{Name: "the same again", Do: "POST /api/registrations", Body: body, Want: 201, Holds: []string{`{"status":"active"}`}},
		{Name: "a short password", Do: "POST /api/registrations", Body: `{"email":"o@by.example","name":"O","password":"hemlig"}`, Want: 422, Code: "password_too_short", Holds: []string{`"location":"body.password"`}, Lacks: []string{"hemlig"}},
		{Name: "no address", Do: "POST /api/registrations", Body: `{"email":"nils","name":"O","password":"sju getter pa taket"}`, Want: 422, Code: "email_invalid"},
		{Name: "no such organisation", Do: "POST /api/registrations", Body: `{"email":"o@by.example","name":"O","password":"sju getter pa taket","organisation":{"id":"none"}}`, Want: 422, Code: "organisation_unknown"},
		{Name: "signing in from nowhere", Do: "POST /api/session", Body: `{"email":"nils@by.example","password":"sju getter pa taket"}`, Want: 403, Code: "origin_refused"},
		{Name: "a made-up confirmation", Do: "POST /api/confirmations", Body: `{"token":"x"}`, Want: 422, Code: "confirmation_unknown"},
		{Name: "sessions of a visitor", Do: "GET /api/sessions", Want: 401, Code: "session_missing"},
		{Name: "signing out without a session", Do: "DELETE /api/session", Want: 204},
		{Name: "a token", As: "Ada", Do: "POST /api/tokens", Body: `{"name":"skärm","scope":"read"}`, Want: 201, Keep: "token", Holds: []string{`"token":"`}},
		{Name: "is listed without its secret", As: "Ada", Do: "GET /api/tokens", Want: 200, Holds: []string{`"id":"{token}"`, `"scope":"read"`}, Lacks: []string{`"token"`}},
		{Name: "is nobody else's", As: "Bo", Do: "DELETE /api/tokens/{token}", Want: 404, Code: "token_unknown"},
		{Name: "ends", As: "Ada", Do: "DELETE /api/tokens/{token}", Want: 204, Events: []string{"control session.ended"}},
		{Name: "a token for ever", As: "Ada", Do: "POST /api/tokens", Body: `{"name":"x","expires_in_days":0}`, Want: 422, Code: "expiry_invalid"},
	})
}

// A browser's way through the house: the cookie, what it may, its sockets, and its end.
func TestABrowser(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		if err := v.Accounts.SetPassword(context.Background(), v.ID("Ada"), apptest.Password); err != nil {
			t.Fatal(err)
		}
		v.Serve(t)
		own := map[string]string{"Origin": v.URL}
		body := fmt.Sprintf(`{"email":"ADA@by.example","password":%q}`, apptest.Password)
		res, answer := v.Call(t, "", "POST /api/session", body, own)
		if res.StatusCode != 200 || !strings.Contains(string(answer), `"name":"Ada"`) {
			t.Fatalf("%d %s", res.StatusCode, answer)
		}
		c := res.Cookies()[0]
		if c.Name != "sid" || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.Secure || c.MaxAge != 30*24*3600 {
			t.Errorf("%+v", c)
		}
		cookie := c.Name + "=" + c.Value
		if res, answer = v.Call(t, "", "GET /api/session", "", map[string]string{"Cookie": cookie}); res.StatusCode != 200 || strings.Contains(string(answer), c.Value) {
			t.Errorf("%d %s", res.StatusCode, answer)
		}
		if res, _ = v.Call(t, "", "POST /api/areas/energi/threads", `{"title":"a","text":"b"}`, map[string]string{"Cookie": cookie}); res.StatusCode != 403 {
			t.Errorf("without an origin: %d", res.StatusCode)
		}
		if res, answer = v.Call(t, "", "POST /api/areas/energi/threads", `{"title":"a","text":"b"}`, map[string]string{"Cookie": cookie, "Origin": v.URL}); res.StatusCode != 201 {
			t.Errorf("with it: %d %s", res.StatusCode, answer)
		}
		socket := livetest.Dial(t, "ws"+strings.TrimPrefix(v.URL, "http")+"/api/live", "Cookie", cookie, "Origin", v.URL)
		socket.Subscribe("member:" + v.ID("Ada"))
		res, _ = v.Call(t, "", "DELETE /api/session", "", map[string]string{"Cookie": cookie, "Origin": v.URL})
		if res.StatusCode != 204 || res.Cookies()[0].MaxAge >= 0 || !strings.Contains(res.Header.Get("Clear-Site-Data"), "cookies") {
			t.Errorf("%d %v", res.StatusCode, res.Header)
		}
		if code := socket.Ended(); code != 4401 {
			t.Errorf("the socket ended with %d", code)
		}
		if res, _ = v.Call(t, "", "GET /api/session", "", map[string]string{"Cookie": cookie}); res.StatusCode != 401 {
			t.Errorf("the cookie lives: %d", res.StatusCode)
		}
		if res, _ = v.Call(t, "", "GET /api/areas", "", map[string]string{"Cookie": cookie}); res.StatusCode != 200 {
			t.Errorf("an old cookie is a visitor: %d", res.StatusCode)
		}
		one, first := v.Call(t, "", "POST /api/session", `{"email":"ada@by.example","password":"fel ord helt och"}`, own)
		two, second := v.Call(t, "", "POST /api/session", `{"email":"ingen@by.example","password":"fel ord helt och"}`, own)
		if one.StatusCode != 401 || two.StatusCode != 401 || string(first) != string(second) {
			t.Errorf("%s and %s", first, second)
		}
	})
}
