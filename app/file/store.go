package file

import (
	"context"
	"fmt"
	"time"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/ref"
)

type store struct{ db *db.DB }

func (s store) add(ctx context.Context, f File) error { return s.db.From(ctx).Create(&f).Error }

func (s store) file(ctx context.Context, id string) (File, error) {
	if !ref.ValidID(id) {
		return File{}, errNone
	}
	byID, err := s.files(ctx, []string{id})
	if err != nil {
		return File{}, err
	}
	f, ok := byID[id]
	if !ok {
		return File{}, errNone
	}
	return f, nil
}

func (s store) files(ctx context.Context, ids []string) (map[string]File, error) {
	byID := make(map[string]File, len(ids))
	if len(ids) == 0 {
		return byID, nil
	}
	var rows []File
	if err := s.db.From(ctx).Where("id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read files: %w", err)
	}
	for _, f := range rows {
		byID[f.ID] = f
	}
	return byID, nil
}

// hold gives files to a holder, those that it has already too, and counts them.
func (s store) hold(ctx context.Context, member, holder string, ids []string) (int64, error) {
	res := s.db.From(ctx).Model(&File{}).Where("id IN ? AND member_id = ? AND holder IN ('', ?)", ids, member, holder).Update("holder", holder)
	return res.RowsAffected, res.Error
}

func (s store) loose(ctx context.Context, member string) ([]File, error) {
	var rows []File
	if err := s.db.From(ctx).Where("member_id = ? AND holder = ''", member).Order("at, id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read files of a member: %w", err)
	}
	return rows, nil
}

func (s store) looseBefore(ctx context.Context, before time.Time) ([]File, error) {
	var rows []File
	if err := s.db.From(ctx).Where("holder = '' AND at < ?", before).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read files that nothing names: %w", err)
	}
	return rows, nil
}

// drop forgets a file unless something names it by now.
func (s store) drop(ctx context.Context, id string) (bool, error) {
	res := s.db.From(ctx).Where("id = ? AND holder = ''", id).Delete(&File{})
	return res.RowsAffected > 0, res.Error
}

// known says which of some names on the shelf belong to a file.
func (s store) known(ctx context.Context, names []string) (map[string]bool, error) {
	known := map[string]bool{}
	if len(names) == 0 {
		return known, nil
	}
	var rows []struct{ Blob, Preview string }
	err := s.db.From(ctx).Model(&File{}).Where("blob IN ? OR preview IN ?", names, names).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("ask for names on the shelf: %w", err)
	}
	for _, r := range rows {
		known[r.Blob], known[r.Preview] = true, true
	}
	return known, nil
}

// taken is how many bytes all files have together.
func (s store) taken(ctx context.Context) (bytes int64, err error) {
	err = s.db.From(ctx).Model(&File{}).Select("COALESCE(SUM(size + preview_size), 0)").Scan(&bytes).Error
	if err != nil {
		return 0, fmt.Errorf("count what files take: %w", err)
	}
	return bytes, nil
}
