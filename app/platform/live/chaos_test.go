package live

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"kraftsam/app/platform/livetest"
	"kraftsam/app/platform/ref"
)

// Nothing of this package may outlive its tests; the housekeeping of fasthttp and GORM notices an end late or never.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/valyala/fasthttp.(*workerPool).Start.func2"),
		goleak.IgnoreAnyFunction("github.com/valyala/fasthttp.updateServerDate.func1"),
		goleak.IgnoreAnyFunction("gorm.io/gorm/internal/lru.NewLRU[...].func1"))
}

// tap is a broker between nodes on which a test can lose, repeat and reorder what is said.
type tap struct {
	*Memory
	mu   sync.Mutex
	said [][]byte
}

func (b *tap) Alone() bool { return false }

func (b *tap) Publish(_ Channel, message []byte) {
	b.mu.Lock()
	b.said = append(b.said, message)
	b.mu.Unlock()
}

// take takes what was said since.
func (b *tap) take() [][]byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	said := b.said
	b.said = nil
	return said
}

func TestTheOtherNodeReadsNothingWhenAllGoesWell(t *testing.T) {
	log, broker := livetest.NewLog(), NewMemory()
	here, there := build(t, log, broker, quick()), build(t, log, broker, quick())
	log.OnCommit(here.Committed)
	a, b := here.sit(t, ada), there.sit(t, bo)
	a.watch("thread:1")
	b.watch("thread:1")
	log.Post("thread:1", 1)
	a.sees("thread:1", 1, 1)
	b.sees("thread:1", 1, 1)
	there.mu.Lock()
	defer there.mu.Unlock()
	if there.drawn != 0 && there.Stats().Holes == 0 {
		t.Errorf("the event came with what it shows, and was rendered %d times again", there.drawn)
	}
}

func TestANodeWithoutWatchersWakesTheOthers(t *testing.T) {
	limits := quick()
	limits.Sweep, limits.Fresh = time.Hour, time.Hour
	log, broker := livetest.NewLog(), NewMemory()
	here, there := build(t, log, broker, limits), build(t, log, broker, limits)
	log.OnCommit(here.Committed)
	s := there.sit(t, ada)
	s.watch("thread:1")
	log.Post("thread:1", 3)
	s.sees("thread:1", 1, 3)
	log.Commit(Control, SessionEnded, ref.Ref{Kind: "session", ID: "s-ada"})
	s.closed(closeSession)
}

func TestMessagesOfAnotherHistoryAreNotHeard(t *testing.T) {
	h := alone(t, quick())
	s := h.sit(t, ada)
	s.watch("thread:1")
	h.receive([]byte(`{"n":"x","e":"other","t":"thread:1","v":[{"q":1,"y":"post.added","a":0,"d":{"text":"foreign"}}]}`))
	h.receive([]byte(`{"n":"x","e":"k1","t":"thread:1","h":500}`)) // says what is not so
	h.receive([]byte(`nonsense`))
	h.log.Post("thread:1", 2)
	if o := s.next(); o.Seq != 1 || string(o.Data) != `{"id":"p1"}` {
		t.Errorf("%s", o.Raw)
	}
	s.sees("thread:1", 2, 2)
}

// Whatever becomes of the messages between nodes, every reader sees every event once and in order.
func TestAnyFateOfTheMessages(t *testing.T) {
	limits := quick()
	limits.Sweep = 5 * time.Millisecond
	rapid.Check(t, func(r *rapid.T) {
		log, broker := livetest.NewLog(), &tap{Memory: NewMemory()}
		here := build(t, log, broker, limits)
		limits.QueueBytes = rapid.SampledFrom([]int{0, 300}).Draw(r, "queue")
		there := build(t, log, NewMemory(), limits)
		if rapid.Bool().Draw(r, "the first node hears of commits") {
			log.OnCommit(here.Committed)
		}
		seats := []*seat{here.sit(t, ada), there.sit(t, bo)}
		for _, s := range seats {
			s.watch("thread:1")
		}
		dice := rand.New(rand.NewPCG(rapid.Uint64().Draw(r, "dice"), 0))
		total, from := 0, []int64{1, 1}
		for range rapid.IntRange(1, 8).Draw(r, "rounds") {
			n := rapid.IntRange(1, 12).Draw(r, "posts")
			log.Post("thread:1", n)
			total += n
			scramble(dice, broker.take(), there.receive)
			if dice.IntN(3) == 0 {
				after := dice.Int64N(int64(total) + 1)
				s := there.sit(t, Watcher{})
				s.watchAfter("thread:1", after, "k1")
				seats, from = append(seats, s), append(from, after+1)
			}
		}
		for i, s := range seats {
			s.sees("thread:1", from[i], int64(total))
			s.silent()
			_ = s.far.Close()
			<-s.end
		}
		here.stop()
		there.stop()
	})
}

// scramble hands messages on late, twice, not at all and in any order.
func scramble(dice *rand.Rand, messages [][]byte, hear func([]byte)) {
	var fates [][]byte
	for _, m := range messages {
		for range dice.IntN(3) {
			fates = append(fates, m)
		}
	}
	dice.Shuffle(len(fates), func(i, j int) { fates[i], fates[j] = fates[j], fates[i] })
	for _, m := range fates {
		hear(m)
	}
}

// Many connects and kills while everything is written to: nobody ever reads a byte that was meant for another.
func TestNoForeignBytes(t *testing.T) {
	limits := quick()
	limits.AddressConnections = -1
	s := serve(t, limits)
	const workers, rounds = 12, 150
	stop := make(chan struct{})
	var writing, reading sync.WaitGroup
	writing.Go(func() {
		pace := time.NewTicker(200 * time.Microsecond) // leaves the readers some of the machine
		defer pace.Stop()
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			case <-pace.C:
				s.log.Post(fmt.Sprintf("thread:w%d", n%workers), 3)
			}
		}
	})
	for w := range workers {
		reading.Go(func() {
			topic := fmt.Sprintf("thread:w%d", w)
			for round := range rounds {
				if err := visit(s.url, topic, w, round); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	reading.Wait()
	close(stop)
	writing.Wait()
	wait(t, "everybody has left", func() bool { return s.Stats().Connections == 0 })
	if st := s.Stats(); st.Connects != workers*rounds || st.Topics != 0 {
		t.Errorf("%+v", st)
	}
}

// visit watches for a few events and goes without a word.
func visit(url, topic string, worker, round int) error {
	conn, _, err := livetest.Handshake(url)
	if err != nil {
		return err
	}
	defer conn.Close()
	id := fmt.Sprintf("%d-%d", worker, round)
	if err := conn.WriteMessage(opText&0x0f, []byte(`{"id":"`+id+`","op":"subscribe","topic":"`+topic+`"}`)); err != nil {
		return err
	}
	last := int64(-1)
	for range round % 5 {
		_, text, err := conn.ReadMessage()
		if err != nil {
			return err
		}
		list, err := livetest.Objects(text)
		if err != nil {
			return err
		}
		for _, o := range list {
			switch {
			case o.Topic != topic, o.Yes() && string(o.ID) != `"`+id+`"`, o.IsEvent() && last >= 0 && o.Seq != last+1:
				return fmt.Errorf("%s %s: foreign bytes or disorder after %d: %s", topic, id, last, o.Raw)
			case o.Yes(), o.IsEvent():
				last = o.Seq
			}
		}
	}
	if round%2 == 0 {
		_, _ = io.Copy(conn.NetConn(), strings.NewReader("\x81")) // half a frame
	}
	return nil
}
