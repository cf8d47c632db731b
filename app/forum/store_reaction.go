package forum

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm/clause"
)

// mostReactions bounds the list of who reacted to a post.
const mostReactions = 500

// react writes a reaction and says whether anything changed by it.
func (s store) react(ctx context.Context, r Reaction) (bool, error) {
	res := s.db.From(ctx).Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "post_id"}, {Name: "kind"}, {Name: "member_id"}},
		DoUpdates: clause.AssignmentColumns([]string{"organisation_id", "at"}),
		Where:     clause.Where{Exprs: []clause.Expression{clause.Expr{SQL: "coalesce(post_reactions.organisation_id, '') <> coalesce(excluded.organisation_id, '')"}}},
	}).Create(&r)
	if res.Error != nil {
		return false, fmt.Errorf("react: %w", res.Error)
	}
	return res.RowsAffected > 0, nil
}

func (s store) unreact(ctx context.Context, post, kind, member string) (bool, error) {
	res := s.db.From(ctx).Where("post_id = ? AND kind = ? AND member_id = ?", post, kind, member).Delete(&Reaction{})
	if res.Error != nil {
		return false, fmt.Errorf("take a reaction back: %w", res.Error)
	}
	return res.RowsAffected > 0, nil
}

func (s store) reactions(ctx context.Context, post string) ([]Reaction, error) {
	var rows []Reaction
	if err := s.db.From(ctx).Where("post_id = ?", post).Order("at, member_id").Limit(mostReactions).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read reactions: %w", err)
	}
	return rows, nil
}

// reactionCounts are the counts of posts by their ids.
type reactionCounts map[string][]ReactionCount

// of gives the counts of a post; a withdrawn one shows none.
func (c reactionCounts) of(p Post) []ReactionCount {
	if p.WithdrawnAt != nil || c[p.ID] == nil {
		return []ReactionCount{}
	}
	return c[p.ID]
}

// countReactions counts organisations once, however many of their people reacted, and beside them those who reacted as themselves.
func (s store) countReactions(ctx context.Context, posts []string) (reactionCounts, error) {
	counts := reactionCounts{}
	if len(posts) == 0 {
		return counts, nil
	}
	var rows []struct {
		PostID string
		ReactionCount
	}
	err := s.db.From(ctx).Raw(`SELECT post_id, kind, count(DISTINCT organisation_id) AS organisations, count(*) - count(organisation_id) AS persons
		FROM post_reactions WHERE post_id IN ? GROUP BY post_id, kind`, posts).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("count reactions: %w", err)
	}
	for _, r := range rows {
		counts[r.PostID] = append(counts[r.PostID], r.ReactionCount)
	}
	for _, of := range counts {
		slices.SortFunc(of, func(a, b ReactionCount) int {
			return slices.Index(reactionKinds, a.Kind) - slices.Index(reactionKinds, b.Kind)
		})
	}
	return counts, nil
}

// reactionsBy gives the kinds with which a member reacted to posts.
func (s store) reactionsBy(ctx context.Context, member string, posts []string) (map[string][]string, error) {
	mine := map[string][]string{}
	if member == "" || len(posts) == 0 {
		return mine, nil
	}
	var rows []Reaction
	if err := s.db.From(ctx).Where("member_id = ? AND post_id IN ?", member, posts).Order("kind").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read a member's reactions: %w", err)
	}
	for _, r := range rows {
		mine[r.PostID] = append(mine[r.PostID], r.Kind)
	}
	return mine, nil
}

func idsOf(posts []Post) []string {
	ids := make([]string, len(posts))
	for i, p := range posts {
		ids[i] = p.ID
	}
	return ids
}
