package result

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"kraftsam/app/actor"
	"kraftsam/app/ballot"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/row"
	"kraftsam/app/platform/text"
	"kraftsam/app/workshop"
	"kraftsam/app/workshop/floor"
	"kraftsam/app/workshop/wall"
)

// mostAsked bounds how many open questions a draft takes, those with the most support.
const mostAsked = 200

// ended makes the draft in the transaction that ends a workshop.
func (s *Service) ended(ctx context.Context, w workshop.Workshop) error {
	_, err := s.draft(ctx, w)
	return err
}

// Draft makes the result of a workshop that ended without one, as those of earlier versions did; else it changes nothing.
func (s *Service) Draft(ctx context.Context, by actor.Viewer, id string) (event.Reference, error) {
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		w, err := s.led(ctx, by, id)
		if err != nil {
			return event.Done{}, err
		}
		if w.State != workshop.Minutes && w.State != workshop.Published {
			return event.Done{}, errNotEnded
		}
		made, err := s.draft(ctx, w)
		return done(w.ID, w.ID, made.Edition+1), err
	})
}

func (s *Service) draft(ctx context.Context, w workshop.Workshop) (Result, error) {
	before, err := s.store.results(ctx, []string{w.ID})
	if err != nil {
		return Result{}, err
	}
	if len(before) > 0 {
		return before[0], nil
	}
	there, err := s.workshops.Attendance(ctx, w, *w.EndedAt)
	if err != nil {
		return Result{}, err
	}
	raw, err := json.Marshal(there)
	if err != nil {
		return Result{}, fmt.Errorf("write attendance: %w", err)
	}
	r := Result{WorkshopID: w.ID, Attendance: string(raw), MadeAt: db.Now()}
	if made, err := s.store.begin(ctx, r); err != nil || !made {
		return r, err
	}
	g, err := s.gather(ctx, w)
	if err != nil {
		return r, err
	}
	items, err := drafted(w, g, there)
	if err != nil {
		return r, err
	}
	s.tell(ctx, w.ID, Made, resultRef(w.ID), 1)
	return r, s.store.addItems(ctx, items)
}

