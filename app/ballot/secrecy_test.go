package ballot_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/ballot"
	"kraftsam/app/forum"
	"kraftsam/app/notice"
	"kraftsam/app/platform/db"
)

// rows dumps every table of the database, a row a line, with the system columns in which PostgreSQL keeps order.
func rows(t *testing.T, v *apptest.Village) (lines []string) {
	t.Helper()
	var tables []string
	list, from := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'", "SELECT * FROM "
	if v.DB.Dialect() == db.Postgres {
		list, from = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()", "SELECT xmin::text AS xmin, ctid::text AS ctid, x.* FROM "
	}
	if err := v.DB.From(ctx).Raw(list).Scan(&tables).Error; err != nil {
		t.Fatal(err)
	}
	for _, name := range tables {
		var found []map[string]any
		if err := v.DB.From(ctx).Raw(from + name + " x").Scan(&found).Error; err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, row := range found {
			b, err := json.Marshal(row)
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, name+" "+string(b))
		}
	}
	return lines
}

func holding(lines []string, words ...string) (found []string) {
	for _, l := range lines {
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(l, w) }) {
			found = append(found, l)
		}
	}
	return found
}

// answers are what everybody but one villager gets from every address that could tell of a ballot, and every event.
func (b booth) answers(t *testing.T, but string) (lines []string) {
	t.Helper()
	head, err := b.Events.Head(ctx, forum.Topic(b.thread))
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"", "Ada", "Bo", "Bo reading", "Cai", "Dag", "Mona", "Alva"} {
		if who == but || who == but+" reading" {
			continue
		}
		for _, path := range []string{"/api/threads/" + b.thread + "/ballots", "/api/ballots/" + b.id, "/api/ballots/" + b.id + "/voices", "/api/ballots/asked", "/api/threads/" + b.thread,
			"/api/threads/" + b.thread + "/posts", "/threads/" + b.thread, "/api/areas/energi/threads", "/api/administration/audit",
			"/api/topics/thread:" + b.thread + "/events?after=0&wait=0&epoch=" + head.Epoch, "/api/topics/member:" + b.ID(strings.TrimSuffix(who, " reading")) + "/events?after=0&wait=0&epoch=" + head.Epoch} {
			_, body := b.Call(t, who, "GET "+path, "", map[string]string{"Accept": "*/*"})
			lines = append(lines, fmt.Sprintf("%s GET %s %s", who, path, body))
		}
	}
	_, data := shown(t, b.Village, b.thread, 0)
	for _, d := range data {
		lines = append(lines, "event "+string(d))
	}
	return lines
}

func TestVotesAreHiddenUntilABallotCloses(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		b := begin(t, v, ballot.New{Kind: ballot.Consent, Hidden: true})
		refused(t, "Bo", "", b.vote(t, "Bo", v.Mill, ballot.Vote{Answer: ballot.No, Reason: "dolt-skal"}))
		refused(t, "Cai", "", b.vote(t, "Cai", "", ballot.Vote{Answer: ballot.Reservation, Reason: "annat-skal"}))
		b.pass(t, b.id, 49*time.Hour)
		b.due(t)
		for _, l := range b.answers(t, "Bo") {
			if strings.Contains(l, "dolt-skal") || strings.Contains(l, `"result":{`) {
				t.Errorf("told before it closed: %s", l)
			}
		}
		if mine := b.look(t, "Bo").Mine; len(mine) != 1 || mine[0].Vote == nil || mine[0].Vote.Reason != "dolt-skal" {
			t.Errorf("Bo does not find his own: %+v", mine)
		}
		if found := holding(b.answers(t, "Cai"), "annat-skal"); len(found) != 0 {
			t.Error(found)
		}
		b.pass(t, b.id, 49*time.Hour)
		b.due(t)
		if found := holding(b.answers(t, "Bo"), "/voices", "dolt-skal"); len(found) == 0 {
			t.Error("an open vote is told to nobody when it is closed")
		}
	})
}

