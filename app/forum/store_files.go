package forum

import (
	"context"
	"fmt"
)

func (s store) addPostFiles(ctx context.Context, rows []PostFile) error {
	return s.db.From(ctx).Create(&rows).Error
}

// endPostFiles takes away what a post shows, from a version on.
func (s store) endPostFiles(ctx context.Context, post string, until int64) error {
	return s.db.From(ctx).Model(&PostFile{}).Where("post_id = ? AND until = 0", post).Update("until", until).Error
}

// postFiles gives what posts show, in order.
func (s store) postFiles(ctx context.Context, posts []string) (map[string][]PostFile, error) {
	byPost := map[string][]PostFile{}
	if len(posts) == 0 {
		return byPost, nil
	}
	var rows []PostFile
	if err := s.db.From(ctx).Where("post_id IN ? AND until = 0", posts).Order("number").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read files of posts: %w", err)
	}
	for _, f := range rows {
		byPost[f.PostID] = append(byPost[f.PostID], f)
	}
	return byPost, nil
}

// everyFile gives what a post shows and ever showed.
func (s store) everyFile(ctx context.Context, post string) ([]PostFile, error) {
	var rows []PostFile
	if err := s.db.From(ctx).Where("post_id = ?", post).Order("since, number").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read files of a post: %w", err)
	}
	return rows, nil
}

func (s store) shows(ctx context.Context, post, file string) (bool, error) {
	var n int64
	err := s.db.From(ctx).Model(&PostFile{}).Where("post_id = ? AND file_id = ? AND until = 0", post, file).Count(&n).Error
	return n > 0, err
}
