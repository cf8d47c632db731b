package inspect

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"kraftsam/app/platform/fault"
)

// What an office document may unfold to.
const (
	maxEntries  = 1000
	maxUnpacked = 200 << 20
	maxRatio    = 100
	smallEntry  = 1 << 20 // whose own ratio is nobody's danger
	maxMainPart = 1 << 20 // of the part that says what the document is
)

var (
	errBomb      = fault.New(fault.Invalid, "file_unfolds", "This document unpacks to far more than it is. Save it as PDF and try again.")
	errNested    = fault.New(fault.Invalid, "file_nested", "This document holds other files (an embedded workbook, say). Take them out, or save it as PDF.")
	errMacros    = fault.New(fault.Invalid, "file_macros", "This document holds macros. Save it without them, or as PDF.")
	errEncrypted = fault.New(fault.Invalid, "file_encrypted", "This document is locked with a password. Save it without one.")
)

var _ = fault.Register("file_unfolds", "file_nested", "file_macros", "file_encrypted")

// checkOOXML wants a document whose main part has the type; templates and those with macros have others.
func checkOOXML(main string) func(f io.ReaderAt, size int64) error {
	return func(f io.ReaderAt, size int64) error {
		z, err := unfold(f, size)
		if err != nil {
			return err
		}
		types, err := part(z, "[Content_Types].xml")
		switch lower := bytes.ToLower(types); {
		case err != nil:
			return err
		case bytes.Contains(lower, []byte("macroenabled")), bytes.Contains(lower, []byte("vbaproject")):
			return errMacros
		case !bytes.Contains(types, []byte(main)):
			return errMismatch
		}
		return nil
	}
}

// checkODF wants a document that names its type first, unpacked, as the standard has it.
func checkODF(media string) func(f io.ReaderAt, size int64) error {
	return func(f io.ReaderAt, size int64) error {
		z, err := unfold(f, size)
		if err != nil {
			return err
		}
		if z.File[0].Name != "mimetype" || z.File[0].Method != zip.Store {
			return errMismatch
		}
		named, err := part(z, "mimetype")
		switch {
		case err != nil:
			return err
		case string(named) != media:
			return errMismatch
		}
		manifest, err := part(z, "META-INF/manifest.xml")
		if err == nil && bytes.Contains(manifest, []byte("encryption-data")) {
			err = errEncrypted
		}
		return err
	}
}

// unfold opens an archive and unpacks it into nothing, since the sizes that it tells may be lies.
func unfold(f io.ReaderAt, size int64) (*zip.Reader, error) {
	z, err := zip.NewReader(f, size)
	switch {
	case err != nil:
		return nil, errBroken.Because(err)
	case len(z.File) == 0:
		return nil, errMismatch
	case len(z.File) > maxEntries:
		return nil, errBomb
	}
	var packed, unpacked uint64
	seen := map[string]bool{}
	for _, e := range z.File {
		if err := checkEntry(e); err != nil {
			return nil, err
		}
		if seen[e.Name] {
			return nil, errBroken
		}
		seen[e.Name] = true
		packed += min(e.CompressedSize64, MaxSize+1)
		if packed > uint64(size) { // entries that lie over each other
			return nil, errBomb
		}
		n, err := unpack(e, maxUnpacked-unpacked)
		if err != nil {
			return nil, err
		}
		unpacked += n
	}
	if unpacked > maxRatio*uint64(size) {
		return nil, errBomb
	}
	return z, nil
}

// checkEntry reads what an entry is called and how it is marked.
func checkEntry(e *zip.File) error {
	name := strings.ToLower(e.Name)
	switch base := path.Base(name); {
	case e.Flags&1 != 0:
		return errEncrypted
	case !utf8.ValidString(e.Name), strings.ContainsAny(e.Name, "\\:\x00"), path.IsAbs(e.Name), slices.Contains(strings.Split(e.Name, "/"), ".."), !e.Mode().IsRegular() && !e.Mode().IsDir():
		return errBroken
	case strings.HasPrefix(base, "vbaproject"), strings.HasPrefix(base, "vbadata"), strings.HasPrefix(name, "basic/"), strings.HasPrefix(name, "scripts/"), strings.Contains(name, "/activex/"):
		return errMacros
	case slices.Contains(nestedExts, path.Ext(base)):
		return errNested
	}
	return nil
}

var nestedExts = []string{".zip", ".jar", ".7z", ".rar", ".gz", ".tgz", ".bz2", ".xz", ".docx", ".docm", ".xlsx", ".xlsm", ".xlsb", ".pptx", ".odt", ".ods", ".exe"}

// nestedFormats are beginnings of entries that are files of their own and no part of a document.
var nestedFormats = []string{"zip", "zip, empty", "zip, divided", "gzip", "bzip2", "xz", "7z", "rar", "cabinet", "compound", "elf", "pdf"}

// unpack counts what an entry unfolds to, and stops where it is too much.
func unpack(e *zip.File, left uint64) (uint64, error) {
	if e.UncompressedSize64 > left {
		return 0, errBomb
	}
	r, err := e.Open()
	if err != nil {
		return 0, errBroken.Because(err)
	}
	defer func() { _ = r.Close() }()
	head := make([]byte, sniffed)
	got, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return 0, errBroken.Because(err)
	}
	if slices.Contains(nestedFormats, format(head[:got])) {
		return 0, errNested
	}
	rest, err := io.Copy(io.Discard, io.LimitReader(r, int64(left)-int64(got)+1))
	if err != nil {
		return 0, errBroken.Because(err)
	}
	n := uint64(got) + uint64(rest)
	if n > left || n > smallEntry && n > maxRatio*max(1, e.CompressedSize64) {
		return 0, errBomb
	}
	return n, nil
}

// part reads one of the parts that say what a document is.
func part(z *zip.Reader, name string) ([]byte, error) {
	r, err := z.Open(name)
	if err != nil {
		return nil, errMismatch.Because(err)
	}
	defer func() { _ = r.Close() }()
	b, err := io.ReadAll(io.LimitReader(r, maxMainPart+1))
	if err != nil || len(b) > maxMainPart {
		return nil, errBroken.Because(err)
	}
	return b, nil
}
