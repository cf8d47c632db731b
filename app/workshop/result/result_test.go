package result_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/ballot"
	"kraftsam/app/forum"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
	"kraftsam/app/workshop"
	"kraftsam/app/workshop/floor"
	"kraftsam/app/workshop/result"
	"kraftsam/app/workshop/wall"
)

var ctx = context.Background()

// hall is a workshop of Dag's: Bo is there for the mill, Ada for the municipality, Per by telephone. The university is invited and stays away.
type hall struct {
	*apptest.Village
	t           testing.TB
	id, per     string
	steps       []workshop.StepView
	notes       map[string]string // by their words
	questions   map[string]string
	vote        string // a ballot of consent
	cluster     string
	participant map[string]string
}

func open(t testing.TB, v *apptest.Village, template string) *hall {
	t.Helper()
	at := db.Now().Add(time.Hour)
	dag := v.Viewer(t, "Dag")
	r, err := v.Workshops.Plan(ctx, dag, v.Key("Dag"), workshop.New{Opened: &forum.NewThread{Area: apptest.Energy, Title: "Möte", Text: "Vi förbereder oss."},
		Template: template, Title: "Dialogmöte", Details: workshop.Details{StartsAt: &at}})
	h := &hall{Village: v, t: t, id: r.ID, notes: map[string]string{}, questions: map[string]string{}, participant: map[string]string{}}
	h.must(err)
	h.steps = h.workshop().Steps
	h.does(workshop.Invite)
	h.must(only(v.Workshops.InviteOne(ctx, dag, h.id, ref.Ref{Kind: "organisation", ID: v.University})))
	h.must(only(v.Workshops.InviteOne(ctx, dag, h.id, ref.Ref{Kind: "organisation", ID: v.Mill})))
	h.does(workshop.Start)
	h.joins("Bo", v.Mill)
	h.joins("Ada", v.Municipality)
	r, err = v.Workshops.AddByPhone(ctx, dag, v.Key("Dag"), h.id, workshop.Taking{Name: "Per", OrganisationName: "Byalaget"})
	h.must(err)
	h.per = r.ID
	return h
}

func only[T any](_ T, err error) error { return err }

func (h *hall) viewer(who string) actor.Viewer { return h.Viewer(h.t, who) }

func (h *hall) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *hall) refused(what, code string, err error) {
	h.t.Helper()
	if err == nil || fault.CodeOf(err) != code {
		h.t.Errorf("%s: %v, want %s", what, err, code)
	}
}

func (h *hall) joins(who, organisation string) {
	h.t.Helper()
	r, err := h.Workshops.TakePart(ctx, h.viewer(who), h.id, workshop.Taking{Organisation: organisation})
	h.must(err)
	h.participant[who] = r.ID
}

func (h *hall) workshop() workshop.WorkshopAt {
	h.t.Helper()
	at, err := h.Workshops.Workshop(ctx, h.viewer("Dag"), h.id)
	h.must(err)
	return at
}

func (h *hall) does(acts ...string) {
	h.t.Helper()
	for _, a := range acts {
		_, err := h.Workshops.Move(ctx, h.viewer("Dag"), h.id, h.workshop().Version, workshop.Act{Do: a, Minutes: 5, Why: "x"})
		h.must(err)
	}
}

// writes has somebody write a note on the wall of a step.
func (h *hall) writes(who string, step int, words, onBehalf string) {
	h.t.Helper()
	r, err := h.Walls.Write(ctx, h.viewer(who), h.Key(who), h.id, h.steps[step].ID, words, onBehalf)
	h.must(err)
	h.notes[words] = r.ID
}

func (h *hall) turns(step int, to ...wall.Phase) {
	h.t.Helper()
	for _, phase := range to {
		at, err := h.Walls.Wall(ctx, h.viewer("Dag"), h.id, h.steps[step].ID, false)
		h.must(err)
		h.must(only(h.Walls.Turn(ctx, h.viewer("Dag"), h.id, h.steps[step].ID, at.Version, phase)))
	}
}

