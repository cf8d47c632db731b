package push

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// Sizes of a message. Every service takes a body of 4,096 bytes (RFC 8030); what is in it is filled up to a step, so that its
// length says nothing.
const (
	recordSize = 4096
	saltSize   = 16
	authSize   = 16
	step       = 1024
	// MaxPayload bounds what a message can say, in bytes.
	MaxPayload = 3*step - 1
)

var errTooLong = errors.New("the message is too long")

// seal encrypts a payload for a subscription as RFC 8291 has it: one record of aes128gcm. The key pair and the salt are used
// for nothing else.
func seal(to Subscription, payload []byte) ([]byte, error) {
	own, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt)
	return sealWith(to, payload, own, salt, (len(payload)/step+1)*step)
}

// sealWith fills the payload and its mark up to a length.
func sealWith(to Subscription, payload []byte, own *ecdh.PrivateKey, salt []byte, length int) ([]byte, error) {
	if len(payload) > MaxPayload {
		return nil, errTooLong
	}
	theirs, err := ecdh.P256().NewPublicKey(to.Key)
	if err != nil {
		return nil, fmt.Errorf("read the subscription's key: %w", err)
	}
	shared, err := own.ECDH(theirs)
	if err != nil {
		return nil, fmt.Errorf("agree on a secret: %w", err)
	}
	public := own.PublicKey().Bytes()
	both := "WebPush: info\x00" + string(to.Key) + string(public)
	secret, err := hkdf.Key(sha256.New, shared, to.Auth, both, sha256.Size)
	if err != nil {
		return nil, err
	}
	key, err := hkdf.Key(sha256.New, secret, salt, "Content-Encoding: aes128gcm\x00", 16)
	if err != nil {
		return nil, err
	}
	nonce, err := hkdf.Key(sha256.New, secret, salt, "Content-Encoding: nonce\x00", 12)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	plain := make([]byte, max(length, len(payload)+1))
	copy(plain, payload)
	plain[len(payload)] = 2 // the last record; what follows is filling
	var body bytes.Buffer
	body.Write(salt)
	_ = binary.Write(&body, binary.BigEndian, uint32(recordSize))
	body.WriteByte(byte(len(public)))
	body.Write(public)
	return gcm.Seal(body.Bytes(), nonce, plain, nil), nil
}

func (s *Sender) request(ctx context.Context, to Subscription, m Message) (*http.Request, error) {
	body, err := seal(to, m.Payload)
	if err != nil {
		return nil, err
	}
	signed, err := s.authorization(ctx, to.endpoint(), time.Now())
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to.Endpoint, bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("the address cannot be read") // the error would name it
	}
	req.Header.Set("Content-Encoding", "aes128gcm")
	req.Header.Set("Content-Type", "application/octet-stream")
	req.Header.Set("TTL", strconv.Itoa(int(min(max(0, m.TTL), longestTTL)/time.Second)))
	req.Header.Set("Urgency", string(m.Urgency))
	req.Header.Set("Authorization", signed)
	req.Header.Set("User-Agent", "Kraftsam")
	if m.Topic != "" {
		req.Header.Set("Topic", m.Topic)
	}
	return req, nil
}

func encoded(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
