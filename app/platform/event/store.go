package event

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/ref"
)

type eventRow struct {
	Topic   string
	Seq     int64
	Type    string
	RefKind string
	RefID   string
	Version int64
	At      time.Time
}

// TableName is for GORM.
func (eventRow) TableName() string { return "events" }

type topicHead struct {
	Topic string
	Head  Head `gorm:"embedded"`
}

// takeSeqs moves topics on in the order in which they are named.
const takeSeqs = `INSERT INTO topics (topic, seq) VALUES %s
	ON CONFLICT (topic) DO UPDATE SET seq = topics.seq + excluded.seq
	RETURNING topic, seq, start, (SELECT value FROM settings WHERE name = 'epoch') AS epoch`

// takeAll is takeSeqs with the writing of the events in the same round trip. SQLite knows no change inside a WITH, and no round trips
// either.
const takeAll = `WITH head AS (%s), written AS (
	INSERT INTO events (topic, seq, type, ref_kind, ref_id, version, at)
	SELECT head.topic, head.seq + e.seq, e.type, e.ref_kind, e.ref_id, e.version, e.at
	FROM head JOIN (VALUES %s) AS e (topic, seq, type, ref_kind, ref_id, version, at) ON e.topic = head.topic)
	SELECT topic, seq, start, epoch FROM head`

// The rows of their VALUES.
const (
	seqValues   = "(?, ?)"
	eventValues = "(?, CAST(? AS bigint), ?, ?, ?, CAST(? AS bigint), CAST(? AS timestamp))"
)

// Bounds of one statement: SQLite's of the number of parameters, and of texts that a connection to PostgreSQL keeps prepared.
const (
	takeChunk  = 500 // topics
	takeAtOnce = 64  // events
)

// take gives the changes collected so far their seqs, topics in sorted order so that two transactions never wait for each
// other in a ring, and writes them to the log. A write inside a larger one takes before it answers, the rest is taken last.
func (l *Log) take(ctx context.Context) error {
	p := l.pending(ctx)
	if len(p.changes) == 0 {
		return nil
	}
	taken := p.changes
	p.changes = map[string][]Change{}
	var events []Event
	for topics := range slices.Chunk(slices.Sorted(maps.Keys(taken)), takeChunk) {
		rows, err := l.takeTopics(ctx, p, topics, taken)
		if err != nil {
			return err
		}
		for _, r := range rows {
			events = append(events, r.event())
		}
	}
	l.db.AfterCommit(ctx, func() { l.committed(events) })
	return nil
}

// takeTopics takes the seqs of some topics and writes their events.
func (l *Log) takeTopics(ctx context.Context, p *pending, topics []string, taken map[string][]Change) ([]eventRow, error) {
	var rows []eventRow
	var args []any
	for _, topic := range topics {
		rows = append(rows, counted(topic, taken[topic], p.at)...)
		args = append(args, topic, len(taken[topic]))
	}
	question, atOnce := fmt.Sprintf(takeSeqs, list(seqValues, len(topics))), l.db.Dialect() == db.Postgres && len(rows) <= takeAtOnce
	if atOnce {
		question = fmt.Sprintf(takeAll, question, list(eventValues, len(rows)))
		for _, r := range rows {
			args = append(args, r.Topic, r.Seq, r.Type, r.RefKind, r.RefID, r.Version, r.At)
		}
	}
	var heads []topicHead
	if err := l.db.From(ctx).Raw(question, args...).Scan(&heads).Error; err != nil {
		return nil, fmt.Errorf("take seqs of %v: %w", topics, err)
	}
	for _, h := range heads {
		p.heads[h.Topic] = h.Head
	}
	for i := range rows {
		rows[i].Seq += p.heads[rows[i].Topic].Seq
	}
	if !atOnce {
		if err := l.db.From(ctx).Create(&rows).Error; err != nil {
			return nil, fmt.Errorf("write the log: %w", err)
		}
	}
	return rows, nil
}

// counted are the rows of a topic's changes, whose seqs count back from the head that it will have: …, -1, 0.
func counted(topic string, changes []Change, now time.Time) []eventRow {
	rows := make([]eventRow, len(changes))
	for i, c := range changes {
		if c.At.IsZero() {
			c.At = now
		}
		rows[i] = eventRow{Topic: topic, Seq: int64(i + 1 - len(changes)), Type: c.Type, RefKind: c.Ref.Kind, RefID: c.Ref.ID, Version: c.Version, At: c.At}
	}
	return rows
}

