package apptest_test

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"kraftsam/app/apptest"
	"kraftsam/app/apptest/built"
)

func called(media, name string, more ...string) map[string]string {
	h := map[string]string{"Content-Type": media, "Content-Disposition": "attachment; filename*=UTF-8''" + name}
	for i := 0; i+1 < len(more); i += 2 {
		h[more[i]] = more[i+1]
	}
	return h
}

func TestFilesOverHTTP(t *testing.T) {
	png, key := string(built.APNG(1500, 10)), []string{"Idempotency-Key", "en-fil"}
	apptest.Run(t, []apptest.Case{
		{Name: "a visitor", Do: "POST /api/files", Header: called(built.PNG, "a.png"), Body: png, Want: 401, Code: "session_missing"},
		{Name: "a token that reads", As: "Ada reading", Do: "POST /api/files", Header: called(built.PNG, "a.png"), Body: png, Want: 403, Code: "scope_insufficient"},
		{Name: "without a key", As: "Ada", Do: "POST /api/files", Header: called(built.PNG, "a.png", "Idempotency-Key", ""), Body: png, Want: 428, Code: "idempotency_key_missing"},
		{Name: "without a name", As: "Ada", Do: "POST /api/files", Header: map[string]string{"Content-Type": built.PNG}, Body: png, Want: 422, Code: "file_name_invalid"},
		{Name: "with an empty name", As: "Ada", Do: "POST /api/files", Header: called(built.PNG, ""), Body: png, Want: 422, Code: "file_name_invalid"},
		{Name: "with a name that turns round", As: "Ada", Do: "POST /api/files", Header: called(built.PNG, "bild%E2%80%AEgnp.png"), Body: png, Want: 422, Code: "file_name_invalid"},
		{Name: "nothing", As: "Ada", Do: "POST /api/files", Header: called(built.PNG, "a.png"), Want: 422, Code: "file_empty"},
		{Name: "JSON", As: "Ada", Do: "POST /api/files", Header: map[string]string{"Content-Disposition": "attachment; filename=a.json"}, Body: `{}`, Want: 415, Code: "file_kind_refused"},
		{Name: "as something else", As: "Ada", Do: "POST /api/files", Header: called(built.JPEG, "a.jpg"), Body: png, Want: 415, Code: "file_mismatch"},
		{Name: "too large", As: "Ada", Do: "POST /api/files", Header: called(built.Text, "a.txt"), Body: strings.Repeat("a", built.MaxSize+1), Want: 413, Code: "file_too_large"},
		{Name: "far too large", As: "Ada", Do: "POST /api/files", Header: called(built.Text, "a.txt"), Body: strings.Repeat("a", 40<<20), Want: 413, Code: "file_too_large"},
		{Name: "Ada sends one", As: "Ada", Do: "POST /api/files", Header: called(built.PNG, "%C3%85re%20%22ett%22.png", key...), Body: png, Want: 201, Keep: "file",
			Holds: []string{`"topic":"member:{Ada}"`}, Lacks: []string{"Åre", "Idempotent-Replay"}},
		{Name: "and again", As: "Ada", Do: "POST /api/files", Header: called(built.PNG, "%C3%85re%20%22ett%22.png", key...), Body: png, Want: 201, Holds: []string{`"id":"{file}"`, "Idempotent-Replay: true"}},
		{Name: "another under its key", As: "Ada", Do: "POST /api/files", Header: called(built.PNG, "b.png", key...), Body: png, Want: 422, Code: "idempotency_key_reused"},
		{Name: "it is hers", As: "Ada", Do: "GET /api/files", Want: 200, Holds: []string{`"id":"{file}"`, `"name":"Åre \"ett\".png"`, `"width":1500`, `"preview":{"width":1200,"height":8,"url":"/api/files/{file}/preview"}`}},
		{Name: "not Bo's", As: "Bo", Do: "GET /api/files", Want: 200, Lacks: []string{"{file}"}},
		{Name: "nor anybody's", Do: "GET /api/files/{file}", Want: 404, Code: "file_unknown"},
		{Name: "Bo starts a thread with it", As: "Bo", Do: "POST /api/areas/energi/threads", Body: `{"title":"a","text":"b","attachments":[{"id":"{file}","decorative":true}]}`, Want: 422, Code: "file_unknown"},
		{Name: "Ada does, and says nothing of it", As: "Ada", Do: "POST /api/areas/energi/threads", Body: `{"title":"a","text":"b","attachments":[{"id":"{file}"}]}`, Want: 422, Code: "alt_missing", Holds: []string{`"location":"body.attachments[0].alt"`}},
		{Name: "and describes it", As: "Ada", Do: "POST /api/areas/energi/threads", Body: `{"title":"a","text":"b","attachments":[{"id":"{file}","alt":"Åre <i>"}]}`, Want: 201, Keep: "thread",
			Events: []string{"area:energi thread.added", "thread:{thread} thread.added"}},
		{Name: "everybody sees it", Do: "GET /api/threads/{thread}/posts", Want: 200, Holds: []string{`"attachments":[{"id":"{file}"`, `"url":"/api/files/{file}"`, `"alt":"Åre <i>"`}},
		{Name: "without scripts too", Do: "GET /threads/{thread}", Want: 200, Holds: []string{`<img src="/api/files/{file}/preview" width="1200" height="8" alt="Åre &lt;i&gt;" loading="lazy">`}},
		{Name: "and fetches it", Do: "GET /api/files/{file}", Want: 200, Holds: []string{"Content-Type: image/png", "Cache-Control: private, no-cache", "Content-Security-Policy: sandbox; default-src 'none'",
			"X-Content-Type-Options: nosniff", "Cross-Origin-Resource-Policy: same-origin", "Content-Disposition: inline; filename=\"_re _ett_.png\"; filename*=UTF-8''%C3%85re%20%22ett%22.png", "Accept-Ranges: bytes"}},
		{Name: "the smaller one", Do: "GET /api/files/{file}/preview", Want: 200, Holds: []string{"Content-Type: image/jpeg", `filename="_re _ett_.jpg"`}},
		{Name: "a part of it", Do: "GET /api/files/{file}", Header: map[string]string{"Range": "bytes=1-3"}, Want: 206, Holds: []string{"Content-Range: bytes 1-3/", "PNG", "Content-Length: 3"}},
		{Name: "a part that is not there", Do: "GET /api/files/{file}", Header: map[string]string{"Range": "bytes=999999-"}, Want: 200},
		{Name: "a part of another version", Do: "GET /api/files/{file}", Header: map[string]string{"Range": "bytes=1-3", "If-Range": `"x"`}, Want: 200},
		{Name: "only its head", Do: "HEAD /api/files/{file}", Want: 200, Holds: []string{"Content-Type: image/png"}, Lacks: []string{"IHDR"}},
		{Name: "Ada throws it away", As: "Ada", Do: "DELETE /api/files/{file}", Want: 409, Code: "file_held"},
		{Name: "Bo does", As: "Bo", Do: "DELETE /api/files/{file}", Want: 404, Code: "file_unknown"},
		{Name: "a table", As: "Ada", Do: "POST /api/files", Header: called(built.CSV, "a.csv"), Body: "a;b\n", Want: 201, Keep: "table"},
		{Name: "is saved, not shown, and kept by no browser while it is hers", As: "Ada", Do: "GET /api/files/{table}", Want: 200, Holds: []string{"Content-Disposition: attachment;", "Cache-Control: no-store", "a;b"}},
		{Name: "she throws it away", As: "Ada", Do: "DELETE /api/files/{table}", Want: 204},
		{Name: "another spelling of the address takes none", As: "Ada", Do: "POST //api/files", Header: called(built.PNG, "a.png"), Body: png, Want: 405, Code: "method_not_allowed"},
	})
}

