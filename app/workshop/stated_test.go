package workshop_test

import (
	"testing"

	"kraftsam/app/apptest"
	"kraftsam/app/workshop"
)

// Anybody may say for whom they are there. Whether the organisation has confirmed it is said beside it.
func TestWhoeverHasNoLeaveOnlySaysForWhomTheyAreThere(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := planned(t, v, apptest.Energy)
		does(t, v, id, workshop.Invite)
		for who, organisation := range map[string]string{"Ada": v.Municipality, "Bo": v.Municipality, "Cai": v.University} { // Cai's request waits
			if _, err := v.Workshops.TakePart(ctx, v.Viewer(t, who), id, workshop.Taking{Organisation: organisation}); err != nil {
				t.Fatal(err)
			}
		}
		guest, _ := joins(t, v, seen(t, v, v.Viewer(t, "Dag"), id).Code, "Ove")
		if _, err := v.Workshops.TakePart(ctx, guest, id, workshop.Taking{Organisation: v.Mill}); err != nil {
			t.Fatal(err)
		}
		people := func() map[string]bool {
			all, err := v.Workshops.People(ctx, v.Viewer(t, "Dag"), id)
			if err != nil {
				t.Fatal(err)
			}
			confirmed := map[string]bool{}
			for _, p := range all {
				confirmed[p.Name] = p.Confirmed
			}
			return confirmed
		}
		if got := people(); !got["Ada"] || got["Bo"] || got["Cai"] || got["Ove"] {
			t.Errorf("confirmed: %v", got)
		}
		if _, err := v.Workshops.TakePart(ctx, v.Viewer(t, "Bo"), id, workshop.Taking{Organisation: v.Mill}); err != nil {
			t.Fatal(err)
		}
		if _, err := v.Workshops.TakePart(ctx, v.Viewer(t, "Ada"), id, workshop.Taking{OrganisationName: "Bergs kommun"}); err != nil {
			t.Fatal(err)
		}
		if got := people(); got["Ada"] || !got["Bo"] {
			t.Errorf("after they chose anew, confirmed: %v", got)
		}
	})
}
