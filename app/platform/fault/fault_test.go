package fault_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/platform/fault"
)

func TestAFaultIsFoundInWhateverWrapsIt(t *testing.T) {
	cause := errors.New("disk on fire")
	f := fault.New(fault.Conflict, "thread_closed", "Closed.").Because(cause).After(time.Second)
	err := fmt.Errorf("reply to 7: %w", f)
	if fault.KindOf(err) != fault.Conflict || fault.CodeOf(err) != "thread_closed" || fault.As(err).RetryAfter != time.Second || !errors.Is(err, cause) {
		t.Errorf("%v", err)
	}
	if !errors.Is(err, fault.New(fault.Invalid, "thread_closed", "")) || errors.Is(err, fault.New(fault.Conflict, "other", "")) {
		t.Error("faults are compared by code")
	}
	if !strings.Contains(err.Error(), "disk on fire") {
		t.Error("the log does not hear of the cause")
	}
	if fault.KindOf(cause) != fault.Internal || fault.CodeOf(cause) != "internal" {
		t.Error("what is no fault is internal")
	}
}

// Copies leave the original alone: it is shared by everybody.
func TestAFaultIsNotChanged(t *testing.T) {
	original := fault.New(fault.Stale, "version_stale", "Old.")
	_ = original.Because(errors.New("x"))
	_ = original.After(time.Second)
	_ = original.With(7)
	if original.RetryAfter != 0 || original.Current != nil || errors.Unwrap(original) != nil {
		t.Errorf("%+v", original)
	}
}

func TestTheProblemShowsNoCause(t *testing.T) {
	f := fault.InField("body.text", "text_empty", "Write something.").Because(errors.New("secret"))
	got, err := json.Marshal(fault.ProblemOf(fmt.Errorf("outer secret: %w", f)))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"type":"/problems/text_empty","title":"Write something.","status":422,"code":"text_empty","errors":[{"location":"body.text","code":"text_empty","message":"Write something."}]}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
	for kind := fault.Internal; kind <= fault.Unavailable; kind++ {
		if p := fault.ProblemOf(fault.New(kind, "x", "")); p.Status < 400 {
			t.Errorf("kind %d has no status", kind)
		}
	}
}

func TestCodesAreWords(t *testing.T) {
	word := regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
	for _, c := range fault.Codes() {
		if !word.MatchString(c) {
			t.Errorf("%q", c)
		}
	}
}
