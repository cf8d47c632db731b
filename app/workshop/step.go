package workshop

import (
	"context"
	"slices"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/text"
)

// Plot is what of a step is changed; nil leaves it. After is the id of the step that it shall follow, "" to be the first.
type Plot struct {
	Kind                           *Kind
	Title, Purpose, Text, Material *string
	Minutes                        *int64
	After                          *string
}

const maxWords = 2000 // of purpose and of material

var (
	errKind  = fault.InField("body.kind", "step_kind_unknown", "A step is to inform, write, discuss, cluster, vote, speak or decide.")
	errAfter = fault.InField("body.after", "step_unknown", "What it shall follow is no step of this workshop.")
)

// over writes a plot over a step, checked and rendered; what it may not be is refused.
func (p Plot) over(st Step) (Step, error) {
	if p.Kind != nil {
		st.Kind = *p.Kind
	}
	if !slices.Contains(Kinds, st.Kind) {
		return st, errKind
	}
	for to, from := range map[*string]*string{&st.Title: p.Title, &st.Purpose: p.Purpose, &st.Text: p.Text, &st.Material: p.Material} {
		if from != nil {
			*to = *from
		}
	}
	if p.Minutes != nil {
		st.Minutes = *p.Minutes
	}
	if st.Minutes < 1 || st.Minutes > maxMinutes {
		return st, errLength
	}
	if err := text.CheckTitle("body.title", st.Title); err != nil {
		return st, err
	}
	switch {
	case text.Length(st.Purpose) > maxWords:
		return st, tooLong("body.purpose", maxWords)
	case text.Length(st.Material) > maxWords:
		return st, tooLong("body.material", maxWords)
	}
	var err error
	st.HTML, err = compose("body.text", st.Text)
	return st, err
}

// AddStep puts a step into the run sheet, last where nothing else is said.
func (s *Service) AddStep(ctx context.Context, by actor.Viewer, key event.Key, id string, p Plot) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	st, err := p.over(Step{ID: ref.NewID(), WorkshopID: id, Version: 1})
	if err != nil {
		return event.Reference{}, err
	}
	return s.events.Once(ctx, key, func(ctx context.Context) (event.Done, error) {
		w, steps, err := s.sheetOf(ctx, by, id)
		if err != nil {
			return event.Done{}, err
		}
		if len(steps) >= maxSteps {
			return event.Done{}, errTooMany
		}
		after := p.After
		if after == nil && len(steps) > 0 {
			after = &steps[len(steps)-1].ID
		}
		if st.Place, err = s.placeAfter(ctx, w, steps, value(after)); err != nil {
			return event.Done{}, err
		}
		if err := s.store.addSteps(ctx, []Step{st}); err != nil {
			return event.Done{}, err
		}
		return s.stepTold(ctx, w, StepAdded, st), nil
	})
}

// ChangeStep changes a step, if version is still its version. The words of a step that is over stay as they were.
func (s *Service) ChangeStep(ctx context.Context, by actor.Viewer, id, step string, version int64, p Plot) (event.Reference, error) {
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		w, steps, st, err := s.stepToChange(ctx, by, id, step, version)
		if err != nil {
			return event.Done{}, err
		}
		changed, err := p.over(st)
		if err != nil {
			return event.Done{}, err
		}
		if changed.Kind != st.Kind {
			if err := s.unwritten(ctx, w, st); err != nil {
				return event.Done{}, err
			}
		}
		if p.After != nil {
			if st.Began() {
				return event.Done{}, errPast
			}
			others := slices.DeleteFunc(slices.Clone(steps), func(o Step) bool { return o.ID == st.ID })
			if changed.Place, err = s.placeAfter(ctx, w, others, *p.After); err != nil {
				return event.Done{}, err
			}
		}
		if changed == st {
			return event.Done{ID: st.ID, Version: st.Version, Topic: w.Topic()}, nil
		}
		changed.Version++
		err = s.store.setStep(ctx, st.ID, map[string]any{"kind": changed.Kind, "title": changed.Title, "purpose": changed.Purpose, "text": changed.Text, "html": changed.HTML,
			"material": changed.Material, "minutes": changed.Minutes, "place": changed.Place, "version": changed.Version})
		return s.stepTold(ctx, w, StepChanged, changed), err
	})
}

