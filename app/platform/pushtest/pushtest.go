// Package pushtest is a browser that subscribes to web push and a push service that takes what is sent there, for tests only. It reads
// as the RFCs say that the other side does, and shares no code with package push.
package pushtest

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// Browser is somebody who subscribes, with the two secrets that only it has.
type Browser struct {
	Key  *ecdh.PrivateKey
	Auth []byte
}

// NewBrowser makes a browser.
func NewBrowser(t testing.TB) Browser {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	auth := make([]byte, 16)
	_, _ = rand.Read(auth)
	return Browser{key, auth}
}

// Words gives the key and the secret as a browser tells them.
func (b Browser) Words() (key, auth string) {
	return base64.RawURLEncoding.EncodeToString(b.Key.PublicKey().Bytes()), base64.RawURLEncoding.EncodeToString(b.Auth)
}

// Open reads what was sealed for the browser (RFC 8291, RFC 8188).
func (b Browser) Open(body []byte) ([]byte, error) {
	if len(body) < 86 || len(body) > 4096 || body[20] != 65 {
		return nil, fmt.Errorf("a body of %d bytes", len(body))
	}
	salt, size, public, sealed := body[:16], binary.BigEndian.Uint32(body[16:20]), body[21:86], body[86:]
	if len(sealed) > int(size) {
		return nil, fmt.Errorf("a record of %d bytes, which says that it has %d", len(sealed), size)
	}
	theirs, err := ecdh.P256().NewPublicKey(public)
	if err != nil {
		return nil, err
	}
	shared, err := b.Key.ECDH(theirs)
	if err != nil {
		return nil, err
	}
	ikm := derive(derive(nil, shared, b.Auth, "", 0), nil, nil, "WebPush: info\x00"+string(b.Key.PublicKey().Bytes())+string(public), 32)
	prk := derive(nil, ikm, salt, "", 0)
	block, err := aes.NewCipher(derive(prk, nil, nil, "Content-Encoding: aes128gcm\x00", 16))
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	plain, err := gcm.Open(nil, derive(prk, nil, nil, "Content-Encoding: nonce\x00", 12), sealed, nil)
	if err != nil {
		return nil, err
	}
	plain = bytes.TrimRight(plain, "\x00")
	if len(plain) == 0 || plain[len(plain)-1] != 2 {
		return nil, errors.New("the record is not marked as the last")
	}
	return plain[:len(plain)-1], nil
}

// derive extracts from a secret, or expands what was extracted.
func derive(prk, secret, salt []byte, info string, length int) []byte {
	out, err := hkdf.Extract(sha256.New, secret, salt)
	if prk != nil {
		out, err = hkdf.Expand(sha256.New, prk, info, length)
	}
	if err != nil {
		panic(err) // only a length that no test asks for
	}
	return out
}

// Sent is one message as it came.
type Sent struct {
	Path   string
	Header http.Header
	Body   []byte
}

// Service is a push service on this machine.
type Service struct {
	*httptest.Server
	mu   sync.Mutex
	sent []Sent
}

// NewService opens a service that answers as it is told to.
func NewService(t testing.TB, answer http.HandlerFunc) *Service {
	t.Helper()
	s := &Service{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		s.sent = append(s.sent, Sent{r.Method + " " + r.URL.Path, r.Header, body})
		s.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// Sent gives what came so far.
func (s *Service) Sent() []Sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Sent{}, s.sent...)
}

// Claims are what a VAPID signature says.
type Claims struct {
	Key string `json:"-"` // of whoever signed
	Aud string `json:"aud"`
	Sub string `json:"sub"`
	Exp int64  `json:"exp"`
}

// Signed reads the header Authorization and holds its signature against the key that it names (RFC 8292).
func Signed(header string) (c Claims, err error) {
	word, key, ok := strings.Cut(strings.TrimPrefix(header, "vapid t="), ", k=")
	parts := strings.Split(word, ".")
	if !ok || len(parts) != 3 {
		return c, fmt.Errorf("the header is %q", header)
	}
	var raw [4][]byte
	for i, part := range append(parts, key) {
		if raw[i], err = base64.RawURLEncoding.DecodeString(part); err != nil {
			return c, err
		}
	}
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), raw[3])
	if err != nil || len(raw[2]) != 64 {
		return c, fmt.Errorf("a signature of %d bytes: %w", len(raw[2]), err)
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if !ecdsa.Verify(public, sum[:], new(big.Int).SetBytes(raw[2][:32]), new(big.Int).SetBytes(raw[2][32:])) {
		return c, errors.New("the signature is not of this key")
	}
	var head struct{ Typ, Alg string }
	if err := json.Unmarshal(raw[0], &head); err != nil || head.Typ != "JWT" || head.Alg != "ES256" {
		return c, fmt.Errorf("%+v: %w", head, err)
	}
	c.Key = key
	return c, json.Unmarshal(raw[1], &c)
}
