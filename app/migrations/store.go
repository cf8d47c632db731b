package migrations

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"strings"

	"kraftsam/app/platform/db"
)

// ensureEpoch gives a new database its epoch, the random word that tells clients which history their positions belong to.
func ensureEpoch(ctx context.Context, d *db.DB) error {
	return d.InTx(ctx, func(ctx context.Context) error {
		return d.From(ctx).Exec("INSERT INTO settings (name, value) VALUES ('epoch', ?) ON CONFLICT (name) DO NOTHING", newEpoch()).Error
	})
}

// Restored replaces the epoch after a backup was restored: every client that comes back with a position is told to start over.
func Restored(ctx context.Context, d *db.DB) (string, error) {
	epoch := newEpoch()
	err := d.InTx(ctx, func(ctx context.Context) error {
		return d.From(ctx).Exec("UPDATE settings SET value = ? WHERE name = 'epoch'", epoch).Error
	})
	if err != nil {
		return "", fmt.Errorf("replace the epoch: %w", err)
	}
	return epoch, nil
}

func newEpoch() string {
	b := make([]byte, 10)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the process instead
	return strings.ToLower(base32.StdEncoding.EncodeToString(b))
}
