package ballot_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/ballot"
	"kraftsam/app/forum"
	"kraftsam/app/platform/ref"
)

var ctx = context.Background()

var refused = apptest.Refused

// booth is a ballot in a thread of the village.
type booth struct {
	*apptest.Village
	thread, id string
}

func thread(t *testing.T, v *apptest.Village, who, slug string) string {
	t.Helper()
	answer, err := v.Forum.Start(ctx, v.Viewer(t, who), v.Key(who), forum.NewThread{Area: slug, Title: "Titel", Text: "Text"})
	if err != nil {
		t.Fatal(err)
	}
	return answer.ID
}

// begin has Ada ask something in a new thread, as n says; what n leaves open is usual.
func begin(t *testing.T, v *apptest.Village, n ballot.New) booth {
	t.Helper()
	b := booth{v, thread(t, v, "Ada", apptest.Energy), ""}
	b.id = b.start(t, "Ada", n)
	return b
}

func (b booth) start(t *testing.T, who string, n ballot.New) string {
	t.Helper()
	n.Host = ref.Ref{Kind: "thread", ID: b.thread}
	if n.Kind == "" {
		n.Kind = ballot.Choose
	}
	if n.Options == nil && n.Kind != ballot.Consent {
		n.Options = []string{"ett", "två", "tre"}
	}
	if n.ClosesAt.IsZero() {
		n.ClosesAt = time.Now().Add(72 * time.Hour)
	}
	n.Title = "Fråga"
	answer, err := b.Ballots.Start(ctx, b.Viewer(t, who), b.Key(who), n)
	if err != nil {
		t.Fatal(err)
	}
	return answer.ID
}

func choice(id string) ballot.Vote { return ballot.Vote{Options: []string{id}} }

func (b booth) vote(t *testing.T, who, as string, v ballot.Vote) error {
	t.Helper()
	_, err := b.Ballots.Vote(ctx, b.Viewer(t, who), ballot.Cast{Ballot: b.id, As: as, Vote: v})
	return err
}

// seal votes anonymously; everybody's secret is their name.
func (b booth) seal(t *testing.T, who, as string, v ballot.Vote, was *ballot.Vote) error {
	t.Helper()
	_, err := b.Ballots.Vote(ctx, b.Viewer(t, who), ballot.Cast{Ballot: b.id, As: as, Vote: v, Was: was, Secret: "a-secret-that-is-of-" + who + "-alone"})
	return err
}

func (b booth) look(t *testing.T, who string) ballot.VotingView {
	t.Helper()
	at, err := b.Ballots.Ballot(ctx, b.Viewer(t, who), b.id)
	if err != nil {
		t.Fatal(err)
	}
	return at.VotingView
}

// points are those of each option, in order.
func points(r *ballot.VoteResult) (list []int64) {
	if r == nil {
		return nil
	}
	for _, o := range r.Options {
		list = append(list, o.Points)
	}
	return list
}

func (b booth) has(t *testing.T, who string, want ...int64) {
	t.Helper()
	if diff := cmp.Diff(want, points(b.look(t, who).Result)); diff != "" {
		t.Errorf("the result (-want +is):\n%s", diff)
	}
}

