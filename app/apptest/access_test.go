package apptest_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/accessibility"
	"kraftsam/app/account"
	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/draft"
	"kraftsam/app/forum"
	"kraftsam/app/notice"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/live"
	"kraftsam/app/platform/ref"
)

var update = flag.Bool("update", false, "write docs/access.md anew")

var ctx = context.Background()

const accessPage = "../../docs/access.md"

// scene is a village in which something can be done to everything.
type scene struct {
	*apptest.Village
	area, thread, closed, post string
	session, token, asked      string // Ada's
	hall, ballot, ended        string // a thread with ballots in it
	workshop, planned          string // one that others are invited to, and a draft
	room, question             string // one that runs, and what its author asked there
	file, oldFile, goneFile    string // which the post shows, showed, and which went with a withdrawn one
}

// verb is a row of a table: what somebody tries.
type verb struct {
	room, name string
	try        func(ctx context.Context, s *scene, by actor.Viewer) error
}

// column is who tries it.
type column struct{ title, who string }

var errUndo = errors.New("undone")

// tryOut does it in a transaction that is taken back, and gives "yes" or the status of the refusal.
func (s *scene) tryOut(t *testing.T, v verb, who string) string {
	name, reading := strings.CutSuffix(who, " reading")
	by := s.Viewer(t, name)
	by.ReadOnly = reading
	if name == "Ada" {
		by.Session = s.session
	}
	var outcome error
	err := s.DB.InTx(ctx, func(ctx context.Context) error {
		outcome = v.try(ctx, s, by)
		return errUndo
	})
	switch status := fault.ProblemOf(outcome).Status; {
	case !errors.Is(err, errUndo):
		t.Errorf("%s, %s: %v", v.name, who, err)
		return "?"
	case outcome == nil:
		return "yes"
	case status >= 500 || status == 422:
		t.Errorf("%s, %s: %v", v.name, who, outcome)
		return "?"
	default:
		return strconv.Itoa(status)
	}
}

