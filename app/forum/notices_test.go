package forum_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/ballot"
	"kraftsam/app/forum"
	"kraftsam/app/notice"
	"kraftsam/app/platform/ref"
)

// bell is what somebody has to read, once all that is to be told was told, and that the count says the same.
func bell(t *testing.T, v *apptest.Village, who string) []string {
	t.Helper()
	rows := unreadRows(t, v, who)
	n, err := v.Notices.Unread(ctx, v.Viewer(t, who))
	if err != nil || n != len(rows) {
		t.Errorf("the bell of %s says %d over %d rows: %v", who, n, len(rows), err)
	}
	told := []string{}
	for _, r := range rows {
		told = append(told, fmt.Sprintf("%s %s %s %d", r.Kind, r.What, r.Reason, r.Events))
	}
	return told
}

func unreadRows(t *testing.T, v *apptest.Village, who string) []notice.Row {
	t.Helper()
	if _, err := v.Jobs.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	if dead, err := v.Jobs.Dead(ctx, "", 10); err != nil || len(dead) > 0 {
		t.Fatal(dead, err)
	}
	rows, next, err := v.Notices.List(ctx, v.Viewer(t, who), notice.Query{Unread: true, Limit: 50})
	if err != nil || next != "" {
		t.Fatal(next, err)
	}
	return rows
}

func rings(t *testing.T, v *apptest.Village, who string, want ...string) {
	t.Helper()
	got := bell(t, v, who)
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(append([]string{}, want...), got); diff != "" {
		t.Errorf("%s is told (-want +got):\n%s", who, diff)
	}
}

func answer(t *testing.T, v *apptest.Village, who, thread, to, text string) string {
	t.Helper()
	done, err := v.Forum.Reply(ctx, v.Viewer(t, who), v.Key(who), forum.NewPost{Thread: thread, Text: text, ReplyTo: to})
	refused(t, who+" answers", "", err)
	return done.ID
}

func naming(v *apptest.Village, who string) string { return "[@" + who + "](member:" + v.ID(who) + ")" }

func TestEachIsToldOnceAndWhatIsMostTheirs(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		longAgo(t, v, "Ada", "Bo", "Cai", "Dag")
		id := start(t, v, "Bo", apptest.Energy)
		first := reply(t, v, "Ada", id, "Ett")
		rings(t, v, "Bo", "post post follow_thread 1")
		rings(t, v, "Ada")
		rings(t, v, "Cai")
		answer(t, v, "Bo", id, first, "Svar till "+naming(v, "Ada")+" och [@Kvarnen](organisation:"+v.Mill+")")
		rings(t, v, "Ada", "mention post named 1") // it answers her too, and she follows the thread
		rings(t, v, "Bo", "post post follow_thread 1")
		for range 5 {
			answer(t, v, "Cai", id, first, "Och jag")
		}
		rings(t, v, "Ada", "reply post replied 5", "mention post named 1")
		rings(t, v, "Bo", "post post follow_thread 6")
		rings(t, v, "Cai")
		see(t, v, "Bo", id, forum.Seen{From: 1, To: 3})
		rings(t, v, "Bo", "post post follow_thread 5")
		see(t, v, "Bo", id, forum.Seen{From: 1, To: 8})
		rings(t, v, "Bo")
		reply(t, v, "Dag", id, "En till")
		rings(t, v, "Bo", "post post follow_thread 1")
		see(t, v, "Ada", id, forum.Seen{From: 1, To: 9})
		rings(t, v, "Ada")
	})
}

