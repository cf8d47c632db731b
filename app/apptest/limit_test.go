package apptest_test

import (
	"net/http"
	"testing"

	"kraftsam/app/apptest"
)

// through counts how many of n calls are let through, and wants the rest refused with the time to wait.
func through(t *testing.T, v *apptest.Village, n int, as, do string, body func(i int) string) (let int) {
	t.Helper()
	for i := range n {
		sent := ""
		if body != nil {
			sent = body(i)
		}
		res, said := v.Call(t, as, do, sent, map[string]string{"Origin": v.URL})
		switch {
		case res.StatusCode < 300:
			let++
		case res.StatusCode != http.StatusTooManyRequests:
			t.Fatalf("%s, call %d: %d %s", do, i, res.StatusCode, said)
		case res.Header.Get("Retry-After") == "":
			t.Fatalf("%s, call %d is refused without a time to wait", do, i)
		}
	}
	return let
}

func TestCallsAreCountedForWhoeverMakesThem(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		if let := through(t, v, 1020, "", "GET /api/municipalities", nil); let != 1000 {
			t.Errorf("visitors of a network: %d of 1,020 were let through, want 1,000", let)
		}
		if let := through(t, v, 310, "Bo", "GET /api/municipalities", nil); let != 300 {
			t.Errorf("a member: %d of 310 were let through, want 300", let)
		}
		if let := through(t, v, 5, "Ada", "GET /api/municipalities", nil); let != 5 {
			t.Error("another member behind the same network is slowed down too")
		}
		if let := through(t, v, 8, "", "POST /api/magic-links", func(i int) string {
			return `{"email":"` + random() + `@by.example"}`
		}); let != 8 {
			t.Error("whoever wants to come in is held up by those who read")
		}
	}, "RATE_LIMITS=on")
}

func TestWritingIsCounted(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		if let := through(t, v, 15, "Bo", "POST /api/areas/energi/threads", func(int) string { return `{"title":"x","text":"x"}` }); let != 10 {
			t.Errorf("%d of 15 threads in a minute, want 10", let)
		}
	}, "RATE_LIMITS=on")
}
