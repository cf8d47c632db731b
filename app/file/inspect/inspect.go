// Package inspect says what the bytes of a file are, refuses what is not plainly one of the kinds that people here need, and draws
// images anew so that nothing comes along that nobody sees. It opens no file, keeps none and asks nobody: bytes go in, a verdict
// comes out. It looks for no viruses.
package inspect

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"

	"kraftsam/app/platform/fault"
)

// MaxSize is how many bytes a file may have.
const MaxSize = 25 << 20

// Kind is what a file may be.
type Kind struct {
	Media string
	Image bool

	exts   []string // in lower case, the usual one first
	format string   // what its first bytes say, empty where they say nothing
	check  func(f io.ReaderAt, size int64) error
}

const (
	docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	odt  = "application/vnd.oasis.opendocument.text"
	ods  = "application/vnd.oasis.opendocument.spreadsheet"
)

var kinds = []Kind{
	{Media: "image/png", Image: true, exts: []string{".png"}, format: "png", check: checkImage},
	{Media: "image/jpeg", Image: true, exts: []string{".jpg", ".jpeg"}, format: "jpeg", check: checkJPEG},
	{Media: "image/webp", Image: true, exts: []string{".webp"}, format: "webp", check: checkImage},
	{Media: "image/gif", Image: true, exts: []string{".gif"}, format: "gif", check: checkGIF},
	{Media: "application/pdf", exts: []string{".pdf"}, format: "pdf", check: checkPDF},
	{Media: docx, exts: []string{".docx"}, format: "zip", check: checkOOXML("wordprocessingml.document.main+xml")},
	{Media: xlsx, exts: []string{".xlsx"}, format: "zip", check: checkOOXML("spreadsheetml.sheet.main+xml")},
	{Media: odt, exts: []string{".odt"}, format: "zip", check: checkODF(odt)},
	{Media: ods, exts: []string{".ods"}, format: "zip", check: checkODF(ods)},
	{Media: "text/plain", exts: []string{".txt"}, check: checkText},
	{Media: "text/csv", exts: []string{".csv"}, check: checkText},
}

var (
	errKind     = fault.New(fault.Unsupported, "file_kind_refused", "Files of this kind are not taken. These are: PNG, JPEG, WebP, GIF, PDF, DOCX, XLSX, ODT, ODS, TXT, CSV.")
	errMismatch = fault.New(fault.Unsupported, "file_mismatch", "The name, the declared type and the content of this file do not say the same. Save it anew in the format that its name says.")
	errTwofold  = fault.New(fault.Unsupported, "file_twofold", "This file holds a second file of another kind. Save it anew and try again.")
	errEmpty    = fault.New(fault.Invalid, "file_empty", "This file is empty.")
	errBroken   = fault.New(fault.Invalid, "file_broken", "This file is damaged or not whole. Open it on your computer, save it anew and try again.")

	// ErrTooLarge is for files over MaxSize, and for images that would be, drawn anew.
	ErrTooLarge = fault.New(fault.TooLarge, "file_too_large", "A file has at most 25 MiB.")
)

var _ = fault.Register("file_kind_refused", "file_mismatch", "file_twofold", "file_empty", "file_broken", "file_too_large")

// KindOf reads a file's name and declared media type, which must say the same.
func KindOf(name, declared string) (Kind, error) {
	ext := strings.ToLower(path.Ext(name))
	i := slices.IndexFunc(kinds, func(k Kind) bool { return slices.Contains(k.exts, ext) })
	if i < 0 {
		return Kind{}, errKind
	}
	if media, _, err := mime.ParseMediaType(declared); err != nil || media != kinds[i].Media {
		return Kind{}, errMismatch
	}
	return kinds[i], nil
}

// NameFor gives a name the extension of a media type, where what is sent is not what came: a WebP is drawn as PNG or JPEG.
func NameFor(name, media string) string {
	i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Media == media })
	if i < 0 || slices.Contains(kinds[i].exts, strings.ToLower(path.Ext(name))) {
		return name
	}
	return strings.TrimSuffix(name, path.Ext(name)) + kinds[i].exts[0]
}

// Check refuses bytes that are not of the kind, or that would do more than one expects of it.
func (k Kind) Check(f io.ReaderAt, size int64) error {
	switch {
	case size == 0:
		return errEmpty
	case size > MaxSize:
		return ErrTooLarge
	}
	head, err := portion(f, 0, sniffed)
	if err != nil {
		return err
	}
	if format(head) != k.format {
		return errMismatch
	}
	return whole(func() error { return k.check(f, size) })
}

// whole turns a panic of a decoder into the word for a damaged file: what strangers send must stop no node.
func whole(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errBroken.Because(fmt.Errorf("a decoder stumbled: %v", p))
		}
	}()
	return fn()
}

// sniffed is how many bytes decide what a file is, as browsers do it.
const sniffed = 512

var magic = []struct{ format, bytes string }{
	{"png", "\x89PNG\r\n\x1a\n"}, {"jpeg", "\xff\xd8\xff"}, {"gif", "GIF87a"}, {"gif", "GIF89a"}, {"pdf", "%PDF-"}, {"zip", "PK\x03\x04"},
	{"zip, empty", "PK\x05\x06"}, {"zip, divided", "PK\x07\x08"}, {"gzip", "\x1f\x8b"}, {"bzip2", "BZh"}, {"xz", "\xfd7zXZ\x00"}, {"7z", "7z\xbc\xaf\x27\x1c"},
	{"rar", "Rar!\x1a\x07"}, {"cabinet", "MSCF\x00\x00\x00\x00"}, {"compound", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}, {"elf", "\x7fELF"}, {"rtf", `{\rtf`},
}

// format names what the first bytes say; empty: nothing, as in plain text.
func format(head []byte) string {
	for _, m := range magic {
		if bytes.HasPrefix(head, []byte(m.bytes)) {
			return m.format
		}
	}
	if len(head) >= 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP" {
		return "webp"
	}
	if markup(head) {
		return "markup"
	}
	return ""
}

// markup says whether a browser might take the bytes for HTML, XML or SVG.
func markup(head []byte) bool {
	media := http.DetectContentType(head)
	if strings.HasPrefix(media, "text/html") || strings.HasPrefix(media, "text/xml") {
		return true
	}
	start := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n\f"))
	return bytes.HasPrefix(start, []byte("<svg")) || bytes.HasPrefix(start, []byte("<!doctype")) || bytes.HasPrefix(start, []byte("<?"))
}

// portion reads n bytes, or as many as there are.
func portion(f io.ReaderAt, at, n int64) ([]byte, error) {
	b, err := io.ReadAll(io.NewSectionReader(f, at, n))
	if err != nil {
		return nil, fmt.Errorf("read a file: %w", err)
	}
	return b, nil
}

// Media lists the media types that are taken.
func Media() []string {
	list := make([]string, len(kinds))
	for i, k := range kinds {
		list[i] = k.Media
	}
	return list
}
