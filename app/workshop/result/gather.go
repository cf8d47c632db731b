package result

import (
	"cmp"
	"context"
	"slices"

	"kraftsam/app/actor"
	"kraftsam/app/ballot"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
	"kraftsam/app/workshop"
	"kraftsam/app/workshop/floor"
	"kraftsam/app/workshop/wall"
)

// gathered is what everybody saw in a workshop: no hidden wall, no hidden question, and of a ballot that hides its result only that it is there.
type gathered struct {
	steps     []workshop.Step
	held      map[string][]string // ballots by step
	walls     []wall.WallAt
	questions []floor.QuestionView
	speeches  []floor.SpeechView
	ballots   []ballot.VotingView
}

// gather reads it, whatever there is with a few questions for each wall.
func (s *Service) gather(ctx context.Context, w workshop.Workshop) (g gathered, err error) {
	if g.steps, err = s.workshops.Steps(ctx, w); err != nil {
		return g, err
	}
	if g.held, err = s.workshops.StepBallots(ctx, g.steps); err != nil {
		return g, err
	}
	if g.walls, err = s.walls.Gathered(ctx, w); err != nil {
		return g, err
	}
	if g.questions, g.speeches, err = s.floor.Gathered(ctx, w); err != nil {
		return g, err
	}
	g.ballots, err = s.ballots.Gathered(ctx, ref.Ref{Kind: workshop.RefKind, ID: w.ID})
	order := map[string]int{}
	for i, st := range g.steps {
		order[st.ID] = i
	}
	slices.SortStableFunc(g.walls, func(a, b wall.WallAt) int { return cmp.Compare(order[a.ID], order[b.ID]) })
	slices.SortStableFunc(g.ballots, func(a, b ballot.VotingView) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID)) })
	return g, err
}

// hung are the steps that the walls were made for.
func (g gathered) hung() []ResultStep {
	steps := []ResultStep{}
	for _, st := range g.steps {
		if slices.ContainsFunc(g.walls, func(at wall.WallAt) bool { return at.ID == st.ID }) {
			steps = append(steps, ResultStep{st.ID, st.Title})
		}
	}
	return steps
}

// holds says whether everybody saw a source, and a ballot's result.
func (g gathered) holds(src ResultSource) bool {
	switch src.Kind {
	case fromNote:
		return slices.ContainsFunc(g.walls, func(w wall.WallAt) bool {
			return slices.ContainsFunc(w.Notes, func(n wall.NoteView) bool { return n.ID == src.ID })
		})
	case fromCluster:
		return slices.ContainsFunc(g.walls, func(w wall.WallAt) bool {
			return slices.ContainsFunc(w.Clusters, func(c wall.ClusterView) bool { return c.ID == src.ID })
		})
	case fromBallot:
		return slices.ContainsFunc(g.ballots, func(b ballot.VotingView) bool { return b.ID == src.ID && b.ClosedAt != "" })
	case fromQuestion:
		return slices.ContainsFunc(g.questions, func(q floor.QuestionView) bool { return q.ID == src.ID })
	case fromSpeech:
		return slices.ContainsFunc(g.speeches, func(sp floor.SpeechView) bool { return sp.ID == src.ID })
	}
	return false
}

// known says whether all of some sources may be named in a result, also by a link to a post of the workshop's thread.
func (s *Service) known(ctx context.Context, by actor.Viewer, w workshop.Workshop, sources []ResultSource) error {
	if len(sources) == 0 {
		return nil
	}
	g, err := s.gather(ctx, w)
	if err != nil {
		return err
	}
	for _, src := range sources {
		if src.Kind == fromPost {
			p, err := s.forum.Post(ctx, by, src.ID)
			switch {
			case fault.IsNotFound(err), err == nil && (p.Thread != w.ThreadID || p.Withdrawn || p.Hidden):
				return errSource
			case err != nil:
				return err
			}
			continue
		}
		if !g.holds(src) {
			return errSource
		}
	}
	return nil
}
