package result

import (
	"slices"
	"strconv"
)

// StepParts are the parts of one kind that rest on what hangs on the wall of one step.
type StepParts struct {
	Kind  string   `json:"kind" enum:"theme,forward"`
	Step  string   `json:"step,omitempty" doc:"id; absent: they rest on no wall"`
	Title string   `json:"title,omitempty" doc:"of the step"`
	Items []string `json:"items" doc:"ids, by place"`
}

// hang notes which wall everything hangs on, and how many dots it has where these are shown.
func (p *printed) hang() {
	p.wallOf, p.dots, p.steps = map[string]string{}, map[string]string{}, map[string]string{}
	for _, st := range p.Sources.Steps {
		p.steps[st.ID] = st.Title
	}
	for _, at := range p.Sources.Walls {
		for _, n := range at.Notes {
			p.wallOf[n.ID] = at.ID
		}
		for _, c := range at.Clusters {
			p.wallOf[c.ID] = at.ID
		}
		for _, d := range at.DotsNow.Counts {
			p.dots[d.On] = strconv.FormatInt(d.N, 10)
		}
	}
}

// stepOf is the step on whose wall a part rests, by the first of its sources that hangs anywhere.
func (p *printed) stepOf(i ResultItem) string {
	for _, src := range i.Sources {
		if step := p.wallOf[src.ID]; step != "" {
			return step
		}
	}
	return ""
}

// byStep groups the parts of a kind by step, in the order of the run sheet; those that rest on no wall come first.
func (p *printed) byStep(kind Kind) []StepParts {
	if kind != Theme && kind != Forward {
		return nil
	}
	var all []StepParts
	for _, st := range append([]ResultStep{{}}, p.Sources.Steps...) {
		one := StepParts{Kind: string(kind), Step: st.ID, Title: st.Title}
		for _, i := range p.order[kind] {
			if p.stepOf(i) == st.ID {
				one.Items = append(one.Items, i.ID)
			}
		}
		if one.Items != nil {
			all = append(all, one)
		}
	}
	return all
}

// several says whether parts rest on more than one wall, so that it has to be said which.
func several(all []StepParts) bool {
	n := 0
	for _, one := range all {
		if one.Step != "" {
			n++
		}
	}
	return n > 1
}

// inSteps gives the parts of a kind as they are read: by step where they rest on several walls.
func (p *printed) inSteps(kind Kind) (parts []ResultItem, titles map[string]string) {
	all := p.byStep(kind)
	if !several(all) {
		return p.order[kind], nil
	}
	titles = map[string]string{} // of the step, by the first part of it
	for _, one := range all {
		if one.Title != "" {
			titles[one.Items[0]] = one.Title
		}
		for _, id := range one.Items {
			at := slices.IndexFunc(p.order[kind], func(i ResultItem) bool { return i.ID == id })
			parts = append(parts, p.order[kind][at])
		}
	}
	return parts, titles
}
