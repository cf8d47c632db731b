package workshop

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/ref"
)

// TableName is for GORM.
func (Reply) TableName() string { return "workshop_replies" }

// TableName is for GORM.
func (Invitation) TableName() string { return "workshop_invitations" }

// TableName is for GORM.
func (Round) TableName() string { return "workshop_rounds" }

func anew(columns ...string) clause.OnConflict {
	all := make([]clause.Column, len(columns))
	for i, c := range columns {
		all[i].Name = c
	}
	return clause.OnConflict{Columns: all, UpdateAll: true}
}

func (s store) putReply(ctx context.Context, r Reply) error {
	return s.db.From(ctx).Clauses(anew("workshop_id", "member_id")).Create(&r).Error
}

func (s store) replies(ctx context.Context, workshop string) (rows []Reply, err error) {
	if err = s.db.From(ctx).Where("workshop_id = ?", workshop).Order("at, member_id").Find(&rows).Error; err != nil {
		err = fmt.Errorf("read replies: %w", err)
	}
	return rows, err
}

func (s store) reply(ctx context.Context, workshop, member string) (rows []Reply, err error) {
	err = repliesOf(s.db.From(ctx), workshop, member).Find(&rows).Error
	return rows, err
}

// replyHeld is for a change of it.
func (s store) replyHeld(ctx context.Context, workshop, member string) (rows []Reply, err error) {
	err = repliesOf(s.db.From(ctx).Clauses(clause.Locking{Strength: "UPDATE"}), workshop, member).Find(&rows).Error
	return rows, err
}

func repliesOf(g *gorm.DB, workshop, member string) *gorm.DB {
	return g.Where("workshop_id = ? AND member_id = ?", workshop, member)
}

func (s store) countReplies(ctx context.Context, workshops []string) (rows []count, err error) {
	err = s.db.From(ctx).Model(&Reply{}).Select("workshop_id, answer AS kind, count(*) AS n").Where("workshop_id IN ?", workshops).Group("workshop_id, answer").Find(&rows).Error
	return rows, err
}

// forgetNeeds empties what people needed, and the lines of their answers, for workshops that ended, or were to end, before a moment.
func (s store) forgetNeeds(ctx context.Context, before time.Time) error {
	return s.db.From(ctx).Exec(`UPDATE workshop_replies SET interpreter = '', access = '', line = '' WHERE (interpreter <> '' OR access <> '' OR line <> '') AND workshop_id IN
		(SELECT id FROM workshops WHERE coalesce(ended_at, cancelled_at, starts_at) < ?)`, before).Error
}

func (s store) putInvitation(ctx context.Context, i Invitation) error {
	return s.db.From(ctx).Clauses(anew("workshop_id", "kind", "target_id")).Create(&i).Error
}

func (s store) endInvitation(ctx context.Context, workshop string, whom ref.Ref) error {
	return s.db.From(ctx).Model(&Invitation{}).Where("workshop_id = ? AND kind = ? AND target_id = ? AND ended_at IS NULL", workshop, whom.Kind, whom.ID).
		Update("ended_at", db.Now()).Error
}

func (s store) running(ctx context.Context) *gorm.DB {
	return s.db.From(ctx).Where("ended_at IS NULL")
}

func (s store) invitations(ctx context.Context, workshop string) (rows []Invitation, err error) {
	if err = s.running(ctx).Where("workshop_id = ?", workshop).Order("at, target_id").Find(&rows).Error; err != nil {
		err = fmt.Errorf("read invitations: %w", err)
	}
	return rows, err
}

func (s store) invited(ctx context.Context, workshop, member string, organisations []string) (bool, error) {
	var n int64
	err := s.running(ctx).Model(&Invitation{}).Where("workshop_id = ? AND (kind = ? AND target_id = ? OR kind = ? AND target_id IN ?)",
		workshop, kindMember, member, kindCompany, append(organisations, "")).Count(&n).Error
	return n > 0, err
}

func (s store) putRound(ctx context.Context, r Round) error {
	return s.db.From(ctx).Clauses(anew("workshop_id")).Create(&r).Error
}

// rounds gives the written rounds of some workshops, by their ids.
func (s store) rounds(ctx context.Context, workshops []string) (map[string]Round, error) {
	found := map[string]Round{}
	var rows []Round
	if err := s.db.From(ctx).Where("workshop_id IN ?", workshops).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read rounds: %w", err)
	}
	for _, r := range rows {
		found[r.WorkshopID] = r
	}
	return found, nil
}

// coming are the members who take part, or said that they come or may.
func (s store) coming(ctx context.Context, workshop string) (members []string, err error) {
	err = s.db.From(ctx).Raw(`SELECT member_id FROM workshop_participants WHERE workshop_id = @id AND member_id IS NOT NULL AND left_at IS NULL
		UNION SELECT member_id FROM workshop_replies WHERE workshop_id = @id AND answer IN @answers ORDER BY 1`,
		map[string]any{"id": workshop, "answers": []string{Yes, Maybe, Instead}}).Scan(&members).Error
	return members, err
}

// away are the members who said that they stay away.
func (s store) away(ctx context.Context, workshop string) (map[string]bool, error) {
	var members []string
	err := s.db.From(ctx).Model(&Reply{}).Where("workshop_id = ? AND answer = ?", workshop, No).Pluck("member_id", &members).Error
	away := map[string]bool{}
	for _, m := range members {
		away[m] = true
	}
	return away, err
}

// dated are the workshops that end after a moment and are somebody's, drafts apart.
func (s store) dated(ctx context.Context, member string, speaks []string, from time.Time) (rows []Workshop, err error) {
	err = s.db.From(ctx).Where(`starts_at > @from AND state <> @draft AND (id IN (SELECT workshop_id FROM workshop_facilitators WHERE member_id = @member)
			OR id IN (SELECT workshop_id FROM workshop_participants WHERE member_id = @member AND left_at IS NULL)
			OR id IN (SELECT workshop_id FROM workshop_replies WHERE member_id = @member AND answer <> 'no')
			OR id IN (SELECT workshop_id FROM workshop_invitations WHERE ended_at IS NULL AND (kind = 'member' AND target_id = @member OR kind = 'organisation' AND target_id IN @speaks))
				AND id NOT IN (SELECT workshop_id FROM workshop_replies WHERE member_id = @member))`,
		map[string]any{"from": from, "draft": Draft, "member": member, "speaks": orNone(speaks)}).Order("starts_at, id").Find(&rows).Error
	if err != nil {
		err = fmt.Errorf("read dates of workshops: %w", err)
	}
	return rows, err
}
