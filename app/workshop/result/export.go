package result

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"kraftsam/app/actor"
	"kraftsam/app/ballot"
	"kraftsam/app/platform/event"
	"kraftsam/app/workshop"
	"kraftsam/app/workshop/floor"
	"kraftsam/app/workshop/wall"
)

// ResultCopy is a result to keep elsewhere: all that everybody sees who may read it, and nothing of the asker's own.
type ResultCopy struct {
	CopiedAt     string           `json:"copied_at"`
	Title        string           `json:"title" doc:"of the workshop"`
	Lang         string           `json:"lang" doc:"of the workshop"`
	Thread       string           `json:"thread" doc:"id"`
	Place        string           `json:"place,omitempty"`
	StartedAt    string           `json:"started_at,omitempty"`
	EndedAt      string           `json:"ended_at"`
	PublishedAt  string           `json:"published_at,omitempty" doc:"absent: it is a draft"`
	Facilitators []string         `json:"facilitators" doc:"names"`
	Result       ResultView       `json:"result"`
	Items        []ResultItem     `json:"items" doc:"by kind, then by place"`
	ByStep       []StepParts      `json:"by_step" doc:"themes and what is passed on, by the step on whose wall they rest"`
	Standings    []ResultStanding `json:"standings"`
	Sources      ResultSources    `json:"sources"`
}

// printed is a copy and what is needed to write it down in words.
type printed struct {
	ResultCopy
	items     []Item
	said      []Standing
	words     map[string]string
	places    map[string]string
	notes     map[string]wall.NoteView
	questions map[string]floor.QuestionView
	speeches  map[string]floor.SpeechView
	ballots   map[string]ballot.VotingView
	order     map[Kind][]ResultItem
	wallOf    map[string]string // by note or cluster
	dots      map[string]string // likewise
	steps     map[string]string // titles
}

// Copy gives a result as it is for everybody who may read it.
func (s *Service) Copy(ctx context.Context, by actor.Viewer, id string) (ResultCopy, error) {
	p, err := s.printed(ctx, by, id)
	return p.ResultCopy, err
}

func (s *Service) printed(ctx context.Context, by actor.Viewer, id string) (p printed, err error) {
	err = s.db.Read(ctx, func(ctx context.Context) error {
		r, err := s.resultFor(ctx, by, id, s.workshops.Enter)
		if err != nil {
			return err
		}
		at, err := s.public(ctx, r)
		if err != nil {
			return err
		}
		now, err := s.db.Clock(ctx)
		if err != nil {
			return err
		}
		p.ResultCopy = ResultCopy{CopiedAt: event.Stamp(now), Title: r.w.Title, Lang: r.w.Lang, Thread: r.w.ThreadID, Place: r.w.Place, StartedAt: event.Stamped(r.w.StartedAt), EndedAt: event.Stamped(r.w.EndedAt),
			PublishedAt: event.Stamped(r.w.PublishedAt), Result: at.ResultView, Items: at.Items, Standings: at.Standings, Sources: at.Sources}
		if p.Facilitators, err = s.ledBy(ctx, r.w); err != nil {
			return err
		}
		if p.Sources.WorkshopHead, err = s.workshops.Head(ctx, r.w.Topic()); err != nil {
			return err
		}
		p.items = r.items
		if p.said, err = s.store.standings(ctx, "workshop_id = ?", r.w.ID); err != nil {
			return err
		}
		p.places, err = s.places.Names(ctx)
		return err
	})
	p.look()
	return p, err
}

func (s *Service) ledBy(ctx context.Context, w workshop.Workshop) ([]string, error) {
	led, err := s.workshops.Led(ctx, w)
	if err != nil {
		return nil, err
	}
	names, err := s.actors.Names(ctx, led)
	all := make([]string, len(led))
	for i, m := range led {
		all[i] = names[m]
	}
	return all, err
}

