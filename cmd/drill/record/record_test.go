package record

import "testing"

func TestWhatAClientMayConclude(t *testing.T) {
	nothing, busy, refused, done := Try{}, Try{Status: 503}, Try{Status: 422, Code: "text_empty"}, Try{Status: 201, Ref: &Reference{ID: "p"}}
	flight := Try{Status: 409, Code: "idempotency_in_flight"}
	for _, c := range []struct {
		name  string
		tries []Try
		want  Outcome
	}{
		{"nothing was sent", nil, Unknown},
		{"no answer", []Try{nothing}, Unknown},
		{"the server could not say", []Try{busy, flight}, Unknown},
		{"refused at once", []Try{refused}, Failed},
		{"refused after no answer", []Try{nothing, refused}, Unsure},
		{"done after no answer", []Try{nothing, busy, done}, Done},
		{"found done by an earlier try", []Try{nothing, {Status: 412, Done: true}}, Done},
	} {
		if got := (Write{Tries: c.tries}).Outcome(); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

func TestTheFirstAnswerAfterAMoment(t *testing.T) {
	r := New("test")
	for _, heard := range []Time{30, 20, 40} {
		w := r.Begin(Write{Act: Post})
		r.Tried(w, Try{Heard: heard, Status: 201, Ref: &Reference{Topic: "t", Epoch: "e", Seq: int64(heard)}})
	}
	if at, ok := r.FirstAnswerAfter(20); !ok || at != 30 {
		t.Errorf("%d %t, want 30", at, ok)
	}
	if _, ok := r.FirstAnswerAfter(40); ok {
		t.Error("there is none after the last")
	}
	if p := r.Acked()["t"]; p.Seq != 40 {
		t.Errorf("acknowledged up to %d, want 40", p.Seq)
	}
}
