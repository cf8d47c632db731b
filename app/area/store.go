package area

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"kraftsam/app/platform/db"
)

type store struct{ db *db.DB }

type areaRow struct {
	Slug             string `gorm:"primaryKey"`
	NameSv, NameEn   string
	AboutSv, AboutEn string
	AskedSv, AskedEn string
	Hue              string
	Private          bool
	Position         int64
	Threads          int64
	ValidFrom        string
	ValidTo          string
}

// TableName is for GORM.
func (areaRow) TableName() string { return "areas" }

type subAreaRow struct {
	Area           string `gorm:"primaryKey"`
	Slug           string `gorm:"primaryKey"`
	NameSv, NameEn string
	Illustrative   bool
	Position       int64
	ValidFrom      string
	ValidTo        string
}

// TableName is for GORM.
func (subAreaRow) TableName() string { return "sub_areas" }

type memberRow struct {
	Area     string
	MemberID string
	JoinedAt time.Time
}

// TableName is for GORM.
func (memberRow) TableName() string { return "area_members" }

func (r areaRow) area(parts []SubArea) Area {
	return Area{Slug: r.Slug, Name: Words{r.NameSv, r.NameEn}, About: Words{r.AboutSv, r.AboutEn}, Asked: Words{r.AskedSv, r.AskedEn}, Hue: r.Hue,
		Private: r.Private, Position: r.Position, Threads: r.Threads, Valid: Validity{r.ValidFrom, r.ValidTo}, Parts: parts}
}

func (s store) areas(ctx context.Context) ([]Area, error) {
	var rows []areaRow
	if err := s.db.From(ctx).Order("position, slug").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read areas: %w", err)
	}
	return s.withParts(ctx, rows)
}

// area reads an area and its parts in one question: whatever is said in an area asks for it.
func (s store) area(ctx context.Context, slug string) (Area, error) {
	var rows []struct {
		Area areaRow `gorm:"embedded"`
		Part partRow `gorm:"embedded;embeddedPrefix:part_"`
	}
	err := s.db.From(ctx).Raw(`SELECT a.*, p.slug AS part_slug, p.name_sv AS part_name_sv, p.name_en AS part_name_en, p.illustrative AS part_illustrative,
		p.position AS part_position, p.valid_from AS part_valid_from, p.valid_to AS part_valid_to
		FROM areas a LEFT JOIN sub_areas p ON p.area = a.slug WHERE a.slug = ? ORDER BY p.position, p.slug`, slug).Scan(&rows).Error
	switch {
	case err != nil:
		return Area{}, fmt.Errorf("read area: %w", err)
	case len(rows) == 0:
		return Area{}, ErrUnknown
	}
	var parts []SubArea
	for _, r := range rows {
		if r.Part.Slug != nil {
			parts = append(parts, r.Part.part())
		}
	}
	return rows[0].Area.area(parts), nil
}

// partRow is a sub-area beside its area, all nil where the area has none.
type partRow struct {
	Slug, NameSv, NameEn *string
	Illustrative         *bool
	Position             *int64
	ValidFrom, ValidTo   *string
}

func (r partRow) part() SubArea {
	return SubArea{Slug: *r.Slug, Name: Words{*r.NameSv, *r.NameEn}, Illustrative: *r.Illustrative, Position: *r.Position, Valid: Validity{*r.ValidFrom, *r.ValidTo}}
}

func (s store) withParts(ctx context.Context, rows []areaRow) ([]Area, error) {
	slugs := make([]string, len(rows))
	for i, r := range rows {
		slugs[i] = r.Slug
	}
	var subs []subAreaRow
	if err := s.db.From(ctx).Where("area IN ?", slugs).Order("position, slug").Find(&subs).Error; err != nil {
		return nil, fmt.Errorf("read sub-areas: %w", err)
	}
	parts := map[string][]SubArea{}
	for _, r := range subs {
		parts[r.Area] = append(parts[r.Area], SubArea{Slug: r.Slug, Name: Words{r.NameSv, r.NameEn}, Illustrative: r.Illustrative,
			Position: r.Position, Valid: Validity{r.ValidFrom, r.ValidTo}})
	}
	all := make([]Area, len(rows))
	for i, r := range rows {
		all[i] = r.area(parts[r.Slug])
	}
	return all, nil
}

func (s store) joined(ctx context.Context, member string) (map[string]bool, error) {
	set := map[string]bool{}
	if member == "" {
		return set, nil
	}
	var slugs []string
	if err := s.db.From(ctx).Model(&memberRow{}).Where("member_id = ?", member).Pluck("area", &slugs).Error; err != nil {
		return nil, fmt.Errorf("read joined areas: %w", err)
	}
	for _, slug := range slugs {
		set[slug] = true
	}
	return set, nil
}

func (s store) join(ctx context.Context, slug, member string) error {
	row := memberRow{Area: slug, MemberID: member, JoinedAt: db.Now()}
	return s.db.From(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error
}

func (s store) leave(ctx context.Context, slug, member string) error {
	return s.db.From(ctx).Where("area = ? AND member_id = ?", slug, member).Delete(&memberRow{}).Error
}

func (s store) countThread(ctx context.Context, slug string, more int) error {
	return s.db.From(ctx).Exec("UPDATE areas SET threads = threads + ? WHERE slug = ?", more, slug).Error
}

func (s store) put(ctx context.Context, a Area) error {
	row := areaRow{Slug: a.Slug, NameSv: a.Name.SV, NameEn: a.Name.EN, AboutSv: a.About.SV, AboutEn: a.About.EN, AskedSv: a.Asked.SV, AskedEn: a.Asked.EN,
		Hue: a.Hue, Private: a.Private, Position: a.Position, ValidFrom: a.Valid.From, ValidTo: a.Valid.To}
	columns := []string{"name_sv", "name_en", "about_sv", "about_en", "asked_sv", "asked_en", "hue", "private", "position", "valid_from", "valid_to"}
	over := clause.OnConflict{Columns: []clause.Column{{Name: "slug"}}, DoUpdates: clause.AssignmentColumns(columns)}
	if err := s.db.From(ctx).Clauses(over).Create(&row).Error; err != nil {
		return fmt.Errorf("write area %s: %w", a.Slug, err)
	}
	for _, p := range a.Parts {
		part := subAreaRow{Area: a.Slug, Slug: p.Slug, NameSv: p.Name.SV, NameEn: p.Name.EN, Illustrative: p.Illustrative, Position: p.Position,
			ValidFrom: p.Valid.From, ValidTo: p.Valid.To}
		if err := s.db.From(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&part).Error; err != nil {
			return fmt.Errorf("write sub-area %s: %w", p.Slug, err)
		}
	}
	return nil
}

func (s store) joinedAfter(ctx context.Context, slug, after string, limit int) (members []string, err error) {
	err = s.db.From(ctx).Model(&memberRow{}).Where("area = ? AND member_id > ?", slug, after).Order("member_id").Limit(limit).Pluck("member_id", &members).Error
	if err != nil {
		err = fmt.Errorf("read members of an area: %w", err)
	}
	return members, err
}
