package wall

import (
	"context"
	"strings"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/row"
	"kraftsam/app/platform/text"
	"kraftsam/app/workshop"
)

// Write hangs up a note, as a participant or on behalf of one. A repeat with the same key answers what the first call made.
func (s *Service) Write(ctx context.Context, by actor.Viewer, key event.Key, id, step, words, onBehalf string) (event.Reference, error) {
	if err := checkText(words); err != nil {
		return event.Reference{}, err
	}
	refused := s.slowly(ctx, by, id, limit.Note) // asked inside, where a repeat still gets its answer
	return s.events.Once(ctx, key, func(ctx context.Context) (event.Done, error) {
		if refused != nil {
			return event.Done{}, refused
		}
		r, err := s.toWrite(ctx, by, id, step)
		if err != nil {
			return event.Done{}, err
		}
		writer, err := s.workshops.Writer(ctx, by, r.w, r.st, onBehalf, r.now)
		if err != nil {
			return event.Done{}, err
		}
		late := r.w.Late(r.now)
		if err := r.wall.takesNotes(late); err != nil {
			return event.Done{}, err
		}
		had, err := s.store.countNotes(ctx, []string{r.wall.ID})
		if err != nil {
			return event.Done{}, err
		}
		if had[r.wall.ID].Notes >= maxNotes {
			return event.Done{}, errFull
		}
		n := Note{ID: ref.NewID(), WallID: r.wall.ID, ParticipantID: writer.ID, Text: words, Late: late, Place: r.now.UnixMilli() * (row.Gap / 1024), At: db.Now(), Version: 1}
		if onBehalf != "" {
			n.WrittenBy = &by.Member
		}
		if err := s.store.addNote(ctx, n); err != nil {
			return event.Done{}, err
		}
		s.told(ctx, r, NoteAdded, n)
		return r.done(n.ID, n.Version), nil
	})
}

// told tells of a note; while the wall is hidden, of how many there are.
func (s *Service) told(ctx context.Context, r room, what string, n Note) {
	switch {
	case r.wall.Phase != Hidden:
		s.events.Add(ctx, r.topic(), event.Change{Type: what, Ref: noteRef(n.ID), Version: n.Version})
	case what != NoteChanged: // the counts stay
		s.events.Add(ctx, r.topic(), event.Change{Type: Counted, Ref: wallRef(r.wall.ID), Version: r.wall.Version})
	}
}

// Edit changes the words of one's own note, if version is still its version. The same words again change nothing.
func (s *Service) Edit(ctx context.Context, by actor.Viewer, id, step, note string, version int64, words string) (event.Reference, error) {
	if err := checkText(words); err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		r, err := s.toWrite(ctx, by, id, step)
		if err != nil {
			return event.Done{}, err
		}
		n, err := s.ownFor(ctx, by, r, note)
		if err != nil {
			return event.Done{}, err
		}
		if err := r.wall.takesNotes(r.w.Late(r.now) && n.Late); err != nil {
			return event.Done{}, err
		}
		if n.Version != version {
			view, err := s.noteViews(ctx, []Note{n})
			if err != nil {
				return event.Done{}, err
			}
			return event.Done{}, errStale.With(view[0])
		}
		if n.Text == words {
			return r.done(n.ID, n.Version), nil
		}
		at := db.Now()
		n.Text, n.EditedAt, n.Version = words, &at, n.Version+1
		if err := s.store.setNote(ctx, n); err != nil {
			return event.Done{}, err
		}
		s.told(ctx, r, NoteChanged, n)
		return r.done(n.ID, n.Version), nil
	})
}

// ownFor finds a note whose words one may change now.
func (s *Service) ownFor(ctx context.Context, by actor.Viewer, r room, note string) (Note, error) {
	n, err := s.noteFor(ctx, by, r, note)
	switch {
	case err != nil:
		return n, err
	case !r.own(by, n):
		return n, errNotYours
	case n.withdrawn():
		return n, errGone
	}
	return n, s.mayWrite(by, r)
}

func (s *Service) mayWrite(by actor.Viewer, r room) error {
	if err := workshop.MayWrite(by, r.w.ID); err != nil {
		return err
	}
	return r.w.Open(r.now)
}

// Withdraw takes a note down, for good: whoever wrote it their own, and a facilitator any that is shown, saying why. Its sources stand
// where it stood. Done again it changes nothing.
func (s *Service) Withdraw(ctx context.Context, by actor.Viewer, id, step, note, why string) (event.Reference, error) {
	if text.Length(why) > maxWhy {
		return event.Reference{}, errLongWhy
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		r, err := s.toChange(ctx, by, id, step)
		if err != nil {
			return event.Done{}, err
		}
		n, err := s.noteFor(ctx, by, r, note)
		if err != nil {
			return event.Done{}, err
		}
		own := r.own(by, n)
		switch {
		case !own && !r.st.Facilitates:
			return event.Done{}, errNotYours
		case n.withdrawn():
			return r.done(n.ID, n.Version), nil
		case !own && strings.TrimFunc(why, text.Blank) == "":
			return event.Done{}, errWhy
		}
		if !r.st.Facilitates {
			if err := s.mayWrite(by, r); err != nil {
				return event.Done{}, err
			}
		}
		at := db.Now()
		n.WithdrawnAt, n.WithdrawnBy, n.Version = &at, &by.Member, n.Version+1
		if own {
			n.Text = "" // nobody is to read it any more
		} else {
			n.Why = why
		}
		if err := s.store.setNote(ctx, n); err != nil {
			return event.Done{}, err
		}
		s.told(ctx, r, NoteWithdrawn, n)
		return r.done(n.ID, n.Version), s.leftBehind(ctx, r, n)
	})
}

// leftBehind sees to what stood under a note that is gone, and to the dots on it.
func (s *Service) leftBehind(ctx context.Context, r room, n Note) error {
	b, err := s.boardOf(ctx, r)
	if err != nil {
		return err
	}
	gone := n
	b.notes[n.ID] = &gone
	b.takeAway(&gone)
	if err := s.keep(ctx, r, b); err != nil {
		return err
	}
	return s.giveBack(ctx, r, n.ID)
}
