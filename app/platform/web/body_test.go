package web

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"kraftsam/app/platform/fault"
)

func TestBodies(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	for name, c := range map[string]struct{ media, body, code string }{
		"an object":            {"application/json", `{"text":"å😀\"\\\/\n"}`, ""},
		"with a charset":       {"application/json; charset=utf-8", `{}`, ""},
		"in capitals":          {"Application/JSON", `{}`, ""},
		"a whole pair":         {"application/json", `{"text":"\ud83d\uDE00"}`, ""},
		"an escaped escape":    {"application/json", `{"text":"\\u0000"}`, ""},
		"deep":                 {"application/json", deep(32), ""},
		"brackets in a string": {"application/json", `{"text":"` + strings.Repeat("[", 100) + `"}`, ""},
		"no media type":        {"", `{}`, "body_unsupported"},
		"a form":               {"application/x-www-form-urlencoded", `a=b`, "body_unsupported"},
		"nearly JSON":          {"application/jsonp", `{}`, "body_unsupported"},
		"too large":            {"application/json", `"` + strings.Repeat("x", 2000) + `"`, "body_too_large"},
		"not UTF-8":            {"application/json", "{\"text\":\"\xff\"}", "body_malformed"},
		"a surrogate in bytes": {"application/json", "{\"text\":\"\xed\xa0\x80\"}", "body_malformed"},
		"no end":               {"application/json", `{"text":"x"`, "body_malformed"},
		"a rest":               {"application/json", `{} {}`, "body_malformed"},
		"a comma too many":     {"application/json", `{"a":1,}`, "body_malformed"},
		"in an array":          {"application/json", `[1,]`, "body_malformed"},
		"no comma":             {"application/json", `{"a":1 "b":2}`, "body_malformed"},
		"a crooked bracket":    {"application/json", `{"a":1]`, "body_malformed"},
		"a bare word":          {"application/json", `hello`, "body_malformed"},
		"NaN":                  {"application/json", `{"a":NaN}`, "body_malformed"},
		"a name twice":         {"application/json", `{"a":1,"a":2}`, "body_malformed"},
		"a name twice, hidden": {"application/json", `{"a":1,"\u0061":2}`, "body_malformed"},
		"deep down":            {"application/json", `{"x":[{"a":1,"b":{"c":1,"c":2}}]}`, "body_malformed"},
		"the same in another":  {"application/json", `{"x":[{"a":1},{"a":2}],"a":3}`, ""},
		"too deep":             {"application/json", deep(33), "body_malformed"},
		"far too deep":         {"application/json", deep(500), "body_malformed"},
		"NUL":                  {"application/json", `{"text":"a\u0000b"}`, "text_unstorable"},
		"NUL in a name":        {"application/json", `{"a\u0000":1}`, "text_unstorable"},
		"half a pair":          {"application/json", `{"text":"\ud83d"}`, "text_unstorable"},
		"the other half":       {"application/json", `{"text":"\ude00"}`, "text_unstorable"},
		"the wrong way round":  {"application/json", `{"text":"\ude00\ud83d"}`, "text_unstorable"},
		"two first halves":     {"application/json", `{"text":"\ud83d\ud83d\ude00"}`, "text_unstorable"},
		"half and a letter":    {"application/json", `{"text":"\ud83da"}`, "text_unstorable"},
		"half and an escape":   {"application/json", `{"text":"\ud83d\n"}`, "text_unstorable"},
	} {
		err := readableBody(c.media, []byte(c.body), 1024)
		if (c.code == "") != (err == nil) || err != nil && fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %q", name, err, c.code)
		}
	}
}

// A body that is let through is JSON, and nothing in it changes on the way in.
func FuzzBody(f *testing.F) {
	for _, s := range []string{`{"text":"\ud83d\ude00"}`, `{"a":[1,{"b":null}],"c":"\u0000"}`, `"\ud83d`, `{"a":1,"\u0061":2}`, "[[[[", `{"a":"\\\ud800"}`, "\xff", `1e999`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if err := readableBody("application/json", body, 1<<20); err != nil {
			if k := fault.KindOf(err); k == fault.Internal || k == fault.Unavailable {
				t.Errorf("%q is our fault: %v", body, err)
			}
			return
		}
		if !json.Valid(body) || !utf8.Valid(body) {
			t.Fatalf("%q is no JSON", body)
		}
		var value any
		d := json.NewDecoder(bytes.NewReader(body))
		d.UseNumber()
		if err := d.Decode(&value); err != nil {
			t.Fatalf("%q: %v", body, err)
		}
		again, _ := json.Marshal(value)
		lost := bytes.Contains(again, []byte("\ufffd")) || bytes.Contains(again, []byte(`\ufffd`))
		if lost && !bytes.Contains(body, []byte("\ufffd")) && !bytes.Contains(bytes.ToLower(body), []byte(`\ufffd`)) {
			t.Errorf("%q lost a character", body)
		}
		if bytes.Contains(again, []byte(`\u0000`)) && !bytes.Contains(body, []byte(`\\u0000`)) {
			t.Errorf("%q holds NUL", body)
		}
	})
}

func TestBodiesOverHTTP(t *testing.T) {
	d := open(t, nil)
	for name, c := range map[string]struct {
		body, media, code string
		status            int
	}{
		"good":         {`{"text":"x"}`, "application/json", "", 200},
		"none":         {"", "application/json", "body_malformed", 400},
		"broken":       {`{"text"`, "application/json", "body_malformed", 400},
		"a form":       {`text=x`, "application/x-www-form-urlencoded", "body_unsupported", 415},
		"of many":      {"--x\r\n", "multipart/form-data; boundary=x", "body_unsupported", 415},
		"large":        {`{"text":"` + strings.Repeat("x", 2000) + `"}`, "application/json", "body_too_large", 413},
		"very large":   {`{"text":"` + strings.Repeat("x", 11<<20) + `"}`, "application/json", "body_too_large", 413},
		"other casing": {`{"Text":"x"}`, "application/json", "validation_failed", 422},
		"null":         {`null`, "application/json", "validation_failed", 422},
		"a list":       {`[]`, "application/json", "validation_failed", 422},
	} {
		res, body := d.ask(t, "POST", "/api/things", c.body, "Content-Type", c.media)
		if res.StatusCode != c.status || c.code != "" && !strings.Contains(body, `"code":"`+c.code+`"`) {
			t.Errorf("%s: %d %.300s", name, res.StatusCode, body)
		}
	}
}
