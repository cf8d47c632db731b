package app

import (
	"crypto/ecdsa"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"kraftsam/app/account"
	"kraftsam/app/file"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/push"
)

// Config is every setting of a node.
type Config struct {
	Addr               string
	URL                *url.URL
	DatabaseURL        string
	RedisURL           string
	DataDir            string
	SMTPURL            *url.URL
	MailGrace          time.Duration
	PushGrace          time.Duration
	MetricsAddr        string
	Demo               bool
	Registration       account.Registration
	OIDC               account.OIDC
	TranslateURL       *url.URL
	TranslateKey       string
	RateLimits         bool
	TrustedProxies     []string
	StopTimeout        time.Duration
	MemberConnections  int
	AddressConnections int
	QueueBytes         int
	CatchupEvents      int
	SignalsPerSecond   int
	UploadsQuota       int // MiB
	Push               bool
	PushKey            *ecdsa.PrivateKey
	Clamd              *file.Clamd
}

// Setting is one of them: a variable KRAFTSAM_<Name> and a flag of the same name.
type Setting struct {
	Name    string // without the prefix: "DATABASE_URL"
	Default string
	Meaning string
	set     func(c *Config, value string) error
}

// prefix is how all variables of the product begin. One that nobody knows stops the start: it is a misspelt setting.
const prefix = "KRAFTSAM_"

// Variable is the environment's name of the setting.
func (s Setting) Variable() string { return prefix + s.Name }

// Flag is the command line's name of the setting.
func (s Setting) Flag() string { return strings.ReplaceAll(strings.ToLower(s.Name), "_", "-") }

// Settings lists every setting once.
func Settings() []Setting { return slices.Clone(settings) }

