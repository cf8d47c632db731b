// Package seed fills a house with the region: municipalities, strength areas and the directory of organisations, as facts with
// their sources, and for the demonstration made-up organisations, people and conversations that are visibly made up. It may
// run again, and beside running nodes, and doubles nothing.
package seed

import (
	"bytes"
	"context"
	"crypto/rand"
	"embed"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"kraftsam/app/account"
	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/forum"
	"kraftsam/app/place"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/ref"
	"kraftsam/app/workshop"
)

//go:embed data/*.json
var data embed.FS

// Rooms are those that the seed fills.
type Rooms struct {
	DB       *db.DB
	Places   *place.Service
	Actors   *actor.Service
	Areas    *area.Service
	Accounts *account.Service
	Forum    *forum.Service

	Workshops *workshop.Service
}

// KnownPassword is that of the demonstration's accounts where it is known to everybody.
const KnownPassword = "demo-demo-demo"

// demoAbsence is how long the people of the demonstration were away, so that they come back to something.
const demoAbsence = 14 * 24 * time.Hour

// shown are the persons whose accounts the demonstration hands out, in the order of its list.
var shown = []struct{ email, role string }{
	{"foretagare@demo.example", "business"}, {"medlem@demo.example", "member"}, {"processledare@demo.example", "facilitator"},
	{"moderator@demo.example", "moderator"}, {"admin@demo.example", "administrator"},
}

// namespace makes the ids of what is seeded out of its words, so that a second run finds them.
var namespace = uuid.NewSHA1(uuid.NameSpaceURL, []byte("kraftsam-demo"))

func idOf(kind, word string) string {
	return uuid.NewSHA1(namespace, []byte(kind+":"+word)).String()
}

// Demo writes the whole demonstration and gives its accounts, with the passwords that this run set: known says whether they
// are those that everybody knows.
func Demo(ctx context.Context, r Rooms, known bool) ([]account.DemoAccount, error) {
	now := db.Now()
	if err := region(ctx, r); err != nil {
		return nil, err
	}
	organisations, err := directory(ctx, r)
	if err != nil {
		return nil, err
	}
	people, err := read[person]("persons")
	if err != nil {
		return nil, err
	}
	accounts, err := persons(ctx, r, people, organisations, known)
	if err != nil {
		return nil, err
	}
	if err := threads(ctx, r, now, organisations); err != nil {
		return nil, err
	}
	return accounts, workshops(ctx, r, now, people, organisations)
}

// Accounts lists the demonstration's accounts with the known password, for its sign-in page.
func Accounts() ([]account.DemoAccount, error) {
	people, err := read[person]("persons")
	if err != nil {
		return nil, err
	}
	organisations, err := read[organisation]("organisations")
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, o := range organisations {
		names[o.Slug] = o.Name
	}
	return accountsOf(people, names, func(string) string { return KnownPassword }), nil
}

func accountsOf(people []person, names map[string]string, password func(email string) string) []account.DemoAccount {
	var list []account.DemoAccount
	for _, s := range shown {
		for _, p := range people {
			if p.Email == s.email {
				list = append(list, account.DemoAccount{Email: p.Email, Password: password(p.Email), Name: p.Name, Role: s.role, Organisation: names[p.Organisation]})
			}
		}
	}
	return list
}

func read[T any](name string) ([]T, error) {
	b, err := data.ReadFile("data/" + name + ".json")
	if err != nil {
		return nil, fmt.Errorf("read the seed: %w", err)
	}
	var list []T
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&list); err != nil {
		return nil, fmt.Errorf("read the seed %s: %w", name, err)
	}
	return list, nil
}

func region(ctx context.Context, r Rooms) error {
	places, err := read[municipality]("municipalities")
	if err != nil {
		return err
	}
	all := make([]place.Municipality, len(places))
	for i, m := range places {
		all[i] = m.municipality()
	}
	if err := r.Places.Put(ctx, all); err != nil {
		return err
	}
	areas, err := read[strengthArea]("areas")
	if err != nil {
		return err
	}
	for _, a := range areas {
		if err := r.Areas.Put(ctx, a.area()); err != nil {
			return err
		}
	}
	return nil
}

