package built

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strings"
	"sync"
)

// part is an entry of an archive.
type part struct{ name, data string }

const manifest = "META-INF/manifest.xml"

func archive(parts ...part) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		if n := len(p.data) >> 20; n > 0 && strings.Count(p.data, "\x00") == len(p.data) {
			addZeros(z, p.name, n)
			continue
		}
		h := &zip.FileHeader{Name: p.name, Method: zip.Deflate}
		if p.name == "mimetype" {
			h.Method = zip.Store
		}
		w := must(z.CreateHeader(h))
		must(w.Write([]byte(p.data)))
	}
	must(0, z.Close())
	return b.Bytes()
}

var zeros = make([]byte, 1<<20)

// packed is a MiB of zeros, packed once: to pack the hundreds that bombs are made of takes minutes where the race detector looks on.
var packed = sync.OnceValue(func() []byte {
	var pack bytes.Buffer
	f := must(flate.NewWriter(&pack, flate.BestCompression))
	must(f.Write(zeros))
	must(0, f.Flush())
	return pack.Bytes()
})

func addZeros(z *zip.Writer, name string, mib int) {
	const end = "\x03\x00" // an empty block that is the last
	pack := append(bytes.Repeat(packed(), mib), end...)
	sum := uint32(0)
	for range mib {
		sum = crc32.Update(sum, crc32.IEEETable, zeros)
	}
	w := must(z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, CRC32: sum,
		CompressedSize64: uint64(len(pack)), UncompressedSize64: uint64(mib) << 20}))
	must(w.Write(pack))
}

func types(main string) part {
	return part{"[Content_Types].xml", `<Types><Override PartName="/word/document.xml" ContentType="` + main + `"/></Types>`}
}

const (
	word  = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
	sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
)

// ADOCX is a text document, with more parts if need be.
func ADOCX(more ...part) []byte {
	return archive(append([]part{types(word), {"word/document.xml", "<w:document/>"}, {"word/media/image1.png", string(APNG(2, 2))}}, more...)...)
}

// AXLSX is a workbook.
func AXLSX() []byte { return archive(types(sheet), part{"xl/workbook.xml", "<workbook/>"}) }

// AnODF is an open document of a type.
func AnODF(media string, more ...part) []byte {
	return archive(append([]part{{"mimetype", media}, {"content.xml", "<office:document-content/>"}, {manifest, "<manifest/>"}}, more...)...)
}

func manyEntries(n int) []byte {
	var parts []part
	for i := range n - 3 {
		parts = append(parts, part{name: fmt.Sprintf("word/%d.xml", i)})
	}
	return ADOCX(parts...)
}

// locked marks every entry as encrypted.
func locked() []byte {
	b := ADOCX()
	for at, mark := range map[int]string{8: "PK\x01\x02", 6: "PK\x03\x04"} {
		for i := 0; ; i++ {
			n := bytes.Index(b[i:], []byte(mark))
			if n < 0 {
				break
			}
			i += n
			b[i+at] |= 1
		}
	}
	return b
}

// lying says of a part of 3 MiB that it has 16 bytes.
func lying() []byte {
	b := ADOCX(part{"word/zeros.xml", strings.Repeat("\x00", 3<<20)})
	at := bytes.LastIndex(b, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(b[at+24:], 16)
	return b
}

// overlapping names one part's data fifty times.
func overlapping() []byte {
	noise := make([]byte, 64<<10)
	for i := range noise {
		noise[i] = byte(i * i >> 3)
	}
	b := archive(types(word), part{"word/0.xml", string(noise)})
	directory := bytes.Index(b, []byte("PK\x01\x02"))
	end := bytes.LastIndex(b, []byte("PK\x05\x06"))
	second := directory + 4 + bytes.Index(b[directory+4:], []byte("PK\x01\x02"))
	entries := bytes.Clone(b[directory:second])
	for i := range 50 {
		e := bytes.Clone(b[second:end])
		e = bytes.Replace(e, []byte("word/0.xml"), fmt.Appendf(nil, "word/%c.xml", 'A'+i), 1)
		entries = append(entries, e...)
	}
	tail := bytes.Clone(b[end:])
	binary.LittleEndian.PutUint16(tail[8:], 51)
	binary.LittleEndian.PutUint16(tail[10:], 51)
	binary.LittleEndian.PutUint32(tail[12:], uint32(len(entries)))
	return bytes.Join([][]byte{b[:directory], entries, tail}, nil)
}
