package result

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"kraftsam/app/actor"
	"kraftsam/app/ballot"
	"kraftsam/app/platform/event"
	"kraftsam/app/workshop"
	"kraftsam/app/workshop/floor"
	"kraftsam/app/workshop/wall"
)

// ResultView is what came of a workshop as the API and its events show it, without its parts.
type ResultView struct {
	ID         string                      `json:"id" doc:"of the workshop"`
	MadeAt     string                      `json:"made_at"`
	Attendance workshop.WorkshopAttendance `json:"attendance" doc:"when the workshop ended; it does not change"`
	Late       workshop.LateAttendance     `json:"late" doc:"who came afterwards, counted apart"`
	Edition    int64                       `json:"edition" doc:"how often it was changed after it was published"`
	Changes    []ResultChange              `json:"changes" doc:"the latest 100 of those changes, the latest first"`
}

// ResultChange is what was changed after a result was published.
type ResultChange struct {
	Edition int64            `json:"edition"`
	Item    string           `json:"item"`
	What    string           `json:"what" enum:"added,edited,moved,removed"`
	Parts   []string         `json:"parts,omitempty" doc:"of an edited part: kind, title, text, sources, owner, due_on"`
	By      actor.AuthorView `json:"by"`
	At      string           `json:"at"`
}

// ResultItem is one part of a result. A removed one has nothing but id, workshop, version and that.
type ResultItem struct {
	ID       string         `json:"id"`
	Workshop string         `json:"workshop"`
	Version  int64          `json:"version"`
	Words    int64          `json:"words" doc:"version of what sources confirm: what was said of an earlier one was said before the change"`
	Kind     string         `json:"kind" enum:"text,decision,promise,theme,vote,conflict,question,quote,forward"`
	Title    string         `json:"title" doc:"may be empty"`
	Text     string         `json:"text" doc:"Markdown; may be empty: a quote and an open question say what their source says"`
	HTML     string         `json:"html" doc:"safe to show"`
	Place    int64          `json:"place" doc:"parts of a kind are in the order of this number, then of id"`
	Sources  []ResultSource `json:"sources"`
	Dots     *int64         `json:"dots,omitempty" doc:"that a theme was given, as it was at the end"`
	Owner    *ResultName    `json:"owner,omitempty" doc:"of a promise"`
	DueOn    string         `json:"due_on,omitempty" doc:"YYYY-MM-DD"`
	Drafted  bool           `json:"drafted,omitempty" doc:"by the draft, and not edited since"`
	EditedAt string         `json:"edited_at,omitempty"`
	Removed  bool           `json:"removed,omitempty"`
}

// ResultName is who promises, or says something.
type ResultName struct {
	Kind         string `json:"kind" enum:"participant,member,organisation"`
	ID           string `json:"id"`
	Name         string `json:"name"`
	Organisation string `json:"organisation,omitempty" doc:"name of it, as they said"`
}

// ResultStanding is what one of those whose words a part rests on, or the owner of a promise, says of it.
type ResultStanding struct {
	ID       string      `json:"id"`
	Item     string      `json:"item"`
	Version  int64       `json:"version"`
	By       *ResultName `json:"by,omitempty" doc:"absent where they are a source that shows no name"`
	Stands   string      `json:"stands" enum:"confirm,contest,"`
	Words    string      `json:"words,omitempty" doc:"plain"`
	OfWords  int64       `json:"of_words" doc:"version of the words that they saw"`
	Owner    bool        `json:"owner,omitempty" doc:"as the owner of the promise: it is made when they confirm the words that it has"`
	OnBehalf bool        `json:"on_behalf,omitempty" doc:"a facilitator wrote it for them"`
	At       string      `json:"at"`
	Removed  bool        `json:"removed,omitempty"`
}

// ResultSources is what parts rest on, as everybody sees it, and where the topic of the workshop stood, whose events say what becomes of it.
type ResultSources struct {
	Walls     []wall.WallAt        `json:"walls" doc:"those that were revealed"`
	Steps     []ResultStep         `json:"steps" doc:"those that the walls were made for, in the order of the run sheet; a wall has the id of its step"`
	Questions []floor.QuestionView `json:"questions" doc:"those that are shown, the oldest first"`
	Speeches  []floor.SpeechView   `json:"speeches" doc:"those that were held"`
	Ballots   []ballot.VotingView  `json:"ballots" doc:"the first first"`
	workshop.WorkshopHead
}

// ResultStep is a step of the run sheet. It is over, so its title stays.
type ResultStep struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// ResultMay is what a viewer may do with a result.
type ResultMay struct {
	Edit  bool     `json:"edit"`
	Stand []string `json:"stand" doc:"ids of the parts that rest on the asker's words or votes, or are promises of theirs"`
}

// ResultCaller is somebody on the phone, for those who facilitate.
type ResultCaller struct {
	Participant string   `json:"participant"`
	Name        string   `json:"name"`
	Stand       []string `json:"stand" doc:"ids of the parts that rest on their words, or are promises of theirs"`
}

