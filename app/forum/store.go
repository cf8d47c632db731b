package forum

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/text"
)

type store struct{ db *db.DB }

// threadRow is a Thread as it is stored: its tags are JSON.
type threadRow struct {
	Thread  `gorm:"embedded"`
	TagJSON string `gorm:"column:tags"`
}

// TableName is for GORM.
func (threadRow) TableName() string { return "threads" }

func (r threadRow) thread() Thread {
	t := r.Thread
	_ = json.Unmarshal([]byte(r.TagJSON), &t.Tags) // written by Tags.json alone
	return t
}

func (s store) addThread(ctx context.Context, t Thread) error {
	return s.db.From(ctx).Create(&threadRow{Thread: t, TagJSON: t.Tags.json()}).Error
}

func (s store) thread(ctx context.Context, id string) (Thread, error) {
	return s.oneThread(s.db.From(ctx), id)
}

// threadHeld reads a thread and holds it to the end of the transaction; SQLite's one writer holds everything already.
func (s store) threadHeld(ctx context.Context, id string) (Thread, error) {
	return s.oneThread(s.db.From(ctx).Clauses(clause.Locking{Strength: "UPDATE"}), id)
}

func (s store) oneThread(q *gorm.DB, id string) (Thread, error) {
	var rows []threadRow
	if err := q.Where("id = ?", id).Find(&rows).Error; err != nil {
		return Thread{}, fmt.Errorf("read thread: %w", err)
	}
	if len(rows) == 0 {
		return Thread{}, errNoThread
	}
	return rows[0].thread(), nil
}

func (s store) threads(ctx context.Context, ids []string) (map[string]Thread, error) {
	byID := make(map[string]Thread, len(ids))
	if len(ids) == 0 {
		return byID, nil
	}
	var rows []threadRow
	if err := s.db.From(ctx).Where("id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read threads: %w", err)
	}
	for _, r := range rows {
		byID[r.ID] = r.thread()
	}
	return byID, nil
}

func (s store) setThread(ctx context.Context, id string, set map[string]any) error {
	return s.db.From(ctx).Model(&threadRow{}).Where("id = ?", id).Updates(set).Error
}

// spot is where a thread stands in the list of its area.
type spot struct {
	pinned bool
	at     time.Time
	id     string
}

// latest reads threads of areas, pinned ones first and then by last activity, newest first, from a place on.
func (s store) latest(ctx context.Context, areas []string, only Filter, from spot, backwards bool, limit int) ([]Thread, error) {
	q := only.narrow(s.db.From(ctx).Where("area IN ? AND moved_to IS NULL", areas))
	compare, order := "<", "pinned DESC, last_activity_at DESC, id DESC"
	if backwards {
		compare, order = ">", "pinned, last_activity_at, id"
	}
	if from.id != "" {
		q = q.Where("(pinned, last_activity_at, id) "+compare+" (?, ?, ?)", from.pinned, from.at, from.id)
	}
	var rows []threadRow
	if err := q.Order(order).Limit(limit).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the threads of an area: %w", err)
	}
	if backwards {
		slices.Reverse(rows)
	}
	threads := make([]Thread, len(rows))
	for i, r := range rows {
		threads[i] = r.thread()
	}
	return threads, nil
}

// narrow lets through what the filter asks for. Tags are JSON; one is found between its quotes.
func (f Filter) narrow(q *gorm.DB) *gorm.DB {
	if f.Kind != "" {
		q = q.Where("kind = ?", f.Kind)
	}
	if f.SubArea != "" {
		q = q.Where("sub_area = ?", f.SubArea)
	}
	if f.State != "" {
		q = q.Where("closed = ?", f.State == stateClosed)
	}
	if f.Tag != "" {
		list := Tags{f.Tag}.json()
		q = q.Where(`tags LIKE ? ESCAPE '\'`, "%"+text.LikeEscape(list[1:len(list)-1])+"%")
	}
	return q
}

func (s store) addClosure(ctx context.Context, c Closure) error {
	return s.db.From(ctx).Create(&c).Error
}

func (s store) endClosure(ctx context.Context, thread, by string) error {
	return s.db.From(ctx).Model(&Closure{}).Where("thread_id = ? AND reopened_at IS NULL", thread).
		Updates(map[string]any{"reopened_by": by, "reopened_at": db.Now()}).Error
}

// closures gives the running closures of threads.
func (s store) closures(ctx context.Context, threads []string) (map[string]Closure, error) {
	byThread := map[string]Closure{}
	if len(threads) == 0 {
		return byThread, nil
	}
	var rows []Closure
	if err := s.db.From(ctx).Where("thread_id IN ? AND reopened_at IS NULL", threads).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read closures: %w", err)
	}
	for _, c := range rows {
		byThread[c.ThreadID] = c
	}
	return byThread, nil
}

func (s store) addPin(ctx context.Context, p Pin) error {
	return s.db.From(ctx).Create(&p).Error
}

func (s store) endPin(ctx context.Context, thread, by string) error {
	return s.db.From(ctx).Model(&Pin{}).Where("thread_id = ? AND unpinned_at IS NULL", thread).
		Updates(map[string]any{"unpinned_by": by, "unpinned_at": db.Now()}).Error
}

// moveOrganisation has what was said for an organisation follow when it becomes another.
func (s store) moveOrganisation(ctx context.Context, from, into string) error {
	for _, table := range []string{"threads", "posts", "asks", "post_reactions"} {
		if err := s.db.From(ctx).Exec("UPDATE "+table+" SET organisation_id = ? WHERE organisation_id = ?", into, from).Error; err != nil {
			return fmt.Errorf("move what was said: %w", err)
		}
	}
	return nil
}
