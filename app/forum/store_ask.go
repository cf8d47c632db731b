package forum

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// noDay stands after every ISO date.
const noDay = "~"

func (s store) addAsk(ctx context.Context, a Asking) error { return s.db.From(ctx).Create(&a).Error }

func (s store) setAsk(ctx context.Context, id string, set map[string]any) error {
	return s.db.From(ctx).Model(&Asking{}).Where("id = ?", id).Updates(set).Error
}

func (s store) ask(ctx context.Context, id string) (Asking, error) {
	var rows []Asking
	if err := s.db.From(ctx).Where("id = ?", id).Find(&rows).Error; err != nil {
		return Asking{}, fmt.Errorf("read what was asked: %w", err)
	}
	if len(rows) == 0 {
		return Asking{}, errNoAsk
	}
	return rows[0], nil
}

// asks gives what was asked in threads, the oldest first.
func (s store) asks(ctx context.Context, threads []string) (map[string][]Asking, error) {
	byThread := map[string][]Asking{}
	if len(threads) == 0 {
		return byThread, nil
	}
	var rows []Asking
	if err := s.db.From(ctx).Where("thread_id IN ?", threads).Order("at, id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read what was asked: %w", err)
	}
	for _, a := range rows {
		byThread[a.ThreadID] = append(byThread[a.ThreadID], a)
	}
	return byThread, nil
}

// asksOf gives what waits for a member or for one of these organisations, what is wished soonest first.
func (s store) asksOf(ctx context.Context, member string, organisations []string) ([]Asking, error) {
	var rows []Asking
	err := s.db.From(ctx).Where("(member_id = ? OR organisation_id IN ?) AND answered_at IS NULL AND ended_at IS NULL", member, organisations).
		Order("at, id").Limit(200).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read what is asked of a member: %w", err)
	}
	slices.SortStableFunc(rows, func(one, other Asking) int {
		return cmp.Compare(cmp.Or(one.Wished, noDay), cmp.Or(other.Wished, noDay))
	})
	return rows, nil
}

// answerAsks links what waits in a thread for who speaks in a post to that post, and says how many there were.
func (s store) answerAsks(ctx context.Context, thread string, p Post) (int64, error) {
	res := s.db.From(ctx).Model(&Asking{}).
		Where("thread_id = ? AND answered_at IS NULL AND ended_at IS NULL AND (member_id = ? OR organisation_id = ?)", thread, p.AuthorID, p.OrganisationID).
		Updates(map[string]any{"post_id": p.ID, "answered_at": p.At})
	return res.RowsAffected, res.Error
}

// wroteIn says whether a member has written in an area.
func (s store) wroteIn(ctx context.Context, slug, member string) (bool, error) {
	var n int64
	err := s.db.From(ctx).Raw(`SELECT count(*) FROM (SELECT 1 FROM posts p JOIN threads t ON t.id = p.thread_id
		WHERE p.author_id = ? AND t.area = ? LIMIT 1) AS one`, member, slug).Scan(&n).Error
	return n > 0, err
}

// TableName is for GORM.
func (Asking) TableName() string { return "asks" }