func TestAMutedThreadTellsOnlyWhoIsCalledUpon(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		longAgo(t, v, "Ada", "Bo", "Cai")
		id := start(t, v, "Bo", apptest.Energy)
		first := reply(t, v, "Ada", id, "Ett")
		answer(t, v, "Bo", id, first, "Innan")
		rings(t, v, "Ada", "reply post replied 1")
		_, err := v.Forum.ChooseThread(ctx, v.Viewer(t, "Ada"), id, notice.Choice{Level: notice.Muted})
		refused(t, "muting", "", err)
		rings(t, v, "Ada")
		answer(t, v, "Bo", id, first, "Sedan")
		rings(t, v, "Ada")
		reply(t, v, "Cai", id, naming(v, "Ada"))
		rings(t, v, "Ada", "mention post named 1")
	})
}

func TestNobodyIsToldOfWhatTheyMayNotSee(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		longAgo(t, v, "Ada", "Cai", "Dag")
		id := start(t, v, "Dag", apptest.Secret)
		rings(t, v, "Cai", "thread thread follow_area 1")
		say(t, v, "Cai", id, "Hej")
		reply(t, v, "Dag", id, naming(v, "Ada")+" "+naming(v, "Cai"))
		rings(t, v, "Ada")
		rings(t, v, "Cai", "mention post named 1", "thread thread follow_area 1")
		reply(t, v, "Dag", id, naming(v, "Cai")+" igen")
		refused(t, "leaving", "", v.Areas.Leave(ctx, v.Viewer(t, "Cai"), apptest.Secret)) // before it is told
		rings(t, v, "Cai")
		refused(t, "coming back", "", v.Areas.Admit(ctx, apptest.Secret, v.ID("Cai")))
		rings(t, v, "Cai", "mention post named 1", "thread thread follow_area 1")
		refused(t, "suspending", "", v.Actors.Suspend(ctx, actor.Program("test"), v.ID("Cai"), "för att"))
		reply(t, v, "Dag", id, naming(v, "Cai")+" sist")
		rings(t, v, "Cai", "mention post named 1", "thread thread follow_area 1")
	})
}

func TestANewThreadIsToldWhereOneFollows(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		longAgo(t, v, "Ada", "Bo", "Cai", "Mona")
		for _, who := range []string{"Ada", "Bo", "Cai"} {
			refused(t, "joining", "", v.Areas.Join(ctx, v.Viewer(t, who), apptest.Energy))
		}
		refused(t, "muting", "", v.Forum.ChooseArea(ctx, v.Viewer(t, "Cai"), apptest.Energy, notice.Choice{Level: notice.Muted}))
		done, err := v.Forum.Start(ctx, v.Viewer(t, "Bo"), v.Key("Bo"), forum.NewThread{Area: apptest.Energy, Title: "Vind", Text: naming(v, "Mona") + " " + naming(v, "Ada")})
		refused(t, "starting", "", err)
		rings(t, v, "Ada", "mention thread named 1")
		rings(t, v, "Mona", "mention thread named 1")
		rings(t, v, "Cai")
		start(t, v, "Mona", apptest.Energy)
		start(t, v, "Mona", apptest.Energy)
		rings(t, v, "Ada", "thread thread follow_area 2", "mention thread named 1")
		rings(t, v, "Bo", "thread thread follow_area 2")
		_, err = v.Forum.Edit(ctx, v.Viewer(t, "Bo"), v.FirstPost(t, done.ID), 1, naming(v, "Mona")+" "+naming(v, "Ada")+" "+naming(v, "Cai"))
		refused(t, "editing", "", err)
		rings(t, v, "Cai", "mention edit named 1")
		rings(t, v, "Mona", "mention thread named 1")
		_, err = v.Forum.Conclude(ctx, v.Viewer(t, "Dag"), done.ID, forum.Conclusion{Text: "Klart"})
		refused(t, "concluding", "", err)
		rings(t, v, "Ada", "decided closure follow_thread 1", "thread thread follow_area 2", "mention thread named 1") // once, although she follows both
		rings(t, v, "Dag")
		_, err = v.Forum.Reopen(ctx, v.Viewer(t, "Dag"), done.ID, "mer")
		refused(t, "reopening", "", err)
		rings(t, v, "Mona", "mention thread named 1")
		_, err = v.Forum.Withdraw(ctx, v.Viewer(t, "Bo"), v.FirstPost(t, done.ID), 0)
		refused(t, "withdrawing", "", err)
		rings(t, v, "Mona")
	})
}

