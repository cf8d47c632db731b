package inspect

import (
	"encoding/binary"
	"image"
	"image/draw"
	"io"
)

// Cameras write the picture as the sensor lay and note beside it how it is to be turned (EXIF, tag 274, 1 to 8). The note goes
// with everything else that stood beside the pixels, so the pixels are turned.
const (
	orientationTag = 0x0112
	upright        = 1
	maxNote        = 64 << 10 // bytes of a note; a longer one is nothing that a camera wrote
)

// orientation finds the note of an image in one of three formats; upright where there is none that can be read.
func orientation(format string, f io.ReaderAt, size int64) (int, error) {
	var note []byte
	var err error
	switch format {
	case "jpeg":
		note, err = noteInJPEG(f, size)
	case "png":
		note, err = noteInChunks(f, size, 8, binary.BigEndian, "eXIf", 4)
	case "webp":
		note, err = noteInChunks(f, size, 12, binary.LittleEndian, "EXIF", 0)
	}
	if err != nil {
		return upright, err
	}
	return readOrientation(note), nil
}

// noteInJPEG goes from mark to mark until the picture's data begin.
func noteInJPEG(f io.ReaderAt, size int64) ([]byte, error) {
	for at := int64(2); at+4 <= size; {
		head, err := portion(f, at, 4)
		if err != nil || len(head) < 4 || head[0] != 0xff || head[1] == startOfScan {
			return nil, err
		}
		if head[1] == 0xff { // filling
			at++
			continue
		}
		length := int64(binary.BigEndian.Uint16(head[2:]))
		if head[1] == 0xe1 {
			note, err := portion(f, at+4, length-2)
			if err != nil || len(note) > 6 && string(note[:6]) == "Exif\x00\x00" {
				return note[min(len(note), 6):], err
			}
		}
		at += 2 + length
	}
	return nil, nil
}

// noteInChunks goes through the chunks of a PNG, which say their length first and end with a sum of four bytes, or of a WebP,
// which say their name first and are filled up to an even length.
func noteInChunks(f io.ReaderAt, size, at int64, order binary.ByteOrder, name string, sum int64) ([]byte, error) {
	for at+8 <= size {
		head, err := portion(f, at, 8)
		if err != nil || len(head) < 8 {
			return nil, err
		}
		called, length := string(head[4:]), int64(order.Uint32(head))
		if order == binary.ByteOrder(binary.LittleEndian) {
			called, length = string(head[:4]), int64(order.Uint32(head[4:]))
		}
		if called == name {
			return portion(f, at+8, min(length, maxNote))
		}
		if sum == 0 {
			length += length & 1
		}
		at += 8 + length + sum
	}
	return nil, nil
}

// readOrientation reads a note: a TIFF header, and in its first table the tag.
func readOrientation(note []byte) int {
	var order binary.ByteOrder
	switch {
	case len(note) < 8:
		return upright
	case string(note[:2]) == "II":
		order = binary.LittleEndian
	case string(note[:2]) == "MM":
		order = binary.BigEndian
	default:
		return upright
	}
	table := int64(order.Uint32(note[4:]))
	if table+2 > int64(len(note)) {
		return upright
	}
	for i := range int64(order.Uint16(note[table:])) {
		entry := table + 2 + 12*i
		if entry+12 > int64(len(note)) {
			return upright
		}
		if order.Uint16(note[entry:]) == orientationTag {
			if turn := int(order.Uint16(note[entry+8:])); turn >= 1 && turn <= 8 {
				return turn
			}
			return upright
		}
	}
	return upright
}

// turned gives the picture as it is to be seen.
func turned(img image.Image, turn int) image.Image {
	if turn == upright {
		return img
	}
	b := img.Bounds()
	from := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(from, from.Bounds(), img, b.Min, draw.Src)
	w, h := b.Dx(), b.Dy()
	size := image.Pt(w, h)
	if turn >= 5 {
		size = image.Pt(h, w)
	}
	to := image.NewRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			sx, sy := source(turn, x, y, w, h)
			copy(to.Pix[to.PixOffset(x, y):][:4], from.Pix[from.PixOffset(sx, sy):][:4])
		}
	}
	return to
}

// source says which pixel of a picture of w × h stands at x, y once it is turned.
func source(turn, x, y, w, h int) (int, int) {
	switch turn {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return y, h - 1 - x
	case 7:
		return w - 1 - y, h - 1 - x
	}
	return w - 1 - y, x // 8
}
