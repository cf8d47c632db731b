package apptest

import (
	"testing"

	"kraftsam/app/platform/fault"
)

// Refused holds that something was refused with a code, or done where the code is empty.
func Refused(t *testing.T, what, code string, err error) {
	t.Helper()
	switch {
	case code == "" && err != nil:
		t.Errorf("%s: %v", what, err)
	case code != "" && (err == nil || fault.CodeOf(err) != code):
		t.Errorf("%s: %v, want %s", what, err, code)
	}
}
