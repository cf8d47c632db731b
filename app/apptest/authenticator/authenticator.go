// Package authenticator plays a browser with an authenticator: it makes passkeys and signs with them, and lies where a test asks
// for it. It is for tests only.
package authenticator

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"

	"github.com/go-webauthn/webauthn/protocol/webauthncbor"
)

// Flags of the authenticator's data.
const (
	Present  byte = 1 << 0
	Verified byte = 1 << 2
	Eligible byte = 1 << 3
	BackedUp byte = 1 << 4
	attested byte = 1 << 6
)

// Key is a passkey with its private half.
type Key struct {
	ID, Handle []byte
	Counter    uint32 // of the last signature; 0 stays 0 where Counts is false
	Counts     bool
	Flags      byte
	private    *ecdsa.PrivateKey
}

// Answer is what the browser and the authenticator say, before it is put together and signed.
type Answer struct {
	Client  map[string]any // type, challenge, origin, crossOrigin
	RPID    string
	Flags   byte
	Counter uint32
	ID      []byte
	Handle  []byte
	Signer  *ecdsa.PrivateKey
	Format  string // of the attestation: none or packed
	Spoil   bool   // changes the signature
	Kind    string // public-key
}

// Lie changes an answer.
type Lie func(a *Answer)

// options are what is read of creation and request options.
type options struct {
	Challenge string
	RPID      string `json:"rpId"`
	RP        struct{ ID string }
	User      struct{ ID string }
}

// Make answers creation options with a new passkey, as the browser's toJSON writes it.
func Make(creation []byte, origin string, lies ...Lie) (*Key, map[string]any, error) {
	var o options
	if err := json.Unmarshal(creation, &o); err != nil {
		return nil, nil, fmt.Errorf("read creation options: %w", err)
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, fmt.Errorf("make a key: %w", err)
	}
	handle, err := base64.RawURLEncoding.DecodeString(o.User.ID)
	if err != nil {
		return nil, nil, fmt.Errorf("read the user's id: %w", err)
	}
	id := make([]byte, 32)
	_, _ = rand.Read(id)
	key := &Key{ID: id, Handle: handle, Counts: true, Flags: Present | Verified, private: private}
	a := &Answer{Client: client("webauthn.create", o.Challenge, origin), RPID: o.RP.ID, Flags: key.Flags, ID: key.ID, Signer: private, Format: "packed", Kind: "public-key"}
	for _, lie := range lies {
		lie(a)
	}
	key.ID, key.Counter, key.Flags = a.ID, a.Counter, a.Flags
	object, clientData, err := a.attest(private)
	if err != nil {
		return nil, nil, err
	}
	return key, map[string]any{"id": b64(a.ID), "rawId": b64(a.ID), "type": a.Kind, "clientExtensionResults": map[string]any{},
		"response": map[string]any{"clientDataJSON": b64(clientData), "attestationObject": b64(object), "transports": []string{"internal"}}}, nil
}

// attest writes the attestation object of a new key, signed by the key itself.
func (a *Answer) attest(private *ecdsa.PrivateKey) (object, clientData []byte, err error) {
	public, err := private.PublicKey.Bytes()
	if err != nil {
		return nil, nil, fmt.Errorf("write the public key: %w", err)
	}
	cose, err := webauthncbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: public[1:33], -3: public[33:]})
	if err != nil {
		return nil, nil, fmt.Errorf("write the key: %w", err)
	}
	data := a.data(attested)
	data = append(data, make([]byte, 16)...)
	data = binary.BigEndian.AppendUint16(data, uint16(len(a.ID)))
	data = append(append(data, a.ID...), cose...)
	if clientData, err = json.Marshal(a.Client); err != nil {
		return nil, nil, fmt.Errorf("write the client's data: %w", err)
	}
	statement := map[string]any{}
	if a.Format == "packed" {
		signature, err := a.sign(data, clientData)
		if err != nil {
			return nil, nil, err
		}
		statement = map[string]any{"alg": -7, "sig": signature}
	}
	object, err = webauthncbor.Marshal(map[string]any{"fmt": a.Format, "attStmt": statement, "authData": data})
	return object, clientData, err
}

// Sign answers request options with the key, as the browser's toJSON writes it.
func (k *Key) Sign(request []byte, origin string, lies ...Lie) (map[string]any, error) {
	var o options
	if err := json.Unmarshal(request, &o); err != nil {
		return nil, fmt.Errorf("read request options: %w", err)
	}
	if k.Counts {
		k.Counter++
	}
	a := &Answer{Client: client("webauthn.get", o.Challenge, origin), RPID: o.RPID, Flags: k.Flags, Counter: k.Counter, ID: k.ID, Handle: k.Handle, Signer: k.private, Kind: "public-key"}
	for _, lie := range lies {
		lie(a)
	}
	clientData, err := json.Marshal(a.Client)
	if err != nil {
		return nil, fmt.Errorf("write the client's data: %w", err)
	}
	data := a.data(0)
	signature, err := a.sign(data, clientData)
	if err != nil {
		return nil, err
	}
	response := map[string]any{"clientDataJSON": b64(clientData), "authenticatorData": b64(data), "signature": b64(signature)}
	if a.Handle != nil {
		response["userHandle"] = b64(a.Handle)
	}
	return map[string]any{"id": b64(a.ID), "rawId": b64(a.ID), "type": a.Kind, "clientExtensionResults": map[string]any{}, "response": response}, nil
}

// data is the beginning of every authenticator's data: whose site, flags, counter.
func (a *Answer) data(more byte) []byte {
	site := sha256.Sum256([]byte(a.RPID))
	return binary.BigEndian.AppendUint32(append(site[:], a.Flags|more), a.Counter)
}

func (a *Answer) sign(data, clientData []byte) ([]byte, error) {
	client := sha256.Sum256(clientData)
	sum := sha256.Sum256(append(append([]byte{}, data...), client[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, a.Signer, sum[:])
	if err == nil && a.Spoil {
		signature[len(signature)-1] ^= 1
	}
	return signature, err
}

func client(kind, challenge, origin string) map[string]any {
	return map[string]any{"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false}
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
