package wall

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"kraftsam/app/platform/db"
)

type store struct{ db *db.DB }

// link says that a step works on another wall than the run sheet says.
type link struct {
	StepID     string `gorm:"primaryKey"`
	WorkshopID string
	WallID     string
	LinkedBy   string
	LinkedAt   time.Time
}

// TableName is for GORM.
func (Wall) TableName() string { return "workshop_walls" }

// TableName is for GORM.
func (link) TableName() string { return "workshop_wall_links" }

// TableName is for GORM.
func (Note) TableName() string { return "workshop_notes" }

// TableName is for GORM.
func (Cluster) TableName() string { return "workshop_clusters" }

// TableName is for GORM.
func (dot) TableName() string { return "workshop_dots" }

func (s store) walls(ctx context.Context, ids []string) ([]Wall, error) {
	return find[Wall](s.db.From(ctx).Where("id IN ?", ids), "walls")
}

func find[T any](q *gorm.DB, what string) (rows []T, err error) {
	if err = q.Find(&rows).Error; err != nil {
		err = fmt.Errorf("read %s: %w", what, err)
	}
	return rows, err
}

// hold gives a wall as it is now, and keeps it so to the end of the transaction: alone, or beside others who do not change it. One that has no row
// gets it. SQLite's one writer holds everything already.
func (s store) hold(ctx context.Context, w Wall, alone bool) (Wall, error) {
	if w.CreatedAt.IsZero() {
		w.CreatedAt = db.Now()
		if err := s.db.From(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&w).Error; err != nil {
			return w, fmt.Errorf("hang up the wall: %w", err)
		}
	}
	strength := "SHARE"
	if alone {
		strength = "UPDATE"
	}
	rows, err := find[Wall](s.db.From(ctx).Clauses(clause.Locking{Strength: strength}).Where("id = ?", w.ID), "wall")
	if err != nil {
		return w, err
	}
	return rows[0], nil
}

func (s store) setWall(ctx context.Context, w Wall) error {
	return s.db.From(ctx).Model(&Wall{}).Where("id = ?", w.ID).Updates(map[string]any{"phase": w.Phase, "dots": w.Dots, "dots_hidden": w.DotsHidden, "named": w.Named,
		"arranging": w.Arranging, "revealed_at": w.RevealedAt, "revealed_by": w.RevealedBy, "version": w.Version}).Error
}

func (s store) links(ctx context.Context, workshops []string) ([]link, error) {
	return find[link](s.db.From(ctx).Where("workshop_id IN ?", workshops).Order("step_id"), "links of walls")
}

func (s store) setLink(ctx context.Context, l link) error {
	return s.db.From(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "step_id"}}, DoUpdates: clause.AssignmentColumns([]string{"wall_id", "linked_by", "linked_at"})}).
		Create(&l).Error
}

func (s store) dropLink(ctx context.Context, step string) error {
	return s.db.From(ctx).Where("step_id = ?", step).Delete(&link{}).Error
}

func (s store) addCluster(ctx context.Context, c Cluster) error {
	return s.db.From(ctx).Create(&c).Error
}

func (s store) setCluster(ctx context.Context, c Cluster) error {
	return s.db.From(ctx).Model(&Cluster{}).Where("id = ?", c.ID).Updates(map[string]any{"name": c.Name, "place": c.Place, "removed_by": c.RemovedBy, "removed_at": c.RemovedAt,
		"version": c.Version}).Error
}

func (s store) clusters(ctx context.Context, walls []string) ([]Cluster, error) {
	return find[Cluster](s.db.From(ctx).Where("wall_id IN ? AND removed_at IS NULL", walls).Order("wall_id, place, id"), "clusters")
}

// clustersByID reads clusters with removed ones.
func (s store) clustersByID(ctx context.Context, ids []string) ([]Cluster, error) {
	return find[Cluster](s.db.From(ctx).Where("id IN ?", ids), "clusters")
}

// revealed are the walls of a workshop that everybody may read.
func (s store) revealed(ctx context.Context, workshop string) ([]Wall, error) {
	return find[Wall](s.db.From(ctx).Where("workshop_id = ? AND revealed_at IS NOT NULL", workshop).Order("created_at, id"), "walls")
}
