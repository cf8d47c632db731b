package forum_test

import (
	"context"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/forum"
	"kraftsam/app/notice"
	"kraftsam/app/platform/db"
)

// said is a post as the truth knows it.
type said struct {
	author string
	gone   bool
	at     time.Time
	read   map[string]bool
}

// truth is the village's threads with who has read what, kept beside the product and counted from scratch.
type truth struct {
	*apptest.Village
	t       *testing.T
	dice    *rand.Rand
	threads []string
	area    map[string]string
	posts   map[string][]*said // in the order of their numbers
	ids     map[*said]string
	opened  map[[2]string]bool // member and thread
	muted   map[[2]string]bool // member and thread or area
	chosen  map[[2]string]bool // of threads: something was chosen, by word or by writing
	devices map[[2]string][]forum.Seen
	known   map[string]time.Time
	viewers map[string]actor.Viewer
}

// viewer is the villager's, asked for once: ten thousand steps take long enough.
func (u *truth) viewer(who string) actor.Viewer {
	if _, ok := u.viewers[who]; !ok {
		u.viewers[who] = u.Viewer(u.t, who)
	}
	return u.viewers[who]
}

var crowd = []string{"Ada", "Bo", "Cai", "Dag"}

func newTruth(t *testing.T, v *apptest.Village, seed uint64) *truth {
	u := &truth{Village: v, t: t, dice: rand.New(rand.NewPCG(seed, 5)), area: map[string]string{}, posts: map[string][]*said{}, ids: map[*said]string{},
		opened: map[[2]string]bool{}, muted: map[[2]string]bool{}, chosen: map[[2]string]bool{}, devices: map[[2]string][]forum.Seen{}, known: map[string]time.Time{}, viewers: map[string]actor.Viewer{}}
	for i, who := range crowd { // one of them came later than the others
		u.known[who] = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
		if i == 2 {
			u.known[who] = db.Now().Add(time.Hour)
		}
		if err := v.Forum.KnownFrom(ctx, v.ID(who), u.known[who]); err != nil {
			t.Fatal(err)
		}
	}
	for range 6 {
		u.begin()
	}
	return u
}

func (u *truth) who() string    { return crowd[u.dice.IntN(len(crowd))] }
func (u *truth) thread() string { return u.threads[u.dice.IntN(len(u.threads))] }

func (u *truth) begin() {
	author, slug := u.who(), apptest.Energy
	if u.dice.IntN(3) == 0 && (author == "Cai" || author == "Dag") {
		slug = apptest.Secret
	}
	id := start(u.t, u.Village, author, slug)
	u.threads, u.area[id] = append(u.threads, id), slug
	u.wrote(author, id, "")
}

// wrote notes a post; its time, an hour from now or not, decides whether the late one knew it when they came.
func (u *truth) wrote(author, thread, id string) {
	p := &said{author: author, read: map[string]bool{}}
	u.posts[thread] = append(u.posts[thread], p)
	if u.ids[p] = id; id == "" {
		u.ids[p] = read(u.t, u.Village, author, thread).Items[0].ID
	}
	p.at = db.Now().Add(time.Duration(u.dice.IntN(3)) * time.Hour)
	if n := len(u.posts[thread]); n > 1 && p.at.Before(u.posts[thread][n-2].at) {
		p.at = u.posts[thread][n-2].at // in a thread times rise, but for what was moved into it
	}
	set(u.t, u.Village, "UPDATE posts SET at = ? WHERE id = ?", p.at, u.ids[p])
	set(u.t, u.Village, "UPDATE threads SET last_activity_at = (SELECT max(at) FROM posts WHERE thread_id = threads.id) WHERE id = ?", thread)
	for _, who := range crowd {
		if !u.opened[[2]string{who, thread}] && !p.at.After(u.known[who]) {
			p.read[who] = true
		}
	}
	u.chosen[[2]string{author, thread}] = true
}

// readable says who may read a thread.
func (u *truth) readable(who, thread string) bool {
	return u.area[thread] == apptest.Energy || who == "Cai" || who == "Dag"
}

