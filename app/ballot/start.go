package ballot

import (
	"context"
	"time"

	"golang.org/x/text/language"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/text"
)

// New is what somebody asks a vote about.
type New struct {
	Host      ref.Ref
	Kind      Kind
	Title     string
	Text      string // Markdown, may be empty
	Lang      string
	Options   []string
	Most      *int64
	Voice     Voice // empty: of persons
	Hidden    bool
	Anonymous bool
	ClosesAt  time.Time
	As        string
}

// Start opens a ballot. Whoever may take part where it is held may start one while no other runs there; those who lead it may
// start several. A repeat with the same key answers what the first call made.
func (s *Service) Start(ctx context.Context, by actor.Viewer, key event.Key, n New) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	b, err := prepare(by, n)
	if err != nil {
		return event.Reference{}, err
	}
	refused := s.limits.Take(ctx, limit.Post, by.Member) // asked inside, where a repeat still gets its answer
	return s.events.Once(ctx, key, func(ctx context.Context) (event.Done, error) {
		if refused != nil {
			return event.Done{}, refused
		}
		host := s.hosts[n.Host.Kind]
		p, err := host.Held(ctx, by, n.Host.ID)
		if err != nil {
			return event.Done{}, err
		}
		if err := s.mayStart(ctx, by, p, n); err != nil {
			return event.Done{}, err
		}
		now, err := s.db.Clock(ctx)
		if err != nil {
			return event.Done{}, err
		}
		if err := checkEnd(now, n.ClosesAt); err != nil {
			return event.Done{}, err
		}
		b.At, b.RemindsAt = now, remindsAt(now, b.ClosesAt)
		if err := s.store.add(ctx, b); err != nil {
			return event.Done{}, err
		}
		if err := s.tell(ctx, b, toldOpened, &by.Member); err != nil {
			return event.Done{}, err
		}
		s.events.Add(ctx, p.Topic, event.Change{Type: Added, Ref: ballotRef(b.ID), Version: b.Version})
		return event.Done{ID: b.ID, Version: b.Version, Topic: p.Topic}, nil
	})
}

func (s *Service) mayStart(ctx context.Context, by actor.Viewer, p Place, n New) error {
	if p.Write != nil {
		return p.Write
	}
	if err := s.actors.MaySpeakFor(ctx, by, n.As); err != nil {
		return err
	}
	if p.Leads {
		return nil
	}
	if p.Led {
		return errNotOwner
	}
	running, err := s.store.running(ctx, n.Host)
	if err == nil && running {
		err = errAnother
	}
	return err
}

// prepare checks and renders, before any transaction.
func prepare(by actor.Viewer, n New) (b Ballot, err error) {
	b = Ballot{ID: ref.NewID(), HostKind: n.Host.Kind, HostID: n.Host.ID, Kind: n.Kind, Title: n.Title, Text: n.Text, Voice: n.Voice,
		Hidden: n.Hidden || n.Anonymous, Anonymous: n.Anonymous, AuthorID: by.Member, ClosesAt: n.ClosesAt.UTC().Truncate(time.Millisecond), Version: 1}
	if n.As != "" {
		b.OrganisationID = &n.As
	}
	if err := text.CheckTitle("body.title", n.Title); err != nil {
		return b, err
	}
	if n.Text != "" {
		if b.HTML, err = compose("body.text", n.Text); err != nil {
			return b, err
		}
	}
	if b.Lang, err = langOf(n.Lang, by); err != nil {
		return b, err
	}
	if b.Most, err = mostOf(n.Kind, len(n.Options), n.Most); err != nil {
		return b, err
	}
	if b.Options, err = optionsOf(n.Kind, n.Options); err != nil {
		return b, err
	}
	switch n.Voice {
	case "":
		b.Voice = PersonVoice
	case PersonVoice, OrganisationVoice:
	default:
		return b, errSetting("voice", "One voice a person or an organisation.")
	}
	return b, nil
}

func compose(location, source string) (html string, err error) {
	if err := text.Check(location, source); err != nil {
		return "", err
	}
	return text.HTML(source)
}

func langOf(lang string, by actor.Viewer) (string, error) {
	if lang == "" {
		lang = by.Lang
	}
	if lang == "" {
		return "sv", nil
	}
	if _, err := language.Parse(lang); err != nil || len(lang) > 35 {
		return "", fault.InField("body.lang", "lang_unknown", "A language is a BCP 47 tag such as sv, en or sma.")
	}
	return lang, nil
}
