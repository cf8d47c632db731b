package forum

import (
	"context"

	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
)

// What rooms to the right need whose things are stages of a thread, a workshop say.

// Enter is the door to a thread for such a room, and says in which area it is.
func (s *Service) Enter(ctx context.Context, by actor.Viewer, id string) (Thread, area.Area, error) {
	return s.threadFor(ctx, by, id)
}

// EnterToStage is Enter for somebody who adds a stage: the thread is held, open, and theirs to write in.
func (s *Service) EnterToStage(ctx context.Context, by actor.Viewer, id string) (Thread, area.Area, error) {
	t, a, err := s.threadToChange(ctx, by, id)
	switch {
	case err != nil:
		return Thread{}, area.Area{}, err
	case t.canTakePosts() != nil:
		return Thread{}, area.Area{}, t.canTakePosts()
	case !mayPost(by, a, t):
		return Thread{}, area.Area{}, area.ErrPast
	}
	return t, a, nil
}

// MutedBy says which of some members muted a thread, or its area and chose nothing for the thread.
func (s *Service) MutedBy(ctx context.Context, thread string, members []string) (map[string]bool, error) {
	return ballotHost{s}.Muted(ctx, thread, members)
}

// Written is a thread that was checked and rendered, outside any transaction.
type Written struct {
	thread    Thread
	post      Post
	mentioned []ref.Ref
	asked     NewThread
}

// Compose checks and renders a thread that another room opens in a transaction of its own.
func (s *Service) Compose(by actor.Viewer, n NewThread) (w Written, err error) {
	w.asked = n
	w.thread, w.post, w.mentioned, err = s.prepare(by, n)
	return w, err
}

// Open starts a composed thread in the running transaction.
func (s *Service) Open(ctx context.Context, by actor.Viewer, w Written) (Thread, area.Area, error) {
	a, err := s.check(ctx, by, w.asked)
	if err != nil {
		return Thread{}, area.Area{}, err
	}
	_, err = s.begin(ctx, by, a, w)
	return w.thread, a, err
}

// begin writes a thread, tells of it, and takes away the draft that it was.
func (s *Service) begin(ctx context.Context, by actor.Viewer, a area.Area, w Written) (event.Done, error) {
	done, err := s.addThread(ctx, w.thread, w.post)
	if err != nil {
		return event.Done{}, err
	}
	if err := s.attach(ctx, by, w.post.ID, w.post.Version, w.asked.Attachments); err != nil {
		return event.Done{}, err
	}
	if err := s.mentionFirst(ctx, a, w.thread, w.post.ID, w.mentioned); err != nil {
		return event.Done{}, err
	}
	if err := s.tellNewThread(ctx, w.thread, w.post); err != nil {
		return event.Done{}, err
	}
	return done, s.drafts.Sent(ctx, by.Member, area.Ref(a.Slug), w.asked.Draft)
}

// StageView is something that is held as a stage of a thread, as everybody who reads the thread sees it.
type StageView struct {
	Kind     string `json:"kind" enum:"workshop"`
	ID       string `json:"id"`
	Title    string `json:"title"`
	State    string `json:"state"`
	StartsAt string `json:"starts_at,omitempty"`

	Round *RoundView `json:"round,omitempty" doc:"the written round, in this thread"`
}

// RoundView is when what may be written in a thread: everything until open_until, answers until proof_until, nothing after or once
// it was locked.
type RoundView struct {
	OpenUntil  string `json:"open_until"`
	ProofUntil string `json:"proof_until"`
	LockedAt   string `json:"locked_at,omitempty"`
	CaseNumber string `json:"case_number,omitempty"`
}

// PostRule says for another room why a post may not be added to a thread now; answers: it answers another post. The thread is held.
type PostRule func(ctx context.Context, thread string, answers bool) error

// RulesBy adds a room that has a say in what is posted.
func (s *Service) RulesBy(rule PostRule) { s.rules = append(s.rules, rule) }

func (s *Service) ruled(ctx context.Context, thread string, answers bool) error {
	for _, rule := range s.rules {
		if err := rule(ctx, thread, answers); err != nil {
			return err
		}
	}
	return nil
}

// StageSource gives the stages of some threads that a room holds, whatever their number with a few questions.
type StageSource func(ctx context.Context, threads []string) (map[string][]StageView, error)

// StagesBy adds a room that holds stages of threads.
func (s *Service) StagesBy(source StageSource) { s.stages = append(s.stages, source) }

func (s *Service) stagesOf(ctx context.Context, threads []string) (map[string][]StageView, error) {
	all := map[string][]StageView{}
	for _, source := range s.stages {
		some, err := source(ctx, threads)
		if err != nil {
			return nil, err
		}
		for thread, stages := range some {
			all[thread] = append(all[thread], stages...)
		}
	}
	return all, nil
}

// Restage tells of a thread whose stages are not as they were, in the running transaction.
func (s *Service) Restage(ctx context.Context, thread string) error {
	t, err := s.store.threadHeld(ctx, thread)
	if err == nil {
		_, err = s.changed(ctx, t, map[string]any{})
	}
	return err
}
