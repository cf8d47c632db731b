package text

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// undivided are the Latin letters of our languages that Unicode does not take apart into a plain one and a mark.
var undivided = strings.NewReplacer("æ", "ae", "ø", "o", "đ", "d", "ð", "d", "ŋ", "n", "ŧ", "t", "þ", "th", "ß", "ss", "ł", "l")

// Slug gives s as a part of a file's name that every system takes: small letters a to z and digits, with hyphens between words, at most
// so many of them, whole words where one fits. What has no such letter is left out, so that nothing may be left.
func Slug(s string, most int) string {
	var b strings.Builder
	apart := false
	for _, r := range norm.NFKD.String(undivided.Replace(strings.ToLower(s))) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if apart && b.Len() > 0 {
				b.WriteByte('-')
			}
			apart = false
			b.WriteRune(r)
		case !unicode.Is(unicode.Mn, r):
			apart = true
		}
	}
	slug := b.String()
	if len(slug) <= most {
		return slug
	}
	if end := strings.LastIndexByte(slug[:most+1], '-'); end > 0 {
		return slug[:end]
	}
	return slug[:most]
}
