package seed_test

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

type text struct{ SV, EN string }

type municipality struct {
	Code, Name, Source string
	Names              []struct{ Lang, Name, Source string }
	Population         int
	LandKM2            float64 `json:"land_km2"`
	Lat, Lon           float64
	SamiAdministrative bool `json:"sami_administrative"`
}

type area struct {
	Slug, Hue          string
	Name, About, Asked text
	Private            bool
	Position           int
	ValidFrom          string `json:"valid_from"`
	SubAreas           []struct {
		Slug         string
		Name         text
		Illustrative bool
		ValidFrom    string `json:"valid_from"`
	} `json:"sub_areas"`
}

type organisation struct {
	Slug, Name, Kind, Sector, Level, Municipality, Website string
	Demo                                                   bool
}

type person struct {
	Slug, Name, Email, Lang, Organisation, Role string
	Areas                                       []string
	MemberOf                                    []string `json:"member_of"`
	Shown                                       bool
}

type post struct {
	Author, As, Lang, Text string
	DaysAgo                float64 `json:"days_ago"`
	ReplyTo                *int    `json:"reply_to"`
	Edited, Withdrawn      bool
}

type thread struct {
	Slug, Area, Municipality, Title, Lang, Author, As string
	SubArea                                           string `json:"sub_area"`
	Tags                                              []string
	DaysAgo                                           float64 `json:"days_ago"`
	Closed                                            *struct {
		By, Text string
		DaysAgo  float64 `json:"days_ago"`
	}
	Posts []post
}

func TestTheRegionIsWhole(t *testing.T) {
	places := read[municipality](t, "municipalities")
	if len(places) != 8 {
		t.Errorf("%d municipalities, want 8", len(places))
	}
	people, sami := 0, 0
	for _, m := range places {
		people += m.Population
		if m.SamiAdministrative {
			sami++
		}
		for _, n := range m.Names {
			if n.Source == "" {
				t.Errorf("the name %q has no source", n.Name)
			}
		}
	}
	if people != 132839 || sami != 6 {
		t.Errorf("%d people and %d Sámi administrative municipalities, want 132839 and 6", people, sami)
	}
	for _, a := range read[area](t, "areas") {
		for _, s := range a.SubAreas {
			if !s.Illustrative {
				t.Errorf("%s: the sub-area %s is taken for official", a.Slug, s.Slug)
			}
		}
	}
}

func TestTheDirectoryIsHonest(t *testing.T) {
	samebyar := 0
	for slug, o := range bySlug(t, "organisations", func(o organisation) string { return o.Slug }) {
		if strings.HasPrefix(o.Name, "Demo") != o.Demo {
			t.Errorf("%s: the name does not show whether it is fictional", slug)
		}
		if o.Kind == "sameby" {
			samebyar++
		}
		rightsHolder := o.Kind == "sameby" || strings.HasPrefix(o.Kind, "sami_")
		if rightsHolder && o.Demo {
			t.Errorf("%s: Sámi bodies are never invented", slug)
		}
		if rightsHolder == (o.Sector != "") {
			t.Errorf("%s: a sector is for all but rights-holders", slug)
		}
	}
	if samebyar != 11 {
		t.Errorf("%d samebyar, want 11", samebyar)
	}
}

func TestPersonsAreFictional(t *testing.T) {
	organisations := bySlug(t, "organisations", func(o organisation) string { return o.Slug })
	for slug, p := range bySlug(t, "persons", func(p person) string { return p.Slug }) {
		if !strings.Contains(p.Name, " Demo") || !strings.HasSuffix(p.Email, ".example") {
			t.Errorf("%s: not visibly fictional", slug)
		}
		if p.Organisation != "" && !organisations[p.Organisation].Demo {
			t.Errorf("%s speaks for %s, which is no demo organisation", slug, p.Organisation)
		}
	}
}

func TestThreadsHoldTogether(t *testing.T) {
	areas := bySlug(t, "areas", func(a area) string { return a.Slug })
	persons := bySlug(t, "persons", func(p person) string { return p.Slug })
	threads := bySlug(t, "threads", func(th thread) string { return th.Slug })
	public, posts := 0, 0
	for slug, th := range threads {
		if !areas[th.Area].Private {
			public++
		}
		posts += len(th.Posts)
		if th.SubArea != "" && !hasSubArea(areas[th.Area], th.SubArea) {
			t.Errorf("%s: no sub-area %s in %s", slug, th.SubArea, th.Area)
		}
		latest := th.Posts[len(th.Posts)-1].DaysAgo
		if th.Closed != nil && (th.Closed.DaysAgo >= latest || persons[th.Closed.By].Role == "") {
			t.Errorf("%s: closed too early or by somebody who may not", slug)
		}
		for i, p := range th.Posts {
			checkPost(t, slug, th, i, p, persons)
		}
	}
	if public != 12 || posts < 115 || posts > 125 {
		t.Errorf("%d public threads and %d posts, want 12 and about 120", public, posts)
	}
}

var link = regexp.MustCompile(`https?://[^\s)]+`)

func checkPost(t *testing.T, slug string, th thread, i int, p post, persons map[string]person) {
	t.Helper()
	if author, known := persons[p.Author]; !known || (p.As != "" && p.As != author.Organisation) {
		t.Errorf("%s, post %d: %s may not speak as %q", slug, i, p.Author, p.As)
	}
	if i == 0 && (p.Author != th.Author || p.As != th.As || p.DaysAgo != th.DaysAgo) {
		t.Errorf("%s: the first post is not the thread's", slug)
	}
	if i > 0 && p.DaysAgo >= th.Posts[i-1].DaysAgo {
		t.Errorf("%s, post %d: older than the post before it", slug, i)
	}
	if p.ReplyTo != nil && *p.ReplyTo >= i {
		t.Errorf("%s, post %d answers a later one", slug, i)
	}
	for _, address := range link.FindAllString(p.Text, -1) {
		if !strings.Contains(address, ".example/") {
			t.Errorf("%s, post %d links to %s", slug, i, address)
		}
	}
}

func hasSubArea(a area, slug string) bool {
	for _, s := range a.SubAreas {
		if s.Slug == slug {
			return true
		}
	}
	return false
}

// read is strict, so that a mistyped field is found here and not as a hole on a page.
func read[T any](t *testing.T, name string) []T {
	t.Helper()
	file, err := os.ReadFile("data/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	decoder, items := json.NewDecoder(bytes.NewReader(file)), []T{}
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&items); err != nil {
		t.Fatalf("%s.json: %v", name, err)
	}
	return items
}

func bySlug[T any](t *testing.T, name string, slug func(T) string) map[string]T {
	t.Helper()
	found := map[string]T{}
	for _, item := range read[T](t, name) {
		if _, twice := found[slug(item)]; twice {
			t.Errorf("%s.json holds %s twice", name, slug(item))
		}
		found[slug(item)] = item
	}
	return found
}
