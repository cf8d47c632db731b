// Package app assembles the product by hand, from the ground up, and is what the program's commands call. It holds no rule of
// any room: whoever wants to know what the house consists of reads app.go from top to bottom.
package app

import (
	"context"
	"fmt"
	"log/slog"
	"slices"

	"kraftsam/app/accessibility"
	"kraftsam/app/account"
	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/audit"
	"kraftsam/app/ballot"
	"kraftsam/app/calendar"
	"kraftsam/app/draft"
	"kraftsam/app/file"
	"kraftsam/app/forum"
	"kraftsam/app/notice"
	"kraftsam/app/place"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/job"
	"kraftsam/app/platform/limit"
	"kraftsam/app/platform/live"
	"kraftsam/app/platform/mail"
	"kraftsam/app/platform/translate"
	"kraftsam/app/platform/web"
	"kraftsam/app/seed"
	"kraftsam/app/workshop"
	"kraftsam/app/workshop/floor"
	"kraftsam/app/workshop/result"
	"kraftsam/app/workshop/wall"
	"kraftsam/frontend"
)

// House is the whole product on one database.
type House struct {
	config Config
	log    *slog.Logger

	db     *db.DB
	events *event.Log
	jobs   *job.Queue
	pushes *job.Queue
	mail   *mail.Post
	broker live.Broker
	limits *limit.Limits
	hub    *live.Hub

	audit         *audit.Log
	places        *place.Service
	actors        *actor.Service
	areas         *area.Service
	accounts      *account.Service
	accessibility *accessibility.Service
	notices       *notice.Service
	calendar      *calendar.Service
	forum         *forum.Service
	ballots       *ballot.Service
	workshops     *workshop.Service
	walls         *wall.Service
	floor         *floor.Service
	results       *result.Service
	drafts        *draft.Service
	files         *file.Service

	site *web.Server
}

// newHouse puts the rooms on a database: enough for the commands that serve nobody.
func newHouse(c Config, d *db.DB, limits *limit.Limits, log *slog.Logger) *House {
	h := &House{config: c, log: log, db: d}
	h.events = event.NewLog(d)
	h.jobs = job.NewQueue(d, nil, log)
	h.pushes = job.NewQueue(d, nil, log)
	h.mail = mail.New(d, c.SMTPURL, c.URL, log)
	h.limits = limits
	h.places = place.NewService(d)
	h.audit = audit.New(d)
	h.actors = actor.NewService(d, h.events, h.places, actor.Options{Audit: h.audit, Mail: h.mail, Site: c.URL, Limits: h.limits, Demo: c.Demo,
		Registration: string(c.Registration)})
	h.areas = area.NewService(d, h.events, h.actors, c.URL, h.limits)
	h.accounts = account.NewService(d, h.events, h.actors, h.areas, h.mail, c.URL, h.limits)
	h.accounts.SetOIDC(c.OIDC)
	h.accessibility = accessibility.NewService(d, h.limits)
	h.notices = notice.NewService(d, notice.Options{Events: h.events, Actors: h.actors, Jobs: h.jobs, Mail: h.mail, Site: c.URL, Signals: h, Push: h.pushing(), Pushes: h.pushes,
		Grace: c.MailGrace, PushGrace: c.PushGrace})
	h.files = file.NewService(d, h.events, h.actors, h.limits, c.files(log))
	h.drafts = draft.NewService(d, h.actors, h, h.limits)
	h.forum = forum.NewService(d, h.events, h.places, h.actors, h.areas, h, h.limits, h.notices, h.drafts)
	if c.TranslateURL != nil {
		h.forum.SetTranslator(translate.NewLibre(c.TranslateURL, c.TranslateKey))
	}
	h.ballots = ballot.NewService(d, h.events, h.places, h.actors, h.limits)
	h.ballots.JoinNotices(h.notices)
	h.forum.JoinBallots(h.ballots)
	h.forum.JoinFiles(h.files)
	h.calendar = calendar.NewService(d, h.actors, c.URL)
	h.ballots.JoinCalendar(h.calendar)
	h.forum.JoinCalendar(h.calendar)
	h.workshops = workshop.NewService(d, workshop.Options{Events: h.events, Actors: h.actors, Places: h.places, Areas: h.areas, Forum: h.forum, Accounts: h.accounts, Limits: h.limits})
	h.workshops.JoinBallots(h.ballots)
	h.workshops.JoinNotices(h.notices)
	h.workshops.JoinCalendar(h.calendar)
	h.walls = wall.NewService(d, h.events, h.limits, h.workshops)
	h.workshops.Join(h.walls.Part())
	h.floor = floor.NewService(d, floor.Options{Events: h.events, Actors: h.actors, Workshops: h.workshops, Limits: h.limits})
	h.results = result.NewService(d, result.Options{Events: h.events, Actors: h.actors, Places: h.places, Forum: h.forum, Ballots: h.ballots, Workshops: h.workshops, Walls: h.walls,
		Floor: h.floor, Notices: h.notices})
	return h
}

