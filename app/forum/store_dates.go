package forum

import (
	"context"
	"fmt"
)

// mostDated bounds a calendar.
const mostDated = 500

// ending reads the open threads that reach somebody and end on a day or later, the first to end first.
func (s store) ending(ctx context.Context, h heard, day string) ([]Thread, error) {
	var rows []threadRow
	err := s.db.From(ctx).Where("deadline >= ? AND closed = ? AND area IN ? AND (area IN ? AND id NOT IN ? OR id IN ?)", day, false, h.open, h.areas, none(h.but), h.yet).
		Order("deadline, id").Limit(mostDated).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read what ends: %w", err)
	}
	threads := make([]Thread, len(rows))
	for i, r := range rows {
		threads[i] = r.thread()
	}
	return threads, nil
}

// none keeps an empty list from being NOT IN (NULL), which is never true.
func none(ids []string) []string { return append([]string{""}, ids...) }
