package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"path"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// file is one file of the built frontend in every form that it can be sent in.
type file struct {
	plain, gzip, brotli []byte
	media, tag          string
	immutable           bool
}

// files are the frontend's files by address.
type files map[string]*file

var media = map[string]string{
	".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".woff2": "font/woff2",
	".json": "application/json", ".webmanifest": "application/manifest+json", ".txt": "text/plain; charset=utf-8", ".html": "text/html; charset=utf-8",
	".png": "image/png", ".ico": "image/x-icon",
}

func readFiles(build fs.FS) (files, error) {
	all := files{}
	err := fs.WalkDir(build, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(build, name)
		if err != nil {
			return err
		}
		base, ext := name, path.Ext(name)
		if ext == ".gz" || ext == ".br" {
			base = strings.TrimSuffix(name, ext)
		}
		f := all["/"+base]
		if f == nil {
			f = &file{media: mediaOf(path.Ext(base)), immutable: strings.HasPrefix(base, "_app/immutable/")}
			all["/"+base] = f
		}
		switch ext {
		case ".gz":
			f.gzip = content
		case ".br":
			f.brotli = content
		default:
			sum := sha256.Sum256(content)
			f.plain, f.tag = content, `"`+hex.EncodeToString(sum[:8])+`"`
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the frontend: %w", err)
	}
	return all, nil
}

func mediaOf(ext string) string {
	if m, ok := media[ext]; ok {
		return m
	}
	if m := mime.TypeByExtension(ext); m != "" {
		return m
	}
	return "application/octet-stream"
}

// serve sends a file in the smallest form that the browser takes.
func (f *file) serve(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentType, f.media)
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	c.Set(fiber.HeaderETag, f.tag)
	c.Set(fiber.HeaderCacheControl, "no-cache")
	if f.immutable {
		c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	}
	if strings.Contains(c.Get(fiber.HeaderIfNoneMatch), f.tag) { // one of a list, or weakened by a proxy, it is the same file
		return c.SendStatus(fiber.StatusNotModified)
	}
	accepts := c.Get(fiber.HeaderAcceptEncoding)
	switch {
	case f.brotli != nil && takes(accepts, "br"):
		c.Set(fiber.HeaderContentEncoding, "br")
		return c.Send(f.brotli)
	case f.gzip != nil && takes(accepts, "gzip"):
		c.Set(fiber.HeaderContentEncoding, "gzip")
		return c.Send(f.gzip)
	}
	return c.Send(f.plain)
}

// takes reads Accept-Encoding as far as browsers use it: a coding counts unless its weight is zero.
func takes(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(name) == coding {
			q, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(weight), "q="), 64)
			return err != nil || q > 0
		}
	}
	return false
}
