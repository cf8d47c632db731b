package actor_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
)

// ask has a villager ask to speak for an organisation and gives the request's id.
func ask(t *testing.T, v *apptest.Village, name, organisation string) string {
	t.Helper()
	r, err := v.Actors.Represent(ctx, v.Viewer(t, name), organisation)
	refused(t, name+" asks", "", err)
	return r.ID
}

func speaks(t *testing.T, v *apptest.Village, name, organisation string) bool {
	t.Helper()
	err := v.Actors.MaySpeakFor(ctx, v.Viewer(t, name), organisation)
	if err != nil && fault.CodeOf(err) != "as_refused" {
		t.Fatal(err)
	}
	return err == nil
}

func TestWhoDecidesWhoSpeaks(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		waits := func(name string, all bool) (got []string) {
			t.Helper()
			list, err := v.Actors.Requests(ctx, v.Viewer(t, name), all)
			refused(t, "listing", "", err)
			for _, r := range list {
				got = append(got, r.Member.Name+" "+r.Organisation.Name)
			}
			return got
		}
		id := ask(t, v, "Ada", v.Mill)
		for name, want := range map[string][]string{"Bo": {"Ada Åkvarnen AB"}, "Alva": {"Cai Fjälluniversitetet"}, "Ada": nil, "Cai": nil, "Mona": nil} {
			if diff := cmp.Diff(want, waits(name, false)); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
		if diff := cmp.Diff([]string{"Cai Fjälluniversitetet", "Ada Åkvarnen AB"}, waits("Alva", true)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"Ada Åkvarnen AB"}, waits("Bo", true)); diff != "" {
			t.Error(diff)
		}
		for name, code := range map[string]string{"Cai": "representation_unknown", "Mona": "representation_unknown", "Dag": "representation_unknown", "Ada": "own_request", "": "session_missing"} {
			refused(t, name+" confirms", code, v.Actors.Confirm(ctx, v.Viewer(t, name), id, ""))
			refused(t, name+" refuses", code, v.Actors.Withdraw(ctx, v.Viewer(t, name), id, "x"))
		}
		if speaks(t, v, "Ada", v.Mill) {
			t.Error("Ada speaks unconfirmed")
		}
		refused(t, "its representative", "", v.Actors.Confirm(ctx, v.Viewer(t, "Bo"), id, ""))
		refused(t, "once more", "", v.Actors.Confirm(ctx, v.Viewer(t, "Bo"), id, ""))
		if !speaks(t, v, "Ada", v.Mill) {
			t.Error("Ada may not speak")
		}
		refused(t, "without a reason", "reason_missing", v.Actors.Withdraw(ctx, v.Viewer(t, "Bo"), id, ""))
		refused(t, "withdrawing", "", v.Actors.Withdraw(ctx, v.Viewer(t, "Bo"), id, "bytte arbete"))
		refused(t, "withdrawing what has ended", "representation_unknown", v.Actors.Withdraw(ctx, v.Viewer(t, "Bo"), id, "x"))
		refused(t, "confirming what has ended", "representation_unknown", v.Actors.Confirm(ctx, v.Viewer(t, "Bo"), id, ""))
		if speaks(t, v, "Ada", v.Mill) {
			t.Error("Ada speaks after it was withdrawn")
		}
		refused(t, "who no longer speaks decides nothing", "representation_unknown", v.Actors.Confirm(ctx, v.Viewer(t, "Ada"), ask(t, v, "Cai", v.Mill), ""))
		if diff := cmp.Diff([]string{"Du kan nu företräda Åkvarnen AB", "Du företräder inte Åkvarnen AB"}, letters(t, v, v.Email("Ada"))); diff != "" {
			t.Error(diff)
		}
		if got := letters(t, v, v.Email("Bo")); !slices.Equal(got, []string{"Ada vill företräda Åkvarnen AB", "Cai vill företräda Åkvarnen AB"}) {
			t.Errorf("%q", got)
		}
		want := []string{"representation.confirmed Ada – Åkvarnen AB", "representation.withdrawn Ada – Åkvarnen AB bytte arbete"}
		if diff := cmp.Diff(want, noted(t, v, "Bo")); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWhereNobodySpeaksAdministratorsDecide(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		own := ask(t, v, "Alva", v.University)
		refused(t, "an administrator's own", "own_request", v.Actors.Confirm(ctx, v.Viewer(t, "Alva"), own, ""))
		id := ask(t, v, "Ada", v.Mill)
		refused(t, "suspending the only representative", "", v.Actors.Suspend(ctx, v.Viewer(t, "Alva"), v.ID("Bo"), "x"))
		list, err := v.Actors.Requests(ctx, v.Viewer(t, "Alva"), false)
		if err != nil || !slices.ContainsFunc(list, func(r actor.Request) bool { return r.ID == id }) {
			t.Errorf("%+v %v", list, err)
		}
		refused(t, "deciding", "", v.Actors.Withdraw(ctx, v.Viewer(t, "Alva"), id, "nej"))
		stale := v.Viewer(t, "Alva")
		_, err = v.Actors.Grant(ctx, operator, v.ID("Ada"), administrator, "")
		refused(t, "another administrator", "", err)
		refused(t, "taking the first one's role", "", v.Actors.EndGrant(ctx, operator, roleOf(t, v, "Alva", administrator), ""))
		refused(t, "a request that was under way then", "representation_unknown", v.Actors.Confirm(ctx, stale, ask(t, v, "Cai", v.Mill), ""))
		refused(t, "and another", "forbidden", v.Actors.Suspend(ctx, stale, v.ID("Ada"), "x"))
	})
}

func TestTwoWhoDecideAtOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		refused(t, "Ada for the mill", "", v.Actors.Confirm(ctx, operator, ask(t, v, "Ada", v.Mill), ""))
		ada, bo := v.Viewer(t, "Ada"), v.Viewer(t, "Bo")
		for range 8 {
			id := ask(t, v, "Cai", v.Mill)
			codes := atOnce(func() error { return v.Actors.Confirm(ctx, ada, id, "") }, func() error { return v.Actors.Withdraw(ctx, bo, id, "nej") },
				func() error { return v.Actors.Confirm(ctx, bo, id, "") })
			if codes[1] != "" {
				t.Fatalf("%q", codes)
			}
			if speaks(t, v, "Cai", v.Mill) {
				t.Fatalf("Cai speaks although it was refused: %q", codes)
			}
		}
		for range 6 { // each takes the other's: one of them is first, and the other no longer may
			adas, bos := speaking(t, v, "Ada"), speaking(t, v, "Bo")
			codes := atOnce(func() error { return v.Actors.Withdraw(ctx, ada, bos, "x") }, func() error { return v.Actors.Withdraw(ctx, bo, adas, "x") })
			slices.Sort(codes)
			if !slices.Equal(codes, []string{"", "representation_unknown"}) || speaks(t, v, "Ada", v.Mill) == speaks(t, v, "Bo", v.Mill) {
				t.Fatalf("%q", codes)
			}
		}
	})
}

// speaking has a villager speak for the mill, if they do not yet, and gives the representation's id.
func speaking(t *testing.T, v *apptest.Village, name string) string {
	t.Helper()
	refused(t, "appointing", "", v.Actors.Appoint(ctx, operator, v.ID(name), v.Mill))
	own, err := v.Actors.Representations(ctx, v.Viewer(t, name))
	refused(t, "listing", "", err)
	return own[slices.IndexFunc(own, func(r actor.Representation) bool { return r.OrganisationID == v.Mill })].ID
}

// What is being said while it is withdrawn is said before, or not at all.
func TestWhoIsSpeakingHoldsTheWithdrawal(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		his, err := v.Actors.Representations(ctx, v.Viewer(t, "Bo"))
		refused(t, "his", "", err)
		inside, done := make(chan struct{}), make(chan error, 1)
		var said, withdrawn int64
		err = v.DB.InTx(ctx, func(ctx context.Context) error {
			if err := v.Actors.MaySpeakFor(ctx, v.Viewer(t, "Bo"), v.Mill); err != nil {
				return err
			}
			go func() {
				close(inside)
				err := v.Actors.Withdraw(context.Background(), operator, his[0].ID, "x")
				withdrawn = db.Now().UnixNano()
				done <- err
			}()
			<-inside
			for waits := false; !waits; {
				select {
				case err := <-done:
					t.Errorf("withdrawn under the speaker: %v", err)
					done <- err
					return nil
				default:
				}
				waits = isWaiting(t, v)
			}
			said = db.Now().UnixNano()
			return nil
		})
		if err != nil || <-done != nil || withdrawn < said {
			t.Errorf("%v: said %d, withdrawn %d", err, said, withdrawn)
		}
		if speaks(t, v, "Bo", v.Mill) {
			t.Error("Bo speaks")
		}
	})
}

// isWaiting says whether somebody waits for a row; SQLite has one writer, and whoever else would write waits for it.
func isWaiting(t *testing.T, v *apptest.Village) bool {
	t.Helper()
	if v.DB.Dialect() == db.SQLite {
		return true
	}
	var n int64
	err := v.DB.From(ctx).Raw("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").Scan(&n).Error
	if err != nil {
		t.Fatal(err)
	}
	return n > 0
}

