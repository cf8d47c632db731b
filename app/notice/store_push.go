package notice

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm/clause"

	"kraftsam/app/actor"
)

// TableName is for GORM.
func (Device) TableName() string { return "push_devices" }

// holdMember has whoever else is about to tell the member something by another way wait until the running transaction ends.
func (s store) holdMember(ctx context.Context, member string) error {
	var ids []string
	err := s.db.From(ctx).Model(&actor.Member{}).Clauses(clause.Locking{Strength: "NO KEY UPDATE"}).Where("id = ?", member).Pluck("id", &ids).Error
	if err != nil {
		err = fmt.Errorf("hold a member: %w", err)
	}
	return err
}

// devices lists the devices of a member, the newest first.
func (s store) devices(ctx context.Context, member string) (all []Device, err error) {
	if err = s.db.From(ctx).Where("member_id = ?", member).Order("at DESC, id DESC").Find(&all).Error; err != nil {
		err = fmt.Errorf("read devices: %w", err)
	}
	return all, err
}

// devicesAfter gives a page of all devices.
func (s store) devicesAfter(ctx context.Context, after string, limit int) (all []Device, err error) {
	if err = s.db.From(ctx).Where("id > ?", after).Order("id").Limit(limit).Find(&all).Error; err != nil {
		err = fmt.Errorf("read devices: %w", err)
	}
	return all, err
}

// putDevice notes the device of a session in place of what was known of the session or of its endpoint, whosever that was, and
// gives it as it is known from now on.
func (s store) putDevice(ctx context.Context, d Device, preview *bool) (Device, error) {
	var had []Device
	if err := s.db.From(ctx).Where("session_id = ? OR endpoint = ?", d.SessionID, d.Endpoint).Find(&had).Error; err != nil {
		return d, fmt.Errorf("read devices: %w", err)
	}
	for _, old := range had {
		if old.SessionID == d.SessionID {
			d.ID, d.At, d.Preview = old.ID, old.At, old.Preview
		}
	}
	if preview != nil {
		d.Preview = *preview
	}
	if _, err := s.dropDevices(ctx, "session_id = ? OR endpoint = ?", d.SessionID, d.Endpoint); err != nil {
		return d, err
	}
	over := clause.OnConflict{Columns: []clause.Column{{Name: "session_id"}}, DoUpdates: clause.AssignmentColumns([]string{"endpoint", "key", "auth", "preview", "live_at"})}
	if err := s.db.From(ctx).Clauses(over).Create(&d).Error; err != nil {
		return d, fmt.Errorf("write a device: %w", err)
	}
	return d, nil
}

func (s store) dropDevices(ctx context.Context, where string, args ...any) (int64, error) {
	res := s.db.From(ctx).Where(where, args...).Delete(&Device{})
	if res.Error != nil {
		return 0, fmt.Errorf("forget devices: %w", res.Error)
	}
	return res.RowsAffected, nil
}

// withDevices gives those of some members who have one.
func (s store) withDevices(ctx context.Context, members []string) (has map[string]bool, err error) {
	var ids []string
	if err := s.db.From(ctx).Model(&Device{}).Distinct("member_id").Where("member_id IN ?", members).Pluck("member_id", &ids).Error; err != nil {
		return nil, fmt.Errorf("read who has devices: %w", err)
	}
	has = make(map[string]bool, len(ids))
	for _, id := range ids {
		has[id] = true
	}
	return has, nil
}

// reached notes that something arrived at a device, or that nothing does.
func (s store) reached(ctx context.Context, id string, failing *time.Time) error {
	find := s.db.From(ctx).Model(&Device{}).Where("id = ?", id)
	if failing != nil {
		find = find.Where("failing_at IS NULL") // since when
	}
	if err := find.Update("failing_at", failing).Error; err != nil {
		return fmt.Errorf("note how a device was reached: %w", err)
	}
	return nil
}

// live notes of sessions that have a device that they hold a live connection.
func (s store) live(ctx context.Context, sessions []string, at time.Time) error {
	var with []string
	for some := range slices.Chunk(sessions, 500) {
		var ids []string
		if err := s.db.From(ctx).Model(&Device{}).Where("session_id IN ? AND live_at < ?", some, at).Pluck("id", &ids).Error; err != nil {
			return fmt.Errorf("read which devices are live: %w", err)
		}
		with = append(with, ids...)
	}
	if len(with) == 0 {
		return nil
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		for some := range slices.Chunk(with, 500) {
			if err := s.db.From(ctx).Model(&Device{}).Where("id IN ?", some).Update("live_at", at).Error; err != nil {
				return fmt.Errorf("note which devices are live: %w", err)
			}
		}
		return nil
	})
}

// told gives those of some notices that left the house by a channel and were not read since.
func (s store) told(ctx context.Context, member string, ids []string, by Channel) (of []Notice, err error) {
	if err = s.db.From(ctx).Where("member_id = ? AND id IN ? AND told = ? AND read_at IS NULL", member, ids, by).Order("at DESC, id DESC").Find(&of).Error; err != nil {
		err = fmt.Errorf("read what was told: %w", err)
	}
	return of, err
}