// pass lets so much time go by for a ballot.
func (b booth) pass(t *testing.T, id string, d time.Duration) {
	t.Helper()
	var row struct{ ClosesAt, RemindsAt time.Time }
	err := b.DB.InTx(ctx, func(ctx context.Context) error {
		if err := b.DB.From(ctx).Raw("SELECT closes_at, reminds_at FROM ballots WHERE id = ?", id).Scan(&row).Error; err != nil {
			return err
		}
		return b.DB.From(ctx).Exec("UPDATE ballots SET closes_at = ?, reminds_at = ? WHERE id = ?", row.ClosesAt.Add(-d), row.RemindsAt.Add(-d), id).Error
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (b booth) due(t *testing.T) {
	t.Helper()
	if err := b.Ballots.Due(ctx); err != nil {
		t.Fatal(err)
	}
}

// told counts the events of a type on a topic.
func (b booth) told(t *testing.T, topic, kind string) (n int) {
	t.Helper()
	events, err := b.Events.After(ctx, topic, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if e.Type == kind {
			n++
		}
	}
	return n
}

func TestAVoteCountsOnceAndCanBeChanged(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		b := begin(t, v, ballot.New{})
		refused(t, "Bo", "", b.vote(t, "Bo", "", choice("1")))
		refused(t, "Ada", "", b.vote(t, "Ada", v.Municipality, choice("1")))
		b.has(t, "", 2, 0, 0)
		refused(t, "Bo otherwise", "", b.vote(t, "Bo", v.Mill, choice("3")))
		b.has(t, "", 1, 0, 1)
		if view := b.look(t, "Bo"); view.Voices != 2 || view.Mine[0].As != v.Mill || view.Mine[0].Vote.Options[0] != "3" {
			t.Errorf("%+v", view)
		}
	})
}

func TestItsDateClosesABallotOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		b := begin(t, v, ballot.New{Hidden: true})
		refused(t, "Bo", "", b.vote(t, "Bo", "", choice("2")))
		if b.look(t, "Ada").Result != nil {
			t.Error("a hidden result is shown")
		}
		b.pass(t, b.id, 73*time.Hour)
		refused(t, "a vote after the date that nobody has closed yet", "ballot_closed", b.vote(t, "Mona", "", choice("1")))
		if b.look(t, "Bo").May.Vote {
			t.Error("it is said to take votes")
		}
		// Several nodes look at the same moment.
		errs := make(chan error)
		for range 4 {
			go func() { errs <- v.Ballots.Due(ctx) }()
		}
		for range 4 {
			refused(t, "a node", "", <-errs)
		}
		view := b.look(t, "")
		if n := b.told(t, forum.Topic(b.thread), ballot.Closed); n != 1 || view.State != "closed" || view.Early || view.ClosedAt == "" {
			t.Errorf("closed %d times: %+v", n, view)
		}
		b.has(t, "", 0, 1, 0)
		if n := b.told(t, actor.Topic(v.ID("Ada")), ballot.OutcomeAsked); n != 1 {
			t.Errorf("the owner was asked %d times", n)
		}
		_, err := v.Ballots.Close(ctx, v.Viewer(t, "Ada"), b.id)
		refused(t, "closing again", "", err)
	})
}

func TestWhoHasNotVotedIsRemindedOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		b := begin(t, v, ballot.New{})
		for _, who := range []string{"Bo", "Cai"} {
			_, err := v.Forum.Reply(ctx, v.Viewer(t, who), v.Key(who), forum.NewPost{Thread: b.thread, Text: "x"})
			refused(t, who, "", err)
		}
		refused(t, "Bo", "", b.vote(t, "Bo", "", choice("1")))
		b.due(t)
		if b.look(t, "").RemindedAt != "" {
			t.Error("reminded too early")
		}
		b.pass(t, b.id, 49*time.Hour)
		b.due(t)
		b.due(t)
		if n := b.told(t, forum.Topic(b.thread), ballot.Reminded); n != 1 || b.look(t, "").RemindedAt == "" {
			t.Errorf("reminded %d times", n)
		}
		for who, want := range map[string]int{"Ada": 1, "Bo": 0, "Cai": 1, "Mona": 0} {
			if n := b.told(t, actor.Topic(v.ID(who)), ballot.VoteAsked); n != want {
				t.Errorf("%s was asked %d times, want %d", who, n, want)
			}
		}
	})
}

