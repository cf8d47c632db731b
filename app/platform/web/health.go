package web

import (
	"context"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
)

// readyTimeout bounds the check of the database.
const readyTimeout = 2 * time.Second

func (s *Server) health() {
	s.app.Get("/livez", func(c *fiber.Ctx) error {
		return c.JSON(Readiness{Status: "ok"})
	})
	s.app.Get("/readyz", func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderCacheControl, "no-store")
		ctx, cancel := context.WithTimeout(c.UserContext(), readyTimeout)
		defer cancel()
		r, err := s.opts.Ready(ctx)
		if err != nil {
			return err
		}
		return c.JSON(r)
	})
}

// long says whether an address may take longer than an ordinary request.
func long(path string) bool {
	return path == "/api/live" || strings.HasPrefix(path, "/api/topics/")
}