// directory writes the organisations and gives their ids by slug.
func directory(ctx context.Context, r Rooms) (map[string]string, error) {
	list, err := read[organisation]("organisations")
	if err != nil {
		return nil, err
	}
	ids := map[string]string{}
	err = r.DB.InTx(ctx, func(ctx context.Context) error {
		for _, o := range list {
			id, err := r.Actors.PutOrganisation(ctx, o.organisation())
			if err != nil {
				return fmt.Errorf("write organisation %s: %w", o.Slug, err)
			}
			ids[o.Slug] = id
		}
		return nil
	})
	return ids, err
}

func persons(ctx context.Context, r Rooms, people []person, organisations map[string]string, known bool) ([]account.DemoAccount, error) {
	passwords := map[string]string{}
	for _, s := range shown {
		if known {
			passwords[s.email] = KnownPassword
		} else {
			passwords[s.email] = rand.Text()
		}
	}
	for _, p := range people {
		if err := writePerson(ctx, r, p, organisations[p.Organisation]); err != nil {
			return nil, fmt.Errorf("write person %s: %w", p.Slug, err)
		}
		if word := passwords[p.Email]; word != "" {
			set, err := r.Accounts.FirstPassword(ctx, idOf("person", p.Slug), word)
			if err != nil {
				return nil, err
			}
			switch {
			case set:
			case known: // seeded before as a house of its own; now everybody may know
				if err := r.Accounts.SetPassword(ctx, idOf("person", p.Slug), word); err != nil {
					return nil, err
				}
			default:
				passwords[p.Email] = ""
			}
		}
	}
	return accountsOf(people, map[string]string{}, func(email string) string { return passwords[email] }), nil
}

func writePerson(ctx context.Context, r Rooms, p person, organisation string) error {
	return r.DB.InTx(ctx, func(ctx context.Context) error {
		id, now := idOf("person", p.Slug), db.Now()
		if _, err := r.Actors.Member(ctx, id); err == nil {
			return nil
		}
		m := actor.Member{ID: id, Email: p.Email, ConfirmedAt: &now, Name: p.Name, Lang: p.Lang, Shown: p.Shown, CreatedAt: now, ApprovedAt: &now}
		if err := r.Actors.AddMember(ctx, m); err != nil {
			return err
		}
		if err := r.Forum.KnownFrom(ctx, id, now.Add(-demoAbsence)); err != nil {
			return err
		}
		if organisation != "" {
			if err := r.Actors.Appoint(ctx, actor.Program("seed"), id, organisation); err != nil {
				return err
			}
		}
		for _, slug := range p.MemberOf {
			if err := r.Areas.Admit(ctx, slug, id); err != nil {
				return err
			}
		}
		return grant(ctx, r, id, p)
	})
}

func grant(ctx context.Context, r Rooms, id string, p person) error {
	switch actor.Role(p.Role) {
	case actor.Facilitator:
		for _, slug := range p.Areas {
			if _, err := r.Actors.Grant(ctx, actor.Program("seed"), id, actor.Grant{Role: actor.Facilitator, Scope: area.Ref(slug)}, ""); err != nil {
				return err
			}
		}
	case actor.Administrator, actor.Moderator:
		_, err := r.Actors.Grant(ctx, actor.Program("seed"), id, actor.Grant{Role: actor.Role(p.Role), Scope: ref.Ref{}}, "")
		return err
	}
	return nil
}

func threads(ctx context.Context, r Rooms, now time.Time, organisations map[string]string) error {
	list, err := read[conversation]("threads")
	if err != nil {
		return err
	}
	for _, c := range list {
		if err := r.Forum.Tell(ctx, c.told(now, organisations)); err != nil {
			return fmt.Errorf("write thread %s: %w", c.Slug, err)
		}
	}
	return nil
}
