package job

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"kraftsam/app/platform/db"
)

type store struct {
	db    *db.DB
	clock Clock // nil: the database's own
}

func newStore(d *db.DB, clock Clock) store { return store{d, clock} }

func (s store) now(ctx context.Context) (time.Time, error) {
	if s.clock != nil {
		return s.clock(ctx)
	}
	return s.db.Clock(ctx)
}

// moment is what a statement compares with or writes as the time now, or some time from now: by the clock of the database, which may differ
// from the node's, and without a round trip for it.
func (s store) moment(ctx context.Context, from time.Duration) (any, error) {
	if s.clock == nil && s.db.Dialect() == db.Postgres {
		// As exact as what it is held against, or a node that is woken at once finds nothing; the same throughout a statement, so that an index helps.
		return gorm.Expr("date_trunc('milliseconds', statement_timestamp() AT TIME ZONE 'UTC') + make_interval(secs => ?)", from.Seconds()), nil
	}
	now, err := s.now(ctx)
	return now.Add(from), err
}

// open are the jobs that somebody still has to do.
const open = "done_at IS NULL AND dead_at IS NULL"

func (s store) jobs(ctx context.Context) *gorm.DB { return s.db.From(ctx).Table("jobs") }

// add writes a job. One without a time is due at once.
func (s store) add(ctx context.Context, j Job) error {
	var due any = j.DueAt
	if j.DueAt.IsZero() {
		var err error
		if due, err = s.moment(ctx, 0); err != nil {
			return err
		}
	}
	err := s.db.From(ctx).Exec(`INSERT INTO jobs (id, kind, key, grp, payload, progress, created_at, due_at, tries, holder, failure)
		VALUES (?, ?, ?, ?, ?, '', ?, ?, 0, '', '') ON CONFLICT (kind, key) DO NOTHING`, j.ID, j.Kind, j.Key, j.Group, j.Payload, j.CreatedAt, due).Error
	if err != nil {
		return fmt.Errorf("add a job: %w", err)
	}
	return nil
}

// takeable are the jobs of some kinds that nobody holds, or held too long, and whose group nobody is at. Which groups somebody is at is
// asked once and not for each job: thousands may wait for one.
func (s store) takeable(ctx context.Context, kinds []string, now any) *gorm.DB {
	return s.jobs(ctx).Where(open+" AND due_at <= ? AND kind IN ?", now, kinds).
		Where("(grp = '' OR (kind, grp) NOT IN (SELECT h.kind, h.grp FROM jobs h WHERE h.holder <> '' AND h.done_at IS NULL AND h.dead_at IS NULL AND h.due_at > ?))", now)
}

// anyDue asks without holding anything: it is what a node asks all day.
func (s store) anyDue(ctx context.Context, kinds []string) (bool, error) {
	if len(kinds) == 0 {
		return false, nil
	}
	now, err := s.moment(ctx, 0)
	if err != nil {
		return false, err
	}
	var found []string
	if err := s.takeable(ctx, kinds, now).Limit(1).Pluck("id", &found).Error; err != nil {
		return false, fmt.Errorf("look for jobs: %w", err)
	}
	return len(found) > 0, nil
}

// skipping leaves to others what they are about to take.
var skipping = clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"}

func (s store) lead(ctx context.Context, kinds []string) (j Job, found bool, err error) {
	now, err := s.moment(ctx, 0)
	if err != nil {
		return j, false, err
	}
	var rows []Job
	if err := s.takeable(ctx, kinds, now).Clauses(skipping).Order("due_at, id").Limit(1).Find(&rows).Error; err != nil {
		return j, false, fmt.Errorf("take a job: %w", err)
	}
	if len(rows) == 0 {
		return j, false, nil
	}
	return rows[0], true, nil
}

