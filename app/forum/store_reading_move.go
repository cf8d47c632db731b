package forum

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm/clause"
)

// batch bounds the rows of one statement.
const batch = 500

// readersHeld gives what everybody has seen of threads, by member and thread, and holds it to the end of the transaction.
func (s store) readersHeld(ctx context.Context, threads []string) (map[Reading][]Seen, error) {
	var rows []Reading
	hold := clause.Locking{Strength: "UPDATE"}
	if err := s.db.From(ctx).Clauses(hold).Where("thread_id IN ?", threads).Order("member_id, thread_id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read readers: %w", err)
	}
	var spans []span
	if err := s.db.From(ctx).Where("thread_id IN ?", threads).Find(&spans).Error; err != nil {
		return nil, fmt.Errorf("read spans of readers: %w", err)
	}
	had := make(map[Reading][]Seen, len(rows))
	for _, r := range rows {
		had[Reading{MemberID: r.MemberID, ThreadID: r.ThreadID}] = clip([]Seen{{1, r.Upto}}, 1, r.Upto)
	}
	for _, p := range spans {
		of := Reading{MemberID: p.MemberID, ThreadID: p.ThreadID}
		had[of] = append(had[of], Seen{p.First, p.Last})
	}
	return had, nil
}

// knownOf gives from when on what is written can be new, for everybody who has read in the threads.
func (s store) knownOf(ctx context.Context, threads []string) (map[string]time.Time, error) {
	readers := s.db.From(ctx).Model(&Reading{}).Where("thread_id IN ?", threads).Select("member_id")
	var made []struct {
		ID        string
		CreatedAt time.Time
	}
	if err := s.db.From(ctx).Table("members").Where("id IN (?)", readers).Select("id, created_at").Scan(&made).Error; err != nil {
		return nil, fmt.Errorf("read when readers came: %w", err)
	}
	var visits []Visit
	if err := s.db.From(ctx).Where("member_id IN (?)", readers).Find(&visits).Error; err != nil {
		return nil, fmt.Errorf("read visits of readers: %w", err)
	}
	known := make(map[string]time.Time, len(made))
	for _, m := range made {
		known[m.ID] = m.CreatedAt
	}
	for _, v := range visits {
		known[v.MemberID] = v.KnownFrom
	}
	return known, nil
}

// places gives what decides of the posts of threads whether they are new, in order.
func (s store) places(ctx context.Context, threads []string) (map[string][]postPlace, error) {
	var rows []postPlace
	err := s.db.From(ctx).Model(&Post{}).Select("thread_id, number, author_id, at, withdrawn_at IS NOT NULL AS withdrawn").
		Where("thread_id IN ?", threads).Order("thread_id, number").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read places of posts: %w", err)
	}
	byThread := map[string][]postPlace{}
	for _, p := range rows {
		byThread[p.ThreadID] = append(byThread[p.ThreadID], p)
	}
	return byThread, nil
}

// replaceReadings writes what everybody has seen of threads, over what was written before.
func (s store) replaceReadings(ctx context.Context, threads []string, readings []Reading, spans []span) error {
	for _, rows := range []any{&span{}, &Reading{}} {
		if err := s.db.From(ctx).Where("thread_id IN ?", threads).Delete(rows).Error; err != nil {
			return fmt.Errorf("replace readings: %w", err)
		}
	}
	if len(readings) > 0 {
		if err := s.db.From(ctx).CreateInBatches(&readings, batch).Error; err != nil {
			return fmt.Errorf("write readings: %w", err)
		}
	}
	if len(spans) > 0 {
		if err := s.db.From(ctx).CreateInBatches(&spans, batch).Error; err != nil {
			return fmt.Errorf("write spans of readings: %w", err)
		}
	}
	return nil
}

// mix notes into which threads posts came from others.
func (s store) mix(ctx context.Context, moved []Moved) error {
	var into []string
	for _, m := range moved {
		if m.From.Thread != m.To.Thread {
			into = append(into, m.To.Thread)
		}
	}
	if len(into) == 0 {
		return nil
	}
	slices.Sort(into)
	return s.db.From(ctx).Exec("UPDATE threads SET mixed = ? WHERE id IN ?", true, slices.Compact(into)).Error
}