// set makes the scene in an area; its author is known by name.
func set(t *testing.T, v *apptest.Village, slug, author string) *scene {
	t.Helper()
	s := &scene{Village: v, area: slug}
	start := func() string {
		answer, err := v.Forum.Start(ctx, v.Viewer(t, author), v.Key(author), forum.NewThread{Area: slug, Title: "Titel", Text: "först"})
		if err != nil {
			t.Fatal(err)
		}
		return answer.ID
	}
	s.thread, s.closed = start(), start()
	list, err := v.Forum.Posts(ctx, v.Viewer(t, author), s.thread, forum.Window{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	s.post = list.Items[0].ID
	_, err1 := v.Forum.Edit(ctx, v.Viewer(t, author), s.post, 1, "sedan")
	_, err2 := v.Forum.Conclude(ctx, v.Viewer(t, "Dag"), s.closed, forum.Conclusion{Text: "klart"})
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	s.attach(t, author)
	s.hall = start()
	s.putToTheVote(t, author)
	s.gather(t, author)
	return s
}

// furnish gives Ada a session, a token and a wish to speak for the university.
func (s *scene) furnish(t *testing.T) {
	t.Helper()
	ada := s.Viewer(t, "Ada")
	if err := s.Accounts.SetPassword(ctx, ada.Member, apptest.Password); err != nil {
		t.Fatal(err)
	}
	s.session = s.signIn(t, "Ada")
	token, _, err1 := s.Accounts.MakeToken(ctx, ada, account.NewToken{Name: "x", Days: 1})
	asked, err2 := s.Actors.Represent(ctx, ada, s.University)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	s.token, s.asked = token.ID, asked.ID
}

// signIn gives the id of a new session.
func (s *scene) signIn(t *testing.T, who string) string {
	t.Helper()
	_, body := s.Call(t, "", "POST /api/session", fmt.Sprintf(`{"email":%q,"password":%q}`, s.Email(who), apptest.Password), map[string]string{"Origin": s.Serve(t)})
	list, err := s.Accounts.Sessions(ctx, s.Viewer(t, who))
	if err != nil || len(list) == 0 {
		t.Fatalf("%v: %s", err, body)
	}
	return list[0].ID
}

func (s *scene) right(ctx context.Context, by actor.Viewer, topics []live.Topic, prefix, id string, least live.Right) error {
	family := topics[slices.IndexFunc(topics, func(f live.Topic) bool { return f.Prefix == prefix })]
	right, err := family.Right(ctx, live.Watcher{Member: by.Member, Name: by.Name, Session: by.Session}, id)
	switch {
	case err != nil:
		return err
	case right == live.Forbidden:
		return fault.New(fault.Forbidden, "topic_forbidden", "")
	case right < least && right == live.Watch:
		return fault.New(fault.Forbidden, "forbidden", "")
	case right < least:
		return fault.New(fault.NotFound, "topic_unknown", "")
	}
	return nil
}

var errNotShown = fault.New(fault.Forbidden, "forbidden", "")

// TestAccess tries every verb as everybody. The tables are the page docs/access.md; -update writes it.
func TestAccess(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		open := set(t, v, apptest.Energy, "Bo")
		open.furnish(t)
		if err := v.Areas.Admit(ctx, apptest.Secret, v.ID("Ada")); err != nil {
			t.Fatal(err)
		}
		secret := set(t, v, apptest.Secret, "Cai")
		house := []column{{"visitor", ""}, {"token that reads", "Ada reading"}, {"Ada herself", "Ada"}, {"another member", "Bo"}, {"facilitator", "Dag"}, {"moderator", "Mona"}, {"administrator", "Alva"}}
		public := []column{{"visitor", ""}, {"token that reads", "Bo reading"}, {"member", "Ada"}, {"author", "Bo"}, {"facilitator", "Dag"}, {"moderator", "Mona"}, {"administrator", "Alva"}}
		private := []column{{"visitor", ""}, {"outsider", "Bo"}, {"member of the area", "Ada"}, {"author", "Cai"}, {"facilitator", "Dag"}, {"moderator", "Mona"}, {"administrator", "Alva"}}
		page := accessIntro +
			"\n## A public area\n\n" + open.table(t, slices.Concat(talking, writing, attaching, voting, meeting, hanging, speaking, concluding, ordering), public) +
			"\n## A private area\n\nWhoever may not see it gets the answer of an area that never was.\n\n" + secret.table(t, slices.Concat(talking, writing, attaching, voting, meeting, hanging, speaking, concluding, ordering), private) +
			"\n## The house, and what is Ada's own\n\n" + open.table(t, slices.Concat(owning, hearing), house)
		if *update {
			if err := os.WriteFile(accessPage, []byte(page), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		written, err := os.ReadFile(accessPage)
		if diff := cmp.Diff(string(written), page); err != nil || diff != "" {
			t.Errorf("docs/access.md is not what the house does; if it should be, run go test ./app/apptest -run TestAccess -update (%v)\n%s", err, diff)
		}
	})
}

const accessIntro = `# Who may do what

Made by a test that tries every line as everybody, on both databases; do not edit it by hand.
*yes*: it is done. 401: sign in first. 403: you may see this but not do that. 404: it is not there, or not yours to see.
409: the state does not allow it.
`

func (s *scene) table(t *testing.T, verbs []verb, columns []column) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("| room | |")
	for _, c := range columns {
		b.WriteString(" " + c.title + " |")
	}
	b.WriteString("\n| --- | --- |" + strings.Repeat(" --- |", len(columns)) + "\n")
	for _, v := range verbs {
		fmt.Fprintf(&b, "| %s | %s |", v.room, v.name)
		for _, c := range columns {
			b.WriteString(" " + s.tryOut(t, v, c.who) + " |")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// only drops the answer and keeps the refusal.
func only[T any](_ T, err error) error { return err }

// owning are the verbs about the house and about one's own things.
var owning = []verb{
	{"place", "read the municipalities", func(ctx context.Context, s *scene, _ actor.Viewer) error { return only(s.Places.List(ctx)) }},
	{"actor", "search the directory", func(ctx context.Context, s *scene, _ actor.Viewer) error {
		return only(s.Actors.Search(ctx, actor.Search{Limit: 1}))
	}},
	{"accessibility", "report what one could not use", func(ctx context.Context, s *scene, _ actor.Viewer) error {
		return only(s.Accessibility.Report(ctx, accessibility.Report{Text: "x"}))
	}},
	{"actor", "change one's own profile", func(ctx context.Context, s *scene, by actor.Viewer) error {
		shown := true
		return only(s.Actors.Change(ctx, by, actor.Profile{Shown: &shown}))
	}},
	{"actor", "list one's representations", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Actors.Representations(ctx, by))
	}},
	{"actor", "ask to speak for an organisation", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Actors.Represent(ctx, by, s.Mill))
	}},
	{"actor", "take back Ada's request", func(ctx context.Context, s *scene, by actor.Viewer) error { return s.Actors.Leave(ctx, by, s.asked) }},
	{"actor", "watch Ada's notices", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return s.right(ctx, by, s.Actors.Topics(), "member", s.ID("Ada"), live.Watch)
	}},
	{"actor", "watch moderation", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return s.right(ctx, by, s.Actors.Topics(), "moderation", "", live.Watch)
	}},
	{"forum", "see one's unread, inbox and what happened", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return errors.Join(only(s.Forum.Unread(ctx, by)), only(s.Forum.Inbox(ctx, by, "", "", 1)), only(s.Forum.Next(ctx, by, "", false)), only(s.Forum.Since(ctx, by, 1)))
	}},
	{"forum", "come in for a visit", func(ctx context.Context, s *scene, by actor.Viewer) error { return only(s.Forum.ComeIn(ctx, by)) }},
	{"account", "list one's sessions", func(ctx context.Context, s *scene, by actor.Viewer) error { return only(s.Accounts.Sessions(ctx, by)) }},
	{"account", "end Ada's session", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return s.Accounts.EndSession(ctx, by, s.session)
	}},
	{"account", "end one's other sessions", func(ctx context.Context, s *scene, by actor.Viewer) error { return s.Accounts.EndOthers(ctx, by) }},
	{"account", "list one's tokens", func(ctx context.Context, s *scene, by actor.Viewer) error { return only(s.Accounts.Tokens(ctx, by)) }},
	{"account", "make a token", func(ctx context.Context, s *scene, by actor.Viewer) error {
		_, _, err := s.Accounts.MakeToken(ctx, by, account.NewToken{Name: "x", Days: 1})
		return err
	}},
	{"account", "end Ada's token", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return s.Accounts.EndToken(ctx, by, s.token)
	}},
}

