package wall_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"kraftsam/app/apptest"
	"kraftsam/app/platform/db"
	"kraftsam/app/workshop"
	"kraftsam/app/workshop/wall"
)

const marker = "hemlig-tanke"

// rows dumps every table of the database but some, a row a line.
func (h *hall) rows(but ...string) (lines []string) {
	h.t.Helper()
	var tables []string
	list := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
	if h.DB.Dialect() == db.Postgres {
		list = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
	}
	h.must(h.DB.From(ctx).Raw(list).Scan(&tables).Error)
	for _, name := range tables {
		if strings.Contains(" "+strings.Join(but, " ")+" ", " "+name+" ") {
			continue
		}
		var found []map[string]any
		h.must(h.DB.From(ctx).Raw("SELECT * FROM " + name).Scan(&found).Error)
		for _, row := range found {
			b, err := json.Marshal(row)
			h.must(err)
			lines = append(lines, name+" "+string(b))
		}
	}
	return lines
}

// answers are what everybody but one gets from every address that could tell of a wall, and every event as it is shown.
func (h *hall) answers(but string) (lines []string) {
	h.t.Helper()
	topic := workshop.Topic(h.id)
	head, err := h.Events.Head(ctx, topic)
	h.must(err)
	thread := h.workshop(h.viewer("Dag")).Thread
	base := "/api/workshops/" + h.id
	for _, who := range []string{"", "Ada", "Bo", "Bo reading", "Cai", "Dag", "Mona", "Alva"} {
		for _, path := range []string{base, base + "/walls", base + "/walls/" + h.step, base + "/walls/" + h.step + "?view=presentation", base + "/walls/" + h.steps[3].ID,
			"/api/topics/" + topic + "/events?after=0&wait=0&epoch=" + head.Epoch, "/api/threads/" + thread + "/posts", "/threads/" + thread, "/api/areas/energi/threads",
			"/api/administration/audit", "/api/notices", "/api/drafts", "/api/inbox", "/api/topics/member:" + h.ID(strings.TrimSuffix(who, " reading")) + "/events?after=0&wait=0&epoch=" + head.Epoch} {
			if strings.HasPrefix(who, but) && but != "" && path != base+"/walls/"+h.step+"?view=presentation" {
				continue
			}
			_, body := h.Call(h.t, who, "GET "+path, "", map[string]string{"Accept": "*/*"})
			lines = append(lines, fmt.Sprintf("%s GET %s %s", who, path, body))
		}
	}
	events, err := h.Events.After(ctx, topic, 0, 10_000)
	h.must(err)
	data, err := h.Workshops.Topics(h.Accounts.ViewerOf)[0].Render(ctx, events)
	h.must(err)
	for i, d := range data {
		lines = append(lines, fmt.Sprintf("event %s %v %s", events[i].Type, events[i].Ref, d))
	}
	return lines
}

// holding finds the lines in which one of some words stands.
func holding(lines []string, words ...string) (found []string) {
	for _, l := range lines {
		for _, w := range words {
			if i := strings.Index(l, w); i >= 0 {
				found = append(found, l[:min(len(l), 120)]+" … "+l[i:min(len(l), i+120)])
				break
			}
		}
	}
	return found
}

