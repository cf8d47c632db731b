package workshop_test

import (
	"strings"
	"testing"
	"time"

	"kraftsam/app/apptest"
	"kraftsam/app/notice"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/mail"
	"kraftsam/app/platform/ref"
	"kraftsam/app/workshop"
)

// told gives the newest letter to somebody with the lines of its only date, after all that is due was done.
func told(t *testing.T, v *apptest.Village, who string) (mail.Letter, map[string]string) {
	t.Helper()
	for range 2 { // what is told, and then what leaves the house
		if _, err := v.Jobs.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		change(t, v, "UPDATE jobs SET due_at = ? WHERE kind = 'notice.reach'", db.Now().Add(-time.Second))
	}
	if _, err := v.Jobs.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	m, err := v.Actors.Member(ctx, v.ID(who))
	if err != nil {
		t.Fatal(err)
	}
	letters, err := v.Mail.Latest(ctx, 20)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range letters {
		if l.Recipient != m.Email || len(l.Calendars) != 1 {
			continue
		}
		lines := map[string]string{"": l.Calendars[0].Method}
		for _, line := range strings.Split(strings.TrimSpace(strings.ReplaceAll(l.Calendars[0].Text, "\r\n ", "")), "\r\n") {
			name, value, _ := strings.Cut(line, ":")
			name, params, _ := strings.Cut(name, ";")
			lines[name] = strings.TrimPrefix(params+" "+value, " ")
		}
		return l, lines
	}
	t.Fatalf("no letter with a date to %s among %d", who, len(letters))
	return mail.Letter{}, nil
}

func TestALetterCarriesTheInvitationAndWhatBecomesOfIt(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id, dag, ada := planned(t, v, apptest.Energy), v.Viewer(t, "Dag"), v.Viewer(t, "Ada")
		if _, err := v.Notices.ChangeSettings(ctx, ada, notice.SettingsChange{Quiet: &notice.Quiet{}}); err != nil {
			t.Fatal(err)
		}
		if _, err := v.Workshops.InviteOne(ctx, dag, id, ref.Ref{Kind: "member", ID: v.ID("Ada")}); err != nil {
			t.Fatal(err)
		}
		does(t, v, id, workshop.Invite)
		letter, first := told(t, v, "Ada")
		if !strings.Contains(letter.Subject, "inbjuden till workshopen ”Dialogmöte”") || !strings.Contains(letter.Text, "/workshops/"+id) || !strings.Contains(letter.Text, "börjar ") {
			t.Errorf("%s\n%s", letter.Subject, letter.Text)
		}
		if first[""] != "REQUEST" || first["METHOD"] != "REQUEST" || first["STATUS"] != "CONFIRMED" || !strings.Contains(first["ATTENDEE"], `PARTSTAT=NEEDS-ACTION mailto:`+letter.Recipient) || !strings.HasPrefix(first["UID"], "workshop-"+id) {
			t.Errorf("%v", first)
		}
		if _, err := v.Workshops.Answer(ctx, ada, id, workshop.Reply{Answer: workshop.Maybe}); err != nil {
			t.Fatal(err)
		}
		later := soon().Add(time.Hour)
		if _, err := v.Workshops.Edit(ctx, dag, id, seen(t, v, dag, id).Version, workshop.Change{StartsAt: &later}); err != nil {
			t.Fatal(err)
		}
		letter, moved := told(t, v, "Ada")
		if !strings.Contains(letter.Subject, "annan tid eller plats") || moved["UID"] != first["UID"] || moved["SEQUENCE"] <= first["SEQUENCE"] || moved["DTSTART"] <= first["DTSTART"] ||
			!strings.Contains(moved["ATTENDEE"], "PARTSTAT=TENTATIVE") || moved["METHOD"] != "REQUEST" {
			t.Errorf("%s %v after %v", letter.Subject, moved, first)
		}
		does(t, v, id, workshop.Cancel)
		letter, ended := told(t, v, "Ada")
		if !strings.Contains(letter.Subject, "inställd") || ended[""] != "CANCEL" || ended["METHOD"] != "CANCEL" || ended["STATUS"] != "CANCELLED" || ended["UID"] != first["UID"] || ended["SEQUENCE"] <= moved["SEQUENCE"] {
			t.Errorf("%s %v", letter.Subject, ended)
		}
	})
}

func TestWhoIsInvitedAndAnswered(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id, dag := planned(t, v, apptest.Energy), v.Viewer(t, "Dag")
		for _, whom := range []ref.Ref{{Kind: "member", ID: v.ID("Ada")}, {Kind: "organisation", ID: v.Mill}} {
			if _, err := v.Workshops.InviteOne(ctx, dag, id, whom); err != nil {
				t.Fatal(err)
			}
		}
		does(t, v, id, workshop.Invite)
		if _, err := v.Workshops.Answer(ctx, v.Viewer(t, "Bo"), id, workshop.Reply{Answer: workshop.Yes}); err != nil {
			t.Fatal(err)
		}
		_, err := v.Workshops.InvitedTo(ctx, v.Viewer(t, "Ada"), id)
		refused(t, "who is invited", err, "forbidden")
		all, err := v.Workshops.InvitedTo(ctx, dag, id)
		if err != nil || len(all) != 2 || all[0].ID != v.Mill || len(all[0].Answered) != 1 || all[0].Answered[0] != v.ID("Bo") || all[1].Name != "Ada" || len(all[1].Answered) != 0 {
			t.Errorf("%+v, %v", all, err)
		}
		list, err := v.Workshops.List(ctx, v.Viewer(t, "Bo"), workshop.Filter{}, "", 10)
		if err != nil || len(list.Items) != 1 || list.Items[0].Answer != workshop.Yes || list.Items[0].Area != apptest.Energy || list.Items[0].ThreadTitle != "Möte" {
			t.Errorf("%+v, %v", list.Items, err)
		}
	})
}

func TestAListTellsNoThreadThatOneMayNotRead(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id, dag := planned(t, v, apptest.Secret), v.Viewer(t, "Dag")
		if _, err := v.Workshops.InviteOne(ctx, dag, id, ref.Ref{Kind: "member", ID: v.ID("Bo")}); err != nil {
			t.Fatal(err)
		}
		does(t, v, id, workshop.Invite)
		list, err := v.Workshops.List(ctx, v.Viewer(t, "Bo"), workshop.Filter{}, "", 10)
		if err != nil || len(list.Items) != 1 || list.Items[0].Area != "" || list.Items[0].ThreadTitle != "" {
			t.Errorf("%+v, %v", list.Items, err)
		}
		list, err = v.Workshops.List(ctx, dag, workshop.Filter{}, "", 10)
		if err != nil || len(list.Items) != 1 || list.Items[0].ThreadTitle != "Möte" {
			t.Errorf("%+v, %v", list.Items, err)
		}
	})
}