// Posts that are moved take along what was told of them, and who follows the thread where they are now hears of them.
func TestNoticesFollowPostsThatMove(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		longAgo(t, v, "Ada", "Bo", "Cai", "Dag", "Mona")
		a, b := start(t, v, "Bo", apptest.Energy), start(t, v, "Cai", apptest.Energy)
		see(t, v, "Bo", b, forum.Seen{From: 1, To: 1})
		named := reply(t, v, "Ada", a, naming(v, "Mona"))
		last := reply(t, v, "Ada", a, "Sist")
		_, err := v.Forum.Ask(ctx, v.Viewer(t, "Dag"), v.Key("Dag"), forum.NewAsk{Thread: a, Organisation: v.Mill})
		refused(t, "asking", "", err)
		rings(t, v, "Mona", "mention post named 1", "post post follow_thread 3") // who is named follows
		rings(t, v, "Bo", "post post follow_thread 2", "asked ask organisation 1")
		rings(t, v, "Cai")
		_, err = move(t, v, "Dag", a, b, last)
		refused(t, "moving one", "", err)
		rings(t, v, "Bo", "post post follow_thread 1", "asked ask organisation 1")
		rings(t, v, "Cai", "post post follow_thread 1")
		_, err = move(t, v, "Dag", a, b)
		refused(t, "merging", "", err)
		rings(t, v, "Bo", "post post follow_thread 2", "asked ask organisation 1")
		rings(t, v, "Cai", "post post follow_thread 3")
		rings(t, v, "Mona", "mention post named 1", "post post follow_thread 4")
		for _, r := range unreadRows(t, v, "Mona") {
			if about := (ref.Ref{Kind: "thread", ID: b}); r.About() != about || r.Kind == notice.Mention && r.Href != "/posts/"+named {
				t.Errorf("%+v", r)
			}
		}
		see(t, v, "Mona", b, forum.Seen{From: 1, To: 4})
		rings(t, v, "Mona")
		see(t, v, "Bo", b, forum.Seen{From: 1, To: 4})
		rings(t, v, "Bo", "asked ask organisation 1")
		_, err = v.Forum.Reply(ctx, v.Viewer(t, "Bo"), v.Key("Bo"), forum.NewPost{Thread: b, Text: "Så här", As: v.Mill})
		refused(t, "answering", "", err)
		rings(t, v, "Bo")
		rings(t, v, "Dag", "reply answer you_asked 1")
	})
}

func TestWhatIsAskedStandsUntilItIsAnswered(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		longAgo(t, v, "Ada", "Bo", "Dag")
		id := start(t, v, "Ada", apptest.Energy)
		for range 2 {
			_, err := v.Forum.Ask(ctx, v.Viewer(t, "Dag"), v.Key("Dag"), forum.NewAsk{Thread: id, Organisation: v.Mill, Wished: time.Now().AddDate(0, 0, 9).Format(time.DateOnly)})
			refused(t, "asking", "", err)
			rings(t, v, "Bo", "asked ask organisation 1")
			if r := unreadRows(t, v, "Bo")[0]; r.Before == "" || r.Title == "" || r.Href != "/threads/"+id {
				t.Errorf("%+v", r)
			}
			_, err = v.Forum.Reply(ctx, v.Viewer(t, "Bo"), v.Key("Bo"), forum.NewPost{Thread: id, Text: "Så här", As: v.Mill})
			refused(t, "answering", "", err)
			rings(t, v, "Bo")
			rings(t, v, "Dag", "reply answer you_asked 1")
			_, err = v.Notices.ReadAll(ctx, v.Viewer(t, "Dag"), nil, time.Time{})
			refused(t, "reading", "", err)
			rings(t, v, "Dag")
		}
	})
}

