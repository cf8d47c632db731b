package forum

import (
	"context"
	"fmt"
	"slices"
	"time"
)

func (s store) addPost(ctx context.Context, p Post) error { return s.db.From(ctx).Create(&p).Error }

func (s store) post(ctx context.Context, id string) (Post, error) {
	var rows []Post
	if err := s.db.From(ctx).Where("id = ?", id).Find(&rows).Error; err != nil {
		return Post{}, fmt.Errorf("read post: %w", err)
	}
	if len(rows) == 0 {
		return Post{}, errNoPost
	}
	return rows[0], nil
}

func (s store) posts(ctx context.Context, ids []string) (map[string]Post, error) {
	byID := make(map[string]Post, len(ids))
	if len(ids) == 0 {
		return byID, nil
	}
	var rows []Post
	if err := s.db.From(ctx).Where("id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read posts: %w", err)
	}
	for _, p := range rows {
		byID[p.ID] = p
	}
	return byID, nil
}

// firstPosts gives the first post of each thread.
func (s store) firstPosts(ctx context.Context, threads []string) (map[string]Post, error) {
	byThread := make(map[string]Post, len(threads))
	if len(threads) == 0 {
		return byThread, nil
	}
	var rows []Post
	if err := s.db.From(ctx).Where("thread_id IN ? AND number = 1", threads).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read first posts: %w", err)
	}
	for _, p := range rows {
		byThread[p.ThreadID] = p
	}
	return byThread, nil
}

// span reads the posts of a thread whose numbers lie in from…to, both included. Numbers have no holes, so any page of a long
// thread costs the same.
func (s store) span(ctx context.Context, thread string, from, to int64) ([]Post, error) {
	var rows []Post
	err := s.db.From(ctx).Where("thread_id = ? AND number BETWEEN ? AND ?", thread, from, to).Order("number").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read posts of a thread: %w", err)
	}
	return rows, nil
}

// lastOf is when a member last wrote in a thread; zero where they did not.
func (s store) lastOf(ctx context.Context, thread, member string) (time.Time, error) {
	var rows []Post
	err := s.db.From(ctx).Select("at").Where("thread_id = ? AND author_id = ?", thread, member).Order("at DESC").Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return time.Time{}, err
	}
	return rows[0].At, nil
}

func (s store) setPost(ctx context.Context, id string, set map[string]any) error {
	return s.db.From(ctx).Model(&Post{}).Where("id = ?", id).Updates(set).Error
}

// keepVersion stores the text that an edit is about to replace.
func (s store) keepVersion(ctx context.Context, p Post) error {
	at := p.At
	if p.EditedAt != nil {
		at = *p.EditedAt
	}
	return s.db.From(ctx).Create(&PostVersion{PostID: p.ID, Version: p.Version, Text: p.Text, HTML: p.HTML, At: at}).Error
}

// versions gives all texts of a post, the newest first.
func (s store) versions(ctx context.Context, p Post) ([]PostVersion, error) {
	var rows []PostVersion
	if err := s.db.From(ctx).Where("post_id = ?", p.ID).Order("version").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read versions of a post: %w", err)
	}
	at := p.At
	if p.EditedAt != nil {
		at = *p.EditedAt
	}
	rows = append(rows, PostVersion{PostID: p.ID, Version: p.Version, Text: p.Text, HTML: p.HTML, At: at})
	slices.Reverse(rows)
	return rows, nil
}
