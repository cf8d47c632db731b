package forum_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/forum"
	"kraftsam/app/platform/translate"
)

// machine is a provider that shouts, and counts how often it is asked.
type machine struct {
	asked atomic.Int64
	away  atomic.Bool
	while func()
}

func (m *machine) Translate(_ context.Context, html, from, to string) (string, error) {
	m.asked.Add(1)
	if m.while != nil {
		m.while()
	}
	if m.away.Load() {
		return "", translate.ErrAway
	}
	return strings.ToUpper(html) + "<script>" + from + to + "</script><i>!</i>", nil
}

func TestAPostIsTranslatedOnceAndSafely(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		m := &machine{}
		v.Forum.SetTranslator(m)
		thread := start(t, v, "Bo", apptest.Energy)
		post := say(t, v, "Ada", thread, "Hej **alla**").ID
		ask := func(to string) (forum.Translation, error) {
			return v.Forum.TranslatePost(ctx, actor.Viewer{}, "192.0.2.0/32", post, to)
		}
		var readers sync.WaitGroup
		for range 8 {
			readers.Go(func() {
				got, err := ask("en")
				if err != nil || got.HTML != "<p>HEJ <strong>ALLA</strong></p>!" || got.Lang != "en" || got.From != "sv" || got.Version != 1 {
					t.Errorf("%+v, %v", got, err)
				}
			})
		}
		readers.Wait()
		if n := m.asked.Load(); n < 1 || n > 8 {
			t.Errorf("asked %d times", n)
		}
		before := m.asked.Load()
		if _, err := ask("en"); err != nil || m.asked.Load() != before {
			t.Errorf("asked again for what it had said, %v", err)
		}
		if got, err := ask("sv-FI"); err != nil || got.HTML != "<p>Hej <strong>alla</strong></p>" || m.asked.Load() != before {
			t.Errorf("its own language: %+v, %v", got, err)
		}
		_, err := ask("!")
		refused(t, "into no language", "lang_unknown", err)
		_, err = ask("")
		refused(t, "into nothing", "lang_unknown", err)
		m.away.Store(true)
		_, err = ask("de")
		refused(t, "while it is away", "translation_unavailable", err)
	})
}

// Words that are withdrawn or replaced stand in no translation, not even in one that was under way.
func TestATranslationDoesNotOutliveItsOriginal(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		m := &machine{}
		v.Forum.SetTranslator(m)
		thread := start(t, v, "Bo", apptest.Energy)
		post := say(t, v, "Ada", thread, "hemligheten").ID
		kept := func() (n int64) {
			t.Helper()
			if err := v.DB.From(ctx).Raw("SELECT count(*) FROM translations WHERE lower(html) LIKE '%hemligheten%'").Scan(&n).Error; err != nil {
				t.Fatal(err)
			}
			return n
		}
		ask := func() (forum.Translation, error) {
			return v.Forum.TranslatePost(ctx, actor.Viewer{}, "x", post, "en")
		}
		if _, err := ask(); err != nil || kept() != 1 {
			t.Fatalf("%d kept, %v", kept(), err)
		}
		if _, err := v.Forum.Edit(ctx, v.Viewer(t, "Ada"), post, 1, "nytt"); err != nil || kept() != 0 {
			t.Errorf("%d kept after the edit, %v", kept(), err)
		}
		if got, err := ask(); err != nil || !strings.Contains(got.HTML, "NYTT") || got.Version != 2 {
			t.Errorf("%+v, %v", got, err)
		}
		again := say(t, v, "Ada", thread, "hemligheten").ID
		m.while = func() {
			m.while = nil
			if _, err := v.Forum.Withdraw(ctx, v.Viewer(t, "Ada"), again, 0); err != nil {
				t.Error(err)
			}
		}
		if _, err := v.Forum.TranslatePost(ctx, actor.Viewer{}, "x", again, "en"); err != nil {
			t.Error(err)
		}
		if kept() != 0 {
			t.Error("the words of a withdrawn post were kept")
		}
		_, err := v.Forum.TranslatePost(ctx, actor.Viewer{}, "x", again, "en")
		refused(t, "a withdrawn post", "post_withdrawn", err)
	})
}

