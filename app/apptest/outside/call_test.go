package outside

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// transport keeps connections apart from the program's own idle limit, so that no request meets a closing one.
var transport = &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: 15 * time.Second, DisableCompression: true}

// client follows no redirect: a redirect is an answer to look at.
var client = &http.Client{
	Transport:     transport,
	Timeout:       45 * time.Second,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// caller is somebody who asks one node for something.
type caller struct {
	s              *stand
	n              *node
	bearer, cookie string
}

// anyone is a caller without an account.
func (s *stand) anyone(n *node) caller { return caller{s: s, n: n} }

// as is a member's caller with a token.
func (s *stand) as(p *person, n *node) caller { return caller{s: s, n: n, bearer: p.token} }

// on is the same caller on another node.
func (c caller) on(n *node) caller { c.n = n; return c }

// answer is what came back.
type answer struct {
	what   string
	status int
	header http.Header
	body   []byte
}

// headers are names and values by turns.
type headers []string

// try asks without judging the answer.
func (c caller) try(method, path string, body any, extra ...string) (answer, error) {
	var reader io.Reader
	kind := "application/json"
	switch b := body.(type) {
	case nil:
		kind = ""
	case string:
		reader = strings.NewReader(b)
	case []byte:
		reader = bytes.NewReader(b)
	default:
		encoded, err := encode(b)
		if err != nil {
			return answer{}, err
		}
		reader = bytes.NewReader(encoded)
	}
	req, err := http.NewRequest(method, "http://"+c.n.addr+path, reader)
	if err != nil {
		return answer{}, err
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	if c.bearer != "" {
		req.Header.Set("Authorization", "Bearer "+c.bearer)
	}
	if c.cookie != "" {
		req.Header.Set("Cookie", c.cookie)
	}
	dress(req, extra)
	return roundTrip(req)
}

// dress adds headers; an empty value takes the header away.
func dress(req *http.Request, extra headers) {
	for i := 0; i+1 < len(extra); i += 2 {
		switch {
		case extra[i] == "Host":
			req.Host = extra[i+1]
		case extra[i+1] == "":
			req.Header.Del(extra[i])
		default:
			req.Header.Set(extra[i], extra[i+1])
		}
	}
}

func roundTrip(req *http.Request) (answer, error) {
	res, err := client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return answer{}, fmt.Errorf("%s %s: read the answer: %w", req.Method, req.URL, err)
	}
	return answer{req.Method + " " + req.URL.RequestURI(), res.StatusCode, res.Header, body}, nil
}

// encode writes JSON without turning < and > into escapes, so that hostile text goes out as it is.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// do asks and holds the answer against what is true of every answer.
func (c caller) do(t testing.TB, method, path string, body any, extra ...string) answer {
	t.Helper()
	a, err := c.try(method, path, body, extra...)
	if err != nil {
		t.Fatalf("%s %s: no answer: %v\n%s", method, path, err, c.n.out.tail())
	}
	if a.status >= 500 {
		t.Errorf("%s: a server fault: %s\n%s", a.what, a, c.n.out.tail())
	}
	judge(t, a)
	return a
}

func (c caller) get(t testing.TB, path string, extra ...string) answer {
	t.Helper()
	return c.do(t, http.MethodGet, path, nil, extra...)
}

// create is a POST with a fresh key.
func (c caller) create(t testing.TB, path string, body any, extra ...string) answer {
	t.Helper()
	return c.do(t, http.MethodPost, path, body, append([]string{"Idempotency-Key", randomWord(12)}, extra...)...)
}

// edit is a PATCH with the version that it changes.
func (c caller) edit(t testing.TB, path string, version int64, body any) answer {
	t.Helper()
	return c.do(t, http.MethodPatch, path, body, "If-Match", fmt.Sprintf("%q", fmt.Sprint(version)))
}

func (a answer) String() string {
	body := a.body
	if len(body) > 600 {
		body = append(append([]byte{}, body[:600]...), "…"...)
	}
	return fmt.Sprintf("%s -> %d %s", a.what, a.status, body)
}

// want demands a status.
func (a answer) want(t testing.TB, status int) answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("%s: want %d", a, status)
	}
	return a
}

// refused demands a problem with this status and one of these codes (none: any code).
func (a answer) refused(t testing.TB, status int, codes ...string) answer {
	t.Helper()
	if a.status != status {
		t.Errorf("%s: want %d %v", a, status, codes)
		return a
	}
	code, _ := a.object(t)["code"].(string)
	for _, c := range codes {
		if c == code {
			return a
		}
	}
	if len(codes) > 0 {
		t.Errorf("%s: want code %v", a, codes)
	}
	return a
}

// object reads the answer as one JSON object.
func (a answer) object(t testing.TB) map[string]any {
	t.Helper()
	var o map[string]any
	if err := json.Unmarshal(a.body, &o); err != nil {
		t.Fatalf("%s: not a JSON object: %v", a, err)
	}
	return o
}

// list reads the answer as a list and checks its form.
func (a answer) list(t testing.TB) []map[string]any {
	t.Helper()
	o := a.want(t, http.StatusOK).object(t)
	items, ok := o["items"].([]any)
	if !ok {
		t.Fatalf("%s: a list has items", a)
	}
	for _, side := range []string{"before", "after"} {
		v, there := o[side]
		if _, text := v.(string); !there || (!text && v != nil) {
			t.Errorf("%s: %q of a list is a string or null", a, side)
		}
	}
	all := make([]map[string]any, 0, len(items))
	for _, item := range items {
		m, ok := item.(map[string]any)
		if !ok {
			t.Fatalf("%s: an item is an object", a)
		}
		all = append(all, m)
	}
	return all
}

// at walks into nested objects; nil where the path ends early.
func at(v any, path ...string) any {
	for _, step := range path {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[step]
	}
	return v
}

// text is at for a string.
func text(v any, path ...string) string {
	s, _ := at(v, path...).(string)
	return s
}

// whole is at for a whole number; -1 where there is none.
func whole(v any, path ...string) int64 {
	f, ok := at(v, path...).(float64)
	if !ok || f != float64(int64(f)) {
		return -1
	}
	return int64(f)
}

// decode is json.Unmarshal under a name that says what it is for.
func decode(body []byte, into any) error { return json.Unmarshal(body, into) }

// escape makes a value fit for a query or a path segment.
func escape(value string) string { return url.QueryEscape(value) }
