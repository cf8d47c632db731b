package workshop

import (
	"context"
	"strings"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/text"
)

// Act is what a facilitator does with the stage.
type Act struct {
	Do      string
	Minutes int64  // extend: how many more, or fewer
	Why     string // cancel
}

// What a facilitator can do.
const (
	Invite  = "invite"
	Start   = "start"
	Next    = "next"
	Back    = "back"
	Skip    = "skip"
	Extend  = "extend"
	Pause   = "pause"
	Resume  = "resume"
	Wrap    = "wrap_up"
	End     = "end"
	Publish = "publish"
	Cancel  = "cancel"
)

// mostExtended bounds in minutes what one act gives or takes.
const mostExtended = 240

var (
	errAct     = fault.InField("body.do", "act_unknown", "A facilitator can invite, start, next, back, skip, extend, pause, resume, wrap_up, end, publish or cancel.")
	errExtend  = fault.InField("body.minutes", "step_minutes_invalid", "Give or take 1 to 240 minutes.")
	errWhy     = fault.InField("body.why", "why_empty", "Say why, for those who meant to come.")
	errLongWhy = fault.InField("body.why", "words_too_long", "At most 1,000 characters.")
)

const maxWhy = 1000

// stage is a workshop and its run sheet at one moment, and what an act makes of them. It asks nobody and stores nothing.
type stage struct {
	w       Workshop
	steps   []Step // in their order, without removed ones
	now     time.Time
	left    *Step // that the act left
	begun   *Step // that the act began
	touched map[string]bool
	over    bool // the act ended the workshop
}

// doing is what each act does; it refuses where the workshop is not so far.
var doing = map[string]func(*stage, Act) error{
	Invite: (*stage).invite, Start: (*stage).start, Next: (*stage).next, Back: (*stage).back, Skip: (*stage).skip, Extend: (*stage).extend,
	Pause: (*stage).pause, Resume: (*stage).resume, Wrap: (*stage).wrap, End: (*stage).end, Publish: (*stage).publish, Cancel: (*stage).cancel,
}

// within refuses an act in any other state.
func (s *stage) within(states ...State) error {
	for _, st := range states {
		if s.w.State == st {
			return nil
		}
	}
	return errState
}

// at is where the running step stands in the run sheet, -1 for nowhere.
func (s *stage) at() int {
	for i, st := range s.steps {
		if st.ID == s.w.StepID {
			return i
		}
	}
	return -1
}

// begin runs a step: with the time that it had left where it has run before.
func (s *stage) begin(i int) {
	st := &s.steps[i]
	rest := time.Duration(st.Minutes) * time.Minute
	if st.StartedAt != nil && st.LeftAt != nil && st.EndsAt != nil {
		rest = max(0, st.EndsAt.Sub(*st.LeftAt))
	}
	if st.StartedAt == nil {
		st.StartedAt = &s.now
	}
	ends := s.now.Add(rest)
	st.EndsAt, st.LeftAt, st.Skipped = &ends, nil, false
	s.w.State, s.w.StepID = Live, st.ID
	s.touched[st.ID] = true
	s.begun = st
}

// leave ends the running step.
func (s *stage) leave(skipped bool) {
	s.run()
	i := s.at()
	if i < 0 {
		return
	}
	st := &s.steps[i]
	at := s.now
	if st.StartedAt != nil && at.Before(*st.StartedAt) {
		at = *st.StartedAt // a clock that was put back gives no time
	}
	st.LeftAt, st.Skipped = &at, skipped
	s.touched[st.ID] = true
	s.left = st
}

// run lets time run again: what stood still is added to the end.
func (s *stage) run() {
	if s.w.PausedAt == nil {
		return
	}
	if i := s.at(); i >= 0 && s.steps[i].EndsAt != nil {
		ends := s.steps[i].EndsAt.Add(max(0, s.now.Sub(*s.w.PausedAt)))
		s.steps[i].EndsAt = &ends
		s.touched[s.steps[i].ID] = true
	}
	s.w.PausedAt = nil
}

func (s *stage) invite(Act) error {
	if err := s.within(Draft); err != nil {
		return err
	}
	if s.w.StartsAt == nil {
		return errStartLater
	}
	s.w.State = Invited
	return nil
}

func (s *stage) start(Act) error {
	if err := s.within(Draft, Invited); err != nil {
		return err
	}
	if len(s.steps) == 0 {
		return errNoSteps
	}
	s.w.StartedAt = &s.now
	s.begin(0)
	return nil
}

func (s *stage) next(Act) error { return s.onward(false) }
func (s *stage) skip(Act) error { return s.onward(true) }

func (s *stage) onward(skipped bool) error {
	if err := s.within(Live); err != nil {
		return err
	}
	i := s.at()
	if i == len(s.steps)-1 {
		return errLastStep
	}
	s.leave(skipped)
	s.begin(i + 1)
	return nil
}

// back goes to the step before; from the wrapping up it goes to the step that ran last.
func (s *stage) back(Act) error {
	if err := s.within(Live, WrapUp); err != nil {
		return err
	}
	i := s.at()
	if s.w.State == WrapUp {
		s.w.WrappedAt = nil
		s.begin(i)
		return nil
	}
	if i <= 0 {
		return errFirstStep
	}
	s.leave(false)
	s.begin(i - 1)
	return nil
}

