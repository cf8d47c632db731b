package account_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"kraftsam/app/apptest"
)

func TestComingInOverHTTP(t *testing.T) {
	apptest.Run(t, []apptest.Case{
		{Name: "a link for somebody", Do: "POST /api/magic-links", Body: `{"email":"ada@by.example","next":"/areas/energi"}`, Want: 202},
		{Name: "a link for nobody", Do: "POST /api/magic-links", Body: `{"email":"ingen@by.example"}`, Want: 202},
		{Name: "no address", Do: "POST /api/magic-links", Body: `{"email":"ada"}`, Want: 422, Code: "email_invalid", Holds: []string{`"location":"body.email"`}},
		{Name: "to another site", Do: "POST /api/magic-links", Body: `{"email":"ada@by.example","next":"//evil.example"}`, Want: 422, Code: "next_invalid"},
		{Name: "a made-up link from elsewhere", Do: "POST /api/session/link", Body: `{"token":"x"}`, Want: 403, Code: "origin_refused"},
		{Name: "a made-up link", Do: "POST /api/session/link", Header: map[string]string{"Sec-Fetch-Site": "same-origin"}, Body: `{"token":"x"}`, Want: 422, Code: "link_unknown", Lacks: []string{"Set-Cookie"}},
		{Name: "an unstorable one", Do: "POST /api/session/link", Header: map[string]string{"Sec-Fetch-Site": "same-origin"}, Body: `{"token":"\u0000"}`, Want: 422, Code: "text_unstorable"},
		{Name: "a reset for somebody", Do: "POST /api/password-resets", Body: `{"email":"ada@by.example"}`, Want: 202},
		{Name: "a reset for nobody", Do: "POST /api/password-resets", Body: `{"email":"ingen@by.example"}`, Want: 202},
		{Name: "a made-up reset", Do: "PUT /api/password-resets", Body: `{"token":"x","password":"en helt annan mening"}`, Want: 422, Code: "link_unknown"},
		{Name: "a made-up move", Do: "PUT /api/address-changes", Body: `{"token":"x"}`, Want: 422, Code: "link_unknown"},
		{Name: "a visitor's password", Do: "PUT /api/member/password", Body: `{"current":"x","password":"y"}`, Want: 401, Code: "session_missing"},
		{Name: "no password to change", As: "Bo", Do: "PUT /api/member/password", Body: `{"current":"x","password":"y"}`, Want: 403, Code: "credentials_wrong"},
		{Name: "a token moves no address", As: "Bo", Do: "POST /api/member/address", Body: `{"email":"bo@ny.example"}`, Want: 403, Code: "step_up_needed"},
		{Name: "a visitor's address", Do: "POST /api/member/address", Body: `{"email":"bo@ny.example"}`, Want: 401, Code: "session_missing"},
		{Name: "a confirmation for a visitor", Do: "POST /api/confirmations/letter", Want: 401, Code: "session_missing"},
		{Name: "a confirmation for who has it", As: "Bo", Do: "POST /api/confirmations/letter", Want: 202},
		{Name: "a time zone", As: "Bo", Do: "PATCH /api/member", Body: `{"time_zone":"Europe/Helsinki"}`, Want: 200, Holds: []string{`"time_zone":"Europe/Helsinki"`, `"password":false`}},
		{Name: "no time zone", As: "Bo", Do: "PATCH /api/member", Body: `{"time_zone":"Local"}`, Want: 422, Code: "time_zone_unknown", Holds: []string{`"location":"body.time_zone"`}},
		{Name: "an empty one", As: "Bo", Do: "PATCH /api/member", Body: `{"time_zone":""}`, Want: 422, Code: "time_zone_unknown"},
		{Name: "out of the folder", As: "Bo", Do: "PATCH /api/member", Body: `{"time_zone":"../../etc/passwd"}`, Want: 422, Code: "time_zone_unknown"},
		{Name: "a visitor closes nothing", Do: "DELETE /api/member", Body: `{}`, Want: 401, Code: "session_missing"},
		{Name: "a reading token neither", As: "Bo reading", Do: "DELETE /api/member", Body: `{}`, Want: 403, Code: "scope_insufficient"},
		{Name: "a token of who has no password neither", As: "Bo", Do: "DELETE /api/member", Body: `{}`, Want: 403, Code: "step_up_needed"},
		{Name: "without a word", As: "Bo", Do: "DELETE /api/member", Body: `{"password":"\u0000"}`, Want: 422, Code: "text_unstorable"},
		{Name: "Bo is still there", As: "Bo", Do: "GET /api/session", Want: 200, Holds: []string{`"email":"bo@by.example"`, `"time_zone":"Europe/Helsinki"`}},
	})
}

