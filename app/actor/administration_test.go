package actor_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/account"
	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/area"
	"kraftsam/app/audit"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
)

var operator = actor.Program("test")

// proved is a villager who has just shown who they are.
func proved(t *testing.T, v *apptest.Village, name string) actor.Viewer {
	t.Helper()
	by := v.Viewer(t, name)
	by.Strong = db.Now()
	return by
}

// noted lists what stands in the audit log about the acts of villagers, the oldest first, and checks the log.
func noted(t *testing.T, v *apptest.Village, who string) (acts []string) {
	t.Helper()
	list, more, err := v.Actors.History(ctx, operator, 0, 200)
	if err != nil || more {
		t.Fatal(more, err)
	}
	for _, e := range slices.Backward(list) {
		if e.WhoName == who {
			acts = append(acts, strings.TrimSpace(e.What+" "+e.AboutName+" "+e.Why))
		}
	}
	if _, err := v.Actors.Audit().Verify(ctx, audit.Head{}); err != nil {
		t.Error(err)
	}
	return acts
}

// letters lists what was sent to a villager: subjects, the oldest first.
func letters(t *testing.T, v *apptest.Village, email string) (subjects []string) {
	t.Helper()
	all, err := v.Mail.Latest(ctx, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range slices.Backward(all) {
		if l.Recipient == email {
			subjects = append(subjects, l.Subject)
		}
	}
	return subjects
}

// atOnce runs acts at the same moment and gives what came of each, as codes.
func atOnce(acts ...func() error) []string {
	codes := make([]string, len(acts))
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i, do := range acts {
		wg.Go(func() {
			<-start
			if err := do(); err != nil {
				codes[i] = fault.CodeOf(err)
			}
		})
	}
	close(start)
	wg.Wait()
	return codes
}

func roleOf(t *testing.T, v *apptest.Village, name string, g actor.Grant) string {
	t.Helper()
	held, err := v.Actors.Holders(ctx, g)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range held {
		if h.MemberID == v.ID(name) {
			return h.ID
		}
	}
	t.Fatalf("%s has no such role", name)
	return ""
}

var administrator = actor.Grant{Role: actor.Administrator}

func TestTheLastAdministratorStays(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		alva := proved(t, v, "Alva")
		refused(t, "her role", "last_administrator", v.Actors.EndGrant(ctx, alva, roleOf(t, v, "Alva", administrator), "x"))
		refused(t, "her account", "last_administrator", v.Actors.Suspend(ctx, alva, v.ID("Alva"), "x"))
		refused(t, "closing it", "last_administrator", v.Actors.Close(ctx, v.ID("Alva")))
		refused(t, "a program cannot either", "last_administrator", v.Actors.EndGrant(ctx, operator, roleOf(t, v, "Alva", administrator), ""))
		for round := range 6 {
			_, err := v.Actors.Grant(ctx, operator, v.ID("Ada"), administrator, "")
			refused(t, "a second one", "", err)
			ada, alva := proved(t, v, "Ada"), proved(t, v, "Alva")
			mine, hers := roleOf(t, v, "Ada", administrator), roleOf(t, v, "Alva", administrator)
			acts := []func() error{
				func() error { return v.Actors.EndGrant(ctx, ada, hers, "x") },
				func() error { return v.Actors.EndGrant(ctx, alva, mine, "x") },
			}
			if round%2 == 1 {
				acts = []func() error{
					func() error { return v.Actors.Suspend(ctx, ada, v.ID("Alva"), "x") },
					func() error { return v.Actors.Close(ctx, v.ID("Ada")) },
				}
			}
			codes := atOnce(acts...)
			slices.Sort(codes)
			if codes[0] != "" || codes[1] != "forbidden" && codes[1] != "last_administrator" {
				t.Fatalf("round %d: %q", round, codes)
			}
			if round%2 == 1 {
				break // one of the two accounts is gone
			}
			_, err = v.Actors.Grant(ctx, operator, v.ID("Alva"), administrator, "")
			refused(t, "again", "", err)
			_ = v.Actors.EndGrant(ctx, operator, roleOf(t, v, "Alva", administrator), "")
			_, err = v.Actors.Grant(ctx, operator, v.ID("Alva"), administrator, "")
			refused(t, "and again", "", err)
		}
	})
}

// Who was an administrator when the request came in, and is none any more when it is acted on, does nothing.
func TestARoleThatWasTakenMeanwhileIsNone(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id, err := v.Actors.Grant(ctx, operator, v.ID("Ada"), administrator, "")
		refused(t, "a second one", "", err)
		ada := proved(t, v, "Ada")
		refused(t, "taking", "", v.Actors.EndGrant(ctx, proved(t, v, "Alva"), id, "slutar"))
		_, err = v.Actors.Grant(ctx, ada, v.ID("Bo"), actor.Grant{Role: actor.Moderator}, "x")
		refused(t, "giving", "forbidden", err)
		refused(t, "suspending", "forbidden", v.Actors.Suspend(ctx, ada, v.ID("Bo"), "x"))
	})
}

