package live

import "time"

// gatherFor is how far apart the deliveries of a topic are while a crowd comes in.
const gatherFor = 800 * time.Millisecond

// gather waits for as long as the events of the topic should, and looks again and again whether the crowd is in.
func (t *topic) gather() {
	for {
		pause := t.pause(t.hub.now())
		if pause == 0 {
			return
		}
		time.Sleep(min(pause, lull))
	}
}

// pause is how long the events of a topic that many watch wait for one another while thousands come back: a write to each of
// them for every single event would keep the others from coming in, and so make the crowd last.
func (t *topic) pause(now int64) time.Duration {
	if !t.hub.known.busy(now) {
		return 0
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.live <= crowdFrom {
		return 0
	}
	return max(0, time.Duration(t.given-now)+gatherFor)
}
