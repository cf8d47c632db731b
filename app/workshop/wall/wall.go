// Package wall is the notes of a workshop's steps that write and cluster: written hidden, shown all at once, merged, put into
// clusters, and weighed with dots. It knows no pixels and nothing of whose turn it is. It is a part of workshop, private to that room.
//
// What a hidden note says, and that one certain note is there, is told to nobody but its author, as all watchers share one topic: an event
// of a hidden wall carries counts, and one's own notes come by reading alone. Who gave which dot is told to nobody but them.
package wall

import (
	"strings"
	"time"

	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/text"
)

// Wall is what the notes of one or more steps hang on. Its id is that of the step that it was made for.
type Wall struct {
	ID         string
	WorkshopID string
	Phase      Phase
	Dots       int64 // how many each participant has
	DotsHidden bool  // until the wall is done
	Named      bool  // notes say who wrote them
	Arranging  string
	RevealedAt *time.Time
	RevealedBy *string
	CreatedAt  time.Time
	Version    int64 // of the phase and the settings
}

// Phase is what can be done on a wall.
type Phase string

// The phases. A wall goes from any to any other but the first: what everybody has read cannot be unread, and a wall that is hidden
// again would promise a secrecy to those who write next that it did not keep to those before.
const (
	Hidden     Phase = "hidden"     // each writes, and sees their own
	Revealed   Phase = "revealed"   // all read
	Clustering Phase = "clustering" // notes are merged and moved
	Dotting    Phase = "dots"       // nothing moves, and all weigh
	Finished   Phase = "done"
)

var phases = []Phase{Hidden, Revealed, Clustering, Dotting, Finished}

// Who arranges a wall.
const (
	Everybody    = "everybody"
	Facilitators = "facilitators"
)

// Note is what somebody wrote on a wall. Cluster and IntoID are empty where it stands by itself.
type Note struct {
	ID            string
	WallID        string
	ParticipantID string
	WrittenBy     *string // the facilitator who wrote on behalf of the participant
	Text          string
	Late          bool // written after the workshop had ended
	ClusterID     string
	Place         int64
	IntoID        string // the note that it was merged into, of which it is a source
	At            time.Time
	EditedAt      *time.Time
	WithdrawnAt   *time.Time
	WithdrawnBy   *string
	Why           string // a facilitator withdrew it; told to its author
	Version       int64
}

// Cluster is notes that belong together.
type Cluster struct {
	ID        string
	WallID    string
	Name      string // may be empty
	Place     int64
	CreatedBy string // participant, or member who facilitates
	CreatedAt time.Time
	RemovedBy *string
	RemovedAt *time.Time
	Version   int64
}

// The events, on the topic of the workshop. Which of the shapes they show follows from the kind of their ref.
const (
	Changed        = "wall.changed" // phase or settings
	Counted        = "wall.counted" // notes of a hidden wall came or went
	Linked         = "walls.linked"
	NoteAdded      = "note.added"
	NoteChanged    = "note.changed"
	NoteWithdrawn  = "note.withdrawn"
	ClusterAdded   = "cluster.added"
	ClusterChanged = "cluster.changed"
	ClusterRemoved = "cluster.removed"
	Dotted         = "wall.dotted" // dots of one target, or of the whole wall
)

// The kinds of refs in the events. The id of links is that of the workshop, of dots that of the wall, of one target's dots the target's.
const (
	wallKind    = "wall"
	linksKind   = "walls"
	noteKind    = "note"
	clusterKind = "cluster"
	dotsKind    = "dots"
	dotKind     = "dot"
)

// Limits of a wall.
const (
	maxText     = 1000 // characters
	maxName     = 200
	maxWhy      = 1000
	maxNotes    = 2000
	maxClusters = 100
	maxDots     = 10
	usualDots   = 3
)

