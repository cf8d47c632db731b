package live

// Sessions gives the sessions and tokens that hold a connection to this node, or wait in a poll, each once.
func (h *Hub) Sessions() []string {
	seen := map[string]bool{}
	var list []string
	for _, g := range h.everyone() {
		if id := g.watcher().Session; id != "" && !seen[id] {
			seen[id] = true
			list = append(list, id)
		}
	}
	return list
}
