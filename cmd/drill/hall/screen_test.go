package hall

import "testing"

// The wall of which the product's own tests and those of its screens know the hash.
func TestTheDigestIsThePublishedOne(t *testing.T) {
	s := screenOf(wallAnswer{wall: wall{ID: "w", Version: 2, Phase: "clustering"}, Clusters: []cluster{{ID: "c2", Version: 1, Name: "Ett", Place: 2 << 20}},
		Notes: []note{{ID: "n1", Version: 2, Cluster: "c2", Text: "å 👩‍👧"}}}, floorAnswer{}, askedAnswer{}, roomAnswer{})
	if got, want := s.digest(), "80faf6064ef249726953d661341c39cdfda40d737e168a90875afa21a46f33ad"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestAnEventMakesTheScreenWhatItSays(t *testing.T) {
	s := screenOf(wallAnswer{wall: wall{ID: "w", Version: 1, Phase: "hidden"}}, floorAnswer{}, askedAnswer{}, roomAnswer{})
	r := &reading{known: map[int64]line{}}
	for _, raw := range []string{
		`{"topic":"workshop:x","seq":1,"type":"wall.changed","at":"","data":{"id":"w","version":2,"phase":"revealed"}}`,
		`{"topic":"workshop:x","seq":2,"type":"note.added","at":"","data":{"id":"n","wall":"w","version":2,"text":"a"}}`,
		`{"topic":"workshop:x","seq":3,"type":"note.changed","at":"","data":{"id":"n","wall":"w","version":1,"text":"old"}}`,
		`{"topic":"workshop:x","seq":4,"type":"note.added","at":"","data":{"id":"other","wall":"another","version":1}}`,
		`{"topic":"workshop:x","seq":5,"type":"speech.changed","at":"","data":{"id":"h","state":"waiting"}}`,
		`{"topic":"workshop:x","seq":6,"type":"speech.changed","at":"","data":{"id":"h","state":"lowered"}}`,
		`{"topic":"workshop:x","seq":7,"type":"question.added","at":"","data":{"id":"q","supports":0}}`,
		`{"topic":"workshop:x","seq":8,"type":"question.supported","at":"","data":{"id":"q","supports":4}}`,
		`{"topic":"workshop:x","seq":9,"type":"workshop.changed","at":"","data":{}}`,
	} {
		for range 2 { // read by the second from the memory of the first
			f, err := r.read([]byte(raw))
			if err != nil || f.Seq != seqOf([]byte(raw)) {
				t.Fatalf("%s: %d, %v", raw, f.Seq, err)
			}
			s.apply(f.shown)
		}
	}
	if s.wall.Phase != "revealed" || len(s.notes) != 1 || s.notes["n"].Text != "a" || len(s.hands) != 0 || s.questions["q"].Supports != 4 {
		t.Errorf("%+v", s)
	}
}
