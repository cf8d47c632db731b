package place

import (
	"context"
	"fmt"

	"gorm.io/gorm/clause"

	"kraftsam/app/platform/db"
)

type store struct{ db *db.DB }

type municipalityRow struct {
	Code               string `gorm:"primaryKey"`
	Name               string
	SortKey            string
	Population         int64
	LandKm2            float64 `gorm:"column:land_km2"`
	Lat, Lon           float64
	SamiAdministrative bool
	Source             string
}

// TableName is for GORM.
func (municipalityRow) TableName() string { return "municipalities" }

type nameRow struct {
	Municipality string `gorm:"primaryKey"`
	Lang         string `gorm:"primaryKey"`
	Name         string
	Source       string
}

// TableName is for GORM.
func (nameRow) TableName() string { return "municipality_names" }

func (s store) municipalities(ctx context.Context) ([]Municipality, error) {
	var rows []municipalityRow
	if err := s.db.From(ctx).Order("sort_key").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read municipalities: %w", err)
	}
	var names []nameRow
	if err := s.db.From(ctx).Order("municipality, lang").Find(&names).Error; err != nil {
		return nil, fmt.Errorf("read names of municipalities: %w", err)
	}
	byCode := map[string][]Name{}
	for _, n := range names {
		byCode[n.Municipality] = append(byCode[n.Municipality], Name{Lang: n.Lang, Name: n.Name, Source: n.Source})
	}
	all := make([]Municipality, len(rows))
	for i, r := range rows {
		all[i] = Municipality{Code: r.Code, Name: r.Name, Population: r.Population, LandKm2: r.LandKm2, Lat: r.Lat, Lon: r.Lon,
			SamiAdministrative: r.SamiAdministrative, Source: r.Source, Names: byCode[r.Code]}
	}
	return all, nil
}

func (s store) exists(ctx context.Context, code string) (bool, error) {
	var n int64
	err := s.db.From(ctx).Model(&municipalityRow{}).Where("code = ?", code).Count(&n).Error
	return n > 0, err
}

func (s store) names(ctx context.Context) (map[string]string, error) {
	var rows []municipalityRow
	if err := s.db.From(ctx).Select("code", "name").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read names of municipalities: %w", err)
	}
	names := make(map[string]string, len(rows))
	for _, r := range rows {
		names[r.Code] = r.Name
	}
	return names, nil
}

func (s store) put(ctx context.Context, m Municipality, sortKey string) error {
	row := municipalityRow{Code: m.Code, Name: m.Name, SortKey: sortKey, Population: m.Population, LandKm2: m.LandKm2, Lat: m.Lat, Lon: m.Lon,
		SamiAdministrative: m.SamiAdministrative, Source: m.Source}
	if err := s.db.From(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error; err != nil {
		return err
	}
	for _, n := range m.Names {
		name := nameRow{Municipality: m.Code, Lang: n.Lang, Name: n.Name, Source: n.Source}
		if err := s.db.From(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&name).Error; err != nil {
			return err
		}
	}
	return nil
}