func TestRepresentativesAreRemindedOfTheirOrganisationsVoice(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		b := begin(t, v, ballot.New{Voice: ballot.OrganisationVoice, Anonymous: true})
		for _, who := range []string{"Bo", "Cai"} {
			_, err := v.Forum.Reply(ctx, v.Viewer(t, who), v.Key(who), forum.NewPost{Thread: b.thread, Text: "x"})
			refused(t, who, "", err)
		}
		refused(t, "Ada", "", b.seal(t, "Ada", v.Municipality, choice("1"), nil))
		b.pass(t, b.id, 49*time.Hour)
		b.due(t)
		for who, want := range map[string]int{"Ada": 0, "Bo": 1, "Cai": 0} { // nobody has confirmed that Cai speaks for the university
			if n := b.told(t, actor.Topic(v.ID(who)), ballot.VoteAsked); n != want {
				t.Errorf("%s was asked %d times, want %d", who, n, want)
			}
		}
	})
}

func TestAnOrganisationHasOneVoiceWhoeverSpeaksForIt(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		b := begin(t, v, ballot.New{Voice: ballot.OrganisationVoice})
		appoint := func(who string) {
			refused(t, "appointing", "", v.Actors.Appoint(ctx, actor.Program("test"), v.ID(who), v.Mill))
		}
		appoint("Mona")
		refused(t, "Bo", "", b.vote(t, "Bo", v.Mill, choice("1")))
		refused(t, "Mona changes it", "", b.vote(t, "Mona", v.Mill, choice("2")))
		b.has(t, "", 0, 1, 0)
		runs, err := v.Actors.Representations(ctx, v.Viewer(t, "Bo"))
		refused(t, "reading", "", err)
		refused(t, "leaving", "", v.Actors.Leave(ctx, v.Viewer(t, "Bo"), runs[0].ID))
		refused(t, "Bo, who speaks for it no more", "as_refused", b.vote(t, "Bo", v.Mill, choice("3")))
		b.has(t, "", 0, 1, 0)
		if mine := b.look(t, "Bo").Mine; len(mine) != 0 {
			t.Errorf("Bo still finds %+v", mine)
		}
		refused(t, "Mona still", "", b.vote(t, "Mona", v.Mill, choice("3")))
		b.has(t, "", 0, 0, 1)
	})
}

func TestOfTwoMergedOrganisationsTheNewerVoteCounts(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		for _, newer := range []string{"Bo", "Ada"} {
			t.Run(newer, func(t *testing.T) {
				into, from := v.Municipality, another(t, v, "Bo", fmt.Sprint("Kvarnen ", newer))
				b := begin(t, v, ballot.New{Voice: ballot.OrganisationVoice})
				votes := map[string]func() error{"Bo": func() error { return b.vote(t, "Bo", from, choice("1")) }, "Ada": func() error { return b.vote(t, "Ada", into, choice("2")) }}
				older := map[string]string{"Bo": "Ada", "Ada": "Bo"}[newer]
				refused(t, older, "", votes[older]())
				b.age(t)
				refused(t, newer, "", votes[newer]())
				closed := b
				closed.id = b.start(t, "Dag", ballot.New{Voice: ballot.OrganisationVoice})
				refused(t, "Bo", "", closed.vote(t, "Bo", from, choice("1")))
				refused(t, "Ada", "", closed.vote(t, "Ada", into, choice("2")))
				_, err := v.Ballots.Close(ctx, v.Viewer(t, "Dag"), closed.id)
				refused(t, "closing", "", err)
				refused(t, "merging", "", v.Actors.Merge(ctx, v.Viewer(t, "Alva"), from, into, "samma"))
				want := map[string][]int64{"Bo": {1, 0, 0}, "Ada": {0, 1, 0}}[newer]
				b.has(t, "", want...)
				if n := b.look(t, "").Voices; n != 1 {
					t.Errorf("%d voices", n)
				}
				closed.has(t, "", 1, 1, 0)
				refused(t, "Bo speaks for the one that it is now", "", b.vote(t, "Bo", into, choice("3")))
				b.has(t, "", 0, 0, 1)
			})
		}
	})
}

