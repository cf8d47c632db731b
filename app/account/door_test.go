package account_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/account"
	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/live"
	"kraftsam/app/platform/web"
)

var ctx = context.Background()

func newcomer(email string) account.Newcomer {
	return account.Newcomer{Email: email, Name: "Nils Ny", Password: apptest.Password}
}

var refused = apptest.Refused

// signIn gives the cookie of a new session and the session's id.
func signIn(t *testing.T, v *apptest.Village, email string) (cookie, session string) {
	t.Helper()
	word, _, err := v.Accounts.SignIn(ctx, email, apptest.Password, web.Credentials{Agent: "Firefox/1 Linux"})
	if err != nil {
		t.Fatal(err)
	}
	h, err := v.Accounts.Holder(ctx, word, "")
	if err != nil {
		t.Fatal(err)
	}
	return word, h.Viewer.Session
}

func giveKey(t *testing.T, v *apptest.Village, name string) {
	t.Helper()
	if err := v.Accounts.SetPassword(ctx, v.ID(name), apptest.Password); err != nil {
		t.Fatal(err)
	}
}

// ends are what the control topic told of ends: "type id".
func ends(t *testing.T, v *apptest.Village) (list []string) {
	t.Helper()
	events, err := v.Events.After(ctx, live.Control, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if e.Type != live.AccessChanged {
			list = append(list, e.Type+" "+e.Ref.ID)
		}
	}
	return list
}

func letters(t *testing.T, v *apptest.Village) (list []string) {
	t.Helper()
	all, err := v.Mail.Latest(ctx, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		list = append(list, l.Recipient+": "+l.Subject+"\n"+l.Text)
	}
	return list
}

func TestOpenRegistration(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		status, err := v.Accounts.Register(ctx, newcomer("Nils@By.Example"))
		if err != nil || status != account.Active {
			t.Fatal(status, err)
		}
		_, _, err = v.Accounts.SignIn(ctx, "NILS@by.example", apptest.Password, web.Credentials{})
		refused(t, "in at once, in any casing", "", err)
		m, err := v.Actors.MemberByEmail(ctx, "nils@by.example")
		if err != nil || m.ConfirmedAt != nil || m.Lang != "sv" || m.Shown {
			t.Errorf("%+v %v", m, err)
		}
		sent := letters(t, v)
		if len(sent) != 1 || !strings.HasPrefix(sent[0], "nils@by.example: Bekräfta din adress") {
			t.Fatalf("%q", sent)
		}
		_, word, ok := strings.Cut(sent[0], v.URL+"/confirm?token=")
		word, _, _ = strings.Cut(word, "\n")
		if !ok || len(word) != 43 {
			t.Fatalf("no link in %q", sent[0])
		}
		refused(t, "another word", "confirmation_unknown", v.Accounts.ConfirmAddress(ctx, word[1:]))
		refused(t, "the word of the letter", "", v.Accounts.ConfirmAddress(ctx, word))
		if m, _ = v.Actors.Member(ctx, m.ID); m.ConfirmedAt == nil {
			t.Error("not confirmed")
		}
	})
}

// Somebody who tries addresses learns nothing; the owner of a taken one hears of it.
func TestATakenAddressGetsTheSameAnswer(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		giveKey(t, v, "Ada")
		for _, spoil := range []func(n *account.Newcomer){
			func(*account.Newcomer) {},
			func(n *account.Newcomer) { n.Organisation = "none" },
			func(n *account.Newcomer) { n.Proposal = &actor.Proposal{Name: "  ", Kind: "company", Level: "local"} },
			func(n *account.Newcomer) {
				n.Proposal = &actor.Proposal{Name: "X", Kind: "company", Level: "local", Municipality: "0000"}
			},
			func(n *account.Newcomer) { n.Password = "kort" },
			func(n *account.Newcomer) { n.Name = "" },
			func(n *account.Newcomer) { n.Lang = "de" },
		} {
			free, taken := newcomer("fri@by.example"), newcomer("ADA@by.example")
			taken.Password = "ett annat ord helt"
			spoil(&free)
			spoil(&taken)
			status1, err1 := v.Accounts.Register(ctx, free)
			status2, err2 := v.Accounts.Register(ctx, taken)
			if status1 != status2 || (err1 == nil) != (err2 == nil) || err1 != nil && fault.CodeOf(err1) != fault.CodeOf(err2) {
				t.Errorf("%q %v and %q %v", status1, err1, status2, err2)
			}
		}
		sent := letters(t, v)
		if len(sent) != 2 || !strings.Contains(sent[0], "ada@by.example: Du har redan ett konto") || !strings.Contains(sent[0], v.URL+"/sign-in") {
			t.Errorf("%q", sent)
		}
		_, _, err := v.Accounts.SignIn(ctx, "ada@by.example", "ett annat ord helt", web.Credentials{})
		refused(t, "the taken account keeps its password", "credentials_wrong", err)
	})
}