// writing are the verbs of what one writes with.
var writing = []verb{
	{"forum", "react to the author's post", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Forum.React(ctx, by, s.post, "support", ""))
	}},
	{"forum", "take a reaction back", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Forum.Unreact(ctx, by, s.post, "support"))
	}},
	{"forum", "see who reacted", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Forum.Reactions(ctx, by, s.post))
	}},
	{"forum", "see whom one can mention in a thread", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Forum.MentionableIn(ctx, by, s.thread, "a"))
	}},
	{"forum", "see whom one can mention in a new thread", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Forum.MentionableInArea(ctx, by, s.area, "a"))
	}},
	{"draft", "keep a draft of one's own", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Drafts.Save(ctx, by, draft.Draft{Place: ref.Ref{Kind: "thread", ID: s.thread}, Copy: draft.Copy{Text: "x"}}))
	}},
	{"draft", "list one's own drafts", func(ctx context.Context, s *scene, by actor.Viewer) error { return only(s.Drafts.List(ctx, by)) }},
}

// talking are the verbs in an area and its threads.
var talking = []verb{
	{"area", "find it in the list", func(ctx context.Context, s *scene, by actor.Viewer) error {
		views, err := s.Areas.Views(ctx, by)
		for _, v := range views {
			if v.Slug == s.area {
				return err
			}
		}
		return errors.Join(err, fault.New(fault.NotFound, "area_unknown", ""))
	}},
	{"area", "read it", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Areas.ViewAt(ctx, by, s.area))
	}},
	{"area", "join it", func(ctx context.Context, s *scene, by actor.Viewer) error { return s.Areas.Join(ctx, by, s.area) }},
	{"area", "leave it", func(ctx context.Context, s *scene, by actor.Viewer) error { return s.Areas.Leave(ctx, by, s.area) }},
	{"forum", "watch it", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return s.right(ctx, by, s.Forum.Topics(s.Accounts.ViewerOf), "area", s.area, live.Watch)
	}},
	{"forum", "list its threads", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Forum.Threads(ctx, by, s.area, "", "", 1))
	}},
	{"forum", "read a thread and its posts", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return errors.Join(only(s.Forum.Thread(ctx, by, s.thread)), only(s.Forum.Posts(ctx, by, s.thread, forum.Window{Limit: 1})), only(s.Forum.Post(ctx, by, s.post)))
	}},
	{"forum", "watch a thread", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return s.right(ctx, by, s.Forum.Topics(s.Accounts.ViewerOf), "thread", s.thread, live.Watch)
	}},
	{"forum", "note what one has read", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return errors.Join(only(s.Forum.Read(ctx, by, s.thread, []forum.Seen{{From: 1, To: 1}})), s.Forum.MarkAllRead(ctx, by, s.area, time.Time{}))
	}},
	{"forum", "follow or mute it, or a thread", func(ctx context.Context, s *scene, by actor.Viewer) error {
		c := notice.Choice{Level: notice.Muted}
		return errors.Join(only(s.Forum.ChooseThread(ctx, by, s.thread, c)), s.Forum.ChooseArea(ctx, by, s.area, c))
	}},
	{"forum", "see when a post was edited", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Forum.Versions(ctx, by, s.post))
	}},
	{"forum", "read what it said before", func(ctx context.Context, s *scene, by actor.Viewer) error {
		versions, err := s.Forum.Versions(ctx, by, s.post)
		if err == nil && versions[1].Text == "" {
			return errNotShown
		}
		return err
	}},
	{"forum", "start a thread", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Forum.Start(ctx, by, s.Key(by.Name), forum.NewThread{Area: s.area, Title: "x", Text: "x"}))
	}},
	{"forum", "post in a thread", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Forum.Reply(ctx, by, s.Key(by.Name), forum.NewPost{Thread: s.thread, Text: "x"}))
	}},
	{"forum", "post in a closed thread", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Forum.Reply(ctx, by, s.Key(by.Name), forum.NewPost{Thread: s.closed, Text: "x"}))
	}},
	{"forum", "edit the author's post", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Forum.Edit(ctx, by, s.post, 2, "x"))
	}},
	{"forum", "correct its language", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Forum.SetLanguage(ctx, by, s.post, 0, "en"))
	}},
	{"forum", "withdraw it", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Forum.Withdraw(ctx, by, s.post, 0))
	}},
	{"forum", "rename the author's thread", func(ctx context.Context, s *scene, by actor.Viewer) error {
		title := "y"
		return only(s.Forum.ChangeThread(ctx, by, s.thread, 1, forum.Change{Title: &title, Why: "x"}))
	}},
	{"forum", "rename a closed thread", func(ctx context.Context, s *scene, by actor.Viewer) error {
		title := "y"
		return only(s.Forum.ChangeThread(ctx, by, s.closed, 2, forum.Change{Title: &title, Why: "x"}))
	}},
	{"forum", "close a thread", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Forum.Conclude(ctx, by, s.thread, forum.Conclusion{Text: "x"}))
	}},
	{"forum", "reopen a thread", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Forum.Reopen(ctx, by, s.closed, ""))
	}},
}