func (h *hall) asks(who, words string) {
	h.t.Helper()
	r, err := h.Floor.Ask(ctx, h.viewer(who), h.Key(who), h.id, "", words)
	h.must(err)
	h.questions[words] = r.ID
}

// meets has the hall write, cluster, ask and vote.
func (h *hall) meets() {
	h.t.Helper()
	h.writes("Bo", 2, "Mer nät", "")
	h.writes("Bo", 2, "Billigare el", "")
	h.writes("Ada", 2, "Snabbare tillstånd", "")
	h.writes("Dag", 2, "Tänk på byarna", h.per)
	h.turns(2, wall.Revealed, wall.Clustering)
	r, err := h.Walls.Form(ctx, h.viewer("Bo"), h.Key("Bo"), h.id, h.steps[2].ID, "Elnätet", nil, []string{h.notes["Mer nät"], h.notes["Snabbare tillstånd"]})
	h.must(err)
	h.cluster = r.ID
	h.turns(2, wall.Dotting)
	h.must(only(h.Walls.Dot(ctx, h.viewer("Ada"), h.id, h.steps[2].ID, []wall.Dots{{On: h.cluster, N: 2}})))
	h.asks("Bo", "Vem betalar?")
	h.asks("Ada", "När börjar vi?")
	h.must(only(h.Floor.Handle(ctx, h.viewer("Dag"), h.id, h.questions["När börjar vi?"], 1, floor.Handling{Do: floor.Answer})))
	b, err := h.Ballots.Start(ctx, h.viewer("Dag"), h.Key("Dag"), ballot.New{Host: ref.Ref{Kind: workshop.RefKind, ID: h.id}, Kind: ballot.Consent, Title: "Ska vi börja i höst?", ClosesAt: db.Now().Add(time.Hour)})
	h.must(err)
	h.vote = b.ID
	h.must(only(h.Ballots.Vote(ctx, h.viewer("Bo"), ballot.Cast{Ballot: h.vote, As: h.Mill, Vote: ballot.Vote{Answer: ballot.Yes}})))
	h.must(only(h.Ballots.Vote(ctx, h.viewer("Ada"), ballot.Cast{Ballot: h.vote, As: h.Municipality, Vote: ballot.Vote{Answer: ballot.No, Reason: "För tidigt"}})))
}

// ends leaves the steps one after another, so that those that decide have run.
func (h *hall) ends() {
	h.t.Helper()
	for range len(h.steps) - 1 {
		h.does(workshop.Next)
	}
	h.does(workshop.End)
}

func (h *hall) sees(who string) result.ResultAt {
	h.t.Helper()
	at, err := h.tries(who)
	h.must(err)
	return at
}

func (h *hall) tries(who string) (result.ResultAt, error) {
	return h.Results.Result(ctx, h.viewer(who), h.id)
}

// of finds the items of a kind.
func of(at result.ResultAt, kind result.Kind) (all []result.ResultItem) {
	for _, i := range at.Items {
		if i.Kind == string(kind) {
			all = append(all, i)
		}
	}
	return all
}

func (h *hall) adds(e result.Edit) string {
	h.t.Helper()
	r, err := h.Results.Add(ctx, h.viewer("Dag"), h.Key("Dag"), h.id, e, nil)
	h.must(err)
	return r.ID
}

func (h *hall) item(id string) result.ResultItem {
	h.t.Helper()
	at := h.sees("Dag")
	i := slices.IndexFunc(at.Items, func(one result.ResultItem) bool { return one.ID == id })
	if i < 0 {
		h.t.Fatalf("no item %s", id)
	}
	return at.Items[i]
}

func (h *hall) edits(id string, e result.Edit) error {
	h.t.Helper()
	return only(h.Results.Change(ctx, h.viewer("Dag"), h.id, id, h.item(id).Version, e))
}

func (h *hall) stands(who, item, stands, words string) error {
	return only(h.Results.Stand(ctx, h.viewer(who), h.id, item, result.Word{Stands: stands, Words: words}))
}

