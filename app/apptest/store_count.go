package apptest

import (
	"context"
	"sync/atomic"
	"testing"

	"gorm.io/gorm"

	"kraftsam/app/platform/db"
)

// CountQuestions counts what is asked of a database from now on; the function gives how much since it was last called.
func CountQuestions(t testing.TB, d *db.DB) func() int {
	t.Helper()
	var n atomic.Int64
	count := func(*gorm.DB) { n.Add(1) }
	c := d.From(context.Background()).Callback()
	for _, err := range []error{
		c.Query().Before("gorm:query").Register("apptest:count", count), c.Row().Before("gorm:row").Register("apptest:count", count),
		c.Raw().Before("gorm:raw").Register("apptest:count", count),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return func() int { return int(n.Swap(0)) }
}