var settings = []Setting{
	{"ADDR", "127.0.0.1:8080", "address and port to listen on", func(c *Config, v string) error { c.Addr = v; return hostPort(v) }},
	{"URL", "http://127.0.0.1:8080", "the one address of the product, the same on all nodes", func(c *Config, v string) (err error) { c.URL, err = siteURL(v); return err }},
	{"DATABASE_URL", "sqlite:var/kraftsam.db", "sqlite:path (one node) or postgres://… (any number)", func(c *Config, v string) error { c.DatabaseURL = v; return db.ValidURL(v) }},
	{"REDIS_URL", "", "redis://… between nodes; empty: this node is alone", func(c *Config, v string) error { c.RedisURL = v; return oneOf(scheme(v), "", "redis", "rediss") }},
	{"DATA_DIR", "var", "folder for files; where there are several nodes, the same one for all of them", func(c *Config, v string) error { c.DataDir = v; return nil }},
	{"UPLOADS_QUOTA", "10240", "how many MiB the files that people attach may take together", func(c *Config, v string) error { return positive(&c.UploadsQuota, v) }},
	{"CLAMD", "", "tcp://host:port or unix:/path of a ClamAV daemon, without whose word no file is taken; empty: none", func(c *Config, v string) error {
		return emptyOr(v, func(v string) (err error) { c.Clamd, err = file.NewClamd(v); return err })
	}},
	{"SMTP_URL", "", "smtp://user:password@host:port or smtps://…; empty: no mail is sent", func(c *Config, v string) (err error) { c.SMTPURL, err = smtpURL(v); return err }},
	{"MAIL_GRACE", "5m", "how long news may be read on a screen before a mail about them is sent, for those who want one at once", func(c *Config, v string) (err error) {
		c.MailGrace, err = duration(v)
		return err
	}},
	{"PUSH_GRACE", "1m", "how long news may be read on a screen before they go to people's devices", func(c *Config, v string) (err error) {
		c.PushGrace, err = duration(v)
		return err
	}},
	{"METRICS_ADDR", "", "address and port for Prometheus; empty: off", func(c *Config, v string) error { c.MetricsAddr = v; return emptyOr(v, hostPort) }},
	{"DEMO", "off", "on: the demonstration's accounts with known passwords, its letters and a banner; only where URL is on loopback", func(c *Config, v string) error { return onOff(&c.Demo, v) }},
	{"REGISTRATION", "approval", "who becomes a member: open, approval or invite", func(c *Config, v string) error {
		c.Registration = account.Registration(v)
		return oneOf(v, "open", "approval", "invite")
	}},
	{"OIDC_ISSUER", "", "address of an OpenID Connect provider that people may sign in with; empty: none", func(c *Config, v string) error { c.OIDC.Issuer = v; return nil }},
	{"OIDC_CLIENT_ID", "", "what the provider calls this product", func(c *Config, v string) error { c.OIDC.ClientID = v; return nil }},
	{"OIDC_CLIENT_SECRET", "", "the secret between the two; empty for a public client", func(c *Config, v string) error { c.OIDC.ClientSecret = v; return nil }},
	{"OIDC_NAME", "", "what the button calls the provider; empty: its host", func(c *Config, v string) error { c.OIDC.Name = v; return nil }},
	{"OIDC_SCOPES", "openid email profile", "what is asked of the provider", func(c *Config, v string) error { c.OIDC.Scopes = strings.Fields(v); return nil }},
	{"OIDC_CLAIM_EMAIL", "email", "the claim that holds the mail address", func(c *Config, v string) error { c.OIDC.ClaimEmail = v; return nil }},
	{"OIDC_CLAIM_EMAIL_VERIFIED", "email_verified", "the claim that says whether the provider has checked it", func(c *Config, v string) error { c.OIDC.ClaimEmailVerified = v; return nil }},
	{"OIDC_CLAIM_NAME", "name", "the claim that holds the name", func(c *Config, v string) error { c.OIDC.ClaimName = v; return nil }},
	{"OIDC_ACR", "", "levels of assurance (acr) that are good enough, separated by spaces; empty: any", func(c *Config, v string) error { c.OIDC.ACR = v; return nil }},
	{"TRANSLATE_URL", "", "http(s)://… of a service with the interface of LibreTranslate, which is sent what readers want translated; empty: none", func(c *Config, v string) (err error) {
		c.TranslateURL, err = translateURL(v)
		return err
	}},
	{"TRANSLATE_KEY", "", "what the service knows this product by, if it asks", func(c *Config, v string) error { c.TranslateKey = v; return nil }},
	{"PUSH", "on", "on: members may have notices on their devices, by way of the push services of their browsers' makers; or off", func(c *Config, v string) error { return onOff(&c.Push, v) }},
	{"PUSH_KEY", "", "the P-256 private key that push services know this house by, 32 bytes in base64url; empty: one is made and kept in the database", func(c *Config, v string) error {
		return emptyOr(v, func(v string) (err error) { c.PushKey, err = push.ReadKey(v); return err })
	}},
	{"RATE_LIMITS", "on", "on or off", func(c *Config, v string) error { return onOff(&c.RateLimits, v) }},
	{"TRUSTED_PROXIES", "", "addresses or networks, separated by commas, whose X-Forwarded-For counts", func(c *Config, v string) (err error) { c.TrustedProxies, err = networks(v); return err }},
	{"STOP_TIMEOUT", "15s", "how long a stopping node waits for what is under way", func(c *Config, v string) (err error) { c.StopTimeout, err = duration(v); return err }},
	{"LIVE_MEMBER_CONNECTIONS", "20", "live connections a member", func(c *Config, v string) error { return positive(&c.MemberConnections, v) }},
	{"LIVE_ADDRESS_CONNECTIONS", "100", "live connections an address (/32) or IPv6 network (/64)", func(c *Config, v string) error { return positive(&c.AddressConnections, v) }},
	{"LIVE_QUEUE_BYTES", "262144", "live events that may wait for one connection, in bytes", func(c *Config, v string) error { return positive(&c.QueueBytes, v) }},
	{"LIVE_CATCHUP_EVENTS", "1000", "how many missed events are caught up on a connection; more start over", func(c *Config, v string) error { return positive(&c.CatchupEvents, v) }},
	{"LIVE_SIGNALS_PER_SECOND", "5", "signals a second that a connection may send", func(c *Config, v string) error { return positive(&c.SignalsPerSecond, v) }},
}

