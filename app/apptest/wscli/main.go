// Command wscli is a WebSocket client for the shell, as much of websocat as docs/live-client.md uses: lines of standard input
// become text frames, frames become lines of standard output. The test that runs that page calls it by websocat's name.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/fasthttp/websocket"
)

// headers collects the values of a flag that may stand several times.
type headers http.Header

// String is for flag.
func (h headers) String() string { return "" }

// Set takes "Name: value".
func (h headers) Set(line string) error {
	name, value, ok := strings.Cut(line, ":")
	if !ok {
		return errors.New("write a header as Name: value")
	}
	http.Header(h).Add(name, strings.TrimSpace(value))
	return nil
}

func main() {
	header := headers{}
	flag.Var(header, "H", "a header of the handshake, Name: value")
	flag.Parse()
	if err := talk(flag.Arg(0), http.Header(header)); err != nil {
		fmt.Fprintln(os.Stderr, "wscli:", err)
		os.Exit(1)
	}
}

func talk(url string, header http.Header) error {
	conn, res, err := websocket.DefaultDialer.Dial(url, header)
	if err != nil {
		if res != nil {
			return fmt.Errorf("%w: %s", err, res.Status)
		}
		return err
	}
	defer func() { _ = conn.Close() }()
	var writing sync.Mutex
	go func() {
		lines := bufio.NewScanner(os.Stdin)
		for lines.Scan() {
			writing.Lock()
			err := conn.WriteMessage(websocket.TextMessage, lines.Bytes())
			writing.Unlock()
			if err != nil {
				return
			}
		}
		goodbye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
		_ = conn.WriteControl(websocket.CloseMessage, goodbye, time.Now().Add(time.Second))
	}()
	for {
		_, text, err := conn.ReadMessage()
		var closed *websocket.CloseError
		switch {
		case errors.As(err, &closed):
			fmt.Fprintln(os.Stderr, "closed:", closed.Code)
			return nil
		case err != nil:
			return err
		}
		fmt.Println(string(text))
	}
}
