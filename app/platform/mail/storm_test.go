package mail

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/dbtest"
)

// ids are the Message-IDs of all copies that a server took, in order.
func (b *box) ids() (all []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, m := range b.taken {
		all = append(all, m.Header.Get("Message-ID"))
	}
	slices.Sort(all)
	return all
}

// Whatever a mail server does, in whatever order, every letter comes; a copy more than one has the same Message-ID, by which a
// mail program shows one.
func TestALetterSurvivesBadServers(t *testing.T) {
	const letters = 12
	for name, bad := range map[string]func(b *box) (repeats int){
		"that is away":                func(b *box) int { b.away = true; return 0 },
		"that refuses half of them":   func(b *box) int { b.refuse = letters / 2; return 0 },
		"that takes and says nothing": func(b *box) int { b.drop = 3; return 3 },
		"that says nothing at all":    func(b *box) int { b.mute = 2; return 0 },
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				p, b, _ := post(t, d)
				repeats := bad(b)
				for i := range letters {
					lay(t, p, fmt.Sprintf("m%d@by.example", i), "Hej", "Hej")
				}
				p.empty(context.Background())
				b.mu.Lock()
				b.away = false
				b.mu.Unlock()
				for range 5 {
					due(t, d)
					p.empty(context.Background())
				}
				var left int64
				if err := d.From(context.Background()).Model(&row{}).Where("sent_at IS NULL").Count(&left).Error; err != nil || left != 0 {
					t.Errorf("%d letters are left: %v", left, err)
				}
				all := b.ids()
				if len(all) != letters+repeats || len(slices.Compact(slices.Clone(all))) != letters {
					t.Errorf("%d copies of %d letters, want %d of %d", len(all), len(slices.Compact(all)), letters+repeats, letters)
				}
			})
		})
	}
}

// victim names the database and the server of a process that is killed while it sends.
const victim = "KRAFTSAM_TEST_VICTIM"

func TestALetterOfAKilledNodeComesOnceMoreAtMost(t *testing.T) {
	ctx := context.Background()
	if at := os.Getenv(victim); at != "" {
		d := dbtest.Open(t, at)
		to, _ := url.Parse(os.Getenv(victim + "_SMTP"))
		New(d, to, &url.URL{Host: "kraftsam.example"}, slog.New(slog.DiscardHandler)).empty(ctx)
		return
	}
	for name, address := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			at := address(t)
			d := dbtest.Open(t, at)
			p, b, _ := post(t, d)
			hold := make(chan struct{})
			b.mu.Lock()
			b.hold = hold
			b.mu.Unlock()
			lay(t, p, "asa@by.example", "Hej", "Hej")
			var said bytes.Buffer
			node := exec.Command(os.Args[0], "-test.run", "^TestALetterOfAKilledNodeComesOnceMoreAtMost$") //nolint:gosec // this very program
			node.Env = append(os.Environ(), victim+"="+at, victim+"_SMTP="+p.smtp.String())
			node.Stdout, node.Stderr = &said, &said
			if err := node.Start(); err != nil {
				t.Fatal(err)
			}
			select {
			case <-b.came: // the letter is there, and the server has not yet said so
			case <-time.After(30 * time.Second):
				t.Errorf("no letter: %s", said.String())
			}
			if err := node.Process.Kill(); err != nil {
				t.Error(err)
			}
			_ = node.Wait()
			close(hold)
			if p.empty(ctx); len(b.ids()) != 1 {
				t.Error("taken over before the other's time was up")
			}
			due(t, d)
			p.empty(ctx)
			p.empty(ctx)
			if all := b.ids(); len(all) != 2 || all[0] != all[1] {
				t.Errorf("%v", all)
			}
			if r := stand(t, d); r.SentAt == nil || r.Text != "" || r.Recipient == "" {
				t.Errorf("%+v", r)
			}
		})
	}
}

// What was sent keeps no words, and nothing stays for ever.
func TestLettersAreForgotten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p, _, _ := post(t, d)
		ctx := context.Background()
		for _, days := range []int{29, 31} {
			if err := d.InTx(ctx, func(ctx context.Context) error {
				return p.store.add(ctx, Letter{ID: fmt.Sprint(days), Recipient: "a@by.example", Subject: "Hej", Text: "x", Headers: map[string]string{}, Calendars: []Calendar{}, CreatedAt: db.Now().AddDate(0, 0, -days)})
			}); err != nil {
				t.Fatal(err)
			}
		}
		if err := p.Purge(ctx); err != nil {
			t.Fatal(err)
		}
		left, err := p.Latest(ctx, 10)
		if err != nil || len(left) != 1 || left[0].ID != "29" {
			t.Error(left, err)
		}
	})
}
