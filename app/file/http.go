package file

import (
	"context"
	"mime"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/file/inspect"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/web"
)

// Stored is a file that is kept, as the API shows it.
type Stored struct {
	ID      string       `json:"id"`
	Name    string       `json:"name" doc:"as its sender called it"`
	Type    string       `json:"type" doc:"media type of what is sent: images are drawn anew, WebP as PNG or JPEG"`
	Size    int64        `json:"size" doc:"bytes"`
	Width   int          `json:"width,omitempty" doc:"pixels; images only"`
	Height  int          `json:"height,omitempty"`
	Moving  bool         `json:"moving,omitempty" doc:"an image that moves; its preview stands still"`
	URL     string       `json:"url" doc:"address on this site; who may read what names the file may fetch it"`
	Preview *PreviewView `json:"preview,omitempty" doc:"a smaller image, where there is one"`
}

// PreviewView is the smaller image.
type PreviewView struct {
	Width  int    `json:"width"`
	Height int    `json:"height"`
	URL    string `json:"url"`
}

// View shapes a file.
func (f File) View() Stored {
	v := Stored{ID: f.ID, Name: f.Name, Type: f.Media, Size: f.Size, Width: f.Width, Height: f.Height, Moving: f.Moving, URL: "/api/files/" + f.ID}
	if f.Preview != "" {
		v.Preview = &PreviewView{Width: f.PreviewWidth, Height: f.PreviewHeight, URL: v.URL + "/preview"}
	}
	return v
}

// Views shapes files by their ids.
func (s *Service) Views(ctx context.Context, ids []string) (map[string]Stored, error) {
	files, err := s.store.files(ctx, ids)
	views := make(map[string]Stored, len(files))
	for id, f := range files {
		views[id] = f.View()
	}
	return views, err
}

type uploadInput struct {
	web.Keyed
	web.Upload
	Disposition string `header:"Content-Disposition" doc:"the file's name: attachment; filename*=UTF-8''bild%20ett.png"`
}

type uploadOutput struct {
	Replay string `header:"Idempotent-Replay"`
	Body   event.Reference
}

type listOutput struct{ Body web.List[Stored] }

// Register adds the room's operations.
func (s *Service) Register(api huma.API) {
	upload := operation(http.MethodPost, "/api/files", "Send a file, to be named by what you write within 24 hours")
	upload.DefaultStatus = http.StatusCreated
	upload.Description = "The body is the file itself, at most 25 MiB, Content-Type what it is, and Content-Disposition holds its name. Images are drawn anew, without what stood beside the pixels (place, camera)."
	web.RegisterUpload(api, upload, inspect.Media(), s.uploadHTTP)
	web.Register(api, operation(http.MethodGet, "/api/files", "My files that nothing names yet"),
		func(ctx context.Context, _ *struct{}) (*listOutput, error) {
			files, err := s.Loose(ctx, actor.ViewerOf(ctx))
			views := make([]Stored, len(files))
			for i, f := range files {
				views[i] = f.View()
			}
			return &listOutput{web.All(views)}, err
		})
	web.Register(api, operation(http.MethodDelete, "/api/files/{id}", "Throw away my file that nothing names"),
		func(ctx context.Context, in *web.ByID) (*struct{}, error) {
			return nil, s.Drop(ctx, actor.ViewerOf(ctx), in.ID)
		})
	web.Register(api, content("/api/files/{id}", "The file itself"),
		func(ctx context.Context, in *web.ByID) (*web.ContentOutput, error) {
			return s.fetchHTTP(ctx, in.ID, false)
		})
	web.Register(api, content("/api/files/{id}/preview", "The smaller image of a file, or the file itself where it has none"),
		func(ctx context.Context, in *web.ByID) (*web.ContentOutput, error) {
			return s.fetchHTTP(ctx, in.ID, true)
		})
}

func operation(method, path, summary string) huma.Operation {
	return huma.Operation{Method: method, Path: path, Summary: summary, Tags: []string{"files"}}
}

// content is an operation that answers with bytes.
func content(path, summary string) huma.Operation {
	op := operation(http.MethodGet, path, summary)
	bytes := map[string]*huma.MediaType{"*/*": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}
	op.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: bytes}, "206": {Description: "The part that Range asked for", Content: bytes}}
	return op
}

var errNameless = fault.New(fault.Invalid, "file_name_invalid", "Say in Content-Disposition what the file is called: attachment; filename*=UTF-8''bild%20ett.png")

func (s *Service) uploadHTTP(ctx context.Context, in *uploadInput) (*uploadOutput, error) {
	by := actor.ViewerOf(ctx)
	if err := by.MayWrite(); err != nil {
		return nil, err
	}
	key, err := web.IdempotencyKey(ctx, by.Member)
	if err != nil {
		return nil, err
	}
	_, params, err := mime.ParseMediaType(in.Disposition)
	if err != nil || params["filename"] == "" {
		return nil, errNameless
	}
	if in.Announced() > inspect.MaxSize {
		return nil, inspect.ErrTooLarge
	}
	answer, err := s.Receive(ctx, by, key, Upload{Name: params["filename"], Media: in.Media(), Content: in.Content()})
	out := &uploadOutput{Body: answer}
	if answer.Replayed() {
		out.Replay = "true"
	}
	return out, err
}

func (s *Service) fetchHTTP(ctx context.Context, id string, preview bool) (*web.ContentOutput, error) {
	f, err := s.Fetch(ctx, actor.ViewerOf(ctx), id, preview)
	if err != nil {
		return nil, err
	}
	how, tag := "attachment", f.SHA256[:32]
	if f.Image() { // it was drawn by us
		how = "inline"
	}
	if preview {
		tag += "-preview"
	}
	return web.Send(web.Content{Body: f.Body, Size: f.Size, Media: f.Media, Disposition: inspect.Disposition(how, inspect.NameFor(f.Name, f.Media)), Tag: tag, Private: !f.Open}), nil
}
