package notice

import (
	"context"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/job"
)

const (
	reachJob = "notice.reach"
	// grace is how long something may be read on a screen before it is mailed.
	grace = 5 * time.Minute
)

// reaching names the notice that is to leave the house.
type reaching struct {
	Member string `json:"member"`
	Notice string `json:"notice"`
}

// reach has fresh notices leave the house later, in the running transaction, where their members chose so.
func (s *Service) reach(ctx context.Context, fresh []Notice) error {
	if len(fresh) == 0 {
		return nil
	}
	members := make([]string, len(fresh))
	for i, n := range fresh {
		members[i] = n.MemberID
	}
	settings, err := s.store.settings(ctx, members)
	if err != nil {
		return err
	}
	if err := s.toDevices(ctx, fresh, settings); err != nil {
		return err
	}
	var now time.Time
	for _, n := range fresh {
		if !settings[n.MemberID].On(n.Kind, Mail) {
			continue
		}
		if now.IsZero() {
			if now, err = s.clock(ctx); err != nil {
				return err
			}
		}
		if err := s.jobs.Add(ctx, job.New{Kind: reachJob, Group: n.MemberID, Payload: reaching{n.MemberID, n.ID}, Due: now.Add(s.grace)}); err != nil {
			return err
		}
	}
	return nil
}

// reached is the work: a letter about what still stands, outside of the member's quiet hours.
func (s *Service) reached(ctx context.Context, w *job.Work) error {
	var of reaching
	if err := w.Jobs[0].Read(&of); err != nil {
		return err
	}
	r, err := s.recipient(ctx, of.Member)
	if err != nil || r.ID == "" {
		return err
	}
	now, err := s.clock(ctx)
	if err != nil {
		return err
	}
	if rest := r.set.Rest(now.In(r.Zone())); rest.After(now) {
		return job.Later(rest)
	}
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if err := s.reachOne(ctx, r, of); err != nil {
			return err
		}
		return w.Done(ctx)
	})
}

func (s *Service) reachOne(ctx context.Context, r recipient, of reaching) error {
	if err := s.store.holdMember(ctx, of.Member); err != nil {
		return err
	}
	n, err := s.store.notice(ctx, of.Member, of.Notice)
	switch {
	case err != nil && fault.KindOf(err) == fault.NotFound:
		return nil
	case err != nil:
		return err
	case !r.set.On(n.Kind, Mail):
		return nil
	}
	row, standing, err := s.toTell(ctx, r.by, n)
	if err != nil || len(standing) == 0 {
		return err
	}
	return s.mailNow(ctx, r, row, standing)
}

// recipient is a member who may be told of things out of the house, as they would ask themselves, with how they want it.
type recipient struct {
	actor.Member
	by  actor.Viewer
	set Settings
}

// recipient finds one who may get letters; it has no id where they may not.
func (s *Service) recipient(ctx context.Context, id string) (recipient, error) {
	r, err := s.addressee(ctx, id)
	if r.ConfirmedAt == nil {
		return recipient{}, err
	}
	return r, err
}

// addressee finds one who may be told on a device, and answer from a letter; it has no id where they may not.
func (s *Service) addressee(ctx context.Context, id string) (recipient, error) {
	m, grants, err := s.actors.MemberWithGrants(ctx, id)
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			err = nil
		}
		return recipient{}, err
	}
	if m.State() != "active" {
		return recipient{}, nil
	}
	all, err := s.store.settings(ctx, []string{id})
	return recipient{m, actor.Viewer{Member: m.ID, Name: m.Name, Lang: m.Lang, Grants: grants}, all[id]}, err
}

// toTell gathers what of the notice's kind and thing stands and has not left the house.
func (s *Service) toTell(ctx context.Context, by actor.Viewer, n Notice) (Row, []Notice, error) {
	if n.ReadAt != nil || n.Told != "" {
		return Row{}, nil, nil
	}
	unread, err := s.store.unread(ctx, by.Member, nil)
	if err != nil {
		return Row{}, nil, err
	}
	var of []Notice
	for _, u := range unread {
		if u.pile() == n.pile() && u.Told == "" {
			of = append(of, u)
		}
	}
	shown, err := s.look(ctx, by, of)
	if err != nil {
		return Row{}, nil, err
	}
	var standing []Notice
	for _, u := range of {
		if shown[u.ID].Stands {
			standing = append(standing, u)
		}
	}
	if len(standing) == 0 {
		return Row{}, nil, nil
	}
	row, _ := rowOf(n, standing, shown)
	return row, standing, nil
}

func (s *Service) mailNow(ctx context.Context, r recipient, row Row, of []Notice) error {
	stop, err := s.stopWord(ctx, r.ID, string(row.Kind))
	if err != nil {
		return err
	}
	p, err := s.pageOf(ctx, r, []Row{row}, 0, stop)
	if err != nil {
		return err
	}
	p.Subject = row.headline(r.Lang)
	if err := s.send(ctx, r.Member, p, stop, row.AboutKind+"-"+row.AboutID); err != nil {
		return err
	}
	return s.store.tellBy(ctx, of, Mail)
}
