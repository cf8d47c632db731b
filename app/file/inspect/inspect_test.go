package inspect_test

import (
	"bytes"
	"image"
	"io"
	"strings"
	"testing"

	"kraftsam/app/apptest/built"
	"kraftsam/app/file/inspect"
	"kraftsam/app/platform/fault"
)

// judged does all that is done with a file, and gives the image that came of it.
func judged(name, media string, content []byte) (inspect.Drawn, []byte, []byte, error) {
	if err := inspect.CheckName(name); err != nil {
		return inspect.Drawn{}, nil, nil, err
	}
	kind, err := inspect.KindOf(name, media)
	if err == nil {
		err = kind.Check(bytes.NewReader(content), int64(len(content)))
	}
	if err != nil || !kind.Image {
		return inspect.Drawn{}, content, nil, err
	}
	var full, preview bytes.Buffer
	d, err := kind.Redraw(bytes.NewReader(content), int64(len(content)), &full, &preview)
	return d, full.Bytes(), preview.Bytes(), err
}

func TestEveryFileHasItsVerdict(t *testing.T) {
	for _, f := range built.Files() {
		_, _, _, err := judged(f.Name, f.Media, f.Bytes())
		if f.Verdict == "" && err != nil || f.Verdict != "" && fault.CodeOf(err) != f.Verdict {
			t.Errorf("%s: %v, want %q", f.What, err, f.Verdict)
		}
	}
}

func TestNothingComesAlongWithTheImage(t *testing.T) {
	for _, f := range built.Files() {
		if f.Verdict != "" || !strings.HasPrefix(f.Media, "image/") {
			continue
		}
		_, full, preview, err := judged(f.Name, f.Media, f.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		for _, words := range built.Hidden {
			if bytes.Contains(full, []byte(words)) || bytes.Contains(preview, []byte(words)) {
				t.Errorf("%s: %q is still in it", f.What, words)
			}
		}
	}
}

// However the camera lay, the red corner is where the photographer saw it.
func TestAnImageIsTurnedAsItWasSeen(t *testing.T) {
	corners := map[byte][2]int{1: {0, 0}, 2: {1, 0}, 3: {1, 1}, 4: {0, 1}, 5: {0, 0}, 6: {1, 0}, 7: {1, 1}, 8: {0, 1}, 0: {0, 0}, 9: {0, 0}}
	for turn, corner := range corners {
		for media, file := range map[string][]byte{"jpg": built.Turned(400, 300, turn), "png": built.NotedPNG(400, 300, turn)} {
			d, full, _, err := judged("x."+media, map[string]string{"jpg": built.JPEG, "png": built.PNG}[media], file)
			if err != nil {
				t.Fatal(turn, err)
			}
			img, _, err := image.Decode(bytes.NewReader(full))
			if err != nil {
				t.Fatal(err)
			}
			w, h := img.Bounds().Dx(), img.Bounds().Dy()
			if lying := turn >= 5 && turn <= 8; lying != (w == 300) || w != d.Width || h != d.Height {
				t.Errorf("%s turned by %d is %d × %d, and said to be %d × %d", media, turn, w, h, d.Width, d.Height)
			}
			if r, _, b, _ := img.At(corner[0]*(w-1), corner[1]*(h-1)).RGBA(); r < b {
				t.Errorf("%s turned by %d: the red corner is not at %v", media, turn, corner)
			}
		}
	}
}

func TestPreviews(t *testing.T) {
	for name, c := range map[string]struct {
		file          []byte
		media         string
		width, height int
	}{
		"small.png":  {built.APNG(1200, 100), "", 0, 0},
		"wide.png":   {built.APNG(2400, 100), "image/jpeg", 1200, 50},
		"tall.jpg":   {built.AJPEG(1000, 3600), "image/jpeg", 500, 1800},
		"thin.jpg":   {built.AJPEG(9000, 2), "image/jpeg", 1200, 1},
		"still.gif":  {built.AGIF(10, 10, 1), "", 0, 0},
		"moving.gif": {built.AGIF(10, 10, 2), "image/png", 10, 10},
	} {
		media := map[string]string{"png": built.PNG, "jpg": built.JPEG, "gif": built.GIF}[name[len(name)-3:]]
		d, _, preview, err := judged(name, media, c.file)
		if err != nil || d.PreviewMedia != c.media || d.PreviewWidth != c.width || d.PreviewHeight != c.height {
			t.Errorf("%s: %+v, %v", name, d, err)
		}
		if c.media == "" {
			if len(preview) > 0 {
				t.Errorf("%s has a preview", name)
			}
			continue
		}
		if got, _, err := image.DecodeConfig(bytes.NewReader(preview)); err != nil || got.Width != c.width || got.Height != c.height {
			t.Errorf("%s: the preview is %+v, %v", name, got, err)
		}
	}
}

func TestAMovingImageGoesOnMoving(t *testing.T) {
	d, full, _, err := judged("x.gif", built.GIF, built.AGIF(10, 10, 12))
	if err != nil || !d.Moving || bytes.Count(full, []byte{0x21, 0xf9}) != 12 {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestNames(t *testing.T) {
	for name, want := range map[string]string{
		"bild.png":       `inline; filename="bild.png"; filename*=UTF-8''bild.png`,
		`a"b\c%20;.png`:  `inline; filename="a_b_c_20;.png"; filename*=UTF-8''a%22b%5Cc%2520%3B.png`,
		"Åre – vår.jpeg": `inline; filename="_re _ v_r.jpeg"; filename*=UTF-8''%C3%85re%20%E2%80%93%20v%C3%A5r.jpeg`,
	} {
		if got := inspect.Disposition("inline", name); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
	for name, want := range map[[2]string]string{{"a.webp", "image/png"}: "a.png", {"a.webp", "image/jpeg"}: "a.jpg", {"A.JPEG", "image/jpeg"}: "A.JPEG",
		{"a.b.png", "image/jpeg"}: "a.b.jpg", {"a.pdf", "application/pdf"}: "a.pdf"} {
		if got := inspect.NameFor(name[0], name[1]); got != want {
			t.Errorf("%v: %s", name, got)
		}
	}
}

// Whatever comes, the answer is a verdict: no panic, no fault of ours, and an image that was drawn is one.
func FuzzFile(f *testing.F) {
	for _, file := range built.Files() {
		if strings.HasPrefix(file.What, "a bomb") || strings.Contains(file.What, "there may be") {
			continue // too much for a seed
		}
		f.Add(file.Name, file.Media, file.Bytes())
	}
	f.Fuzz(func(t *testing.T, name, media string, content []byte) {
		d, full, _, err := judged(name, media, content)
		if kind := fault.KindOf(err); err != nil && (kind == fault.Internal || kind == fault.Unavailable) {
			t.Errorf("our fault: %v", err)
		}
		if err == nil && d.Media != "" {
			if got, _, err := image.DecodeConfig(io.LimitReader(bytes.NewReader(full), 1<<20)); err != nil || got.Width != d.Width || got.Height != d.Height {
				t.Errorf("what was drawn is %+v, %v", got, err)
			}
		}
	})
}
