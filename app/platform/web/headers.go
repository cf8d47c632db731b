package web

import (
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// serviceWorker is the address of the script that runs while no page is open. It fetches from this house and nothing else.
const serviceWorker = "/service-worker.js"

// headers gives every answer what a browser must know to keep the page to itself.
func (s *Server) headers(c *fiber.Ctx) {
	c.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	if c.Path() == serviceWorker {
		c.Set("Content-Security-Policy", "default-src 'none'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	}
	c.Set("X-Content-Type-Options", "nosniff")
	c.Set("Referrer-Policy", "same-origin")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
	if s.opts.URL.Scheme == "https" {
		c.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
	}
	if strings.HasPrefix(c.Path(), "/api/") || strings.HasPrefix(c.Path(), "/auth/") {
		c.Set(fiber.HeaderCacheControl, "no-store")
	}
}

var inlineScript = regexp.MustCompile(`(?s)<script>(.*?)</script>`)

// announcerStyle is the one style attribute that the frontend's framework writes: it hides its page announcer.
const announcerStyle = "position: absolute; left: 0; top: 0; clip: rect(0 0 0 0); clip-path: inset(50%); overflow: hidden; white-space: nowrap; width: 1px; height: 1px"

// pagePolicy is the Content-Security-Policy of pages: nothing from elsewhere, no inline code but the start script, by its hash.
func (s *Server) pagePolicy(shell string) string {
	scripts := []string{"'self'"}
	for _, m := range inlineScript.FindAllStringSubmatch(shell, -1) {
		scripts = append(scripts, hash(m[1]))
	}
	socket := "ws://" + s.opts.URL.Host
	if s.opts.URL.Scheme == "https" {
		socket = "wss://" + s.opts.URL.Host
	}
	rules := []string{
		"default-src 'none'", "script-src " + strings.Join(scripts, " "), "style-src 'self'", "style-src-attr 'unsafe-hashes' " + hash(announcerStyle),
		"img-src 'self' blob:", "font-src 'self'", "connect-src 'self' " + socket, "manifest-src 'self'", "worker-src 'self'",
		"media-src 'self' blob:", "form-action 'self'", "base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'",
		"require-trusted-types-for 'script'", "trusted-types svelte-trusted-html sveltekit-trusted-url app",
	}
	if s.opts.URL.Scheme == "https" {
		rules = append(rules, "upgrade-insecure-requests")
	}
	return strings.Join(rules, "; ")
}

func hash(code string) string {
	sum := sha256.Sum256([]byte(code))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