// What did not change is not sent again; whoever lost the right is not told that it did not change.
func TestFetchingAgain(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		id := v.File(t, "Ada")
		res, _ := v.Call(t, "Ada", "GET /api/files/"+id, "", nil)
		tag := map[string]string{"If-None-Match": res.Header.Get("ETag")}
		if again, body := v.Call(t, "Ada", "GET /api/files/"+id, "", tag); again.StatusCode != http.StatusNotModified || len(body) > 0 {
			t.Errorf("%d, %d bytes", again.StatusCode, len(body))
		}
		if other, _ := v.Call(t, "Bo", "GET /api/files/"+id, "", tag); other.StatusCode != http.StatusNotFound {
			t.Errorf("%d", other.StatusCode)
		}
	})
}

// A line that breaks in the middle of a file leaves nothing, and the next request is served.
func TestALineThatBreaks(t *testing.T) {
	apptest.Each(t, func(t *testing.T, v *apptest.Village) {
		conn, err := net.Dial("tcp", strings.TrimPrefix(v.Serve(t), "http://"))
		if err != nil {
			t.Fatal(err)
		}
		_, err = fmt.Fprintf(conn, "POST /api/files HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nIdempotency-Key: x\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=a.png\r\nContent-Length: 100000\r\n\r\n%s",
			v.Token(t, "Ada", "write"), bytes.Repeat([]byte("x"), 30_000))
		if err != nil {
			t.Fatal(err)
		}
		if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
			t.Fatal(err)
		}
		_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
		answer := make([]byte, 4096)
		n, _ := conn.Read(answer)
		_ = conn.Close()
		if !bytes.Contains(answer[:n], []byte("body_cut")) {
			t.Errorf("%s", answer[:n])
		}
		if files, err := v.Files.Loose(ctx, v.Viewer(t, "Ada")); err != nil || len(files) > 0 {
			t.Errorf("%v, %v", files, err)
		}
		v.File(t, "Ada")
	})
}
