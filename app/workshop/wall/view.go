package wall

import (
	"context"

	"kraftsam/app/platform/event"
	"kraftsam/app/workshop"
)

// WallView is a wall as the API and its events show it, without its notes.
type WallView struct {
	ID         string        `json:"id" doc:"of the step that it was made for"`
	Workshop   string        `json:"workshop"`
	Version    int64         `json:"version" doc:"of the phase and the settings"`
	Phase      string        `json:"phase" enum:"hidden,revealed,clustering,dots,done"`
	Dots       int64         `json:"dots" doc:"how many each has"`
	DotsHidden bool          `json:"dots_hidden" doc:"where the dots are is shown when the wall is done"`
	Named      bool          `json:"named" doc:"notes say who wrote them"`
	Arranging  string        `json:"arranging" enum:"everybody,facilitators" doc:"who moves notes"`
	RevealedAt string        `json:"revealed_at,omitempty"`
	Counts     *HiddenCounts `json:"counts,omitempty" doc:"only while it is hidden: then it is all that is told of others' notes"`
}

// HiddenCounts is how much is written on a hidden wall.
type HiddenCounts struct {
	Notes   int64 `json:"notes"`
	Writers int64 `json:"writers"`
}

// NoteView is a note as everybody sees it once it is shown. A withdrawn one has nothing but id, wall, version and that.
type NoteView struct {
	ID        string     `json:"id"`
	Wall      string     `json:"wall"`
	Version   int64      `json:"version" doc:"of its words and its place"`
	Text      string     `json:"text" doc:"plain, never Markdown or HTML"`
	By        *NoteMaker `json:"by,omitempty" doc:"absent where the wall shows no names"`
	OnBehalf  bool       `json:"on_behalf,omitempty" doc:"a facilitator wrote it for them"`
	Late      bool       `json:"late,omitempty" doc:"written after the workshop had ended"`
	At        string     `json:"at"`
	EditedAt  string     `json:"edited_at,omitempty"`
	Cluster   string     `json:"cluster,omitempty" doc:"absent: loose"`
	Place     int64      `json:"place" doc:"notes of a cluster, and loose ones, are in the order of this number, then of id"`
	Into      string     `json:"into,omitempty" doc:"note of which it is a source: it is shown with that one, wherever it is"`
	Withdrawn bool       `json:"withdrawn,omitempty"`
}

// NoteMaker is who wrote a note.
type NoteMaker struct {
	Participant  string `json:"participant"`
	Name         string `json:"name"`
	Organisation string `json:"organisation,omitempty" doc:"name of it"`
	Confirmed    bool   `json:"confirmed,omitempty" doc:"they had its leave to speak for it; otherwise they say so themselves"`
}

// ClusterView is a cluster.
type ClusterView struct {
	ID      string `json:"id"`
	Wall    string `json:"wall"`
	Version int64  `json:"version"`
	Name    string `json:"name" doc:"may be empty"`
	Place   int64  `json:"place" doc:"clusters are in the order of this number, then of id"`
	Removed bool   `json:"removed,omitempty"`
}

// DotsView is the dots of a wall: never whose.
type DotsView struct {
	Wall   string `json:"wall"`
	Placed int64  `json:"placed" doc:"dots, all together"`
	Dotted int64  `json:"dotted" doc:"how many people gave some"`
	Shown  bool   `json:"shown" doc:"where they are"`
	Counts []Dots `json:"counts" doc:"by id; none while they are hidden"`
}

// DotView is the dots of one note or cluster, in events.
type DotView struct {
	Wall   string `json:"wall"`
	On     string `json:"on"`
	N      *int64 `json:"n,omitempty" doc:"absent while they are hidden"`
	Placed int64  `json:"placed"`
	Dotted int64  `json:"dotted"`
}

// WallLinks are the steps that were told on which wall to work.
type WallLinks struct {
	Workshop string     `json:"workshop"`
	Links    []WallLink `json:"links"`
}

// WallLink says on which wall a step works.
type WallLink struct {
	Step string `json:"step"`
	Wall string `json:"wall"`
}

