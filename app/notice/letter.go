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
type item struct {
	Headline, Href, By, Facts, Where, Why string
	Answers                               []answers
}

// answers are ways to answer a row from the letter.
type answers struct {
	As    string
	Links []link
}

type link struct{ Words, Href string }

// page is what a letter says; both of its parts are made from it.
type page struct {
	Lang, Subject, Hello, More, MoreHref, Fewer, FewerHref, Settings, SettingsHref string
	Items                                                                          []item
	Calendars                                                                      []mail.Calendar
}

// pageOf fills a letter to somebody, in the running transaction: the words of its links are made here.
func (s *Service) pageOf(ctx context.Context, r recipient, rows []Row, more int, stop string) (page, error) {
	lang := tongue(r.Lang)
	w, site := phrases[lang], s.site.String()
	p := page{Lang: lang, Subject: plural(lang, "subject", len(rows)), Hello: w["hello"], Fewer: w["fewer"], FewerHref: site + "/unsubscribe#token=" + stop,
		Settings: w["settings"], SettingsHref: site + "/account/notices"}
	if more > 0 {
		p.More, p.MoreHref = plural(lang, "more", more), site+"/notices"
	}
	by, err := s.whose(ctx, lang, rows)
	if err != nil {
		return page{}, err
	}
	for i, row := range rows {
		facts := fmt.Sprintf(w["minutes"], row.minutes())
		if row.Before != "" {
			facts += " · " + fmt.Sprintf(w[row.dateWord()], row.until(lang, r.Zone()))
		}
		all, err := s.answersTo(ctx, r, row)
		if err != nil {
			return page{}, err
		}
		if err := s.invitation(ctx, r, row, &p); err != nil {
			return page{}, err
		}
		p.Items = append(p.Items, item{row.headline(lang), site + row.Href, by[i], facts, oneLine(row.Where), fmt.Sprintf(w["because"], reasons[lang][row.Reason]), all})
	}
	return p, nil
}

// whose says whose acts rows tell of: the latest by name, the others counted.
func (s *Service) whose(ctx context.Context, lang string, rows []Row) ([]string, error) {
	var latest []actor.Spoken
	for _, row := range rows {
		latest = append(latest, row.Who[:min(len(row.Who), 1)]...)
	}
	author, err := s.actors.Authors(ctx, latest)
	if err != nil {
		return nil, err
	}
	words := make([]string, len(rows))
	for i, row := range rows {
		if len(row.Who) == 0 {
			continue
		}
		who := author(row.Who[0])
		words[i] = oneLine(who.Name)
		if who.Organisation != nil {
			words[i] += ", " + oneLine(who.Organisation.Name)
		}
		switch more := len(row.Who) - 1; {
		case more == 1:
			words[i] = fmt.Sprintf(phrases[lang]["and.one"], words[i])
		case more > 1:
			words[i] = fmt.Sprintf(phrases[lang]["and.other"], words[i], more)
		}
	}
	return words, nil
}

// invitation asks the room that has the news for its date.
func (s *Service) invitation(ctx context.Context, r recipient, row Row, p *page) error {
	room, ok := s.sources[row.Source].(Inviter)
	if !ok {
		return nil
	}
	c, err := room.Invitation(ctx, r.by, r.Email, row.Notice)
	if c != nil {
		p.Calendars = append(p.Calendars, *c)
	}
	return err
}

// answersTo asks the room that has the news how it can be answered from a letter.
func (s *Service) answersTo(ctx context.Context, r recipient, row Row) (all []answers, err error) {
	room, ok := s.sources[row.Source].(Answerer)
	if !ok {
		return nil, nil
	}
	ways, err := room.Answers(ctx, r.by, row.Notice)
	for _, way := range ways {
		word, err := s.wordFor(ctx, row.Source, r.ID, way)
		if err != nil {
			return nil, err
		}
		one := answers{As: way.as(r)}
		for _, name := range way.Names {
			one.Links = append(one.Links, link{answerWords[tongue(r.Lang)][way.About.Kind+"."+name], s.site.String() + "/answer#token=" + word + "&answer=" + name})
		}
		all = append(all, one)
	}
	return all, err
}

