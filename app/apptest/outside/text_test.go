package outside

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"
)

// inHands shares work among a few hands.
func inHands(count int, work func(i int)) {
	var all sync.WaitGroup
	next := make(chan int)
	for range 4 {
		all.Go(func() {
			for i := range next {
				work(i)
			}
		})
	}
	for i := range count {
		next <- i
	}
	close(next)
	all.Wait()
}

func TestTextByteForByte(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.as(s.ada(), s.first())
		words := naughty()
		thread := c.begin(t, "Knasiga ord", words[0])
		sent := make([]string, len(words))
		inHands(len(words), func(i int) {
			a, err := c.try(http.MethodPost, "/api/threads/"+thread.ID+"/posts", map[string]any{"text": words[i]}, "Idempotency-Key", randomWord(8))
			if err != nil || a.status != http.StatusCreated {
				t.Errorf("text %q: %v %s", words[i], err, a)
				return
			}
			var o map[string]any
			_ = decode(a.body, &o)
			sent[i] = text(o, "id")
		})
		if t.Failed() {
			return
		}
		got := map[string]string{}
		for _, post := range c.on(s.last()).posts(t, thread.ID) {
			wantSafe(t, text(post, "html"))
			got[text(post, "id")] = text(post, "text")
		}
		for i, id := range sent {
			if got[id] != words[i] {
				t.Errorf("sent %q, got %q", words[i], got[id])
			}
		}
		live := map[string]string{}
		w := s.anyone(s.last()).watch(t)
		w.followAfter(t, thread.Topic, 0, thread.Epoch)
		for range len(words) + 1 {
			f := w.event(t)
			live[text(f.o, "data", "id")] = text(f.o, "data", "text")
		}
		for i, id := range sent {
			if live[id] != words[i] {
				t.Errorf("sent %q, live %q", words[i], live[id])
			}
		}
	})
}

func TestNaughtyTitlesAndNames(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c, p := s.as(s.bo(), s.first()), s.newcomer(t)
		words := naughty()
		inHands(len(words), func(i int) {
			word := words[i]
			a := c.create(t, "/api/areas/jord-skog-vatten/threads", map[string]any{"title": word, "text": "x"})
			if a.status == http.StatusCreated {
				ref := a.reference(t, http.StatusCreated)
				if got := c.on(s.last()).get(t, "/api/threads/"+ref.ID).object(t)["title"]; got != word {
					t.Errorf("title %q came back as %q", word, got)
				}
			} else if a.status != http.StatusUnprocessableEntity {
				t.Errorf("title %q: %s", word, a)
			}
		})
		me := s.as(p, s.first())
		for i, word := range words {
			a := me.do(t, http.MethodPatch, "/api/member", map[string]any{"name": word})
			if a.status == http.StatusOK {
				o := map[string]any{"member": a.object(t)}
				if i%10 == 0 {
					o = me.on(s.last()).get(t, "/api/session").object(t)
				}
				if got := text(o, "member", "name"); got != word {
					t.Errorf("name %q came back as %q", word, got)
				}
			} else if a.status != http.StatusUnprocessableEntity {
				t.Errorf("name %q: %s", word, a)
			}
		}
	})
}

func TestTextLimits(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.as(s.ada(), s.last())
		thread := c.begin(t, "Gränser", "första")
		path := "/api/threads/" + thread.ID + "/posts"
		edited := c.say(t, thread.ID, "kort")
		for _, unit := range []string{"a", "å", "語", "😀"} {
			full := strings.Repeat(unit, 10000)
			ref := c.create(t, path, map[string]any{"text": full}).reference(t, http.StatusCreated)
			if got := text(c.on(s.first()).get(t, "/api/posts/"+ref.ID).object(t), "text"); got != full {
				t.Errorf("10,000 of %s came back as %d bytes", unit, len(got))
			}
			for _, more := range []string{unit, " ", "\u0301", "\n"} {
				c.create(t, path, map[string]any{"text": full + more}).refused(t, http.StatusUnprocessableEntity, "text_too_long")
			}
			c.edit(t, "/api/posts/"+edited.ID, 1, map[string]any{"text": full + unit}).refused(t, http.StatusUnprocessableEntity, "text_too_long")
			c.create(t, "/api/areas/upplevelser/threads", map[string]any{"title": "x", "text": full + unit}).
				refused(t, http.StatusUnprocessableEntity, "text_too_long")
		}
		c.create(t, path, map[string]any{"text": strings.Repeat("e\u0301", 5000)}).reference(t, http.StatusCreated)
		c.create(t, path, map[string]any{"text": strings.Repeat("\r\n", 4999) + "ab"}).reference(t, http.StatusCreated)
		c.create(t, path, map[string]any{"text": strings.Repeat("\r\n", 5000) + "a"}).refused(t, http.StatusUnprocessableEntity, "text_too_long")
		for _, blank := range []string{"", " ", "\n", "\t \r\n", "\u00a0", "\u3000\u2003", "\u2028", "\u0085"} {
			c.create(t, path, map[string]any{"text": blank}).refused(t, http.StatusUnprocessableEntity, "text_empty")
			c.edit(t, "/api/posts/"+edited.ID, 1, map[string]any{"text": blank}).refused(t, http.StatusUnprocessableEntity, "text_empty")
			c.create(t, "/api/areas/upplevelser/threads", map[string]any{"title": "x", "text": blank}).
				refused(t, http.StatusUnprocessableEntity, "text_empty")
		}
		raw := c.create(t, path, `{"text":"\ud83d\ude00 \u00e5 \/ \\u0000 \\ud800"}`).reference(t, http.StatusCreated)
		if got := text(c.get(t, "/api/posts/"+raw.ID).object(t), "text"); got != `😀 å / \u0000 \ud800` {
			t.Errorf("escapes came back as %q", got)
		}
	})
}

