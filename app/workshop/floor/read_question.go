package floor

import (
	"cmp"
	"context"
	"slices"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/workshop"
)

// QuestionView is a question as the API and its events show it to everybody.
type QuestionView struct {
	ID        string      `json:"id"`
	Version   int64       `json:"version" doc:"rises with what its author or a facilitator does, not with support"`
	Workshop  string      `json:"workshop"`
	Step      string      `json:"step,omitempty" doc:"in which it was asked"`
	By        FloorPerson `json:"by"`
	OnBehalf  bool        `json:"on_behalf,omitempty" doc:"a facilitator wrote it for them"`
	Text      string      `json:"text" doc:"empty where it was hidden or taken back"`
	At        string      `json:"at"`
	Late      bool        `json:"late,omitempty" doc:"in the window after the workshop"`
	Status    string      `json:"status" enum:"asked,shortlisted,live,answered" doc:"live: it is on now; at most one is"`
	Supports  int64       `json:"supports"`
	Hidden    bool        `json:"hidden,omitempty"`
	Withdrawn bool        `json:"withdrawn,omitempty"`
}

// QuestionSupport is how many have the same question.
type QuestionSupport struct {
	ID       string `json:"id" doc:"of the question"`
	Supports int64  `json:"supports"`
}

// HiddenQuestion is what its author and facilitators alone see of a hidden question.
type HiddenQuestion struct {
	ID   string `json:"id"`
	Text string `json:"text"`
	Why  string `json:"why"`
}

// QuestionsAt are the questions of a workshop, and where its topic stood.
type QuestionsAt struct {
	Items []QuestionView `json:"items"`
	QuestionBars
	Hidden []HiddenQuestion `json:"hidden" doc:"the asker's own, or all of them for those who facilitate; not in events"`
	Mine   *QuestionsMine   `json:"mine,omitempty" doc:"who the asker is here; not in events"`
	May    QuestionsMay     `json:"may" doc:"what the asker may do; not in events"`
	workshop.WorkshopHead
}

// QuestionsMine is who the asker is, and what they support.
type QuestionsMine struct {
	Participant string   `json:"participant"`
	Supported   []string `json:"supported" doc:"ids of questions"`
}

// QuestionsMay is what a viewer may do with questions.
type QuestionsMay struct {
	Ask  bool `json:"ask" doc:"and support"`
	Lead bool `json:"lead"`
}

// The orders of questions.
const (
	BySupport = "support"
	ByTime    = "time"
)

// InSupport is the order of support; of as many the oldest first.
func InSupport(a, b QuestionView) int {
	return cmp.Or(cmp.Compare(b.Supports, a.Supports), InTime(a, b))
}

// InTime is the order of time.
func InTime(a, b QuestionView) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID)) }

// questionViews shapes questions for everybody who watches.
func (s *Service) questionViews(ctx context.Context, all []Question) ([]QuestionView, error) {
	views, ids, voices := make([]QuestionView, len(all)), make([]string, len(all)), make([]voice, len(all))
	for i, q := range all {
		ids[i], voices[i] = q.ID, q.voice()
	}
	person, err := s.people(ctx, voices)
	if err != nil {
		return nil, err
	}
	counts, err := s.store.supports(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i, q := range all {
		views[i] = QuestionView{ID: q.ID, Version: q.Version, Workshop: q.WorkshopID, Step: q.StepID, By: person(q.voice()), OnBehalf: q.WrittenBy != nil, Text: q.Text,
			At: event.Stamp(q.At), Late: q.Late, Status: q.Status, Supports: counts[q.ID], Hidden: q.HiddenAt != nil, Withdrawn: q.WithdrawnAt != nil}
		if q.gone() {
			views[i].Text = ""
		}
	}
	return views, nil
}

// Questions reads the questions of a workshop from one snapshot, in the order of support or of time.
func (s *Service) Questions(ctx context.Context, by actor.Viewer, id, order string) (QuestionsAt, error) {
	var at QuestionsAt
	compare, known := map[string]func(a, b QuestionView) int{"": InSupport, BySupport: InSupport, ByTime: InTime}[order]
	if !known {
		return at, errOrder
	}
	err := s.db.Read(ctx, func(ctx context.Context) error {
		w, st, err := s.workshops.Enter(ctx, by, id)
		if err != nil {
			return err
		}
		all, err := s.store.of(ctx, w.ID)
		if err != nil {
			return err
		}
		if at.Items, err = s.questionViews(ctx, all); err != nil {
			return err
		}
		slices.SortFunc(at.Items, compare)
		if at.QuestionBars, err = s.barsOver(ctx, w.ID, all); err != nil {
			return err
		}
		if err := s.asSeenBy(ctx, by, w, st, all, &at); err != nil {
			return err
		}
		at.WorkshopHead, err = s.workshops.Head(ctx, w.Topic())
		return err
	})
	return at, err
}

// asSeenBy adds what is told to the asker alone.
func (s *Service) asSeenBy(ctx context.Context, by actor.Viewer, w workshop.Workshop, st workshop.Standing, all []Question, at *QuestionsAt) error {
	at.Hidden = []HiddenQuestion{}
	for _, q := range all {
		mine := st.Participant != nil && st.Participant.ID == q.ParticipantID
		if q.HiddenAt != nil && q.WithdrawnAt == nil && (mine || st.Facilitates) {
			at.Hidden = append(at.Hidden, HiddenQuestion{ID: q.ID, Text: q.Text, Why: q.Why})
		}
	}
	now, err := s.db.Clock(ctx)
	if err != nil {
		return err
	}
	if me := mineOf(st); me != nil {
		supported, err := s.store.supportedBy(ctx, me.Participant)
		if err != nil {
			return err
		}
		at.Mine = &QuestionsMine{Participant: me.Participant, Supported: append([]string{}, supported...)}
	}
	at.May = QuestionsMay{Ask: workshop.MayWrite(by, w.ID) == nil && (at.Mine != nil || st.Facilitates) && w.Open(now) == nil, Lead: st.Facilitates}
	return nil
}
