package result

import (
	"context"

	"kraftsam/app/actor"
	"kraftsam/app/platform/fault"
	"kraftsam/app/workshop/floor"
	"kraftsam/app/workshop/wall"
)

// right is why somebody may say whether an item is right.
type right struct {
	owner, source bool
	named         bool // one of their sources shows their name
}

// witnesses is who said what of all that items rest on.
type witnesses struct {
	notes     map[string]wall.Author
	questions map[string]string
	speeches  map[string]string
}

func (s *Service) witnesses(ctx context.Context, r room) (wit witnesses, err error) {
	if wit.notes, err = s.walls.Authors(ctx, r.w); err != nil {
		return wit, err
	}
	questions, speeches, err := s.floor.Gathered(ctx, r.w)
	wit.questions, wit.speeches = byWhom(questions, func(q floor.QuestionView) (string, string) { return q.ID, q.By.Participant }),
		byWhom(speeches, func(sp floor.SpeechView) (string, string) { return sp.ID, sp.By.Participant })
	return wit, err
}

func byWhom[V any](all []V, of func(V) (id, whose string)) map[string]string {
	by := make(map[string]string, len(all))
	for _, one := range all {
		id, whose := of(one)
		by[id] = whose
	}
	return by
}

// rights finds for which items somebody may say whether they are right: those that rest on their words or votes, and their promises.
func (s *Service) rights(ctx context.Context, by actor.Viewer, items []Item, me self, wit witnesses) (map[string]right, error) {
	var ballots []string
	for _, i := range items {
		for _, src := range i.Sources {
			if src.Kind == fromBallot {
				ballots = append(ballots, src.ID)
			}
		}
	}
	voices := me.organisations
	if me.member != "" {
		voices = append([]string{me.member}, voices...)
	}
	voted, err := s.ballots.TookPart(ctx, voices, ballots)
	if err != nil {
		return nil, err
	}
	rights := map[string]right{}
	for _, i := range items {
		one := right{owner: me.owns(i)}
		one.named = one.owner
		for _, src := range i.Sources {
			said, named, err := s.said(ctx, by, me, wit, voted, src)
			if err != nil {
				return nil, err
			}
			one.source, one.named = one.source || said, one.named || said && named
		}
		if one.owner || one.source {
			rights[i.ID] = one
		}
	}
	return rights, nil
}

// said says whether a source is somebody's, and whether it shows their name. That they voted is shown where they say so themselves.
func (s *Service) said(ctx context.Context, by actor.Viewer, me self, wit witnesses, voted map[string]bool, src ResultSource) (said, named bool, err error) {
	mine := func(whose string) bool { return whose != "" && whose == me.participant }
	switch src.Kind {
	case fromNote:
		a := wit.notes[src.ID]
		return mine(a.Participant), a.Named, nil
	case fromQuestion:
		return mine(wit.questions[src.ID]), true, nil
	case fromSpeech:
		return mine(wit.speeches[src.ID]), true, nil
	case fromBallot:
		return voted[src.ID], true, nil
	case fromPost:
		if me.member == "" {
			return false, false, nil
		}
		p, err := s.forum.Post(ctx, by, src.ID)
		if fault.IsNotFound(err) {
			return false, false, nil
		}
		return p.Author.ID == me.member, true, err
	}
	return false, false, nil
}
