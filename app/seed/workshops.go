package seed

import (
	"context"
	"fmt"
	"time"

	"kraftsam/app/workshop"
)

// meeting is a workshop of the demonstration: so many days from the day on which it is written, in the morning.
type meeting struct {
	Slug     string   `json:"slug"`
	Thread   string   `json:"thread"`
	Template string   `json:"template"`
	Title    string   `json:"title"`
	Purpose  string   `json:"purpose"`
	By       string   `json:"by"`
	Days     int      `json:"days"`
	Place    string   `json:"place"`
	Link     string   `json:"link"`
	Phone    string   `json:"phone"`
	State    string   `json:"state"`
	People   []string `json:"people"`
}

// morning is when workshops begin, by UTC.
const morning = 8*time.Hour + 30*time.Minute

func (m meeting) told(now time.Time, speaks map[string]string) workshop.Told {
	starts := now.Truncate(24*time.Hour).AddDate(0, 0, m.Days).Add(morning)
	told := workshop.Told{Workshop: workshop.Workshop{ID: idOf("workshop", m.Slug), ThreadID: idOf("thread", m.Thread), Template: m.Template, Title: m.Title, Purpose: m.Purpose, Lang: "sv",
		Place: m.Place, Link: m.Link, Phone: m.Phone, StartsAt: &starts, State: workshop.State(m.State), CreatedBy: idOf("person", m.By), CreatedAt: starts.AddDate(0, 0, -14)}}
	if told.CreatedAt.After(now) {
		told.CreatedAt = now
	}
	for _, slug := range m.People {
		id := idOf("person", slug)
		p := workshop.Participant{MemberID: &id}
		if o := speaks[slug]; o != "" {
			p.OrganisationID = &o
		}
		told.People = append(told.People, p)
	}
	return told
}

func workshops(ctx context.Context, r Rooms, now time.Time, people []person, organisations map[string]string) error {
	list, err := read[meeting]("workshops")
	if err != nil {
		return err
	}
	speaks := map[string]string{}
	for _, p := range people {
		speaks[p.Slug] = organisations[p.Organisation]
	}
	for _, m := range list {
		if err := r.Workshops.Tell(ctx, m.told(now, speaks)); err != nil {
			return fmt.Errorf("write workshop %s: %w", m.Slug, err)
		}
	}
	return nil
}
