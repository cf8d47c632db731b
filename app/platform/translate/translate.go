// Package translate asks a machine to put a text into another language. It speaks the HTTP interface of LibreTranslate, which the
// operator runs or hires; without an address nothing is ever sent anywhere. It keeps nothing and knows no room.
package translate

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"kraftsam/app/platform/fault"
)

// The refusals of a provider.
var (
	ErrAway = fault.New(fault.Unavailable, "translation_unavailable", "The translation service does not answer right now. Try again in a while.").After(30 * time.Second)
	ErrPair = fault.InField("query.to", "translation_unknown", "The translation service does not know these two languages.")
)

var _ = fault.Register("translation_unavailable", "translation_unknown")

const (
	patience  = 10 * time.Second
	maxAnswer = 1 << 20 // bytes; ten thousand code points of HTML are far less
)

// Libre is a provider that speaks the interface of LibreTranslate.
type Libre struct {
	endpoint string
	key      string
	client   *http.Client
}

// NewLibre makes the provider at an address; key may be empty.
func NewLibre(at *url.URL, key string) *Libre {
	return &Libre{endpoint: at.JoinPath("translate").String(), key: key, client: &http.Client{
		Timeout: patience,
		// A redirect would take the text to where the operator did not send it.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Translate puts HTML into another language; from and to are BCP 47 tags, of which the first part counts. What comes back is the
// provider's and not yet safe to show.
func (l *Libre) Translate(ctx context.Context, html, from, to string) (string, error) {
	body, err := json.Marshal(map[string]string{"q": html, "source": primary(from), "target": primary(to), "format": "html", "api_key": l.key})
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, l.endpoint, bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := l.client.Do(req)
	if err != nil {
		return "", ErrAway.Because(err)
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	switch {
	case err != nil:
		return "", ErrAway.Because(err)
	case res.StatusCode == http.StatusBadRequest:
		return "", ErrPair.Because(fmt.Errorf("the provider refused %s to %s", primary(from), primary(to)))
	case res.StatusCode != http.StatusOK:
		return "", ErrAway.Because(fmt.Errorf("the provider answered %d", res.StatusCode))
	}
	var told struct {
		TranslatedText string `json:"translatedText"`
	}
	if err := json.Unmarshal(answer, &told); err != nil || told.TranslatedText == "" {
		return "", ErrAway.Because(fmt.Errorf("the provider's answer holds no translation"))
	}
	return told.TranslatedText, nil
}

// primary is the language of a tag without its regions and scripts, which providers seldom know.
func primary(tag string) string {
	first, _, _ := strings.Cut(tag, "-")
	return strings.ToLower(first)
}