func list(row string, n int) string { return strings.TrimSuffix(strings.Repeat(row+", ", n), ", ") }

func (r eventRow) event() Event {
	return Event{Topic: r.Topic, Seq: r.Seq, Type: r.Type, Ref: ref.Ref{Kind: r.RefKind, ID: r.RefID}, Version: r.Version, At: r.At}
}

// Head says where a topic stands; inside a snapshot, where it stands in that snapshot.
func (l *Log) Head(ctx context.Context, topic string) (Head, error) {
	var row struct {
		Seq   *int64
		Start *int64
		Epoch string
	}
	err := l.db.From(ctx).Raw(`SELECT t.seq, t.start, s.value AS epoch FROM settings s LEFT JOIN topics t ON t.topic = ? WHERE s.name = 'epoch'`, topic).Scan(&row).Error
	if err != nil {
		return Head{}, fmt.Errorf("read the head of %s: %w", topic, err)
	}
	head := Head{Start: 1, Epoch: row.Epoch}
	if row.Seq != nil {
		head.Seq, head.Start = *row.Seq, *row.Start
	}
	return head, nil
}

// sweepChunk bounds the topics asked for in one statement, as SQLite bounds the number of parameters.
const sweepChunk = 500

// Heads reads the epoch and the seqs of many topics; a topic without an event is not in the map.
func (l *Log) Heads(ctx context.Context, topics []string) (epoch string, seqs map[string]int64, err error) {
	seqs = make(map[string]int64, len(topics))
	err = l.db.Read(ctx, func(ctx context.Context) error {
		if err := l.db.From(ctx).Raw("SELECT value FROM settings WHERE name = 'epoch'").Scan(&epoch).Error; err != nil {
			return err
		}
		for chunk := range slices.Chunk(topics, sweepChunk) {
			var rows []struct {
				Topic string
				Seq   int64
			}
			if err := l.db.From(ctx).Raw("SELECT topic, seq FROM topics WHERE topic IN ?", chunk).Scan(&rows).Error; err != nil {
				return err
			}
			for _, r := range rows {
				seqs[r.Topic] = r.Seq
			}
		}
		return nil
	})
	if err != nil {
		return "", nil, fmt.Errorf("read the heads: %w", err)
	}
	return epoch, seqs, nil
}

// After reads at most limit events of a topic that follow seq after, in order.
func (l *Log) After(ctx context.Context, topic string, after int64, limit int) ([]Event, error) {
	var rows []eventRow
	err := l.db.From(ctx).Where("topic = ? AND seq > ?", topic, after).Order("seq").Limit(limit).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read the log of %s after %d: %w", topic, after, err)
	}
	events := make([]Event, len(rows))
	for i, r := range rows {
		events[i] = r.event()
	}
	return events, nil
}

// Last finds the newest event of a type about one thing; nil where there is none.
func (l *Log) Last(ctx context.Context, topic, kind string, about ref.Ref) (*Event, error) {
	var rows []eventRow
	err := l.db.From(ctx).Where("topic = ? AND type = ? AND ref_kind = ? AND ref_id = ?", topic, kind, about.Kind, about.ID).Order("seq DESC").Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	e := rows[0].event()
	return &e, nil
}

// Prune drops the events of a topic that are older than before; only for topics whose log need not be kept.
func (l *Log) Prune(ctx context.Context, topic string, before time.Time) error {
	return l.db.InTx(ctx, func(ctx context.Context) error {
		var last *int64
		q := l.db.From(ctx)
		if err := q.Raw("SELECT max(seq) FROM events WHERE topic = ? AND at < ?", topic, before).Scan(&last).Error; err != nil || last == nil {
			return err
		}
		if err := l.db.From(ctx).Exec("UPDATE topics SET start = ? WHERE topic = ?", *last+1, topic).Error; err != nil {
			return err
		}
		return l.db.From(ctx).Exec("DELETE FROM events WHERE topic = ? AND seq <= ?", topic, *last).Error
	})
}
