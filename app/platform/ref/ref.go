// Package ref names a thing without knowing what it is: a kind and an id. Rooms use it to point at what belongs to
// other rooms, so that no room must import another only to remember where something came from.
package ref

import (
	"github.com/google/uuid"
)

// Ref points at one thing: Kind is the noun in lower case ("post", "member"), ID its id.
type Ref struct {
	Kind string
	ID   string
}

// String is the form of topics and logs: "kind:id".
func (r Ref) String() string { return r.Kind + ":" + r.ID }

// NewID makes a UUIDv7: sortable by the time of its making and safe to make on any node.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// maxID bounds what an id may be in any address or body of the API.
const maxID = 40

// ValidID says whether s can be an id at all: 1–40 characters of [0-9A-Za-z_-]. Anything else is refused before it
// comes near a query.
func ValidID(s string) bool {
	if s == "" || len(s) > maxID {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_', c == '-':
		default:
			return false
		}
	}
	return true
}