func TestTheListIsReadPageByPage(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		longAgo(t, v, "Ada", "Bo")
		var threads []string
		for range 5 {
			id := start(t, v, "Bo", apptest.Energy)
			threads = append(threads, id)
			reply(t, v, "Ada", id, "svar")
			reply(t, v, "Ada", id, naming(v, "Bo"))
		}
		if rows := unreadRows(t, v, "Bo"); len(rows) != 10 {
			t.Fatalf("%d rows", len(rows))
		}
		bo := v.Viewer(t, "Bo")
		seen, after := map[string]bool{}, ""
		for page := 0; ; page++ {
			rows, next, err := v.Notices.List(ctx, bo, notice.Query{Limit: 3, After: after})
			refused(t, "listing", "", err)
			for _, r := range rows {
				seen[r.ID] = true
			}
			if after = next; next == "" {
				if page != 3 || len(seen) != 10 {
					t.Errorf("%d rows on %d pages", len(seen), page+1)
				}
				break
			}
		}
		rows, _, err := v.Notices.List(ctx, bo, notice.Query{Kind: notice.Mention, Limit: 50})
		if err != nil || len(rows) != 5 {
			t.Errorf("%d mentions: %v", len(rows), err)
		}
		left, err := v.Notices.Read(ctx, bo, rows[0].ID)
		if err != nil || left != 9 {
			t.Errorf("%d are left: %v", left, err)
		}
		about := ref.Ref{Kind: "thread", ID: threads[0]}
		if left, err = v.Notices.ReadAll(ctx, bo, &about, time.Time{}); err != nil || left != 7 {
			t.Errorf("%d are left: %v", left, err)
		}
		if left, err = v.Notices.ReadAll(ctx, bo, nil, rows[3].At); err != nil || left >= 7 || left == 0 {
			t.Errorf("%d are left: %v", left, err)
		}
		_, err = v.Notices.Read(ctx, v.Viewer(t, "Ada"), rows[0].ID)
		refused(t, "another's", "notice_unknown", err)
		_, _, err = v.Notices.List(ctx, bo, notice.Query{After: "x", Limit: 3})
		refused(t, "a made-up cursor", "cursor_unknown", err)
		_, _, err = v.Notices.List(ctx, bo, notice.Query{Kind: "x", Limit: 3})
		refused(t, "a made-up kind", "notice_kind_unknown", err)
	})
}

func TestABallotIsToldToWhoTakesPart(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		longAgo(t, v, "Ada", "Bo", "Cai")
		id := start(t, v, "Bo", apptest.Energy)
		reply(t, v, "Ada", id, "ja")
		reply(t, v, "Cai", id, "nej")
		for _, who := range []string{"Ada", "Bo", "Cai"} {
			see(t, v, who, id, forum.Seen{From: 1, To: 3})
		}
		_, err := v.Forum.ChooseThread(ctx, v.Viewer(t, "Cai"), id, notice.Choice{Level: notice.Muted})
		refused(t, "muting", "", err)
		done, err := v.Ballots.Start(ctx, v.Viewer(t, "Bo"), v.Key("Bo"), ballot.New{Host: ref.Ref{Kind: "thread", ID: id}, Kind: "consent", Title: "Så här?", ClosesAt: time.Now().Add(48 * time.Hour)})
		refused(t, "starting", "", err)
		rings(t, v, "Ada", "ballot ballot.opened take_part 1")
		rings(t, v, "Bo")
		rings(t, v, "Cai")
		if r := unreadRows(t, v, "Ada")[0]; r.Title != "Så här?" || r.Before == "" || r.Href != "/threads/"+id+"#ballot-"+done.ID {
			t.Errorf("%+v", r)
		}
		_, err = v.Ballots.Vote(ctx, v.Viewer(t, "Ada"), ballot.Cast{Ballot: done.ID, Vote: ballot.Vote{Answer: "yes"}})
		refused(t, "voting", "", err)
		rings(t, v, "Ada")
		_, err = v.Ballots.Close(ctx, v.Viewer(t, "Dag"), done.ID)
		refused(t, "closing", "", err)
		rings(t, v, "Ada", "ballot ballot.closed take_part 1")
		rings(t, v, "Bo", "ballot ballot.closed take_part 1", "asked ballot.outcome_asked yours 1")
		_, err = v.Ballots.Conclude(ctx, v.Viewer(t, "Bo"), done.ID, 3, ballot.Conclusion{Text: "Ja", Next: "Vi börjar"})
		refused(t, "concluding", "", err)
		rings(t, v, "Ada", "decided ballot.outcome take_part 1", "ballot ballot.closed take_part 1")
		rings(t, v, "Bo", "ballot ballot.closed take_part 1")
	})
}

