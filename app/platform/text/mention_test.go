package text_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/text"
)

func TestMentionsAreFoundAndShownByTheirNamesOfToday(t *testing.T) {
	ada, mill := ref.Ref{Kind: "member", ID: "a1"}, ref.Ref{Kind: "organisation", ID: "o1"}
	names := map[ref.Ref]string{ada: "Ada <Lind>", mill: "Åkvarnen AB"}
	for source, want := range map[string]struct {
		html      string
		mentioned []ref.Ref
	}{
		"Hej [@Ada](member:a1)!": {`<p>Hej <span class="mention">@Ada &lt;Lind&gt;</span>!</p>`, []ref.Ref{ada}},
		"[@Kvarnen](organisation:o1) och [@Ada](member:a1), [@Ada](member:a1)": {
			`<p><a class="mention" href="/organisations/o1">@Åkvarnen AB</a> och <span class="mention">@Ada &lt;Lind&gt;</span>, <span class="mention">@Ada &lt;Lind&gt;</span></p>`, []ref.Ref{mill, ada}},
		"**[@Ada](member:a1)**":                   {`<p><strong><span class="mention">@Ada &lt;Lind&gt;</span></strong></p>`, []ref.Ref{ada}},
		"[@Någon & annan](member:x)":              {"<p>@Någon &amp; annan</p>", []ref.Ref{{Kind: "member", ID: "x"}}},
		"> [@Ada](member:a1) sa":                  {"<blockquote>\n<p>@Ada sa</p>\n</blockquote>", nil},
		"`[@Ada](member:a1)`":                     {"<p><code>[@Ada](member:a1)</code></p>", nil},
		"[Ada](member:a1)":                        {"<p>Ada</p>", nil},
		"[@](member:a1)":                          {"<p>@</p>", nil},
		"[@Ada](member:a/1)":                      {"<p>@Ada</p>", nil},
		"[@Ada](area:a1)":                         {"<p>@Ada</p>", nil},
		`<span data-mention="member:a1">@</span>`: {`<p>&lt;span data-mention=&#34;member:a1&#34;&gt;@&lt;/span&gt;</p>`, nil},
	} {
		got, mentioned, err := text.Post(source)
		if err != nil {
			t.Fatal(err)
		}
		shown := text.ShowMentions(got, func(r ref.Ref) (string, bool) { name, ok := names[r]; return name, ok })
		if shown != want.html {
			t.Errorf("%q\n got %s\nwant %s", source, shown, want.html)
		}
		if diff := cmp.Diff(want.mentioned, mentioned); diff != "" {
			t.Errorf("%q (-want +mentioned):\n%s", source, diff)
		}
	}
}

// What is rendered for no thread in particular holds no marks: a mention there is the words that were typed.
func TestElsewhereMentionsAreWords(t *testing.T) {
	got, err := text.HTML("Hej [@Ada & Bo](member:a1)")
	if err != nil || got != "<p>Hej @Ada &amp; Bo</p>" {
		t.Errorf("%s, %v", got, err)
	}
}

func TestAPostMentionsAtMostTwenty(t *testing.T) {
	many := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "[@x](member:m%d) [@x](member:m%d) ", i, i)
		}
		return b.String()
	}
	if _, mentioned, err := text.Post(many(text.MaxMentions)); err != nil || len(mentioned) != text.MaxMentions {
		t.Errorf("%d mentioned, %v", len(mentioned), err)
	}
	if _, _, err := text.Post(many(text.MaxMentions + 1)); fault.CodeOf(err) != "mentions_too_many" {
		t.Error(err)
	}
}

func TestLinksLeadElsewhereOrToOurOwnPages(t *testing.T) {
	for address, follows := range map[string]bool{
		"/posts/0190-a_B": true, "/threads/x": true, "/areas/energi": true, "/organisations/x": true,
		"//evil.example/posts/x": false, "/posts/../account": false, "/account": false, "posts/x": false, "/api/session": false, "/posts/x?y": false,
	} {
		got, err := text.HTML("[x](" + address + ")")
		if err != nil || strings.Contains(got, `href="`+address+`"`) != follows || strings.Contains(got, "<a") != follows {
			t.Errorf("%s became %s, %v", address, got, err)
		}
	}
}