// What was detached cannot be found again: both votes stay, and nobody votes a third time.
func TestMergedOrganisationsInAnAnonymousBallot(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		from := another(t, v, "Bo", "Kvarnen")
		b := begin(t, v, ballot.New{Voice: ballot.OrganisationVoice, Anonymous: true})
		refused(t, "Bo", "", b.seal(t, "Bo", from, choice("1"), nil))
		refused(t, "Ada", "", b.seal(t, "Ada", v.Municipality, choice("2"), nil))
		refused(t, "merging", "", v.Actors.Merge(ctx, v.Viewer(t, "Alva"), from, v.Municipality, "samma"))
		refused(t, "appointing", "", v.Actors.Appoint(ctx, actor.Program("test"), v.ID("Mona"), v.Municipality))
		refused(t, "a third vote", "vote_sealed", b.seal(t, "Mona", v.Municipality, choice("3"), nil))
		refused(t, "the mill votes", "", b.seal(t, "Bo", v.Mill, choice("2"), nil))
		was := choice("1")
		refused(t, "Bo changes the vote that he has the secret of", "", b.seal(t, "Bo", v.Municipality, choice("3"), &was))
		_, err := v.Ballots.Close(ctx, v.Viewer(t, "Ada"), b.id)
		refused(t, "closing", "", err)
		b.has(t, "", 0, 2, 1)
	})
}

func TestAPersonsVoteFollowsTheOrganisationSpokenFor(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		from := another(t, v, "Bo", "Kvarnen")
		b := begin(t, v, ballot.New{})
		refused(t, "Bo", "", b.vote(t, "Bo", from, choice("1")))
		refused(t, "merging", "", v.Actors.Merge(ctx, v.Viewer(t, "Alva"), from, v.University, "samma"))
		list, err := v.Ballots.Voices(ctx, v.Viewer(t, ""), b.id, "", 50)
		if err != nil || len(list.Items) != 1 || list.Items[0].By.Organisation.ID != v.University {
			t.Errorf("%+v %v", list.Items, err)
		}
		b.has(t, "", 1, 0, 0)
	})
}

func TestPagesOfVoices(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		b := begin(t, v, ballot.New{})
		seen := map[string]bool{}
		people := []string{"Ada", "Bo", "Cai", "Dag", "Mona"}
		for _, who := range people {
			refused(t, who, "", b.vote(t, who, "", choice("1")))
		}
		after := ""
		for {
			list, err := v.Ballots.Voices(ctx, v.Viewer(t, ""), b.id, after, 2)
			refused(t, "reading", "", err)
			for _, i := range list.Items {
				seen[i.By.Name] = true
			}
			if list.After == nil {
				break
			}
			after = *list.After
		}
		if len(seen) != len(people) {
			t.Errorf("%v", seen)
		}
		_, err := v.Ballots.Voices(ctx, v.Viewer(t, ""), b.id, "å", 2)
		refused(t, "a made-up cursor", "cursor_unknown", err)
	})
}

// A list asks as much of the database for twenty ballots as for two.
func TestAListOfBallotsAsksAFewQuestions(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		b := begin(t, v, ballot.New{})
		count := func() int {
			asked := apptest.CountQuestions(t, v.DB)
			_, err := v.Ballots.Of(ctx, v.Viewer(t, "Ada"), ref.Ref{Kind: "thread", ID: b.thread})
			refused(t, "reading", "", err)
			_, err = v.Ballots.OpenFor(ctx, v.Viewer(t, "Ada"))
			refused(t, "reading", "", err)
			return asked()
		}
		b.start(t, "Dag", ballot.New{Anonymous: true})
		few := count()
		for i := range 18 {
			b.id = b.start(t, "Dag", ballot.New{Anonymous: i%2 == 0})
			if i%2 != 0 {
				refused(t, "Bo", "", b.vote(t, "Bo", v.Mill, choice("1")))
			}
		}
		if many := count(); many > few+4 { // the organisations that votes were cast for
			t.Errorf("%d questions for 2 ballots, %d for 20", few, many)
		}
	})
}