func word(s string) *string              { return &s }
func kind(k result.Kind) *result.Kind    { return &k }
func note(id string) result.ResultSource { return result.ResultSource{Kind: "note", ID: id} }

func promise(kindOf, id, title string) result.Edit {
	return result.Edit{Kind: kind(result.Promise), Title: &title, Owner: &result.Owner{Kind: kindOf, ID: id}}
}

func TestADraftIsMadeWhenAWorkshopEnds(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v, workshop.Dialogue)
		h.meets()
		h.refused("before the end", "result_unknown", only(h.tries("Dag")))
		h.must(only(v.Ballots.Close(ctx, v.Viewer(t, "Dag"), h.vote)))
		h.ends()
		at := h.sees("Bo")
		themes := of(at, result.Theme)
		if len(themes) != 2 || themes[0].Title != "Elnätet" || *themes[0].Dots != 2 || len(themes[0].Sources) != 3 || themes[0].Sources[0].ID != h.cluster || themes[1].Title != "Övriga lappar" ||
			!slices.Contains(themes[1].Sources, note(h.notes["Tänk på byarna"])) {
			t.Errorf("themes: %+v", themes)
		}
		for what, want := range map[result.Kind]int{result.Text: 1, result.Decision: 0, result.Vote: 1, result.Conflict: 1, result.Question: 1, result.Promise: 0, result.Quote: 0} {
			if got := of(at, what); len(got) != want {
				t.Errorf("%s: %+v", what, got)
			}
		}
		if q := of(at, result.Question); q[0].Sources[0].ID != h.questions["Vem betalar?"] {
			t.Errorf("the question that was answered is open: %+v", q)
		}
		if text := of(at, result.Text)[0].Text; text != "2 organisationer var med. Det blev 4 lappar, 2 teman, 1 omröstning och 1 öppen fråga." {
			t.Errorf("%q", text)
		}
		there := at.Attendance
		if there.Organisations != 2 || there.Unlisted != 1 || len(there.Missing) != 1 || there.Missing[0].ID != v.University || !slices.Contains(there.Absent.Sectors, "academia") || !slices.Contains(there.Absent.Municipalities, "2380") {
			t.Errorf("%+v", there)
		}
		if len(at.Sources.Walls) != 1 || len(at.Sources.Walls[0].Notes) != 4 || len(at.Sources.Ballots) != 1 || at.Sources.Ballots[0].Result == nil || at.May.Edit || !h.sees("Dag").May.Edit {
			t.Errorf("%+v", at.Sources)
		}
		h.must(only(v.Results.Draft(ctx, v.Viewer(t, "Dag"), h.id)))
		if again := h.sees("Bo"); len(again.Items) != len(at.Items) || again.Seq != at.Seq {
			t.Errorf("made twice: %d parts of %d", len(again.Items), len(at.Items))
		}
		h.refused("who does not lead", "forbidden", only(v.Results.Draft(ctx, v.Viewer(t, "Bo"), h.id)))
	})
}

