// Package accessibility takes reports of what somebody could not use, from anybody and without an account, as the law on
// accessible public services asks of the accessibility statement. It answers nobody by itself: the operator reads the reports.
package accessibility

import (
	"context"
	"time"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/text"
)

// Report is what somebody could not use.
type Report struct {
	ID        string
	Text      string
	Page      string // address of the page, if told
	Email     string // for an answer, if wished
	CreatedAt time.Time
}

// maxLine bounds page and address, in code points.
const maxLine = 500

var _ = fault.Register("line_too_long")

// Service is what the room can do.
type Service struct {
	db     *db.DB
	limits *limit.Limits
	store  store
}

// NewService makes the room on a database.
func NewService(d *db.DB, limits *limit.Limits) *Service {
	return &Service{db: d, limits: limits, store: store{d}}
}

// Report keeps a report for the operator.
func (s *Service) Report(ctx context.Context, r Report) (string, error) {
	if err := text.Check("body.text", r.Text); err != nil {
		return "", err
	}
	for location, line := range map[string]string{"body.page": r.Page, "body.email": r.Email} {
		if text.Length(line) > maxLine {
			return "", fault.InField(location, "line_too_long", "This is too long: at most 500 characters.")
		}
	}
	r.ID, r.CreatedAt = ref.NewID(), db.Now()
	return r.ID, s.db.InTx(ctx, func(ctx context.Context) error { return s.store.add(ctx, r) })
}

// Reports lists the reports, newest first, for the operator.
func (s *Service) Reports(ctx context.Context, limit int) ([]Report, error) {
	return s.store.latest(ctx, limit)
}
