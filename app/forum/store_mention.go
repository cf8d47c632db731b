package forum

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm/clause"

	"kraftsam/app/platform/ref"
)

// setMentions makes these the mentions of a post; those that it had keep their time.
func (s store) setMentions(ctx context.Context, post string, to []ref.Ref, at time.Time) error {
	var had []Mention
	if err := s.db.From(ctx).Where("post_id = ?", post).Find(&had).Error; err != nil {
		return fmt.Errorf("read mentions of a post: %w", err)
	}
	for _, m := range had {
		if slices.Contains(to, m.ref()) {
			continue
		}
		if err := s.db.From(ctx).Where("post_id = ? AND kind = ? AND target_id = ?", post, m.Kind, m.TargetID).Delete(&Mention{}).Error; err != nil {
			return fmt.Errorf("end a mention: %w", err)
		}
	}
	rows := make([]Mention, len(to))
	for i, r := range to {
		rows[i] = Mention{PostID: post, Kind: r.Kind, TargetID: r.ID, At: at}
	}
	if len(rows) == 0 {
		return nil
	}
	if err := s.db.From(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&rows).Error; err != nil {
		return fmt.Errorf("write mentions: %w", err)
	}
	return nil
}

func (s store) mentions(ctx context.Context, posts []string) (map[string][]Mention, error) {
	byPost := map[string][]Mention{}
	if len(posts) == 0 {
		return byPost, nil
	}
	var rows []Mention
	if err := s.db.From(ctx).Where("post_id IN ?", posts).Order("post_id, kind, target_id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read mentions: %w", err)
	}
	for _, m := range rows {
		byPost[m.PostID] = append(byPost[m.PostID], m)
	}
	return byPost, nil
}

// participants gives who wrote in a thread as whom, the latest first.
func (s store) participants(ctx context.Context, thread string, limit int) ([]Post, error) {
	var rows []Post
	err := s.db.From(ctx).Select("author_id", "organisation_id").Where("thread_id = ? AND withdrawn_at IS NULL", thread).
		Order("number DESC").Limit(limit).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read who wrote in a thread: %w", err)
	}
	return rows, nil
}
