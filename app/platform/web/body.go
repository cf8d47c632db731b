package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"

	"kraftsam/app/platform/fault"
)

var (
	errMalformed  = fault.New(fault.Malformed, "body_malformed", "The body is not valid JSON.")
	errTooLarge   = fault.New(fault.TooLarge, "body_too_large", "The body is too large.")
	errUnstorable = fault.New(fault.Invalid, "text_unstorable", "The text holds a character that cannot be stored (NUL or half of a surrogate pair).")
	errRepeated   = fault.New(fault.Malformed, "body_malformed", "The body names a field twice.")
	errDeep       = fault.New(fault.Malformed, "body_malformed", "The body is nested too deeply.")
)

// maxDepth bounds the nesting of a JSON body; nothing in the API needs more than three.
const maxDepth = 32

// AnyBody marks, in an operation's metadata, that its body is not looked at, whatever it is.
const AnyBody = "any body"

// readable refuses a body before anything decodes it: encoding/json would silently turn what cannot be stored into U+FFFD, and
// take the last of two fields of one name.
func readable(api huma.API) func(ctx huma.Context, next func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		c := humafiber.UnwrapV2(ctx)
		if isUpload(c) {
			next(ctx)
			return
		}
		body := c.Body()
		if len(body) == 0 || ctx.Method() == "GET" || ctx.Method() == "DELETE" && ctx.Operation().RequestBody == nil {
			next(withBody{ctx, body})
			return
		}
		if ctx.Operation().Metadata[AnyBody] == true {
			if int64(len(body)) > ctx.Operation().MaxBodyBytes {
				_ = huma.WriteErr(api, ctx, 400, "refused", errTooLarge)
				return
			}
			next(ctx)
			return
		}
		if err := readableBody(c.Get("Content-Type"), body, ctx.Operation().MaxBodyBytes); err != nil {
			_ = huma.WriteErr(api, ctx, 400, "refused", err)
			return
		}
		next(withBody{ctx, body})
	}
}

// request is Huma's word for one under another name: embedded, its own would hide its method Context.
type request = huma.Context

// withBody is a request whose body was read already.
type withBody struct {
	request
	body []byte
}

// Unwrap gives the request as it came.
func (w withBody) Unwrap() huma.Context { return w.request }

// BodyReader reads the body again.
func (w withBody) BodyReader() io.Reader { return bytes.NewReader(w.body) }

func readableBody(contentType string, body []byte, limit int64) error {
	if media, _, err := mime.ParseMediaType(contentType); err != nil || media != "application/json" {
		return errUnsupported
	}
	if int64(len(body)) > limit {
		return errTooLarge
	}
	if !utf8.Valid(body) {
		return errMalformed
	}
	if err := wellFormed(body); err != nil {
		return err
	}
	if unstorable(body) {
		return errUnstorable
	}
	return nil
}

// wellFormed says whether body is exactly one JSON value, not too deep, without a repeated field.
func wellFormed(body []byte) error {
	if err := shallow(body); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := value(d); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errMalformed
	}
	return nil
}

func value(d *json.Decoder) error {
	t, err := d.Token()
	if err != nil {
		return errMalformed.Because(err)
	}
	open, ok := t.(json.Delim)
	if !ok {
		return nil
	}
	seen := map[string]bool{}
	for d.More() {
		if open == '{' {
			name, err := d.Token()
			if err != nil {
				return errMalformed.Because(err)
			}
			if seen[name.(string)] {
				return errRepeated
			}
			seen[name.(string)] = true
		}
		if err := value(d); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return errMalformed.Because(err)
	}
	return nil
}

func shallow(body []byte) error {
	depth, quoted := 0, false
	for i := 0; i < len(body); i++ {
		switch b := body[i]; {
		case quoted && b == '\\':
			i++
		case b == '"':
			quoted = !quoted
		case !quoted && (b == '{' || b == '['):
			if depth++; depth > maxDepth {
				return errDeep
			}
		case !quoted && (b == '}' || b == ']'):
			depth--
		}
	}
	return nil
}

// unstorable finds \u0000 and lone surrogates among the escapes of a well-formed JSON body.
func unstorable(body []byte) bool {
	for i := 0; i+1 < len(body); i++ {
		if body[i] != '\\' {
			continue
		}
		if body[i+1] != 'u' {
			i++
			continue
		}
		r := hex4(body[i+2 : i+6])
		i += 5
		switch {
		case r == 0:
			return true
		case utf16.IsSurrogate(r):
			if r >= 0xDC00 || i+6 >= len(body) || body[i+1] != '\\' || body[i+2] != 'u' {
				return true
			}
			if low := hex4(body[i+3 : i+7]); low < 0xDC00 || low > 0xDFFF {
				return true
			}
			i += 6
		}
	}
	return false
}

func hex4(b []byte) rune {
	var r rune
	for _, c := range b {
		r <<= 4
		switch {
		case c >= 'a':
			r |= rune(c - 'a' + 10)
		case c >= 'A':
			r |= rune(c - 'A' + 10)
		default:
			r |= rune(c - '0')
		}
	}
	return r
}
