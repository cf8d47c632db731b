package calendar_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/ballot"
	"kraftsam/app/forum"
	"kraftsam/app/notice"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
)

var ctx = context.Background()

// event is an entry of a calendar as a program reads it.
type event map[string]string

// read parses a calendar as RFC 5545 has it, and says what is wrong with its form.
func read(t *testing.T, text string) (all map[string]event) {
	t.Helper()
	all = map[string]event{}
	if !strings.HasSuffix(text, "\r\n") || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\n") {
		t.Errorf("lines do not end as they should: %q", text)
	}
	for _, line := range strings.Split(text, "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) {
			t.Errorf("a line of %d bytes, or cut in a character: %q", len(line), line)
		}
	}
	var open []string
	var e event
	for _, line := range strings.Split(strings.TrimSuffix(strings.ReplaceAll(text, "\r\n ", ""), "\r\n"), "\r\n") {
		name, value, ok := strings.Cut(line, ":")
		switch {
		case !ok:
			t.Errorf("no value: %q", line)
		case name == "BEGIN":
			open = append(open, value)
			e = event{}
		case name == "END":
			if len(open) == 0 || open[len(open)-1] != value {
				t.Fatalf("%s ends in %v", value, open)
			}
			open = open[:len(open)-1]
			if value == "VEVENT" {
				if all[e["UID"]] != nil || e["UID"] == "" || e["DTSTAMP"] == "" {
					t.Errorf("an event without a name of its own: %v", e)
				}
				all[e["UID"]] = e
			}
		default:
			e[name] = strings.NewReplacer(`\n`, "\n", `\,`, ",", `\;`, ";", `\\`, `\`).Replace(value)
		}
	}
	if len(open) != 0 {
		t.Errorf("%v is not ended", open)
	}
	return all
}

type house struct {
	*apptest.Village
	*testing.T
	paths map[string]string
}

func (h house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// open has a villager make an address, and gives its path.
func (h house) open(who string) {
	h.Helper()
	address, err := h.Calendar.Open(ctx, h.Viewer(h, who))
	h.must(err)
	h.paths[who] = strings.TrimPrefix(address, h.URL)
	if !strings.HasPrefix(address, h.URL+"/api/calendars/") || !strings.HasSuffix(address, ".ics") {
		h.Errorf("the address %s", address)
	}
}

// of is the calendar of a villager, by whoever has the address.
func (h house) of(who string) map[string]event {
	h.Helper()
	res, body := h.Call(h, "", "GET "+h.paths[who], "", nil)
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "text/calendar; charset=utf-8" || res.Header.Get("Cache-Control") != "no-store" {
		h.Fatalf("%d %v %s", res.StatusCode, res.Header, body)
	}
	return read(h.T, string(body))
}

func (h house) thread(who, area, title, deadline string) string {
	h.Helper()
	done, err := h.Forum.Start(ctx, h.Viewer(h, who), h.Key(who), forum.NewThread{Area: area, Title: title, Text: "x", Deadline: deadline})
	h.must(err)
	return done.ID
}

func each(t *testing.T, fn func(h house)) {
	t.Helper()
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		v.Serve(t)
		fn(house{v, t, map[string]string{}})
	})
}

func TestWhatOneFollowsStandsInTheCalendar(t *testing.T) {
	const title = "Vind; sol, \\ vatten och en mycket lång rubrik med åäö och 🦌 som inte får plats på en rad i en kalender"
	ahead := time.Now().AddDate(0, 0, 20)
	day := ahead.Format(time.DateOnly)
	each(t, func(h house) {
		id := h.thread("Bo", apptest.Energy, title, day)
		h.thread("Ada", apptest.Energy, "Utan dag", "")
		h.thread("Ada", apptest.Energy, "Följs inte", day)
		h.open("Bo")
		uid := "thread-" + id + "@127.0.0.1"
		all := h.of("Bo")
		e := all[uid]
		if len(all) != 1 || e["SUMMARY"] != "Sista dag: "+title || e["DTSTART;VALUE=DATE"] != ahead.Format("20060102") || e["DTEND;VALUE=DATE"] != ahead.AddDate(0, 0, 1).Format("20060102") ||
			e["URL"] != h.URL+"/threads/"+id || e["SEQUENCE"] != "1" || e["TRANSP"] != "TRANSPARENT" {
			t.Fatalf("%v", all)
		}
		later := ahead.AddDate(0, 0, 3)
		moved := later.Format(time.DateOnly)
		_, err := h.Forum.ChangeThread(ctx, h.Viewer(t, "Bo"), id, 1, forum.Change{Deadline: &moved})
		h.must(err)
		if e = h.of("Bo")[uid]; e["SEQUENCE"] != "2" || e["DTSTART;VALUE=DATE"] != later.Format("20060102") {
			t.Errorf("moved: %v", e)
		}
		closes := time.Now().Add(50 * time.Hour).UTC().Truncate(time.Second)
		b, err := h.Ballots.Start(ctx, h.Viewer(t, "Bo"), h.Key("Bo"), ballot.New{Host: ref.Ref{Kind: "thread", ID: id}, Kind: ballot.Consent, Title: "Så här?", ClosesAt: closes})
		h.must(err)
		uidB := "ballot-" + b.ID + "@127.0.0.1"
		if e = h.of("Bo")[uidB]; e["DTSTART"] != closes.Format("20060102T150405Z") || e["SUMMARY"] != "Omröstningen stänger: Så här?" {
			t.Errorf("a ballot: %v", e)
		}
		_, err = h.Ballots.Close(ctx, h.Viewer(t, "Dag"), b.ID)
		h.must(err)
		if e = h.of("Bo")[uidB]; e != nil {
			t.Errorf("closed before its date: %v", e)
		}
		review := ahead.AddDate(0, 1, 0).Format(time.DateOnly)
		_, err = h.Ballots.Conclude(ctx, h.Viewer(t, "Bo"), b.ID, 2, ballot.Conclusion{Text: "Ja", Next: "Vi börjar", ReviewOn: review})
		h.must(err)
		if e = h.of("Bo")["review-"+b.ID+"@127.0.0.1"]; e["DTSTART;VALUE=DATE"] != strings.ReplaceAll(review, "-", "") {
			t.Errorf("looked at again: %v", e)
		}
		_, err = h.Forum.Ask(ctx, h.Viewer(t, "Dag"), h.Key("Dag"), forum.NewAsk{Thread: id, Organisation: h.Mill, Wished: day})
		h.must(err)
		_, err = h.Forum.ChooseThread(ctx, h.Viewer(t, "Bo"), id, notice.Choice{Level: notice.Muted})
		h.must(err)
		all = h.of("Bo")
		for uid, e := range all { // only what is asked of him
			if !strings.HasPrefix(uid, "ask-") || e["DTSTART;VALUE=DATE"] != ahead.Format("20060102") || len(all) != 1 {
				t.Errorf("muted: %v", all)
			}
		}
		if len(all) == 0 {
			t.Error("what is asked of the mill is nowhere")
		}
	})
}

func TestTheAddressIsSecretAndCanBeChanged(t *testing.T) {
	each(t, func(h house) {
		day := time.Now().AddDate(0, 0, 9).Format(time.DateOnly)
		h.thread("Cai", apptest.Secret, "Hemligt", day)
		h.open("Cai")
		if n := len(h.of("Cai")); n != 1 {
			t.Fatalf("%d entries", n)
		}
		res, _ := h.Call(t, "", "GET "+h.paths["Cai"], "", nil)
		again, _ := h.Call(t, "", "GET "+h.paths["Cai"], "", map[string]string{"If-None-Match": res.Header.Get("ETag")})
		if again.StatusCode != http.StatusNotModified {
			t.Errorf("the same again: %d", again.StatusCode)
		}
		h.must(h.Areas.Leave(ctx, h.Viewer(t, "Cai"), apptest.Secret))
		if n := len(h.of("Cai")); n != 0 {
			t.Errorf("%d entries of an area that Cai left", n)
		}
		old := h.paths["Cai"]
		h.open("Cai")
		h.of("Cai")
		gone := func(path, why string) {
			t.Helper()
			res, body := h.Call(t, "", "GET "+path, "", nil)
			var p fault.Problem
			if err := json.Unmarshal(body, &p); err != nil || res.StatusCode != http.StatusNotFound || p.Code != "calendar_unknown" {
				t.Errorf("%s: %d %s", why, res.StatusCode, body)
			}
		}
		gone(old, "the address before")
		gone(strings.ToLower(h.paths["Cai"]), "forged")
		h.must(h.Actors.Suspend(ctx, actor.Program("test"), h.ID("Cai"), "för att"))
		gone(h.paths["Cai"], "suspended")
		h.must(h.Actors.Restore(ctx, actor.Program("test"), h.ID("Cai"), "för att"))
		h.of("Cai")
		if f, err := h.Calendar.Feed(ctx, h.Viewer(t, "Cai")); err != nil || f.ReadAt == nil || strings.Contains(f.Hash, "/") {
			t.Errorf("%+v %v", f, err)
		}
		h.must(h.Calendar.Close(ctx, h.Viewer(t, "Cai")))
		gone(h.paths["Cai"], "ended")
		if _, err := h.Calendar.Feed(ctx, h.Viewer(t, "Cai")); fault.CodeOf(err) != "calendar_unknown" {
			t.Error(err)
		}
	})
}
