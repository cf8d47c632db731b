package inspect

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/draw"
	"golang.org/x/image/webp"

	"kraftsam/app/platform/fault"
)

// What an image may be made of. Its pixels are counted before anything is unpacked.
const (
	maxPixels = 40_000_000
	maxSide   = 20_000
	maxScans  = 200 // of a JPEG: each is read over the whole image, whatever little it holds
)

// startOfScan, after a byte of ones, is where a scan of a JPEG begins.
const startOfScan = 0xda

// Quality of JPEGs, and how large the image is that stands in a conversation: twice the column of text, for fine screens.
const (
	quality        = 90
	previewQuality = 82
	previewWidth   = 1200
	previewHeight  = 1800
)

var (
	errPixels = fault.New(fault.Invalid, "image_too_large", "This image has too many pixels. Make it smaller: at most 40 million, and 20,000 on a side.")
	errLong   = fault.New(fault.Invalid, "image_too_long", "This moving image has too many pictures. Make it shorter.")
)

var _ = fault.Register("image_too_large", "image_too_long")

// Drawn is what came of drawing an image anew. A preview is made where the image is larger than a conversation needs, or moves.
type Drawn struct {
	Media                       string
	Width, Height               int
	Moving                      bool
	PreviewMedia                string // empty: none
	PreviewWidth, PreviewHeight int
}

// checkImage counts the pixels that an image says it has.
func checkImage(f io.ReaderAt, size int64) error {
	c, _, err := image.DecodeConfig(io.NewSectionReader(f, 0, size))
	if err != nil {
		return errBroken.Because(err)
	}
	return checkPixels(c.Width, c.Height)
}

func checkPixels(width, height int) error {
	switch {
	case width < 1 || height < 1:
		return errBroken
	case width > maxSide || height > maxSide || width*height > maxPixels:
		return errPixels
	}
	return nil
}

// checkJPEG also counts its scans, by the mark that each begins with and that nothing else in a picture's data can hold.
func checkJPEG(f io.ReaderAt, size int64) error {
	if err := checkImage(f, size); err != nil {
		return err
	}
	scans, half := 0, false
	r := bufio.NewReader(io.NewSectionReader(f, 0, size))
	for {
		b, err := r.ReadByte()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("read an image: %w", err)
		case half && b == startOfScan:
			if scans++; scans > maxScans {
				return errBroken
			}
		}
		half = b == 0xff
	}
}

// Redraw decodes an image that was checked and writes it anew, turned as it is meant to be seen and without anything that stood
// beside the pixels: place, camera, comments, hidden files. What is written to preview is smaller and stands still.
func (k Kind) Redraw(f io.ReaderAt, size int64, full, preview io.Writer) (d Drawn, err error) {
	err = whole(func() error {
		if k.format == "gif" {
			d, err = redrawGIF(f, size, full, preview)
		} else {
			d, err = k.redrawStill(f, size, full, preview)
		}
		return err
	})
	return d, err
}

func (k Kind) redrawStill(f io.ReaderAt, size int64, full, preview io.Writer) (Drawn, error) {
	img, err := k.decode(io.NewSectionReader(f, 0, size))
	if err != nil {
		return Drawn{}, errBroken.Because(err)
	}
	d := Drawn{Media: k.Media}
	if k.format == "webp" { // which Go reads but does not write
		d.Media = "image/png"
		if _, lossy := img.(*image.YCbCr); lossy {
			d.Media = "image/jpeg"
		}
	}
	turn, err := orientation(k.format, f, size)
	if err != nil {
		return Drawn{}, err
	}
	img = turned(img, turn)
	d.Width, d.Height = img.Bounds().Dx(), img.Bounds().Dy()
	if err := encode(full, img, d.Media, quality); err != nil {
		return Drawn{}, err
	}
	return d, d.drawPreview(preview, img)
}

func (k Kind) decode(r io.Reader) (image.Image, error) {
	switch k.format {
	case "png":
		return png.Decode(r)
	case "webp":
		return webp.Decode(r)
	}
	return jpeg.Decode(r)
}

func encode(w io.Writer, img image.Image, media string, quality int) error {
	limited := &limitedWriter{w: w, left: 2 * MaxSize}
	if media == "image/jpeg" {
		return jpeg.Encode(limited, img, &jpeg.Options{Quality: quality})
	}
	return png.Encode(limited, img)
}

// drawPreview makes the image that stands in a conversation, unless the whole one does.
func (d *Drawn) drawPreview(w io.Writer, img image.Image) error {
	width, height := fit(d.Width, d.Height)
	if width == d.Width && !d.Moving {
		return nil
	}
	small := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.BiLinear.Scale(small, small.Bounds(), img, img.Bounds(), draw.Src, nil)
	d.PreviewMedia, d.PreviewWidth, d.PreviewHeight = "image/png", width, height
	if _, drawnFlat := img.(*image.Paletted); small.Opaque() && !drawnFlat {
		d.PreviewMedia = "image/jpeg"
	}
	return encode(w, small, d.PreviewMedia, previewQuality)
}

// fit gives the largest size of the same shape that a preview may have.
func fit(width, height int) (int, int) {
	if width > previewWidth {
		width, height = previewWidth, max(1, height*previewWidth/width)
	}
	if height > previewHeight {
		width, height = max(1, width*previewHeight/height), previewHeight
	}
	return width, height
}

// limitedWriter refuses what drawing makes out of proportion: a lossy image of noise, written without loss.
type limitedWriter struct {
	w    io.Writer
	left int
}

// Write passes on what there is room for.
func (l *limitedWriter) Write(p []byte) (int, error) {
	if l.left -= len(p); l.left < 0 {
		return 0, ErrTooLarge
	}
	return l.w.Write(p)
}

// redrawGIF keeps the pictures and their times, and drops comments and what programs left.
func redrawGIF(f io.ReaderAt, size int64, full, preview io.Writer) (Drawn, error) {
	g, err := gif.DecodeAll(io.NewSectionReader(f, 0, size))
	if err != nil {
		return Drawn{}, errBroken.Because(err)
	}
	if err := gif.EncodeAll(&limitedWriter{w: full, left: 2 * MaxSize}, g); err != nil {
		return Drawn{}, err
	}
	d := Drawn{Media: "image/gif", Width: g.Config.Width, Height: g.Config.Height, Moving: len(g.Image) > 1}
	var first image.Image = g.Image[0]
	if g.Image[0].Bounds() != image.Rect(0, 0, d.Width, d.Height) {
		canvas := image.NewRGBA(image.Rect(0, 0, d.Width, d.Height))
		draw.Draw(canvas, g.Image[0].Bounds(), g.Image[0], g.Image[0].Bounds().Min, draw.Src)
		first = canvas
	}
	return d, d.drawPreview(preview, first)
}