// Neither what a hidden note says nor that there is one of its id is in any answer, event, log or row but its own, whatever was done with it.
func TestAHiddenNoteIsItsAuthorsAlone(t *testing.T) {
	var log bytes.Buffer
	was := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(was) })
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v)
		address := "/api/workshops/" + h.id + "/walls/" + h.step + "/notes"
		_, body := h.Call(t, "Bo", "POST "+address, `{"text":"`+marker+`-1"}`, nil)
		var r struct{ ID string }
		h.must(json.Unmarshal(body, &r))
		if r.ID == "" {
			t.Fatalf("%s", body)
		}
		_, refusal := h.Call(t, "Bo", "PATCH "+address+"/"+r.ID, `{"text":"`+marker+strings.Repeat("x", 1000)+`"}`, map[string]string{"If-Match": `"1"`})
		_, edited := h.Call(t, "Bo", "PATCH "+address+"/"+r.ID, `{"text":"`+marker+`-2"}`, map[string]string{"If-Match": `"1"`})
		gone := h.writes("Bo", marker+"-3")
		h.must(h.withdraw("Bo", gone, ""))
		lines := append(h.answers("Bo"), h.rows("workshop_notes", "idempotency_keys")...)
		lines = append(lines, log.String(), string(body)+string(edited)+string(refusal))
		if found := holding(lines, marker); len(found) != 0 {
			t.Errorf("words of a hidden note are told:\n%s", strings.Join(found, "\n"))
		}
		if found := holding(h.answers("Bo"), r.ID, gone); len(found) != 0 {
			t.Errorf("a hidden note is told to be there:\n%s", strings.Join(found, "\n"))
		}
		if found := holding(h.rows(), marker+"-1", marker+"-3"); len(found) != 0 {
			t.Errorf("what was taken back is kept:\n%s", strings.Join(found, "\n"))
		}
		for _, who := range []string{"", "Ada", "Dag", "Alva"} {
			for _, call := range []string{"PATCH " + address + "/" + r.ID, "PUT " + address + "/" + r.ID + "/withdrawal", "PUT " + address + "/" + r.ID + "/place"} {
				body := map[string]string{"PATCH": `{"text":"x"}`, "PUT": `{}`}[call[:strings.Index(call, " ")]]
				real, one := h.Call(t, who, call, body, map[string]string{"If-Match": `"9"`})
				none, two := h.Call(t, who, strings.Replace(call, r.ID, "00000000-0000-7000-8000-000000000000", 1), body, map[string]string{"If-Match": `"9"`})
				if real.StatusCode != none.StatusCode || string(one) != string(two) {
					t.Errorf("%s %s tells it from none: %s, %s", who, call, one, two)
				}
			}
		}
		if mine := h.sees("Bo").Mine.Hidden; len(mine) != 1 || mine[0].Text != marker+"-2" {
			t.Errorf("Bo does not find his own: %+v", mine)
		}
		h.turns(wall.Revealed)
		if found := holding(h.answers("Bo"), marker+"-2"); len(found) == 0 {
			t.Error("the note is told to nobody when it is shown")
		}
		if found := holding(h.answers(""), gone, marker+"-1", marker+"-3"); len(found) != 0 {
			t.Errorf("what was taken back in secret is told:\n%s", strings.Join(found, "\n"))
		}
	})
}

// Who gave which dot is in no answer and no event but to them, and where the dots are in none before it is shown.
func TestWhoseDotsIsTheirsAlone(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v)
		a := h.writes("Ada", "a")
		no := false
		_, err := h.Walls.Set(ctx, h.viewer("Dag"), h.id, h.step, 1, wall.Settings{Named: &no})
		h.refused("names after the first note", "wall_begun", err)
		h.turns(wall.Revealed, wall.Dotting)
		h.must(h.dot("Bo", wall.Dots{On: a, N: 2}))
		bo := h.workshop(h.viewer("Bo")).Mine.Participant
		told := func() []string { return holding(h.answers("Bo"), bo, h.ID("Bo")+`"`) }
		for _, l := range holding(h.answers("Bo"), `"n":2`) {
			t.Errorf("where the dots are is told too early: %s", l)
		}
		h.turns(wall.Finished)
		if found := holding(h.answers("Bo"), `"n":2`); len(found) == 0 {
			t.Error("where the dots are is told to nobody when the wall is done")
		}
		if found := told(); len(found) != 0 {
			t.Errorf("who gave dots is told:\n%s", strings.Join(found, "\n"))
		}
	})
}

// Somebody who was a guest and turns out to be a member keeps their notes, and has their dots once.
func TestWhoBecomesAMemberKeepsWhatIsTheirs(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v)
		h.must(v.Accounts.SetPassword(ctx, v.ID("Bo"), apptest.Password))
		word, guest := h.join("Bo som gäst")
		note, err := h.asks(guest, "som gäst", "")
		h.must(err)
		other := h.writes("Bo", "som medlem")
		h.turns(wall.Revealed, wall.Dotting)
		_, err = h.Walls.Dot(ctx, guest, h.id, h.step, []wall.Dots{{On: note, N: 3}})
		h.must(err)
		h.must(h.dot("Bo", wall.Dots{On: other, N: 3}))
		s, seq := h.public()
		_, _, err = v.Accounts.SignIn(ctx, v.Email("Bo"), apptest.Password, credentials(word))
		h.must(err)
		s, _ = h.follow(s, seq)
		h.agrees("a guest is a member", s)
		if at := h.sees("Bo"); len(at.Mine.Written) != 2 || at.DotsNow.Placed != 3 || at.DotsNow.Dotted != 1 || len(at.Mine.Dots) != 1 || at.Notes[0].By.Name != "Bo" {
			t.Errorf("%+v %+v", at.Mine, at.DotsNow)
		}
	})
}
