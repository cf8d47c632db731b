package notice

// Kind is what a notice is about; a member chooses for each how it may reach them.
type Kind string

// The kinds, from what is most theirs to what is least. Of one event a member is told the first that fits.
const (
	Asked      Kind = "asked"      // something is asked of you
	Workshop   Kind = "workshop"   // you are invited to one, or what you come to is not as it was
	Mention    Kind = "mention"    // you are called upon
	Reply      Kind = "reply"      // you are answered
	Membership Kind = "membership" // what was decided of whom you speak for
	Decided    Kind = "decided"    // a conclusion, or what became of a ballot
	Ballot     Kind = "ballot"     // one begins, ends soon, or is over
	Thread     Kind = "thread"     // a thread begins where you follow the area
	Post       Kind = "post"       // somebody writes in a thread that you follow
)

// Kinds are all kinds in the order of their weight.
var Kinds = []Kind{Asked, Workshop, Mention, Reply, Membership, Decided, Ballot, Thread, Post}

// Reason is why a member is told.
type Reason string

// The reasons.
const (
	ByName         Reason = "named"         // you were named
	ByOrganisation Reason = "organisation"  // an organisation was that you speak for
	ByReply        Reason = "replied"       // it answers what you wrote
	ByQuestion     Reason = "you_asked"     // it answers what you asked
	ByThread       Reason = "follow_thread" // you follow the thread
	ByArea         Reason = "follow_area"   // you follow the area
	ByTakingPart   Reason = "take_part"     // you take part where it is held
	ByOwning       Reason = "yours"         // it is about you, or about what you began
)

// Channel is a way out of the house. The bell is none: what stands there is always there.
type Channel string

// The channels.
const (
	Push  Channel = "push"
	Mail  Channel = "mail"  // at once
	Brief Channel = "brief" // in the morning's letter
)

// Channels are all channels.
var Channels = []Channel{Push, Mail, Brief}

// usual says what holds for a kind and channel where a member chose nothing: a push for what is most theirs, which reaches only
// those who asked for it on a device, a mail at once for what has a date in one's calendar, and the brief for all.
func usual(k Kind, c Channel) bool {
	switch c {
	case Push:
		return k == Asked || k == Workshop || k == Mention || k == Reply
	case Mail:
		return k == Workshop
	}
	return k != Membership // a letter told it already
}
