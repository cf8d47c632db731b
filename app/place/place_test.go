package place_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app/place"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/dbtest"
	"kraftsam/app/platform/fault"
)

var ctx = context.Background()

func TestMunicipalities(t *testing.T) {
	berg := place.Municipality{Code: "2326", Name: "Berg", Population: 7000, LandKm2: 5741.5, Lat: 62.75, Lon: 14.4, SamiAdministrative: true, Source: "SCB",
		Names: []place.Name{{Lang: "sma", Name: "Birje", Source: "Sametinget"}}}
	are := place.Municipality{Code: "2321", Name: "Åre", Source: "SCB"}
	bracke := place.Municipality{Code: "2305", Name: "Bräcke", Source: "SCB"}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := place.NewService(d)
		for range 2 { // a second time changes nothing
			if err := s.Put(ctx, []place.Municipality{are, berg, bracke}); err != nil {
				t.Fatal(err)
			}
		}
		got, err := s.List(ctx)
		if diff := cmp.Diff([]place.Municipality{berg, bracke, are}, got); diff != "" || err != nil {
			t.Errorf("%s %v", diff, err)
		}
		berg := berg
		berg.Population = 7100
		if err := s.Put(ctx, []place.Municipality{berg}); err != nil {
			t.Fatal(err)
		}
		if got, _ = s.List(ctx); got[0].Population != 7100 || len(got) != 3 {
			t.Errorf("%+v", got)
		}
		names, err := s.Names(ctx)
		if diff := cmp.Diff(map[string]string{"2326": "Berg", "2321": "Åre", "2305": "Bräcke"}, names); diff != "" || err != nil {
			t.Error(diff, err)
		}
		for code, want := range map[string]string{"": "", "2326": "", "0000": "municipality_unknown", "berg": "municipality_unknown"} {
			if err := s.Check(ctx, code); (err == nil) != (want == "") || err != nil && fault.CodeOf(err) != want {
				t.Errorf("%q: %v", code, err)
			}
		}
	})
}