// open makes the house live and opens its door.
func (h *House) open(ctx context.Context) (err error) {
	if h.broker, err = h.dial(ctx); err != nil {
		return err
	}
	c := h.config
	h.hub = live.NewHub(live.Options{
		Log: h.events, Broker: h.broker, Logger: h.log,
		Topics: slices.Concat(h.actors.Topics(), h.forum.Topics(h.accounts.ViewerOf), h.workshops.Topics(h.accounts.ViewerOf), h.results.Topics(h.accounts.ViewerOf)),
		Limits: live.Limits{MemberConnections: c.MemberConnections, AddressConnections: c.AddressConnections, QueueBytes: c.QueueBytes,
			CatchupEvents: int64(c.CatchupEvents), SignalsPerSecond: c.SignalsPerSecond},
	})
	h.events.OnCommit(h.hub.Committed)
	if h.site, err = web.New(web.Options{URL: c.URL, TrustedProxies: c.TrustedProxies, Version: Version, Logger: h.log,
		Identify: h.accounts.Identify, Allow: h.allow, Ready: h.ready, Shared: h.shared, Ways: ways}); err != nil {
		return fmt.Errorf("open the door: %w", err)
	}
	if err := live.Mount(h.site.Fiber(), h.hub, live.Socket{Site: c.URL.String(), Cookie: h.site.CookieName(), Authenticate: h.accounts.Watcher,
		Address: h.site.ClientAddress}); err != nil {
		return err
	}
	if c.Demo {
		accounts, err := seed.Accounts()
		if err != nil {
			return err
		}
		h.accounts.SetDemo(accounts)
	}
	h.register()
	if err := legalTexts(h.site, frontend.Legal); err != nil {
		return err
	}
	return h.site.Mount(frontend.Files)
}

// ways are what a reader without scripts finds on every page instead of the app's menu.
var ways = map[string][]web.Way{
	"sv": {{Address: "/", Words: "Kraftsam"}, {Address: "/areas", Words: "Styrkeområden"}, {Address: "/organisations", Words: "Organisationer"}, {Address: "/about", Words: "Om Kraftsam"},
		{Address: "/terms", Words: "Villkor"}, {Address: "/privacy", Words: "Personuppgifter"}, {Address: "/accessibility", Words: "Tillgänglighet"}},
	"en": {{Address: "/", Words: "Kraftsam"}, {Address: "/areas", Words: "Strength areas"}, {Address: "/organisations", Words: "Organisations"}, {Address: "/about", Words: "About Kraftsam"},
		{Address: "/terms", Words: "Terms"}, {Address: "/privacy", Words: "Personal data"}, {Address: "/accessibility", Words: "Accessibility"}},
}

