package outside

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// rawRequest sends a request over a connection of its own, and reads while it still writes: a server that
// refuses a big body answers before it has read all of it.
func (c caller) rawRequest(method, path string, body []byte, extra ...string) (answer, error) {
	conn, err := net.DialTimeout("tcp", c.n.addr, 5*time.Second)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	var head bytes.Buffer
	fmt.Fprintf(&head, "%s %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n", method, path, c.s.host(), len(body))
	if c.bearer != "" {
		fmt.Fprintf(&head, "Authorization: Bearer %s\r\n", c.bearer)
	}
	for i := 0; i+1 < len(extra); i += 2 {
		fmt.Fprintf(&head, "%s: %s\r\n", extra[i], extra[i+1])
	}
	head.WriteString("\r\n")
	go func() {
		if _, err := conn.Write(head.Bytes()); err == nil {
			_, _ = conn.Write(body)
		}
	}()
	return readAnswer(bufio.NewReader(conn), method, path)
}

// readAnswer reads one answer from a connection.
func readAnswer(in *bufio.Reader, method, path string) (answer, error) {
	res, err := http.ReadResponse(in, &http.Request{Method: method})
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = res.Body.Close() }()
	if res.Close {
		res.Header.Set("Connection", "close") // net/http takes it away
	}
	got, err := io.ReadAll(res.Body)
	if err != nil {
		return answer{}, err
	}
	return answer{method + " " + path, res.StatusCode, res.Header, got}, nil
}
