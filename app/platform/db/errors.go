package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"kraftsam/app/platform/fault"
)

// ErrUnavailable is what every error becomes that says that the database is away, busy or full: the caller may repeat.
var ErrUnavailable = fault.New(fault.Unavailable, "database_unavailable", "The database cannot be reached right now. Nothing is lost; try again in a moment.").After(time.Second)

var errReadOnly = ErrUnavailable.Because(errors.New("the database is read-only"))

// IsLockTimeout says whether err came from waiting too long for a row that somebody else holds.
func IsLockTimeout(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "55P03"
}

// IsDuplicate says whether a unique rule refused a row; the same on both databases.
func IsDuplicate(err error) bool { return errors.Is(err, gorm.ErrDuplicatedKey) }

// IsNotFound says whether a query that wants a row found none.
func IsNotFound(err error) bool { return errors.Is(err, gorm.ErrRecordNotFound) }

// translating gives a dialect our reading of its errors, so that no query anywhere needs to look at driver errors.
type translating struct{ gorm.Dialector }

// Translate is called by GORM for every error.
func (t translating) Translate(err error) error {
	if inner, ok := t.Dialector.(gorm.ErrorTranslator); ok {
		err = inner.Translate(err)
	}
	return classify(err)
}

// classify turns the errors of a database that is away into ErrUnavailable and leaves all others as they are.
func classify(err error) error {
	if err == nil || errors.Is(err, ErrUnavailable) {
		return err
	}
	if away(err) {
		return ErrUnavailable.Because(err)
	}
	return err
}

func away(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		// connection, resources, shutdown, cancelled by a timeout, lock timeout, out of disk, read-only
		switch {
		case strings.HasPrefix(pg.Code, "08"), strings.HasPrefix(pg.Code, "53"), strings.HasPrefix(pg.Code, "57"),
			strings.HasPrefix(pg.Code, "58"), pg.Code == "55P03", pg.Code == "25006", pg.Code == "25P03", pg.Code == "40001", pg.Code == "40P01":
			return true
		}
		return false
	}
	var connect *pgconn.ConnectError
	var network net.Error
	if errors.As(err, &connect) || errors.As(err, &network) {
		return true
	}
	for _, e := range []error{driver.ErrBadConn, sql.ErrConnDone, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, context.DeadlineExceeded} {
		if errors.Is(err, e) {
			return true
		}
	}
	return sqliteAway(err) || strings.Contains(err.Error(), "conn closed")
}

// sqliteAway knows SQLITE_BUSY, LOCKED, IOERR, FULL and READONLY by their primary codes.
func sqliteAway(err error) bool {
	var coded interface{ Code() int }
	if !errors.As(err, &coded) {
		return false
	}
	switch coded.Code() & 0xff {
	case 5, 6, 8, 10, 13:
		return true
	}
	return false
}
