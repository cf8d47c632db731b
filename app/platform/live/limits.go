package live

import "time"

// Limits are the numbers of the protocol. A zero means its default; tests make the durations short.
type Limits struct {
	MemberConnections  int   // connections a member; negative: any number
	AddressConnections int   // connections an address prefix (/32, /64); negative: any number
	QueueBytes         int   // live events that may wait for one connection
	CatchupEvents      int64 // how far behind a subscribe may be
	SignalsPerSecond   int   // of one connection
	Topics             int   // of one connection
	FrameBytes         int64 // of a client's frame
	Frames             int   // of a client in ten times FrameSlot
	PortionEvents      int   // read from the log at once for somebody who catches up

	Sweep      time.Duration // between two looks at the log
	Fresh      time.Duration // without a look for this long nothing with content is sent
	Rights     time.Duration // within which every subscription's right is asked again
	Ping       time.Duration // between two pings
	Silence    time.Duration // nothing heard: 1001
	Stalled    time.Duration // something waited and nothing was taken: 4408
	Closing    time.Duration // for the close frame to be taken
	Drain      time.Duration // reading and dropping after the close frame
	StopSpread time.Duration // 1012 comes at a random moment within this
	Presence   time.Duration // between two presence signals of a topic
	FrameSlot  time.Duration // a tenth of the span in which a client's frames are counted
	Database   time.Duration // the longest that one question may take
	Wait       time.Duration // the longest that a long-poll waits
}

func or[T int | int64 | time.Duration](value *T, usual T) {
	if *value == 0 {
		*value = usual
	}
}

// withDefaults fills in what was left out.
func (l Limits) withDefaults() Limits {
	or(&l.MemberConnections, 20)
	or(&l.AddressConnections, 100)
	or(&l.QueueBytes, 256<<10)
	or(&l.CatchupEvents, 1000)
	or(&l.SignalsPerSecond, 5)
	or(&l.Topics, 100)
	or(&l.FrameBytes, 4096)
	or(&l.Frames, 300)
	or(&l.PortionEvents, 100)
	or(&l.Sweep, time.Second)
	or(&l.Fresh, 2*time.Second)
	or(&l.Rights, 30*time.Second)
	or(&l.Ping, 25*time.Second)
	or(&l.Silence, time.Minute)
	or(&l.Stalled, 10*time.Second)
	or(&l.Closing, 5*time.Second)
	or(&l.Drain, time.Second)
	or(&l.StopSpread, 3*time.Second)
	or(&l.Presence, 2*time.Second)
	or(&l.FrameSlot, time.Second)
	or(&l.Database, 5*time.Second)
	or(&l.Wait, 25*time.Second)
	return l
}
