package floor

import (
	"context"
	"slices"

	"kraftsam/app/workshop"
)

// Gathered gives what was asked in a workshop and is shown, the oldest first, and the speeches that were held, for its result.
func (s *Service) Gathered(ctx context.Context, w workshop.Workshop) ([]QuestionView, []SpeechView, error) {
	asked, err := s.store.of(ctx, w.ID)
	if err != nil {
		return nil, nil, err
	}
	questions, err := s.questionViews(ctx, slices.DeleteFunc(asked, Question.gone))
	if err != nil {
		return nil, nil, err
	}
	held, err := s.store.held(ctx, w.ID)
	if err != nil {
		return nil, nil, err
	}
	speeches, err := s.speechViews(ctx, held)
	return questions, speeches, err
}
