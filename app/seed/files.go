package seed

import (
	"fmt"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/forum"
	"kraftsam/app/place"
)

// The shapes of the files in data/.

type municipality struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	Source string `json:"source"`
	Names  []struct {
		Lang   string `json:"lang"`
		Name   string `json:"name"`
		Source string `json:"source"`
	} `json:"names"`
	Population         int64   `json:"population"`
	LandKm2            float64 `json:"land_km2"`
	Lat                float64 `json:"lat"`
	Lon                float64 `json:"lon"`
	SamiAdministrative bool    `json:"sami_administrative"`
}

func (m municipality) municipality() place.Municipality {
	p := place.Municipality{Code: m.Code, Name: m.Name, Population: m.Population, LandKm2: m.LandKm2, Lat: m.Lat, Lon: m.Lon,
		SamiAdministrative: m.SamiAdministrative, Source: m.Source}
	for _, n := range m.Names {
		p.Names = append(p.Names, place.Name{Lang: n.Lang, Name: n.Name, Source: n.Source})
	}
	return p
}

type strengthArea struct {
	Slug      string     `json:"slug"`
	Name      area.Words `json:"name"`
	About     area.Words `json:"about"`
	Asked     area.Words `json:"asked"`
	Hue       string     `json:"hue"`
	Private   bool       `json:"private"`
	Position  int64      `json:"position"`
	ValidFrom string     `json:"valid_from"`
	SubAreas  []struct {
		Slug         string     `json:"slug"`
		Name         area.Words `json:"name"`
		Illustrative bool       `json:"illustrative"`
		ValidFrom    string     `json:"valid_from"`
	} `json:"sub_areas"`
}

func (a strengthArea) area() area.Area {
	out := area.Area{Slug: a.Slug, Name: a.Name, About: a.About, Asked: a.Asked, Hue: a.Hue, Private: a.Private, Position: a.Position,
		Valid: area.Validity{From: a.ValidFrom}}
	for i, s := range a.SubAreas {
		out.Parts = append(out.Parts, area.SubArea{Slug: s.Slug, Name: s.Name, Illustrative: s.Illustrative, Position: int64(i), Valid: area.Validity{From: s.ValidFrom}})
	}
	return out
}

type organisation struct {
	Slug         string `json:"slug"`
	Name         string `json:"name"`
	Kind         string `json:"kind"`
	Sector       string `json:"sector"`
	Level        string `json:"level"`
	Municipality string `json:"municipality"`
	Website      string `json:"website"`
	Demo         bool   `json:"demo"`
}

func (o organisation) organisation() actor.Organisation {
	return actor.Organisation{Slug: &o.Slug, Name: o.Name, Kind: o.Kind, Sector: actor.Sector(o.Sector), Level: actor.Level(o.Level),
		Municipality: optional(o.Municipality), Website: o.Website, Demo: o.Demo}
}

type person struct {
	Slug         string   `json:"slug"`
	Name         string   `json:"name"`
	Email        string   `json:"email"`
	Lang         string   `json:"lang"`
	Organisation string   `json:"organisation"`
	Role         string   `json:"role"`
	Areas        []string `json:"areas"`
	MemberOf     []string `json:"member_of"`
	Shown        bool     `json:"shown"`
}

type conversation struct {
	Slug         string   `json:"slug"`
	Area         string   `json:"area"`
	SubArea      string   `json:"sub_area"`
	Municipality string   `json:"municipality"`
	Title        string   `json:"title"`
	Lang         string   `json:"lang"`
	Author       string   `json:"author"`
	As           string   `json:"as"`
	Tags         []string `json:"tags"`
	DaysAgo      float64  `json:"days_ago"`
	Closed       *struct {
		By      string  `json:"by"`
		Text    string  `json:"text"`
		DaysAgo float64 `json:"days_ago"`
	} `json:"closed"`
	Posts []saying `json:"posts"`
}

type saying struct {
	Author    string  `json:"author"`
	As        string  `json:"as"`
	Lang      string  `json:"lang"`
	Text      string  `json:"text"`
	DaysAgo   float64 `json:"days_ago"`
	ReplyTo   *int    `json:"reply_to"`
	Edited    bool    `json:"edited"`
	Withdrawn bool    `json:"withdrawn"`
}

func (c conversation) told(now time.Time, organisations map[string]string) forum.Told {
	ago := func(days float64) time.Time {
		return now.Add(-time.Duration(days * 24 * float64(time.Hour))).Truncate(time.Second)
	}
	t := forum.Told{Thread: forum.Thread{ID: idOf("thread", c.Slug), Area: c.Area, SubArea: c.SubArea, Municipality: optional(c.Municipality), Title: c.Title,
		Lang: c.Lang, Tags: c.Tags, AuthorID: idOf("person", c.Author), OrganisationID: optional(organisations[c.As]), At: ago(c.DaysAgo)}}
	for i, s := range c.Posts {
		t.Posts = append(t.Posts, c.post(i, s, ago, organisations))
	}
	if c.Closed != nil {
		t.Closure = &forum.Closure{ID: idOf("closure", c.Slug), ClosedBy: idOf("person", c.Closed.By), Text: c.Closed.Text, At: ago(c.Closed.DaysAgo)}
	}
	return t
}

// changedAfter is how long after it was written a seeded post was edited or withdrawn.
const changedAfter = 20 * time.Minute

func (c conversation) post(i int, s saying, ago func(float64) time.Time, organisations map[string]string) forum.ToldPost {
	id := func(n int) string { return idOf("post", fmt.Sprintf("%s/%d", c.Slug, n)) }
	p := forum.ToldPost{Post: forum.Post{ID: id(i), AuthorID: idOf("person", s.Author), OrganisationID: optional(organisations[s.As]), Lang: s.Lang,
		Text: s.Text, At: ago(s.DaysAgo)}}
	if p.Lang == "" {
		p.Lang = c.Lang
	}
	if s.ReplyTo != nil {
		to := id(*s.ReplyTo)
		p.ReplyTo = &to
	}
	later := p.At.Add(changedAfter)
	if s.Edited {
		p.EditedAt, p.Before = &later, firstDraft(s.Text)
	}
	if s.Withdrawn {
		p.WithdrawnAt = &later
	}
	return p
}

// firstDraft is the beginning of a text: what its author had sent before they wrote on.
func firstDraft(s string) string {
	runes := []rune(s)
	return string(runes[:len(runes)*2/3]) + "…"
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
