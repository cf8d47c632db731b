package forum

import (
	"context"
	"strings"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/text"
)

// Conclusion is what a thread is closed with: its three parts, or one text.
type Conclusion struct {
	Text                  string
	Agreed, Differ, Ahead string // what we agree on, where we differ, what next
}

var errTwoWays = fault.InField("body.text", "conclusion_twice", "Give the conclusion as its three parts or as one text, not both.")

var _ = fault.Register("conclusion_twice")

// headings stand over the parts of a conclusion in its one text, in the language of the thread.
var headings = map[string][3]string{
	"sv": {"Vi är överens om", "Här tycker vi olika", "Det här händer sedan"},
	"en": {"We agree on", "Where we differ", "What happens next"},
}

func headingsIn(lang string) [3]string {
	if h, ok := headings[lang]; ok {
		return h
	}
	return headings["sv"]
}

func (c Conclusion) inParts() bool { return c.Agreed+c.Differ+c.Ahead != "" }

// compose checks and renders a conclusion before any transaction. One part may say that there is nothing; none may be missing.
func (c Conclusion) compose() (made Closure, err error) {
	if !c.inParts() {
		made.Text = c.Text
		made.HTML, err = compose(c.Text)
		return made, err
	}
	if c.Text != "" {
		return made, errTwoWays
	}
	made.Agreed, made.Differ, made.Ahead = c.Agreed, c.Differ, c.Ahead
	for _, part := range []struct {
		field, source string
		html          *string
	}{{"agreed", c.Agreed, &made.AgreedHTML}, {"differ", c.Differ, &made.DifferHTML}, {"ahead", c.Ahead, &made.AheadHTML}} {
		if err := text.Check("body."+part.field, part.source); err != nil {
			return made, err
		}
		if *part.html, err = text.HTML(part.source); err != nil {
			return made, err
		}
	}
	return made, nil
}

// join puts the parts together as one text, for who reads only that.
func (c *Closure) join(lang string) {
	if c.Text != "" {
		return
	}
	var source, html []string
	for i, part := range [3][2]string{{c.Agreed, c.AgreedHTML}, {c.Differ, c.DifferHTML}, {c.Ahead, c.AheadHTML}} {
		heading := headingsIn(lang)[i]
		source = append(source, "**"+heading+"**", part[0])
		html = append(html, "<p><strong>"+heading+"</strong></p>", part[1])
	}
	c.Text, c.HTML = strings.Join(source, "\n\n"), strings.Join(html, "\n")
}

// Conclude ends a thread with a written conclusion. The same conclusion again changes nothing.
func (s *Service) Conclude(ctx context.Context, by actor.Viewer, thread string, conclusion Conclusion) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	made, err := conclusion.compose()
	if err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		t, err := s.threadToLead(ctx, by, thread)
		if err != nil {
			return event.Done{}, err
		}
		made := made
		made.join(t.Lang)
		if err := t.canTakePosts(); err != nil {
			c, err2 := s.store.closures(ctx, []string{t.ID})
			if err2 != nil || c[t.ID].Text != made.Text {
				return event.Done{}, err
			}
			return event.Done{ID: t.ID, Version: t.Version, Topic: t.Topic()}, nil
		}
		if err := s.noBallotRuns(ctx, t); err != nil {
			return event.Done{}, err
		}
		made.ID, made.ThreadID, made.ClosedBy, made.At = ref.NewID(), t.ID, by.Member, db.Now()
		if err := s.store.addClosure(ctx, made); err != nil {
			return event.Done{}, err
		}
		if err := s.tellConclusion(ctx, made); err != nil {
			return event.Done{}, err
		}
		if err := s.note(ctx, by, t, Act{Kind: ActClosed}); err != nil {
			return event.Done{}, err
		}
		return s.changed(ctx, t, map[string]any{"closed": true})
	})
}

// Reopen lets a closed thread take posts again; its conclusion stays on record, and why stands in the public log.
func (s *Service) Reopen(ctx context.Context, by actor.Viewer, thread, why string) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	if err := checkWhy(by, why); err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		t, err := s.threadToLead(ctx, by, thread)
		switch {
		case err != nil:
			return event.Done{}, err
		case t.MovedTo != nil:
			return event.Done{}, errMoved
		case !t.Closed:
			return event.Done{}, errOpen
		}
		if err := s.store.endClosure(ctx, t.ID, by.Member); err != nil {
			return event.Done{}, err
		}
		if err := s.notices.Recheck(ctx, threadRef(t.ID)); err != nil {
			return event.Done{}, err
		}
		if err := s.note(ctx, by, t, Act{Kind: ActReopened, Why: why}); err != nil {
			return event.Done{}, err
		}
		return s.changed(ctx, t, map[string]any{"closed": false})
	})
}

func (s *Service) threadToLead(ctx context.Context, by actor.Viewer, id string) (Thread, error) {
	t, a, err := s.threadToChange(ctx, by, id)
	if err != nil {
		return t, err
	}
	if !mayLead(by, a) {
		return t, errNotLeader
	}
	return t, nil
}
