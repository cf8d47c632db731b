package notice

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"
)

type settingRow struct {
	MemberID   string
	Brief      string
	QuietFrom  int
	QuietTo    int
	Weekends   bool
	MutedUntil *time.Time
	BriefedOn  string
}

// TableName is for GORM.
func (settingRow) TableName() string { return "notice_settings" }

type channelRow struct {
	MemberID string
	Kind     Kind
	Channel  Channel
	Chosen   bool
}

// TableName is for GORM.
func (channelRow) TableName() string { return "notice_channels" }

// settings gives how members want to be told; each of them has an entry.
func (s store) settings(ctx context.Context, members []string) (map[string]Settings, error) {
	all := make(map[string]Settings, len(members))
	for _, m := range members {
		all[m] = usualSettings
	}
	var rows []settingRow
	if err := s.db.From(ctx).Where("member_id IN ?", members).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read settings of notices: %w", err)
	}
	for _, r := range rows {
		all[r.MemberID] = Settings{Brief: r.Brief, Quiet: Quiet{r.QuietFrom, r.QuietTo, r.Weekends}, MutedUntil: r.MutedUntil, BriefedOn: r.BriefedOn}
	}
	var channels []channelRow
	if err := s.db.From(ctx).Where("member_id IN ?", members).Find(&channels).Error; err != nil {
		return nil, fmt.Errorf("read channels of notices: %w", err)
	}
	for _, c := range channels {
		set := all[c.MemberID]
		if set.Chosen == nil {
			set.Chosen = map[Kind]map[Channel]bool{}
		}
		if set.Chosen[c.Kind] == nil {
			set.Chosen[c.Kind] = map[Channel]bool{}
		}
		set.Chosen[c.Kind][c.Channel] = c.Chosen
		all[c.MemberID] = set
	}
	return all, nil
}

func (s store) putSettings(ctx context.Context, member string, set Settings) error {
	row := settingRow{member, set.Brief, set.Quiet.From, set.Quiet.To, set.Quiet.Weekends, set.MutedUntil, set.BriefedOn}
	over := clause.OnConflict{Columns: []clause.Column{{Name: "member_id"}},
		DoUpdates: clause.AssignmentColumns([]string{"brief", "quiet_from", "quiet_to", "weekends", "muted_until"})}
	return s.db.From(ctx).Clauses(over).Create(&row).Error
}

func (s store) putChannels(ctx context.Context, member string, choices []ChannelChoice) error {
	for _, c := range choices {
		over := clause.OnConflict{Columns: []clause.Column{{Name: "member_id"}, {Name: "kind"}, {Name: "channel"}}, DoUpdates: clause.AssignmentColumns([]string{"chosen"})}
		if err := s.db.From(ctx).Clauses(over).Create(&channelRow{member, c.Kind, c.Channel, c.On}).Error; err != nil {
			return fmt.Errorf("choose a channel: %w", err)
		}
	}
	return nil
}