// ResultAt is a result as somebody who may read it sees it, and where its topic stood.
type ResultAt struct {
	ResultView
	State     string           `json:"state" enum:"minutes_draft,published"`
	Items     []ResultItem     `json:"items" doc:"by kind, then by place"`
	Standings []ResultStanding `json:"standings"`
	Sources   ResultSources    `json:"sources"`
	May       ResultMay        `json:"may" doc:"not in events"`
	Mine      string           `json:"mine,omitempty" doc:"as whom the asker stands: id of the participant, or of the member who is none; not in events"`
	Callers   []ResultCaller   `json:"callers,omitempty" doc:"not in events"`
	workshop.WorkshopHead
}

func (s *Service) resultViews(ctx context.Context, results []Result) ([]ResultView, error) {
	ids := make([]string, len(results))
	for i, r := range results {
		ids[i] = r.WorkshopID
	}
	found, err := s.workshops.Found(ctx, ids)
	if err != nil {
		return nil, err
	}
	changes, err := s.store.changes(ctx, ids)
	if err != nil {
		return nil, err
	}
	var said []actor.Spoken
	for _, some := range changes {
		for _, c := range some {
			said = append(said, actor.Spoken{Member: c.ByMember})
		}
	}
	author, err := s.actors.Authors(ctx, said)
	if err != nil {
		return nil, err
	}
	views := make([]ResultView, len(results))
	for i, r := range results {
		v := ResultView{ID: r.WorkshopID, MadeAt: event.Stamp(r.MadeAt), Edition: r.Edition, Changes: []ResultChange{}}
		if err := json.Unmarshal([]byte(r.Attendance), &v.Attendance); err != nil {
			return nil, fmt.Errorf("attendance of %s: %w", r.WorkshopID, err)
		}
		if v.Late, err = s.workshops.Latecomers(ctx, found[r.WorkshopID], v.Attendance.Missing); err != nil {
			return nil, err
		}
		for _, c := range changes[r.WorkshopID] {
			one := ResultChange{Edition: c.Edition, Item: c.ItemID, What: c.What, By: author(actor.Spoken{Member: c.ByMember}), At: event.Stamp(c.At)}
			if c.Parts != "" {
				one.Parts = strings.Split(c.Parts, ",")
			}
			v.Changes = append(v.Changes, one)
		}
		views[i] = v
	}
	return views, nil
}

// itemViews shapes items with the names of owners, whatever their number with a few questions.
func (s *Service) itemViews(ctx context.Context, items []Item) ([]ResultItem, error) {
	owners := make([]Owner, 0, len(items))
	for _, i := range items {
		owners = append(owners, Owner{i.OwnerKind, i.OwnerID})
	}
	name, err := s.named(ctx, owners)
	if err != nil {
		return nil, err
	}
	views := make([]ResultItem, len(items))
	for n, i := range items {
		if i.removed() {
			views[n] = ResultItem{ID: i.ID, Workshop: i.WorkshopID, Version: i.Version, Kind: string(i.Kind), Sources: []ResultSource{}, Removed: true}
			continue
		}
		views[n] = ResultItem{ID: i.ID, Workshop: i.WorkshopID, Version: i.Version, Words: i.Words, Kind: string(i.Kind), Title: i.Title, Text: i.Text, HTML: i.HTML, Place: i.Place,
			Sources: append([]ResultSource{}, i.Sources...), Dots: i.Dots, DueOn: i.DueOn, Drafted: i.Drafted && i.EditedAt == nil}
		if i.OwnerID != "" {
			views[n].Owner = name(Owner{i.OwnerKind, i.OwnerID})
		}
		if i.EditedAt != nil {
			views[n].EditedAt = event.Stamp(*i.EditedAt)
		}
	}
	return views, nil
}

func (s *Service) standingViews(ctx context.Context, all []Standing) ([]ResultStanding, error) {
	who := make([]Owner, len(all))
	for i, st := range all {
		who[i] = Owner{st.WhoKind, st.WhoID}
	}
	name, err := s.named(ctx, who)
	if err != nil {
		return nil, err
	}
	views := make([]ResultStanding, len(all))
	for i, st := range all {
		views[i] = ResultStanding{ID: st.ID, Item: st.ItemID, Version: st.Version, Stands: st.Stands, Words: st.Words, OfWords: st.OfWords, Owner: st.AsOwner, OnBehalf: st.WrittenBy != nil,
			At: event.Stamp(st.At), Removed: st.Stands == ""}
		if !st.Unnamed && st.Stands != "" {
			views[i].By = name(who[i])
		}
	}
	return views, nil
}

// named names participants, members and organisations.
func (s *Service) named(ctx context.Context, all []Owner) (func(Owner) *ResultName, error) {
	by := map[string][]string{}
	for _, o := range all {
		by[o.Kind] = append(by[o.Kind], o.ID)
	}
	people, err := s.workshops.Names(ctx, by[ofParticipant])
	if err != nil {
		return nil, err
	}
	members, err := s.actors.Names(ctx, by[ofMember])
	if err != nil {
		return nil, err
	}
	organisations, err := s.actors.OrganisationsByID(ctx, by[ofOrganisation])
	return func(o Owner) *ResultName {
		n := ResultName{Kind: o.Kind, ID: o.ID, Name: members[o.ID]}
		switch o.Kind {
		case ofParticipant:
			n.Name, n.Organisation = people[o.ID].Name, people[o.ID].Organisation
		case ofOrganisation:
			n.Name = organisations[o.ID].Name
		}
		return &n
	}, err
}