// extend moves the end of the running step, at the earliest to now.
func (s *stage) extend(a Act) error {
	if err := s.within(Live); err != nil {
		return err
	}
	if a.Minutes == 0 || a.Minutes < -mostExtended || a.Minutes > mostExtended {
		return errExtend
	}
	i, floor := s.at(), s.now
	if s.w.PausedAt != nil {
		floor = *s.w.PausedAt
	}
	from := *s.steps[i].EndsAt
	if from.Before(floor) && a.Minutes > 0 {
		from = floor // who asks for five more minutes after the time is over wants five minutes
	}
	ends := from.Add(time.Duration(a.Minutes) * time.Minute)
	if ends.Before(floor) {
		ends = floor
	}
	s.steps[i].EndsAt = &ends
	s.touched[s.steps[i].ID] = true
	return nil
}

func (s *stage) pause(Act) error {
	if err := s.within(Live); err != nil {
		return err
	}
	if s.w.PausedAt != nil {
		return errPaused
	}
	s.w.PausedAt = &s.now
	return nil
}

func (s *stage) resume(Act) error {
	if err := s.within(Live); err != nil {
		return err
	}
	if s.w.PausedAt == nil {
		return errNotPaused
	}
	s.run()
	return nil
}

func (s *stage) wrap(Act) error {
	if err := s.within(Live); err != nil {
		return err
	}
	s.leave(false)
	s.w.State, s.w.WrappedAt = WrapUp, &s.now
	return nil
}

func (s *stage) end(a Act) error {
	if s.w.State == Live {
		if err := s.wrap(a); err != nil {
			return err
		}
	}
	if err := s.within(WrapUp); err != nil {
		return err
	}
	s.w.State, s.w.EndedAt, s.over = Minutes, &s.now, true
	return nil
}

func (s *stage) publish(Act) error {
	if err := s.within(Minutes); err != nil {
		return err
	}
	s.w.State, s.w.PublishedAt = Published, &s.now
	return nil
}

func (s *stage) cancel(a Act) error {
	if err := s.within(Draft, Invited, Live); err != nil {
		return err
	}
	switch {
	case strings.TrimFunc(a.Why, text.Blank) == "":
		return errWhy
	case text.Length(a.Why) > maxWhy:
		return errLongWhy
	}
	s.leave(false)
	s.w.State, s.w.CancelledAt, s.w.Why = Cancelled, &s.now, a.Why
	return nil
}

// Move does an act, if version is still the workshop's: of two facilitators who press at once one is told that the other was
// first, with the stage as it is now.
func (s *Service) Move(ctx context.Context, by actor.Viewer, id string, version int64, a Act) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	do, known := doing[a.Do]
	if !known {
		return event.Reference{}, errAct
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		w, st, err := s.Hold(ctx, by, id)
		if err != nil {
			return event.Done{}, err
		}
		if err := st.Leads(); err != nil {
			return event.Done{}, err
		}
		if w.Version != version {
			return event.Done{}, s.stale(ctx, w)
		}
		steps, err := s.store.steps(ctx, w.ID)
		if err != nil {
			return event.Done{}, err
		}
		now, err := s.db.Clock(ctx)
		if err != nil {
			return event.Done{}, err
		}
		on := stage{w: w, steps: steps, now: now, touched: map[string]bool{}}
		if err := do(&on, a); err != nil {
			return event.Done{}, err
		}
		if err := s.restage(ctx, w, on.w); err != nil {
			return event.Done{}, err
		}
		if err := s.tellMoves(ctx, by, w, on.w); err != nil {
			return event.Done{}, err
		}
		return s.moved(ctx, on)
	})
}

// moved writes what an act made of the stage, and has the parts told.
func (s *Service) moved(ctx context.Context, on stage) (event.Done, error) {
	w := on.w
	w.Version++
	if err := s.store.setStage(ctx, w); err != nil {
		return event.Done{}, err
	}
	for _, st := range on.steps {
		if !on.touched[st.ID] {
			continue
		}
		if err := s.store.setTimes(ctx, st); err != nil {
			return event.Done{}, err
		}
	}
	if on.left != nil {
		if err := s.stepLeft(ctx, w, *on.left); err != nil {
			return event.Done{}, err
		}
	}
	if on.begun != nil {
		if err := s.stepBegun(ctx, w, *on.begun); err != nil {
			return event.Done{}, err
		}
	}
	if err := s.codeFor(ctx, w); err != nil {
		return event.Done{}, err
	}
	if on.over {
		if err := s.ended(ctx, w); err != nil {
			return event.Done{}, err
		}
	}
	s.events.Add(ctx, w.Topic(), event.Change{Type: Staged, Ref: stageRef(w.ID), Version: w.Version})
	return event.Done{ID: w.ID, Version: w.Version, Topic: w.Topic()}, nil
}

func (s *Service) stale(ctx context.Context, w Workshop) error {
	views, err := s.publicViews(ctx, []Workshop{w})
	if err != nil {
		return err
	}
	return errStale.With(views[0])
}