// RemoveStep takes a step out of the run sheet that has not begun, and in which nobody contributed. What was prepared in it is kept.
func (s *Service) RemoveStep(ctx context.Context, by actor.Viewer, id, step string, version int64) (event.Reference, error) {
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		w, _, st, err := s.stepToChange(ctx, by, id, step, version)
		if err != nil {
			return event.Done{}, err
		}
		if st.Began() {
			return event.Done{}, errPast
		}
		if err := s.unwritten(ctx, w, st); err != nil {
			return event.Done{}, err
		}
		st.Version++
		err = s.store.setStep(ctx, st.ID, map[string]any{"removed_at": db.Now(), "removed_by": by.Member, "version": st.Version})
		return s.stepTold(ctx, w, StepRemoved, st), err
	})
}

func (s *Service) stepTold(ctx context.Context, w Workshop, what string, st Step) event.Done {
	s.events.Add(ctx, w.Topic(), event.Change{Type: what, Ref: stepRef(st.ID), Version: st.Version})
	return event.Done{ID: st.ID, Version: st.Version, Topic: w.Topic()}
}

// sheetOf holds a workshop whose run sheet a facilitator changes.
func (s *Service) sheetOf(ctx context.Context, by actor.Viewer, id string) (Workshop, []Step, error) {
	w, st, err := s.Hold(ctx, by, id)
	if err != nil {
		return w, nil, err
	}
	if err := st.Leads(); err != nil {
		return w, nil, err
	}
	switch w.State {
	case Draft, Invited, Live:
	default:
		return w, nil, errState
	}
	steps, err := s.store.steps(ctx, w.ID)
	return w, steps, err
}

func (s *Service) stepToChange(ctx context.Context, by actor.Viewer, id, step string, version int64) (Workshop, []Step, Step, error) {
	w, steps, err := s.sheetOf(ctx, by, id)
	if err != nil {
		return w, nil, Step{}, err
	}
	i := slices.IndexFunc(steps, func(o Step) bool { return o.ID == step })
	switch {
	case i < 0:
		return w, nil, Step{}, errNoStep
	case version != 0 && steps[i].Version != version:
		views, err := s.stepViews(ctx, steps[i:i+1])
		if err != nil {
			return w, nil, Step{}, err
		}
		return w, nil, Step{}, errStale.With(views[0])
	case steps[i].LeftAt != nil:
		return w, nil, Step{}, errPast
	}
	return w, steps, steps[i], nil
}

// closest is how near two steps may stand; where there is no room between them all get new places.
const closest = 1e-6

// placeAfter finds a place behind a step (before all where after is empty), never before one that has begun.
func (s *Service) placeAfter(ctx context.Context, w Workshop, steps []Step, after string) (float64, error) {
	i := -1
	if after != "" {
		if i = slices.IndexFunc(steps, func(o Step) bool { return o.ID == after }); i < 0 {
			return 0, errAfter
		}
	}
	if slices.ContainsFunc(steps[i+1:], Step.Began) {
		return 0, errPast
	}
	low := 0.0
	if i >= 0 {
		low = steps[i].Place
	}
	if i+1 == len(steps) {
		return low + 1, nil
	}
	if high := steps[i+1].Place; high-low > closest {
		return (low + high) / 2, nil
	}
	return s.spread(ctx, w, steps, i)
}

// spread gives the steps places with room between them, and answers the one behind step i.
func (s *Service) spread(ctx context.Context, w Workshop, steps []Step, i int) (float64, error) {
	for n := range steps {
		st := steps[n]
		st.Place, st.Version = float64(2*n+1), st.Version+1
		if err := s.store.setStep(ctx, st.ID, map[string]any{"place": st.Place, "version": st.Version}); err != nil {
			return 0, err
		}
		s.events.Add(ctx, w.Topic(), event.Change{Type: StepChanged, Ref: stepRef(st.ID), Version: st.Version})
	}
	return float64(2*i + 2), nil
}