// step does one thing that somebody may do, and says which.
func (u *truth) step() (who, thread string) {
	who, thread = u.who(), u.thread()
	if !u.readable(who, thread) {
		who = "Dag"
	}
	switch roll := u.dice.IntN(100); {
	case roll < 2 && len(u.threads) < 20:
		u.begin()
	case roll < 30:
		answer, err := u.Forum.Reply(ctx, u.viewer(who), u.Key(who), forum.NewPost{Thread: thread, Text: "x"})
		refused(u.t, "posting", "", err)
		u.wrote(who, thread, answer.ID)
	case roll < 36:
		u.withdraw(thread)
	case roll < 80:
		u.read(who, thread)
	case roll < 84:
		u.markUnread(who, thread)
	case roll < 92:
		u.choose(who, thread)
	case roll < 94:
		u.readAll(who)
	case roll < 97:
		u.move(thread, u.thread())
	default:
		u.rearrange(thread, u.thread())
	}
	return who, thread
}

func (u *truth) withdraw(thread string) {
	p := u.posts[thread][u.dice.IntN(len(u.posts[thread]))]
	if !u.readable(p.author, thread) {
		return // it was moved to where they do not come
	}
	_, err := u.Forum.Withdraw(ctx, u.viewer(p.author), u.ids[p], 0)
	refused(u.t, "withdrawing", "", err)
	p.gone = true
}

// read has one of two devices say what it saw, or say again what it saw before.
func (u *truth) read(who, thread string) {
	n := len(u.posts[thread])
	from := 1 + u.dice.IntN(n)
	run := forum.Seen{From: int64(from), To: int64(from + u.dice.IntN(min(5, n-from+1)))}
	device := [2]string{who, thread}
	if old := u.devices[device]; len(old) > 0 && u.dice.IntN(4) == 0 {
		run = old[u.dice.IntN(len(old))]
	}
	u.devices[device] = append(u.devices[device], run)
	_, err := u.Forum.Read(ctx, u.viewer(who), thread, []forum.Seen{run})
	refused(u.t, "reading", "", err)
	u.open(who, thread)
	for i := run.From; i <= min(run.To, int64(n)); i++ {
		u.posts[thread][i-1].read[who] = true
	}
}

func (u *truth) open(who, thread string) { u.opened[[2]string{who, thread}] = true }

func (u *truth) markUnread(who, thread string) {
	from := 1 + u.dice.IntN(len(u.posts[thread]))
	_, err := u.Forum.MarkUnread(ctx, u.viewer(who), thread, int64(from))
	refused(u.t, "marking unread", "", err)
	u.open(who, thread)
	for _, p := range u.posts[thread][from-1:] {
		p.read[who] = false
	}
}

func (u *truth) choose(who, thread string) {
	level := []notice.Level{notice.Muted, notice.Normal, notice.Follow}[u.dice.IntN(3)]
	if u.dice.IntN(4) == 0 {
		slug := u.area[thread]
		refused(u.t, "choosing", "", u.Forum.ChooseArea(ctx, u.viewer(who), slug, notice.Choice{Level: level}))
		u.muted[[2]string{who, slug}] = level == notice.Muted
		return
	}
	_, err := u.Forum.ChooseThread(ctx, u.viewer(who), thread, notice.Choice{Level: level})
	refused(u.t, "choosing", "", err)
	u.muted[[2]string{who, thread}], u.chosen[[2]string{who, thread}] = level == notice.Muted, true
}

func (u *truth) readAll(who string) {
	refused(u.t, "marking all", "", u.Forum.MarkAllRead(ctx, u.viewer(who), "", time.Time{}))
	until := db.Now()
	if until.Before(u.known[who]) {
		until = u.known[who]
	}
	for _, thread := range u.threads {
		if !u.readable(who, thread) {
			continue
		}
		last := 0
		for i, p := range u.posts[thread] {
			if !p.at.After(until) {
				last = i + 1
			}
			if p.at.After(u.known[who]) {
				u.open(who, thread)
			}
		}
		for _, p := range u.posts[thread][:last] {
			p.read[who] = true
		}
	}
}

