package notice

import (
	"context"
	"testing"

	"kraftsam/app/platform/ref"
)

// loud is a room that names everybody, whoever did it.
type loud struct{ *world }

func (l loud) Concerned(_ context.Context, news []News, _ string, _ Told) (page Page, err error) {
	for i := range news {
		for _, m := range l.people {
			page.Concerns = append(page.Concerns, Concern{Member: m.ID, News: i, Kind: Mention, Reason: ByName})
		}
	}
	return page, nil
}

// A room that names whoever did it does not have them told of it.
func TestOwnActsAreToldToNobody(t *testing.T) {
	each(t, 3, func(w *world) {
		w.Join("loud", loud{w})
		id := ref.NewID()
		w.must(w.Tell(ctx, News{Source: "loud", Event: "deed:" + id, What: "post", About: thingRef("a"), Ref: ref.Ref{Kind: "post", ID: id}, By: "m01", At: w.at}))
		w.drain()
		var told []string
		w.must(w.d.From(ctx).Raw("SELECT member_id FROM notices ORDER BY member_id").Scan(&told).Error)
		if len(told) != 2 || told[0] != "m00" || told[1] != "m02" {
			t.Errorf("%v are told of what m01 did", told)
		}
	})
}
