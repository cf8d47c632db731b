package result

import (
	"context"
	"slices"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/text"
	"kraftsam/app/workshop"
)

// Word is what somebody says of an item.
type Word struct {
	Stands   string // Confirm, Contest, or "": nothing any more
	Words    string
	OnBehalf string  // participant by telephone, for whom a facilitator writes
	owner    *string // it counts only as the word of the owner, of which organisation; empty: of none
}

func (w Word) check() error {
	switch {
	case w.Stands != Confirm && w.Stands != Contest && w.Stands != "":
		return errStands
	case text.Length(w.Words) > maxWords:
		return errLongWords
	case w.Stands == Contest && blank(w.Words):
		return errWhy
	}
	return nil
}

// Stand says whether an item is right, as one of those whose words or votes it rests on, or as the owner of the promise. The same again changes nothing.
func (s *Service) Stand(ctx context.Context, by actor.Viewer, id, item string, word Word) (event.Reference, error) {
	if err := workshop.MayWrite(by, id); err != nil {
		return event.Reference{}, err
	}
	if err := word.check(); err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		r, err := s.resultFor(ctx, by, id, s.workshops.Take)
		if err != nil {
			return event.Done{}, err
		}
		i, err := s.store.itemHeld(ctx, id, item)
		if err == nil && i.removed() {
			err = errNoItem
		}
		if err != nil {
			return event.Done{}, err
		}
		if word.owner != nil && !r.me.asks(i, *word.owner) {
			return event.Done{}, errNotSource
		}
		st, err := s.standing(ctx, by, r, i, word)
		if err != nil {
			return event.Done{}, err
		}
		return s.stood(ctx, r, st)
	})
}

// standing is a word of the viewer's, or of whoever it is that a facilitator writes for; errNotSource where they have none here.
func (s *Service) standing(ctx context.Context, by actor.Viewer, r room, i Item, word Word) (st Standing, err error) {
	me, as := r.me, by
	if word.OnBehalf != "" {
		if me, err = s.caller(ctx, r, word.OnBehalf); err != nil {
			return st, err
		}
		as = actor.Viewer{}
	}
	wit, err := s.witnesses(ctx, r)
	if err != nil {
		return st, err
	}
	rights, err := s.rights(ctx, as, []Item{i}, me, wit)
	if err != nil {
		return st, err
	}
	may, has := rights[i.ID]
	if !has {
		return st, errNotSource
	}
	st = Standing{WorkshopID: i.WorkshopID, ItemID: i.ID, WhoKind: ofParticipant, WhoID: me.participant, Stands: word.Stands, Words: word.Words, OfWords: i.Words, AsOwner: may.owner, Unnamed: !may.named}
	if me.participant == "" {
		st.WhoKind, st.WhoID = ofMember, by.Member
	}
	if word.OnBehalf != "" {
		st.WrittenBy = &by.Member
	}
	return st, nil
}

// caller is somebody on the phone, for those who facilitate.
func (s *Service) caller(ctx context.Context, r room, id string) (self, error) {
	if err := r.st.Leads(); err != nil {
		return self{}, err
	}
	callers, err := s.workshops.Callers(ctx, r.w)
	if err == nil && !slices.ContainsFunc(callers, func(p workshop.Participant) bool { return p.ID == id }) {
		err = errBehalf
	}
	return self{participant: id}, err
}

func (s *Service) stood(ctx context.Context, r room, st Standing) (event.Done, error) {
	before, err := s.store.standings(ctx, "item_id = ? AND who_id = ?", st.ItemID, st.WhoID)
	if err != nil {
		return event.Done{}, err
	}
	if st.Stands == "" {
		st.Words = ""
	}
	st.At, st.Version, st.ID = db.Now(), 1, ref.NewID()
	switch {
	case len(before) == 0 && st.Stands == "":
		return done(r.w.ID, st.ItemID, 1), nil
	case len(before) == 0:
		err = s.store.addStanding(ctx, st)
	case before[0].sameAs(st):
		return done(r.w.ID, before[0].ID, before[0].Version), nil
	default:
		st.ID, st.Version = before[0].ID, before[0].Version+1
		err = s.store.setStanding(ctx, st)
	}
	s.tell(ctx, r.w.ID, StandingChanged, ref.Ref{Kind: standingKind, ID: st.ID}, st.Version)
	if err == nil {
		err = s.recheck(ctx, r.w)
	}
	return done(r.w.ID, st.ID, st.Version), err
}

func (st Standing) sameAs(o Standing) bool {
	return st.Stands == o.Stands && st.Words == o.Words && st.OfWords == o.OfWords && st.AsOwner == o.AsOwner && st.Unnamed == o.Unnamed && (st.WrittenBy == nil) == (o.WrittenBy == nil)
}
