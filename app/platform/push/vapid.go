package push

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// signedFor is how long a signature counts. A service takes a day at most, and its clock may differ.
const signedFor = 6 * time.Hour

const scalar = 32 // bytes of a number on the curve

// ReadKey reads a key as the settings have it: the 32 bytes of a P-256 private key in base64url.
func ReadKey(word string) (*ecdsa.PrivateKey, error) {
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(word, "="))
	if err != nil || len(raw) != scalar {
		return nil, fmt.Errorf("must be the 32 bytes of a P-256 private key in base64url")
	}
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), raw)
	if err != nil {
		return nil, fmt.Errorf("must be a P-256 private key: %w", err)
	}
	return key, nil
}

// PublicKey gives what a browser must know to subscribe: the public half in base64url. It stays the same: with another one
// every subscription is lost.
func (s *Sender) PublicKey(ctx context.Context) (string, error) {
	key, err := s.signer(ctx)
	if err != nil {
		return "", err
	}
	public, err := key.PublicKey.Bytes()
	return encoded(public), err
}

// signer gives the private half: that of the settings, or the one in the database, which the first to ask makes.
func (s *Sender) signer(ctx context.Context) (*ecdsa.PrivateKey, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.key != nil {
		return s.key, nil
	}
	made, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make a key for push: %w", err)
	}
	raw, err := made.Bytes()
	if err != nil {
		return nil, fmt.Errorf("make a key for push: %w", err)
	}
	kept, err := s.store.keep(ctx, encoded(raw))
	if err != nil {
		return nil, err
	}
	key, err := ReadKey(kept)
	if err != nil {
		return nil, fmt.Errorf("read the key for push: %w", err)
	}
	s.key = key
	return key, nil
}

// authorization signs that this house sends, to one service and for some hours.
func (s *Sender) authorization(ctx context.Context, to *url.URL, now time.Time) (string, error) {
	key, err := s.signer(ctx)
	if err != nil {
		return "", err
	}
	claims, err := json.Marshal(map[string]any{"aud": to.Scheme + "://" + to.Host, "exp": now.Add(signedFor).Unix(), "sub": s.contact()})
	if err != nil {
		return "", err
	}
	words := encoded([]byte(`{"typ":"JWT","alg":"ES256"}`)) + "." + encoded(claims)
	sum := sha256.Sum256([]byte(words))
	r, t, err := ecdsa.Sign(rand.Reader, key, sum[:])
	if err != nil {
		return "", fmt.Errorf("sign for a push service: %w", err)
	}
	signature := make([]byte, 2*scalar)
	r.FillBytes(signature[:scalar])
	t.FillBytes(signature[scalar:])
	public, err := key.PublicKey.Bytes()
	if err != nil {
		return "", err
	}
	return "vapid t=" + words + "." + encoded(signature) + ", k=" + encoded(public), nil
}

// contact is whom a service turns to when something is wrong with what we send.
func (s *Sender) contact() string {
	if s.site.Scheme == "https" {
		return s.site.Scheme + "://" + s.site.Host
	}
	return "mailto:kraftsam@" + s.site.Hostname()
}
