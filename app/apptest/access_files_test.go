package apptest_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"kraftsam/app/actor"
	"kraftsam/app/apptest/built"
	"kraftsam/app/file"
	"kraftsam/app/forum"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
)

// attach has a post of the author show a file, and no longer another; a third one goes with a withdrawn post.
func (s *scene) attach(t *testing.T, author string) {
	t.Helper()
	by := s.Viewer(t, author)
	s.file, s.oldFile, s.goneFile = s.File(t, author), s.File(t, author), s.File(t, author)
	post := func(ids ...string) string {
		var shown []forum.Attached
		for _, id := range ids {
			shown = append(shown, forum.Attached{ID: id, Decorative: true})
		}
		answer, err := s.Forum.Reply(ctx, by, s.Key(author), forum.NewPost{Thread: s.thread, Text: "x", Attachments: shown})
		if err != nil {
			t.Fatal(err)
		}
		return answer.ID
	}
	_, err1 := s.Forum.Rewrite(ctx, by, post(s.file, s.oldFile), 1, forum.Rewriting{Text: "x", Attachments: &[]forum.Attached{{ID: s.file, Decorative: true}}})
	_, err2 := s.Forum.Withdraw(ctx, by, post(s.goneFile), 0)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
}

func (s *scene) fetch(ctx context.Context, by actor.Viewer, id string) error {
	f, err := s.Files.Fetch(ctx, by, id, true)
	if err == nil {
		err = f.Body.Close()
	}
	return err
}

// attaching are the verbs of files.
var attaching = []verb{
	{"file", "fetch a file of the author's post", func(ctx context.Context, s *scene, by actor.Viewer) error { return s.fetch(ctx, by, s.file) }},
	{"file", "fetch one that it no longer shows", func(ctx context.Context, s *scene, by actor.Viewer) error { return s.fetch(ctx, by, s.oldFile) }},
	{"file", "fetch one of a withdrawn post", func(ctx context.Context, s *scene, by actor.Viewer) error { return s.fetch(ctx, by, s.goneFile) }},
	{"file", "send one and post with it", func(ctx context.Context, s *scene, by actor.Viewer) error {
		key := func() event.Key { return event.Key{Member: by.Member, Key: ref.NewID(), Print: "print"} }
		sent, err := s.Files.Receive(ctx, by, key(), file.Upload{Name: "x.gif", Media: built.GIF, Content: bytes.NewReader(built.AGIF(2, 2, 1))})
		if err != nil {
			return err
		}
		return only(s.Forum.Reply(ctx, by, key(), forum.NewPost{Thread: s.thread, Text: "x", Attachments: []forum.Attached{{ID: sent.ID, Alt: "En prick"}}}))
	}},
	{"file", "throw away the author's", func(ctx context.Context, s *scene, by actor.Viewer) error { return s.Files.Drop(ctx, by, s.file) }},
}