// Two people with one address in the same moment: one account, and nobody sees an error.
func TestTheSameAddressAtOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		results := make(chan error, 2)
		for range 2 {
			go func() {
				_, err := v.Accounts.Register(ctx, newcomer("nils@by.example"))
				results <- err
			}()
		}
		for range 2 {
			refused(t, "registering", "", <-results)
		}
		if sent := letters(t, v); len(sent) != 2 {
			t.Errorf("%q", sent)
		}
	})
}

func TestOtherWaysOfRegistration(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		n := newcomer("nils@by.example")
		_, err := v.Accounts.Register(ctx, n)
		refused(t, "nothing to show", "invitation_missing", err)
		n.Invitation = "påhittad"
		_, err = v.Accounts.Register(ctx, n)
		refused(t, "a made-up invitation", "invitation_unknown", err)
	}, "REGISTRATION=invite")
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		n := newcomer("nils@by.example")
		n.Lang = "en"
		status, err := v.Accounts.Register(ctx, n)
		if err != nil || status != account.AwaitsApproval {
			t.Fatal(status, err)
		}
		_, _, err = v.Accounts.SignIn(ctx, n.Email, n.Password, web.Credentials{})
		refused(t, "too early", "approval_awaited", err)
		_, _, err = v.Accounts.SignIn(ctx, n.Email, "fel lösenord, alltså", web.Credentials{})
		refused(t, "with a wrong password nobody learns that it waits", "credentials_wrong", err)
		m, err := v.Actors.MemberByEmail(ctx, n.Email)
		refused(t, "found", "", err)
		refused(t, "approving", "", v.Actors.Approve(ctx, actor.Program("test"), m.ID, ""))
		_, _, err = v.Accounts.SignIn(ctx, n.Email, n.Password, web.Credentials{})
		refused(t, "let in", "", err)
		if sent := letters(t, v); len(sent) != 2 || !strings.Contains(sent[1], "Confirm your address") || !strings.Contains(sent[0], "Welcome") {
			t.Errorf("%q", sent)
		}
	}, "REGISTRATION=approval")
}

func TestAnOrganisationAtRegistration(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		n := newcomer("nils@by.example")
		n.Organisation = v.Mill
		_, err := v.Accounts.Register(ctx, n)
		refused(t, "one of the directory", "", err)
		o := newcomer("olle@by.example")
		o.Proposal = &actor.Proposal{Name: "Nya Sågen", Kind: "company", Sector: "business", Level: "local", Municipality: apptest.Berg}
		_, err = v.Accounts.Register(ctx, o)
		refused(t, "a new one", "", err)
		waiting, err := v.Actors.Requests(ctx, actor.Program("test"), true)
		if err != nil || len(waiting) != 3 { // and Cai's
			t.Errorf("%+v %v", waiting, err)
		}
		if page, _ := v.Actors.Search(ctx, actor.Search{Query: "sågen", Limit: 10}); len(page.Items) != 0 {
			t.Error("a proposal stands in the directory")
		}
		for _, r := range waiting {
			by := actor.Viewer{Member: r.MemberID}
			refused(t, "before", "as_refused", v.Actors.MaySpeakFor(ctx, by, r.OrganisationID))
			refused(t, "confirming", "", v.Actors.Confirm(ctx, actor.Program("test"), r.ID, ""))
			refused(t, "after", "", v.Actors.MaySpeakFor(ctx, by, r.OrganisationID))
		}
		if page, _ := v.Actors.Search(ctx, actor.Search{Query: "sågen", Limit: 10}); len(page.Items) != 1 {
			t.Error("a confirmed one does not")
		}
	})
}

// Unknown address, wrong password, no password: one answer. How long each takes is that of one hash.
func TestSigningInTellsNothing(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		giveKey(t, v, "Ada")
		try := func(email, password string) error {
			before := account.Hashes()
			_, _, err := v.Accounts.SignIn(ctx, email, password, web.Credentials{})
			if done := account.Hashes() - before; done != 1 {
				t.Errorf("signing in as %s cost %d hashes, where every other costs 1", email, done)
			}
			return err
		}
		err1 := try("ada@by.example", "fel lösenord, alltså")
		err2 := try("ingen@by.example", "fel lösenord, alltså")
		err3 := try("bo@by.example", "fel lösenord, alltså")
		err4 := try("inte en adress", "")
		for _, err := range []error{err1, err2, err3, err4} {
			refused(t, "signing in", "credentials_wrong", err)
			if !cmp.Equal(fault.ProblemOf(err), fault.ProblemOf(err1)) {
				t.Errorf("%v differs from %v", err, err1)
			}
		}
	})
}
