package push

import (
	"encoding/base64"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/dbtest"
	"kraftsam/app/platform/pushtest"
)

func TestWhatAServiceAnswers(t *testing.T) {
	eachSender(t, func(t *testing.T, s *Sender, _ *db.DB) {
		b := pushtest.NewBrowser(t)
		elsewhere := pushtest.NewService(t, status(http.StatusCreated))
		for _, c := range []struct {
			code  int
			after string
			want  Outcome
			wait  time.Duration
		}{
			{200, "", Delivered, 0}, {201, "", Delivered, 0}, {202, "", Delivered, 0}, {404, "", Gone, 0}, {410, "", Gone, 0}, {400, "", Refused, 0}, {401, "", Refused, 0}, {403, "", Refused, 0}, {413, "", Refused, 0},
			{429, "17", Later, 17 * time.Second}, {429, "", Later, 0}, {500, "", Later, 0}, {503, "86400", Later, time.Hour}, {503, "-5", Later, 0}, {503, "99999999999999999999", Later, 0}, {502, "soon", Later, 0},
			{301, "", Refused, 0}, {302, "", Refused, 0}, {307, "", Refused, 0}, {308, "", Refused, 0},
		} {
			there := pushtest.NewService(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Location", elsewhere.URL)
				w.Header().Set("Retry-After", c.after)
				w.WriteHeader(c.code)
			})
			if got := s.Send(ctx, at(b, there.URL), Message{}); got.Outcome != c.want || got.After != c.wait {
				t.Errorf("%d, %q: %+v, want %s after %v", c.code, c.after, got, c.want, c.wait)
			}
		}
		if len(elsewhere.Sent()) > 0 {
			t.Error("a redirect was followed")
		}
		endless := pushtest.NewService(t, func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 1<<12)); err != nil {
					return
				}
			}
		})
		if got := s.Send(ctx, at(b, endless.URL), Message{}); got.Outcome != Delivered {
			t.Errorf("an answer without an end: %+v", got)
		}
		gone := pushtest.NewService(t, status(201))
		gone.Close()
		if got := s.Send(ctx, at(b, gone.URL), Message{}); got.Outcome != Later || strings.Contains(got.Why, "127") {
			t.Errorf("nobody there: %+v", got)
		}
	})
}

func TestRetryAfterIsADateToo(t *testing.T) {
	now := time.Date(2026, 3, 23, 12, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{"Mon, 23 Mar 2026 12:00:30 GMT": 30 * time.Second, "Mon, 23 Mar 2026 11:00:00 GMT": 0, "Fri, 23 Mar 2029 12:00:00 GMT": time.Hour} {
		if got := retryAfter(header, now); got != want {
			t.Errorf("%s: %v", header, got)
		}
	}
}

// An address comes from a browser, so it can be anybody's wish of what this house should ask.
func TestAddressesThatAreNoPushServices(t *testing.T) {
	b := pushtest.NewBrowser(t)
	key, auth := b.Words()
	world, demo := NewSender(nil, Options{Site: site}), NewSender(nil, Options{Site: site, Loopback: true})
	for _, endpoint := range []string{"", "x", "//push.example/x", "http://push.example/x", "ftp://push.example/x", "file:///etc/passwd", "https:push.example", "https://user@push.example/x", "https://push.example/x#y",
		"https://push.example:8443/x", "https://push.example:80/x", "https://localhost/x", "https://intranet/x", "https://127.0.0.1/x", "https://10.0.0.1/x", "https://169.254.169.254/latest/meta-data", "https://93.184.215.14/x",
		"https://[::1]/x", "https://[2606:2800::1]/x", "https://[::ffff:127.0.0.1]/x", "https://push.example/a b", "https://push.example/å", "https://push.example/\r\nX: y", "https://push.example/" + strings.Repeat("x", 1000)} {
		if _, err := world.ReadSubscription(endpoint, key, auth); err == nil {
			t.Errorf("%q is taken", endpoint)
		}
		here := endpoint == "https://127.0.0.1/x" || endpoint == "https://[::1]/x" || endpoint == "https://[::ffff:127.0.0.1]/x"
		if _, err := demo.ReadSubscription(endpoint, key, auth); (err == nil) != here {
			t.Errorf("%q is taken in the demonstration", endpoint)
		}
		if got := world.Send(ctx, at(b, endpoint), Message{}); got.Outcome != Refused {
			t.Errorf("%q is asked: %+v", endpoint, got)
		}
	}
	const good = "https://fcm.push.example/fcm/send/abc:def_-"
	for _, endpoint := range []string{good, "https://push.example:443/x", "https://push.example./x?y=z"} {
		if _, err := world.ReadSubscription(endpoint, key, auth); err != nil {
			t.Errorf("%q: %v", endpoint, err)
		}
	}
	for _, wrong := range [][2]string{{"", auth}, {key, ""}, {key[:len(key)-4], auth}, {key, auth + "AA"}, {encoded(make([]byte, 65)), auth}, {key, "!"}, {"!", auth}, {base64.StdEncoding.EncodeToString(b.Auth), auth}} {
		if _, err := world.ReadSubscription(good, wrong[0], wrong[1]); err == nil {
			t.Errorf("%q is taken", wrong)
		}
	}
}

// Where a name leads to is looked at when it is called.
func TestNamesThatLeadInside(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = listener.Close() }()
		var came atomic.Int32
		go func() {
			for {
				c, err := listener.Accept()
				if err != nil {
					return
				}
				came.Add(1)
				_ = c.Close()
			}
		}()
		s := NewSender(d, Options{Site: site})
		dial := s.client.Transport.(*http.Transport).DialContext
		_, port, _ := net.SplitHostPort(listener.Addr().String())
		for _, host := range []string{"localhost", "127.0.0.1"} {
			if c, err := dial(ctx, "tcp", net.JoinHostPort(host, port)); err == nil || !insideOf(err) {
				t.Errorf("%s: %v %v", host, c, err)
			}
		}
		if n := came.Load(); n > 0 {
			t.Errorf("%d calls came through", n)
		}
		got := s.Send(ctx, at(pushtest.NewBrowser(t), "https://localhost.localdomain./x"), Message{})
		if got.Outcome == Delivered || strings.Contains(got.Why, "local") {
			t.Errorf("%+v", got)
		}
	})
}

func TestWhatBelongsToTheWorld(t *testing.T) {
	for _, a := range []string{"93.184.215.14", "8.8.8.8", "2606:2800:220:1::1", "2a00:1450:400f::200a", "64:ff9b::808:808"} {
		if !outside(netip.MustParseAddr(a)) {
			t.Errorf("%s is not", a)
		}
	}
	for _, a := range []string{"0.0.0.0", "0.1.2.3", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.168.1.1", "198.18.0.1", "198.51.100.7", "203.0.113.9",
		"224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1"} {
		if outside(netip.MustParseAddr(a)) {
			t.Errorf("%s is", a)
		}
	}
}
