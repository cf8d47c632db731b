package apptest_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/ballot"
	"kraftsam/app/forum"
	"kraftsam/app/platform/ref"
)

// putToTheVote has the author hold a ballot that is closed and one that runs.
func (s *scene) putToTheVote(t *testing.T, author string) {
	t.Helper()
	by := s.Viewer(t, author)
	var err error
	if s.ended, err = s.ask(by, s.hall); err != nil {
		t.Fatal(err)
	}
	_, err1 := s.Ballots.Close(ctx, by, s.ended)
	var err2 error
	s.ballot, err2 = s.ask(by, s.hall)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
}

func (s *scene) ask(by actor.Viewer, thread string) (string, error) {
	answer, err := s.Ballots.Start(ctx, by, s.Key(by.Name), ballot.New{Host: ref.Ref{Kind: "thread", ID: thread}, Kind: ballot.Consent, Title: "x", ClosesAt: time.Now().Add(time.Hour)})
	return answer.ID, err
}

func (s *scene) startIn(thread string) func(ctx context.Context, by actor.Viewer) error {
	return func(ctx context.Context, by actor.Viewer) error {
		return only(s.Ballots.Start(ctx, by, s.Key(by.Name), ballot.New{Host: ref.Ref{Kind: "thread", ID: thread}, Kind: ballot.Consent, Title: "x", ClosesAt: time.Now().Add(time.Hour)}))
	}
}

// voting are the verbs of ballots in a thread.
var voting = []verb{
	{"ballot", "see the ballots of a thread", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return errors.Join(only(s.Ballots.Of(ctx, by, ref.Ref{Kind: "thread", ID: s.hall})), only(s.Ballots.Ballot(ctx, by, s.ballot)))
	}},
	{"ballot", "see who voted what, where it is open", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Ballots.Voices(ctx, by, s.ended, "", 1))
	}},
	{"ballot", "start the only ballot of a thread", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return s.startIn(s.thread)(ctx, by)
	}},
	{"ballot", "start another beside it", func(ctx context.Context, s *scene, by actor.Viewer) error { return s.startIn(s.hall)(ctx, by) }},
	{"ballot", "start one in a closed thread", func(ctx context.Context, s *scene, by actor.Viewer) error { return s.startIn(s.closed)(ctx, by) }},
	{"ballot", "vote", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Ballots.Vote(ctx, by, ballot.Cast{Ballot: s.ballot, Vote: ballot.Vote{Answer: ballot.Yes}}))
	}},
	{"ballot", "vote when it is closed", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Ballots.Vote(ctx, by, ballot.Cast{Ballot: s.ended, Vote: ballot.Vote{Answer: ballot.Yes}}))
	}},
	{"ballot", "close the author's ballot early", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Ballots.Close(ctx, by, s.ballot))
	}},
	{"ballot", "write its outcome", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Ballots.Conclude(ctx, by, s.ended, 2, ballot.Conclusion{Text: "x", Next: "x"}))
	}},
	{"ballot", "close a thread over a ballot that runs", func(ctx context.Context, s *scene, by actor.Viewer) error {
		return only(s.Forum.Conclude(ctx, by, s.hall, forum.Conclusion{Text: "x"}))
	}},
}
