package file_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kraftsam/app/actor"
	"kraftsam/app/apptest"
	"kraftsam/app/apptest/built"
	"kraftsam/app/file"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/ref"
)

var ctx = context.Background()

// room is a room of its own on the village's database, with a folder and a clock of its own.
type room struct {
	*file.Service
	t      *testing.T
	v      *apptest.Village
	folder string
	now    time.Time
}

func open(t *testing.T, v *apptest.Village, change func(o *file.Options)) *room {
	t.Helper()
	r := &room{t: t, v: v, folder: filepath.Join(t.TempDir(), "files"), now: db.Now()}
	o := file.Options{Shelf: file.Disk(r.folder), Quota: 1 << 30, Logger: slog.New(slog.DiscardHandler), Now: func() time.Time { return r.now }}
	if change != nil {
		change(&o)
	}
	r.Service = file.NewService(v.DB, v.Events, v.Actors, v.Limits, o)
	return r
}

func each(t *testing.T, change func(o *file.Options), fn func(t *testing.T, r *room), settings ...string) {
	t.Helper()
	apptest.Each(t, func(t *testing.T, v *apptest.Village) { fn(t, open(t, v, change)) }, settings...)
}

func (r *room) send(who string, key event.Key, name, media string, content []byte) (event.Reference, error) {
	return r.Receive(ctx, r.v.Viewer(r.t, who), key, file.Upload{Name: name, Media: media, Content: bytes.NewReader(content)})
}

// sent is a file of somebody, an image.
func (r *room) sent(who string) string {
	r.t.Helper()
	answer, err := r.send(who, r.v.Key(who), "bild.png", built.PNG, built.APNG(1500, 10))
	if err != nil {
		r.t.Fatal(err)
	}
	return answer.ID
}

// shelf lists what lies in the folder.
func (r *room) shelf() (names []string) {
	r.t.Helper()
	err := filepath.WalkDir(r.folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			names = append(names, path)
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return names
}

func (r *room) bytes(by actor.Viewer, id string, preview bool) ([]byte, error) {
	f, err := r.Fetch(ctx, by, id, preview)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Body.Close() }()
	return io.ReadAll(f.Body)
}

func refused(t *testing.T, what, code string, err error) {
	t.Helper()
	if code == "" && err != nil || code != "" && fault.CodeOf(err) != code {
		t.Errorf("%s: %v, want %q", what, err, code)
	}
}

// Of whatever is refused nothing is left anywhere; whatever is taken is there for its sender, and comes back without what was hidden.
func TestEveryFileIsTakenOrLeavesNothing(t *testing.T) {
	files := built.Files()
	each(t, nil, func(t *testing.T, r *room) {
		ada := r.v.Viewer(t, "Ada")
		for _, f := range files {
			before := r.shelf()
			content := f.Bytes()
			answer, err := r.send("Ada", r.v.Key("Ada"), f.Name, f.Media, content)
			refused(t, f.What, f.Verdict, err)
			if err != nil {
				if now := r.shelf(); !slices.Equal(before, now) {
					t.Errorf("%s was refused and left %v", f.What, now)
				}
				continue
			}
			got, err := r.bytes(ada, answer.ID, false)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(f.Media, "image/") {
				if !bytes.Equal(got, content) {
					t.Errorf("%s came back as another", f.What)
				}
				continue
			}
			for _, words := range built.Hidden {
				if bytes.Contains(got, []byte(words)) {
					t.Errorf("%s: %q is still in it", f.What, words)
				}
			}
		}
		loose, err := r.Loose(ctx, ada)
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range slices.DeleteFunc(slices.Clone(files), func(f built.File) bool { return f.Verdict != "" }) {
			if loose[i].Name != f.Name {
				t.Errorf("%q is called %q", f.Name, loose[i].Name)
			}
		}
	})
}

func TestAFileIsItsSendersAlone(t *testing.T) {
	each(t, nil, func(t *testing.T, r *room) {
		id := r.sent("Ada")
		whole, err1 := r.bytes(r.v.Viewer(t, "Ada"), id, false)
		small, err2 := r.bytes(r.v.Viewer(t, "Ada"), id, true)
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		if a, _, _ := image.DecodeConfig(bytes.NewReader(whole)); a.Width != 1500 {
			t.Errorf("%+v", a)
		}
		if b, _, _ := image.DecodeConfig(bytes.NewReader(small)); b.Width != 1200 {
			t.Errorf("%+v", b)
		}
		for _, who := range []string{"", "Bo", "Mona", "Alva"} {
			for _, of := range []string{id, "nothing", "", strings.Repeat("x", 50)} {
				_, err := r.bytes(r.v.Viewer(t, who), of, true)
				refused(t, who+" fetches it", "file_unknown", err)
			}
		}
		refused(t, "Bo throws it away", "file_unknown", r.Drop(ctx, r.v.Viewer(t, "Bo"), id))
		refused(t, "Ada throws it away", "", r.Drop(ctx, r.v.Viewer(t, "Ada"), id))
		refused(t, "and again", "file_unknown", r.Drop(ctx, r.v.Viewer(t, "Ada"), id))
		if left := r.shelf(); len(left) > 0 {
			t.Errorf("left: %v", left)
		}
	})
}