func TestRolesAreGivenAndTaken(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		alva := proved(t, v, "Alva")
		moderator := actor.Grant{Role: actor.Moderator}
		give := func(by actor.Viewer, g actor.Grant, why, code string) string {
			t.Helper()
			id, err := v.Actors.Grant(ctx, by, v.ID("Bo"), g, why)
			refused(t, "giving", code, err)
			return id
		}
		give(actor.Viewer{}, moderator, "x", "session_missing")
		give(proved(t, v, "Ada"), moderator, "x", "forbidden")
		give(proved(t, v, "Mona"), moderator, "x", "forbidden")
		give(proved(t, v, "Dag"), actor.Grant{Role: actor.Facilitator, Scope: area.Ref(apptest.Energy)}, "x", "forbidden")
		give(v.Viewer(t, "Alva"), moderator, "x", "step_up_needed")
		late := alva
		late.Strong = db.Now().Add(-actor.StrongFor - time.Second)
		give(late, moderator, "x", "step_up_needed")
		give(alva, moderator, " ", "reason_missing")
		give(alva, moderator, strings.Repeat("x", actor.MaxReason+1), "reason_too_long")
		give(alva, actor.Grant{Role: "king"}, "x", "role_unknown")
		give(alva, actor.Grant{Role: actor.Facilitator}, "x", "role_unknown")
		give(alva, actor.Grant{Role: actor.Administrator, Scope: area.Ref(apptest.Energy)}, "x", "role_unknown")
		first := give(alva, moderator, "hjälper till", "")
		if again := give(alva, moderator, "igen", ""); again != first {
			t.Errorf("given twice it stands twice: %s and %s", first, again)
		}
		if !v.Viewer(t, "Bo").Is(actor.Moderator, ref.Ref{}) {
			t.Error("Bo is no moderator")
		}
		refused(t, "taking without a proof", "step_up_needed", v.Actors.EndGrant(ctx, v.Viewer(t, "Alva"), first, "x"))
		refused(t, "taking", "", v.Actors.EndGrant(ctx, alva, first, "slutar"))
		refused(t, "taking twice", "role_unknown", v.Actors.EndGrant(ctx, alva, first, "slutar"))
		if v.Viewer(t, "Bo").Is(actor.Moderator, ref.Ref{}) {
			t.Error("Bo is a moderator still")
		}
		_, err := v.Actors.Grant(ctx, alva, "nobody", moderator, "x")
		refused(t, "nobody", "not_found", err)
		refused(t, "suspending", "", v.Actors.Suspend(ctx, alva, v.ID("Bo"), "bråk"))
		give(alva, moderator, "x", "member_inactive")
		want := []string{"role.given.moderator Bo hjälper till", "role.taken.moderator Bo slutar", "member.suspended Bo bråk"}
		if diff := cmp.Diff(want, noted(t, v, "Alva")); diff != "" {
			t.Error(diff)
		}
	})
}

func TestLettingPeopleIn(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		for _, name := range []string{"nils", "olle"} {
			n := account.Newcomer{Email: name + "@by.example", Name: strings.ToUpper(name[:1]) + name[1:], Password: apptest.Password, Organisation: v.Mill}
			if status, err := v.Accounts.Register(ctx, n); err != nil || status != account.AwaitsApproval {
				t.Fatal(status, err)
			}
		}
		alva := v.Viewer(t, "Alva")
		waiting := func(q actor.Census) (names []string) {
			t.Helper()
			q.Limit = 50
			page, err := v.Actors.Citizens(ctx, alva, q)
			refused(t, "listing", "", err)
			for _, c := range page.Items {
				names = append(names, c.Name)
			}
			return names
		}
		if diff := cmp.Diff([]string{"Olle", "Nils"}, waiting(actor.Census{State: "waiting"})); diff != "" {
			t.Error(diff)
		}
		if c, err := v.Actors.Waiting(ctx, alva); err != nil || c.Members != 2 {
			t.Errorf("%+v %v", c, err)
		}
		nils, _ := v.Actors.MemberByEmail(ctx, "nils@by.example")
		olle, _ := v.Actors.MemberByEmail(ctx, "olle@by.example")
		refused(t, "by a moderator", "forbidden", v.Actors.Approve(ctx, v.Viewer(t, "Mona"), nils.ID, ""))
		refused(t, "approving", "", v.Actors.Approve(ctx, alva, nils.ID, ""))
		refused(t, "twice", "", v.Actors.Approve(ctx, alva, nils.ID, ""))
		refused(t, "refusing whom one let in", "member_not_waiting", v.Actors.Refuse(ctx, alva, nils.ID, "x"))
		refused(t, "refusing without a reason", "reason_missing", v.Actors.Refuse(ctx, alva, olle.ID, ""))
		refused(t, "refusing", "", v.Actors.Refuse(ctx, alva, olle.ID, "okänd"))
		refused(t, "who was refused is gone", "not_found", v.Actors.Approve(ctx, alva, olle.ID, ""))
		if len(waiting(actor.Census{State: "waiting"})) != 0 || !slices.Equal(waiting(actor.Census{Query: "nils@"}), []string{"Nils"}) ||
			!slices.Equal(waiting(actor.Census{Query: "NIL"}), []string{"Nils"}) || len(waiting(actor.Census{Query: "Olle"})) != 0 {
			t.Error("the list does not follow")
		}
		if _, err := v.Actors.MemberByEmail(ctx, "olle@by.example"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the address is not free: %v", err)
		}
		if sent := letters(t, v, "nils@by.example"); sent[len(sent)-1] != "Välkommen till Kraftsam" || len(sent) != 2 {
			t.Errorf("%q", sent)
		}
		if sent := letters(t, v, "olle@by.example"); sent[len(sent)-1] != "Ditt konto hos Kraftsam godkändes inte" {
			t.Errorf("%q", sent)
		}
		if got := waiting(actor.Census{Role: actor.AnyRole}); !slices.Equal(got, []string{"Alva", "Mona", "Dag"}) {
			t.Errorf("who has a role: %q", got)
		}
		if diff := cmp.Diff(2, len(noted(t, v, "Alva"))); diff != "" {
			t.Error(diff)
		}
	}, "REGISTRATION=approval")
}

