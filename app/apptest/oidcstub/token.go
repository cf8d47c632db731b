package oidcstub

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"

	jose "github.com/go-jose/go-jose/v4"
)

// keyID names the provider's only key.
const keyID = "one"

// Token is an ID token before it is signed.
type Token struct {
	Algorithm string // RS256, none, or HS256: signed with the public key, as if it were a shared secret
	KeyID     string
	Claims    map[string]any
	Stranger  bool // signs with a key that is not the provider's
	Spoil     bool // changes a claim after the signature
}

func (t *Token) sign(key *rsa.PrivateKey) (string, error) {
	payload, err := json.Marshal(t.Claims)
	if err != nil {
		return "", fmt.Errorf("write the claims: %w", err)
	}
	if t.Algorithm == "none" {
		header := fmt.Sprintf(`{"alg":"none","kid":%q}`, t.KeyID)
		return base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString(payload) + ".", nil
	}
	with, err := t.key(key)
	if err != nil {
		return "", err
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.SignatureAlgorithm(t.Algorithm), Key: with}, (&jose.SignerOptions{}).WithType("JWT").WithHeader("kid", t.KeyID))
	if err != nil {
		return "", fmt.Errorf("make a signer: %w", err)
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		return "", fmt.Errorf("sign the token: %w", err)
	}
	compact, err := signed.CompactSerialize()
	if err != nil || !t.Spoil {
		return compact, err
	}
	return t.spoilt(compact)
}

func (t *Token) key(own *rsa.PrivateKey) (any, error) {
	if t.Algorithm == "HS256" {
		der, err := x509.MarshalPKIXPublicKey(own.Public())
		return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), err
	}
	if t.Stranger {
		return rsa.GenerateKey(rand.Reader, 2048)
	}
	return own, nil
}

// spoilt puts another subject under the signature of the first.
func (t *Token) spoilt(compact string) (string, error) {
	signed, err := jose.ParseSigned(compact, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return "", fmt.Errorf("read the token: %w", err)
	}
	t.Claims["sub"] = "somebody-else"
	payload, err := json.Marshal(t.Claims)
	if err != nil {
		return "", fmt.Errorf("write the claims: %w", err)
	}
	header := fmt.Sprintf(`{"alg":%q,"kid":%q}`, t.Algorithm, t.KeyID)
	b64 := base64.RawURLEncoding
	return b64.EncodeToString([]byte(header)) + "." + b64.EncodeToString(payload) + "." + b64.EncodeToString(signed.Signatures[0].Signature), nil
}
