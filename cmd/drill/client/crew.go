package client

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"kraftsam/cmd/drill/record"
)

// Cast says who takes part.
type Cast struct {
	Site          string
	Doors, Mobile []*Door // to every node, over the good and the poor line
	Writers       int
	Readers       int // with a good line; of each, one in six polls, one in four has a session
	OnMobile      int
	Insiders      int // members of the private area, one in three polls
	Threads       int
	Pause         time.Duration // of a writer, on average
	LongPause     time.Duration // of who writes long texts
	Rand          *rand.Rand
	Note          *record.Recorder
}

// privateArea is the demonstration's area that only members can see; its facilitator lets in and takes out.
const (
	privateArea       = "demo-sluten"
	publicArea        = "upplevelser"
	facilitatorEmail  = "processledare@demo.example"
	facilitatorSecret = "demo-demo-demo" //nolint:gosec // the demonstration's passwords are meant to be known
	bigText           = 9000
)

// Crew is everybody, and the threads that they meet in.
type Crew struct {
	Threads  []string // ids, all of them
	Readers  []*Reader
	Mobile   []*Reader
	Insiders []*Reader
	Still    string // topic of a private thread in which nobody writes by themselves

	cast        Cast
	public      []string // topics
	private     []string
	big         string
	writers     []*Writer
	facilitator Person
	chair       *Writer // speaks in the private area
	chairLock   sync.Mutex

	stop    chan struct{}
	writing sync.WaitGroup
	reading sync.WaitGroup
	leave   context.CancelFunc
	extra   atomic.Int64 // newcomers, who may come in two ways at once
	inside  context.Context
}

