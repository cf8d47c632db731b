package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// place is where the thread's topic stood when it was started.
type place struct {
	ID    string `json:"id"`
	Topic string `json:"topic"`
	Seq   int64  `json:"seq"`
	Epoch string `json:"epoch"`
}

// writer starts the thread and posts in it.
type writer struct {
	options
	place place
	calls int
	seq   int64
}

func (w *writer) begin() error {
	body := map[string]string{"title": "Load " + time.Now().Format(time.TimeOnly), "text": "The first post."}
	err := w.call("/api/areas/"+w.area+"/threads", body, &w.place)
	w.seq = w.place.Seq
	return err
}

// post writes at an even pace; a post that is late does not delay the next ones.
func (w *writer) post() (n int, err error) {
	begun := time.Now()
	gap := time.Duration(float64(time.Second) / w.rate)
	for ; time.Since(begun) < w.length; n++ {
		time.Sleep(time.Until(begun.Add(time.Duration(n) * gap)))
		var at place
		text := stampWord + strconv.FormatInt(time.Now().UnixNano(), 10) + " " + strings.Repeat("lorem ", 30)
		if err := w.call("/api/threads/"+w.place.ID+"/posts", map[string]string{"text": text}, &at); err != nil {
			return n, err
		}
		w.seq = at.Seq
	}
	return n, nil
}

func (w *writer) last() int64 { return w.seq }

func (w *writer) call(path string, body any, answer any) error {
	text, _ := json.Marshal(body) // strings
	req, err := http.NewRequest(http.MethodPost, w.url+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	w.calls++
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+w.token)
	req.Header.Set("Idempotency-Key", fmt.Sprintf("load-%d-%d", time.Now().UnixNano(), w.calls))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusCreated {
		return fmt.Errorf("%s answers %s", path, res.Status)
	}
	return json.NewDecoder(res.Body).Decode(answer)
}
