// Package built makes files byte by byte: honest ones, damaged ones, and such as somebody makes who means no good. None lies in the
// repository, so that no reader's scanner cries. It is for tests only.
package built

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
)

// File is one of them, and what becomes of it: the code of the refusal, or empty where it is taken.
type File struct {
	What, Name, Media string
	Bytes             func() []byte
	Verdict           string
}

// Media types of files that are taken.
const (
	PNG  = "image/png"
	JPEG = "image/jpeg"
	GIF  = "image/gif"
	WebP = "image/webp"
	PDF  = "application/pdf"
	Text = "text/plain"
	CSV  = "text/csv"
	DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	ODT  = "application/vnd.oasis.opendocument.text"
	ODS  = "application/vnd.oasis.opendocument.spreadsheet"
)

// Hidden are words that some of the taken images carry beside their pixels. Nobody may ever be sent them.
var Hidden = []string{"Exif", "63.5 N", "alert(", "<script", "PK\x03\x04", "Created by"}

// MaxSize is how many bytes a file may have.
const MaxSize = 25 << 20

// EICAR is the text that every virus scanner agrees to take for a virus; it is put together here so that none takes this file for one.
func EICAR() []byte {
	return []byte(`X5O!P%@AP[4\PZX54(P^)7CC)7}$` + "EICAR-STANDARD" + `-ANTIVIRUS-TEST-FILE!$H+H*`)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// Picture is an image with a corner that can be told from the others: red, the rest blue.
func Picture(width, height int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := color.RGBA{B: 200, A: 255}
			if x < width/2 && y < height/2 {
				c = color.RGBA{R: 200, A: 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

// APNG is a PNG of a size.
func APNG(width, height int) []byte {
	var b bytes.Buffer
	must(0, png.Encode(&b, Picture(width, height)))
	return b.Bytes()
}

// AJPEG is a JPEG of a size.
func AJPEG(width, height int) []byte {
	var b bytes.Buffer
	must(0, jpeg.Encode(&b, Picture(width, height), nil))
	return b.Bytes()
}

// AGIF moves if it has more than one frame.
func AGIF(width, height, frames int) []byte {
	var b bytes.Buffer
	g := &gif.GIF{}
	for range frames {
		g.Image = append(g.Image, image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.Black, color.White}))
		g.Delay = append(g.Delay, 10)
	}
	must(0, gif.EncodeAll(&b, g))
	return b.Bytes()
}

// LossyWebP and LosslessWebP are of one pixel: Go writes no WebP.
func LossyWebP() []byte {
	return must(base64.StdEncoding.DecodeString("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA"))
}

// LosslessWebP is the other kind.
func LosslessWebP() []byte {
	return must(base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="))
}

// movingWebP announces an animation and has none.
func movingWebP() []byte {
	b := []byte("RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00ANIM\x06\x00\x00\x00\x00\x00\x00\x00\x00\x00")
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8))
	return b
}

// segment puts a marked part after the first two bytes of a JPEG.
func segment(file []byte, mark byte, data string) []byte {
	head := []byte{0xff, 0xd8, 0xff, mark, 0, 0}
	binary.BigEndian.PutUint16(head[4:], uint16(len(data)+2))
	return bytes.Join([][]byte{head, []byte(data), file[2:]}, nil)
}

// Turned is a JPEG as a telephone writes it: lying on its side, with a note of how to turn it and of where it was taken.
func Turned(width, height int, turn byte) []byte {
	return segment(AJPEG(width, height), 0xe1, "Exif\x00\x00"+Note(turn))
}

// Note is what a camera notes, in the form of TIFF: the turn, and a place.
func Note(turn byte) string {
	entry := func(tag, kind uint16, count, value uint32) string {
		b := binary.LittleEndian.AppendUint16(nil, tag)
		b = binary.LittleEndian.AppendUint16(b, kind)
		b = binary.LittleEndian.AppendUint32(b, count)
		return string(binary.LittleEndian.AppendUint32(b, value))
	}
	place := "63.5 N 14.5 E\x00"
	return "II*\x00\x08\x00\x00\x00" + "\x02\x00" + entry(0x0112, 3, 1, uint32(turn)) + entry(0x010e, 2, uint32(len(place)), 38) + "\x00\x00\x00\x00" + place
}

// chunk puts a chunk before the last one of a PNG.
func chunk(file []byte, name, data string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(b, name+data...)
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE([]byte(name+data)))
	end := len(file) - 12
	return bytes.Join([][]byte{file[:end], b, file[end:]}, nil)
}

// NotedPNG is a PNG with a camera's note.
func NotedPNG(width, height int, turn byte) []byte {
	return chunk(APNG(width, height), "eXIf", Note(turn))
}

// sized is a PNG that says of itself that it is larger than it is.
func sized(width, height uint32) []byte {
	b := APNG(1, 1)
	binary.BigEndian.PutUint32(b[16:], width)
	binary.BigEndian.PutUint32(b[20:], height)
	binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
	return b
}

// sizedJPEG does the same.
func sizedJPEG(width, height uint16) []byte {
	b := AJPEG(8, 8)
	at := bytes.Index(b, []byte{0xff, 0xc0})
	binary.BigEndian.PutUint16(b[at+5:], height)
	binary.BigEndian.PutUint16(b[at+7:], width)
	return b
}

// sizedGIF does the same.
func sizedGIF(width, height uint16) []byte {
	b := AGIF(1, 1, 1)
	binary.LittleEndian.PutUint16(b[6:], width)
	binary.LittleEndian.PutUint16(b[8:], height)
	return b
}

// manyScans is a JPEG whose picture is read a thousand times.
func manyScans() []byte {
	b := AJPEG(8, 8)
	return append(b[:len(b)-2], strings.Repeat("\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x00", 1000)+"\xff\xd9"...)
}

// half is the first half.
func half(b []byte) []byte { return b[:len(b)/2] }

// broken has one bit in the middle turned.
func broken(b []byte) []byte {
	b[len(b)-16] ^= 0x40
	return b
}

// APDF is a page with nothing on it.
func APDF() []byte {
	return []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
}
