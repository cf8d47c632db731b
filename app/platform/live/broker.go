package live

// Channel is one of the few fixed channels between nodes.
type Channel string

// The channels: there is none for each topic, so that following one costs the broker nothing.
const (
	channelEvents  Channel = "live:events"
	channelSignals Channel = "live:signals"
)

// Channels lists them.
var Channels = []Channel{channelEvents, channelSignals}

// Handler is who hears a broker's messages.
type Handler struct {
	Message func(message []byte) // one at a time; the bytes are its own
	Gap     func()               // messages may have been lost: the connection was made anew
}

// Broker carries messages between nodes: the wake-up, never the truth. It may lose, repeat, delay and reorder them.
type Broker interface {
	// Publish never waits: what cannot be taken now is dropped.
	Publish(channel Channel, message []byte)
	// Subscribe hears all channels until the returned function is called, after which nothing more is heard. A node hears its
	// own messages too.
	Subscribe(Handler) (unsubscribe func())
	// Up says whether messages go through at the moment, as far as is known.
	Up() bool
	// Alone says that nobody else can hear, so that there is nothing to publish.
	Alone() bool
	// Drops counts what was not passed on.
	Drops() int64
	// Close ends everything.
	Close() error
}
