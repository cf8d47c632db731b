package actor

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/text"
)

type organisationRow struct {
	Organisation `gorm:"embedded"`
	SearchName   string
	SortKey      string
}

// TableName is for GORM.
func (organisationRow) TableName() string { return "organisations" }

func (s store) putOrganisation(ctx context.Context, o Organisation) error {
	return s.db.From(ctx).Create(&organisationRow{Organisation: o, SearchName: text.Fold(o.Name), SortKey: text.SortKey(o.Name)}).Error
}

func (s store) idBySlug(ctx context.Context, slug string) (string, error) {
	var id string
	err := s.db.From(ctx).Raw("SELECT id FROM organisations WHERE slug = ?", slug).Scan(&id).Error
	return id, err
}

func (s store) organisation(ctx context.Context, id string) (Organisation, error) {
	var row organisationRow
	err := s.db.From(ctx).Where("id = coalesce((SELECT merged_into FROM organisations WHERE id = ?), ?) AND confirmed_at IS NOT NULL AND ended_at IS NULL", id, id).Take(&row).Error
	if db.IsNotFound(err) {
		return Organisation{}, errNoOrganisation
	}
	return row.Organisation, err
}

func (s store) organisations(ctx context.Context, ids []string) (map[string]Organisation, error) {
	byID := make(map[string]Organisation, len(ids))
	if len(ids) == 0 {
		return byID, nil
	}
	var rows []organisationRow
	if err := s.db.From(ctx).Where("id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read organisations: %w", err)
	}
	for _, r := range rows {
		byID[r.ID] = r.Organisation
	}
	return byID, nil
}

func (q Search) narrow(g *gorm.DB) *gorm.DB {
	g = g.Where("confirmed_at IS NOT NULL AND ended_at IS NULL")
	if words := text.Fold(q.Query); words != "" {
		g = g.Where(`search_name LIKE ? ESCAPE '\'`, "%"+text.LikeEscape(words)+"%")
	}
	if q.Kind != "" {
		g = g.Where("kind = ?", q.Kind)
	}
	if q.Sector != "" {
		g = g.Where("sector = ?", q.Sector)
	}
	if q.Level != "" {
		g = g.Where("level = ?", q.Level)
	}
	if q.Municipality != "" {
		g = g.Where("municipality = ?", q.Municipality)
	}
	return g
}

// search reads one page by keyset: one row more than asked for says whether there is more.
func (s store) search(ctx context.Context, q Search) (Page[Organisation], error) {
	g, backwards := q.narrow(s.db.From(ctx)), q.Before != ""
	if at := q.Before + q.After; at != "" {
		var edge organisationRow
		if err := s.db.From(ctx).Where("id = ?", at).Take(&edge).Error; err != nil {
			if db.IsNotFound(err) {
				return Page[Organisation]{}, fault.InField("query", "cursor_unknown", "This cursor leads nowhere; read the list from the start.")
			}
			return Page[Organisation]{}, err
		}
		where := "(sort_key, id) > (?, ?)"
		if backwards {
			where = "(sort_key, id) < (?, ?)"
		}
		g = g.Where(where, edge.SortKey, edge.ID)
	}
	order := "sort_key, id"
	if backwards {
		order = "sort_key DESC, id DESC"
	}
	var rows []organisationRow
	if err := g.Order(order).Limit(q.Limit + 1).Find(&rows).Error; err != nil {
		return Page[Organisation]{}, fmt.Errorf("search organisations: %w", err)
	}
	more := len(rows) > q.Limit
	rows = rows[:min(len(rows), q.Limit)]
	page := Page[Organisation]{HasBefore: q.After != "", HasAfter: more, Items: make([]Organisation, len(rows))}
	if backwards {
		slices.Reverse(rows)
		page.HasBefore, page.HasAfter = more, true
	}
	for i, r := range rows {
		page.Items[i] = r.Organisation
	}
	return page, nil
}
