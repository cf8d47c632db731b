package workshop

import (
	"context"
	"net/url"
	"strings"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/forum"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/text"
)

// New is what somebody plans a workshop with. It becomes a stage of Thread, or of a thread that is opened for it.
type New struct {
	Thread   string
	Opened   *forum.NewThread // where Thread is empty
	Template string
	Title    string
	Purpose  string // Markdown, may be empty
	Lang     string // of the template's words too
	Details
}

// Details are when and where a workshop is.
type Details struct {
	StartsAt           *time.Time
	Place, Link, Phone string
	Minutes            int64 // 0: as the template says
	AfterDays          *int64
}

const (
	maxPlace = 200
	maxLink  = 500
	maxPhone = 60
)

var (
	errTemplate = fault.InField("body.template", "template_unknown", "There is no such template.")
	errLink     = fault.InField("body.link", "link_invalid", "A link begins with https:// and has at most 500 characters.")
	errDays     = fault.InField("body.after_days", "after_days_invalid", "A workshop stays open for 0 to 60 days after its end.")
	errLength   = fault.InField("body.minutes", "step_minutes_invalid", "A time is 1 to 1,440 minutes.")
	errThread   = fault.InField("body.thread", "thread_unknown", "Name a thread, or what one is opened with; not both.")
	errPlanner  = fault.New(fault.Forbidden, "forbidden", "Facilitators of the area plan its workshops. You may hold one of your own.")
)

func (d Details) check() error {
	switch {
	case text.Length(d.Place) > maxPlace:
		return tooLong("body.place", maxPlace)
	case text.Length(d.Phone) > maxPhone:
		return tooLong("body.phone", maxPhone)
	case d.AfterDays != nil && (*d.AfterDays < 0 || *d.AfterDays > maxAfter):
		return errDays
	case d.Minutes < 0 || d.Minutes > maxMinutes:
		return errLength
	}
	return checkLink(d.Link)
}

// checkLink takes addresses of the web alone, and none that carries a name and a password.
func checkLink(link string) error {
	if link == "" {
		return nil
	}
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || len(link) > maxLink || strings.ContainsAny(link, " \t\r\n") {
		return errLink
	}
	return nil
}

// Plan makes a workshop, a draft, with the run sheet of its template; whoever plans it facilitates it. A repeat with the same
// key answers what the first call made.
func (s *Service) Plan(ctx context.Context, by actor.Viewer, key event.Key, n New) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	w, steps, err := prepare(by, n)
	if err != nil {
		return event.Reference{}, err
	}
	var opened forum.Written
	switch {
	case (n.Thread == "") == (n.Opened == nil):
		return event.Reference{}, errThread
	case n.Opened != nil:
		if opened, err = s.forum.Compose(by, *n.Opened); err != nil {
			return event.Reference{}, err
		}
	}
	refused := s.limits.Take(ctx, limit.Post, by.Member) // asked inside, where a repeat still gets its answer
	return s.events.Once(ctx, key, func(ctx context.Context) (event.Done, error) {
		if refused != nil {
			return event.Done{}, refused
		}
		return s.plan(ctx, by, w, steps, opened, n)
	})
}

func (s *Service) plan(ctx context.Context, by actor.Viewer, w Workshop, steps []Step, opened forum.Written, n New) (event.Done, error) {
	var (
		t   forum.Thread
		a   area.Area
		err error
	)
	if n.Opened != nil {
		t, a, err = s.forum.Open(ctx, by, opened)
	} else {
		t, a, err = s.forum.EnterToStage(ctx, by, n.Thread)
	}
	if err != nil {
		return event.Done{}, err
	}
	if !mayPlan(by, a, n.Template) {
		return event.Done{}, errPlanner
	}
	w.ThreadID = t.ID
	if err := s.store.add(ctx, w); err != nil {
		return event.Done{}, err
	}
	if err := s.store.addSteps(ctx, steps); err != nil {
		return event.Done{}, err
	}
	if err := s.store.addFacilitator(ctx, w.ID, by.Member, by.Member); err != nil {
		return event.Done{}, err
	}
	s.events.Add(ctx, w.Topic(), event.Change{Type: Added, Ref: workshopRef(w.ID), Version: w.Version})
	return event.Done{ID: w.ID, Version: w.Version, Topic: w.Topic()}, nil
}

// mayPlan: who facilitates the area; and anybody who may write there, one of their own.
func mayPlan(by actor.Viewer, a area.Area, template string) bool {
	return a.Writable(by) && (a.Facilitated(by) || template == Own)
}

// prepare checks and renders, before any transaction.
func prepare(by actor.Viewer, n New) (w Workshop, steps []Step, err error) {
	lang := n.Lang
	if lang == "" {
		lang = by.Lang
	}
	if lang != "en" {
		lang = "sv"
	}
	sheet, ok := templates[n.Template]
	if !ok {
		return w, nil, errTemplate
	}
	if err := text.CheckTitle("body.title", n.Title); err != nil {
		return w, nil, err
	}
	if err := n.check(); err != nil {
		return w, nil, err
	}
	now := db.Now()
	w = Workshop{ID: ref.NewID(), Template: n.Template, Title: n.Title, Purpose: n.Purpose, Lang: lang, Place: n.Place, Link: n.Link, Phone: n.Phone, StartsAt: stamp(n.StartsAt),
		Minutes: n.Minutes, AfterDays: usualAfter, State: Draft, LeaderID: by.Member, CreatedBy: by.Member, CreatedAt: now, Version: 1}
	if w.Minutes == 0 {
		w.Minutes = sheet.minutes()
	}
	if n.AfterDays != nil {
		w.AfterDays = *n.AfterDays
	}
	if w.PurposeHTML, err = compose("body.purpose", n.Purpose); err != nil {
		return w, nil, err
	}
	steps, err = sheet.steps(w.ID, lang)
	return w, steps, err
}

// stamp cuts a time to what both databases keep.
func stamp(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC().Truncate(time.Millisecond)
	return &u
}

// compose checks and renders a text that may be empty.
func compose(location, source string) (string, error) {
	if strings.TrimFunc(source, text.Blank) == "" {
		return "", nil
	}
	if err := text.Check(location, source); err != nil {
		return "", err
	}
	return text.HTML(source)
}