// allowed are the elements that a rendered text may hold, with their attributes.
var allowed = map[string][]string{
	"p": {}, "br": {}, "hr": {}, "em": {}, "strong": {}, "del": {}, "s": {}, "code": {"class"}, "pre": {}, "blockquote": {}, "ul": {}, "ol": {"start"}, "li": {},
	"a": {"href", "rel", "title", "target"}, "h1": {}, "h2": {}, "h3": {}, "h4": {}, "h5": {}, "h6": {}, "table": {}, "thead": {}, "tbody": {}, "tr": {}, "th": {"align"}, "td": {"align"}, "sup": {}, "sub": {},
}

// wantSafe parses a rendered text and complains of everything that is not plainly harmless.
func wantSafe(t testing.TB, rendered string) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(rendered))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.CommentToken, html.DoctypeToken:
			t.Errorf("a comment or doctype in %.300q", rendered)
		case html.StartTagToken, html.SelfClosingTagToken:
			wantHarmless(t, z.Token(), rendered)
		}
	}
}

func wantHarmless(t testing.TB, tag html.Token, rendered string) {
	t.Helper()
	names, ok := allowed[tag.Data]
	if !ok {
		t.Errorf("element <%s> in %.300q", tag.Data, rendered)
		return
	}
	for _, attr := range tag.Attr {
		fits := false
		for _, name := range names {
			fits = fits || name == attr.Key
		}
		if !fits {
			t.Errorf("attribute %s of <%s> in %.300q", attr.Key, tag.Data, rendered)
		}
		if attr.Key == "href" && !strings.HasPrefix(attr.Val, "https://") && !strings.HasPrefix(attr.Val, "http://") &&
			!strings.HasPrefix(attr.Val, "mailto:") && !strings.HasPrefix(attr.Val, "/") && !strings.HasPrefix(attr.Val, "#") && strings.Contains(attr.Val, ":") {
			t.Errorf("link to %q in %.300q", attr.Val, rendered)
		}
	}
}

func TestHostileMarkdown(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		c := s.as(s.cai(), s.first())
		thread := c.begin(t, "Fientligt", hostile()[0])
		words := hostile()
		inHands(len(words), func(i int) {
			a := c.create(t, "/api/threads/"+thread.ID+"/posts", map[string]any{"text": words[i]})
			if a.status != http.StatusCreated && a.status != http.StatusUnprocessableEntity {
				t.Errorf("%.60q: %s", words[i], a)
			}
		})
		posts := c.on(s.last()).posts(t, thread.ID)
		if len(posts) < len(words)*9/10 {
			t.Errorf("only %d of %d hostile texts were kept", len(posts), len(words))
		}
		for _, post := range posts {
			wantSafe(t, text(post, "html"))
		}
		wantQuietPage(t, s, "/threads/"+thread.ID)
	})
}

func TestHostileFields(t *testing.T) {
	each(t, func(t *testing.T, s *stand) {
		p := s.newcomer(t)
		c := s.as(p, s.first())
		for _, bad := range []string{"</title><script>xss()</script>", "<img src=x onerror=xss()>", "\"><svg onload=xss()>", "</script><script>xss()//", "<!--<script>"} {
			if a := c.do(t, http.MethodPatch, "/api/member", map[string]any{"name": bad}); a.status != http.StatusOK && a.status != http.StatusUnprocessableEntity {
				t.Errorf("name: %s", a)
			}
			a := c.create(t, "/api/areas/hallbar-energi/threads", map[string]any{"title": bad, "text": bad, "tags": []string{bad}})
			if a.status == http.StatusUnprocessableEntity {
				a = c.create(t, "/api/areas/hallbar-energi/threads", map[string]any{"title": bad, "text": bad})
			}
			ref := a.reference(t, http.StatusCreated)
			wantQuietPage(t, s, "/threads/"+ref.ID)
			wantQuietPage(t, s, "/areas/hallbar-energi")
			wantQuietPage(t, s, "/no/such/page?q="+escape(bad))
			wantQuietPage(t, s, "/threads/"+escape(bad))
		}
	})
}

// wantQuietPage parses a page as a browser would and looks for what came alive.
func wantQuietPage(t testing.TB, s *stand, path string) {
	t.Helper()
	a := s.anyone(s.first()).get(t, path)
	doc, err := html.Parse(strings.NewReader(string(a.body)))
	if err != nil {
		t.Errorf("%s: %v", path, err)
		return
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, attr := range n.Attr {
			if strings.HasPrefix(strings.ToLower(attr.Key), "on") || strings.HasPrefix(strings.ToLower(strings.TrimSpace(attr.Val)), "javascript:") {
				t.Errorf("%s: <%s %s=%q>", path, n.Data, attr.Key, attr.Val)
			}
		}
		if n.Data == "script" && n.FirstChild != nil && !strings.Contains(fmt.Sprint(n.Attr), "json") && strings.Contains(n.FirstChild.Data, "xss()") {
			t.Errorf("%s: a script of somebody's own: %.200q", path, n.FirstChild.Data)
		}
	}
}
