package apptest_test

import (
	"kraftsam/app/apptest"
	"kraftsam/app/platform/event"
	"kraftsam/app/workshop/wall"
)

// aWall gives a workshop, the step of a wall that has come so far, a note that Dag wrote on it, and a cluster of it where it can have one.
func aWall(phase wall.Phase) func(*stage, *person) []string {
	return func(s *stage, _ *person) []string { return s.wallIn(s.workshop(apptest.Energy), phase) }
}

// aWallOfOne is one of a workshop in the private area that the person takes part in.
func aWallOfOne(phase wall.Phase) func(*stage, *person) []string {
	return func(s *stage, p *person) []string { return s.wallIn(s.workshopWith(p), phase) }
}

// aDarkWall is one that they do not take part in.
func aDarkWall(s *stage, _ *person) []string {
	return s.wallIn(s.workshop(apptest.Secret), wall.Hidden)
}

// onCluster puts the cluster where the note would stand.
func onCluster(with func(*stage, *person) []string) func(*stage, *person) []string {
	return func(s *stage, p *person) []string {
		given := with(s, p)
		return []string{given[0], given[1], given[3]}
	}
}

// onlyWall leaves out the note and the cluster.
func onlyWall(with func(*stage, *person) []string) func(*stage, *person) []string {
	return func(s *stage, p *person) []string { return with(s, p)[:2] }
}

const (
	theWall    = "/api/workshops/{id}/walls/{wall}"
	theNote    = theWall + "/notes/{note}"
	theCluster = theWall + "/clusters/{cluster}"
)

var wallRows = []row{
	{call: "GET /api/workshops/{id}/walls", with: aWorkshop},
	{call: "GET /api/workshops/{id}/walls", note: closed, with: aDarkWorkshop},
	{call: "GET " + theWall, with: onlyWall(aWall(wall.Hidden))},
	{call: "GET " + theWall, note: closed, with: onlyWall(aDarkWall)},
	{call: "GET " + theWall, note: joined + ", " + closed, with: onlyWall(aWallOfOne(wall.Hidden))},
	{call: "PATCH " + theWall, with: onlyWall(aWall(wall.Hidden)), body: `{"dots":5}`},
	{call: "PUT " + theWall + "/phase", with: onlyWall(aWall(wall.Hidden)), body: `{"phase":"revealed"}`},
	{call: "PUT " + theWall + "/phase", note: joined + ", " + closed, with: onlyWall(aWallOfOne(wall.Hidden)), body: `{"phase":"revealed"}`},
	{call: "PUT " + theWall + "/link", with: onlyWall(aWall(wall.Hidden)), body: `{"to":""}`},
	{call: "POST " + theWall + "/notes", with: onlyWall(aWall(wall.Hidden)), body: `{"text":"x"}`},
	{call: "POST " + theWall + "/notes", note: joined + ", " + closed, with: onlyWall(aWallOfOne(wall.Hidden)), body: `{"text":"x"}`},
	{call: "PATCH " + theNote, note: theirs + ", hidden", with: aWallOfOne(wall.Hidden), body: `{"text":"y"}`},
	{call: "PATCH " + theNote, note: theirs + ", shown", with: aWallOfOne(wall.Clustering), body: `{"text":"y"}`},
	{call: "PUT " + theNote + "/withdrawal", note: theirs + ", hidden", with: aWallOfOne(wall.Hidden), body: `{"why":"x"}`},
	{call: "PUT " + theNote + "/withdrawal", note: theirs + ", shown", with: aWallOfOne(wall.Clustering), body: `{"why":"x"}`},
	{call: "PUT " + theNote + "/place", with: aWall(wall.Clustering), body: `{}`},
	{call: "PUT " + theNote + "/place", note: joined + ", " + closed, with: aWallOfOne(wall.Clustering), body: `{}`},
	{call: "POST " + theWall + "/clusters", with: onlyWall(aWall(wall.Clustering)), body: `{"name":"x"}`},
	{call: "POST " + theWall + "/clusters", note: joined + ", " + closed, with: onlyWall(aWallOfOne(wall.Clustering)), body: `{"name":"x"}`},
	{call: "PATCH " + theCluster, with: onCluster(aWall(wall.Clustering)), body: `{"name":"y"}`},
	{call: "PATCH " + theCluster, note: joined + ", after the dots", with: onCluster(aWallOfOne(wall.Finished)), body: `{"name":"y"}`},
	{call: "PUT " + theCluster + "/place", with: onCluster(aWall(wall.Clustering)), body: `{}`},
	{call: "DELETE " + theCluster, with: onCluster(aWall(wall.Clustering))},
	{call: "DELETE " + theCluster, note: joined + ", " + closed, with: onCluster(aWallOfOne(wall.Clustering))},
	{call: "PUT " + theWall + "/dots", with: onlyWall(aWall(wall.Dotting)), body: `{"dots":[]}`},
	{call: "PUT " + theWall + "/dots", note: joined + ", " + closed, with: onlyWall(aWallOfOne(wall.Dotting)), body: `{"dots":[]}`},
}

func (s *stage) wallIn(workshop string, phase wall.Phase) []string {
	s.t.Helper()
	dag := s.Viewer(s.t, "Dag")
	step, version, cluster := s.seen(workshop).Steps[1].ID, int64(1), ""
	note, err := s.Walls.Write(s.ctx, dag, event.Key{Member: dag.Member, Key: random(), Print: "print"}, workshop, step, "x", "")
	s.must(err)
	turn := func(to wall.Phase) {
		_, err := s.Walls.Turn(s.ctx, dag, workshop, step, version, to)
		s.must(err)
		version++
	}
	if phase != wall.Hidden {
		turn(wall.Revealed)
		turn(wall.Clustering)
		r, err := s.Walls.Form(s.ctx, dag, event.Key{Member: dag.Member, Key: random(), Print: "print"}, workshop, step, "x", nil, nil)
		s.must(err)
		cluster = r.ID
	}
	if phase == wall.Dotting || phase == wall.Finished {
		turn(phase)
	}
	return []string{workshop, step, note.ID, cluster}
}
