package result

import (
	"context"
	"fmt"
	"slices"

	"kraftsam/app/actor"
	"kraftsam/app/notice"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
	"kraftsam/app/workshop"
)

// What results tell members: that a promise names them as its owner, which counts when they confirm it.

const (
	toldByResult = "result"
	toldPromise  = "workshop.promise"
)

func (s *Service) joinNotices() { s.notices.Join(toldByResult, teller{s}) }

type teller struct{ s *Service }

func about(workshopID string) ref.Ref { return ref.Ref{Kind: resultKind, ID: workshopID} }

// asked tells the owner of a promise, once for each wording.
func (s *Service) asked(ctx context.Context, by actor.Viewer, w workshop.Workshop, i Item) error {
	if err := s.recheck(ctx, w); err != nil || i.Kind != Promise || i.OwnerID == "" {
		return err
	}
	return s.notices.Tell(ctx, notice.News{Source: toldByResult, Event: fmt.Sprintf("result:%s promise %s %d", w.ID, i.ID, i.Words), What: toldPromise, About: about(w.ID), Ref: itemRef(i.ID),
		By: by.Member})
}

// recheck has notices that stand no more go.
func (s *Service) recheck(ctx context.Context, w workshop.Workshop) error {
	return s.notices.Recheck(ctx, about(w.ID))
}

// Concerned are the owners: whoever takes part, facilitates, or speaks for the organisation.
func (t teller) Concerned(ctx context.Context, news []notice.News, _ string, _ notice.Told) (page notice.Page, err error) {
	for n, one := range news {
		items, err := t.s.store.itemsByID(ctx, []string{one.Ref.ID})
		if err != nil {
			return page, err
		}
		for _, i := range items {
			some, err := t.owners(ctx, i)
			if err != nil {
				return page, err
			}
			for _, c := range some {
				c.News, c.Kind = n, notice.Asked
				page.Concerns = append(page.Concerns, c)
			}
		}
	}
	return page, nil
}

func (t teller) owners(ctx context.Context, i Item) ([]notice.Concern, error) {
	if i.removed() || i.Kind != Promise {
		return nil, nil
	}
	switch i.OwnerKind {
	case ofMember:
		return []notice.Concern{{Member: i.OwnerID, Reason: notice.ByName}}, nil
	case ofParticipant:
		found, err := t.s.workshops.Participants(ctx, []string{i.OwnerID})
		if p := found[i.OwnerID]; p.MemberID != nil && p.Kind == workshop.Member {
			return []notice.Concern{{Member: *p.MemberID, Reason: notice.ByName}}, err
		}
		return nil, err
	case ofOrganisation:
		speakers, err := t.s.actors.Speakers(ctx, []string{i.OwnerID})
		var all []notice.Concern
		for _, m := range speakers {
			all = append(all, notice.Concern{Member: m, Reason: notice.ByOrganisation, For: []string{i.OwnerID}})
		}
		return all, err
	}
	return nil, nil
}

// Look shows what promises ask of a member now: nothing more when they have said something of the words that it has.
func (t teller) Look(ctx context.Context, by actor.Viewer, notices []notice.Notice) (map[string]notice.Shown, error) {
	shown := map[string]notice.Shown{}
	for _, n := range notices {
		r, err := t.s.resultFor(ctx, by, n.AboutID, t.s.workshops.Enter)
		if fault.IsNotFound(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		waiting, err := t.waiting(ctx, by, r)
		if err != nil {
			return nil, err
		}
		waits := slices.ContainsFunc(waiting, func(i Item) bool { return i.ID == n.RefID })
		shown[n.ID] = notice.Shown{Title: promised(r, n.RefID), Lang: r.w.Lang, Href: "/workshops/" + r.w.ID + "/result", Stands: waits}
	}
	return shown, nil
}

// promised is how a promise is named where it is asked about: by its words, and where they were given.
func promised(r room, id string) string {
	i := slices.IndexFunc(r.items, func(one Item) bool { return one.ID == id })
	if i < 0 {
		return r.w.Title
	}
	words := r.items[i].named()
	if words == "" {
		return r.w.Title
	}
	return words + " (" + r.w.Title + ")"
}

// waiting are the promises of theirs that they neither confirmed nor contested.
func (t teller) waiting(ctx context.Context, by actor.Viewer, r room) (waiting []Item, err error) {
	said, err := t.s.store.standings(ctx, "workshop_id = ? AND who_id IN ?", r.w.ID, []string{r.me.participant, by.Member})
	if err != nil {
		return nil, err
	}
	for _, i := range r.items {
		if r.me.owns(i) && !slices.ContainsFunc(said, func(st Standing) bool { return st.ItemID == i.ID && st.OfWords == i.Words && st.Stands != "" }) {
			waiting = append(waiting, i)
		}
	}
	return waiting, nil
}

// Lower is for things that have a level, which results have not.
func (t teller) Lower(context.Context, actor.Viewer, ref.Ref) (notice.Level, error) {
	return "", errNoResult
}
