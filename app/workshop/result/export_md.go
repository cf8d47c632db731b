package result

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/ballot"
	"kraftsam/app/workshop"
)

// Markdown writes a result down as minutes, in the language of the workshop.
func (s *Service) Markdown(ctx context.Context, by actor.Viewer, id string) (string, error) {
	p, err := s.printed(ctx, by, id)
	if err != nil {
		return "", err
	}
	m := minutes{p: &p, level: "###"}
	m.head()
	m.attendance()
	for _, kind := range Kinds {
		if len(p.order[kind]) == 0 {
			continue
		}
		m.line("\n## ", p.words[string(kind)])
		parts, titles := p.inSteps(kind)
		for _, i := range parts {
			m.step(titles, i)
			m.item(i)
		}
	}
	m.changes()
	return m.String(), nil
}

type minutes struct {
	strings.Builder
	p     *printed
	level string // of the heading of a part
}

func (m *minutes) line(parts ...string) {
	for _, part := range parts {
		m.WriteString(part)
	}
	m.WriteString("\n")
}

// plain has words that are no Markdown stand as they are, on one line.
func plain(s string) string {
	var b strings.Builder
	leading := true
	for _, r := range strings.Join(strings.Fields(s), " ") {
		digit := r >= '0' && r <= '9'
		if strings.ContainsRune("\\`*_[]<>#|~", r) || leading && strings.ContainsRune("-+=.)", r) {
			b.WriteByte('\\')
		}
		leading = leading && digit // a number and a full stop begin a list, as does a dash
		b.WriteRune(r)
	}
	return b.String()
}

// day is the date that a stamp had in the region.
func day(stamp string) string {
	at, err := time.Parse(time.RFC3339, stamp)
	if err != nil {
		return stamp
	}
	return at.In(actor.Home()).Format(time.DateOnly)
}

func (m *minutes) head() {
	w := m.p.words
	m.line("# ", plain(m.p.Title))
	m.line("\n- ", w["held"], ": ", day(m.p.EndedAt))
	if m.p.Place != "" {
		m.line("- ", plain(m.p.Place))
	}
	m.line("- ", w["facilitators"], ": ", plain(strings.Join(m.p.Facilitators, ", ")))
	if m.p.PublishedAt == "" {
		m.line("- ", w["draft"])
		return
	}
	m.line("- ", w["published"], ": ", day(m.p.PublishedAt))
}

func (m *minutes) attendance() {
	w, at := m.p.words, m.p.Result.Attendance
	m.line("\n## ", w["attendance"])
	m.line("\n", w["organisations"], ": ", strconv.Itoa(at.Organisations), ". ", w["unlisted"], ": ", strconv.Itoa(at.Unlisted), ".\n")
	if len(at.Sectors)+len(at.Levels)+len(at.Municipalities) > 0 {
		m.line("| ", w["group"], " | ", w["count"], " |\n| --- | --- |")
	}
	for _, cells := range [][]workshop.WorkshopCell{at.Sectors, at.Levels, at.Municipalities} {
		for _, c := range cells {
			name, count := m.p.cell(c)
			m.line("| ", plain(name), " | ", count, " |")
		}
	}
	var absent []string
	for _, keys := range [][]string{at.Absent.Sectors, at.Absent.Levels, at.Absent.Municipalities} {
		for _, key := range keys {
			absent = append(absent, m.p.group(key))
		}
	}
	if len(absent) > 0 {
		m.line("\n", w["absent"], ": ", plain(strings.Join(absent, ", ")), ".")
	}
	if len(at.Missing) > 0 {
		m.line("\n", w["missing"], ": ", plain(names(at.Missing)), ".")
	}
	if late := m.p.Result.Late; late.Organisations+late.Unlisted > 0 {
		m.line("\n", w["late"], ": ", strings.ToLower(w["organisations"]), " ", strconv.Itoa(late.Organisations), ", ", strings.ToLower(w["unlisted"]), " ", strconv.Itoa(late.Unlisted), ".")
	}
}

// step names the step before its first part, whose heading then stands a level below.
func (m *minutes) step(titles map[string]string, i ResultItem) {
	if titles == nil {
		m.level = "###"
	}
	if title := titles[i.ID]; title != "" {
		m.level = "####"
		m.line("\n### ", plain(title))
	}
}

func (m *minutes) item(i ResultItem) {
	w, kind := m.p.words, Kind(i.Kind)
	if title := plain(m.p.heading(i)); title != "" {
		if i.Dots != nil {
			title += fmt.Sprintf(" (%d %s)", *i.Dots, w["dots"])
		}
		m.line("\n", m.level, " ", title)
	}
	switch {
	case !blank(i.Text):
		m.line("\n", strings.TrimSpace(i.Text))
	case kind == Decision && m.p.wordless(i):
		m.line("\n", w["undecided"])
	}
	if kind == Promise {
		owner := w["nobody"]
		if i.Owner != nil {
			owner = m.p.of(i.Owner)
		}
		m.line("\n- ", w["owner"], ": ", plain(owner))
		if i.DueOn != "" {
			m.line("- ", w["due"], ": ", i.DueOn)
		}
		m.line("- ", w["status"], ": ", m.p.status(i.ID))
	}
	m.sources(i)
	m.standings(i)
}

