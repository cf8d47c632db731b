package forum_test

import (
	"context"
	"testing"

	"kraftsam/app/apptest"
	"kraftsam/app/forum"
	"kraftsam/app/platform/event"
)

var ctx = context.Background()

// start opens a thread and gives its id.
func start(t *testing.T, v *apptest.Village, who, slug string) string {
	t.Helper()
	answer, err := v.Forum.Start(ctx, v.Viewer(t, who), v.Key(who), forum.NewThread{Area: slug, Title: "Vindkraft i Berg", Text: "Vad tycker ni?"})
	if err != nil {
		t.Fatal(err)
	}
	return answer.ID
}

// say adds a post and gives the answer.
func say(t *testing.T, v *apptest.Village, who, thread, text string) event.Reference {
	t.Helper()
	answer, err := v.Forum.Reply(ctx, v.Viewer(t, who), v.Key(who), forum.NewPost{Thread: thread, Text: text})
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

func read(t *testing.T, v *apptest.Village, who, thread string) forum.PostList {
	t.Helper()
	list, err := v.Forum.Posts(ctx, v.Viewer(t, who), thread, forum.Window{Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// refused demands a code; "" is success.
var refused = apptest.Refused
