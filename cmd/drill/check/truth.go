// Package check is the drill's checker: it holds what clients noted against what stands in the database. It was written apart
// from the product, imports nothing of it and asks the database in plain SQL, so that a mistake of the product's own code is not
// made here a second time.
package check

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"kraftsam/cmd/drill/record"
)

// Truth is what stood in the database at the end of one history, that is of everything that was answered between From and To.
type Truth struct {
	Epoch    string
	From, To record.Time
	Heads    map[string]int64 // seq of each topic
	Events   map[string][]Event
	Threads  map[string]int64 // posts that a thread says it has
	Posts    map[string]Post
}

// Event is a row of the log.
type Event struct {
	Seq      int64
	Type     string
	Kind, ID string
	Version  int64
}

// Post is a row of the posts, with what it said in each version.
type Post struct {
	ID, Thread string
	Number     int64
	Version    int64
	Withdrawn  bool
	Prints     map[int64]string
}

// First is the print of what the post said at first.
func (p Post) First() string { return p.Prints[1] }

// ReadTruth reads the log and the posts of threads.
func ReadTruth(ctx context.Context, db *sql.DB, threads []string) (t Truth, err error) {
	t = Truth{Heads: map[string]int64{}, Events: map[string][]Event{}, Threads: map[string]int64{}, Posts: map[string]Post{}}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return t, fmt.Errorf("read the truth: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	if err := tx.QueryRowContext(ctx, "SELECT value FROM settings WHERE name = 'epoch'").Scan(&t.Epoch); err != nil {
		return t, fmt.Errorf("read the epoch: %w", err)
	}
	for _, thread := range threads {
		if err := t.readThread(ctx, tx, thread); err != nil {
			return t, fmt.Errorf("read the truth of %s: %w", thread, err)
		}
	}
	return t, nil
}

// quoted puts the id of a thread into a question; both databases count parameters differently, and ids are words.
func quoted(question, thread string) string {
	return strings.ReplaceAll(question, "$THREAD", strings.ReplaceAll(thread, "'", "''"))
}

func (t *Truth) readThread(ctx context.Context, tx *sql.Tx, thread string) error {
	topic := "thread:" + thread
	err := each(ctx, tx, quoted("SELECT seq FROM topics WHERE topic = 'thread:$THREAD'", thread), func(row *sql.Rows) error {
		var seq int64
		err := row.Scan(&seq)
		t.Heads[topic] = seq
		return err
	})
	if err != nil {
		return err
	}
	err = each(ctx, tx, quoted("SELECT seq, type, ref_kind, ref_id, version FROM events WHERE topic = 'thread:$THREAD' ORDER BY seq", thread), func(row *sql.Rows) error {
		var e Event
		err := row.Scan(&e.Seq, &e.Type, &e.Kind, &e.ID, &e.Version)
		t.Events[topic] = append(t.Events[topic], e)
		return err
	})
	if err != nil {
		return err
	}
	err = each(ctx, tx, quoted("SELECT posts FROM threads WHERE id = '$THREAD'", thread), func(row *sql.Rows) error {
		var posts int64
		err := row.Scan(&posts)
		t.Threads[topic] = posts
		return err
	})
	if err != nil {
		return err
	}
	return t.readPosts(ctx, tx, thread)
}

func (t *Truth) readPosts(ctx context.Context, tx *sql.Tx, thread string) error {
	err := each(ctx, tx, quoted("SELECT id, number, version, withdrawn_at IS NOT NULL, text FROM posts WHERE thread_id = '$THREAD'", thread), func(row *sql.Rows) error {
		p := Post{Thread: thread, Prints: map[int64]string{}}
		var text string
		err := row.Scan(&p.ID, &p.Number, &p.Version, &p.Withdrawn, &text)
		last := p.Version
		if p.Withdrawn {
			p.Prints[p.Version] = ""
			last--
		}
		p.Prints[last] = record.Print(text)
		t.Posts[p.ID] = p
		return err
	})
	if err != nil {
		return err
	}
	return each(ctx, tx, quoted("SELECT post_id, version, text FROM post_versions WHERE post_id IN (SELECT id FROM posts WHERE thread_id = '$THREAD')", thread), func(row *sql.Rows) error {
		var id, text string
		var version int64
		err := row.Scan(&id, &version, &text)
		t.Posts[id].Prints[version] = record.Print(text)
		return err
	})
}

func each(ctx context.Context, tx *sql.Tx, question string, take func(*sql.Rows) error) error {
	rows, err := tx.QueryContext(ctx, question)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := take(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