// A wall that was never revealed, a question that was hidden and a ballot that runs are in no draft, nor in what it rests on.
func TestWhatWasHiddenIsInNoDraft(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v, workshop.Dialogue)
		h.writes("Bo", 2, "Ett hemligt ord", "")
		h.asks("Ada", "En dold fråga")
		h.must(only(v.Floor.Handle(ctx, v.Viewer(t, "Dag"), h.id, h.questions["En dold fråga"], 1, floor.Handling{Do: floor.Hide, Why: "personligt"})))
		b, err := v.Ballots.Start(ctx, v.Viewer(t, "Dag"), v.Key("Dag"), ballot.New{Host: ref.Ref{Kind: workshop.RefKind, ID: h.id}, Kind: ballot.Consent, Title: "Pågår", Hidden: true, ClosesAt: db.Now().Add(time.Hour)})
		h.must(err)
		h.must(only(v.Ballots.Vote(ctx, v.Viewer(t, "Bo"), ballot.Cast{Ballot: b.ID, Vote: ballot.Vote{Answer: ballot.No, Reason: "Ett hemligt skäl"}})))
		h.does(workshop.End)
		at := h.sees("Ada")
		if len(of(at, result.Theme))+len(of(at, result.Vote))+len(of(at, result.Question))+len(of(at, result.Conflict)) != 0 || at.Sources.Ballots[0].Result != nil {
			t.Errorf("%+v", at)
		}
		for _, src := range []result.ResultSource{note(h.notes["Ett hemligt ord"]), {Kind: "question", ID: h.questions["En dold fråga"]}, {Kind: "ballot", ID: b.ID}} {
			h.refused("a source that is hidden", "source_unknown", only(v.Results.Add(ctx, v.Viewer(t, "Dag"), v.Key("Dag"), h.id, result.Edit{Kind: kind(result.Text), Sources: &[]result.ResultSource{src}}, nil)))
		}
		md, err := v.Results.Markdown(ctx, v.Viewer(t, "Dag"), h.id)
		h.must(err)
		table, err := v.Results.CSV(ctx, v.Viewer(t, "Dag"), h.id)
		h.must(err)
		copied, err := v.Results.Copy(ctx, v.Viewer(t, "Dag"), h.id)
		h.must(err)
		if all := fmt.Sprintf("%+v %s %s %+v", at, md, table, copied); strings.Contains(all, "hemligt") || strings.Contains(all, "dold fråga") || strings.Contains(all, "personligt") {
			t.Error("something hidden is told:", all)
		}
	})
}

func TestADraftIsForThoseWhoWereThere(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v, workshop.Dialogue)
		h.meets()
		h.ends()
		for who, reads := range map[string]bool{"Bo": true, "Ada": true, "Dag": true, "Cai": false, "Mona": false, "": false} {
			if _, err := h.tries(who); (err == nil) != reads {
				t.Errorf("%s reads the draft: %v", who, err)
			}
		}
		h.refused("an outsider", "result_unknown", only(h.tries("Cai")))
		h.refused("a copy", "result_unknown", only(v.Results.CSV(ctx, v.Viewer(t, "Cai"), h.id)))
		h.must(only(v.Workshops.Leave(ctx, v.Viewer(t, "Ada"), h.id)))
		h.must(only(h.tries("Ada"))) // who was there and left
		h.does(workshop.Publish)
		for _, who := range []string{"Cai", "Mona", ""} {
			if at, err := h.tries(who); err != nil || at.State != "published" || len(at.May.Stand) != 0 || at.May.Edit {
				t.Errorf("%s: %+v, %v", who, at.May, err)
			}
		}
	})
}