func (m *minutes) sources(i ResultItem) {
	begun := false
	for _, src := range i.Sources {
		if src.Kind == fromBallot {
			m.ballot(m.p.ballots[src.ID], i)
			continue
		}
		l, says := m.p.source(src)
		if !says {
			continue
		}
		if !begun {
			m.line()
			begun = true
		}
		m.WriteString("> " + plain(l.says))
		if l.by != "" {
			m.WriteString(" – " + plain(withOrganisation(l.by, l.organisation)))
		}
		if l.marks != "" {
			m.WriteString(" (" + l.marks + ")")
		}
		m.line("\n>")
	}
}

// ballot tells a result as the ballot tells it: groups of fewer than three only as somebody. Beside a conflict the whole is enough.
func (m *minutes) ballot(b ballot.VotingView, i ResultItem) {
	w := m.p.words
	if b.ID != "" && b.Title != i.Title {
		m.line("\n", plain(b.Title))
	}
	if b.Result == nil {
		m.line("\n", w["no result"])
		return
	}
	m.line("\n", w["voices"], ": ", strconv.FormatInt(b.Result.Voices, 10))
	m.options(b)
	if Kind(i.Kind) == Vote {
		m.groups(b, w["sectors"], b.Result.Sectors)
		m.groups(b, w["levels"], b.Result.Levels)
		m.groups(b, w["municipalities"], b.Result.Municipalities)
	}
	if b.Outcome != nil && Kind(i.Kind) == Vote {
		m.line("\n", strings.TrimSpace(b.Outcome.Text))
	}
}

// options are with points where these are something else than votes.
func (m *minutes) options(b ballot.VotingView) {
	if len(b.Result.Options) == 0 {
		return
	}
	weighed := b.Kind != string(ballot.Choose) && b.Kind != string(ballot.Consent)
	weight := "points"
	if b.Kind == string(ballot.Dots) {
		weight = "dots column"
	}
	head, rule := "| | "+m.p.words["voices"]+" |", "| --- | --- |"
	if weighed {
		head, rule = head+" "+m.p.words[weight]+" |", rule+" --- |"
	}
	m.line("\n", head, "\n", rule)
	for _, o := range b.Result.Options {
		row := "| " + plain(m.p.option(b, o.Option)) + " | " + strconv.FormatInt(o.Voices, 10) + " |"
		if weighed {
			row += " " + strconv.FormatInt(o.Points, 10) + " |"
		}
		m.line(row)
	}
}

func (m *minutes) groups(b ballot.VotingView, title string, groups []ballot.VoiceGroup) {
	if !slices.ContainsFunc(groups, func(g ballot.VoiceGroup) bool { return g.Some && g.Group != "none" }) {
		return // nobody voted for an organisation that has one
	}
	begun := false
	for _, g := range groups {
		if !g.Some {
			continue
		}
		if !begun {
			m.line("\n| ", title, " | ", m.p.words["voices"], " | |\n| --- | --- | --- |")
			begun = true
		}
		voices, how := m.p.words["few"], []string{}
		if g.Voices != nil {
			voices = strconv.FormatInt(*g.Voices, 10)
		}
		for _, o := range g.Options {
			how = append(how, plain(m.p.option(b, o.Option))+" "+strconv.FormatInt(max(o.Voices, o.Points), 10))
		}
		m.line("| ", plain(m.p.group(g.Group)), " | ", voices, " | ", strings.Join(how, ", "), " |")
	}
}

func (m *minutes) standings(i ResultItem) {
	begun := false
	for _, st := range m.p.Standings {
		if st.Item != i.ID {
			continue
		}
		if !begun {
			m.line()
			begun = true
		}
		words := m.p.words[st.Stands]
		if st.OfWords < i.Words {
			words += " (" + m.p.words["before"] + ")"
		}
		if st.Words != "" {
			words += ": " + plain(st.Words)
		}
		m.line("- ", plain(m.p.of(st.By)), " – ", words)
	}
}

func (m *minutes) changes() {
	if len(m.p.Result.Changes) == 0 {
		return
	}
	m.line("\n## ", m.p.words["changes"], "\n")
	for _, c := range m.p.Result.Changes {
		m.line("- ", strconv.FormatInt(c.Edition, 10), " · ", day(c.At), " · ", plain(c.By.Name), " · ", plain(m.p.called(c.Item)), " ", m.p.words[c.What])
	}
}
