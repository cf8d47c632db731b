package workshop

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"kraftsam/app/platform/db"
)

type store struct{ db *db.DB }

// facilitatorRow says that a member facilitates a workshop.
type facilitatorRow struct {
	WorkshopID string
	MemberID   string
	AddedBy    string
	AddedAt    time.Time
}

// TableName is for GORM.
func (Step) TableName() string { return "workshop_steps" }

// TableName is for GORM.
func (facilitatorRow) TableName() string { return "workshop_facilitators" }

// TableName is for GORM.
func (Participant) TableName() string { return "workshop_participants" }

func (s store) add(ctx context.Context, w Workshop) error { return s.db.From(ctx).Create(&w).Error }

func (s store) workshop(ctx context.Context, id string) (Workshop, error) {
	return one(s.db.From(ctx), id)
}

// workshopHeld holds it to the end of the transaction; SQLite's one writer holds everything already.
func (s store) workshopHeld(ctx context.Context, id string) (Workshop, error) {
	return one(s.db.From(ctx).Clauses(clause.Locking{Strength: "UPDATE"}), id)
}

// workshopShared lets others hold it in the same way at the same time, and nobody change it.
func (s store) workshopShared(ctx context.Context, id string) (Workshop, error) {
	return one(s.db.From(ctx).Clauses(clause.Locking{Strength: "SHARE"}), id)
}

func one(q *gorm.DB, id string) (Workshop, error) {
	var rows []Workshop
	if err := q.Where("id = ?", id).Find(&rows).Error; err != nil {
		return Workshop{}, fmt.Errorf("read workshop: %w", err)
	}
	if len(rows) == 0 {
		return Workshop{}, errNoWorkshop
	}
	return rows[0], nil
}

func (s store) workshops(ctx context.Context, ids []string) (rows []Workshop, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	if err = s.db.From(ctx).Where("id IN ?", ids).Find(&rows).Error; err != nil {
		err = fmt.Errorf("read workshops: %w", err)
	}
	return rows, err
}

// inThreads are the workshops of some threads that are no drafts, the first first.
func (s store) inThreads(ctx context.Context, threads []string) (rows []Workshop, err error) {
	if len(threads) == 0 {
		return nil, nil
	}
	if err = s.db.From(ctx).Where("thread_id IN ? AND state <> ?", threads, Draft).Order("coalesce(starts_at, created_at), id").Find(&rows).Error; err != nil {
		err = fmt.Errorf("read workshops of threads: %w", err)
	}
	return rows, err
}

func (s store) set(ctx context.Context, id string, set map[string]any) error {
	return s.db.From(ctx).Model(&Workshop{}).Where("id = ?", id).Updates(set).Error
}

// setStage writes what an act may change.
func (s store) setStage(ctx context.Context, w Workshop) error {
	return s.set(ctx, w.ID, map[string]any{"state": w.State, "step_id": w.StepID, "paused_at": w.PausedAt, "started_at": w.StartedAt, "wrapped_at": w.WrappedAt,
		"ended_at": w.EndedAt, "published_at": w.PublishedAt, "cancelled_at": w.CancelledAt, "why": w.Why, "version": w.Version})
}

func (s store) setDetails(ctx context.Context, w Workshop) error {
	return s.set(ctx, w.ID, map[string]any{"title": w.Title, "purpose": w.Purpose, "purpose_html": w.PurposeHTML, "place": w.Place, "link": w.Link, "phone": w.Phone,
		"starts_at": w.StartsAt, "minutes": w.Minutes, "after_days": w.AfterDays})
}

func (s store) addFacilitator(ctx context.Context, workshop, member, by string) error {
	row := facilitatorRow{workshop, member, by, db.Now()}
	return s.db.From(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error
}

func (s store) dropFacilitator(ctx context.Context, workshop, member string) (bool, error) {
	res := s.db.From(ctx).Where("workshop_id = ? AND member_id = ?", workshop, member).Delete(&facilitatorRow{})
	return res.RowsAffected > 0, res.Error
}

func (s store) facilitates(ctx context.Context, workshop, member string) (bool, error) {
	var n int64
	err := s.db.From(ctx).Model(&facilitatorRow{}).Where("workshop_id = ? AND member_id = ?", workshop, member).Count(&n).Error
	return n > 0, err
}

// facilitators gives the members who facilitate each workshop, the longest first.
func (s store) facilitators(ctx context.Context, workshops []string) (map[string][]string, error) {
	found := map[string][]string{}
	var rows []struct{ WorkshopID, MemberID string }
	err := s.db.From(ctx).Model(&facilitatorRow{}).Where("workshop_id IN ?", workshops).Order("added_at, member_id").Find(&rows).Error
	for _, r := range rows {
		found[r.WorkshopID] = append(found[r.WorkshopID], r.MemberID)
	}
	return found, err
}
