package notice

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"strings"

	"kraftsam/app/actor"
	"kraftsam/app/platform/mail"
	"kraftsam/app/platform/ref"
)

// item is a row in a letter.
type item struct{ Headline, Href, Facts, Why string }

// page is what a letter says; both of its parts are made from it.
type page struct {
	Lang, Subject, Hello, More, MoreHref, Fewer, FewerHref, Settings, SettingsHref string
	Items                                                                          []item
}

func (s *Service) pageOf(lang string, rows []Row, more int, stop string) page {
	lang = tongue(lang)
	w, site := phrases[lang], s.site.String()
	p := page{Lang: lang, Subject: plural(lang, "subject", len(rows)), Hello: w["hello"], Fewer: w["fewer"], FewerHref: site + "/unsubscribe?token=" + stop,
		Settings: w["settings"], SettingsHref: site + "/account/notices"}
	if more > 0 {
		p.More, p.MoreHref = plural(lang, "more", more), site+"/notices"
	}
	for _, r := range rows {
		facts := fmt.Sprintf(w["minutes"], r.minutes())
		if r.Before != "" {
			facts += " · " + fmt.Sprintf(w["before"], r.before())
		}
		p.Items = append(p.Items, item{r.headline(lang), site + r.Href, facts, fmt.Sprintf(w["because"], reasons[lang][r.Reason])})
	}
	return p
}

func (p page) text() string {
	var b strings.Builder
	b.WriteString(p.Hello + "\n\n")
	for i, it := range p.Items {
		fmt.Fprintf(&b, "%d. %s (%s)\n   %s\n   %s\n\n", i+1, it.Headline, it.Facts, it.Href, it.Why)
	}
	if p.More != "" {
		fmt.Fprintf(&b, "%s\n%s\n\n", p.More, p.MoreHref)
	}
	fmt.Fprintf(&b, "-- \n%s\n%s\n\n%s\n%s\n", p.Fewer, p.FewerHref, p.Settings, p.SettingsHref)
	return b.String()
}

var letterTemplate = template.Must(template.New("letter").Parse(`<!doctype html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{.Subject}}</title></head>
<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif;color:#1c2321;background:#ffffff"><div style="max-width:36em;margin:0 auto">
<p>{{.Hello}}</p>
<ol style="padding-left:1.4em">{{range .Items}}<li style="margin:0 0 20px"><a href="{{.Href}}" style="color:#0b5563;font-weight:600"><bdi>{{.Headline}}</bdi></a><br>{{.Facts}}<br><span style="color:#4a5552">{{.Why}}</span></li>{{end}}</ol>
{{if .More}}<p><a href="{{.MoreHref}}" style="color:#0b5563">{{.More}}</a></p>{{end}}
<hr style="border:0;border-top:1px solid #c9d1cf"><p style="color:#4a5552;font-size:14px"><a href="{{.FewerHref}}" style="color:#0b5563">{{.Fewer}}</a><br><a href="{{.SettingsHref}}" style="color:#0b5563">{{.Settings}}</a></p>
</div></body></html>
`))

// send lays a letter in the tray, in the running transaction. thread gathers letters about one thing in the reader's program.
func (s *Service) send(ctx context.Context, m actor.Member, p page, stop, thread string) error {
	var html bytes.Buffer
	if err := letterTemplate.Execute(&html, p); err != nil {
		return fmt.Errorf("write a letter: %w", err)
	}
	host := s.site.Hostname()
	headers := map[string]string{
		"List-Unsubscribe":      "<" + s.site.String() + "/api/unsubscriptions/" + stop + ">",
		"List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
		"List-Id":               "Kraftsam <notices." + host + ">",
		"Auto-Submitted":        "auto-generated",
	}
	if thread != "" {
		headers["References"] = "<" + thread + "@" + host + ">"
		headers["In-Reply-To"] = headers["References"]
	}
	return s.mail.PutLetter(ctx, mail.Letter{ID: ref.NewID(), Recipient: m.Email, Subject: p.Subject, Text: p.text(), HTML: html.String(), Headers: headers})
}
