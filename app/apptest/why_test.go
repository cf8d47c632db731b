package apptest_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/area"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/ref"
)

// letIn is something that waits for a yes, and what the log calls the yes.
type letIn struct{ do, what string }

// waitingFor makes one of each thing that is decided without having to say why.
func waitingFor(t *testing.T, v *apptest.Village, n string) []letIn {
	t.Helper()
	ctx, now := context.Background(), db.Now()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	m := actor.Member{ID: ref.NewID(), Email: "pim" + n + "@by.example", ConfirmedAt: &now, Name: "Pim", Lang: "sv", CreatedAt: now}
	var proposed, asked actor.Representation
	must(v.DB.InTx(ctx, func(ctx context.Context) (err error) {
		if err = v.Actors.AddMember(ctx, m); err != nil {
			return err
		}
		if asked, err = v.Actors.RepresentAs(ctx, m.ID, v.Mill); err != nil {
			return err
		}
		proposed, err = v.Actors.Propose(ctx, v.ID("Ada"), actor.Proposal{Name: "Bygdegården " + n, Kind: "association", Sector: "civil_society", Level: "local"})
		return err
	}))
	i, _, err := v.Areas.Invite(ctx, v.Viewer(t, "Dag"), apptest.Energy, area.Offer{Note: "kom " + n})
	must(err)
	return []letIn{
		{"PUT /api/administration/members/" + m.ID + "/approval", "member.approved"},
		{"PUT /api/administration/organisations/" + proposed.OrganisationID + "/confirmation", "organisation.confirmed"},
		{"PUT /api/representations/" + asked.ID + "/confirmation", "representation.confirmed"},
		{"DELETE /api/invitations/" + i.ID, "invitation.ended"},
	}
}

// newest gives what the audit log shows an administrator of the last act.
func newest(t *testing.T, v *apptest.Village) (what, why string) {
	t.Helper()
	_, body := v.Call(t, "Alva", "GET /api/administration/audit?limit=1", "", nil)
	var list struct{ Items []struct{ What, Why string } }
	if err := json.Unmarshal(body, &list); err != nil || len(list.Items) != 1 {
		t.Fatalf("%s %v", body, err)
	}
	return list.Items[0].What, list.Items[0].Why
}

func TestWhySomebodyWasLetInStandsInTheLog(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		v.Serve(t)
		said := waitingFor(t, v, "1")
		for _, one := range said {
			res, body := v.Call(t, "Alva", one.do, `{"reason":"`+strings.Repeat("å", actor.MaxReason+1)+`"}`, nil)
			if res.StatusCode != 422 || !strings.Contains(string(body), "reason_too_long") || !strings.Contains(string(body), "body.reason") {
				t.Errorf("%s for a novel: %d %s", one.what, res.StatusCode, body)
			}
			if what, _ := newest(t, v); what == one.what {
				t.Errorf("%s was done for a novel", one.what)
			}
			why := strings.Repeat("å", actor.MaxReason-len(one.what)) + one.what
			if res, body = v.Call(t, "Alva", one.do, `{"reason":"`+why+`"}`, nil); res.StatusCode != 204 {
				t.Errorf("%s: %d %s", one.what, res.StatusCode, body)
			}
			what, noted := newest(t, v)
			if diff := cmp.Diff([]string{one.what, why}, []string{what, noted}); diff != "" {
				t.Error(diff)
			}
		}
		// As the program of the version before calls it: without a body; or with one that says nothing.
		for n, body := range map[string]string{"2": "", "3": `{}`} {
			for _, one := range waitingFor(t, v, n) {
				if res, answer := v.Call(t, "Alva", one.do, body, nil); res.StatusCode != 204 {
					t.Errorf("%s with %q: %d %s", one.what, body, res.StatusCode, answer)
				}
				want := ""
				if one.what == "invitation.ended" {
					want = "kom " + n // which one it was
				}
				if what, noted := newest(t, v); what != one.what || noted != want {
					t.Errorf("%s with %q: noted %s %q", one.what, body, what, noted)
				}
			}
		}
	})
}
