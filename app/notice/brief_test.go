package notice

import (
	"strings"
	"testing"
	"time"

	"kraftsam/app/platform/fault"
)

func stockholm(t *testing.T, stamp string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", stamp, zone)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// On Monday morning, by one's own clock, what matters most, and never nothing.
func TestTheBriefHoldsWhatMattersMost(t *testing.T) {
	each(t, 2, func(w *world) {
		w.until(stockholm(t, "2026-03-23 08:30"))
		w.drain()
		if n := len(w.letters("m00")); n != 0 {
			t.Fatalf("%d letters about nothing", n)
		}
		w.happens("a", "m01", nil)
		w.happens("b", "m01", map[string]Kind{"m00": Reply})
		read := w.happens("c", "m01", map[string]Kind{"m00": Asked})
		w.happens("d", "m01", map[string]Kind{"m00": Asked})
		w.happens("e", "m01", map[string]Kind{"m00": Decided})
		w.drain()
		w.sees("m00", read)
		w.until(stockholm(t, "2026-03-27 09:00")) // a Friday
		w.drain()
		w.until(stockholm(t, "2026-03-30 07:45")) // the clocks went forward on Sunday
		w.drain()
		if n := len(w.letters("m00")); n != 0 {
			t.Fatalf("%d letters before it is morning", n)
		}
		w.until(stockholm(t, "2026-03-30 08:00"))
		w.drain()
		w.pass(20 * time.Minute)
		w.drain()
		all := w.letters("m00")
		if len(all) != 1 {
			t.Fatalf("%d letters", len(all))
		}
		l := all[0]
		at := func(what string) int { return strings.Index(l.Text, what) }
		if l.Subject != "3 saker för dig på Kraftsam" || at("”Sak d”") < 0 || at("”Sak e”") < at("”Sak d”") || at("”Sak b”") < at("”Sak e”") || at("Sak a") >= 0 || at("Sak c") >= 0 {
			t.Errorf("%s\n%s", l.Subject, l.Text)
		}
		for _, part := range []string{"En sak till väntar:", "https://kraftsam.example/notices\n", "\n   Tar 3 min\n", "Du får det för att det är riktat till dig.", "https://kraftsam.example/threads/d\n"} {
			if !strings.Contains(l.Text, part) {
				t.Errorf("%q is not in\n%s", part, l.Text)
			}
		}
		if !strings.Contains(l.HTML, `<html lang="sv">`) || strings.Count(l.HTML, "<li ") != 3 || strings.Contains(l.HTML, "<script") {
			t.Error(l.HTML)
		}
		if l.Headers["List-Unsubscribe-Post"] != "List-Unsubscribe=One-Click" || !strings.HasPrefix(l.Headers["List-Unsubscribe"], "<https://kraftsam.example/api/unsubscriptions/") {
			t.Error(l.Headers)
		}
		w.until(stockholm(t, "2026-04-06 08:00")) // what was told is not told again; the rest is
		w.drain()
		if all = w.letters("m00"); len(all) != 2 || !strings.Contains(all[0].Text, "Sak a") || all[0].Subject != "En sak för dig på Kraftsam" {
			t.Errorf("%d letters: %s", len(all), all[0].Text)
		}
		w.until(stockholm(t, "2026-04-13 08:00"))
		if w.drain(); len(w.letters("m00")) != 2 {
			t.Error("a letter about nothing new")
		}
	})
}

func TestTheWordInALetterEndsIt(t *testing.T) {
	each(t, 2, func(w *world) {
		mailed := true
		_, err := w.ChangeSettings(ctx, w.viewer("m00"), SettingsChange{Channels: []ChannelChoice{{Mention, Mail, mailed}}})
		w.must(err)
		w.until(stockholm(t, "2026-03-23 12:00"))
		w.happens("a", "m01", map[string]Kind{"m00": Mention})
		w.drain()
		w.pass(grace - time.Second)
		if w.drain(); len(w.letters("m00")) != 0 {
			t.Error("a letter before it could be read on a screen")
		}
		w.pass(time.Second)
		w.drain()
		l := w.letters("m00")
		if len(l) != 1 || l[0].Subject != "Du nämns i ”Sak a”" || l[0].Headers["References"] != "<thread-a@kraftsam.example>" {
			t.Fatalf("%+v", l)
		}
		word := strings.TrimSuffix(strings.TrimPrefix(l[0].Headers["List-Unsubscribe"], "<https://kraftsam.example/api/unsubscriptions/"), ">")
		for range 2 {
			if what, err := w.Letters(ctx, word); err != nil || what != "mention" {
				t.Error(what, err)
			}
		}
		set, err := w.Settings(ctx, w.viewer("m00"))
		if err != nil || !set.On(Mention, Mail) {
			t.Error("looking at the link ended the letters")
		}
		for range 2 {
			if what, err := w.Unsubscribe(ctx, word); err != nil || what != "mention" {
				t.Error(what, err)
			}
		}
		if set, err = w.Settings(ctx, w.viewer("m00")); err != nil || set.On(Mention, Mail) || set.Brief != Weekly {
			t.Errorf("%+v %v", set, err)
		}
		for _, wrong := range []string{"", "x", word + "x", strings.ToLower(word)} {
			if _, err := w.Unsubscribe(ctx, wrong); fault.CodeOf(err) != "unsubscription_unknown" {
				t.Errorf("%q: %v", wrong, err)
			}
		}
		w.pass(stopLife)
		if _, err := w.Unsubscribe(ctx, word); fault.CodeOf(err) != "unsubscription_unknown" {
			t.Error(err)
		}
		w.until(stockholm(t, "2027-04-05 08:05"))
		if w.drain(); len(w.letters("m00")) != 1 {
			t.Error("what came by mail is in the brief, too")
		}
	})
}