// register gives every room's operations and pages an address.
func (h *House) register() {
	h.site.Identified()
	api := h.site.API()
	web.RegisterSite(api, h.siteView)
	h.places.Register(api)
	h.actors.Register(api)
	h.areas.Register(api)
	cookies := account.Cookies{Name: h.site.CookieName(), Secure: h.config.URL.Scheme == "https"}
	h.accounts.RegisterHTTP(api, cookies)
	h.accessibility.Register(api)
	h.forum.Register(api)
	h.ballots.Register(api)
	h.workshops.Register(api, cookies)
	h.walls.Register(api)
	h.floor.Register(api)
	h.results.Register(api)
	h.drafts.Register(api)
	h.files.Register(api)
	h.notices.Register(api)
	h.calendar.Register(api)
	h.registerJobs(api)
	h.registerLetters(api)
	live.Register(api, h.hub, h.watcherOf)
	h.site.Docs()

	h.actors.Pages(h.site)
	h.forum.Pages(h.site)
	for address, title := range map[string][2]string{
		"/inbox": {"Inkorg", "Inbox"}, "/since": {"Sedan sist", "Since last time"},
		"/sign-in": {"Logga in", "Sign in"}, "/sign-in/connect": {"Koppla inloggning", "Connect your sign-in"}, "/sign-up": {"Skapa konto", "Create an account"}, "/confirm": {"Bekräfta adress", "Confirm address"},
		"/sign-in/link": {"Logga in", "Sign in"}, "/reset": {"Nytt lösenord", "New password"}, "/address": {"Ny adress", "New address"}, "/join": {"Inbjudan", "Invitation"},
		"/account": {"Ditt konto", "Your account"}, "/administration": {"Administration", "Administration"},
		"/administration/members": {"Medlemmar och roller", "Members and roles"}, "/administration/areas": {"Styrkeområden", "Areas"}, "/administration/areas/{slug}": {"Styrkeområde", "Area"},
		"/administration/settings": {"Inställningar", "Settings"}, "/administration/audit": {"Logg", "Log"}, "/areas/{slug}/members": {"Medlemmar och inbjudningar", "Members and invitations"},
		"/notices": {"Aviseringar", "Notices"}, "/account/notices": {"Aviseringar och brev", "Notices and letters"}, "/unsubscribe": {"Avsluta brev", "Stop letters"}, "/answer": {"Svara på ett brev", "Answer a letter"}, "/administration/jobs": {"Arbete som inte gick", "Failed work"},
		"/workshops/{id}": {"Workshop", "Workshop"},
		"/workshops":      {"Workshoppar", "Workshops"}, "/workshops/new": {"Planera en workshop", "Plan a workshop"}, "/workshops/{id}/kit": {"Underlag till en workshop", "Kit of a workshop"},
		"/w": {"Gå med med kod", "Join with a code"}, "/w/{code}": {"Gå med i en workshop", "Join a workshop"},
		"/workshops/{id}/screen": {"Storbild", "Big screen"}, "/workshops/{id}/pilot": {"Styr workshopen", "Lead the workshop"},
		"/workshops/{id}/result": {"Resultat", "Result"},
		"/drafts":                {"Utkast", "Drafts"}, "/demo/mails": {"Demons brev", "Letters of the demo"},
	} {
		h.site.Page(address, web.Plain(title[0], title[1]))
	}
}

func (h *House) dial(ctx context.Context) (live.Broker, error) {
	if h.config.RedisURL == "" {
		return live.NewMemory(), nil
	}
	name, err := redisPrefix(ctx, h.events)
	if err != nil {
		return nil, err
	}
	return live.DialRedis(h.config.RedisURL, name, h.log)
}

// redisPrefix keeps installations that share a Redis apart: by the epoch, which no two have in common.
func redisPrefix(ctx context.Context, log *event.Log) (string, error) {
	head, err := log.Head(ctx, live.Control)
	return "kraftsam:" + head.Epoch, err
}

// watcherOf finds who asks in a long poll: the same that would hold a connection.
func (h *House) watcherOf(ctx context.Context) live.Watcher {
	v := actor.ViewerOf(ctx)
	return live.Watcher{Member: v.Member, Name: v.Name, Session: v.Session}
}

func (h *House) ready(ctx context.Context) (web.Readiness, error) {
	if err := h.db.Ping(ctx); err != nil {
		return web.Readiness{}, err
	}
	if !h.hub.Healthy() {
		return web.Readiness{}, db.ErrUnavailable
	}
	if !h.broker.Up() {
		return web.Readiness{Status: "degraded", Broker: "down"}, nil
	}
	return web.Readiness{Status: "ok"}, nil
}

// shared is what the app asks for on every page: what this house is, and who is signed in.
func (h *House) shared(ctx context.Context) (map[string]any, error) {
	session, err := h.accounts.ShellSession(ctx, actor.ViewerOf(ctx))
	if err != nil {
		return nil, err
	}
	site, err := h.siteView(ctx)
	return map[string]any{"site": site, "session": session}, err
}

func (h *House) siteView(ctx context.Context) (web.SiteView, error) {
	set, err := h.actors.Settings(ctx)
	return web.SiteView{Name: "Kraftsam", URL: h.config.URL.String(), Demo: h.config.Demo, Registration: set.Registration, Operator: set.Operator,
		Contact: set.Contact, Version: Version, OIDC: h.oidcView(), Passkeys: h.accounts.Passkeys(),
		Translation: h.forum.Translates()}, err
}

func (h *House) oidcView() *web.OIDCView {
	if name := h.accounts.OIDCName(); name != "" {
		return &web.OIDCView{Name: name}
	}
	return nil
}
