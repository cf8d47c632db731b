package apptest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"kraftsam/app/apptest"
)

// jumper goes through a workshop while the server's clock jumps: everything that is stored is moved the other way.
type jumper struct {
	*apptest.Village
	t    *testing.T
	base string
}

func (j *jumper) does(who, call, body string, want int, header map[string]string) (o struct {
	ID, Topic, Code string
	Version         int64
	Stage           struct {
		Now         time.Time
		PausedAt    *time.Time `json:"paused_at"`
		State, Step string
		Ran         []struct {
			Step   string
			EndsAt time.Time `json:"ends_at"`
		}
	}
	Speaking, Waiting []struct {
		By      struct{ Name string }
		SpentMs int64 `json:"spent_ms"`
	}
	Spoken []struct {
		Times   int64
		TotalMs int64 `json:"total_ms"`
	}
	Notes []struct{ Text string }
}) {
	j.t.Helper()
	res, got := j.Call(j.t, who, call, body, header)
	if res.StatusCode != want {
		j.t.Errorf("%s %s %s: %d, want %d: %s", who, call, body, res.StatusCode, want, got)
	}
	_ = json.Unmarshal(got, &o)
	return o
}

func (j *jumper) version(path string) map[string]string {
	j.t.Helper()
	path = strings.TrimSuffix(path, "/stage") // its version is the workshop's
	return map[string]string{"If-Match": fmt.Sprintf("%q", fmt.Sprint(j.does("Dag", "GET "+j.base+path, "", http.StatusOK, nil).Version))}
}

func (j *jumper) acts(path string, dos ...string) {
	j.t.Helper()
	for _, do := range dos {
		j.does("Dag", "PUT "+j.base+path, fmt.Sprintf(`{"do":%q}`, do), http.StatusOK, j.version(path))
	}
}

// jump moves what is stored, as if the clock had gone the other way.
func (j *jumper) jump(by time.Duration) {
	j.t.Helper()
	for table, columns := range map[string][]string{"workshops": {"started_at", "paused_at"}, "workshop_steps": {"started_at", "ends_at", "left_at"},
		"workshop_speeches": {"raised_at", "started_at", "since", "ended_at"}, "workshop_notes": {"at"}, "workshop_participants": {"joined_at"}, "workshop_codes": {"made_at"}} {
		key := map[bool]string{true: "code", false: "id"}[table == "workshop_codes"]
		for _, column := range columns {
			var rows []struct {
				K string
				V time.Time
			}
			err := j.DB.InTx(context.Background(), func(ctx context.Context) error {
				from := j.DB.From(ctx)
				err := from.Raw("SELECT " + key + " AS k, " + column + " AS v FROM " + table + " WHERE " + column + " IS NOT NULL").Scan(&rows).Error
				for _, r := range rows {
					err = errors.Join(err, from.Exec("UPDATE "+table+" SET "+column+" = ? WHERE "+key+" = ?", r.V.Add(by), r.K).Error)
				}
				return err
			})
			if err != nil {
				j.t.Fatal(err)
			}
		}
	}
}

// A clock that jumps, back or ahead, stops nobody, makes no time negative, and changes no order.
func TestAWorkshopWhoseClockJumps(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		for _, jump := range []time.Duration{time.Hour, -time.Hour} {
			j := &jumper{Village: v, t: t}
			made := j.does("Dag", "POST /api/workshops", `{"area":"energi","text":"x","template":"own","title":"Möte","starts_at":"2999-01-01T08:30:00Z"}`, http.StatusCreated, nil)
			j.base = "/api/workshops/" + made.ID
			step := j.does("Dag", "POST "+j.base+"/steps", `{"kind":"write","title":"Skriv","minutes":10,"after":""}`, http.StatusCreated, nil).ID
			j.acts("/stage", "invite", "start")
			for _, who := range []string{"Bo", "Ada"} {
				j.does(who, "PUT "+j.base+"/participation", `{}`, http.StatusOK, nil)
			}
			j.does("Dag", "PUT "+j.base+"/speakers/hand", `{}`, http.StatusOK, nil)
			j.acts("/speakers", "start")
			j.does("Bo", "PUT "+j.base+"/speakers/hand", `{}`, http.StatusOK, nil)
			j.does("Bo", "POST "+j.base+"/walls/"+step+"/notes", `{"text":"före"}`, http.StatusCreated, nil)
			j.acts("/stage", "pause")
			j.jump(jump)
			j.does("Ada", "PUT "+j.base+"/speakers/hand", `{}`, http.StatusOK, nil)
			j.does("Bo", "POST "+j.base+"/walls/"+step+"/notes", `{"text":"efter"}`, http.StatusCreated, nil)
			if w := j.does("", "GET "+j.base+"/speakers", "", http.StatusOK, nil); len(w.Waiting) != 2 || w.Waiting[0].By.Name != "Bo" {
				t.Errorf("who waited longest waits longest still: %+v", w.Waiting)
			}
			j.acts("/stage", "resume")
			if at := j.does("", "GET "+j.base, "", http.StatusOK, nil).Stage; len(at.Ran) != 1 || at.Ran[0].EndsAt.Before(at.Now) && jump > 0 {
				t.Errorf("time is over because the clock went back: %+v", at)
			}
			j.acts("/speakers", "pause", "resume", "start", "end", "start", "end")
			for _, s := range j.does("", "GET "+j.base+"/speakers", "", http.StatusOK, nil).Spoken {
				if s.TotalMs < 0 || s.Times != 1 {
					t.Errorf("spoken %+v", s)
				}
			}
			j.acts("/stage", "next", "back", "next")
			j.does("Dag", "PUT "+j.base+"/walls/"+step+"/phase", `{"phase":"revealed"}`, http.StatusOK, j.version("/walls/"+step))
			if notes := j.does("", "GET "+j.base+"/walls/"+step, "", http.StatusOK, nil).Notes; len(notes) != 2 {
				t.Errorf("%d of two notes are there", len(notes))
			}
			code := j.does("Dag", "GET "+j.base, "", http.StatusOK, nil).Code
			j.does("", "POST /api/workshops/lookup", fmt.Sprintf(`{"code":%q}`, code), http.StatusOK, nil)
			j.acts("/stage", "wrap_up", "end")
		}
	})
}