func TestALinkOverHTTP(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		v.Serve(t)
		own := map[string]string{"Origin": v.URL}
		res, body := v.Call(t, "", "POST /api/magic-links", `{"email":"ada@by.example","next":"/areas/energi"}`, nil)
		if res.StatusCode != http.StatusAccepted || len(body) != 0 {
			t.Fatalf("%d %s", res.StatusCode, body)
		}
		word := tokenIn(t, v, "ada@by.example", "/sign-in/link")
		res, body = v.Call(t, "", "POST /api/session/link", `{"token":"`+word+`"}`, map[string]string{"Origin": "https://evil.example"})
		if res.StatusCode != http.StatusForbidden {
			t.Errorf("another site signs somebody in: %d %s", res.StatusCode, body)
		}
		res, body = v.Call(t, "", "POST /api/session/link", `{"token":"`+word+`"}`, own)
		if res.StatusCode != http.StatusOK || !strings.Contains(string(body), `"email":"ada@by.example"`) || !strings.Contains(string(body), `"next":"/areas/energi"`) {
			t.Fatalf("%d %s", res.StatusCode, body)
		}
		cookie := res.Header.Get("Set-Cookie")
		if !strings.HasPrefix(cookie, "sid=") || !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Lax") {
			t.Errorf("%s", cookie)
		}
		sid, _, _ := strings.Cut(cookie, ";")
		with := map[string]string{"Origin": v.URL, "Cookie": sid}
		res, body = v.Call(t, "", "GET /api/session", "", with)
		if res.StatusCode != http.StatusOK {
			t.Errorf("%d %s", res.StatusCode, body)
		}
		res, body = v.Call(t, "", "POST /api/member/address", `{"email":"ada@ny.example"}`, with)
		if res.StatusCode != http.StatusForbidden || !strings.Contains(string(body), "step_up_needed") {
			t.Errorf("%d %s", res.StatusCode, body)
		}
		res, _ = v.Call(t, "", "POST /api/session/link", `{"token":"`+word+`"}`, own)
		if res.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("a second time: %d", res.StatusCode)
		}
	})
}

func TestInvitationsOverHTTP(t *testing.T) {
	invitations := "POST /api/areas/energi/invitations"
	apptest.Run(t, []apptest.Case{
		{Name: "the facilitator", As: "Dag", Do: invitations, Body: `{"uses":30,"note":"Välkomna"}`, Want: 201, Keep: "invitation", Holds: []string{`/join#token=`, `"expires_at"`}},
		{Name: "nobody", As: "Dag", Do: invitations, Body: `{"uses":0}`, Want: 422, Code: "uses_invalid"},
		{Name: "no time", As: "Dag", Do: invitations, Body: `{"days":0}`, Want: 422, Code: "days_invalid"},
		{Name: "a member", As: "Bo", Do: invitations, Body: `{}`, Want: 403, Code: "forbidden"},
		{Name: "a visitor", Do: invitations, Body: `{}`, Want: 401, Code: "session_missing"},
		{Name: "the list", As: "Alva", Do: "GET /api/areas/energi/invitations", Want: 200, Lacks: []string{"token", "hash"},
			Holds: []string{`"id":"{invitation}"`, `"note":"Välkomna"`, `"uses":30`, `"used":0`, `"ended":false`, `"by":{"id":"{Dag}","name":"Dag"}`}},
		{Name: "the list of a private area", As: "Bo", Do: "GET /api/areas/sluten/invitations", Want: 404, Code: "area_unknown"},
		{Name: "a made-up link", Do: "POST /api/invitations/lookup", Body: `{"token":"x"}`, Want: 404, Code: "invitation_unknown"},
		{Name: "accepting as a visitor", Do: "POST /api/invitations/acceptance", Body: `{"token":"x"}`, Want: 401, Code: "session_missing"},
		{Name: "accepting a made-up link", As: "Bo", Do: "POST /api/invitations/acceptance", Body: `{"token":"x"}`, Want: 404, Code: "invitation_unknown"},
		{Name: "ending it as Bo", As: "Bo", Do: "DELETE /api/invitations/{invitation}", Want: 404, Code: "invitation_unknown"},
		{Name: "ending it as Dag", As: "Dag", Do: "DELETE /api/invitations/{invitation}", Want: 204},
		{Name: "it has ended", As: "Dag", Do: "GET /api/areas/energi/invitations", Want: 200, Holds: []string{`"ended":true`}},
	})
}

// From the link to the first post: three inputs to register, one to sign in, two to write.
func TestFromAnInvitationToTheFirstPost(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		v.Serve(t)
		own := map[string]string{"Origin": v.URL}
		_, body := v.Call(t, "Dag", "POST /api/areas/sluten/invitations", `{"note":"Hej"}`, nil)
		var made struct{ Link string }
		if err := json.Unmarshal(body, &made); err != nil {
			t.Fatal(err)
		}
		_, word, _ := strings.Cut(made.Link, "#token=")
		call := func(do, sent string, want int, holds string) *http.Response {
			t.Helper()
			res, body := v.Call(t, "", do, strings.ReplaceAll(sent, "{word}", word), own)
			if res.StatusCode != want || !strings.Contains(string(body), holds) {
				t.Fatalf("%s: %d %s, want %d with %s", do, res.StatusCode, body, want, holds)
			}
			return res
		}
		call("POST /api/invitations/lookup", `{"token":"{word}"}`, 200, `"area":{"slug":"sluten","name":{"sv":"Sluten","en":"Closed"}},"by":{"name":"Dag"},"note":"Hej"`)
		call("POST /api/registrations", `{"name":"Nils","email":"nils@by.example","password":"`+apptest.Password+`","invitation":"{word}"}`, 201, `"status":"active","area":"sluten"`)
		call("POST /api/invitations/lookup", `{"token":"{word}"}`, 404, "invitation_unknown")
		res := call("POST /api/session", `{"email":"nils@by.example","password":"`+apptest.Password+`"}`, 200, `"areas":["sluten"]`)
		own["Cookie"], _, _ = strings.Cut(res.Header.Get("Set-Cookie"), ";")
		call("POST /api/areas/sluten/threads", `{"title":"Hej","text":"Här är jag."}`, 201, `"topic":"thread:`)
	}, "REGISTRATION=invite")
}
