package forum

import (
	"cmp"
	"context"
	"slices"
)

// Mark is a post of a thread that stands out, such as an official answer: somewhere to jump to.
type Mark struct {
	Post   string `json:"post" doc:"id"`
	Number int64  `json:"number"`
	Kind   string `json:"kind" doc:"why it stands out"`
	Label  string `json:"label,omitempty" doc:"words for it, where there are any beyond its kind"`
}

// MarkSource finds the posts of a thread that stand out for one reason; it asks the same few questions whatever their number.
type MarkSource func(ctx context.Context, t Thread) ([]Mark, error)

// MarksBy adds a source of marks. Call it while the house is put together.
func (s *Service) MarksBy(source MarkSource) { s.marks = append(s.marks, source) }

// marksOf gives all marks of a thread in the order of its posts.
func (s *Service) marksOf(ctx context.Context, t Thread) ([]Mark, error) {
	all := []Mark{}
	for _, source := range s.marks {
		found, err := source(ctx, t)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	slices.SortStableFunc(all, func(a, b Mark) int { return cmp.Compare(a.Number, b.Number) })
	return all, nil
}