// The same call again gets the first answer and keeps nothing twice; another file under the key is refused.
func TestARepeatedUploadIsOne(t *testing.T) {
	each(t, nil, func(t *testing.T, r *room) {
		key := r.v.Key("Ada")
		first, err := r.send("Ada", key, "x.png", built.PNG, built.APNG(4, 4))
		refused(t, "sending", "", err)
		again, err := r.send("Ada", key, "x.png", built.PNG, built.APNG(4, 4))
		refused(t, "sending again", "", err)
		if again.ID != first.ID || !again.Replayed() || len(r.shelf()) != 1 {
			t.Errorf("%+v, %+v, %v", first, again, r.shelf())
		}
		_, err = r.send("Ada", key, "x.png", built.PNG, built.APNG(4, 5))
		refused(t, "other bytes", "idempotency_key_reused", err)
		_, err = r.send("Ada", key, "y.png", built.PNG, built.APNG(4, 4))
		refused(t, "another name", "idempotency_key_reused", err)
		if len(r.shelf()) != 1 {
			t.Errorf("left: %v", r.shelf())
		}
	})
}

// cut is a line that breaks in the middle of a file.
type cut struct{ io.Reader }

var errCut = errors.New("cut")

func (c cut) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	if errors.Is(err, io.EOF) {
		err = errCut
	}
	return n, err
}

func TestAnUploadThatIsCutLeavesNothing(t *testing.T) {
	each(t, nil, func(t *testing.T, r *room) {
		_, err := r.Receive(ctx, r.v.Viewer(t, "Ada"), r.v.Key("Ada"), file.Upload{Name: "x.png", Media: built.PNG, Content: cut{bytes.NewReader(built.APNG(40, 40))}})
		if !errors.Is(err, errCut) || len(r.shelf()) > 0 {
			t.Errorf("%v, left: %v", err, r.shelf())
		}
	})
}

func TestSweeping(t *testing.T) {
	each(t, nil, func(t *testing.T, r *room) {
		used, loose := r.sent("Ada"), r.sent("Ada")
		err := r.v.DB.InTx(ctx, func(ctx context.Context) error {
			_, err := r.Hold(ctx, r.v.Viewer(t, "Ada"), ref.Ref{Kind: "thing", ID: "1"}, []string{used})
			return err
		})
		refused(t, "naming", "", err)
		// A node that was killed leaves one that was begun, and one that was kept and never had a row.
		disk := file.Disk(r.folder)
		begun, err1 := disk.Begin()
		kept, err2 := disk.Begin()
		_, err3 := kept.Keep()
		if err := errors.Join(err1, err2, err3); err != nil {
			t.Fatal(err)
		}
		defer begun.Discard()
		refused(t, "sweeping at once", "", r.Sweep(ctx))
		if n := len(r.shelf()); n != 6 {
			t.Errorf("%d files lie there, want 6", n)
		}
		r.now = r.now.Add(file.Life + time.Minute)
		refused(t, "sweeping a day later", "", r.Sweep(ctx))
		if n := len(r.shelf()); n != 2 {
			t.Errorf("%d files lie there, want two of the one that is used: %v", n, r.shelf())
		}
		_, err = r.bytes(r.v.Viewer(t, "Ada"), loose, false)
		refused(t, "fetching what was swept", "file_unknown", err)
		refused(t, "throwing away what is used", "file_held", r.Drop(ctx, r.v.Viewer(t, "Ada"), used))
		refused(t, "sweeping again", "", r.Sweep(ctx))
	})
}