// The strongest promise of the room: nothing that is stored or told links an anonymous vote to its voter, before and after.
func TestAnAnonymousVoteIsLinkedToNobody(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		b := begin(t, v, ballot.New{Kind: ballot.Consent, Anonymous: true})
		if _, err := v.Jobs.Drain(ctx); err != nil { // that it began is told
			t.Fatal(err)
		}
		empty := rows(t, v)
		people := []string{"Ada", "Bo", "Cai", "Dag", "Mona", "Alva"}
		body := func(who, answer, was string) string {
			return fmt.Sprintf(`{"answer":%q,"reason":"skal-%s-%s","secret":"hemlig-nyckel-som-%s-har"%s}`, answer, answer, who, who, was)
		}
		put := func(who, body string) {
			t.Helper()
			if res, got := b.Call(t, who, "PUT /api/ballots/"+b.id+"/vote", body, map[string]string{"Idempotency-Key": "nyckel-" + who}); res.StatusCode != http.StatusOK {
				t.Fatalf("%s: %s", who, got)
			}
		}
		for _, who := range people {
			put(who, body(who, "no", ""))
		}
		put("Bo", body("Bo", "reservation", `,"was":{"answer":"no","reason":"skal-no-Bo"}`))
		b.linksNothing(t, people, empty)
		if boxes := holding(rows(t, v), "ballot_boxes "); len(boxes) != 1 || len(holding(boxes, "skal-reservation-Bo")) != 1 || len(holding(boxes, "skal-no-Bo")) != 0 {
			t.Errorf("the votes lie in %d rows: %s", len(boxes), boxes)
		}
		for _, l := range b.answers(t, "") {
			if strings.Contains(l, "skal-") || strings.Contains(l, `"result":{`) {
				t.Errorf("told before it closed: %s", l)
			}
		}
		b.due(t)
		b.pass(t, b.id, 73*time.Hour)
		b.due(t)
		b.linksNothing(t, people, empty, "jobs", "notices") // that it closed is told
		if left := append(holding(rows(t, v), "ballot_boxes "), holding(rows(t, v), "ballot_voters ")...); len(left) != 0 {
			t.Errorf("kept after it closed: %s", left)
		}
		view := b.look(t, "Bo")
		if view.Result.Voices != 6 || len(view.Result.Reasons) != 6 || !slices.IsSortedFunc(view.Result.Reasons, func(x, y ballot.VoteReason) int {
			return strings.Compare(x.Answer+x.Reason, y.Answer+y.Reason)
		}) {
			t.Errorf("%+v", view.Result)
		}
		for _, l := range b.answers(t, "") {
			if strings.Contains(l, `"voted":true`) {
				t.Errorf("who took part is still told: %s", l)
			}
		}
	})
}

// linksNothing holds every row against every voter.
func (b booth) linksNothing(t *testing.T, people []string, before []string, after ...string) {
	t.Helper()
	now := rows(t, b.Village)
	if found := append(holding(now, "hemlig-nyckel"), holding(now, "nyckel-")...); len(found) != 0 {
		t.Errorf("a secret or a key of voting is stored: %s", found)
	}
	for _, l := range holding(now, "skal-") {
		if !strings.HasPrefix(l, "ballot_boxes ") && !strings.HasPrefix(l, "ballots ") {
			t.Errorf("a vote lies in %s", l)
		}
		for _, who := range people {
			if who != "Ada" && strings.Contains(l, b.ID(who)) { // Ada started it, as its row says
				t.Errorf("the vote and %s are one row: %s", who, l)
			}
		}
	}
	for _, l := range now {
		table, _, _ := strings.Cut(l, " ")
		allowed := append([]string{"ballots", "ballot_boxes", "ballot_voters", "events", "topics", "sessions", "tokens"}, after...)
		if !slices.Contains(before, l) && !slices.Contains(allowed, table) {
			t.Errorf("voting also wrote %s", l)
		}
	}
	for _, l := range holding(now, "ballot_voters ") {
		var row map[string]any
		if err := json.Unmarshal([]byte(strings.TrimPrefix(l, "ballot_voters ")), &row); err != nil {
			t.Fatal(err)
		}
		for column := range row {
			if !slices.Contains([]string{"ballot_id", "voter", "xmin", "ctid"}, column) {
				t.Errorf("who took part has a column %s", column)
			}
		}
	}
	if b.DB.Dialect() == db.SQLite {
		for _, table := range []string{"ballot_voters", "ballot_boxes"} {
			var n int64
			if err := b.DB.From(ctx).Raw("SELECT count(rowid) FROM " + table).Scan(&n).Error; err == nil {
				t.Errorf("%s numbers its rows as they come", table)
			}
		}
	}
	for _, who := range people {
		events, err := b.Events.After(ctx, actor.Topic(b.ID(who)), 0, 1000)
		for _, e := range events {
			if err != nil || strings.HasPrefix(e.Type, "ballot.") && e.Type != ballot.OutcomeAsked {
				t.Errorf("%s was told %v, %v", who, e, err)
			}
		}
	}
}

