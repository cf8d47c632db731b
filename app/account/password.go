package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"

	"golang.org/x/crypto/argon2"

	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/text"
)

// Cost of a hash: argon2id with 46 MiB, one pass, one lane, the least that OWASP ASVS 5.0 asks; about 100 ms.
const (
	fullMemory  = 47_104 // KiB
	hashPasses  = 1
	hashLanes   = 1
	hashSalt    = 16
	hashLength  = 32
	minPassword = 12
	maxPassword = 256
)

var (
	errHashing = fault.New(fault.Unavailable, "too_many_hashes", "Many people sign in right now. Try again in a moment.").After(2 * time.Second)
	_          = fault.Register("too_many_hashes", "password_too_short", "password_too_long", "password_common")
)

// hashing bounds the hashes at a time, and those who wait, so that a storm of sign-ins cannot take the machine.
// hashMemory is what a new hash takes, in KiB; only tests take less, since they sign in some thousand times.
var hashMemory uint32 = fullMemory

var (
	hashing = make(chan struct{}, runtime.NumCPU())
	waiting = make(chan struct{}, 50)
)

func slot(ctx context.Context) (release func(), err error) {
	select {
	case waiting <- struct{}{}:
	default:
		return nil, errHashing
	}
	defer func() { <-waiting }()
	select {
	case hashing <- struct{}{}:
		return func() { <-hashing }, nil
	case <-ctx.Done():
		return nil, errHashing.Because(ctx.Err())
	}
}

func hashPassword(ctx context.Context, password string) (string, error) {
	release, err := slot(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	salt := make([]byte, hashSalt)
	_, _ = rand.Read(salt)
	sum := argon2.IDKey([]byte(password), salt, hashPasses, hashMemory, hashLanes, hashLength)
	return stored(salt, sum), nil
}

// stored writes a hash and what it was made with.
func stored(salt, sum []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashPasses, hashLanes, b64.EncodeToString(salt), b64.EncodeToString(sum))
}

// compared counts the passwords that were held against a hash: what an answer costs must not depend on who is asked for.
var compared atomic.Int64

// nobody is a hash that no password is known to have: who signs in with an unknown address costs, and waits, the same.
var nobody = func() string {
	random := make([]byte, hashSalt+hashLength)
	_, _ = rand.Read(random)
	return stored(random[:hashSalt], random[hashSalt:])
}()

func matchesPassword(ctx context.Context, hash, password string) (bool, error) {
	if hash == "" {
		hash = nobody
	}
	var version, memory, passes, lanes int
	parts := strings.Split(hash, "$")
	if len(parts) != 6 {
		return false, fmt.Errorf("a stored password hash has an unknown form")
	}
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &memory, &passes, &lanes); err != nil {
		return false, fmt.Errorf("read a stored password hash: %w", err)
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || memory < 0 || passes < 0 || lanes < 0 || lanes > 255 {
		return false, fmt.Errorf("a stored password hash cannot be read")
	}
	release, err := slot(ctx)
	if err != nil {
		return false, err
	}
	defer release()
	compared.Add(1)
	got := argon2.IDKey([]byte(password), salt, uint32(passes), uint32(memory), uint8(lanes), uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

//go:embed common_passwords.txt
var commonList string

var common = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for word := range strings.Lines(commonList) {
		set[strings.TrimSpace(word)] = true
	}
	return set
})

// checkPassword refuses what is too short to hold and what is tried first.
func checkPassword(password, email, name string) error {
	switch n := text.Length(password); {
	case n < minPassword:
		return fault.InField("body.password", "password_too_short", "Choose a password of at least 12 characters. A few words together are easy to remember.")
	case n > maxPassword:
		return fault.InField("body.password", "password_too_long", "A password has at most 256 characters.")
	case isCommon(strings.ToLower(password), email, name):
		return fault.InField("body.password", "password_common", "This password is easy to guess. Choose another.")
	}
	return nil
}

func isCommon(password, email, name string) bool {
	core := strings.TrimFunc(password, func(r rune) bool { return !unicode.IsLetter(r) })
	if common()[password] || common()[core] || core == "kraftsam" || core == "" && oneRun(password) {
		return true
	}
	local, _, _ := strings.Cut(strings.ToLower(email), "@")
	if core != "" && (core == local || core == strings.ToLower(name) || password == strings.ToLower(email)) {
		return true
	}
	for unit := 1; unit <= len(password)/2; unit++ {
		if part := password[:unit]; strings.Repeat(part, len(password)/unit) == password && (unit <= 4 || common()[part]) {
			return true
		}
	}
	return false
}

// oneRun says whether digits only count up or down.
func oneRun(s string) bool {
	for i := 1; i < len(s); i++ {
		if d := int(s[i]) - int(s[i-1]); d != 1 && d != -1 && d != 9 && d != -9 && d != 0 {
			return false
		}
	}
	return true
}