// Assemble makes accounts, threads and clients; nobody does anything yet.
func Assemble(ctx context.Context, cast Cast) (*Crew, error) {
	c := &Crew{cast: cast, stop: make(chan struct{})}
	c.facilitator = Person{Email: facilitatorEmail, Password: facilitatorSecret}
	door := cast.Doors[0]
	if err := door.Equip(ctx, &c.facilitator, cast.Site); err != nil {
		return nil, fmt.Errorf("equip the facilitator: %w", err)
	}
	people, err := c.people(ctx, max(4, cast.Insiders+2))
	if err != nil {
		return nil, err
	}
	if err := c.threads(ctx, door); err != nil {
		return nil, err
	}
	c.addWriters(people)
	c.addReaders(people)
	for _, r := range c.Insiders {
		if err := c.admit(ctx, r.Person.ID); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (c *Crew) people(ctx context.Context, n int) ([]*Person, error) {
	people := make([]*Person, n)
	for i := range people {
		p, err := c.cast.Doors[0].Register(ctx, fmt.Sprintf("drill%d", i))
		if err == nil {
			err = c.cast.Doors[0].Equip(ctx, &p, c.cast.Site)
		}
		if err != nil {
			return nil, fmt.Errorf("make an account: %w", err)
		}
		people[i] = &p
	}
	return people, nil
}

// threads starts the threads: some public ones, a public one of long texts, two private ones.
func (c *Crew) threads(ctx context.Context, door *Door) error {
	begin := func(area, title string) (topic string, err error) {
		var ref record.Reference
		for range 5 { // with one key, as every client may
			var a Answer
			a, err = door.Call(ctx, Pass{Token: c.facilitator.Token}, http.MethodPost, "/api/areas/"+area+"/threads",
				map[string]any{"title": title, "text": title}, "Idempotency-Key", "drill-thread-"+title)
			if err == nil {
				err = a.Into(http.StatusCreated, &ref)
			}
			if err == nil {
				c.Threads = append(c.Threads, ref.ID)
				return ref.Topic, nil
			}
			Sleep(ctx, 200*time.Millisecond)
		}
		return "", fmt.Errorf("start a thread in %s: %w", area, err)
	}
	for i := range c.cast.Threads {
		topic, err := begin(publicArea, fmt.Sprintf("oppen-%d", i))
		if err != nil {
			return err
		}
		c.public = append(c.public, topic)
	}
	var err error
	if c.big, err = begin(publicArea, "stor"); err != nil {
		return err
	}
	busy, err := begin(privateArea, "sluten")
	if err != nil {
		return err
	}
	c.Still, err = begin(privateArea, "stilla")
	c.private = []string{busy, c.Still}
	return err
}

func (c *Crew) addWriters(people []*Person) {
	make := func(number int, pass Pass, topics []string, pause time.Duration, sizes ...int) *Writer {
		return &Writer{Number: number, Pass: pass, Doors: c.cast.Doors, Topics: topics, Pause: pause, Sizes: sizes, Note: c.cast.Note,
			Rand: rand.New(rand.NewPCG(c.cast.Rand.Uint64(), uint64(number)))} //nolint:gosec // not secret
	}
	for i := range c.cast.Writers {
		p := people[i%len(people)]
		c.writers = append(c.writers, make(i, Pass{Token: p.Token}, c.public, c.cast.Pause, 40, 200, 900))
	}
	lead := Pass{Token: c.facilitator.Token}
	c.writers = append(c.writers,
		make(1000, lead, []string{c.big}, c.cast.LongPause, bigText),
		make(1001, lead, c.private[:1], c.cast.Pause/2, 60))
	c.chair = make(1002, lead, []string{c.Still}, 0, 60)
}

func (c *Crew) addReaders(people []*Person) {
	topics := func(i int) []string { // each thread has about as many readers
		n := len(c.public)
		return []string{c.public[i%n], c.public[(i+1+i/n)%n]}
	}
	for i := range c.cast.Readers {
		r := c.reader(len(c.Readers), c.cast.Doors, unique(topics(i)))
		r.Polls, r.Cookie = i%6 == 5, i%4 == 1
		if i%2 == 1 {
			r.Person = people[i%len(people)]
		}
		c.Readers = append(c.Readers, r)
	}
	for i := range c.cast.OnMobile {
		c.Mobile = append(c.Mobile, c.reader(100+i, c.cast.Mobile, []string{c.big, c.public[i%len(c.public)]}))
	}
	for i := range c.cast.Insiders {
		r := c.reader(200+i, c.cast.Doors, c.private)
		r.Person, r.Polls, r.Cookie = people[i], i%3 == 2, i%3 == 1
		c.Insiders = append(c.Insiders, r)
	}
}

func unique(topics []string) []string {
	if topics[0] == topics[1] {
		return topics[:1]
	}
	return topics
}

func (c *Crew) reader(number int, doors []*Door, topics []string) *Reader {
	return &Reader{Number: number, Doors: doors, Topics: topics, Site: c.cast.Site, Note: c.cast.Note}
}

// All is every reader that watches to the end.
func (c *Crew) All() []*Reader {
	return append(append(append([]*Reader(nil), c.Readers...), c.Mobile...), c.Insiders...)
}

// Start lets everybody begin.
func (c *Crew) Start(ctx context.Context) {
	c.inside, c.leave = context.WithCancel(ctx)
	for _, r := range c.All() {
		r.Init()
		c.cast.Note.Settle(r.Number)
		c.reading.Go(func() { r.Run(c.inside) })
	}
	for _, w := range c.writers {
		c.writing.Go(func() { w.Run(c.inside, c.stop) })
	}
}

// StopWriting ends writing and waits until every write is answered, or ctx ends.
func (c *Crew) StopWriting(ctx context.Context) error {
	close(c.stop)
	done := make(chan struct{})
	go func() {
		c.writing.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return errors.New("some writes were never answered")
	}
}

// Leave sends everybody home.
func (c *Crew) Leave() {
	c.leave()
	c.writing.Wait()
	c.reading.Wait()
}

// Behind names a reader that has not come as far as what is known; "": none.
func (c *Crew) Behind(known map[string]record.Place) string {
	for _, r := range c.All() {
		if topic := r.Behind(known); topic != "" {
			return fmt.Sprintf("reader %d in %s", r.Number, topic)
		}
	}
	return ""
}

// Wake gives every reader the news that the network is back.
func (c *Crew) Wake() {
	for _, r := range c.All() {
		r.Wake()
	}
}

// Storm lets many newcomers in at once, who read, watch for a while and go.
func (c *Crew) Storm(ctx context.Context, count int, life time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, life)
	defer cancel()
	var storm sync.WaitGroup
	for range count {
		r := c.newcomer(c.cast.Doors)
		storm.Go(func() { r.Run(ctx) })
	}
	storm.Wait()
}

// Arrive lets newcomers in by one node, one after the other until ctx ends, who watch what comes from then on.
func (c *Crew) Arrive(ctx context.Context, node int, every time.Duration) {
	var all sync.WaitGroup
	for Sleep(ctx, every) {
		r := c.newcomer(c.cast.Doors[node : node+1])
		r.FromNow = true
		all.Go(func() { r.Run(ctx) })
	}
	all.Wait()
}

func (c *Crew) newcomer(doors []*Door) *Reader {
	n := int(c.extra.Add(1))
	r := c.reader(1000+n, doors, []string{c.public[n%len(c.public)]})
	r.Init()
	return r
}

// Speak writes in the still private thread, at any node or by chosen doors.
func (c *Crew) Speak(ctx context.Context, doors ...*Door) {
	c.chairLock.Lock()
	defer c.chairLock.Unlock()
	if c.chair.Doors = doors; len(doors) == 0 {
		c.chair.Doors = c.cast.Doors
	}
	c.chair.Say(ctx, c.Still)
}

// DoorsBut gives the ways to every node but one.
func (c *Crew) DoorsBut(node int) []*Door {
	return slices.Concat(c.cast.Doors[:node], c.cast.Doors[node+1:])
}

func (c *Crew) admit(ctx context.Context, member string) error {
	return c.insist(ctx, Pass{Token: c.facilitator.Token}, http.MethodPut, "/api/areas/"+privateArea+"/members/"+member)
}

// insist repeats a harmless call until it is answered with success.
func (c *Crew) insist(ctx context.Context, pass Pass, method, path string) error {
	for i := 0; ; i++ {
		door := c.cast.Doors[i%len(c.cast.Doors)]
		a, err := door.Call(ctx, pass, method, path, nil)
		switch {
		case err == nil && a.Status >= 200 && a.Status < 300:
			return nil
		case err == nil && a.Status >= 400 && a.Status < 500:
			return a.Into(http.StatusNoContent, nil)
		case !Sleep(ctx, 300*time.Millisecond):
			return ctx.Err()
		}
	}
}

// Exclude takes a reader out of the private area and gives the way back in.
func (c *Crew) Exclude(ctx context.Context, r *Reader) (back func(ctx context.Context) error, err error) {
	if err := c.insist(ctx, Pass{Token: c.facilitator.Token}, http.MethodDelete, "/api/areas/"+privateArea+"/members/"+r.Person.ID); err != nil {
		return nil, err
	}
	at := c.cast.Note.Now()
	var again []func()
	for _, topic := range c.private {
		again = append(again, c.cast.Note.EndRight(record.Ending{Reader: r.Number, Topic: topic, At: at}))
	}
	return func(ctx context.Context) error {
		for _, asked := range again {
			asked()
		}
		if err := c.admit(ctx, r.Person.ID); err != nil {
			return err
		}
		for _, topic := range c.private {
			r.Again(topic)
		}
		return nil
	}, nil
}

// EndSession signs a reader out behind their back; they notice, and sign in again. False: they have no session now.
func (c *Crew) EndSession(ctx context.Context, r *Reader) (bool, error) {
	pass := r.Session()
	if pass == nil || !strings.Contains(pass.Cookie, "=") {
		return false, nil
	}
	if err := c.insist(ctx, *pass, http.MethodDelete, "/api/session"); err != nil {
		return false, err
	}
	at := c.cast.Note.Now()
	for _, topic := range append([]string{""}, c.private...) {
		c.cast.Note.EndRight(record.Ending{Reader: r.Number, Pass: pass.Number, Topic: topic, At: at})
	}
	return true, nil
}
