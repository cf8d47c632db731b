package file

import (
	"context"
	"errors"
	"io/fs"
	"strings"

	"kraftsam/app/actor"
	"kraftsam/app/platform/fault"
)

// Fetched is a file, or the smaller image that stands for it, on its way out.
type Fetched struct {
	File
	Body  Blob
	Size  int64
	Media string
	Open  bool // everybody may fetch it
}

// Fetch opens a file for whoever may read what names it; preview asks for the smaller image, or the file itself where it has none.
// For everybody else there is no such file.
func (s *Service) Fetch(ctx context.Context, by actor.Viewer, id string, preview bool) (Fetched, error) {
	var f Fetched
	err := s.db.Read(ctx, func(ctx context.Context) (err error) {
		f.File, f.Open, err = s.fileFor(ctx, by, id)
		return err
	})
	if err != nil {
		return Fetched{}, err
	}
	blob := f.Blob
	f.Size, f.Media = f.File.Size, f.File.Media
	if preview && f.Preview != "" {
		blob, f.Size, f.Media = f.Preview, f.PreviewSize, f.PreviewMedia
	}
	if f.Body, err = s.options.Shelf.Open(blob); err != nil {
		// The folder is not the one of the other nodes, or the disk has lost something: whoever runs this place must know.
		s.options.Logger.ErrorContext(ctx, "a file is not on the shelf", "file", id, "gone", errors.Is(err, fs.ErrNotExist))
		return Fetched{}, errAway.Because(err)
	}
	return f, nil
}

// fileFor is the only door to a file: to one that nothing names it opens for its sender, to others where the door of what names
// them does.
func (s *Service) fileFor(ctx context.Context, by actor.Viewer, id string) (File, bool, error) {
	f, err := s.store.file(ctx, id)
	if err != nil {
		return File{}, false, err
	}
	if f.Holder == "" {
		if by.SignedIn() && f.MemberID == by.Member {
			return f, false, nil
		}
		return File{}, false, errNone
	}
	kind, holder, _ := strings.Cut(f.Holder, ":")
	door := s.doors[kind]
	if door == nil {
		return File{}, false, errNone
	}
	open, err := door(ctx, by, holder, id)
	if err != nil && fault.KindOf(err) == fault.NotFound {
		err = errNone
	}
	return f, open, err
}
