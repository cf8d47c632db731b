package app

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"kraftsam/app/account"
)

func TestDefaults(t *testing.T) {
	c, err := readConfig([]string{"PATH=/bin", "KRAFTSAM_SMTP_URL="}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Addr != "127.0.0.1:8080" || c.URL.String() != "http://127.0.0.1:8080" || c.Registration != account.Approval || c.Demo || !c.RateLimits || c.SMTPURL != nil ||
		c.StopTimeout != 15*time.Second || c.QueueBytes != 256<<10 || c.CatchupEvents != 1000 || c.MemberConnections != 20 || c.AddressConnections != 100 || c.SignalsPerSecond != 5 {
		t.Errorf("%+v", c)
	}
}

func TestAFlagWinsOverAVariable(t *testing.T) {
	c, err := readConfig([]string{"KRAFTSAM_ADDR=a:1", "KRAFTSAM_DATA_DIR=from-variable"}, map[string]string{"addr": "b:2"})
	if err != nil || c.Addr != "b:2" || c.DataDir != "from-variable" {
		t.Errorf("%+v %v", c, err)
	}
}

// A wrong setting stops the start, and the message names it.
func TestWrongSettings(t *testing.T) {
	for pair, names := range map[string]string{
		"KRAFTSAM_ADRESS=x":                        "there is no setting KRAFTSAM_ADRESS",
		"KRAFTSAM_ADDR=8080":                       "KRAFTSAM_ADDR",
		"KRAFTSAM_ADDR=127.0.0.1:http":             "KRAFTSAM_ADDR",
		"KRAFTSAM_ADDR=127.0.0.1:70000":            "KRAFTSAM_ADDR",
		"KRAFTSAM_URL=kraftsam.example":            "KRAFTSAM_URL",
		"KRAFTSAM_URL=ftp://kraftsam.example":      "KRAFTSAM_URL",
		"KRAFTSAM_URL=https://kraftsam.example/x":  "KRAFTSAM_URL",
		"KRAFTSAM_URL=https://u:p@kraftsam.se":     "KRAFTSAM_URL",
		"KRAFTSAM_DATABASE_URL=mysql://x":          "KRAFTSAM_DATABASE_URL",
		"KRAFTSAM_REDIS_URL=http://x":              "KRAFTSAM_REDIS_URL",
		"KRAFTSAM_SMTP_URL=mail.example":           "KRAFTSAM_SMTP_URL",
		"KRAFTSAM_METRICS_ADDR=9090":               "KRAFTSAM_METRICS_ADDR",
		"KRAFTSAM_DEMO=yes":                        "KRAFTSAM_DEMO",
		"KRAFTSAM_REGISTRATION=closed":             "KRAFTSAM_REGISTRATION",
		"KRAFTSAM_RATE_LIMITS=1":                   "KRAFTSAM_RATE_LIMITS",
		"KRAFTSAM_TRUSTED_PROXIES=10.0.0.0/8,nope": "KRAFTSAM_TRUSTED_PROXIES",
		"KRAFTSAM_STOP_TIMEOUT=15":                 "KRAFTSAM_STOP_TIMEOUT",
		"KRAFTSAM_STOP_TIMEOUT=-1s":                "KRAFTSAM_STOP_TIMEOUT",
		"KRAFTSAM_LIVE_QUEUE_BYTES=0":              "KRAFTSAM_LIVE_QUEUE_BYTES",
		"KRAFTSAM_LIVE_CATCHUP_EVENTS=many":        "KRAFTSAM_LIVE_CATCHUP_EVENTS",
	} {
		if _, err := readConfig([]string{pair}, nil); err == nil || !strings.Contains(err.Error(), names) {
			t.Errorf("%s: %v", pair, err)
		}
	}
	if _, err := readConfig(nil, map[string]string{"addr": "x"}); err == nil || !strings.Contains(err.Error(), "--addr") {
		t.Error(err)
	}
}

// Known passwords must not reach the world.
func TestTheDemonstrationStaysOnLoopback(t *testing.T) {
	for url, ok := range map[string]bool{
		"http://127.0.0.1:8080": true, "http://localhost": true, "http://demo.localhost:1": true, "http://[::1]:8080": true, "http://127.9.9.9": true,
		"https://kraftsam.example": false, "http://10.0.0.1": false, "http://localhost.example": false, "http://0.0.0.0": false,
	} {
		if _, err := readConfig([]string{"KRAFTSAM_DEMO=on", "KRAFTSAM_URL=" + url}, nil); (err == nil) != ok {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestTheAddressIsWrittenAsBrowsersDo(t *testing.T) {
	for in, want := range map[string]string{
		"https://Kraftsam.Example/": "https://kraftsam.example", "https://kraftsam.example:443": "https://kraftsam.example",
		"http://kraftsam.example:80": "http://kraftsam.example", "http://kraftsam.example:443": "http://kraftsam.example:443",
	} {
		if u, err := siteURL(in); err != nil || u.String() != want {
			t.Errorf("%s: %v %v", in, u, err)
		}
	}
}

// Every setting has a name, a meaning and a default that its own rule takes, and the help of serve lists it.
func TestEverySettingIsExplained(t *testing.T) {
	var out bytes.Buffer
	if code := Run(context.Background(), []string{"serve", "--help"}, World{Stdout: &out, Stderr: &out}); code != exitOK {
		t.Fatalf("%d: %s", code, out.String())
	}
	for _, s := range Settings() {
		if s.Meaning == "" || !strings.Contains(out.String(), s.Variable()+", --"+s.Flag()) {
			t.Errorf("%s is not explained", s.Name)
		}
	}
}

// Bad use ends with 2 and a word about what to write instead; a failure of the world ends with 1.
func TestExitCodes(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		args string
		env  string
		code int
		says string
	}{
		{"", "", exitMisuse, "which command?"},
		{"dance", "", exitMisuse, `there is no command "dance"`},
		{"version", "", exitOK, "kraftsam"},
		{"--help", "", exitOK, "kraftsam serve"},
		{"serve now", "", exitMisuse, `takes no further words, and got "now"`},
		{"serve --colour", "", exitMisuse, "serve --help tells more"},
		{"serve", "KRAFTSAM_TYPO=1", exitMisuse, "KRAFTSAM_TYPO"},
		{"serve --addr nowhere", "", exitMisuse, "--addr"},
		{"serve", "KRAFTSAM_DATABASE_URL=sqlite:" + dir + "/empty.db", exitMisuse, "run kraftsam migrate"},
		{"seed", "KRAFTSAM_DATABASE_URL=sqlite:" + dir + "/empty.db", exitMisuse, "seed --demo"},
		{"migrate", "KRAFTSAM_DATABASE_URL=sqlite:" + dir + "/new.db", exitOK, "up to date"},
		{"migrate", "KRAFTSAM_DATABASE_URL=sqlite:/dev/null/x.db", exitFailed, "make the folder"},
		{"token create --email x", "KRAFTSAM_DATABASE_URL=sqlite:" + dir + "/new.db", exitMisuse, "--name"},
		{"token create --email x@y.se --name z", "KRAFTSAM_DATABASE_URL=sqlite:" + dir + "/new.db", exitFailed, "no such member"},
	} {
		var out bytes.Buffer
		code := Run(context.Background(), strings.Fields(c.args), World{Environ: []string{c.env}, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out})
		if code != c.code || !strings.Contains(out.String(), c.says) {
			t.Errorf("kraftsam %s (%s): %d, want %d: %s", c.args, c.env, code, c.code, out.String())
		}
	}
}
