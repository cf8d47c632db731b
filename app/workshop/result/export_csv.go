package result

import (
	"context"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"kraftsam/app/actor"
	"kraftsam/app/ballot"
	"kraftsam/app/workshop"
)

// columns is how many a table has; those that came later stand last, so that the names and places of the first eleven stay.
const columns = 15

// bom has spreadsheets read the text as UTF-8.
const bom = "\uFEFF"

// CSV writes a result down as one table: a line for each part, with a line for each of its sources below it, and the attendance last. Swedish
// spreadsheets part columns by semicolons.
func (s *Service) CSV(ctx context.Context, by actor.Viewer, id string) (string, error) {
	p, err := s.printed(ctx, by, id)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(bom)
	t := table{out: csv.NewWriter(&b), p: &p}
	t.out.UseCRLF = true
	if strings.HasPrefix(p.Lang, "sv") {
		t.out.Comma = ';'
	}
	w := p.words
	t.row("id", w["section"], w["title"], w["words"], w["name"], w["organisations"], w["due"], w["status"], w["dots"], w["confirm"], w["contest"], w["voices"], w["points"], w["count"], w["step"])
	for _, i := range p.Items {
		t.item(i)
	}
	t.attendance()
	t.out.Flush()
	if err := t.out.Error(); err != nil {
		return "", fmt.Errorf("write a table: %w", err)
	}
	return b.String(), nil
}

type table struct {
	out *csv.Writer
	p   *printed
}

func (t table) row(cells ...string) {
	all := make([]string, columns)
	for i, c := range cells {
		all[i] = harmless(c)
	}
	_ = t.out.Write(all) // what goes wrong is told by Error in the end
}

// harmless keeps a spreadsheet from taking what somebody wrote for a formula.
func harmless(cell string) string {
	rest := strings.TrimLeft(cell, " \t\r\n\u00a0")
	if rest != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(rest)[0]) || strings.HasPrefix(cell, "\t") || strings.HasPrefix(cell, "\r") {
		return "'" + cell
	}
	return cell
}

func (t table) item(i ResultItem) {
	w := t.p.words
	name, organisation, status, dots := "", "", "", ""
	if i.Kind == string(Promise) {
		status = t.p.status(i.ID)
	}
	if i.Owner != nil {
		name, organisation = i.Owner.Name, i.Owner.Organisation
	}
	if i.Dots != nil {
		dots = strconv.FormatInt(*i.Dots, 10)
	}
	confirmed, contested := t.p.counts(i)
	t.row(i.ID, w[i.Kind], t.p.heading(i), i.Text, name, organisation, i.DueOn, status, dots, strconv.Itoa(confirmed), strconv.Itoa(contested), "", "", "", t.p.steps[t.p.stepOf(i)])
	for _, src := range i.Sources {
		if l, says := t.p.source(src); says {
			t.row(src.ID, w["sources"], "", l.says, l.by, l.organisation, "", l.marks, t.p.dots[src.ID])
		}
		t.votes(src)
	}
	for _, st := range t.p.Standings {
		if st.Item != i.ID {
			continue
		}
		stands := w[st.Stands]
		if st.OfWords < i.Words {
			stands += ", " + w["before"]
		}
		t.row(st.ID, w[i.Kind], "", st.Words, t.p.of(st.By), "", "", stands)
	}
}

func (t table) votes(src ResultSource) {
	b, there := t.p.ballots[src.ID]
	if !there || b.Result == nil {
		return
	}
	for _, o := range b.Result.Options {
		dots, points := "", ""
		switch ballot.Kind(b.Kind) {
		case ballot.Dots:
			dots = strconv.FormatInt(o.Points, 10)
		case ballot.Score, ballot.Rank:
			points = strconv.FormatInt(o.Points, 10)
		default: // as many as its votes
		}
		t.row(src.ID, t.p.words["voices"], b.Title, t.p.option(b, o.Option), "", "", "", "", dots, "", "", strconv.FormatInt(o.Voices, 10), points)
	}
}

func (t table) attendance() {
	w, at := t.p.words, t.p.Result.Attendance
	t.row("", w["attendance"], w["organisations"], "", "", "", "", "", "", "", "", "", "", strconv.Itoa(at.Organisations))
	for _, part := range []struct {
		title string
		cells []workshop.WorkshopCell
	}{{w["sectors"], at.Sectors}, {w["levels"], at.Levels}, {w["municipalities"], at.Municipalities}} {
		for _, c := range part.cells {
			name, count := t.p.cell(c)
			t.row("", w["attendance"], part.title, name, "", "", "", "", "", "", "", "", "", count)
		}
	}
	for _, o := range at.Missing {
		t.row("", w["attendance"], w["missing"], o.Name)
	}
}
