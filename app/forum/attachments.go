package forum

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"kraftsam/app/actor"
	"kraftsam/app/file"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/text"
)

// Attached is a file that a post is to show, with words for those who do not see an image. An image that says nothing is
// decorative, and then it has none.
type Attached struct {
	ID         string
	Alt        string
	Decorative bool
}

// PostFile is that a post shows a file, from one of its versions to another.
type PostFile struct {
	PostID     string
	FileID     string
	Since      int64 // version that brought it
	Until      int64 // version that took it away, 0: it is there
	Number     int64 // 1 is shown first
	Alt        string
	Decorative bool
}

// AttachmentView is a file as its post shows it.
type AttachmentView struct {
	file.Stored
	Alt        string `json:"alt,omitempty" doc:"says the same as the image"`
	Decorative bool   `json:"decorative,omitempty" doc:"an image that says nothing"`
}

// Limits of what a post shows. A description that needs more room belongs into the text, where everybody finds it.
const (
	maxAttachments = 10
	maxAlt         = 300 // code points
)

var (
	errAttachments = fault.InField("body.attachments", "attachments_too_many", "Attach at most 10 files, each of them once.")
	errNoFile      = fault.New(fault.NotFound, "file_unknown", "There is no such file.")
)

var _ = fault.Register("attachments_too_many", "alt_missing", "alt_too_long")

// JoinFiles tells the room who keeps files: from then on posts can show some, and are the door to them.
func (s *Service) JoinFiles(files *file.Service) {
	s.files = files
	files.HeldBy("post", s.fileDoor)
}

// fileDoor opens for those who read the post. What it no longer shows, or what was withdrawn, is a record for those who may read
// its earlier texts.
func (s *Service) fileDoor(ctx context.Context, by actor.Viewer, post, id string) (open bool, err error) {
	p, _, a, err := s.postFor(ctx, by, post, s.threadFor)
	if err != nil {
		return false, err
	}
	shown := false
	if p.WithdrawnAt == nil {
		if shown, err = s.store.shows(ctx, post, id); err != nil {
			return false, err
		}
	}
	if !shown && !mayReadVersions(by, a, p) {
		return false, errNoFile
	}
	return shown && !a.Private, nil
}

func checkAttached(list []Attached) error {
	if len(list) > maxAttachments {
		return errAttachments
	}
	seen := map[string]bool{}
	for i, f := range list {
		if seen[f.ID] {
			return errAttachments
		}
		seen[f.ID] = true
		if text.Length(f.Alt) > maxAlt {
			return fault.InField(fmt.Sprintf("body.attachments[%d].alt", i), "alt_too_long", "Describe the image in at most 300 characters; what needs more belongs into the text.")
		}
	}
	return nil
}

// attach has a post show files from a version on.
func (s *Service) attach(ctx context.Context, by actor.Viewer, post string, since int64, list []Attached) error {
	if len(list) == 0 {
		return nil
	}
	ids := make([]string, len(list))
	for i, f := range list {
		ids[i] = f.ID
	}
	files, err := s.files.Hold(ctx, by, postRef(post), ids)
	if err != nil {
		return err
	}
	rows := make([]PostFile, len(list))
	for i, f := range list {
		if !files[i].Image() {
			f.Alt, f.Decorative = "", false
		} else if (strings.TrimFunc(f.Alt, text.Blank) == "") != f.Decorative {
			return fault.InField(fmt.Sprintf("body.attachments[%d].alt", i), "alt_missing", "Describe the image for those who do not see it, or say that it is decorative; not both.")
		}
		rows[i] = PostFile{PostID: post, FileID: f.ID, Since: since, Number: int64(i + 1), Alt: f.Alt, Decorative: f.Decorative}
	}
	return s.store.addPostFiles(ctx, rows)
}

// reattach has a post show other files from its next version on, or the same ones otherwise; nil leaves all as it is.
func (s *Service) reattach(ctx context.Context, by actor.Viewer, p Post, list *[]Attached) (changed bool, err error) {
	if list == nil {
		return false, nil
	}
	now, err := s.store.postFiles(ctx, []string{p.ID})
	if err != nil {
		return false, err
	}
	shown := make([]Attached, len(now[p.ID]))
	for i, f := range now[p.ID] {
		shown[i] = Attached{ID: f.FileID, Alt: f.Alt, Decorative: f.Decorative}
	}
	if slices.Equal(shown, *list) {
		return false, nil
	}
	if err := s.store.endPostFiles(ctx, p.ID, p.Version+1); err != nil {
		return false, err
	}
	return true, s.attach(ctx, by, p.ID, p.Version+1, *list)
}

// attachmentsOf shapes what posts show, by their ids; withdrawn ones show nothing.
func (s *Service) attachmentsOf(ctx context.Context, posts []Post) (map[string][]AttachmentView, error) {
	var ids []string
	for _, p := range posts {
		if p.WithdrawnAt == nil {
			ids = append(ids, p.ID)
		}
	}
	rows, err := s.store.postFiles(ctx, ids)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return s.attachmentViews(ctx, rows)
}

func (s *Service) attachmentViews(ctx context.Context, rows map[string][]PostFile) (map[string][]AttachmentView, error) {
	var ids []string
	for _, list := range rows {
		for _, f := range list {
			ids = append(ids, f.FileID)
		}
	}
	files, err := s.files.Views(ctx, ids)
	if err != nil {
		return nil, err
	}
	views := make(map[string][]AttachmentView, len(rows))
	for post, list := range rows {
		for _, f := range list {
			views[post] = append(views[post], AttachmentView{Stored: files[f.FileID], Alt: f.Alt, Decorative: f.Decorative})
		}
	}
	return views, nil
}

// attachmentsThen shapes what a post showed in each of its versions that is asked for.
func (s *Service) attachmentsThen(ctx context.Context, p Post, versions []PostVersion) (map[int64][]AttachmentView, error) {
	rows, err := s.store.everyFile(ctx, p.ID)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	views, err := s.attachmentViews(ctx, map[string][]PostFile{p.ID: rows})
	if err != nil {
		return nil, err
	}
	then := map[int64][]AttachmentView{}
	for _, v := range versions {
		for i, f := range rows {
			if f.Since <= v.Version && (f.Until == 0 || v.Version < f.Until) {
				then[v.Version] = append(then[v.Version], views[p.ID][i])
			}
		}
	}
	return then, nil
}