func (p page) text() string {
	var b strings.Builder
	b.WriteString(p.Hello + "\n\n")
	for i, it := range p.Items {
		number, under := "", ""
		if len(p.Items) > 1 {
			number, under = fmt.Sprintf("%d. ", i+1), "   "
		}
		b.WriteString(number + it.Headline + "\n")
		for _, line := range []string{it.By, it.Facts, it.Where, it.Why, it.Href} {
			if line != "" {
				b.WriteString(under + line + "\n")
			}
		}
		for _, as := range it.Answers {
			b.WriteString(under + as.As + "\n")
			for _, l := range as.Links {
				fmt.Fprintf(&b, "%s- %s: %s\n", under, l.Words, l.Href)
			}
		}
		b.WriteString("\n")
	}
	if p.More != "" {
		fmt.Fprintf(&b, "%s\n%s\n\n", p.More, p.MoreHref)
	}
	fmt.Fprintf(&b, "-- \n%s\n%s\n\n%s\n%s\n", p.Fewer, p.FewerHref, p.Settings, p.SettingsHref)
	return b.String()
}

// letterTemplate is the part that most people see. Mail programs know no style sheets, so that each thing says how it looks.
var letterTemplate = template.Must(template.New("letter").Funcs(template.FuncMap{"bare": func(s string) string { return strings.TrimSuffix(s, ":") }}).Parse(`<!doctype html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light"><title>{{.Subject}}</title></head>
<body style="margin:0;padding:0;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;color:#1c2321;background:#f2f5f4"><div style="max-width:600px;margin:0 auto;padding:24px 12px">
<p style="margin:0 12px 12px;font-size:20px;font-weight:700;color:#0b5563">Kraftsam</p>
<div style="padding:20px 24px;border:1px solid #d3dcd9;border-radius:12px;background:#ffffff">
<p style="margin:0 0 16px">{{.Hello}}</p>
<ol style="margin:0;padding:0;list-style:none">{{range .Items}}<li style="margin:0;padding:16px 0;border-top:1px solid #dfe6e4"><a href="{{.Href}}" style="color:#0b5563;font-size:18px;line-height:1.35;font-weight:600"><bdi>{{.Headline}}</bdi></a>
{{if .By}}<div style="margin:4px 0 0;font-size:15px"><bdi>{{.By}}</bdi></div>{{end}}<div style="margin:4px 0 0;font-size:15px">{{.Facts}}</div>{{if .Where}}<div style="font-size:15px"><bdi>{{.Where}}</bdi></div>{{end}}<div style="font-size:14px;color:#4a5552">{{.Why}}</div>{{range .Answers}}
<div style="margin:12px 0 0;font-size:15px;font-weight:600"><bdi>{{.As}}</bdi></div><div>{{range .Links}}<a href="{{.Href}}" style="display:inline-block;margin:6px 8px 0 0;padding:8px 14px;border:1px solid #0b5563;border-radius:8px;color:#0b5563;text-decoration:none">{{.Words}}</a>{{end}}</div>{{end}}</li>
{{end}}</ol>
{{if .More}}<p style="margin:0;padding:16px 0 0;border-top:1px solid #dfe6e4"><a href="{{.MoreHref}}" style="color:#0b5563">{{bare .More}}</a></p>
{{end}}</div>
<p style="margin:16px 12px 0;font-size:14px;color:#4a5552"><a href="{{.SettingsHref}}" style="color:#0b5563">{{bare .Settings}}</a><br><a href="{{.FewerHref}}" style="color:#0b5563">{{bare .Fewer}}</a></p>
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
	return s.mail.PutLetter(ctx, mail.Letter{ID: ref.NewID(), Recipient: m.Email, Subject: p.Subject, Text: p.text(), HTML: html.String(), Headers: headers, Calendars: p.Calendars})
}
