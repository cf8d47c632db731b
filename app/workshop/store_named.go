package workshop

import (
	"context"
	"fmt"
)

func (s store) participantsByID(ctx context.Context, ids []string) (rows []Participant, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	if err = s.db.From(ctx).Where("id IN ?", ids).Find(&rows).Error; err != nil {
		err = fmt.Errorf("read participants: %w", err)
	}
	return rows, err
}
