package actor_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kraftsam/app"
	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/area"
	"kraftsam/app/platform/dbtest"
	"kraftsam/app/platform/livetest"
)

// otherNode serves the village at a second address, on the same database, and gives that address.
func otherNode(t *testing.T, database string, settings ...string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + listener.Addr().String()
	environ := []string{"KRAFTSAM_URL=" + url, "KRAFTSAM_RATE_LIMITS=off", "KRAFTSAM_STOP_TIMEOUT=10s"}
	for _, s := range settings {
		environ = append(environ, "KRAFTSAM_"+s)
	}
	house, err := app.Open(ctx, dbtest.Open(t, database), environ, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	serving, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- house.Serve(serving, listener) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return url
}

func status(t *testing.T, do, token string) int {
	t.Helper()
	method, url, _ := strings.Cut(do, " ")
	req, err := http.NewRequest(method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode
}

// Where nodes reach each other a second is enough; without a broker it is the sweep, two seconds; some slowness of the test's own
// machine is added.
func TestEveryNodeKnowsAtOnce(t *testing.T) {
	const slack = 400 * time.Millisecond
	for name, c := range map[string]struct {
		within   time.Duration
		settings func(t *testing.T) []string
	}{
		"with a broker": {time.Second, func(t *testing.T) []string { return []string{"REDIS_URL=" + dbtest.Redis(t)} }},
		"without one":   {2 * time.Second, func(*testing.T) []string { return nil }},
	} {
		t.Run(name, func(t *testing.T) {
			url, settings := dbtest.Postgres(t), c.settings(t)
			v := apptest.Open(t, dbtest.Open(t, url), settings...)
			nodes := []string{v.Serve(t), otherNode(t, url, settings...)}
			everyNodeKnows(t, v, nodes, c.within+slack)
		})
	}
	t.Run("sqlite", func(t *testing.T) {
		v := apptest.Open(t, dbtest.Open(t, dbtest.SQLite(t)))
		everyNodeKnows(t, v, []string{v.Serve(t)}, time.Second+slack)
	})
}

// watched is a village on its nodes, and who watches what on each of them.
type watched struct {
	*apptest.Village
	nodes             []string
	within            time.Duration
	alva              actor.Viewer
	dags, monas, adas []*livetest.Client
}

func everyNodeKnows(t *testing.T, v *apptest.Village, nodes []string, within time.Duration) {
	t.Helper()
	dial := func(node, name, topic string) *livetest.Client {
		c := livetest.Dial(t, "ws"+strings.TrimPrefix(node, "http")+"/api/live", "Authorization", "Bearer "+v.Token(t, name, "write"))
		c.Subscribe(topic)
		return c
	}
	_, err := v.Actors.Grant(ctx, operator, v.ID("Mona"), administrator, "")
	refused(t, "a second administrator", "", err)
	for _, node := range nodes {
		for limit := time.Now().Add(livetest.Patience); status(t, "GET "+node+"/readyz", "") != http.StatusOK; {
			if time.Now().After(limit) {
				t.Fatal(node + " does not get ready")
			}
		}
	}
	w := watched{Village: v, nodes: nodes, within: within, alva: proved(t, v, "Alva")}
	for _, node := range nodes {
		w.dags = append(w.dags, dial(node, "Dag", area.Topic(apptest.Secret)))
		w.monas = append(w.monas, dial(node, "Mona", actor.AdministrationTopic))
		w.adas = append(w.adas, dial(node, "Ada", actor.Topic(v.ID("Ada"))))
	}
	w.facilitatorLost(t)
	w.administratorLost(t)
	w.representationLost(t)
	w.suspended(t)
}

func (w watched) soon(t *testing.T, what string, since time.Time) {
	t.Helper()
	took := time.Since(since)
	t.Logf("%s: %v", what, took)
	if took > w.within {
		t.Errorf("%s took %v", what, took)
	}
}

func (w watched) facilitatorLost(t *testing.T) {
	t.Helper()
	lead := actor.Grant{Role: actor.Facilitator, Scope: area.Ref(apptest.Secret)}
	refused(t, "taking Dag's role", "", w.Actors.EndGrant(ctx, w.alva, roleOf(t, w.Village, "Dag", lead), "x"))
	at := time.Now()
	for i, node := range w.nodes {
		if got := status(t, "GET "+node+"/api/areas/"+apptest.Secret, w.Token(t, "Dag", "write")); got != 404 {
			t.Errorf("Dag reads on: %d", got)
		}
		w.dags[i].Until("the end of the private area", func(o livetest.Object) bool { return o.Revoked && o.Topic == area.Topic(apptest.Secret) })
		w.soon(t, "Dag's socket", at)
	}
}

func (w watched) administratorLost(t *testing.T) {
	t.Helper()
	_, err := w.Actors.Represent(ctx, w.Viewer(t, "Dag"), w.Mill)
	refused(t, "asking", "", err)
	for _, mona := range w.monas {
		o := mona.Until("news of the lists", func(o livetest.Object) bool {
			return o.Topic == actor.AdministrationTopic && strings.Contains(string(o.Data), "representations")
		})
		if diff := cmp.Diff(`{"list":"representations"}`, string(o.Data)); diff != "" || o.Type != actor.ListChanged {
			t.Error(o.Type, diff)
		}
	}
	refused(t, "taking Mona's role", "", w.Actors.EndGrant(ctx, w.alva, roleOf(t, w.Village, "Mona", administrator), "x"))
	at := time.Now()
	for i, node := range w.nodes {
		if got := status(t, "GET "+node+"/api/administration", w.Token(t, "Mona", "write")); got != 403 {
			t.Errorf("Mona administers on: %d", got)
		}
		w.monas[i].Until("the end of the lists", func(o livetest.Object) bool { return o.Revoked && o.Topic == actor.AdministrationTopic })
		w.soon(t, "Mona's socket", at)
		w.monas[i].Say(`{"id":9,"op":"subscribe","topic":"administration"}`)
		if o := w.monas[i].Answer(); !o.No("topic_forbidden") {
			t.Errorf("%s", o.Raw)
		}
	}
}

func (w watched) representationLost(t *testing.T) {
	t.Helper()
	hers, err := w.Actors.Representations(ctx, w.Viewer(t, "Ada"))
	refused(t, "Ada's", "", err)
	refused(t, "withdrawing", "", w.Actors.Withdraw(ctx, w.alva, hers[0].ID, "x"))
	for _, ada := range w.adas {
		var news struct {
			ID, Status   string
			Organisation struct{ ID, Name string }
		}
		o := ada.Event()
		if err := json.Unmarshal(o.Data, &news); err != nil || o.Type != actor.RepresentationChanged || news.ID != hers[0].ID || news.Status != "ended" || news.Organisation.Name != "Bergs kommun" {
			t.Errorf("%s %v", o.Raw, err)
		}
	}
}

func (w watched) suspended(t *testing.T) {
	t.Helper()
	refused(t, "suspending Ada", "", w.Actors.Suspend(ctx, w.alva, w.ID("Ada"), "x"))
	at := time.Now()
	for i, node := range w.nodes {
		if got := status(t, "GET "+node+"/api/session", w.Token(t, "Ada", "write")); got != 401 {
			t.Errorf("Ada is known still: %d", got)
		}
		if code := w.adas[i].Ended(); code != 4401 {
			t.Errorf("Ada's socket: %d", code)
		}
		w.soon(t, "Ada's socket", at)
	}
	refused(t, "letting Ada in again", "", w.Actors.Restore(ctx, w.alva, w.ID("Ada"), "x"))
	if got := status(t, "GET "+w.nodes[0]+"/api/session", w.Token(t, "Ada", "write")); got != 200 {
		t.Errorf("Ada stays outside: %d", got)
	}
}
