package wall

import (
	"context"
	"fmt"
)

// dot is how many dots somebody gave to a note or a cluster.
type dot struct {
	WallID        string
	ParticipantID string
	Target        string
	N             int64
}

func (s store) dotsOf(ctx context.Context, wall, participant string) ([]dot, error) {
	return find[dot](s.db.From(ctx).Where("wall_id = ? AND participant_id = ?", wall, participant).Order("target"), "dots of one")
}

func (s store) dropDotsOf(ctx context.Context, wall, participant string) error {
	return s.db.From(ctx).Where("wall_id = ? AND participant_id = ?", wall, participant).Delete(&dot{}).Error
}

func (s store) addDots(ctx context.Context, dots []dot) error {
	if len(dots) == 0 {
		return nil
	}
	return s.db.From(ctx).Create(&dots).Error
}

// dropDots gives the dots on something back to those who gave them; it says whether there were any.
func (s store) dropDots(ctx context.Context, wall, target string) (bool, error) {
	res := s.db.From(ctx).Where("wall_id = ? AND target = ?", wall, target).Delete(&dot{})
	return res.RowsAffected > 0, res.Error
}

// wallsDottedBy are the walls of a workshop on which a participant has dots.
func (s store) wallsDottedBy(ctx context.Context, workshop, participant string) (ids []string, err error) {
	err = s.db.From(ctx).Model(&dot{}).Distinct("wall_id").Where("participant_id = ? AND wall_id IN (SELECT id FROM workshop_walls WHERE workshop_id = ?)", participant, workshop).
		Order("wall_id").Pluck("wall_id", &ids).Error
	return ids, err
}

// sum is how many dots lie on something; and of a wall, from how many people.
type sum struct {
	WallID, Target string
	N, Dotted      int64
}

func (s store) sumDots(ctx context.Context, walls []string) (map[string]sum, error) {
	var rows []sum
	err := s.db.From(ctx).Model(&dot{}).Select("wall_id, CAST(sum(n) AS bigint) AS n, count(DISTINCT participant_id) AS dotted").Where("wall_id IN ?", walls).
		Group("wall_id").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("sum dots: %w", err)
	}
	found := map[string]sum{}
	for _, r := range rows {
		found[r.WallID] = r
	}
	return found, nil
}

// sumTargets counts the dots of everything on some walls; where only is given, of that alone.
func (s store) sumTargets(ctx context.Context, walls, only []string) (rows []sum, err error) {
	q := s.db.From(ctx).Model(&dot{}).Select("wall_id, target, CAST(sum(n) AS bigint) AS n").Where("wall_id IN ?", walls)
	if only != nil {
		q = q.Where("target IN ?", only)
	}
	if err = q.Group("wall_id, target").Order("wall_id, target").Find(&rows).Error; err != nil {
		err = fmt.Errorf("sum dots: %w", err)
	}
	return rows, err
}

// wallsOfTargets gives the wall of each note and cluster, by its id.
func (s store) wallsOfTargets(ctx context.Context, targets []string) (map[string]string, error) {
	var rows []struct{ ID, WallID string }
	err := s.db.From(ctx).Raw("SELECT id, wall_id FROM workshop_notes WHERE id IN ? UNION ALL SELECT id, wall_id FROM workshop_clusters WHERE id IN ?", targets, targets).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read the walls of dots: %w", err)
	}
	found := map[string]string{}
	for _, r := range rows {
		found[r.ID] = r.WallID
	}
	return found, nil
}
