package actor

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"kraftsam/app/platform/text"
)

// spellings are the ways to write a name that somebody types in small or capital letters; both databases compare them alike.
func spellings(name string) []string {
	words := strings.Fields(name)
	capital := make([]string, len(words))
	for i, w := range words {
		first, size := utf8.DecodeRuneInString(w)
		capital[i] = string(unicode.ToUpper(first)) + strings.ToLower(w[size:])
	}
	all := []string{strings.Join(words, " "), strings.ToLower(strings.Join(words, " ")), strings.Join(capital, " ")}
	slices.Sort(all)
	return slices.Compact(all)
}

func (s store) called(ctx context.Context, q Called) ([]string, error) {
	if q.Limit < 1 || q.Among != nil && len(q.Among) == 0 {
		return nil, nil
	}
	g := s.db.From(ctx).Model(&Member{}).Where("approved_at IS NOT NULL AND suspended_at IS NULL AND closed_at IS NULL AND NOT guest")
	if q.Among != nil {
		g = g.Where("id IN ?", q.Among)
	}
	if len(q.But) > 0 {
		g = g.Where("id NOT IN ?", q.But)
	}
	if strings.TrimSpace(q.Name) != "" {
		var likes []string
		var args []any
		for _, name := range spellings(q.Name) {
			likes = append(likes, `name LIKE ? ESCAPE '\' OR name LIKE ? ESCAPE '\'`)
			args = append(args, text.LikeEscape(name)+"%", "% "+text.LikeEscape(name)+"%")
		}
		g = g.Where("("+strings.Join(likes, " OR ")+")", args...)
	}
	var ids []string
	if err := g.Order("name, id").Limit(q.Limit).Pluck("id", &ids).Error; err != nil {
		return nil, fmt.Errorf("find members by name: %w", err)
	}
	return ids, nil
}

// standing gives those of the ids that lead to an organisation of the directory, which may be the one that it was merged into.
func (s store) standing(ctx context.Context, ids []string) ([]string, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var found []string
	err := s.db.From(ctx).Raw(`SELECT o.id FROM organisations o LEFT JOIN organisations m ON m.id = o.merged_into
		WHERE o.id IN ? AND (o.confirmed_at IS NOT NULL AND o.ended_at IS NULL OR m.confirmed_at IS NOT NULL AND m.ended_at IS NULL) ORDER BY o.id`, ids).Scan(&found).Error
	if err != nil {
		return nil, fmt.Errorf("find organisations that stand: %w", err)
	}
	return found, nil
}

func (s store) speakers(ctx context.Context, organisations []string) ([]string, error) {
	if len(organisations) == 0 {
		return nil, nil
	}
	var found []string
	err := s.db.From(ctx).Raw(`SELECT DISTINCT r.member_id FROM representations r JOIN members m ON m.id = r.member_id
		WHERE r.ended_at IS NULL AND r.confirmed_at IS NOT NULL AND m.suspended_at IS NULL AND m.closed_at IS NULL
			AND r.organisation_id IN (SELECT coalesce(merged_into, id) FROM organisations WHERE id IN ?)`, organisations).Scan(&found).Error
	if err != nil {
		return nil, fmt.Errorf("read who speaks for organisations: %w", err)
	}
	return found, nil
}

// mergedInto gives the ids of those that became one of these organisations.
func (s store) mergedInto(ctx context.Context, ids []string) ([]string, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var found []string
	if err := s.db.From(ctx).Raw("SELECT id FROM organisations WHERE merged_into IN ?", ids).Scan(&found).Error; err != nil {
		return nil, fmt.Errorf("read what was merged: %w", err)
	}
	return found, nil
}

func (s store) organisationsCalled(ctx context.Context, ids []string, name string) ([]Organisation, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []organisationRow
	if err := (Search{Query: name}).narrow(s.db.From(ctx)).Where("id IN ?", ids).Order("sort_key, id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("find organisations by name: %w", err)
	}
	list := make([]Organisation, len(rows))
	for i, r := range rows {
		list[i] = r.Organisation
	}
	return list, nil
}
