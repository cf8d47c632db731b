package forum

import (
	"context"
	"fmt"

	"kraftsam/app/platform/db"
)

// markedPost is a running mark, where the post stands and for whom it speaks.
type markedPost struct {
	Marking        `gorm:"embedded"`
	ThreadID       string
	Number         int64
	AuthorID       string
	OrganisationID *string
}

func (s store) addMark(ctx context.Context, m Marking) error { return s.db.From(ctx).Create(&m).Error }

func (s store) endMark(ctx context.Context, id, by string) error {
	return s.db.From(ctx).Model(&Marking{}).Where("id = ?", id).Updates(map[string]any{"ended_by": by, "ended_at": db.Now()}).Error
}

// marks gives the running marks of threads, in the order of their posts.
func (s store) marks(ctx context.Context, threads []string) (map[string][]markedPost, error) {
	byThread := map[string][]markedPost{}
	if len(threads) == 0 {
		return byThread, nil
	}
	var rows []markedPost
	err := s.db.From(ctx).Table("marks m").Joins("JOIN posts p ON p.id = m.post_id").
		Select("m.*, p.thread_id, p.number, p.author_id, p.organisation_id").
		Where("p.thread_id IN ? AND m.ended_at IS NULL", threads).Order("p.number, m.kind").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read marks: %w", err)
	}
	for _, m := range rows {
		byThread[m.ThreadID] = append(byThread[m.ThreadID], m)
	}
	return byThread, nil
}

// TableName is for GORM.
func (Marking) TableName() string { return "marks" }
