package result

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/text"
)

const (
	// longest is how many characters of a note stand for it where it cannot be shown whole.
	longest = 60
	// longestName is how many of the title stand in the name of a file.
	longestName = 60
)

// firstWords is how something is named that cannot be shown whole.
func firstWords(s string) string {
	line := strings.Join(strings.Fields(s), " ")
	if runes := []rune(line); len(runes) > longest {
		return strings.TrimRight(string(runes[:longest-1]), " ") + "…"
	}
	return line
}

// quoted is what a part is called that has no title: the first words of what it rests on, or nothing.
func (p *printed) quoted(i ResultItem) string {
	for _, src := range i.Sources {
		says := ""
		switch src.Kind {
		case fromNote:
			says = p.notes[src.ID].Text
		case fromQuestion:
			says = p.questions[src.ID].Text
		}
		if !blank(says) {
			return fmt.Sprintf(p.words["quoted"], firstWords(says))
		}
	}
	return ""
}

// heading is what stands above a part, where anything does: a group that nobody named is called by the words of its first note.
func (p *printed) heading(i ResultItem) string {
	if kind := Kind(i.Kind); !blank(i.Title) || kind != Theme && kind != Forward {
		return strings.TrimSpace(i.Title)
	}
	if q := p.quoted(i); q != "" || !blank(i.Text) {
		return q
	}
	return p.words["nameless"]
}

// called is what a part is called in a list of changes.
func (p *printed) called(id string) string {
	at := slices.IndexFunc(p.Items, func(one ResultItem) bool { return one.ID == id })
	if at < 0 {
		return p.words["a part"]
	}
	i := p.Items[at]
	return cmp.Or(strings.TrimSpace(i.Title), p.quoted(i), p.words[i.Kind])
}

// wordless says whether nothing was written of a part, as of a decision that is only the step in which it was to be made, or of a quote
// that its author took back.
func (p *printed) wordless(i ResultItem) bool {
	untouched := Kind(i.Kind) == Decision && i.Drafted
	if !blank(i.Text) || !blank(i.Title) && !untouched {
		return false
	}
	return !slices.ContainsFunc(i.Sources, func(src ResultSource) bool {
		switch src.Kind {
		case fromCluster:
			return false
		case fromNote:
			return p.notes[src.ID].ID != ""
		case fromQuestion:
			return p.questions[src.ID].ID != ""
		}
		return true
	})
}

// keepSaid leaves out of a published result what nothing was written of; who reads a draft is told so instead.
func (p *printed) keepSaid() {
	if p.PublishedAt == "" {
		return
	}
	p.Items = slices.DeleteFunc(p.Items, p.wordless)
	p.Standings = slices.DeleteFunc(p.Standings, func(st ResultStanding) bool {
		return !slices.ContainsFunc(p.Items, func(i ResultItem) bool { return i.ID == st.Item })
	})
}

// fileName is what a copy of a result that was read is called.
func (s *Service) fileName(ctx context.Context, by actor.Viewer, id, ext string) (name string, err error) {
	err = s.db.Read(ctx, func(ctx context.Context) error {
		w, _, err := s.workshops.Enter(ctx, by, id)
		if err == nil {
			name = ResultCopy{Lang: w.Lang, Title: w.Title, EndedAt: event.Stamp(*w.EndedAt)}.fileName(ext)
		}
		return err
	})
	return name, err
}

// fileName is what a copy is called where it is saved, such as resultat-energidialog-2026-11-26.md.
func (c ResultCopy) fileName(ext string) string {
	parts := []string{wordsOf(c.Lang)["file"], text.Slug(c.Title, longestName), day(c.EndedAt)}
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), "-") + "." + ext
}
