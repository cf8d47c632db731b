package account

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/db"
)

// exchange trades a code for what the provider tells about the person who brought it, and believes nothing unproved.
func (p *provider) exchange(ctx context.Context, d *discovered, f flow, code string) (identity, error) {
	token, err := p.config(d).Exchange(ctx, code, oauth2.VerifierOption(f.Verifier))
	if err != nil {
		return identity{}, away(err)
	}
	raw, _ := token.Extra("id_token").(string)
	told, err := d.Verifier(&oidc.Config{ClientID: p.ClientID}).Verify(ctx, raw)
	if err != nil {
		if strings.Contains(err.Error(), "fetching keys") {
			return identity{}, errOIDCAway.Because(err)
		}
		return identity{}, errOIDCToken.Because(err)
	}
	var rest claims
	if err := told.Claims(&rest); err != nil {
		return identity{}, errOIDCToken.Because(err)
	}
	if err := p.check(told, rest, f, token.AccessToken); err != nil {
		return identity{}, err
	}
	who := identity{issuer: told.Issuer, subject: told.Subject, at: db.Now()}
	if at := rest.time("auth_time"); !at.IsZero() && at.Before(who.at) {
		who.at = at
	}
	if rest.text(p.ClaimEmail) == "" && d.UserInfoEndpoint() != "" {
		if rest, err = p.more(ctx, d, token, told.Subject); err != nil {
			return identity{}, err
		}
	}
	who.email, who.name, who.verified = rest.text(p.ClaimEmail), rest.text(p.ClaimName), rest.yes(p.ClaimEmailVerified)
	return who, nil
}

// check is what OpenID Connect Core 3.1.3.7 asks beyond signature, issuer, audience and expiry.
func (p *provider) check(told *oidc.IDToken, rest claims, f flow, access string) error {
	now := time.Now()
	party, named := rest["azp"]
	level := rest.text("acr")
	proved := rest.time("auth_time")
	wrong := ""
	switch {
	case subtle.ConstantTimeCompare([]byte(told.Nonce), []byte(f.Nonce)) != 1:
		wrong = "the nonce is another"
	case len(told.Audience) > 1 && !named, named && party != p.ClientID:
		wrong = "it was issued to another party"
	case told.IssuedAt.After(now.Add(clockSkew)) || told.IssuedAt.Before(now.Add(-tokenAge)):
		wrong = "it was issued at another time"
	case told.Subject == "" || len(told.Subject) > maxSubject:
		wrong = "the subject is empty or too long"
	case f.Again && (proved.Before(f.CreatedAt.Add(-clockSkew)) || proved.After(now.Add(clockSkew))):
		wrong = "the person did not prove themselves anew"
	case told.AccessTokenHash != "" && told.VerifyAccessToken(access) != nil:
		wrong = "the access token is another"
	case p.ACR != "" && !slices.Contains(strings.Fields(p.ACR), level):
		return errOIDCLevel.Because(fmt.Errorf("acr %q", level))
	default:
		return nil
	}
	return errOIDCToken.Because(errors.New(wrong))
}

// more asks for claims that the token does not hold; they must be about the same person.
func (p *provider) more(ctx context.Context, d *discovered, token *oauth2.Token, subject string) (claims, error) {
	info, err := d.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return nil, errOIDCAway.Because(err)
	}
	if info.Subject != subject {
		return nil, errOIDCToken.Because(errors.New("the user info is about another person"))
	}
	var rest claims
	if err := info.Claims(&rest); err != nil {
		return nil, errOIDCToken.Because(err)
	}
	return rest, nil
}

// claims are what a provider tells, by name.
type claims map[string]any

func (c claims) text(name string) string {
	s, _ := c[name].(string)
	return strings.TrimSpace(s)
}

// yes takes the word true too: some providers write it so.
func (c claims) yes(name string) bool { return c[name] == true || c[name] == "true" }

func (c claims) time(name string) time.Time {
	if n, ok := c[name].(float64); ok && n > 0 && n < 1e11 {
		return time.Unix(int64(n), 0).UTC()
	}
	return time.Time{}
}

// suggestedName is the name that a newcomer is offered: they may change it before anybody sees it.
func (who identity) suggestedName() string {
	name := []rune(who.name)
	return strings.TrimSpace(string(name[:min(len(name), actor.MaxName)]))
}

// bounded reads at most so much of an answer: the other party's machine is not ours.
type bounded struct{ http.RoundTripper }

const maxAnswer = 1 << 20

// RoundTrip sends the request and bounds the answer.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		res.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(res.Body, maxAnswer), res.Body}
	}
	return res, err
}
