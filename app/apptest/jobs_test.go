package apptest_test

import (
	"context"
	"errors"
	"testing"

	"kraftsam/app/apptest"
	"kraftsam/app/platform/job"
)

// What failed is seen by administrators, with its reason, and is tried again when one of them says so.
func TestFailedWorkIsTriedAgain(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		done := make(chan bool, 1)
		v.Jobs.Register(job.Kind{Name: "errand", Do: func(_ context.Context, w *job.Work) error {
			if w.Jobs[0].Payload == `"again"` {
				done <- true
				return nil
			}
			return job.Never(errors.New("the bridge is out"))
		}})
		if err := v.Jobs.Add(context.Background(), job.New{Kind: "errand", Payload: 1}); err != nil {
			t.Fatal(err)
		}
		if _, err := v.Jobs.Drain(context.Background()); err != nil {
			t.Fatal(err)
		}
		dead, err := v.Jobs.Dead(context.Background(), "", 2)
		if err != nil || len(dead) != 1 {
			t.Fatal(dead, err)
		}
		if err := v.DB.InTx(context.Background(), func(ctx context.Context) error {
			return v.DB.From(ctx).Exec(`UPDATE jobs SET payload = '"again"'`).Error
		}); err != nil {
			t.Fatal(err)
		}
		id := dead[0].ID
		v.Tell(t, []apptest.Case{
			{Name: "Bo does not see it", As: "Bo", Do: "GET /api/administration/jobs", Want: 403, Code: "forbidden"},
			{Name: "Alva does", As: "Alva", Do: "GET /api/administration/jobs", Want: 200, Holds: []string{`"kind":"errand"`, `"reason":"the bridge is out"`, `"tries":1`, `"dead":1`, `"after":null`}},
			{Name: "nothing comes after it", As: "Alva", Do: "GET /api/administration/jobs?limit=1&after=" + id, Want: 200, Holds: []string{`"items":[]`}},
			{Name: "Bo cannot say so", As: "Bo", Do: "PUT /api/administration/jobs/" + id + "/again", Want: 403, Code: "forbidden"},
			{Name: "Alva can", As: "Alva", Do: "PUT /api/administration/jobs/" + id + "/again", Want: 204},
		})
		<-done
		v.Tell(t, []apptest.Case{
			{Name: "once", As: "Alva", Do: "PUT /api/administration/jobs/" + id + "/again", Want: 404, Code: "job_unknown"},
			{Name: "nor dropped", As: "Alva", Do: "DELETE /api/administration/jobs/" + id, Want: 404, Code: "job_unknown"},
			{Name: "it is in the log", As: "Alva", Do: "GET /api/administration/audit", Want: 200, Holds: []string{`"what":"job.again"`}},
		})
	})
}