// drafted makes items of what was gathered. It asks nobody and stores nothing.
func drafted(w workshop.Workshop, g gathered, there workshop.WorkshopAttendance) ([]Item, error) {
	var all []Item
	for _, made := range [][]Item{g.decisions(), g.themes(w), g.votes(), g.conflicts(), g.open()} {
		all = append(all, made...)
	}
	all = append(all, Item{Kind: Text, Text: summary(w, g, there, all)})
	slices.SortStableFunc(all, func(a, b Item) int { return cmp.Compare(slices.Index(Kinds, a.Kind), slices.Index(Kinds, b.Kind)) })
	now := db.Now()
	for i := range all {
		one := &all[i]
		one.ID, one.WorkshopID, one.Place, one.Drafted, one.MadeAt, one.Words, one.Version = ref.NewID(), w.ID, int64(i+1)*row.Gap, true, now, 1, 1
		one.Title = cut(one.Title)
		var err error
		if one.HTML, err = text.HTML(one.Text); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// cut keeps a title that was a question of a ballot, say, as long as titles are.
func cut(title string) string {
	if runes := []rune(title); len(runes) > maxTitle {
		return string(runes[:maxTitle-1]) + "…"
	}
	return title
}

// decisions are the steps in which something was decided by a vote. What was only said there nobody wrote down, so it is not invented.
func (g gathered) decisions() (all []Item) {
	for _, st := range g.steps {
		if st.Kind != workshop.Decide || st.StartedAt == nil || st.Skipped {
			continue
		}
		one := Item{Kind: Decision, Title: st.Title}
		for _, id := range g.held[st.ID] {
			i := slices.IndexFunc(g.ballots, func(b ballot.VotingView) bool { return b.ID == id && b.ClosedAt != "" })
			if i < 0 {
				continue
			}
			one.Sources = append(one.Sources, ResultSource{fromBallot, id})
			if o := g.ballots[i].Outcome; o != nil {
				one.Text = strings.TrimSpace(one.Text + "\n\n" + o.Text)
			}
		}
		if len(one.Sources) > 0 {
			all = append(all, one)
		}
	}
	return all
}

// themes are the clusters of the walls, those with the most dots first; what stands by itself is one more.
func (g gathered) themes(w workshop.Workshop) (all []Item) {
	for _, at := range g.walls {
		on := arranged(at)
		kind, title := Theme, ""
		if i := slices.IndexFunc(g.steps, func(st workshop.Step) bool { return st.ID == at.ID }); i >= 0 {
			title = g.steps[i].Title
			kind = Kind(cmp.Or(w.Yields(g.steps[i]), string(Theme)))
		}
		var here []Item
		for _, c := range at.Clusters {
			if len(on.notes[c.ID]) == 0 {
				continue
			}
			one := Item{Kind: kind, Title: c.Name, Sources: append([]ResultSource{{fromCluster, c.ID}}, on.notes[c.ID]...), Dots: on.dots(c.ID)}
			if kind == Theme && tellsOfConflict(c.Name) {
				one.Kind = Conflict
			}
			here = append(here, one)
		}
		slices.SortStableFunc(here, func(a, b Item) int { return cmp.Compare(dotsOf(b), dotsOf(a)) })
		if loose := on.notes[""]; len(loose) > 0 {
			if len(here) > 0 {
				title = wordsOf(w.Lang)["others"]
			}
			here = append(here, Item{Kind: kind, Title: title, Sources: loose, Dots: on.dots("")})
		}
		all = append(all, here...)
	}
	return all
}

func dotsOf(i Item) int64 {
	if i.Dots == nil {
		return 0
	}
	return *i.Dots
}

func tellsOfConflict(name string) bool {
	folded := strings.ToLower(name)
	return strings.Contains(folded, "konflikt") || strings.Contains(folded, "conflict")
}

// arrangement is the notes of a wall by cluster, each followed by those that were merged into it.
type arrangement struct {
	notes map[string][]ResultSource
	sums  map[string]int64
	shown bool
}

func arranged(at wall.WallAt) arrangement {
	a := arrangement{notes: map[string][]ResultSource{}, sums: map[string]int64{}, shown: at.DotsNow.Shown && at.DotsNow.Placed > 0}
	given, under := map[string]int64{}, map[string][]wall.NoteView{}
	for _, d := range at.DotsNow.Counts {
		given[d.On] = d.N
	}
	for _, n := range at.Notes {
		under[n.Into] = append(under[n.Into], n)
	}
	for _, c := range at.Clusters {
		a.sums[c.ID] = given[c.ID]
	}
	var put func(cluster string, n wall.NoteView)
	put = func(cluster string, n wall.NoteView) {
		a.notes[cluster] = append(a.notes[cluster], ResultSource{fromNote, n.ID})
		a.sums[cluster] += given[n.ID]
		for _, merged := range under[n.ID] {
			put(cluster, merged)
		}
	}
	for _, n := range under[""] {
		put(n.Cluster, n)
	}
	return a
}

func (a arrangement) dots(cluster string) *int64 {
	n := a.sums[cluster]
	if !a.shown || n == 0 {
		return nil
	}
	return &n
}

// votes are the ballots that are closed.
func (g gathered) votes() (all []Item) {
	for _, b := range g.ballots {
		if b.ClosedAt != "" {
			all = append(all, Item{Kind: Vote, Title: b.Title, Sources: []ResultSource{{fromBallot, b.ID}}})
		}
	}
	return all
}

// conflicts are the closed ballots of consent in which somebody said no or had a reservation, as far as that is told.
func (g gathered) conflicts() (all []Item) {
	for _, b := range g.ballots {
		if b.ClosedAt == "" || b.Kind != string(ballot.Consent) || b.Result == nil || b.Result.Few {
			continue
		}
		if slices.ContainsFunc(b.Result.Options, func(o ballot.OptionResult) bool { return o.Option != ballot.Yes && o.Voices > 0 }) {
			all = append(all, Item{Kind: Conflict, Title: b.Title, Sources: []ResultSource{{fromBallot, b.ID}}})
		}
	}
	return all
}

// open are the questions that were not answered, those with the most support first.
func (g gathered) open() (all []Item) {
	asked := slices.DeleteFunc(slices.Clone(g.questions), func(q floor.QuestionView) bool { return q.Status == floor.Answered })
	slices.SortFunc(asked, floor.InSupport)
	for _, q := range asked[:min(len(asked), mostAsked)] {
		all = append(all, Item{Kind: Question, Sources: []ResultSource{{fromQuestion, q.ID}}})
	}
	return all
}
