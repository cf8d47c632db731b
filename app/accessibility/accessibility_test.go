package accessibility_test

import (
	"strings"
	"testing"

	"kraftsam/app/accessibility"
	"kraftsam/app/apptest"
	"kraftsam/app/platform/fault"
)

func TestReportsComeFromAnybody(t *testing.T) {
	apptest.Run(t, []apptest.Case{
		{Name: "a visitor", Do: "POST /api/accessibility-reports", Body: `{"text":"Knappen syns inte","page":"/areas","email":"ada@by.example"}`, Want: 201, Holds: []string{`"id":"`}},
		{Name: "without a key", Do: "POST /api/accessibility-reports", Header: map[string]string{"Idempotency-Key": ""}, Body: `{"text":"x"}`, Want: 201},
		{Name: "nothing", Do: "POST /api/accessibility-reports", Body: `{"text":" "}`, Want: 422, Code: "text_empty"},
		{Name: "no text", Do: "POST /api/accessibility-reports", Body: `{}`, Want: 422, Code: "validation_failed"},
		{Name: "a novel", Do: "POST /api/accessibility-reports", Body: `{"text":"` + strings.Repeat("x", 10_001) + `"}`, Want: 422, Code: "text_too_long"},
		{Name: "reading is for the operator", As: "Alva", Do: "GET /api/accessibility-reports", Want: 405, Code: "method_not_allowed"},
	})
}

func TestReportsAreReadNewestFirst(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		ctx := t.Context()
		for _, text := range []string{"ett", "två", "tre"} {
			if _, err := v.Accessibility.Report(ctx, accessibility.Report{Text: text, Page: "/", Email: "ada@by.example"}); err != nil {
				t.Fatal(err)
			}
		}
		_, err := v.Accessibility.Report(ctx, accessibility.Report{Text: "x", Page: strings.Repeat("å", 501)})
		if fault.CodeOf(err) != "line_too_long" {
			t.Error(err)
		}
		all, err := v.Accessibility.Reports(ctx, 2)
		if err != nil || len(all) != 2 || all[0].Text != "tre" || all[1].Text != "två" || all[0].Email != "ada@by.example" {
			t.Errorf("%+v %v", all, err)
		}
	})
}
