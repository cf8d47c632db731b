package file

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"

	"kraftsam/app/actor"
	"kraftsam/app/file/inspect"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/ref"
)

// Upload is a file on its way in.
type Upload struct {
	Name    string
	Media   string // as declared
	Content io.Reader
}

// dayUnit is how many bytes count as one in the limit of a day.
const dayUnit = 256 << 10

// Receive takes a file in: reads it to a place of its own, looks it through, draws it anew where it is an image, and keeps it. A
// repeat with the same key and bytes answers what the first call made. Until the last step nothing of it is anywhere.
func (s *Service) Receive(ctx context.Context, by actor.Viewer, key event.Key, u Upload) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	if err := inspect.CheckName(u.Name); err != nil {
		return event.Reference{}, err
	}
	kind, err := inspect.KindOf(u.Name, u.Media)
	if err != nil {
		return event.Reference{}, err
	}
	if err := s.hasRoom(ctx); err != nil {
		return event.Reference{}, err
	}
	// What is refused from here on is refused inside Once: a repeat of what was done already still gets its answer.
	refused := s.limits.Take(ctx, limit.Upload, by.Member)
	came, err := s.read(u.Content)
	if err != nil {
		return event.Reference{}, err
	}
	defer came.discard()
	key.Print = event.Print(key.Print, u.Name+"\n"+u.Media, came.sum())
	f := File{ID: ref.NewID(), MemberID: by.Member, Name: u.Name, Media: kind.Media, At: s.options.Now()}
	if refused == nil {
		refused = s.limits.TakeMany(ctx, limit.UploadDay, by.Member, int((came.size+dayUnit-1)/dayUnit))
	}
	if refused == nil {
		refused = s.process(ctx, kind, came, &f)
	}
	answer, err := s.events.Once(ctx, key, func(ctx context.Context) (event.Done, error) {
		if refused != nil {
			return event.Done{}, apart(refused)
		}
		return event.Done{ID: f.ID, Version: 1, Topic: actor.Topic(by.Member)}, s.store.add(ctx, f)
	})
	if err != nil || answer.Replayed() {
		s.clear(f.Blob, f.Preview)
	}
	return answer, err
}

// apart leaves of a refusal's cause only its words: a transaction takes a broken connection, or a file that ends too early, for
// troubles of the database.
func apart(err error) error {
	f := fault.As(err)
	return f.Because(errors.New(err.Error()))
}

// sheet is a file that is being written, with its size and sum.
type sheet struct {
	Sheet
	hash hash.Hash
	size int64
}

func (s *Service) begin() (*sheet, error) {
	new, err := s.options.Shelf.Begin()
	return &sheet{Sheet: new, hash: sha256.New()}, err
}

// Write counts and sums what it writes.
func (s *sheet) Write(p []byte) (int, error) {
	n, err := s.Sheet.Write(p)
	s.hash.Write(p[:n])
	s.size += int64(n)
	return n, err
}

func (s *sheet) sum() []byte { return s.hash.Sum(nil) }

func (s *sheet) discard() { s.Discard() }

// read brings the bytes to the shelf, one more than may be so that too many are noticed.
func (s *Service) read(from io.Reader) (*sheet, error) {
	came, err := s.begin()
	if err != nil {
		return nil, err
	}
	if _, err = io.Copy(came, io.LimitReader(from, inspect.MaxSize+1)); err == nil && came.size > inspect.MaxSize {
		err = inspect.ErrTooLarge
	}
	if err != nil {
		came.discard()
		return nil, err
	}
	return came, nil
}

// process looks a file through and keeps what is to be kept of it.
func (s *Service) process(ctx context.Context, kind inspect.Kind, came *sheet, f *File) error {
	select {
	case s.desks <- struct{}{}:
		defer func() { <-s.desks }()
	case <-ctx.Done():
		return errBusy.Because(ctx.Err())
	}
	if s.options.Scanner != nil {
		if err := s.options.Scanner.Scan(ctx, io.NewSectionReader(came, 0, came.size)); err != nil {
			return err
		}
	}
	if err := kind.Check(came, came.size); err != nil {
		return err
	}
	if kind.Image {
		return s.redraw(kind, came, f)
	}
	return s.keep(came, f)
}

func (s *Service) keep(whole *sheet, f *File) (err error) {
	f.Size, f.SHA256 = whole.size, hex.EncodeToString(whole.sum())
	f.Blob, err = whole.Keep()
	return err
}

func (s *Service) redraw(kind inspect.Kind, came *sheet, f *File) error {
	whole, err := s.begin()
	if err != nil {
		return err
	}
	defer whole.discard()
	small, err := s.begin()
	if err != nil {
		return err
	}
	defer small.discard()
	d, err := kind.Redraw(came, came.size, whole, small)
	if err != nil {
		return err
	}
	f.Media, f.Width, f.Height, f.Moving = d.Media, d.Width, d.Height, d.Moving
	if err := s.keep(whole, f); err != nil || d.PreviewMedia == "" {
		return err
	}
	f.PreviewMedia, f.PreviewWidth, f.PreviewHeight, f.PreviewSize = d.PreviewMedia, d.PreviewWidth, d.PreviewHeight, small.size
	f.Preview, err = small.Keep()
	return err
}

// hasRoom refuses early what the site or its disk has no room for. It is not exact: files that come at the same moment all see
// the room there was before.
func (s *Service) hasRoom(ctx context.Context) error {
	free, total, err := s.options.Shelf.Room()
	if err != nil {
		return fmt.Errorf("ask for room: %w", err)
	}
	if free < min(total/scarcePart, scarceBytes) {
		return errFull
	}
	taken, err := s.store.taken(ctx)
	if err == nil && taken >= s.options.Quota {
		err = errFull
	}
	return err
}
