package push

import (
	"context"
	"crypto/ecdh"
	"encoding/base64"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// Subscription is where a browser hears of us, and what only it can read.
type Subscription struct {
	Endpoint string
	Key      []byte // its public key, a point on P-256
	Auth     []byte // its secret
}

const maxEndpoint = 1000 // bytes

var (
	errSubscription = errors.New("this is no subscription of a browser")
	errInside       = errors.New("push goes to push services only")
)

// ReadSubscription reads what a browser says of its subscription, the keys in base64url, and refuses what no push service gave.
func (s *Sender) ReadSubscription(endpoint, key, auth string) (Subscription, error) {
	sub := Subscription{Endpoint: endpoint}
	var err error
	if sub.Key, err = base64.RawURLEncoding.DecodeString(strings.TrimRight(key, "=")); err != nil {
		return Subscription{}, errSubscription
	}
	if sub.Auth, err = base64.RawURLEncoding.DecodeString(strings.TrimRight(auth, "=")); err != nil || len(sub.Auth) != authSize {
		return Subscription{}, errSubscription
	}
	if _, err := ecdh.P256().NewPublicKey(sub.Key); err != nil {
		return Subscription{}, errSubscription
	}
	if err := s.mayAsk(sub.endpoint()); err != nil {
		return Subscription{}, err
	}
	return sub, nil
}

// endpoint is the address, nil where it is none.
func (s Subscription) endpoint() *url.URL {
	if len(s.Endpoint) > maxEndpoint || strings.ContainsFunc(s.Endpoint, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return nil
	}
	u, err := url.Parse(s.Endpoint)
	if err != nil {
		return nil
	}
	return u
}

// mayAsk refuses an address that no push service has. Which machine a name leads to shows only when it is called: see transport.
func (s *Sender) mayAsk(u *url.URL) error {
	if u == nil || u.Opaque != "" || u.User != nil || u.Fragment != "" {
		return errInside
	}
	host := strings.TrimSuffix(u.Hostname(), ".")
	ip, err := netip.ParseAddr(host)
	number := err == nil
	if s.loopback && (u.Scheme == "https" || u.Scheme == "http") && number && ip.IsLoopback() {
		return nil
	}
	if u.Scheme != "https" || number || u.Port() != "" && u.Port() != "443" || !strings.Contains(host, ".") {
		return errInside
	}
	return nil
}

// transport reaches the world outside and nothing else. It asks no proxy: what a name stands for is looked at here, at the moment
// of the call, so that no name can change its meaning in between.
func transport(loopback bool) *http.Transport {
	dialer := &net.Dialer{Timeout: connecting, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil || !outside(at.Addr()) && (!loopback || !at.Addr().IsLoopback()) {
			return errInside
		}
		return nil
	}}
	return &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		return dialer.DialContext(ctx, network, address)
	}, ForceAttemptHTTP2: true, TLSHandshakeTimeout: connecting, ResponseHeaderTimeout: patience, MaxResponseHeaderBytes: maxHeader,
		MaxConnsPerHost: 16, MaxIdleConnsPerHost: 4, IdleConnTimeout: time.Minute, DisableCompression: true}
}

func insideOf(err error) bool { return errors.Is(err, errInside) }

// special are the networks that nobody outside can have, beside those that netip tells: of this net, shared, for protocols, for
// documents and benchmarks, kept for later, and those by which IPv6 reaches into IPv4.
var special = prefixes("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
	"::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10")

func prefixes(all ...string) []netip.Prefix {
	list := make([]netip.Prefix, len(all))
	for i, one := range all {
		list[i] = netip.MustParsePrefix(one)
	}
	return list
}

// translated is how a net that speaks IPv6 alone calls the addresses of IPv4.
var translated = netip.MustParsePrefix("64:ff9b::/96")

// outside says whether an address belongs to the world.
func outside(a netip.Addr) bool {
	a = a.Unmap()
	if translated.Contains(a) {
		all := a.As16()
		a = netip.AddrFrom4([4]byte(all[12:]))
	}
	if a.Zone() != "" || !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return false
	}
	for _, p := range special {
		if p.Contains(a) {
			return false
		}
	}
	return true
}
