package wall

import (
	"context"
	"fmt"

	"gorm.io/gorm/clause"
)

func (s store) addNote(ctx context.Context, n Note) error { return s.db.From(ctx).Create(&n).Error }

// noteHeld finds a note with its words, withdrawn or not, and holds it.
func (s store) noteHeld(ctx context.Context, wall, id string) (Note, error) {
	rows, err := find[Note](s.db.From(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("wall_id = ? AND id = ?", wall, id), "note")
	if err != nil {
		return Note{}, err
	}
	if len(rows) == 0 {
		return Note{}, errNoNote
	}
	return rows[0], nil
}

// notes are all that everybody may read on revealed walls.
func (s store) notes(ctx context.Context, walls []string) ([]Note, error) {
	return find[Note](s.db.From(ctx).Where("wall_id IN ? AND withdrawn_at IS NULL", walls).Order("wall_id, place, id"), "notes")
}

// written is whose the notes are that everybody may read, without their words.
func (s store) written(ctx context.Context, walls []string) ([]Note, error) {
	return find[Note](s.db.From(ctx).Select("id, wall_id, participant_id").Where("wall_id IN ? AND withdrawn_at IS NULL", walls), "authors")
}

func (s store) notesByID(ctx context.Context, ids []string) ([]Note, error) {
	return find[Note](s.db.From(ctx).Where("id IN ?", ids), "notes")
}

// ownNotes are those of one participant, or that a member wrote on behalf of others, with withdrawn ones.
func (s store) ownNotes(ctx context.Context, wall, participant, member string) ([]Note, error) {
	return find[Note](s.db.From(ctx).Where("wall_id = ? AND (participant_id = ? OR written_by = ?)", wall, participant, member).Order("place, id"), "own notes")
}

func (s store) notesOf(ctx context.Context, workshop, participant string) ([]Note, error) {
	return find[Note](s.db.From(ctx).Where("participant_id = ? AND wall_id IN (SELECT id FROM workshop_walls WHERE workshop_id = ?)", participant, workshop).Order("id"), "notes of one")
}

// placed is where the notes of a wall stand, without their words.
func (s store) placed(ctx context.Context, wall string) ([]Note, error) {
	return find[Note](s.db.From(ctx).Omit("text", "why").Where("wall_id = ? AND withdrawn_at IS NULL", wall), "places")
}

func (s store) setNote(ctx context.Context, n Note) error {
	return s.db.From(ctx).Model(&Note{}).Where("id = ?", n.ID).Updates(map[string]any{"text": n.Text, "edited_at": n.EditedAt, "withdrawn_at": n.WithdrawnAt,
		"withdrawn_by": n.WithdrawnBy, "why": n.Why, "participant_id": n.ParticipantID, "version": n.Version}).Error
}

func (s store) setPlace(ctx context.Context, n Note) error {
	return s.db.From(ctx).Model(&Note{}).Where("id = ?", n.ID).Updates(map[string]any{"cluster_id": n.ClusterID, "place": n.Place, "into_id": n.IntoID, "version": n.Version}).Error
}

// counts of a wall are what everybody may know of hidden notes.
type counts struct {
	WallID         string
	Notes, Writers int64
}

func (s store) countNotes(ctx context.Context, walls []string) (map[string]counts, error) {
	var rows []counts
	err := s.db.From(ctx).Model(&Note{}).Select("wall_id, count(*) AS notes, count(DISTINCT participant_id) AS writers").
		Where("wall_id IN ? AND withdrawn_at IS NULL", walls).Group("wall_id").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("count notes: %w", err)
	}
	found := map[string]counts{}
	for _, r := range rows {
		found[r.WallID] = r
	}
	return found, nil
}