func TestFacilitatorsEditADraft(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v, workshop.Dialogue)
		h.meets()
		h.ends()
		dag := v.Viewer(t, "Dag")
		add := func(e result.Edit) error { return only(v.Results.Add(ctx, dag, v.Key("Dag"), h.id, e, nil)) }
		h.refused("nothing", "text_empty", add(result.Edit{Kind: kind(result.Text)}))
		h.refused("no such kind", "result_kind_unknown", add(result.Edit{Kind: kind("song"), Title: word("x")}))
		h.refused("too long", "words_too_long", add(result.Edit{Kind: kind(result.Text), Title: word(strings.Repeat("å", 201))}))
		h.refused("10,001 characters", "text_too_long", add(result.Edit{Kind: kind(result.Text), Text: word(strings.Repeat("å", 10_001))}))
		h.refused("a quote of nothing", "sources_invalid", add(result.Edit{Kind: kind(result.Quote), Title: word("x")}))
		h.refused("a quote of two", "sources_invalid", add(result.Edit{Kind: kind(result.Quote), Sources: &[]result.ResultSource{note(h.notes["Mer nät"]), note(h.notes["Billigare el"])}}))
		h.refused("an open ballot", "source_unknown", add(result.Edit{Kind: kind(result.Vote), Sources: &[]result.ResultSource{{Kind: "ballot", ID: h.vote}}}))
		h.refused("of another workshop", "source_unknown", add(result.Edit{Kind: kind(result.Theme), Sources: &[]result.ResultSource{note("nobody")}}))
		h.refused("an owner of a text", "owner_unwanted", add(result.Edit{Kind: kind(result.Text), Title: word("x"), Owner: &result.Owner{Kind: "participant", ID: h.per}}))
		h.refused("an unknown owner", "owner_unknown", add(promise("participant", "nobody", "x")))
		h.refused("a member who does not lead", "owner_unknown", add(promise("member", v.ID("Bo"), "x")))
		h.refused("no date", "due_on_invalid", add(result.Edit{Kind: kind(result.Promise), Title: word("x"), DueOn: word("i höst")}))
		h.refused("by a participant", "forbidden", only(v.Results.Add(ctx, v.Viewer(t, "Bo"), v.Key("Bo"), h.id, result.Edit{Kind: kind(result.Text), Title: word("x")}, nil)))

		first := h.adds(result.Edit{Kind: kind(result.Decision), Title: word("Vi fortsätter"), Text: word("**Ja**")})
		if i := h.item(first); i.HTML != "<p><strong>Ja</strong></p>" || i.Drafted || i.Version != 1 {
			t.Errorf("%+v", i)
		}
		h.must(h.edits(first, result.Edit{Title: word("Vi fortsätter")}))
		if h.item(first).Version != 1 {
			t.Error("the same words are another version")
		}
		h.must(h.edits(first, result.Edit{Kind: kind(result.Promise), Owner: &result.Owner{Kind: "organisation", ID: v.Mill}, DueOn: word("2030-05-01")}))
		h.refused("an old version", "version_stale", only(v.Results.Change(ctx, dag, h.id, first, 1, result.Edit{Title: word("y")})))
		if i := h.item(first); i.Owner.Name != "Åkvarnen AB" || i.DueOn != "2030-05-01" || i.Kind != "promise" {
			t.Errorf("%+v", i)
		}
		h.must(h.edits(first, result.Edit{Kind: kind(result.Text)}))
		if i := h.item(first); i.Owner != nil || i.DueOn != "" {
			t.Errorf("a text is promised: %+v", i)
		}
		h.must(only(v.Results.Remove(ctx, dag, h.id, first, 0)))
		h.must(only(v.Results.Remove(ctx, dag, h.id, first, 0)))
		h.refused("what is gone", "result_item_unknown", only(v.Results.Change(ctx, dag, h.id, first, 4, result.Edit{Title: word("y")})))
	})
}

func TestPartsAreMovedAmongTheirKind(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		h := open(t, v, workshop.Dialogue)
		h.does(workshop.End)
		var ids []string
		for _, name := range []string{"a", "b", "c"} {
			ids = append(ids, h.adds(result.Edit{Kind: kind(result.Decision), Title: word(name)}))
		}
		titles := func() (all string) {
			for _, i := range of(h.sees("Dag"), result.Decision) {
				all += i.Title
			}
			return all
		}
		for _, step := range []struct {
			item  int
			after *string
			want  string
		}{{2, word(""), "cab"}, {2, word(ids[0]), "acb"}, {0, nil, "cba"}, {1, word("gone"), "cab"}, {1, nil, "cab"}} {
			h.must(only(v.Results.Move(ctx, v.Viewer(t, "Dag"), h.id, ids[step.item], step.after)))
			if got := titles(); got != step.want {
				t.Fatalf("%s, want %s", got, step.want)
			}
		}
		for range 30 { // there is no room left between neighbours
			h.must(only(v.Results.Move(ctx, v.Viewer(t, "Dag"), h.id, ids[1], word(ids[2]))))
			h.must(only(v.Results.Move(ctx, v.Viewer(t, "Dag"), h.id, ids[0], word(ids[2]))))
		}
		if got := titles(); got != "cab" {
			t.Error(got)
		}
		if h.item(ids[0]).Version != 1 {
			t.Error("a move is another version of the words")
		}
	})
}
