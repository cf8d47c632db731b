package forum

import (
	"context"
	"slices"
	"time"
)

// Place is where a post stands: its thread and its number there.
type Place struct {
	Thread string
	Number int64
}

// Moved is a post that stands in another place than before.
type Moved struct{ From, To Place }

// ReadingsFollow keeps what is new to whom when posts get another place: a post is as new to everybody as it was. Call it in the
// transaction that moves them, when the rows of posts and threads say the new places, with every post whose thread or number
// changed, also those that only closed up. What is asked of the database does not grow with the number of posts or readers.
func (s *Service) ReadingsFollow(ctx context.Context, moved []Moved) error {
	if len(moved) == 0 {
		return nil
	}
	f, err := s.newMoving(ctx, moved)
	if err != nil {
		return err
	}
	var readings []Reading
	var spans []span
	for member := range f.known {
		for _, thread := range f.threads {
			seen, ok := f.seen(member, thread)
			if !ok {
				continue
			}
			r, rest := shortest(member, thread, seen, f.posts[thread])
			readings = append(readings, r)
			for _, one := range rest {
				spans = append(spans, span{member, thread, one.From, one.To})
			}
		}
	}
	if err := s.store.mix(ctx, moved); err != nil {
		return err
	}
	return s.store.replaceReadings(ctx, f.threads, readings, spans)
}

// postPlace is what of a post decides whether it is new to somebody.
type postPlace struct {
	ThreadID  string
	Number    int64
	AuthorID  string
	At        time.Time
	Withdrawn bool
}

// moving is what has to be known to move readings: who had read what before, and which posts stand where now.
type moving struct {
	threads []string
	posts   map[string][]postPlace // by thread, in order
	into    map[string][]Moved     // by the thread where they stand now
	had     map[Reading][]Seen     // by member and thread alone
	known   map[string]time.Time   // by member: everybody who has read in one of the threads
}

func (s *Service) newMoving(ctx context.Context, moved []Moved) (moving, error) {
	f := moving{into: map[string][]Moved{}}
	for _, m := range moved {
		f.threads = append(f.threads, m.From.Thread, m.To.Thread)
		f.into[m.To.Thread] = append(f.into[m.To.Thread], m)
	}
	slices.Sort(f.threads)
	f.threads = slices.Compact(f.threads)
	var err error
	if f.had, err = s.store.readersHeld(ctx, f.threads); err != nil {
		return f, err
	}
	if f.known, err = s.store.knownOf(ctx, f.threads); err != nil {
		return f, err
	}
	f.posts, err = s.store.places(ctx, f.threads)
	return f, err
}

// seen gives what a member has seen of a thread as its posts stand now; false where nothing needs to be written down, since
// they never opened a thread that posts came from.
func (f moving) seen(member, thread string) ([]Seen, bool) {
	_, opened := f.had[Reading{MemberID: member, ThreadID: thread}]
	for _, m := range f.into[thread] {
		_, from := f.had[Reading{MemberID: member, ThreadID: m.From.Thread}]
		opened = opened || from
	}
	if !opened {
		return nil, false
	}
	came := map[int64]Moved{}
	for _, m := range f.into[thread] {
		came[m.To.Number] = m
	}
	var seen []Seen
	for _, p := range f.posts[thread] {
		from := Place{thread, p.Number}
		if m, ok := came[p.Number]; ok {
			from = m.From
		}
		had, ok := f.had[Reading{MemberID: member, ThreadID: from.Thread}]
		if ok && holds(had, from.Number) || !ok && !p.At.After(f.known[member]) {
			seen = append(seen, Seen{p.Number, p.Number})
		}
	}
	return union(seen), true
}

// shortest is readingOf for posts that are known already.
func shortest(member, thread string, seen []Seen, posts []postPlace) (Reading, []Seen) {
	r := Reading{MemberID: member, ThreadID: thread}
	for _, p := range posts {
		if !p.Withdrawn && p.AuthorID != member && !holds(seen, p.Number) {
			seen = clip(seen, p.Number, 1<<62)
			r.Spans = int64(len(seen))
			return r, seen
		}
		r.Upto = p.Number
	}
	return r, nil
}
