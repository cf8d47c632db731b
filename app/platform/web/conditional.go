package web

import (
	"strconv"
	"strings"

	"kraftsam/app/platform/fault"
)

// Keyed documents the header that every creating call carries; IdempotencyKey reads it.
type Keyed struct {
	Key string `header:"Idempotency-Key" doc:"1–200 visible ASCII characters; a repeat with the same key and body does no harm. Required."`
}

// Given gives an optional field of a body: "" where it is absent. A field that is there and empty names nothing, and is
// refused with the code of an unknown one.
func Given(field, code string, value *string) (string, error) {
	switch {
	case value == nil:
		return "", nil
	case *value == "":
		return "", fault.InField("body."+field, code, "This field is there but empty: leave it out or fill it in.")
	}
	return *value, nil
}

// Conditional is the input of a call that changes something that has versions.
type Conditional struct {
	IfMatch string `header:"If-Match" doc:"the version that you have, as in ETag"`
}

var (
	errIfMatchMissing = fault.New(fault.Precondition, "if_match_missing", "Send the version that you have in If-Match.")
	errIfMatchInvalid = fault.New(fault.Invalid, "if_match_invalid", "If-Match holds one version in quotes, as ETag gave it.")
)

// ETag writes a version as the header of that name.
func ETag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// Required gives the version that the caller has; none, or any, is refused.
func (c Conditional) Required() (int64, error) {
	if c.IfMatch == "" || strings.TrimSpace(c.IfMatch) == "*" {
		return 0, errIfMatchMissing
	}
	return c.Optional()
}

// Optional gives the version that the caller has, 0 where they do not mind.
func (c Conditional) Optional() (int64, error) {
	v := strings.TrimSpace(c.IfMatch)
	if v == "" || v == "*" {
		return 0, nil
	}
	if len(v) < 3 || v[0] != '"' || v[len(v)-1] != '"' {
		return 0, errIfMatchInvalid
	}
	n, err := strconv.ParseInt(v[1:len(v)-1], 10, 64)
	if err != nil || n < 1 {
		return 0, errIfMatchInvalid
	}
	return n, nil
}
