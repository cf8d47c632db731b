package floor

import (
	"context"
	"slices"

	"kraftsam/app/platform/ref"
	"kraftsam/app/workshop"
)

// What the floor joins: what its events show in the topic of a workshop, and what becomes of speeches when a step is left, when the
// workshop ends, and when two participants turn out to be one.

func (s *Service) part() workshop.Part {
	return workshop.Part{
		Shows: map[string]workshop.Show{speakersKind: s.showSpeakers, speechKind: s.showSpeeches, spokenKind: s.showSpoken,
			questionKind: s.showQuestions, supportKind: s.showSupport, questionsKind: s.showBars},
		StepLeft: func(ctx context.Context, w workshop.Workshop, _ workshop.Step) error { return s.hush(ctx, w, false) },
		Ended:    func(ctx context.Context, w workshop.Workshop) error { return s.hush(ctx, w, true) },
		Became:   s.Became,
		Gone:     s.gone,
	}
}

// hush ends what is spoken when a step is left, with the workshop held. Hands stay up for the next step, until the workshop is over.
func (s *Service) hush(ctx context.Context, w workshop.Workshop, over bool) error {
	now, err := s.db.Clock(ctx)
	if err != nil {
		return err
	}
	t := turns{now: now, touched: map[string]Speech{}}
	if t.list, err = s.store.list(ctx, w.ID); err != nil {
		return err
	}
	if t.running, err = s.store.running(ctx, w.ID); err != nil {
		return err
	}
	undoable, open := t.list.Undo != "", t.list.ClosedAt == nil
	t.list.Undo = ""
	t.endAll()
	if over {
		if t.waiting, err = s.store.waiting(ctx, w.ID); err != nil {
			return err
		}
		if err := t.clear(Act{}); err != nil {
			return err
		}
		t.list.ClosedAt = &now
	}
	if len(t.touched) == 0 && !undoable && (!over || !open) {
		return nil
	}
	_, err = s.moved(ctx, w, t)
	return err
}

// gone lowers the hand of somebody who takes part no longer. What they say and asked stays theirs.
func (s *Service) gone(ctx context.Context, w workshop.Workshop, p workshop.Participant) error {
	now, err := s.db.Clock(ctx)
	if err == nil {
		_, err = s.lower(ctx, w, p, now)
	}
	return err
}

// Became gives what one participant did to another. Of two hands the one that was up longer stays.
func (s *Service) Became(ctx context.Context, id, from, into string) error {
	if err := s.store.hold(ctx, id); err != nil {
		return err
	}
	var err error
	w, t := workshop.Workshop{ID: id}, turns{touched: map[string]Speech{}}
	if t.now, err = s.db.Clock(ctx); err != nil {
		return err
	}
	if t.list, err = s.store.list(ctx, w.ID); err != nil {
		return err
	}
	hands, err := s.store.waiting(ctx, w.ID)
	if err != nil {
		return err
	}
	theirs := slices.DeleteFunc(hands, func(sp Speech) bool { return sp.ParticipantID != from && sp.ParticipantID != into })
	for _, sp := range theirs[min(1, len(theirs)):] {
		sp.LoweredAt = t.moment()
		t.put(sp)
	}
	t.list.Undo = "" // it could bring two hands of one participant up
	if _, err := s.moved(ctx, w, t); err != nil {
		return err
	}
	said, err := s.store.saidBy(ctx, from)
	if err != nil {
		return err
	}
	if err := s.store.became(ctx, from, into); err != nil {
		return err
	}
	for _, sp := range said {
		s.tell(ctx, w, SpeechChanged, speechRef(sp.ID), sp.Version+1)
	}
	s.tell(ctx, w, SpokenChanged, ref.Ref{Kind: spokenKind, ID: w.ID}, t.list.Version+1)
	return s.questionsBecame(ctx, w, from, into)
}

func shown[V any](views []V, id func(V) string) map[string]any {
	by := make(map[string]any, len(views))
	for _, v := range views {
		by[id(v)] = v
	}
	return by
}

func (s *Service) showSpeakers(ctx context.Context, ids []string) (map[string]any, error) {
	lists, err := s.store.lists(ctx, ids)
	by := map[string]any{}
	for id, l := range lists {
		by[id] = l.view()
	}
	return by, err
}

func (s *Service) showSpeeches(ctx context.Context, ids []string) (map[string]any, error) {
	all, err := s.store.speeches(ctx, ids)
	if err != nil {
		return nil, err
	}
	views, err := s.speechViews(ctx, all)
	return shown(views, func(v SpeechView) string { return v.ID }), err
}

func (s *Service) showSpoken(ctx context.Context, ids []string) (map[string]any, error) {
	lists, err := s.spokenLists(ctx, ids)
	by := map[string]any{}
	for id, l := range lists {
		by[id] = l
	}
	return by, err
}

func (s *Service) showQuestions(ctx context.Context, ids []string) (map[string]any, error) {
	all, err := s.store.questions(ctx, ids)
	if err != nil {
		return nil, err
	}
	views, err := s.questionViews(ctx, all)
	return shown(views, func(v QuestionView) string { return v.ID }), err
}

func (s *Service) showSupport(ctx context.Context, ids []string) (map[string]any, error) {
	counts, err := s.store.supports(ctx, ids)
	by := map[string]any{}
	for _, id := range ids {
		by[id] = QuestionSupport{ID: id, Supports: counts[id]}
	}
	return by, err
}

func (s *Service) showBars(ctx context.Context, ids []string) (map[string]any, error) {
	by := map[string]any{}
	for _, id := range ids {
		bars, err := s.bars(ctx, id)
		if err != nil {
			return nil, err
		}
		by[id] = bars
	}
	return by, nil
}