var (
	errNoWall      = fault.New(fault.NotFound, "wall_unknown", "There is no such wall in this workshop.")
	errNoNote      = fault.New(fault.NotFound, "note_unknown", "There is no such note on this wall.")
	errNoCluster   = fault.New(fault.NotFound, "cluster_unknown", "There is no such cluster on this wall.")
	errGone        = fault.New(fault.Conflict, "note_withdrawn", "This note was withdrawn.")
	errStale       = fault.New(fault.Stale, "version_stale", "Somebody changed this in the meantime. Compare with the present version and try again.")
	errPhase       = fault.New(fault.Conflict, "wall_phase", "The wall has not come so far, or has come further.")
	errRevealed    = fault.New(fault.Conflict, "wall_revealed", "What everybody has read cannot be hidden again.")
	errNotYours    = fault.New(fault.Forbidden, "forbidden", "Nobody changes the words of another's note.")
	errNotArranger = fault.New(fault.Forbidden, "forbidden", "Only those who facilitate this workshop arrange this wall.")
	errOutside     = fault.New(fault.Forbidden, "workshop_outside", "Join the workshop first.")
	errOver        = fault.New(fault.Conflict, "workshop_not_open", "This workshop is not open for contributions now.")
	errFull        = fault.New(fault.Conflict, "wall_full", "A wall has at most 2,000 notes.")
	errClusters    = fault.New(fault.Conflict, "clusters_too_many", "A wall has at most 100 clusters.")
	errBegun       = fault.New(fault.Conflict, "wall_begun", "Notes or dots are there already, that were given on other terms.")
	errEmpty       = fault.InField("body.text", "text_empty", "Write something: the note is empty.")
	errLong        = fault.InField("body.text", "wall_note_too_long", "A note has at most 1,000 characters.")
	errLongName    = fault.InField("body.name", "words_too_long", "A name has at most 200 characters.")
	errWhy         = fault.InField("body.why", "note_why_empty", "Say why, for whoever wrote it.")
	errLongWhy     = fault.InField("body.why", "words_too_long", "At most 1,000 characters.")
	errPhaseWord   = fault.InField("body.phase", "phase_unknown", "A wall can be revealed, clustering, dots or done.")
	errDotsRange   = fault.InField("body.dots", "dots_invalid", "Each has 1 to 10 dots.")
	errArranging   = fault.InField("body.arranging", "arranging_unknown", "Everybody arranges a wall, or facilitators do.")
	errTwoPlaces   = fault.InField("body.into", "place_invalid", "A note goes into another, or to a place of its own; not both.")
	errSpread      = fault.InField("body.dots", "dots_invalid", "These are more dots than you have, or fewer than one on something.")
	errTarget      = fault.InField("body.dots", "target_unknown", "A dot is put on a note or a cluster that is there.")
	errInList      = fault.InField("body.notes", "note_unknown", "One of these notes is not on this wall, or was withdrawn.")
	errLink        = fault.InField("body.to", "wall_unknown", "A step works on the wall of a step of this workshop that writes or clusters.")
)

var _ = fault.Register("wall_unknown", "note_unknown", "cluster_unknown", "note_withdrawn", "wall_phase", "wall_revealed", "wall_full", "clusters_too_many", "wall_begun",
	"phase_unknown", "wall_note_too_long", "note_why_empty", "dots_invalid", "arranging_unknown", "place_invalid", "target_unknown")

func wallRef(id string) ref.Ref    { return ref.Ref{Kind: wallKind, ID: id} }
func noteRef(id string) ref.Ref    { return ref.Ref{Kind: noteKind, ID: id} }
func clusterRef(id string) ref.Ref { return ref.Ref{Kind: clusterKind, ID: id} }
func linksRef(id string) ref.Ref   { return ref.Ref{Kind: linksKind, ID: id} }
func dotsRef(id string) ref.Ref    { return ref.Ref{Kind: dotsKind, ID: id} }
func dotRef(target string) ref.Ref { return ref.Ref{Kind: dotKind, ID: target} }

// checkText says whether a note can say this. It is kept byte for byte.
func checkText(s string) error {
	switch n := text.Length(s); {
	case n > maxText:
		return errLong
	case strings.TrimFunc(s, text.Blank) == "":
		return errEmpty
	}
	return nil
}

// takesNotes refuses new and other words once people weigh them, but for those who could not be there.
func (w Wall) takesNotes(late bool) error {
	if late || w.Phase == Hidden || w.Phase == Revealed || w.Phase == Clustering {
		return nil
	}
	return errPhase
}

// arrangedBy refuses to move anything at any other time, or by others than the wall says.
func (w Wall) arrangedBy(facilitates bool) error {
	switch {
	case w.Arranging == Facilitators && !facilitates:
		return errNotArranger
	case w.Phase != Clustering:
		return errPhase
	}
	return nil
}

// showsDots says whether everybody sees where the dots are.
func (w Wall) showsDots() bool { return !w.DotsHidden || w.Phase == Finished }

func (n Note) withdrawn() bool { return n.WithdrawnAt != nil }
