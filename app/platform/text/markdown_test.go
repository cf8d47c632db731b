package text_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/text"
)

func TestMarkdownIsWhatPeopleMean(t *testing.T) {
	for source, want := range map[string]string{
		"Hej **alla**":                     "<p>Hej <strong>alla</strong></p>",
		"en rad\ntill":                     "<p>en rad<br/>\ntill</p>",
		"> citat":                          "<blockquote>\n<p>citat</p>\n</blockquote>",
		"- ett\n- två":                     "<ul>\n<li>ett</li>\n<li>två</li>\n</ul>",
		"3. tre\n4. fyra":                  "<ol start=\"3\">\n<li>tre</li>\n<li>fyra</li>\n</ol>",
		"[x](https://a.example)":           `<p><a href="https://a.example" rel="nofollow noreferrer">x</a></p>`,
		"se https://a.example/b":           `<p>se <a href="https://a.example/b" rel="nofollow noreferrer">https://a.example/b</a></p>`,
		"# ingen rubrik":                   "<p># ingen rubrik</p>",
		"[x](javascript:alert(1))":         "<p>x</p>",
		"<b>rå</b>":                        "<p>&lt;b&gt;rå&lt;/b&gt;</p>",
		"![bild](https://a.example/b.png)": `<p><a href="https://a.example/b.png" rel="nofollow noreferrer">bild</a></p>`,
	} {
		got, err := text.HTML(source)
		if err != nil || strings.ReplaceAll(got, "<br>", "<br/>") != want {
			t.Errorf("%q\n got %s %v\nwant %s", source, got, err, want)
		}
	}
}

var allowed = regexp.MustCompile(`^(<(/?(p|em|strong|ul|ol|li|blockquote|code|pre|a)|br/?|hr/?|ol start="\d+"|a href="((https?:|mailto:)[^"<>]*|/(posts|threads|areas|organisations)/[\w-]+)" rel="nofollow noreferrer")>|[^<>])*$`)

func FuzzHTMLHoldsOnlyWhatIsAllowed(f *testing.F) {
	for _, s := range []string{"<script>alert(1)</script>", "[a](javascript:alert(1))", "<img src=x onerror=alert(1)>", "`<svg onload=1>`",
		"[a](data:text/html,<script>)", "<https://a.example/\"onmouseover=1>", "<a href='https://x' onclick=1>", "[x](https://a \"t\")", "[@a](member:b)", "[x](/posts/y)", "\x00<\x00b>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := text.HTML(s)
		if err != nil {
			t.Fatal(err)
		}
		if !allowed.MatchString(got) {
			t.Errorf("%q became %q", s, got)
		}
	})
}

func TestDeepNestingIsNoTrouble(t *testing.T) {
	for name, s := range map[string]string{
		"quotes": strings.Repeat("> ", 5000) + "a", "lists": strings.Repeat("- ", 5000) + "a", "brackets": strings.Repeat("[", 10000),
		"stars": strings.Repeat("*a_ ", 2500), "ticks": strings.Repeat("`", 9999) + "a", "links": strings.Repeat("[a](", 2500), "autolinks": strings.Repeat("<a:", 3300),
	} {
		done := make(chan struct{})
		go func() {
			defer close(done)
			if _, err := text.HTML(s); err != nil {
				t.Error(err)
			}
		}()
		select {
		case <-done:
		case <-time.After(time.Minute):
			t.Errorf("%s: rendering does not come to an end", name)
		}
	}
}

func TestCheck(t *testing.T) {
	for s, want := range map[string]string{
		"":                           "text_empty",
		" \n\t\u00a0\u200b":          "text_empty",
		strings.Repeat("ö", 10_000):  "",
		strings.Repeat("😀", 10_000):  "",
		strings.Repeat("😀", 10_001):  "text_too_long",
		" ledande blanksteg stannar": "",
	} {
		err := text.Check("body.text", s)
		if (want == "") != (err == nil) || (err != nil && fault.CodeOf(err) != want) {
			t.Errorf("%.20q: %v, want %q", s, err, want)
		}
	}
}

func TestExcerpt(t *testing.T) {
	if got := text.Excerpt("<p>Ett &amp; två</p><p>tre</p>", 9); got != "Ett & tv…" {
		t.Error(got)
	}
}
