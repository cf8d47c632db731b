package forum

import (
	"context"
	"fmt"
	"html"
	"strings"

	"golang.org/x/sync/singleflight"

	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/text"
)

// Translator puts HTML into another language. What it gives is made safe before anybody sees it.
type Translator interface {
	Translate(ctx context.Context, html, from, to string) (string, error)
}

// Translation is what a machine made of a text. The original stays what counts.
type Translation struct {
	Kind    string // of what was translated
	ID      string
	Lang    string
	From    string `gorm:"-"`
	Version int64  // of the original
	Title   string
	HTML    string `gorm:"column:html"`
}

var errNoTranslator = fault.New(fault.NotFound, "translation_off", "No translation service is connected here.")

var _ = fault.Register("translation_off")

// original is what is translated, as it stands.
type original struct {
	ref               ref.Ref
	version           int64
	lang, title, html string
}

// translating asks a machine once for what many readers want at the same time.
type translating struct {
	machine Translator
	flight  singleflight.Group
}

// SetTranslator connects a translation service; without one nothing leaves the house.
func (s *Service) SetTranslator(t Translator) { s.translating.machine = t }

// Translates says whether a translation service is connected.
func (s *Service) Translates() bool { return s.translating.machine != nil }

// TranslatePost gives a post in another language; asker is who is held to the limit of new translations.
func (s *Service) TranslatePost(ctx context.Context, by actor.Viewer, asker, id, to string) (Translation, error) {
	var o original
	err := s.db.Read(ctx, func(ctx context.Context) error {
		p, _, _, err := s.postFor(ctx, by, id, s.threadFor)
		if err == nil && p.WithdrawnAt != nil {
			err = errWithdrawn
		}
		o = original{ref: postRef(p.ID), version: p.Version, lang: p.Lang, html: p.HTML}
		return err
	})
	if err != nil {
		return Translation{}, err
	}
	t, err := s.translate(ctx, asker, o, to)
	t.From = o.lang
	return t, err
}

// TranslateThread gives a thread's title and its conclusion, if it has one, in another language.
func (s *Service) TranslateThread(ctx context.Context, by actor.Viewer, asker, id, to string) (Translation, error) {
	var o original
	err := s.db.Read(ctx, func(ctx context.Context) error {
		t, _, err := s.threadFor(ctx, by, id)
		if err != nil {
			return err
		}
		o = original{ref: threadRef(t.ID), version: t.Version, lang: t.Lang, title: t.Title}
		closures, err := s.store.closures(ctx, []string{t.ID})
		o.html = closures[t.ID].HTML
		return err
	})
	if err != nil {
		return Translation{}, err
	}
	t, err := s.translate(ctx, asker, o, to)
	t.From = o.lang
	return t, err
}

func (s *Service) translate(ctx context.Context, asker string, o original, to string) (Translation, error) {
	if !s.Translates() {
		return Translation{}, errNoTranslator
	}
	to, err := checkTongue(to)
	if err != nil {
		return Translation{}, err
	}
	if sameTongue(o.lang, to) {
		return Translation{Kind: o.ref.Kind, ID: o.ref.ID, Lang: o.lang, Version: o.version, Title: o.title, HTML: o.html}, nil
	}
	kept, found, err := s.store.translation(ctx, o.ref, to, o.version)
	if err != nil || found {
		return kept, err
	}
	if err := s.limits.Take(ctx, limit.Translate, asker); err != nil {
		return Translation{}, err
	}
	made, err, _ := s.translating.flight.Do(fmt.Sprintf("%s %d %s", o.ref, o.version, to), func() (any, error) {
		// Who asked first may leave while others wait for the same answer.
		return s.askMachine(context.WithoutCancel(ctx), o, to)
	})
	if err != nil {
		return Translation{}, err
	}
	return made.(Translation), nil
}

// askMachine has a text translated and keeps the answer if the text is still the same.
func (s *Service) askMachine(ctx context.Context, o original, to string) (Translation, error) {
	t := Translation{Kind: o.ref.Kind, ID: o.ref.ID, Lang: to, Version: o.version}
	for _, part := range []struct {
		from string
		into *string
	}{{html.EscapeString(o.title), &t.Title}, {o.html, &t.HTML}} {
		if part.from == "" {
			continue
		}
		made, err := s.translating.machine.Translate(ctx, part.from, o.lang, to)
		if err != nil {
			return Translation{}, err
		}
		*part.into = text.Safe(made)
	}
	t.Title = text.Excerpt(t.Title, text.MaxTitle)
	return t, s.db.InTx(ctx, func(ctx context.Context) error {
		same, err := s.stillAt(ctx, o)
		if err != nil || !same {
			return err
		}
		return s.store.keepTranslation(ctx, t)
	})
}

// stillAt says whether the original is what was translated; its thread is held, so that a change cannot slip in between.
func (s *Service) stillAt(ctx context.Context, o original) (bool, error) {
	if o.ref.Kind == threadRef("").Kind {
		t, err := s.store.threadHeld(ctx, o.ref.ID)
		return t.Version == o.version, err
	}
	p, err := s.store.post(ctx, o.ref.ID)
	if err != nil {
		return false, err
	}
	if _, err = s.store.threadHeld(ctx, p.ThreadID); err != nil {
		return false, err
	}
	p, err = s.store.post(ctx, o.ref.ID)
	return p.Version == o.version && p.WithdrawnAt == nil, err
}

// SetLanguage corrects the language that a post is said to be in: its author, and who leads the area. No word changes, so no
// earlier version is kept.
func (s *Service) SetLanguage(ctx context.Context, by actor.Viewer, id string, version int64, lang string) (event.Reference, error) {
	if err := by.MayWrite(); err != nil {
		return event.Reference{}, err
	}
	lang, err := checkTongue(lang)
	if err != nil {
		return event.Reference{}, err
	}
	if err := s.limits.Take(ctx, limit.Edit, by.Member); err != nil {
		return event.Reference{}, err
	}
	return s.events.Do(ctx, func(ctx context.Context) (event.Done, error) {
		p, t, a, err := s.postFor(ctx, by, id, s.threadToChange)
		switch {
		case err != nil:
			return event.Done{}, err
		case !mayNameLanguage(by, a, t, p):
			return event.Done{}, errNotYours
		case p.WithdrawnAt != nil:
			return event.Done{}, errWithdrawn
		case version != 0 && p.Version != version:
			return event.Done{}, s.stalePost(ctx, by, p, t, a)
		case p.Lang == lang:
			return event.Done{ID: p.ID, Version: p.Version, Topic: t.Topic()}, nil
		}
		return s.changePost(ctx, t, p, PostEdited, map[string]any{"lang": lang})
	})
}

// mayNameLanguage: the author while the thread is open, and who leads the area.
func mayNameLanguage(by actor.Viewer, a area.Area, t Thread, p Post) bool {
	return mayClose(by, a) || mayEdit(by, p) && !t.Closed
}

// checkTongue is checkLang for a language that must be named.
func checkTongue(lang string) (string, error) {
	if lang == "" {
		return "", errLang
	}
	return checkLang(lang, actor.Viewer{})
}

func sameTongue(a, b string) bool {
	one, _, _ := strings.Cut(a, "-")
	other, _, _ := strings.Cut(b, "-")
	return strings.EqualFold(one, other)
}
