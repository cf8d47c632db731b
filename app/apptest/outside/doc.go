// Package outside holds a second opinion on Kraftsam: a black-box suite that was written from the two
// contracts alone, starts the real program and speaks only HTTP and WebSocket to it. It imports no
// package of the product, so that a misreading in the product can not be repeated here.
//
// Every test runs on two stands: one node on SQLite, and two nodes on PostgreSQL and Redis. The addresses
// of those two come from KRAFTSAM_TEST_POSTGRES (a postgres:// URL that may create databases) and
// KRAFTSAM_TEST_REDIS (a redis:// URL); where they are missing the tests fail. KRAFTSAM_BINARY names a
// finished program; without it the suite builds one.
package outside
