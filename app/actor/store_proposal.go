package actor

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"kraftsam/app/platform/db"
)

// anyOrganisation finds one also while it waits.
func (s store) anyOrganisation(ctx context.Context, id string) (Organisation, error) {
	byID, err := s.organisations(ctx, []string{id})
	if err != nil {
		return Organisation{}, err
	}
	o, ok := byID[id]
	if !ok {
		return o, errNoOrganisation
	}
	return o, nil
}

// organisationsHeld reads organisations for a change, in one order.
func (s store) organisationsHeld(ctx context.Context, ids ...string) (map[string]Organisation, error) {
	var rows []organisationRow
	if err := s.db.From(ctx).Clauses(alone).Where("id IN ?", ids).Order("id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("hold organisations: %w", err)
	}
	byID := make(map[string]Organisation, len(rows))
	for _, r := range rows {
		byID[r.ID] = r.Organisation
	}
	return byID, nil
}

func (s store) confirmOrganisation(ctx context.Context, id string) error {
	return s.db.From(ctx).Model(&organisationRow{}).Where("id = ?", id).Updates(map[string]any{"confirmed_at": db.Now()}).Error
}

// endOrganisation takes one out of the directory; what was merged into it before leads on with it.
func (s store) endOrganisation(ctx context.Context, id string, into *string) error {
	if into != nil {
		if err := s.db.From(ctx).Model(&organisationRow{}).Where("merged_into = ?", id).Updates(map[string]any{"merged_into": *into}).Error; err != nil {
			return fmt.Errorf("lead on what was merged: %w", err)
		}
	}
	return s.db.From(ctx).Model(&organisationRow{}).Where("id = ?", id).Updates(map[string]any{"ended_at": db.Now(), "merged_into": into}).Error
}

// searchable is an organisation by what its name is found by.
type searchable struct{ ID, SearchName string }

func (s store) proposals(ctx context.Context) ([]Proposed, error) {
	var rows []organisationRow
	if err := s.db.From(ctx).Where("confirmed_at IS NULL AND ended_at IS NULL").Order("created_at, id").Limit(mostRequests).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read proposals: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	var directory []searchable
	if err := s.db.From(ctx).Raw("SELECT id, search_name FROM organisations WHERE confirmed_at IS NOT NULL AND ended_at IS NULL").Scan(&directory).Error; err != nil {
		return nil, fmt.Errorf("read the directory: %w", err)
	}
	similar, proposers, wanted := make([][]string, len(rows)), map[string]bool{}, map[string]bool{}
	for i, r := range rows {
		similar[i] = alike(r.SearchName, directory)
		for _, id := range similar[i] {
			wanted[id] = true
		}
		if r.ProposedBy != nil {
			proposers[*r.ProposedBy] = true
		}
	}
	people, err := s.members(ctx, keys(proposers))
	if err != nil {
		return nil, err
	}
	byID, err := s.organisations(ctx, keys(wanted))
	if err != nil {
		return nil, err
	}
	list := make([]Proposed, len(rows))
	for i, r := range rows {
		list[i] = Proposed{Organisation: r.Organisation}
		if r.ProposedBy != nil {
			if m, ok := people[*r.ProposedBy]; ok {
				list[i].Proposer = &m
			}
		}
		for _, id := range similar[i] {
			list[i].Similar = append(list[i].Similar, byID[id])
		}
	}
	return list, nil
}

// How alike two names must be, of 1, to be shown as perhaps the same, and how many of them are shown.
const (
	alikeEnough = 0.4
	alikeMost   = 5
)

// alike finds the names that share most of their triples of letters with name, the most alike first.
func alike(name string, directory []searchable) []string {
	type found struct {
		id    string
		score float64
	}
	var near []found
	mine := triples(name)
	for _, o := range directory {
		theirs, both := triples(o.SearchName), 0
		for t := range mine {
			if theirs[t] {
				both++
			}
		}
		if score := float64(both) / float64(min(len(mine), len(theirs))); score >= alikeEnough {
			near = append(near, found{o.ID, score})
		}
	}
	slices.SortFunc(near, func(a, b found) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.id, b.id)) })
	ids := make([]string, 0, alikeMost)
	for _, f := range near[:min(len(near), alikeMost)] {
		ids = append(ids, f.id)
	}
	return ids
}

// triples are the runs of three letters in a name and its ends.
func triples(name string) map[string]bool {
	letters := []rune("  " + name + " ")
	set := map[string]bool{}
	for i := 0; i+3 <= len(letters); i++ {
		set[string(letters[i:i+3])] = true
	}
	return set
}