// mates are the fresh jobs of the lead's group, the lead among them, that stand where it does.
func (s store) mates(ctx context.Context, lead Job, most int) ([]Job, error) {
	now, err := s.moment(ctx, 0)
	if err != nil {
		return nil, err
	}
	var rows []Job
	err = s.jobs(ctx).Clauses(skipping).Where(open+" AND due_at <= ? AND kind = ? AND grp = ? AND tries = 0 AND progress = ?", now, lead.Kind, lead.Group, lead.Progress).
		Order("due_at, id").Limit(most).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("take jobs: %w", err)
	}
	return rows, nil
}

// set changes the jobs of a fence; ErrLost where it does not hold all of them any more.
func (s store) set(ctx context.Context, ids []string, fence string, set map[string]any) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		res := s.jobs(ctx).Where("id IN ? AND holder = ? AND "+open, ids, fence).Updates(set)
		if res.Error != nil {
			return fmt.Errorf("change a job: %w", res.Error)
		}
		if res.RowsAffected != int64(len(ids)) {
			return ErrLost
		}
		return nil
	})
}

func (s store) hold(ctx context.Context, ids []string, fence string, lease time.Duration) error {
	until, err := s.moment(ctx, lease)
	if err != nil {
		return err
	}
	err = s.jobs(ctx).Where("id IN ?", ids).Updates(map[string]any{"holder": fence, "due_at": until, "tries": gorm.Expr("tries + 1")}).Error
	if err != nil {
		return fmt.Errorf("hold a job: %w", err)
	}
	return nil
}

func (s store) keep(ctx context.Context, ids []string, fence, progress string, lease time.Duration) error {
	until, err := s.moment(ctx, lease)
	if err != nil {
		return err
	}
	return s.set(ctx, ids, fence, map[string]any{"progress": progress, "due_at": until})
}

// giveBack has it done at a time, zero for now, as if it had not been tried.
func (s store) giveBack(ctx context.Context, ids []string, fence string, at time.Time) error {
	var due any = at
	if at.IsZero() {
		var err error
		if due, err = s.moment(ctx, 0); err != nil {
			return err
		}
	}
	return s.set(ctx, ids, fence, map[string]any{"holder": "", "due_at": due, "tries": gorm.Expr("tries - 1")})
}

func (s store) failed(ctx context.Context, ids []string, fence, failure string, wait time.Duration) error {
	again, err := s.moment(ctx, wait)
	if err != nil {
		return err
	}
	return s.set(ctx, ids, fence, map[string]any{"holder": "", "due_at": again, "failure": failure})
}

func (s store) kill(ctx context.Context, ids []string, fence, failure string) error {
	now, err := s.moment(ctx, 0)
	if err != nil {
		return err
	}
	return s.set(ctx, ids, fence, map[string]any{"holder": "", "dead_at": now, "failure": failure})
}

// done forgets the work, but for its key.
func (s store) done(ctx context.Context, ids []string, fence string) error {
	const mine = "id IN ? AND holder = ? AND " + open
	gone := s.db.From(ctx).Exec("DELETE FROM jobs WHERE key IS NULL AND "+mine, ids, fence)
	if gone.Error != nil {
		return fmt.Errorf("end a job: %w", gone.Error)
	}
	if gone.RowsAffected == int64(len(ids)) {
		return nil
	}
	now, err := s.moment(ctx, 0)
	if err != nil {
		return err
	}
	kept := s.jobs(ctx).Where(mine, ids, fence).Updates(map[string]any{"holder": "", "done_at": now, "payload": "", "failure": ""})
	if kept.Error != nil {
		return fmt.Errorf("end a job: %w", kept.Error)
	}
	if gone.RowsAffected+kept.RowsAffected != int64(len(ids)) {
		return ErrLost
	}
	return nil
}

// lastKey is the key of the latest regular work of a kind that was done; their order is that of time.
func (s store) lastKey(ctx context.Context, kind string) (string, error) {
	var keys []string
	err := s.jobs(ctx).Where("kind = ? AND key LIKE ? AND done_at IS NOT NULL", kind, slotKey+"%").Order("key DESC").Limit(1).Pluck("key", &keys).Error
	if err != nil {
		return "", fmt.Errorf("read when regular work was done: %w", err)
	}
	return strings.Join(keys, ""), nil
}
