package inspect

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"kraftsam/app/platform/fault"
)

// maxName is in bytes: as many as file systems take, so that everybody can save the file under its own name.
const maxName = 255

var errName = fault.New(fault.Invalid, "file_name_invalid", "Give the file another name: up to 255 bytes, without slashes, control characters and marks that turn the direction of writing.")

var _ = fault.Register("file_name_invalid")

// CheckName refuses a name that would show as another than it is, or lead elsewhere where it is saved.
func CheckName(name string) error {
	switch {
	case !utf8.ValidString(name), name == "", len(name) > maxName, strings.TrimSpace(name) != name, name[0] == '.':
		return errName
	case strings.ContainsFunc(name, misleading):
		return errName
	}
	return nil
}

// misleading: what separates paths, controls, separates lines or overrides the direction. Direction marks (U+200E, U+200F) are
// part of honest names in right-to-left scripts.
func misleading(r rune) bool {
	switch {
	case r == '/' || r == '\\' || r == utf8.RuneError || r == '\u2028' || r == '\u2029':
		return true
	case r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069':
		return true
	}
	return unicode.IsControl(r)
}

// Disposition is the header that says how a browser is to take the file (RFC 6266): the name in ASCII for those that know no better.
func Disposition(how, name string) string {
	const hex = "0123456789ABCDEF"
	var plain, whole strings.Builder
	for _, r := range name {
		if r < ' ' || r > '~' || r == '"' || r == '\\' || r == '%' {
			r = '_'
		}
		plain.WriteRune(r)
	}
	for _, b := range []byte(name) {
		if b < utf8.RuneSelf && (unicode.IsLetter(rune(b)) || unicode.IsDigit(rune(b)) || strings.IndexByte("!#$&+-.^_`|~", b) >= 0) {
			whole.WriteByte(b)
		} else {
			whole.Write([]byte{'%', hex[b>>4], hex[b&15]})
		}
	}
	return how + `; filename="` + plain.String() + `"; filename*=UTF-8''` + whole.String()
}
