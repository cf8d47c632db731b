package notice

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"kraftsam/app/platform/push"
)

// What a device shows while nobody may be looking but strangers: that there is something, and of which kind. What it is about
// stands there only where the member chose so for that device.

var pushWords = map[string]map[string]string{
	"sv": {"title": "Något nytt i Kraftsam", "asked": "En fråga till dig", "workshop": "Om en workshop", "mention": "Du nämns", "reply": "Svar till dig", "membership": "Ett besked till dig", "decided": "En slutsats",
		"ballot": "En omröstning", "thread": "En ny tråd", "post": "Nya inlägg", "fewer": "Färre sådana", "fewerDone": "Du får färre sådana notiser."},
	"en": {"title": "Something new in Kraftsam", "asked": "A question for you", "workshop": "About a workshop", "mention": "You are mentioned", "reply": "An answer to you", "membership": "Word for you", "decided": "A conclusion",
		"ballot": "A ballot", "thread": "A new thread", "post": "New posts", "fewer": "Fewer of these", "fewerDone": "You get fewer notices of this kind."},
}

// note is what a device is sent; frontend/src/service-worker.ts shows it.
type note struct {
	ID        string `json:"id"` // of the notice
	Tag       string `json:"tag"`
	Title     string `json:"title"`
	Body      string `json:"body"`
	Lang      string `json:"lang"`
	Href      string `json:"href"`
	At        int64  `json:"at"`     // ms
	Unread    int    `json:"unread"` // in the bell
	Alert     bool   `json:"alert"`  // sounds again where it takes the place of an older one
	Fewer     string `json:"fewer"`
	FewerDone string `json:"fewer_done"`
}

// longestLine bounds a line of what is shown, in characters: devices show fewer.
const longestLine = 180

func messageFor(d Device, r recipient, row Row, unread int, now time.Time) push.Message {
	lang := tongue(r.Lang)
	w := pushWords[lang]
	n := note{ID: row.ID, Tag: row.pile(), Title: w["title"], Body: w[string(row.Kind)], Lang: lang, Href: row.Href, At: row.At.UnixMilli(), Unread: unread,
		Alert: row.mattersMost(), Fewer: w["fewer"], FewerDone: w["fewerDone"]}
	if row.Events > 1 {
		n.Body += fmt.Sprintf(" (%d)", row.Events)
	}
	if d.Preview {
		n.Title, n.Body = shortened(row.headline(lang)), fmt.Sprintf(phrases[lang]["because"], reasons[lang][row.Reason])
	}
	payload, _ := json.Marshal(n) // strings and numbers can always be marshalled
	urgency := push.Low
	if row.mattersMost() {
		urgency = push.Normal
	}
	return push.Message{Payload: payload, TTL: r.set.pushTTL(now.In(r.Zone())), Urgency: urgency, Topic: topicOf(d, row)}
}

// mattersMost says whether somebody waits for the member.
func (r Row) mattersMost() bool { return usual(r.Kind, Push) }

func shortened(line string) string {
	if utf8.RuneCountInString(line) <= longestLine {
		return line
	}
	return strings.TrimSpace(string([]rune(line)[:longestLine-1])) + "…"
}

// topicOf has a later message about the same take the place of one that still waits. The service learns from it neither what it is
// about nor which members hear of the same.
func topicOf(d Device, row Row) string {
	sum := hmac.New(sha256.New, []byte(d.Auth))
	sum.Write([]byte(row.pile()))
	return base64.RawURLEncoding.EncodeToString(sum.Sum(nil)[:24])
}

// longestWait is how long a push service may keep what it cannot deliver: what is older finds its reader in the bell.
const longestWait = 24 * time.Hour

// pushTTL ends before the member's next quiet hours, so that a device that is turned on then stays quiet.
func (s Settings) pushTTL(now time.Time) time.Duration {
	for wait := time.Minute; wait < longestWait; wait += time.Minute {
		if s.Quiet.At(now.Add(wait)) {
			return wait - time.Minute
		}
	}
	return longestWait
}
