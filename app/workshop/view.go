package workshop

import (
	"cmp"
	"context"
	"fmt"

	"kraftsam/app/actor"
	"kraftsam/app/forum"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
)

// WorkshopView is a workshop as the API and its events show it, without its run sheet.
type WorkshopView struct {
	ID           string             `json:"id"`
	Version      int64              `json:"version" doc:"rises with every change of the details and every act on the stage"`
	Thread       string             `json:"thread"`
	Template     string             `json:"template" enum:"dialogue,vision_priorities,mobilisation,learning_review,own"`
	Title        string             `json:"title"`
	Purpose      string             `json:"purpose" doc:"Markdown; may be empty"`
	PurposeHTML  string             `json:"purpose_html" doc:"safe to show"`
	Lang         string             `json:"lang"`
	StartsAt     string             `json:"starts_at,omitempty" doc:"absent while it is not decided"`
	Minutes      int64              `json:"minutes" doc:"how long it is planned to be"`
	Place        string             `json:"place,omitempty"`
	Link         string             `json:"link,omitempty" doc:"https, to the video that is held elsewhere"`
	Phone        string             `json:"phone,omitempty"`
	AfterDays    int64              `json:"after_days" doc:"how long it stays open for those who could not be there"`
	Facilitators []actor.AuthorView `json:"facilitators"`
	Leader       string             `json:"leader" doc:"id of the one of them who leads now; all of them may do everything"`
	Round        *forum.RoundView   `json:"round,omitempty" doc:"the written round in the thread"`
	Stage        WorkshopStage      `json:"stage"`
}

// WorkshopStage is where a workshop stands. Time left is ends_at less now, and stands still at ends_at less paused_at.
type WorkshopStage struct {
	ID          string     `json:"id" doc:"of the workshop"`
	Version     int64      `json:"version" doc:"of the workshop"`
	State       string     `json:"state" enum:"draft,invited,live,wrap_up,minutes_draft,published,cancelled"`
	Step        string     `json:"step,omitempty" doc:"that runs, or ran last"`
	StartedAt   string     `json:"started_at,omitempty" doc:"the workshop"`
	PausedAt    string     `json:"paused_at,omitempty"`
	EndedAt     string     `json:"ended_at,omitempty"`
	OpenUntil   string     `json:"open_until,omitempty" doc:"how long those who could not be there may add"`
	PublishedAt string     `json:"published_at,omitempty"`
	CancelledAt string     `json:"cancelled_at,omitempty"`
	Why         string     `json:"why,omitempty" doc:"it was cancelled"`
	Ran         []StepRun  `json:"ran" doc:"the steps that have begun, in the order of the run sheet"`
	Now         StampOfNow `json:"now" doc:"the server's clock when this was read: count from it, not from your own"`
}

// StampOfNow is the server's clock; it is another at every reading.
type StampOfNow string

// StepRun is when a step ran.
type StepRun struct {
	Step      string `json:"step"`
	StartedAt string `json:"started_at"`
	EndsAt    string `json:"ends_at" doc:"when its time is over"`
	LeftAt    string `json:"left_at,omitempty" doc:"absent while it runs"`
	Skipped   bool   `json:"skipped,omitempty"`
}

// StepView is a step of the run sheet.
type StepView struct {
	ID       string   `json:"id"`
	Version  int64    `json:"version"`
	Workshop string   `json:"workshop"`
	Place    float64  `json:"place" doc:"the run sheet is in the order of this number"`
	Kind     string   `json:"kind" enum:"inform,write,discuss,cluster,vote,speak,decide"`
	Title    string   `json:"title"`
	Purpose  string   `json:"purpose"`
	Text     string   `json:"text" doc:"Markdown"`
	HTML     string   `json:"html" doc:"safe to show"`
	Material string   `json:"material"`
	Minutes  int64    `json:"minutes"`
	Ballots  []string `json:"ballots" doc:"ids of the ballots that are held in it, the first first"`
	Removed  bool     `json:"removed,omitempty"`
}

// WorkshopPeople is how many take part now.
type WorkshopPeople struct {
	ID      string `json:"id" doc:"of the workshop"`
	Members int64  `json:"members"`
	Guests  int64  `json:"guests"`
	Phone   int64  `json:"phone"`
	Yes     int64  `json:"yes" doc:"how many answered that they come"`
	Maybe   int64  `json:"maybe"`
	No      int64  `json:"no"`
	Instead int64  `json:"instead" doc:"how many answered that a colleague comes"`
}

func tooLong(location string, most int) error {
	return fault.InField(location, "words_too_long", fmt.Sprintf("At most %d characters.", most))
}