func (s *Service) wallViews(ctx context.Context, all []Wall) ([]WallView, error) {
	var hidden []string
	for _, w := range all {
		if w.Phase == Hidden {
			hidden = append(hidden, w.ID)
		}
	}
	counted := map[string]counts{}
	if hidden != nil {
		var err error
		if counted, err = s.store.countNotes(ctx, hidden); err != nil {
			return nil, err
		}
	}
	views := make([]WallView, len(all))
	for i, w := range all {
		views[i] = WallView{ID: w.ID, Workshop: w.WorkshopID, Version: w.Version, Phase: string(w.Phase), Dots: w.Dots, DotsHidden: w.DotsHidden, Named: w.Named,
			Arranging: w.Arranging, RevealedAt: event.Stamped(w.RevealedAt)}
		if w.Phase == Hidden {
			views[i].Counts = &HiddenCounts{counted[w.ID].Notes, counted[w.ID].Writers}
		}
	}
	return views, nil
}

// noteViews shapes notes for whoever may see them; with names where their wall shows them.
func (s *Service) noteViews(ctx context.Context, notes []Note) ([]NoteView, error) {
	walls, err := s.wallsByID(ctx, wallIDs(notes))
	if err != nil {
		return nil, err
	}
	return s.noteViewsOn(ctx, notes, walls)
}

func (s *Service) noteViewsOn(ctx context.Context, notes []Note, walls map[string]Wall) ([]NoteView, error) {
	var people []string
	for _, n := range notes {
		if walls[n.WallID].Named {
			people = append(people, n.ParticipantID)
		}
	}
	named, err := s.workshops.Names(ctx, people)
	if err != nil {
		return nil, err
	}
	views := make([]NoteView, len(notes))
	for i, n := range notes {
		if n.withdrawn() {
			views[i] = NoteView{ID: n.ID, Wall: n.WallID, Version: n.Version, At: event.Stamp(n.At), Withdrawn: true}
			continue
		}
		views[i] = n.view()
		if walls[n.WallID].Named {
			views[i].By = maker(n.ParticipantID, named)
		}
	}
	return views, nil
}

func maker(id string, named map[string]workshop.Named) *NoteMaker {
	return &NoteMaker{Participant: id, Name: named[id].Name, Organisation: named[id].Organisation, Confirmed: named[id].Confirmed}
}

func (n Note) view() NoteView {
	return NoteView{ID: n.ID, Wall: n.WallID, Version: n.Version, Text: n.Text, OnBehalf: n.WrittenBy != nil, Late: n.Late, At: event.Stamp(n.At), EditedAt: event.Stamped(n.EditedAt),
		Cluster: n.ClusterID, Place: n.Place, Into: n.IntoID}
}

func (c Cluster) view() ClusterView {
	if c.RemovedAt != nil {
		return ClusterView{ID: c.ID, Wall: c.WallID, Version: c.Version, Removed: true}
	}
	return ClusterView{ID: c.ID, Wall: c.WallID, Version: c.Version, Name: c.Name, Place: c.Place}
}

// dotsViews gives the dots of walls, by wall: where they are only while that is shown.
func (s *Service) dotsViews(ctx context.Context, walls []Wall) (map[string]DotsView, error) {
	var ids, shown []string
	for _, w := range walls {
		ids = append(ids, w.ID)
		if w.showsDots() {
			shown = append(shown, w.ID)
		}
	}
	sums, err := s.store.sumDots(ctx, ids)
	if err != nil {
		return nil, err
	}
	targets := []sum{}
	if shown != nil {
		if targets, err = s.store.sumTargets(ctx, shown, nil); err != nil {
			return nil, err
		}
	}
	views := map[string]DotsView{}
	for _, w := range walls {
		views[w.ID] = DotsView{Wall: w.ID, Placed: sums[w.ID].N, Dotted: sums[w.ID].Dotted, Shown: w.showsDots(), Counts: []Dots{}}
	}
	for _, t := range targets {
		v := views[t.WallID]
		v.Counts = append(v.Counts, Dots{t.Target, t.N})
		views[t.WallID] = v
	}
	return views, nil
}
