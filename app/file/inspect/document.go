package inspect

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode"
	"unicode/utf8"

	"kraftsam/app/platform/fault"
)

// pdfEdge is how far from its ends a PDF is searched: readers look as far for its end mark, browsers as far for another beginning.
const pdfEdge = 1024

// checkPDF wants a beginning and an end, and nothing in the file that opens as something else. What a PDF does when it is opened
// is the reader's matter: it is never shown here, only saved.
func checkPDF(f io.ReaderAt, size int64) error {
	head, err := portion(f, 0, pdfEdge)
	if err != nil {
		return err
	}
	tail, err := portion(f, max(0, size-pdfEdge), pdfEdge)
	if err != nil {
		return err
	}
	if !bytes.Contains(tail, []byte("%%EOF")) {
		return errBroken
	}
	lower := bytes.ToLower(head)
	for _, other := range []string{"<html", "<script", "<svg", "<!doctype", "pk\x03\x04"} {
		if bytes.Contains(lower, []byte(other)) {
			return errTwofold
		}
	}
	if z, err := zip.NewReader(f, size); err == nil && len(z.File) > 0 {
		return errTwofold
	}
	return nil
}

var errText = fault.New(fault.Invalid, "file_not_utf8", "This text is not stored as UTF-8. Save it with the encoding UTF-8 (in Excel: CSV UTF-8) and try again.")

var _ = fault.Register("file_not_utf8")

// checkText wants UTF-8 and no control characters but those of plain text: whoever sends anything else calls something text that is none.
func checkText(f io.ReaderAt, size int64) error {
	head, err := portion(f, 0, sniffed)
	switch {
	case err != nil:
		return err
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")): // UTF-16
		return errText
	case bytes.IndexByte(head, 0) >= 0:
		return errMismatch
	}
	r := bufio.NewReaderSize(io.NewSectionReader(f, 0, size), 64<<10)
	for {
		c, n, err := r.ReadRune()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case c == utf8.RuneError && n == 1:
			return errText
		case unicode.IsControl(c) && !bytes.ContainsRune([]byte("\t\n\v\f\r\x1a\x1b\u0085"), c):
			return errMismatch
		}
	}
}