// move takes a post out of a thread and puts it at the end of another, as who keeps order does; both close up.
func (u *truth) move(from, to string) {
	if from == to || len(u.posts[from]) < 2 {
		return
	}
	i := u.dice.IntN(len(u.posts[from]))
	p := u.posts[from][i]
	moved := []forum.Moved{{From: forum.Place{Thread: from, Number: int64(i + 1)}, To: forum.Place{Thread: to, Number: int64(len(u.posts[to]) + 1)}}}
	for n := i + 2; n <= len(u.posts[from]); n++ {
		moved = append(moved, forum.Moved{From: forum.Place{Thread: from, Number: int64(n)}, To: forum.Place{Thread: from, Number: int64(n - 1)}})
	}
	err := u.DB.InTx(ctx, func(ctx context.Context) error {
		q := u.DB.From(ctx)
		for _, change := range []struct {
			sql  string
			with []any
		}{
			{"UPDATE posts SET thread_id = ?, number = ?, reply_to = NULL WHERE id = ?", []any{to, len(u.posts[to]) + 1, u.ids[p]}},
			{"UPDATE posts SET number = -number WHERE thread_id = ? AND number > ?", []any{from, i + 1}},
			{"UPDATE posts SET number = -number - 1 WHERE thread_id = ? AND number < 0", []any{from}},
			{"UPDATE threads SET posts = (SELECT count(*) FROM posts WHERE thread_id = threads.id), last_activity_at = (SELECT max(at) FROM posts WHERE thread_id = threads.id) WHERE id IN (?, ?)", []any{from, to}},
		} {
			if err := q.Exec(change.sql, change.with...).Error; err != nil {
				return err
			}
		}
		return u.Forum.ReadingsFollow(ctx, moved)
	})
	refused(u.t, "moving", "", err)
	u.posts[from], u.posts[to] = slices.Delete(u.posts[from], i, i+1), append(u.posts[to], p)
	for _, who := range crowd {
		if u.opened[[2]string{who, from}] {
			u.open(who, to)
		}
		delete(u.devices, [2]string{who, from}) // what a device saw were other numbers
	}
}

// count counts from scratch what of a thread is new to somebody.
func (u *truth) count(who, thread string) (n, first int64) {
	for i, p := range u.posts[thread] {
		if p.author == who || p.gone || p.read[who] {
			continue
		}
		if n++; first == 0 {
			first = int64(i + 1)
		}
	}
	return n, first
}

// counts says whether it counts: by what was chosen for the thread, else for its area.
func (u *truth) counts(who, thread string) bool {
	if u.chosen[[2]string{who, thread}] {
		return !u.muted[[2]string{who, thread}]
	}
	return !u.muted[[2]string{who, u.area[thread]}]
}

func (u *truth) compare(step int, who, thread string) bool {
	n, first := u.count(who, thread)
	at, err := u.Forum.Thread(ctx, u.viewer(who), thread)
	if err != nil {
		u.t.Fatal(err)
	}
	if r := at.Reading; r.Unread != n || r.First != first {
		u.t.Errorf("step %d: %s is shown %d unread from %d in %s, and it is %d from %d", step, who, r.Unread, r.First, thread, n, first)
		return false
	}
	return true
}

// compareAll holds every number that is shown against the truth: sums, areas, inbox and lists.
func (u *truth) compareAll(step int) bool {
	for _, who := range crowd {
		by := u.viewer(who)
		var total int64
		waiting := map[string]int64{}
		for _, thread := range u.threads {
			if !u.readable(who, thread) {
				continue
			}
			if !u.compare(step, who, thread) {
				return false
			}
			if n, _ := u.count(who, thread); n > 0 && u.counts(who, thread) {
				total += n
				waiting[thread] = n
			}
		}
		sum, err := u.Forum.Unread(ctx, by)
		refused(u.t, "counting", "", err)
		box, err := u.Forum.Inbox(ctx, by, "", "", 200)
		refused(u.t, "the inbox", "", err)
		shown := map[string]int64{}
		for _, a := range box.Areas {
			for _, i := range a.Items {
				shown[i.ID] = i.Reading.Unread
			}
		}
		if sum.Total != total || box.Total != total || !maps.Equal(shown, waiting) {
			u.t.Errorf("step %d: %s is shown %d in all and %d in the inbox (%v), and it is %d (%v)", step, who, sum.Total, box.Total, shown, total, waiting)
			return false
		}
	}
	return true
}

// Whatever happens in whatever order, the numbers that are shown are those that a count from scratch gives: ten thousand steps, a
// half of them on each database.
func TestShownCountsAreTheTruth(t *testing.T) {
	const steps = 5_000
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		u := newTruth(t, v, 1)
		for i := range steps {
			who, thread := u.step()
			if i%4 == 0 && u.readable(who, thread) && !u.compare(i, who, thread) || i%500 == 499 && !u.compareAll(i) || t.Failed() {
				return
			}
		}
	})
}
