package push

import (
	"bytes"
	"context"
	"crypto/ecdh"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"kraftsam/app/platform/db"
	"kraftsam/app/platform/dbtest"
	"kraftsam/app/platform/pushtest"
)

var (
	ctx  = context.Background()
	site = &url.URL{Scheme: "https", Host: "kraftsam.example"}
)

func at(b pushtest.Browser, endpoint string) Subscription {
	return Subscription{endpoint, b.Key.PublicKey().Bytes(), b.Auth}
}

func eachSender(t *testing.T, fn func(t *testing.T, s *Sender, d *db.DB)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(t, NewSender(d, Options{Site: site, Loopback: true}), d) })
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

func TestWhatIsSentOnlyTheBrowserReads(t *testing.T) {
	eachSender(t, func(t *testing.T, s *Sender, _ *db.DB) {
		there, b := pushtest.NewService(t, status(http.StatusCreated)), pushtest.NewBrowser(t)
		all := []string{"", "åäö", strings.Repeat("x", step-1), strings.Repeat("x", step), strings.Repeat("x", MaxPayload)}
		for _, words := range all {
			if got := s.Send(ctx, at(b, there.URL+"/to/me"), Message{[]byte(words), 90 * time.Minute, Normal, "about"}); got.Outcome != Delivered {
				t.Fatalf("%+v", got)
			}
		}
		sent := there.Sent()
		for i, words := range all {
			body := sent[i].Body
			if read, err := b.Open(body); err != nil || string(read) != words {
				t.Errorf("%d bytes came as %d: %v", len(words), len(read), err)
			}
			if (len(body)-86-16)%step != 0 {
				t.Errorf("a body of %d bytes tells the length of what it says", len(body))
			}
			if _, err := pushtest.NewBrowser(t).Open(body); err == nil {
				t.Error("another browser reads it")
			}
		}
		if bytes.Equal(sent[0].Body[:16], sent[1].Body[:16]) || bytes.Equal(sent[0].Body[21:86], sent[1].Body[21:86]) {
			t.Error("salt or key are used again")
		}
		for name, want := range map[string]string{"TTL": "5400", "Urgency": "normal", "Topic": "about", "Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream"} {
			if got := sent[0].Header.Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		if sent[0].Path != "POST /to/me" {
			t.Error(sent[0].Path)
		}
		if got := s.Send(ctx, at(b, there.URL), Message{Payload: make([]byte, MaxPayload+1)}); got.Outcome == Delivered {
			t.Errorf("%+v", got)
		}
	})
}

// The example of RFC 8291, appendix A, byte for byte.
func TestTheExampleOfTheRFC(t *testing.T) {
	raw := func(word string) []byte {
		b, err := base64.RawURLEncoding.DecodeString(word)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	own, err := ecdh.P256().NewPrivateKey(raw("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"))
	if err != nil {
		t.Fatal(err)
	}
	to := Subscription{Key: raw("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"), Auth: raw("BTBZMqHH6r4Tts7J_aSIgg")}
	got, err := sealWith(to, []byte("When I grow up, I want to be a watermelon"), own, raw("DGv6ra1nlYgDCS1FRnbzlw"), 0)
	if want := "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"; err != nil || encoded(got) != want {
		t.Errorf("%v\n%s\n%s", err, encoded(got), want)
	}
}

func TestThisHouseSignsWithOneKeyForGood(t *testing.T) {
	eachSender(t, func(t *testing.T, s *Sender, d *db.DB) {
		there, b := pushtest.NewService(t, status(http.StatusCreated)), pushtest.NewBrowser(t)
		nodes := []*Sender{s, NewSender(d, Options{Site: site, Loopback: true}), NewSender(d, Options{Site: site, Loopback: true})}
		var all sync.WaitGroup
		for _, node := range nodes {
			all.Go(func() { node.Send(ctx, at(b, there.URL), Message{}) })
		}
		all.Wait()
		public, err := s.PublicKey(ctx)
		if err != nil || len(there.Sent()) != len(nodes) {
			t.Fatal(err, len(there.Sent()))
		}
		for _, sent := range there.Sent() {
			c, err := pushtest.Signed(sent.Header.Get("Authorization"))
			if left := time.Until(time.Unix(c.Exp, 0)); err != nil || c.Key != public || c.Aud != there.URL || c.Sub != "https://kraftsam.example" || left < time.Hour || left > 24*time.Hour {
				t.Errorf("%+v, the key is %s: %v", c, public, err)
			}
		}
		chosen, err := ReadKey("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
		if err != nil {
			t.Fatal(err)
		}
		own := NewSender(d, Options{Site: &url.URL{Scheme: "http", Host: "127.0.0.1:8080"}, Loopback: true, Key: chosen})
		own.Send(ctx, at(b, there.URL), Message{})
		c, err := pushtest.Signed(there.Sent()[len(nodes)].Header.Get("Authorization"))
		if err != nil || c.Key != "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8" || c.Sub != "mailto:kraftsam@127.0.0.1" {
			t.Errorf("%+v %v", c, err)
		}
	})
}

func TestAKeyThatIsNone(t *testing.T) {
	for _, word := range []string{"", "x", "yfWPiYE", strings.Repeat("A", 43), strings.Repeat("_", 43), "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"} {
		if _, err := ReadKey(word); err == nil {
			t.Errorf("%q is taken", word)
		}
	}
}
