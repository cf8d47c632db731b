package text

import "strings"

// Steady is a name without the marks that turn the direction of writing until they are ended, so that it cannot turn the words
// that stand around it. What was written is kept as it is; this is for showing it among other words.
func Steady(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, name)
}
