package workshop

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"kraftsam/app/platform/db"
)

// askedFor is how long after its time a workshop that nobody started still asks who comes.
const askedFor = 24 * time.Hour

// invitedTo are the workshops to which @member is invited, by name or through an organisation.
const invitedTo = `SELECT workshop_id FROM workshop_invitations WHERE ended_at IS NULL
	AND (kind = 'member' AND target_id = @member OR kind = 'organisation' AND target_id IN @speaks)`

// listedRow is a workshop with its thread.
type listedRow struct {
	Workshop    `gorm:"embedded"`
	Area        string
	ThreadTitle string
	Answer      string // the viewer's own; may be empty
}

// list reads one workshop more than asked for, which says whether there are more. An empty list of ids is asked for as one that nothing has.
func (s store) list(ctx context.Context, who whose, f Filter, from *spot, limit int) (rows []listedRow, err error) {
	past := []State{Minutes, Published, Cancelled}
	q := s.db.From(ctx).Model(&Workshop{}).Joins("JOIN threads t ON t.id = workshops.thread_id").
		Joins("LEFT JOIN workshop_replies r ON r.workshop_id = workshops.id AND r.member_id = ?", who.member).
		Select("workshops.*, t.area AS area, t.title AS thread_title, coalesce(r.answer, '') AS answer").
		Where(`(state <> @draft AND (t.area IN @areas
				OR workshops.id IN (SELECT workshop_id FROM workshop_participants WHERE member_id = @member)
				OR workshops.id IN (`+invitedTo+`))
			OR state = @draft AND t.area IN @led
			OR workshops.id IN (SELECT workshop_id FROM workshop_facilitators WHERE member_id = @member))`,
			map[string]any{"draft": Draft, "areas": orNone(who.areas), "led": orNone(who.led), "member": who.member, "speaks": orNone(who.speaks)})
	if f.Area != "" {
		q = q.Where("t.area = ?", f.Area)
	}
	const at = "coalesce(workshops.starts_at, workshops.created_at)"
	order, beyond := at+", workshops.id", ">"
	switch f.When {
	case Past:
		q, order, beyond = q.Where("state IN ?", past), at+" DESC, workshops.id DESC", "<"
	case Asked:
		q = asks(q, who)
	default:
		q = q.Where("state NOT IN ?", past)
	}
	if from != nil {
		q = q.Where("("+at+", workshops.id) "+beyond+" (?, ?)", from.at, from.id)
	}
	if err = q.Order(order).Limit(limit).Find(&rows).Error; err != nil {
		err = fmt.Errorf("list workshops: %w", err)
	}
	return rows, err
}

// asks narrows to those whose invitation waits for an answer: whoever takes part, or facilitates, is not asked.
func asks(q *gorm.DB, who whose) *gorm.DB {
	return q.Where(`r.answer IS NULL AND (state = @live OR state = @open AND (workshops.starts_at IS NULL OR workshops.starts_at > @since))
			AND workshops.id IN (`+invitedTo+`)
			AND workshops.id NOT IN (SELECT workshop_id FROM workshop_participants WHERE member_id = @member)
			AND workshops.id NOT IN (SELECT workshop_id FROM workshop_facilitators WHERE member_id = @member)`,
		map[string]any{"live": Live, "open": Invited, "since": db.Now().Add(-askedFor), "member": who.member, "speaks": orNone(who.speaks)})
}

func orNone(words []string) []string {
	if len(words) == 0 {
		return []string{""}
	}
	return words
}
