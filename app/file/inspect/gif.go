package inspect

import (
	"bufio"
	"encoding/binary"
	"io"
)

// What a moving image may be made of.
const (
	maxFrames      = 1000
	maxFramePixels = 100_000_000 // of all frames together
)

// checkGIF walks through the blocks of a GIF, which cost nothing, and counts what unpacking them would cost.
func checkGIF(f io.ReaderAt, size int64) error {
	if err := checkImage(f, size); err != nil {
		return err
	}
	g := gifWalk{r: bufio.NewReader(io.NewSectionReader(f, 0, size))}
	screen := g.bytes(13)
	g.skip(colours(screen[10]))
	frames, pixels := 0, 0
	for g.err == nil {
		switch g.bytes(1)[0] {
		case 0x21: // an extension
			g.skip(1)
			g.blocks()
		case 0x2c: // a picture
			at := g.bytes(9)
			frames++
			pixels += int(binary.LittleEndian.Uint16(at[4:])) * int(binary.LittleEndian.Uint16(at[6:]))
			if frames > maxFrames || pixels > maxFramePixels {
				return errLong
			}
			g.skip(colours(at[8]))
			g.skip(1)
			g.blocks()
		case 0x3b: // the end
			if frames == 0 || g.err != nil {
				return errBroken.Because(g.err)
			}
			return nil
		default:
			return errBroken.Because(g.err)
		}
	}
	return errBroken.Because(g.err)
}

// colours is the length of a table of colours, from the flags that announce it.
func colours(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// gifWalk reads on until something fails, and gives zeros from then on.
type gifWalk struct {
	r   *bufio.Reader
	err error
	buf [13]byte
}

func (g *gifWalk) bytes(n int) []byte {
	clear(g.buf[:])
	if g.err == nil {
		_, g.err = io.ReadFull(g.r, g.buf[:n])
	}
	return g.buf[:n]
}

func (g *gifWalk) skip(n int) {
	if g.err == nil {
		_, g.err = g.r.Discard(n)
	}
}

// blocks skips data that comes in portions of up to 255 bytes, the last of them empty.
func (g *gifWalk) blocks() {
	for g.err == nil {
		n := int(g.bytes(1)[0])
		if n == 0 {
			return
		}
		g.skip(n)
	}
}