// What was made less by mistake is as it was when that is taken back; what was read meanwhile stays read.
func TestWhatIsTakenBackIsUnreadAgain(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		longAgo(t, v, "Ada", "Bo")
		id := start(t, v, "Bo", apptest.Energy)
		reply(t, v, "Ada", id, "ja")
		see(t, v, "Ada", id, forum.Seen{From: 1, To: 2})
		reply(t, v, "Bo", id, "då så")
		told := "post post follow_thread 1"
		rings(t, v, "Ada", told)
		row := unreadRows(t, v, "Ada")[0]
		for range 2 {
			_, err := v.Notices.Lower(ctx, v.Viewer(t, "Ada"), row.ID)
			refused(t, "less of it", "", err)
			rings(t, v, "Ada")
			_, err = v.Forum.ChooseThread(ctx, v.Viewer(t, "Ada"), id, notice.Choice{Level: notice.Follow})
			refused(t, "taking it back", "", err)
			rings(t, v, "Ada", told)
		}
		_, err := v.Notices.Lower(ctx, v.Viewer(t, "Ada"), row.ID)
		refused(t, "less of it", "", err)
		see(t, v, "Ada", id, forum.Seen{From: 1, To: 3})
		_, err = v.Forum.ChooseThread(ctx, v.Viewer(t, "Ada"), id, notice.Choice{Level: notice.Follow})
		refused(t, "taking it back", "", err)
		rings(t, v, "Ada")
	})
}

// Of many posts that are told together each follower hears who has one of them to read, whichever it is.
func TestWhoReadSomeOfWhatIsToldHearsOfTheRest(t *testing.T) {
	crowd := []string{"Ada", "Bo", "Cai"}
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		longAgo(t, v, crowd...)
		dice := rand.New(rand.NewPCG(3, 1))
		for range 8 {
			id := start(t, v, "Bo", apptest.Energy)
			for _, who := range crowd { // from now on they follow
				reply(t, v, who, id, "Jag är med")
			}
			for _, who := range crowd {
				see(t, v, who, id, forum.Seen{From: 1, To: 4})
				bell(t, v, who)
			}
			const first, last = 5, 14
			for range last - first + 1 {
				author := crowd[dice.IntN(len(crowd))]
				post := reply(t, v, author, id, "En till")
				if dice.IntN(4) == 0 {
					_, err := v.Forum.Withdraw(ctx, v.Viewer(t, author), post, 0)
					refused(t, "withdrawing", "", err)
				}
			}
			for _, who := range crowd {
				for n := int64(first); n <= last; n++ {
					if dice.IntN(3) > 0 {
						see(t, v, who, id, forum.Seen{From: n, To: n})
					}
				}
			}
			for _, who := range crowd {
				told := int64(0)
				for _, row := range unreadRows(t, v, who) {
					if row.AboutID == id {
						told += row.Events
					}
				}
				if unread := readingOf(t, v, who, id).Unread; told != unread {
					t.Errorf("%s is told of %d posts and has %d to read", who, told, unread)
				}
			}
		}
	})
}
