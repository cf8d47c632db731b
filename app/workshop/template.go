package workshop

import (
	_ "embed"
	"encoding/json"

	"kraftsam/app/area"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/text"
)

// The templates that a workshop begins from.
const (
	Dialogue     = "dialogue"
	Priorities   = "vision_priorities"
	Mobilisation = "mobilisation"
	Learning     = "learning_review"
	Own          = "own" // held by an actor, without the region
)

// WorkshopTemplate is a run sheet to begin from.
type WorkshopTemplate struct {
	Name  string         `json:"name"`
	Title area.Words     `json:"title"`
	About area.Words     `json:"about"`
	Steps []TemplateStep `json:"steps"`
}

// TemplateStep is a step of a template.
type TemplateStep struct {
	Kind     Kind       `json:"kind"`
	Minutes  int64      `json:"minutes"`
	Title    area.Words `json:"title"`
	Purpose  area.Words `json:"purpose"`
	Text     area.Words `json:"text"`
	Material area.Words `json:"material"`
	Yields   string     `json:"yields,omitempty" enum:"forward" doc:"what its notes become in the result, where they are no themes"`
}

//go:embed templates.json
var templateData []byte

var templateList, templates = readTemplates()

func readTemplates() (list []WorkshopTemplate, byName map[string]WorkshopTemplate) {
	if err := json.Unmarshal(templateData, &list); err != nil {
		panic(err) // the file is part of the program
	}
	byName = map[string]WorkshopTemplate{}
	for _, t := range list {
		byName[t.Name] = t
	}
	return list, byName
}

func (t WorkshopTemplate) minutes() (sum int64) {
	for _, st := range t.Steps {
		sum += st.Minutes
	}
	return sum
}

// steps are the first run sheet of a workshop.
func (t WorkshopTemplate) steps(workshop, lang string) ([]Step, error) {
	all := make([]Step, len(t.Steps))
	for i, from := range t.Steps {
		html, err := text.HTML(from.Text.In(lang))
		if err != nil {
			return nil, err
		}
		all[i] = Step{ID: ref.NewID(), WorkshopID: workshop, Place: float64(i + 1), Kind: from.Kind, Title: from.Title.In(lang), Purpose: from.Purpose.In(lang),
			Text: from.Text.In(lang), HTML: html, Material: from.Material.In(lang), Minutes: from.Minutes, Version: 1}
	}
	return all, nil
}

// Yields says what the notes of a step become in the result, where its template says so; a step is known by its title.
func (w Workshop) Yields(st Step) string {
	for _, planned := range templates[w.Template].Steps {
		if planned.Yields != "" && (st.Title == planned.Title.SV || st.Title == planned.Title.EN) {
			return planned.Yields
		}
	}
	return ""
}
