package result

import (
	"context"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// atOnce is how many rows are written by one statement.
const atOnce = 100

func (s store) addItems(ctx context.Context, items []Item) error {
	if len(items) == 0 {
		return nil
	}
	rows := make([]itemRow, len(items))
	for i, one := range items {
		rows[i] = itemRow{one, word(one.Sources)}
	}
	if err := s.db.From(ctx).CreateInBatches(rows, atOnce).Error; err != nil {
		return fmt.Errorf("write the parts of a result: %w", err)
	}
	return nil
}

func itemsOf(q *gorm.DB) ([]Item, error) {
	rows, err := found[itemRow](q.Order("place, id"), "parts of a result")
	if err != nil {
		return nil, err
	}
	items := make([]Item, len(rows))
	for i, r := range rows {
		if items[i], err = r.item(); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// items are those of a result that are there, in their order.
func (s store) items(ctx context.Context, workshop string) ([]Item, error) {
	return itemsOf(s.db.From(ctx).Where("workshop_id = ? AND removed_at IS NULL", workshop))
}

func (s store) itemsByID(ctx context.Context, ids []string) ([]Item, error) {
	return itemsOf(s.db.From(ctx).Where("id IN ?", ids))
}

// itemHeld keeps an item, also one that was removed, as it is to the end of the transaction; SQLite's one writer holds everything already.
func (s store) itemHeld(ctx context.Context, workshop, id string) (Item, error) {
	items, err := itemsOf(s.db.From(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Where("workshop_id = ? AND id = ?", workshop, id))
	if err == nil && len(items) == 0 {
		err = errNoItem
	}
	if err != nil {
		return Item{}, err
	}
	return items[0], nil
}

func (s store) setItem(ctx context.Context, i Item) error {
	return s.db.From(ctx).Model(&itemRow{}).Where("id = ?", i.ID).Updates(map[string]any{"kind": i.Kind, "title": i.Title, "text": i.Text, "html": i.HTML, "place": i.Place,
		"sources": word(i.Sources), "owner_kind": i.OwnerKind, "owner_id": i.OwnerID, "due_on": i.DueOn, "edited_by": i.EditedBy, "edited_at": i.EditedAt,
		"removed_by": i.RemovedBy, "removed_at": i.RemovedAt, "words": i.Words, "version": i.Version}).Error
}

// ownedBy are the promises of a participant.
func (s store) ownedBy(ctx context.Context, participant string) ([]Item, error) {
	return itemsOf(s.db.From(ctx).Where("owner_kind = ? AND owner_id = ? AND removed_at IS NULL", ofParticipant, participant))
}

func (s store) standings(ctx context.Context, where string, args ...any) ([]Standing, error) {
	return found[Standing](s.db.From(ctx).Where(where, args...).Order("at, id"), "standings")
}

func (s store) addStanding(ctx context.Context, st Standing) error {
	return s.db.From(ctx).Create(&st).Error
}

func (s store) setStanding(ctx context.Context, st Standing) error {
	return s.db.From(ctx).Model(&Standing{}).Where("id = ?", st.ID).Updates(map[string]any{"who_kind": st.WhoKind, "who_id": st.WhoID, "stands": st.Stands, "words": st.Words,
		"of_words": st.OfWords, "as_owner": st.AsOwner, "unnamed": st.Unnamed, "written_by": st.WrittenBy, "at": st.At, "version": st.Version}).Error
}