// Whoever reads the database sees the same notices, jobs and letters of those who voted anonymously as of those who did not: before, while and
// after it is open.
func TestNoticesTellNobodyWhoVotedAnonymously(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		for _, who := range []string{"Bo", "Cai"} {
			refused(t, "joining", "", v.Areas.Join(ctx, v.Viewer(t, who), apptest.Energy))
			on := notice.SettingsChange{Channels: []notice.ChannelChoice{{Kind: notice.Ballot, Channel: notice.Mail, On: true}}}
			if _, err := v.Notices.ChangeSettings(ctx, v.Viewer(t, who), on); err != nil {
				t.Fatal(err)
			}
		}
		b := begin(t, v, ballot.New{Kind: ballot.Consent, Anonymous: true})
		refused(t, "Bo votes before he is told", "", b.seal(t, "Bo", "", ballot.Vote{Answer: ballot.Yes}, nil))
		// said is all that is stored of one of them, without the names of rows, times and the member's own.
		said := func(who string) (found []string) {
			for _, table := range []string{"notices ", "jobs ", "mails "} {
				for _, l := range append(holding(rows(t, v), table, v.ID(who)), holding(rows(t, v), table, strings.ToLower(who)+"@")...) {
					if !strings.Contains(l, "notice.morning") { // which notes how far it came
						found = append(found, made.ReplaceAllString(l, ""))
					}
				}
			}
			slices.Sort(found)
			return found
		}
		for _, stage := range []string{"begun", "reminded", "closed"} {
			if stage != "begun" {
				b.pass(t, b.id, 49*time.Hour)
				b.due(t)
			}
			if _, err := v.Jobs.Drain(ctx); err != nil {
				t.Fatal(err)
			}
			voted, not := said("Bo"), said("Cai")
			if diff := cmp.Diff(voted, not); diff != "" || len(voted) == 0 {
				t.Errorf("%s: it differs who voted:\n%s", stage, diff)
			}
		}
		if n := holding(rows(t, v), "notices ", v.ID("Bo"), "ballot.closing"); len(n) != 1 {
			t.Errorf("of the end: %s", n)
		}
	})
}

// made are the parts of rows that differ by chance.
var made = regexp.MustCompile(`"(id|at|due_at|created_at|xmin|ctid|member_id|grp|key|holder|recipient|read_at|payload|headers|text|html)":("(\\.|[^"\\])*"|[^,}]*)`)

// Groups with fewer than three voices say only that somebody voted, in a result that is told over the interface too.
func TestSmallGroupsAreNotCounted(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		for _, anonymous := range []bool{false, true} {
			b := begin(t, v, ballot.New{Voice: ballot.OrganisationVoice, Anonymous: anonymous})
			cast := func(who, as string) {
				if anonymous {
					refused(t, who, "", b.seal(t, who, as, choice("1"), nil))
				} else {
					refused(t, who, "", b.vote(t, who, as, choice("1")))
				}
			}
			cast("Ada", v.Municipality)
			for i, who := range []string{"Bo", "Cai", "Dag", "Mona"} {
				cast(who, another(t, v, who, fmt.Sprintf("Firma %d %v", i, anonymous)))
			}
			_, err := v.Ballots.Close(ctx, v.Viewer(t, "Ada"), b.id)
			refused(t, "closing", "", err)
			r := b.look(t, "").Result
			for _, g := range r.Sectors {
				some := g.Group == "public" || g.Group == "business"
				if g.Some != some || some != (g.Voices == nil) || g.Options != nil {
					t.Errorf("anonymous %v: %+v", anonymous, g)
				}
			}
			for _, g := range r.Levels {
				if whole := g.Group == "local"; whole && (g.Voices == nil || *g.Voices != 5 || (g.Options == nil) != anonymous) || !whole && (*g.Voices != 0 || g.Some) {
					t.Errorf("anonymous %v: %+v", anonymous, g)
				}
			}
			if r.Voices != 5 || r.Options[0].Voices != 5 {
				t.Errorf("%+v", r)
			}
		}
	})
}