func TestATitleAndAConclusionAreTranslated(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		v.Forum.SetTranslator(&machine{})
		answer, err := v.Forum.Start(ctx, v.Viewer(t, "Bo"), v.Key("Bo"), forum.NewThread{Area: apptest.Energy, Title: "Kvarn & vind <b>", Text: "x", Lang: "sv"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := v.Forum.Conclude(ctx, v.Viewer(t, "Dag"), answer.ID, forum.Conclusion{Text: "Vi är överens."}); err != nil {
			t.Fatal(err)
		}
		got, err := v.Forum.TranslateThread(ctx, actor.Viewer{}, "x", answer.ID, "en")
		if err != nil || !strings.HasPrefix(got.Title, "KVARN") || strings.Contains(got.Title, "script") || !strings.Contains(got.HTML, "VI ÄR ÖVERENS.") {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestTranslationIsOffUnlessConnected(t *testing.T) {
	apptest.Run(t, []apptest.Case{
		{Name: "a thread", As: "Bo", Do: "POST /api/areas/energi/threads", Body: `{"title":"a","text":"b","lang":"sv"}`, Want: 201, Keep: "thread", Events: []string{"area:energi thread.added", "thread:{thread} thread.added"}},
		{Name: "the site says so", Do: "GET /api/site", Want: 200, Holds: []string{`"translation":false`}},
		{Name: "a reader asks", Do: "GET /api/threads/{thread}/translation?to=en", Want: 404, Code: "translation_off"},
		{Name: "a thread of nowhere", Do: "GET /api/threads/nowhere/translation?to=en", Want: 404, Code: "thread_unknown"},
		{Name: "a post of nowhere", Do: "GET /api/posts/nowhere/translation?to=en", Want: 404, Code: "post_unknown"},
	})
}

func TestTheLanguageOfAPostIsGuessedAndCorrected(t *testing.T) {
	apptest.Run(t, []apptest.Case{
		{Name: "a thread", As: "Bo", Do: "POST /api/areas/energi/threads", Body: `{"title":"Vindkraft","text":"Hur gör vi för att få fler att bygga vindkraft i Berg och Bräcke?","lang":"sv"}`, Want: 201, Keep: "thread",
			Events: []string{"area:energi thread.added", "thread:{thread} thread.added"}},
		{Name: "a post in English", As: "Ada", Do: "POST /api/threads/{thread}/posts", Body: `{"text":"We would like to see more of that in the whole county."}`, Want: 201, Keep: "post", Events: []string{"thread:{thread} post.added"}},
		{Name: "is known as such", As: "Ada", Do: "GET /api/posts/{post}", Want: 200, Holds: []string{`"lang":"en"`, `"language":true`}},
		{Name: "a short one is in the thread's", As: "Bo", Do: "POST /api/threads/{thread}/posts", Body: `{"text":"Yes"}`, Want: 201, Keep: "short", Events: []string{"thread:{thread} post.added"}},
		{Name: "as it says", As: "Ada", Do: "GET /api/posts/{short}", Want: 200, Holds: []string{`"lang":"sv"`, `"language":false`}},
		{Name: "others do not correct it", As: "Ada", Do: "PUT /api/posts/{short}/language", Body: `{"lang":"en"}`, Want: 403, Code: "forbidden"},
		{Name: "an old version", As: "Bo", Do: "PUT /api/posts/{short}/language", Header: map[string]string{"If-Match": `"9"`}, Body: `{"lang":"en"}`, Want: 412, Code: "version_stale"},
		{Name: "no language", As: "Bo", Do: "PUT /api/posts/{short}/language", Body: `{"lang":""}`, Want: 422, Code: "lang_unknown"},
		{Name: "its author does", As: "Bo", Do: "PUT /api/posts/{short}/language", Body: `{"lang":"en"}`, Want: 200, Holds: []string{`"version":2`}, Events: []string{"thread:{thread} post.edited"}},
		{Name: "the same again", As: "Bo", Do: "PUT /api/posts/{short}/language", Body: `{"lang":"en"}`, Want: 200, Holds: []string{`"version":2`}},
		{Name: "no word changed", As: "Bo", Do: "GET /api/posts/{short}", Want: 200, Holds: []string{`"lang":"en"`, `"versions":1`}, Lacks: []string{"edited_at"}},
		{Name: "the facilitator does too", As: "Dag", Do: "PUT /api/posts/{short}/language", Body: `{"lang":"sv"}`, Want: 200, Events: []string{"thread:{thread} post.edited"}},
		{Name: "the thread's own", As: "Dag", Do: "PATCH /api/threads/{thread}", Header: map[string]string{"If-Match": `"1"`}, Body: `{"lang":"nb"}`, Want: 200, Events: []string{"thread:{thread} thread.changed"}},
		{Name: "is corrected", Do: "GET /api/threads/{thread}", Want: 200, Holds: []string{`"lang":"nb"`}},
	})
}
