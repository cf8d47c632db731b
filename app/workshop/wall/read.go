package wall

import (
	"context"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/workshop"
)

// WallAt is a wall with all that the asker may see of it, and where the topic stood.
type WallAt struct {
	WallView
	Notes    []NoteView    `json:"notes" doc:"in their order, sources too; none while the wall is hidden"`
	Clusters []ClusterView `json:"clusters" doc:"in their order"`
	DotsNow  DotsView      `json:"dots_now"`
	Digest   string        `json:"digest" doc:"of all above: screens that show the same have the same"`
	Mine     *WallMine     `json:"mine,omitempty" doc:"what is the asker's alone; not in events, nor in a presentation"`
	May      *WallMay      `json:"may,omitempty" doc:"what the asker may do now; not in events"`
	workshop.WorkshopHead
}

// WallMine is what somebody did on a wall.
type WallMine struct {
	Participant string      `json:"participant,omitempty"`
	Written     []string    `json:"written" doc:"ids of the asker's notes, also of those that they wrote on behalf of others"`
	Hidden      []NoteView  `json:"hidden" doc:"those notes, while the wall is hidden"`
	Withdrawn   []Retracted `json:"withdrawn" doc:"those that a facilitator withdrew"`
	Dots        []Dots      `json:"dots"`
}

// Retracted is a note that a facilitator withdrew, for whoever wrote it.
type Retracted struct {
	ID   string `json:"id"`
	Text string `json:"text"`
	Why  string `json:"why"`
	At   string `json:"at"`
}

// WallMay is what a viewer may do on a wall now.
type WallMay struct {
	Facilitate bool `json:"facilitate"`
	Write      bool `json:"write"`
	Arrange    bool `json:"arrange"`
	Dot        bool `json:"dot"`
}

// WallOf is a wall and a step that works on it.
type WallOf struct {
	Step string   `json:"step"`
	Wall WallView `json:"wall"`
}

// WallList is the walls of a workshop, by the steps that work on them in their order, and where the topic stood.
type WallList struct {
	Items []WallOf   `json:"items"`
	Links []WallLink `json:"links" doc:"of steps that were told on which wall to work"`
	workshop.WorkshopHead
}

// Walls reads which wall each step works on.
func (s *Service) Walls(ctx context.Context, by actor.Viewer, id string) (WallList, error) {
	list := WallList{Items: []WallOf{}}
	err := s.db.Read(ctx, func(ctx context.Context) error {
		w, _, err := s.workshops.Enter(ctx, by, id)
		if err != nil {
			return err
		}
		steps, err := s.workshops.Steps(ctx, w)
		if err != nil {
			return err
		}
		links, err := s.store.links(ctx, []string{w.ID})
		if err != nil {
			return err
		}
		list.Links = linksView(w.ID, links).Links
		if list.Items, err = s.listed(ctx, w, steps, links); err != nil {
			return err
		}
		list.WorkshopHead, err = s.workshops.Head(ctx, w.Topic())
		return err
	})
	return list, err
}

func (s *Service) listed(ctx context.Context, w workshop.Workshop, steps []workshop.Step, links []link) ([]WallOf, error) {
	on := wallsOf(steps, links)
	var ids []string
	for _, wall := range on {
		ids = append(ids, wall)
	}
	stored, err := s.wallsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	items, all := []WallOf{}, []Wall{}
	for _, st := range steps {
		id, has := on[st.ID]
		if !has {
			continue
		}
		wall, hung := stored[id]
		if !hung {
			wall = fresh(w.ID, id)
		}
		items, all = append(items, WallOf{Step: st.ID}), append(all, wall)
	}
	views, err := s.wallViews(ctx, all)
	for i := range views {
		items[i].Wall = views[i]
	}
	return items, err
}

// Wall reads a wall from one snapshot, with the same few questions whatever hangs on it. A presentation leaves out what is the asker's alone,
// as it is shown to a whole room.
func (s *Service) Wall(ctx context.Context, by actor.Viewer, id, step string, presentation bool) (WallAt, error) {
	var at WallAt
	err := s.db.Read(ctx, func(ctx context.Context) error {
		r, err := s.wallFor(ctx, by, id, step, s.workshops.Enter)
		if err != nil {
			return err
		}
		if at, err = s.public(ctx, r.wall); err != nil {
			return err
		}
		at.WorkshopHead, err = s.workshops.Head(ctx, r.w.Topic())
		if err != nil || presentation {
			return err
		}
		may := s.may(by, r)
		at.May = &may
		if !by.SignedIn() {
			return nil
		}
		at.Mine, err = s.mine(ctx, by, r)
		return err
	})
	return at, err
}

// public is what everybody who may read the workshop sees.
func (s *Service) public(ctx context.Context, w Wall) (WallAt, error) {
	at := WallAt{Notes: []NoteView{}, Clusters: []ClusterView{}}
	views, err := s.wallViews(ctx, []Wall{w})
	if err != nil {
		return at, err
	}
	at.WallView = views[0]
	if w.Phase != Hidden {
		notes, err := s.store.notes(ctx, []string{w.ID})
		if err != nil {
			return at, err
		}
		if at.Notes, err = s.noteViewsOn(ctx, notes, map[string]Wall{w.ID: w}); err != nil {
			return at, err
		}
	}
	clusters, err := s.store.clusters(ctx, []string{w.ID})
	if err != nil {
		return at, err
	}
	for _, c := range clusters {
		at.Clusters = append(at.Clusters, c.view())
	}
	dots, err := s.dotsViews(ctx, []Wall{w})
	at.DotsNow = dots[w.ID]
	at.Digest = Digest(at)
	return at, err
}

func (s *Service) may(by actor.Viewer, r room) WallMay {
	writes := workshop.MayWrite(by, r.w.ID) == nil && r.w.Open(r.now) == nil
	in := r.st.Facilitates || r.st.TakesPart()
	return WallMay{Facilitate: r.st.Facilitates, Write: writes && in && r.wall.takesNotes(r.w.Late(r.now)) == nil,
		Arrange: s.mayArrange(by, r) == nil, Dot: writes && in && r.wall.Phase == Dotting}
}

func (s *Service) mine(ctx context.Context, by actor.Viewer, r room) (*WallMine, error) {
	m := &WallMine{Written: []string{}, Hidden: []NoteView{}, Withdrawn: []Retracted{}, Dots: []Dots{}}
	if r.st.Participant != nil {
		m.Participant = r.st.Participant.ID
	}
	notes, err := s.store.ownNotes(ctx, r.wall.ID, m.Participant, by.Member)
	if err != nil {
		return nil, err
	}
	own := notes[:0]
	for _, n := range notes {
		switch {
		case n.withdrawn() && n.Why != "":
			m.Withdrawn = append(m.Withdrawn, Retracted{n.ID, n.Text, n.Why, event.Stamped(n.WithdrawnAt)})
		case !n.withdrawn():
			m.Written = append(m.Written, n.ID)
			own = append(own, n)
		}
	}
	if r.wall.Phase == Hidden {
		if m.Hidden, err = s.noteViewsOn(ctx, own, map[string]Wall{r.wall.ID: r.wall}); err != nil {
			return nil, err
		}
	}
	dots, err := s.store.dotsOf(ctx, r.wall.ID, m.Participant)
	for _, d := range dots {
		m.Dots = append(m.Dots, Dots{d.Target, d.N})
	}
	return m, err
}