func TestWhoeverNamesAFileHasIt(t *testing.T) {
	each(t, nil, func(t *testing.T, r *room) {
		one, other := ref.Ref{Kind: "thing", ID: "1"}, ref.Ref{Kind: "thing", ID: "2"}
		hold := func(who string, holder ref.Ref, ids ...string) error {
			return r.v.DB.InTx(ctx, func(ctx context.Context) error {
				_, err := r.Hold(ctx, r.v.Viewer(t, who), holder, ids)
				return err
			})
		}
		a, b := r.sent("Ada"), r.sent("Ada")
		refused(t, "another's", "file_unknown", hold("Bo", one, a))
		refused(t, "one that is not there", "file_unknown", hold("Ada", one, a, "nothing"))
		refused(t, "two", "", hold("Ada", one, b, a))
		refused(t, "the same again", "", hold("Ada", one, a))
		refused(t, "for something else", "file_unknown", hold("Ada", other, a))
		_, err := r.bytes(r.v.Viewer(t, "Ada"), a, false)
		refused(t, "fetching what nobody is the door to", "file_unknown", err)
		r.HeldBy("thing", func(_ context.Context, by actor.Viewer, holder, id string) (bool, error) {
			if by.Name != "Bo" || holder != "1" || id != a {
				return false, fault.New(fault.NotFound, "thing_unknown", "")
			}
			return true, nil
		})
		_, err = r.bytes(r.v.Viewer(t, "Ada"), a, false)
		refused(t, "fetching past the door", "file_unknown", err)
		if f, err := r.Fetch(ctx, r.v.Viewer(t, "Bo"), a, false); err != nil || !f.Open {
			t.Error(err)
		} else {
			_ = f.Body.Close()
		}
	})
}

func TestWhoLeavesTakesAlongWhatNothingNames(t *testing.T) {
	each(t, nil, func(t *testing.T, r *room) {
		r.sent("Ada")
		ada := r.v.Viewer(t, "Ada")
		err := r.v.DB.InTx(ctx, func(ctx context.Context) error { return r.v.Actors.Close(ctx, ada.Member) })
		refused(t, "leaving", "", err)
		if left, err := r.Loose(ctx, ada); err != nil || len(left) > 0 {
			t.Errorf("left: %v, %v", left, err)
		}
	})
}

// small is a disk with a certain room left.
type small struct {
	file.Disk
	free uint64
}

func (s *small) Room() (uint64, uint64, error) { return s.free, 1000, nil }

func TestRoom(t *testing.T) {
	disk := &small{free: 100}
	each(t, func(o *file.Options) { disk.Disk, o.Shelf, o.Quota = o.Shelf.(file.Disk), disk, 1000 }, func(t *testing.T, r *room) {
		disk.free = 99
		_, err := r.send("Ada", r.v.Key("Ada"), "x.txt", built.Text, []byte("hej"))
		refused(t, "on a full disk", "storage_full", err)
		disk.free = 100
		_, err = r.send("Ada", r.v.Key("Ada"), "x.txt", built.Text, bytes.Repeat([]byte("a"), 1000))
		refused(t, "while there is room", "", err)
		_, err = r.send("Ada", r.v.Key("Ada"), "x.txt", built.Text, []byte("hej"))
		refused(t, "when the site has had its share", "storage_full", err)
	})
}

func TestHowMuchOneMaySend(t *testing.T) {
	each(t, nil, func(t *testing.T, r *room) {
		key := r.v.Key("Ada")
		for i := range limit.Upload.Events {
			_, err := r.send("Ada", key, "x.txt", built.Text, []byte("hej"))
			refused(t, "sending", "", err)
			if i < limit.Upload.Events-1 {
				key = r.v.Key("Ada")
			}
		}
		_, err := r.send("Ada", r.v.Key("Ada"), "x.txt", built.Text, []byte("hej"))
		refused(t, "one too many", "too_many_requests", err)
		again, err := r.send("Ada", key, "x.txt", built.Text, []byte("hej"))
		refused(t, "the last one again", "", err)
		if !again.Replayed() {
			t.Errorf("%+v", again)
		}
		large := bytes.Repeat([]byte("a"), built.MaxSize)
		for i := range 9 {
			_, err := r.send("Bo", r.v.Key("Bo"), "x.txt", built.Text, large)
			refused(t, "25 MiB", map[bool]string{true: "too_many_requests"}[i == 8], err)
		}
		if n := len(r.shelf()); n != limit.Upload.Events+8 {
			t.Errorf("%d files lie there", n)
		}
	}, "RATE_LIMITS=on")
}

// Where another node's folder is not this one's, or a disk has lost a file, one file is away and nothing else.
func TestAFileThatIsNotOnTheShelf(t *testing.T) {
	each(t, nil, func(t *testing.T, r *room) {
		id := r.sent("Ada")
		for _, path := range r.shelf() {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}
		_, err := r.bytes(r.v.Viewer(t, "Ada"), id, false)
		refused(t, "fetching", "file_away", err)
		if fault.KindOf(err) != fault.Unavailable || fault.As(err).RetryAfter == 0 {
			t.Error(err)
		}
		refused(t, "throwing it away", "", r.Drop(ctx, r.v.Viewer(t, "Ada"), id))
	})
}