func TestTheListOfMembersInPages(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		alva := v.Viewer(t, "Alva")
		var got []string
		for after := ""; ; {
			page, err := v.Actors.Citizens(ctx, alva, actor.Census{After: after, Limit: 2})
			if err != nil || len(page.Items) > 2 {
				t.Fatal(err)
			}
			for _, c := range page.Items {
				got = append(got, c.Name)
			}
			if !page.HasAfter {
				break
			}
			after = page.Items[len(page.Items)-1].ID
		}
		back, err := v.Actors.Citizens(ctx, alva, actor.Census{Before: v.ID("Ada"), Limit: 50})
		if err != nil || len(back.Items) != len(got)-1 || back.HasBefore {
			t.Errorf("%+v %v", back, err)
		}
		slices.Sort(got)
		if strings.Join(got, " ") != "Ada Alva Bo Cai Dag Mona" {
			t.Errorf("%q", got)
		}
		_, err = v.Actors.Citizens(ctx, alva, actor.Census{After: "none", Limit: 2})
		refused(t, "a cursor", "cursor_unknown", err)
		_, err = v.Actors.Citizens(ctx, v.Viewer(t, "Mona"), actor.Census{Limit: 2})
		refused(t, "a moderator", "forbidden", err)
	})
}

func TestSettings(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		alva := proved(t, v, "Alva")
		text := func(s string) *string { return &s }
		change := func(by actor.Viewer, c actor.SettingsChange, why, code string) {
			t.Helper()
			_, err := v.Actors.ChangeSettings(ctx, by, c, why)
			refused(t, "changing", code, err)
		}
		change(v.Viewer(t, "Alva"), actor.SettingsChange{Operator: text("x")}, "x", "step_up_needed")
		change(proved(t, v, "Mona"), actor.SettingsChange{Operator: text("x")}, "x", "forbidden")
		change(alva, actor.SettingsChange{Operator: text("x")}, "", "reason_missing")
		change(alva, actor.SettingsChange{Registration: text("closed")}, "x", "registration_invalid")
		change(alva, actor.SettingsChange{Contact: text(strings.Repeat("x", 201))}, "x", "setting_too_long")
		newcomer := func(email string) account.Status {
			t.Helper()
			status, err := v.Accounts.Register(ctx, account.Newcomer{Email: email, Name: "Nils", Password: apptest.Password})
			if err != nil {
				return account.Status(fault.CodeOf(err))
			}
			return status
		}
		if got := newcomer("a@by.example"); got != account.Active {
			t.Error(got)
		}
		change(alva, actor.SettingsChange{Registration: text("approval"), Operator: text(" Byn ")}, "många robotar", "")
		if got := newcomer("b@by.example"); got != account.AwaitsApproval {
			t.Error(got)
		}
		change(alva, actor.SettingsChange{Registration: text("invite")}, "ännu fler", "")
		if got := newcomer("c@by.example"); got != "invitation_missing" {
			t.Error(got)
		}
		set, err := v.Actors.Settings(ctx)
		if diff := cmp.Diff(actor.Settings{Registration: "invite", Operator: "Byn"}, set); diff != "" || err != nil {
			t.Error(diff, err)
		}
		refused(t, "a letter", "", v.Actors.MailTest(ctx, v.Viewer(t, "Alva")))
		refused(t, "a letter to others", "forbidden", v.Actors.MailTest(ctx, v.Viewer(t, "Ada")))
		if sent := letters(t, v, v.Email("Alva")); !slices.Equal(sent, []string{"Provbrev från Kraftsam"}) {
			t.Errorf("%q", sent)
		}
		want := []string{"setting.changed  många robotar", "setting.changed  många robotar", "setting.changed  ännu fler", "mail.tested Alva"}
		if diff := cmp.Diff(want, noted(t, v, "Alva")); diff != "" {
			t.Error(diff)
		}
	})
}
