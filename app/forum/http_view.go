package forum

import (
	"context"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
)

// around is what stands on threads beside themselves.
type around struct {
	closures map[string]Closure
	marks    map[string][]markedPost
	asks     map[string][]Asking
	forward  map[string]bool // threads that lead to a thread which everybody who reads them may read
	places   map[string]string
	stages   map[string][]StageView
	author   func(actor.Spoken) actor.AuthorView
}

// threadViews shapes threads with their authors, places, conclusions, marks and asks, whatever their number with a few questions.
func (s *Service) threadViews(ctx context.Context, threads []Thread) ([]ThreadView, error) {
	with, err := s.aroundThreads(ctx, threads)
	if err != nil {
		return nil, err
	}
	views := make([]ThreadView, len(threads))
	for i, t := range threads {
		views[i] = with.view(t)
	}
	return views, nil
}

func (s *Service) aroundThreads(ctx context.Context, threads []Thread) (with around, err error) {
	ids, said := make([]string, len(threads)), make([]actor.Spoken, 0, len(threads))
	for i, t := range threads {
		ids[i], said = t.ID, append(said, actor.Spoken{Member: t.AuthorID, Organisation: t.OrganisationID})
	}
	if with.closures, err = s.store.closures(ctx, closedOf(threads)); err != nil {
		return with, err
	}
	if with.marks, err = s.store.marks(ctx, ids); err != nil {
		return with, err
	}
	if with.asks, err = s.store.asks(ctx, ids); err != nil {
		return with, err
	}
	if with.forward, err = s.store.forwarding(ctx, movedOf(threads)); err != nil {
		return with, err
	}
	for _, c := range with.closures {
		said = append(said, actor.Spoken{Member: c.ClosedBy})
	}
	for _, id := range ids {
		for _, m := range with.marks[id] {
			said = append(said, actor.Spoken{Member: m.MarkedBy}, actor.Spoken{Member: m.AuthorID, Organisation: m.OrganisationID})
		}
		for _, a := range with.asks[id] {
			said = append(said, spokenAsked(a), actor.Spoken{Member: a.AskedBy})
		}
	}
	if with.author, err = s.actors.Authors(ctx, said); err != nil {
		return with, err
	}
	if with.stages, err = s.stagesOf(ctx, ids); err != nil {
		return with, err
	}
	with.places, err = s.places.Names(ctx)
	return with, err
}

func (with around) view(t Thread) ThreadView {
	v := ThreadView{ID: t.ID, Area: t.Area, Title: t.Title, Lang: t.Lang, SubArea: t.SubArea, Municipality: t.Municipality, Tags: t.Tags,
		Author: with.author(actor.Spoken{Member: t.AuthorID, Organisation: t.OrganisationID}), At: event.Stamp(t.At), LastActivityAt: event.Stamp(t.LastActivityAt),
		Posts: t.Posts, Version: t.Version, State: stateOpen, Pinned: t.Pinned, Kind: t.Kind, Deadline: t.Deadline, SlowMinutes: t.SlowMinutes,
		Moved: t.MovedTo != nil, Stages: with.stages[t.ID], Marks: []MarkView{}, Asks: []AskView{}}
	if v.Tags == nil {
		v.Tags = []string{}
	}
	if t.Municipality != nil {
		v.MunicipalityName = with.places[*t.Municipality]
	}
	if t.Closed {
		v.State = stateClosed
	}
	if c, ok := with.closures[t.ID]; ok && t.Closed {
		v.Closure = &ClosureView{By: with.author(actor.Spoken{Member: c.ClosedBy}), At: event.Stamp(c.At), Text: c.Text, HTML: c.HTML,
			Agreed: c.Agreed, AgreedHTML: c.AgreedHTML, Differ: c.Differ, DifferHTML: c.DifferHTML, Ahead: c.Ahead, AheadHTML: c.AheadHTML}
	}
	if with.forward[t.ID] {
		v.MovedTo = t.MovedTo
	}
	for _, m := range with.marks[t.ID] {
		v.Marks = append(v.Marks, markView(m, with.author))
	}
	for _, a := range with.asks[t.ID] {
		v.Asks = append(v.Asks, askView(a, with.author))
	}
	return v
}

func movedOf(threads []Thread) []string {
	var ids []string
	for _, t := range threads {
		if t.MovedTo != nil {
			ids = append(ids, t.ID)
		}
	}
	return ids
}

func closedOf(threads []Thread) []string {
	var ids []string
	for _, t := range threads {
		if t.Closed {
			ids = append(ids, t.ID)
		}
	}
	return ids
}
