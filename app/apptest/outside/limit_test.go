package outside

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// plainNode is a node on an empty SQLite database, without the demo.
func plainNode(t *testing.T, env ...string) caller {
	t.Helper()
	dir, addr, settings := settingsFor(t)
	settings = append(settings, env...)
	if _, err := mustCommand(dir, settings, "migrate"); err != nil {
		t.Fatal(err)
	}
	n, err := startNode(dir, addr, settings)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.stop)
	return caller{s: &stand{site: "http://" + addr}, n: n}
}

func TestGuessingIsSlowed(t *testing.T) {
	t.Parallel()
	c := plainNode(t, "KRAFTSAM_RATE_LIMITS=on")
	for _, call := range []struct {
		path string
		body func(i int) any
	}{
		{"/api/session", func(int) any { return map[string]any{"email": "a@outside.example", "password": "gissning nummer ett"} }},
		{"/api/registrations", func(int) any {
			return map[string]any{"email": randomWord(6) + "@outside.example", "name": "x", "password": "en ganska lång mening"}
		}},
	} {
		refused := false
		for i := 0; i < 60 && !refused; i++ {
			// A stranger's word on where a request comes from counts for nothing.
			a, err := c.try(http.MethodPost, call.path, call.body(i), "Origin", c.s.site, "X-Forwarded-For", fmt.Sprintf("192.0.2.%d", i), "X-Real-Ip", fmt.Sprintf("192.0.2.%d", i))
			if err != nil {
				t.Fatal(err)
			}
			judge(t, a)
			if refused = a.status == http.StatusTooManyRequests; refused {
				a.refused(t, http.StatusTooManyRequests, "too_many_requests")
			}
		}
		if !refused {
			t.Errorf("60 calls of %s in a row and no limit", call.path)
		}
	}
}

func TestAddressLimitBehindProxy(t *testing.T) {
	t.Parallel()
	c := plainNode(t, "KRAFTSAM_TRUSTED_PROXIES=127.0.0.1", "KRAFTSAM_LIVE_ADDRESS_CONNECTIONS=2", "KRAFTSAM_RATE_LIMITS=off")
	from := func(address string, welcome bool) {
		t.Helper()
		w, a := c.handshake(t, "X-Forwarded-For", address)
		if (w != nil) != welcome {
			t.Errorf("from %s: %s, welcome: %t", address, a, welcome)
		}
		if w != nil {
			t.Cleanup(func() { _ = w.conn.Close() })
		}
	}
	for _, first := range []string{"192.0.2.1", "192.0.2.1", "192.0.2.2", "2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:db8:0:2::1"} {
		from(first, true)
	}
	for _, next := range []string{"192.0.2.1", "198.51.100.9, 192.0.2.1", "2001:db8:0:1::3", "2001:db8:0:1:a:b:c:d"} {
		from(next, false)
	}
	from("192.0.2.2", true)
	from("2001:db8:0:2::9", true)
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	addr, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	c := plainNode(t, "KRAFTSAM_METRICS_ADDR="+addr)
	if code, body, err := plainGet("http://" + addr + "/metrics"); err != nil || code != http.StatusOK || !strings.Contains(body, "# TYPE") {
		t.Errorf("metrics: %v %d %.200s", err, code, body)
	}
	if a := c.get(t, "/metrics"); strings.Contains(string(a.body), "# TYPE") {
		t.Error("metrics are shown to everybody")
	}
}

// TestAmbiguousRequests sends requests whose end two readers may see in different places. Whatever
// follows must never be answered as a request of its own.
func TestAmbiguousRequests(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		const hidden = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"
		host := "Host: " + s.host() + "\r\n"
		for name, head := range map[string]string{
			"both lengths":           "POST /api/session HTTP/1.1\r\n" + host + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
			"both, the other way":    "POST /api/session HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n",
			"two lengths":            "POST /api/session HTTP/1.1\r\n" + host + "Content-Length: 0\r\nContent-Length: 34\r\n\r\n",
			"two encodings":          "POST /api/session HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
			"an unknown encoding":    "POST /api/session HTTP/1.1\r\n" + host + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
			"a signed length":        "POST /api/session HTTP/1.1\r\n" + host + "Content-Length: +0\r\n\r\n",
			"a space before a colon": "POST /api/session HTTP/1.1\r\n" + host + "Content-Length : 34\r\n\r\n",
			"a bad chunk extension":  "POST /api/session HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0;a\nb\r\n\r\n",
			"an old version":         "POST /api/session HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		} {
			conn, err := net.Dial("tcp", s.first().addr)
			if err != nil {
				t.Fatal(err)
			}
			_ = conn.SetDeadline(time.Now().Add(3 * time.Second))
			_, _ = conn.Write([]byte(head + hidden))
			in := bufio.NewReader(conn)
			if a, err := readAnswer(in, http.MethodPost, name); err == nil && a.status < 400 {
				t.Errorf("%s: %s", name, a)
			}
			if a, err := readAnswer(in, http.MethodGet, name); err == nil && a.status == http.StatusOK {
				t.Errorf("%s: the hidden request was answered", name)
			}
			_ = conn.Close()
		}
	})
}
