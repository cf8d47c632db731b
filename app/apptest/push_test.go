package apptest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"kraftsam/app/apptest"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/livetest"
	"kraftsam/app/platform/pushtest"
)

// signIn signs a villager in as a browser does, and gives what its requests carry.
func signIn(t *testing.T, v *apptest.Village, who string) map[string]string {
	t.Helper()
	if err := v.Accounts.SetPassword(context.Background(), v.ID(who), apptest.Password); err != nil {
		t.Fatal(err)
	}
	v.Serve(t)
	own := map[string]string{"Origin": v.URL, "User-Agent": "Mozilla/5.0 (Android 15) Firefox/140.0"}
	res, answer := v.Call(t, "", "POST /api/session", fmt.Sprintf(`{"email":%q,"password":%q}`, v.Email(who), apptest.Password), own)
	if res.StatusCode != http.StatusOK {
		t.Fatalf("%d %s", res.StatusCode, answer)
	}
	own["Cookie"] = res.Cookies()[0].Name + "=" + res.Cookies()[0].Value
	return own
}

// awake signs somebody in who wants no quiet hours: the clock of the tests may stand at night.
func awake(t *testing.T, v *apptest.Village, who string) map[string]string {
	t.Helper()
	own := signIn(t, v, who)
	if res, answer := v.Call(t, "", "PATCH /api/notices/settings", `{"quiet":{"from":"00:00","to":"00:00","weekends":false}}`, own); res.StatusCode != http.StatusOK {
		t.Fatal(string(answer))
	}
	return own
}