// look makes what is looked up by id.
func (p *printed) look() {
	p.words, p.order = wordsOf(p.Lang), map[Kind][]ResultItem{}
	p.notes, p.questions, p.speeches, p.ballots = map[string]wall.NoteView{}, map[string]floor.QuestionView{}, map[string]floor.SpeechView{}, map[string]ballot.VotingView{}
	for _, w := range p.Sources.Walls {
		for _, n := range w.Notes {
			p.notes[n.ID] = n
		}
	}
	for _, q := range p.Sources.Questions {
		p.questions[q.ID] = q
	}
	for _, sp := range p.Sources.Speeches {
		p.speeches[sp.ID] = sp
	}
	for _, b := range p.Sources.Ballots {
		p.ballots[b.ID] = b
	}
	p.keepSaid()
	for _, i := range p.Items {
		p.order[Kind(i.Kind)] = append(p.order[Kind(i.Kind)], i)
	}
	p.hang()
	p.ByStep = append([]StepParts{}, append(p.byStep(Theme), p.byStep(Forward)...)...)
}

// line is a source in words: what it says, who said it, for whom, and what is to be known of it.
type line struct {
	says, by, organisation, marks string
}

// source puts a source into words; a cluster says nothing, as its notes do.
func (p *printed) source(src ResultSource) (l line, says bool) {
	var marks []string
	mark := func(is bool, word string) {
		if is {
			marks = append(marks, p.words[word])
		}
	}
	switch src.Kind {
	case fromNote:
		n, there := p.notes[src.ID]
		if !there {
			return line{says: p.words["withdrawn"]}, true
		}
		l.says = n.Text
		if n.By != nil {
			l.by, l.organisation = n.By.Name, n.By.Organisation
		}
		mark(n.Late, "afterwards")
		mark(n.OnBehalf, "behalf")
	case fromQuestion:
		q, there := p.questions[src.ID]
		if !there {
			return line{says: p.words["withdrawn"]}, true
		}
		l.says, l.by, l.organisation = q.Text, q.By.Name, organisationOf(q.By)
		mark(q.Late, "afterwards")
		mark(q.OnBehalf, "behalf")
	case fromSpeech:
		sp := p.speeches[src.ID]
		l.says, l.by, l.organisation = p.words["speech"], sp.By.Name, organisationOf(sp.By)
	case fromBallot:
		l.says = p.ballots[src.ID].Title
	case fromPost:
		l.says = p.words["post"] + " /posts/" + src.ID
	default:
		return l, false
	}
	l.marks = strings.Join(marks, ", ")
	return l, true
}

func organisationOf(by floor.FloorPerson) string {
	if by.Organisation != nil {
		return by.Organisation.Name
	}
	return by.OrganisationName
}

// status says how far a promise has come.
func (p *printed) status(id string) string {
	i := slices.IndexFunc(p.items, func(one Item) bool { return one.ID == id })
	item := p.items[i]
	switch {
	case item.OwnerID == "":
		return p.words["nobody"]
	case item.made(p.said):
		return p.words["made"]
	case slices.ContainsFunc(p.said, func(st Standing) bool {
		return st.ItemID == id && st.AsOwner && st.Stands == Contest && st.OfWords == item.Words
	}):
		return p.words["declined"]
	}
	return p.words["proposed"]
}

// counts are how many of its sources say that an item is right, and that it is not, in the words that it has.
func (p *printed) counts(i ResultItem) (confirmed, contested int) {
	for _, st := range p.Standings {
		switch {
		case st.Item != i.ID || st.OfWords != i.Words:
		case st.Stands == Confirm:
			confirmed++
		case st.Stands == Contest:
			contested++
		}
	}
	return confirmed, contested
}

// of says who stands for something: a name, or that it is one of the sources.
func (p *printed) of(n *ResultName) string {
	if n == nil {
		return p.words["one"]
	}
	return withOrganisation(n.Name, n.Organisation)
}

func withOrganisation(name, organisation string) string {
	if organisation == "" {
		return name
	}
	return name + ", " + organisation
}

// cell is a sector, level or municipality in words, and how many organisations of it were there.
func (p *printed) cell(c workshop.WorkshopCell) (name, count string) {
	count = strconv.Itoa(c.Organisations)
	if c.Organisations == 0 {
		count = p.words["few"]
	}
	return p.group(c.Key), count
}

func (p *printed) group(key string) string { return cmp.Or(p.words[key], p.places[key], key) }

// option is what one could vote for, in words.
func (p *printed) option(b ballot.VotingView, id string) string {
	for _, o := range b.Options {
		if o.ID == id && o.Text != "" {
			return o.Text
		}
	}
	return cmp.Or(p.words[id], id)
}

func names(all []workshop.InvitedView) string {
	list := make([]string, len(all))
	for i, one := range all {
		list[i] = one.Name
	}
	return strings.Join(list, ", ")
}
