package audit

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
)

// Head is where the chain stands: the last entry's seq and hash.
type Head struct {
	Seq  int64
	Hash string
}

// Bad says which entry is the first that cannot be as it was written.
type Bad struct {
	Seq int64
	Why string
}

// Error names the entry.
func (b *Bad) Error() string { return fmt.Sprintf("entry %d of the audit log %s", b.Seq, b.Why) }

// canonical writes an entry as the bytes that are hashed: every field with its length before it, so that no two entries are
// written alike.
func (e Entry) canonical() []byte {
	b := binary.BigEndian.AppendUint64(nil, uint64(e.Seq)) //nolint:gosec // the bits are all that counts
	for _, field := range []string{e.At, e.Who, e.What, e.About.Kind, e.About.ID, e.Why} {
		b = binary.BigEndian.AppendUint64(b, uint64(len(field)))
		b = append(b, field...)
	}
	return b
}

// chained is the hash of an entry that follows one whose hash is before.
func (e Entry) chained(before string) string {
	text := e.canonical()
	b := binary.BigEndian.AppendUint64(nil, uint64(len(text)))
	b = append(append(b, text...), before...)
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// portion is how many entries are read at once.
const portion = 500

// Verify reads the whole chain from one snapshot and gives its head; a *Bad names the first entry that is not as it was written.
// Who remembers an earlier head elsewhere gives it as known (the zero Head: none): then a chain that was written anew, with all
// its hashes, shows too.
func (l *Log) Verify(ctx context.Context, known Head) (Head, error) {
	var at Head
	err := l.db.Read(ctx, func(ctx context.Context) (err error) {
		at, err = l.walk(ctx, known)
		return err
	})
	return at, err
}

func (l *Log) walk(ctx context.Context, known Head) (Head, error) {
	var at Head
	for from := int64(math.MinInt64); ; {
		entries, err := l.store.after(ctx, from, portion)
		if err != nil {
			return at, err
		}
		for _, e := range entries {
			if err := follows(at, e, known); err != nil {
				return at, err
			}
			at, from = Head{e.Seq, e.Hash}, e.Seq
		}
		if len(entries) < portion {
			return at, l.ends(ctx, at, known)
		}
	}
}

// follows says whether e is what was written after the entry that at stands for.
func follows(at Head, e Entry, known Head) error {
	switch {
	case e.Seq > at.Seq+1:
		return &Bad{at.Seq + 1, "is missing"}
	case e.Seq != at.Seq+1:
		return &Bad{e.Seq, "was added"}
	case e.Hash != e.chained(at.Hash):
		return &Bad{e.Seq, "was changed"}
	case e.Seq == known.Seq && e.Hash != known.Hash:
		return &Bad{e.Seq, "or one before it was written anew: its hash is not the one that was remembered"}
	}
	return nil
}

// ends says whether the chain ends where it was last written.
func (l *Log) ends(ctx context.Context, at, known Head) error {
	head, err := l.store.head(ctx)
	switch {
	case err != nil:
		return err
	case at.Seq < head.Seq || at.Seq < known.Seq:
		return &Bad{at.Seq + 1, "is missing"}
	case at.Seq > head.Seq:
		return &Bad{head.Seq + 1, "was added"}
	case at.Hash != head.Hash:
		return &Bad{at.Seq, "is not the one that was written last"}
	}
	return nil
}