// publicViews shapes workshops for everybody who may see them, whatever their number with a few questions.
func (s *Service) publicViews(ctx context.Context, all []Workshop) ([]WorkshopView, error) {
	ids := make([]string, len(all))
	for i, w := range all {
		ids[i] = w.ID
	}
	led, err := s.store.facilitators(ctx, ids)
	if err != nil {
		return nil, err
	}
	var said []actor.Spoken
	for _, members := range led {
		for _, m := range members {
			said = append(said, actor.Spoken{Member: m})
		}
	}
	author, err := s.actors.Authors(ctx, said)
	if err != nil {
		return nil, err
	}
	stages, err := s.stageViews(ctx, all)
	if err != nil {
		return nil, err
	}
	rounds, err := s.store.rounds(ctx, ids)
	if err != nil {
		return nil, err
	}
	views := make([]WorkshopView, len(all))
	for i, w := range all {
		views[i] = WorkshopView{ID: w.ID, Version: w.Version, Thread: w.ThreadID, Template: w.Template, Title: w.Title, Purpose: w.Purpose, PurposeHTML: w.PurposeHTML,
			Lang: w.Lang, StartsAt: event.Stamped(w.StartsAt), Minutes: w.Minutes, Place: w.Place, Link: w.Link, Phone: w.Phone, AfterDays: w.AfterDays,
			Facilitators: []actor.AuthorView{}, Leader: w.LeaderID, Stage: stages[i]}
		if r, ok := rounds[w.ID]; ok {
			views[i].Round = r.view()
		}
		for _, m := range led[w.ID] {
			views[i].Facilitators = append(views[i].Facilitators, author(actor.Spoken{Member: m}))
		}
	}
	return views, nil
}

func (s *Service) stageViews(ctx context.Context, all []Workshop) ([]WorkshopStage, error) {
	ids := make([]string, len(all))
	for i, w := range all {
		ids[i] = w.ID
	}
	ran, err := s.store.begun(ctx, ids)
	if err != nil {
		return nil, err
	}
	now, err := s.db.Clock(ctx)
	if err != nil {
		return nil, err
	}
	steps := map[string][]StepRun{}
	for _, st := range ran {
		steps[st.WorkshopID] = append(steps[st.WorkshopID], StepRun{Step: st.ID, StartedAt: event.Stamped(st.StartedAt), EndsAt: event.Stamped(st.EndsAt), LeftAt: event.Stamped(st.LeftAt), Skipped: st.Skipped})
	}
	views := make([]WorkshopStage, len(all))
	for i, w := range all {
		views[i] = WorkshopStage{ID: w.ID, Version: w.Version, State: string(w.State), Step: w.StepID, StartedAt: event.Stamped(w.StartedAt), PausedAt: event.Stamped(w.PausedAt),
			EndedAt: event.Stamped(w.EndedAt), PublishedAt: event.Stamped(w.PublishedAt), CancelledAt: event.Stamped(w.CancelledAt), Why: w.Why, Ran: steps[w.ID], Now: StampOfNow(event.Stamp(now))}
		if views[i].Ran == nil {
			views[i].Ran = []StepRun{}
		}
		if w.EndedAt != nil {
			views[i].OpenUntil = event.Stamp(w.OpenUntil())
		}
	}
	return views, nil
}

// stepViews shapes steps with what stands in them.
func (s *Service) stepViews(ctx context.Context, steps []Step) ([]StepView, error) {
	ids := make([]string, len(steps))
	for i, st := range steps {
		ids[i] = st.ID
	}
	ballots, err := s.store.ballotsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	views := make([]StepView, len(steps))
	for i, st := range steps {
		views[i] = st.view()
		views[i].Ballots = append(views[i].Ballots, ballots[st.ID]...)
	}
	return views, nil
}

func (st Step) view() StepView {
	if st.RemovedAt != nil {
		return StepView{ID: st.ID, Version: st.Version, Workshop: st.WorkshopID, Kind: string(st.Kind), Ballots: []string{}, Removed: true}
	}
	return StepView{Ballots: []string{}, ID: st.ID, Version: st.Version, Workshop: st.WorkshopID, Place: st.Place, Kind: string(st.Kind), Title: st.Title, Purpose: st.Purpose,
		Text: st.Text, HTML: st.HTML, Material: st.Material, Minutes: st.Minutes}
}

func (s *Service) peopleViews(ctx context.Context, ids []string) (map[string]WorkshopPeople, error) {
	views := map[string]WorkshopPeople{}
	for _, id := range ids {
		views[id] = WorkshopPeople{ID: id}
	}
	counts, err := s.store.countPeople(ctx, ids)
	for _, c := range counts {
		v := views[c.WorkshopID]
		switch c.Kind {
		case Member:
			v.Members = c.N
		case Guest:
			v.Guests = c.N
		case Phone:
			v.Phone = c.N
		}
		views[c.WorkshopID] = v
	}
	if err != nil {
		return nil, err
	}
	replies, err := s.store.countReplies(ctx, ids)
	for _, c := range replies {
		v := views[c.WorkshopID]
		*map[string]*int64{Yes: &v.Yes, Maybe: &v.Maybe, No: &v.No, Instead: &v.Instead}[c.Kind] = c.N
		views[c.WorkshopID] = v
	}
	return views, err
}

// InOrder is the order of the run sheet.
func InOrder(a, b StepView) int {
	return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.ID, b.ID))
}