// readConfig takes flags before variables before defaults, and says which setting is wrong.
func readConfig(environ []string, flags map[string]string) (Config, error) {
	var c Config
	given := map[string]string{}
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, prefix) {
			continue
		}
		if !slices.ContainsFunc(settings, func(s Setting) bool { return s.Variable() == name }) {
			return c, fmt.Errorf("there is no setting %s; kraftsam serve --help lists them all", name)
		}
		given[name] = value
	}
	for _, s := range settings {
		value, where := s.Default, s.Variable()
		if v, ok := given[s.Variable()]; ok && v != "" {
			value = v
		}
		if v, ok := flags[s.Flag()]; ok {
			value, where = v, "--"+s.Flag()
		}
		if err := s.set(&c, value); err != nil {
			return c, fmt.Errorf("%s is %q, which cannot be used: %w", where, value, err)
		}
	}
	if err := c.OIDC.Check(); err != nil {
		return c, fmt.Errorf("KRAFTSAM_OIDC_ISSUER and what belongs to it cannot be used: %w", err)
	}
	if c.Demo && !onLoopback(c.URL) {
		return c, fmt.Errorf("KRAFTSAM_DEMO is on, which hands out known passwords, so KRAFTSAM_URL must be on loopback (http://127.0.0.1:8080, say)")
	}
	return c, nil
}

func hostPort(v string) error {
	_, port, err := net.SplitHostPort(v)
	if err != nil {
		return fmt.Errorf("must be host:port")
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("the port must be a number from 0 to 65535")
	}
	return nil
}

func siteURL(v string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSuffix(v, "/"))
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return nil, fmt.Errorf("must be http://host or https://host, with a port if need be and nothing after it")
	}
	u.Host = strings.ToLower(u.Host)
	if u.Scheme == "http" {
		u.Host = strings.TrimSuffix(u.Host, ":80")
	} else {
		u.Host = strings.TrimSuffix(u.Host, ":443")
	}
	return u, nil
}

func smtpURL(v string) (*url.URL, error) {
	if v == "" {
		return nil, nil
	}
	u, err := url.Parse(v)
	if err != nil || (u.Scheme != "smtp" && u.Scheme != "smtps") || u.Hostname() == "" {
		return nil, fmt.Errorf("must be smtp://host:port or smtps://host:port")
	}
	return u, nil
}

func translateURL(v string) (*url.URL, error) {
	if v == "" {
		return nil, nil
	}
	u, err := url.Parse(v)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("must be http://host or https://host, with a port and a path if need be")
	}
	return u, nil
}

func onLoopback(u *url.URL) bool {
	host := u.Hostname()
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback()
}

func networks(v string) ([]string, error) {
	var list []string
	for part := range strings.SplitSeq(v, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		if _, err := netip.ParseAddr(part); err != nil {
			if _, err := netip.ParsePrefix(part); err != nil {
				return nil, fmt.Errorf("%q is neither an address nor a network", part)
			}
		}
		list = append(list, part)
	}
	return list, nil
}

func scheme(v string) string {
	s, _, _ := strings.Cut(v, "://")
	return s
}

func oneOf(v string, allowed ...string) error {
	if !slices.Contains(allowed, v) {
		return fmt.Errorf("must be one of %s", strings.Join(slices.DeleteFunc(slices.Clone(allowed), func(s string) bool { return s == "" }), ", "))
	}
	return nil
}

func onOff(to *bool, v string) error {
	*to = v == "on"
	return oneOf(v, "on", "off")
}

func positive(to *int, v string) error {
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 {
		return fmt.Errorf("must be a whole number, 1 or more")
	}
	*to = n
	return nil
}

func duration(v string) (time.Duration, error) {
	d, err := time.ParseDuration(v)
	if err != nil || d <= 0 {
		return 0, fmt.Errorf("must be a time such as 15s")
	}
	return d, nil
}

func emptyOr(v string, check func(string) error) error {
	if v == "" {
		return nil
	}
	return check(v)
}