func TestHandingOver(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		his, err := v.Actors.Representations(ctx, v.Viewer(t, "Bo"))
		refused(t, "his", "", err)
		give := func(name, to string, leave bool, code string) string {
			t.Helper()
			r, err := v.Actors.HandOver(ctx, v.Viewer(t, name), his[0].ID, to, leave)
			refused(t, name+" hands over to "+to, code, err)
			return r.ID
		}
		give("Ada", v.Email("Ada"), false, "representation_unknown")
		give("", v.Email("Ada"), false, "session_missing")
		give("Bo", "nobody@by.example", false, "member_unknown")
		give("Bo", v.Email("Bo"), false, "representation_exists")
		offer := give("Bo", strings.ToUpper(v.Email("Ada")), true, "")
		refused(t, "nobody accepts for her", "representation_unknown", v.Actors.Confirm(ctx, v.Viewer(t, "Bo"), offer, ""))
		refused(t, "nor an administrator", "representation_unknown", v.Actors.Confirm(ctx, v.Viewer(t, "Alva"), offer, ""))
		refused(t, "nor a stranger", "representation_unknown", v.Actors.Accept(ctx, v.Viewer(t, "Cai"), offer))
		if speaks(t, v, "Ada", v.Mill) || !speaks(t, v, "Bo", v.Mill) {
			t.Error("the offer counts before it is accepted")
		}
		if list, _ := v.Actors.Requests(ctx, v.Viewer(t, "Bo"), false); len(list) != 0 {
			t.Errorf("an offer waits as a request: %+v", list)
		}
		ada := v.Viewer(t, "Ada")
		codes := atOnce(func() error { return v.Actors.Accept(ctx, ada, offer) }, func() error { return v.Actors.Accept(ctx, ada, offer) })
		if !slices.Equal(codes, []string{"", ""}) || !speaks(t, v, "Ada", v.Mill) || speaks(t, v, "Bo", v.Mill) {
			t.Errorf("%q", codes)
		}
		give("Bo", v.Email("Cai"), false, "representation_unknown")
		want := []string{"representation.accepted Ada – Åkvarnen AB"}
		if diff := cmp.Diff(want, noted(t, v, "Ada")); diff != "" {
			t.Error(diff)
		}
		if got := letters(t, v, v.Email("Ada")); !slices.Equal(got, []string{"Bo ber dig företräda Åkvarnen AB"}) {
			t.Errorf("%q", got)
		}
	})
}

func TestAnOfferThatNoLongerStands(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		his, err := v.Actors.Representations(ctx, v.Viewer(t, "Bo"))
		refused(t, "his", "", err)
		offer := func(to string) string {
			t.Helper()
			r, err := v.Actors.HandOver(ctx, v.Viewer(t, "Bo"), his[0].ID, v.Email(to), false)
			refused(t, "offering", "", err)
			return r.ID
		}
		asked := ask(t, v, "Ada", v.Mill)
		old := offer("Ada")
		if asked != old {
			t.Errorf("an offer beside the request: %s and %s", asked, old)
		}
		if err := v.DB.InTx(ctx, func(ctx context.Context) error {
			return v.DB.From(ctx).Exec("UPDATE representations SET requested_at = ? WHERE id = ?", db.Now().AddDate(0, 0, -31), old).Error
		}); err != nil {
			t.Fatal(err)
		}
		refused(t, "too late", "offer_over", v.Actors.Accept(ctx, v.Viewer(t, "Ada"), old))
		refused(t, "a request is no offer", "offer_over", v.Actors.Accept(ctx, v.Viewer(t, "Cai"), ask(t, v, "Cai", v.University)))
		taken := offer("Dag")
		refused(t, "taking the offer back", "", v.Actors.Withdraw(ctx, v.Viewer(t, "Bo"), taken, "ångrade mig"))
		refused(t, "what was taken back", "representation_unknown", v.Actors.Accept(ctx, v.Viewer(t, "Dag"), taken))
		shut := offer("Alva")
		refused(t, "suspending the giver", "", v.Actors.Suspend(ctx, operator, v.ID("Bo"), ""))
		refused(t, "what a suspended one offered", "representation_unknown", v.Actors.Accept(ctx, v.Viewer(t, "Alva"), shut))
		refused(t, "letting the giver in again", "", v.Actors.Restore(ctx, operator, v.ID("Bo"), ""))
		open := offer("Cai")
		refused(t, "the giver loses it", "", v.Actors.Withdraw(ctx, v.Viewer(t, "Alva"), his[0].ID, "x"))
		refused(t, "what a former representative offered", "representation_unknown", v.Actors.Accept(ctx, v.Viewer(t, "Cai"), open))
		for _, name := range []string{"Ada", "Bo", "Cai", "Dag"} {
			if speaks(t, v, name, v.Mill) {
				t.Errorf("%s speaks for the mill", name)
			}
		}
	})
}