// later has what waits for its time be due, on devices where no page was open for long.
func later(t *testing.T, v *apptest.Village) {
	t.Helper()
	err := v.DB.InTx(context.Background(), func(ctx context.Context) error {
		for _, sql := range []string{"UPDATE jobs SET due_at = ? WHERE done_at IS NULL", "UPDATE push_devices SET live_at = ?"} {
			if err := v.DB.From(ctx).Exec(sql, db.Now().Add(-time.Hour)).Error; err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.Pushes.Drain(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// From the post to the browser, which reads what only it can, and back: signing out ends it.
func TestAPushReachesTheBrowser(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		service := pushtest.NewService(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusCreated) })
		browser := pushtest.NewBrowser(t)
		key, auth := browser.Words()
		bo := awake(t, v, "Bo")
		call := func(do, body string) (int, string) {
			t.Helper()
			res, answer := v.Call(t, "", do, body, bo)
			return res.StatusCode, string(answer)
		}
		code, answer := call("PUT /api/notices/devices/current", fmt.Sprintf(`{"endpoint":%q,"p256dh":%q,"auth":%q}`, service.URL+"/bo", key, auth))
		if code != http.StatusOK || !strings.Contains(answer, `"name":"Firefox Android"`) || !strings.Contains(answer, `"current":true,"preview":false`) || strings.Contains(answer, service.URL) || strings.Contains(answer, auth) {
			t.Fatal(code, answer)
		}
		code, listed := call("GET /api/notices/devices", "")
		var list struct {
			Items []struct{ ID string }
			Key   string
		}
		if err := json.Unmarshal([]byte(listed), &list); err != nil || code != http.StatusOK || len(list.Items) != 1 || strings.Contains(listed, auth) {
			t.Fatal(code, listed, err)
		}
		mention := func() {
			t.Helper()
			body := fmt.Sprintf(`{"title":"Hemligt ärende","text":"Vad säger [@Bo](member:%s)?"}`, v.ID("Bo"))
			if res, answer := v.Call(t, "Ada", "POST /api/areas/energi/threads", body, nil); res.StatusCode != http.StatusCreated {
				t.Fatal(string(answer))
			}
		}
		mention()
		told(t, v, "Bo", 1)
		later(t, v)
		sent := service.Sent()
		if len(sent) != 1 || sent[0].Path != "POST /bo" {
			t.Fatalf("%+v", sent)
		}
		plain, err := browser.Open(sent[0].Body)
		if err != nil || !strings.Contains(string(plain), `"title":"Något nytt i Kraftsam","body":"Du nämns","lang":"sv","href":"/posts/`) || strings.Contains(string(plain), "Hemligt") || strings.Contains(string(plain), "Ada") {
			t.Error(string(plain), err)
		}
		if c, err := pushtest.Signed(sent[0].Header.Get("Authorization")); err != nil || c.Key != list.Key || c.Aud != service.URL {
			t.Errorf("%+v %v", c, err)
		}
		if sent[0].Header.Get("Urgency") != "normal" || len(sent[0].Header.Get("Topic")) != 32 || sent[0].Header.Get("TTL") != "86400" {
			t.Errorf("%+v", sent[0].Header)
		}
		mention()
		told(t, v, "Bo", 2)
		if code, _ := call("DELETE /api/session", ""); code != http.StatusNoContent {
			t.Error(code)
		}
		if later(t, v); len(service.Sent()) != 1 {
			t.Error("a push to a browser that was signed out")
		}
		bo = signIn(t, v, "Bo")
		if _, answer := call("GET /api/notices/devices", ""); !strings.Contains(answer, `"items":[]`) {
			t.Error(answer)
		}
	}, "DEMO=on")
}

func TestWhoIsToldOnADevice(t *testing.T) {
	const body = `{"endpoint":"https://push.example/x","p256dh":"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4","auth":"BTBZMqHH6r4Tts7J_aSIgg"}`
	inside := strings.Replace(body, "https://push.example/x", "https://127.0.0.1/x", 1)
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		bo := signIn(t, v, "Bo")
		v.Tell(t, []apptest.Case{
			{Name: "a visitor has no devices", Do: "GET /api/notices/devices", Want: 401, Code: "session_missing"},
			{Name: "a key to subscribe with", As: "Bo", Do: "GET /api/notices/devices", Want: 200, Holds: []string{`"items":[]`, `"key":"B`}},
			{Name: "a token is no browser", As: "Bo", Do: "PUT /api/notices/devices/current", Body: body, Want: 403, Code: "push_session_needed"},
			{Name: "nor one that only reads", As: "Bo reading", Do: "PUT /api/notices/devices/current", Body: body, Want: 403, Code: "scope_insufficient"},
			{Name: "an address inside", Do: "PUT /api/notices/devices/current", Header: bo, Body: inside, Want: 422, Code: "push_subscription_invalid", Lacks: []string{"127.0.0.1"}},
			{Name: "no key", Do: "PUT /api/notices/devices/current", Header: bo, Body: `{"endpoint":"https://push.example/x","p256dh":"AAAA","auth":"BTBZMqHH6r4Tts7J_aSIgg"}`, Want: 422, Code: "push_subscription_invalid"},
			{Name: "a browser", Do: "PUT /api/notices/devices/current", Header: bo, Body: body, Want: 200, Keep: "device", Holds: []string{`"current":true`}},
			{Name: "the same again, saying more", Do: "PUT /api/notices/devices/current", Header: bo, Body: strings.Replace(body, "}", `,"preview":true}`, 1), Want: 200, Holds: []string{`"id":"{device}"`, `"preview":true`}},
			{Name: "seen from elsewhere", As: "Bo", Do: "GET /api/notices/devices", Want: 200, Holds: []string{`"id":"{device}"`, `"current":false`, `"preview":true`}},
			{Name: "is nobody else's", As: "Ada", Do: "GET /api/notices/devices", Want: 200, Holds: []string{`"items":[]`}},
			{Name: "nor to remove", As: "Ada", Do: "DELETE /api/notices/devices/{device}", Want: 404, Code: "push_device_unknown"},
			{Name: "it ends", As: "Bo", Do: "DELETE /api/notices/devices/{device}", Want: 204},
			{Name: "once", As: "Bo", Do: "DELETE /api/notices/devices/{device}", Want: 404, Code: "push_device_unknown"},
		})
	})
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		bo := signIn(t, v, "Bo")
		v.Tell(t, []apptest.Case{
			{Name: "none where it is off", As: "Bo", Do: "GET /api/notices/devices", Want: 200, Lacks: []string{`"key"`}},
			{Name: "nor any to be had", Do: "PUT /api/notices/devices/current", Header: bo, Body: body, Want: 409, Code: "push_off"},
		})
	}, "PUSH=off")
}

// Every node that sends must know that somebody is looking.
func TestALiveConnectionIsNoted(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		bo := signIn(t, v, "Bo")
		const body = `{"endpoint":"https://push.example/x","p256dh":"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4","auth":"BTBZMqHH6r4Tts7J_aSIgg"}`
		if res, answer := v.Call(t, "", "PUT /api/notices/devices/current", body, bo); res.StatusCode != http.StatusOK {
			t.Fatal(string(answer))
		}
		later(t, v)
		seen := func() (at time.Time) {
			t.Helper()
			if err := v.DB.From(context.Background()).Raw("SELECT live_at FROM push_devices").Scan(&at).Error; err != nil {
				t.Fatal(err)
			}
			return at
		}
		before := seen()
		for deadline := time.Now().Add(livetest.Patience); !seen().After(before); {
			if time.Now().After(deadline) {
				t.Fatal("a page that waits for news is not noted as open")
			}
			if res, answer := v.Call(t, "", "GET /api/topics/member:"+v.ID("Bo")+"/events?wait=3", "", bo); res.StatusCode != http.StatusOK {
				t.Fatal(string(answer))
			}
		}
	})
}
