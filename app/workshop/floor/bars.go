package floor

import (
	"context"
	"slices"

	"kraftsam/app/actor"
)

// QuestionBars says whose questions were asked, taken up and answered, by sector and level.
type QuestionBars struct {
	ID      string        `json:"id" doc:"of the workshop"`
	Sectors []QuestionBar `json:"sectors"`
	Levels  []QuestionBar `json:"levels"`
}

// QuestionBar is one sector or level. What was hidden or taken back counts nowhere.
type QuestionBar struct {
	Group    string `json:"group" doc:"the sector or level; none: of people who speak for no organisation that has one"`
	Asked    Voices `json:"asked"`
	Taken    Voices `json:"taken" doc:"on the shortlist, on now or answered"`
	Answered Voices `json:"answered"`
}

// Voices is how many organisations it was. Whoever speaks for none with a sector counts as themselves, in none.
type Voices struct {
	Some   bool   `json:"some" doc:"whether anybody"`
	Voices *int64 `json:"voices,omitempty" doc:"organisations, each once; absent where fewer than three persons stand behind it"`
}

// fewest is the smallest number of persons behind a number that is told.
const fewest = 3

// without is the group of those that have no sector, or speak for no organisation of the directory. They have no level either: people
// of rights-holders are not to be told apart.
const without = "none"

// crowd is who stands behind one number.
type crowd struct{ voices, persons map[string]bool }

func (c *crowd) add(voice, person string) {
	if c.voices == nil {
		c.voices, c.persons = map[string]bool{}, map[string]bool{}
	}
	c.voices[voice], c.persons[person] = true, true
}

// tell tells small crowds only as "somebody". No sum over the groups is told, from which the others could be taken.
func (c *crowd) tell() Voices {
	v := Voices{Some: len(c.persons) > 0}
	if n := int64(len(c.voices)); len(c.persons) == 0 || len(c.persons) >= fewest {
		v.Voices = &n
	}
	return v
}

type cell struct{ asked, taken, answered crowd }

func (c *cell) count(q Question, voice string) {
	c.asked.add(voice, q.ParticipantID)
	if q.Status != Asked {
		c.taken.add(voice, q.ParticipantID)
	}
	if q.Status == Answered {
		c.answered.add(voice, q.ParticipantID)
	}
}

// countBars counts questions by the sector and the level of the organisations.
func countBars(all []Question, known map[string]actor.Organisation) (sectors, levels []QuestionBar) {
	bySector, byLevel := map[string]*cell{}, map[string]*cell{}
	count := func(cells map[string]*cell, group, voice string, q Question) {
		if cells[group] == nil {
			cells[group] = &cell{}
		}
		cells[group].count(q, voice)
	}
	for _, q := range all {
		if q.gone() {
			continue
		}
		sector, level, voice := without, without, "person:"+q.ParticipantID
		if q.OrganisationID != nil && known[*q.OrganisationID].Sector != "" {
			o := known[*q.OrganisationID]
			sector, level, voice = string(o.Sector), string(o.Level), o.ID
		}
		count(bySector, sector, voice, q)
		count(byLevel, level, voice, q)
	}
	return barsOf(actor.Sectors, bySector), barsOf(actor.Levels, byLevel)
}

func barsOf(groups []string, cells map[string]*cell) []QuestionBar {
	list := []QuestionBar{}
	for _, g := range append(slices.Clone(groups), without) {
		c := cells[g]
		if c == nil {
			if c = new(cell); g == without {
				continue
			}
		}
		list = append(list, QuestionBar{Group: g, Asked: c.asked.tell(), Taken: c.taken.tell(), Answered: c.answered.tell()})
	}
	return list
}

func (s *Service) bars(ctx context.Context, workshop string) (QuestionBars, error) {
	all, err := s.store.of(ctx, workshop)
	if err != nil {
		return QuestionBars{}, err
	}
	return s.barsOver(ctx, workshop, all)
}

func (s *Service) barsOver(ctx context.Context, workshop string, all []Question) (QuestionBars, error) {
	bars := QuestionBars{ID: workshop}
	var ids []string
	for _, q := range all {
		if q.OrganisationID != nil {
			ids = append(ids, *q.OrganisationID)
		}
	}
	known, err := s.actors.OrganisationsByID(ctx, ids)
	bars.Sectors, bars.Levels = countBars(all, known)
	return bars, err
}
