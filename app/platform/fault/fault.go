// Package fault is the vocabulary of failure. A fault has a kind (what the caller can conclude), a stable code (what the
// frontend translates), a message that is safe to show, and at most a cause that only the log sees. It is not a logger
// and knows no HTTP server: only Problem maps kinds to status numbers, for the API and the live connection alike.
package fault

import (
	"errors"
	"fmt"
	"time"
)

// Kind says what the caller can conclude from a failure.
type Kind int

// The kinds, from the caller's mistakes to ours.
const (
	Internal        Kind = iota // everything we did not name
	Malformed                   // cannot be read at all
	TooLarge                    // more than is taken
	Unsupported                 // a content type that is not spoken here
	Invalid                     // readable, but cannot be used; fields say why
	Unauthenticated             // we do not know you
	Forbidden                   // you may see this but not do that
	NotFound                    // absent, or not yours to see
	NotAllowed                  // the address exists, the method does not
	Conflict                    // somebody was first, or the state does not allow it
	Stale                       // your version is old
	Precondition                // a key or version is missing
	TooMany                     // slower, see RetryAfter
	Upgrade                     // another protocol is spoken at this address
	Unavailable                 // we cannot now, see RetryAfter
	Full                        // there is no room to keep it
)

// Field is what is wrong with one part of the input.
type Field struct {
	Location string `json:"location"`
	Code     string `json:"code"`
	Message  string `json:"message"`
}

// Error is a failure that may be shown.
type Error struct {
	Kind       Kind
	Code       string // stable lower_snake_case word
	Message    string // English, safe to show
	Fields     []Field
	RetryAfter time.Duration // for TooMany, Unavailable and Conflict in flight; rounded up to seconds
	Current    any           // for Stale: the present state
	cause      error
}

// Error gives code, message and cause; it is for the log, never for the caller.
func (e *Error) Error() string {
	if e.cause != nil {
		return fmt.Sprintf("%s: %s: %v", e.Code, e.Message, e.cause)
	}
	return e.Code + ": " + e.Message
}

// Unwrap gives the hidden cause.
func (e *Error) Unwrap() error { return e.cause }

// New makes a fault. The code must be in the list of codes (codes.go).
func New(kind Kind, code, message string) *Error {
	return &Error{Kind: kind, Code: code, Message: message}
}

// InField makes an Invalid fault about one part of the input; location is a path such as "body.text".
func InField(location, code, message string) *Error {
	return &Error{Kind: Invalid, Code: code, Message: message, Fields: []Field{{Location: location, Code: code, Message: message}}}
}

// Because gives a copy with a cause for the log.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// After gives a copy that asks the caller to wait.
func (e *Error) After(wait time.Duration) *Error {
	c := *e
	c.RetryAfter = wait
	return &c
}

// With gives a copy that carries the present state of what the caller had an old version of.
func (e *Error) With(current any) *Error {
	c := *e
	c.Current = current
	return &c
}

// In gives a copy of a fault in a field that lies elsewhere, where the same is asked in another form.
func (e *Error) In(location string) *Error {
	c := *e
	c.Fields = []Field{{Location: location, Code: e.Code, Message: e.Message}}
	return &c
}

// Is lets errors.Is compare faults by code.
func (e *Error) Is(target error) bool {
	var t *Error
	return errors.As(target, &t) && t.Code == e.Code
}

// As finds the fault in an error; what is no fault is Internal with the error as cause.
func As(err error) *Error {
	var f *Error
	if errors.As(err, &f) {
		return f
	}
	return New(Internal, "internal", "Something went wrong on our side.").Because(err)
}

// KindOf is the kind of an error; Internal for what is no fault.
func KindOf(err error) Kind { return As(err).Kind }

// CodeOf is the code of an error; "internal" for what is no fault.
func CodeOf(err error) string { return As(err).Code }

var statuses = map[Kind]int{
	Internal: 500, Malformed: 400, TooLarge: 413, Unsupported: 415, Invalid: 422, Unauthenticated: 401, Forbidden: 403,
	NotFound: 404, NotAllowed: 405, Conflict: 409, Stale: 412, Precondition: 428, Upgrade: 426, TooMany: 429, Unavailable: 503, Full: 507,
}

// Problem is the RFC 9457 object that both the HTTP API and the live connection answer with.
type Problem struct {
	Type    string  `json:"type"`
	Title   string  `json:"title"`
	Status  int     `json:"status"`
	Code    string  `json:"code"`
	Errors  []Field `json:"errors,omitempty"`
	Current any     `json:"current,omitempty"`
}

// IsNotFound says whether an error tells that something is not there, or not for whoever asks.
func IsNotFound(err error) bool { return err != nil && KindOf(err) == NotFound }

// ProblemOf maps an error to its problem object; nothing of a hidden cause is in it.
func ProblemOf(err error) Problem {
	f := As(err)
	return Problem{Type: "/problems/" + f.Code, Title: f.Message, Status: statuses[f.Kind], Code: f.Code, Errors: f.Fields, Current: f.Current}
}
