// Package file keeps what members attach to what they write: it takes files in, looks through them, draws images anew and hands
// them out again. A file is its sender's alone until something names it (a post, say, in a room to the right); from then on
// whoever may read that may fetch the file, and that room's door decides it at each fetch. Nobody's name for a file comes near a disk.
package file

import (
	"context"
	"log/slog"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/ref"
)

// File is what somebody sent. Size, type and measures are those of the bytes that are kept: of an image those drawn anew.
type File struct {
	ID       string
	MemberID string // who sent it
	Holder   string // ref of what names it, empty: nothing does
	Name     string // as it was sent, byte for byte
	Media    string
	Size     int64
	SHA256   string `gorm:"column:sha256"` // hex
	Width    int    // pixels, of images
	Height   int
	Moving   bool
	Blob     string // name on the shelf
	Preview  string // that of a smaller image, empty: none

	PreviewMedia  string
	PreviewSize   int64
	PreviewWidth  int
	PreviewHeight int

	At time.Time
}

// Image says whether it is one, and so needs words for those who do not see it.
func (f File) Image() bool { return f.Width > 0 }

// Life is how long a file is kept that nothing names.
const Life = 24 * time.Hour

// What must stay free of a disk, since a database on it needs it more: a tenth, of a large disk this many bytes.
const (
	scarcePart  = 10
	scarceBytes = 5 << 30
)

var (
	errNone     = fault.New(fault.NotFound, "file_unknown", "There is no such file.")
	errHeld     = fault.New(fault.Conflict, "file_held", "This file stands in something that you wrote. Take it out there.")
	errNotYours = fault.InField("body.attachments", "file_unknown", "One of these files is not kept any more, or stands elsewhere. Attach it again.")
	errFull     = fault.New(fault.Full, "storage_full", "There is no room for more files just now. Whoever runs this place has to make some.")
	errAway     = fault.New(fault.Unavailable, "file_away", "This file cannot be read just now. Try again in a moment.").After(5 * time.Second)
	errBusy     = fault.New(fault.Unavailable, "too_slow", "This took too long. Try again in a moment.").After(5 * time.Second)
)

var _ = fault.Register("file_unknown", "file_held", "storage_full", "file_away", "too_slow")

// Door decides for the things of one kind whether a viewer may fetch a file that they name; whoever may not gets an error of
// the kind NotFound. open says whether everybody may.
type Door func(ctx context.Context, by actor.Viewer, holder, file string) (open bool, err error)

// Options say how the room stands in the world.
type Options struct {
	Shelf   Shelf
	Scanner Scanner // nil: nobody looks for viruses
	Quota   int64   // bytes of all files together
	Logger  *slog.Logger
	Now     func() time.Time // nil: the clock
}

// atOnce is how many files are looked through at a time on this node: an image of 40 million pixels takes 300 MB meanwhile.
const atOnce = 2

// Service is what the room can do.
type Service struct {
	db      *db.DB
	events  *event.Log
	limits  *limit.Limits
	options Options
	doors   map[string]Door
	desks   chan struct{} // where files are looked through
	store   store
}

// NewService makes the room on a database.
func NewService(d *db.DB, events *event.Log, actors *actor.Service, limits *limit.Limits, o Options) *Service {
	if o.Now == nil {
		o.Now = db.Now
	}
	s := &Service{db: d, events: events, limits: limits, options: o, doors: map[string]Door{}, desks: make(chan struct{}, atOnce), store: store{d}}
	actors.WhenLeft(s.dropLoose)
	return s
}

// HeldBy sets the door to files that things of a kind name.
func (s *Service) HeldBy(kind string, door Door) { s.doors[kind] = door }

// Hold gives files to what names them, in the transaction that writes it, and gives them back in the order asked for. A file
// must be the viewer's own and be named by nothing else.
func (s *Service) Hold(ctx context.Context, by actor.Viewer, holder ref.Ref, ids []string) ([]File, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	held, err := s.store.hold(ctx, by.Member, holder.String(), ids)
	if err != nil {
		return nil, err
	}
	if int(held) != len(ids) {
		return nil, errNotYours
	}
	byID, err := s.store.files(ctx, ids)
	if err != nil {
		return nil, err
	}
	files := make([]File, len(ids))
	for i, id := range ids {
		files[i] = byID[id]
	}
	return files, nil
}

// Loose lists the viewer's files that nothing names, the oldest first.
func (s *Service) Loose(ctx context.Context, by actor.Viewer) ([]File, error) {
	if err := by.Known(); err != nil {
		return nil, err
	}
	return s.store.loose(ctx, by.Member)
}

// Drop throws away the viewer's own file, which nothing may name. One that is not there is gone already, or is not theirs to know of.
func (s *Service) Drop(ctx context.Context, by actor.Viewer, id string) error {
	if err := by.MayWrite(); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		f, err := s.store.file(ctx, id)
		switch {
		case err != nil:
			return err
		case f.MemberID != by.Member:
			return errNone
		case f.Holder != "":
			return errHeld
		}
		return s.drop(ctx, []File{f})
	})
}

// drop forgets files that nothing names; their bytes go once that is durable. What was named a moment ago stays.
func (s *Service) drop(ctx context.Context, files []File) error {
	for _, f := range files {
		gone, err := s.store.drop(ctx, f.ID)
		if err != nil {
			return err
		}
		if gone {
			s.db.AfterCommit(ctx, func() { s.clear(f.Blob, f.Preview) })
		}
	}
	return nil
}

// dropLoose forgets what somebody who left had not used yet. What stands in their posts stays, as their posts do.
func (s *Service) dropLoose(ctx context.Context, member string) error {
	files, err := s.store.loose(ctx, member)
	if err != nil {
		return err
	}
	return s.drop(ctx, files)
}

// clear takes bytes off the shelf. What cannot be taken off now is swept later.
func (s *Service) clear(names ...string) {
	for _, name := range names {
		if name == "" {
			continue
		}
		if err := s.options.Shelf.Remove(name); err != nil {
			s.options.Logger.Warn("bytes of a file stay on the shelf", "error", err)
		}
	}
}
