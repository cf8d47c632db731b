package ballot

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kraftsam/app/actor"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/fault"
	"kraftsam/app/platform/ref"
	"kraftsam/app/platform/web"
)

type newInput struct {
	ID string `path:"id"`
	web.Keyed
	Body struct {
		Kind      string   `json:"kind" doc:"choose, score, dots, rank or consent"`
		Title     string   `json:"title" doc:"the question, 1–200 characters"`
		Text      *string  `json:"text,omitempty" doc:"what it is about, Markdown"`
		Lang      *string  `json:"lang,omitempty" doc:"BCP 47"`
		Options   []string `json:"options,omitempty" nullable:"false" doc:"2–20 different texts of at most 200 characters; none for consent"`
		Most      *int64   `json:"most,omitempty" doc:"choose: how many may be chosen (1); score: the top of the scale (5); dots: how many each has (5)"`
		Voice     *string  `json:"voice,omitempty" doc:"who has one voice: person (the usual) or organisation"`
		Hidden    bool     `json:"hidden,omitempty" doc:"tell the results when it is closed; an anonymous ballot always does"`
		Anonymous bool     `json:"anonymous,omitempty"`
		ClosesAt  string   `json:"closes_at" doc:"RFC 3339, to come, within a year"`
		As        *string  `json:"as,omitempty" doc:"id of an organisation that you may speak for"`
	}
}

// VoteBody is the parts of a vote; which one is used follows from the kind of the ballot.
type VoteBody struct {
	Options []string       `json:"options,omitempty" nullable:"false" doc:"choose: ids of the chosen"`
	Scores  map[string]int `json:"scores,omitempty" doc:"score: by id of the option, from 0"`
	Dots    map[string]int `json:"dots,omitempty" doc:"dots: by id of the option"`
	Ranking []string       `json:"ranking,omitempty" nullable:"false" doc:"rank: ids, the best first"`
	Answer  string         `json:"answer,omitempty" doc:"consent: yes, reservation or no"`
	Reason  string         `json:"reason,omitempty" doc:"consent: needed for no, welcome for reservation; at most 2,000 characters"`
}

type voteInput struct {
	ID   string `path:"id"`
	Body struct {
		VoteBody
		As     *string   `json:"as,omitempty" doc:"id of an organisation that you may speak for; where organisations vote, whose voice it is"`
		Secret string    `json:"secret,omitempty" doc:"anonymous: 22–64 characters of [0-9A-Za-z_-], made at random and kept by the voter alone; it is stored nowhere"`
		Was    *VoteBody `json:"was,omitempty" doc:"anonymous: the vote, cast with the same secret, that this one takes the place of"`
	}
}

type outcomeInput struct {
	ID string `path:"id"`
	web.Conditional
	Body struct {
		Text     string `json:"text" doc:"the result in words, Markdown"`
		Next     string `json:"next" doc:"what happens next, Markdown"`
		ReviewOn string `json:"review_on,omitempty" doc:"YYYY-MM-DD: when it is looked at again"`
	}
}

type voicesInput struct {
	ID    string `path:"id"`
	After string `query:"after" doc:"cursor: what comes after it"`
	Limit string `query:"limit" doc:"1–200, default 50"`
}

type (
	listOutput   struct{ Body VotingList }
	voicesOutput struct{ Body web.List[VoiceView] }
	askedOutput  struct{ Body web.List[AskedOf] }
	ballotOutput struct {
		ETag string `header:"ETag"`
		Body VotingAt
	}
	referenceOutput struct {
		Replay string `header:"Idempotent-Replay"`
		Body   event.Reference
	}
)

func answer(r event.Reference, err error) (*referenceOutput, error) {
	out := &referenceOutput{Body: r}
	if r.Replayed() {
		out.Replay = "true"
	}
	return out, err
}

func operation(method, path, summary string) huma.Operation {
	return huma.Operation{Method: method, Path: path, Summary: summary, Tags: []string{"ballot"}, MaxBodyBytes: web.TextBody}
}

// Register adds the room's operations; call it when all hosts have joined.
func (s *Service) Register(api huma.API) {
	for _, kind := range slices.Sorted(maps.Keys(s.hosts)) {
		s.hostHTTP(api, s.hosts[kind])
	}
	web.Register(api, operation(http.MethodGet, "/api/ballots/asked", "What ballots ask of you: votes, and outcomes of those that you started"),
		func(ctx context.Context, _ *struct{}) (*askedOutput, error) {
			asked, err := s.OpenFor(ctx, actor.ViewerOf(ctx))
			return &askedOutput{web.All(asked)}, err
		})
	web.Register(api, operation(http.MethodGet, "/api/ballots/{id}", "One ballot"), func(ctx context.Context, in *web.ByID) (*ballotOutput, error) {
		at, err := s.Ballot(ctx, actor.ViewerOf(ctx), in.ID)
		return &ballotOutput{ETag: web.ETag(at.Version), Body: at}, err
	})
	web.Register(api, operation(http.MethodPut, "/api/ballots/{id}/vote", "Vote, or change one's vote"), s.voteHTTP)
	web.Register(api, operation(http.MethodGet, "/api/ballots/{id}/voices", "Who voted what in an open ballot"), func(ctx context.Context, in *voicesInput) (*voicesOutput, error) {
		limit, err := web.Paging{After: in.After, Limit: in.Limit}.Check()
		if err != nil {
			return nil, err
		}
		list, err := s.Voices(ctx, actor.ViewerOf(ctx), in.ID, in.After, limit)
		return &voicesOutput{list}, err
	})
	web.Register(api, operation(http.MethodPut, "/api/ballots/{id}/closure", "Close a ballot before its date"), func(ctx context.Context, in *web.ByID) (*referenceOutput, error) {
		return answer(s.Close(ctx, actor.ViewerOf(ctx), in.ID))
	})
	web.Register(api, operation(http.MethodPut, "/api/ballots/{id}/outcome", "Write the outcome of a closed ballot"), func(ctx context.Context, in *outcomeInput) (*referenceOutput, error) {
		version, err := in.Required()
		if err != nil {
			return nil, err
		}
		return answer(s.Conclude(ctx, actor.ViewerOf(ctx), in.ID, version, Conclusion{Text: in.Body.Text, Next: in.Body.Next, ReviewOn: in.Body.ReviewOn}))
	})
}

func (s *Service) hostHTTP(api huma.API, h joined) {
	list := operation(http.MethodGet, h.path+"/ballots", "Ballots of a "+h.kind+", the running ones first")
	web.Register(api, list, func(ctx context.Context, in *web.ByID) (*listOutput, error) {
		all, err := s.Of(ctx, actor.ViewerOf(ctx), ref.Ref{Kind: h.kind, ID: in.ID})
		return &listOutput{all}, err
	})
	start := operation(http.MethodPost, h.path+"/ballots", "Start a ballot in a "+h.kind)
	start.DefaultStatus = http.StatusCreated
	start.Description = "Whoever may write there may start one while no other runs; facilitators may start several."
	web.Register(api, start, func(ctx context.Context, in *newInput) (*referenceOutput, error) {
		return s.startHTTP(ctx, ref.Ref{Kind: h.kind, ID: in.ID}, in)
	})
}

func (s *Service) startHTTP(ctx context.Context, host ref.Ref, in *newInput) (*referenceOutput, error) {
	by := actor.ViewerOf(ctx)
	if err := by.MayWrite(); err != nil {
		return nil, err
	}
	key, err := web.IdempotencyKey(ctx, by.Member)
	if err != nil {
		return nil, err
	}
	b := in.Body
	n := New{Host: host, Kind: Kind(b.Kind), Title: b.Title, Options: b.Options, Most: b.Most, Hidden: b.Hidden, Anonymous: b.Anonymous}
	if b.Text != nil {
		n.Text = *b.Text
	}
	if n.Lang, err = web.Given("lang", "lang_unknown", b.Lang); err != nil {
		return nil, err
	}
	if n.As, err = web.Given("as", "as_refused", b.As); err != nil {
		return nil, err
	}
	voice, err := web.Given("voice", "ballot_setting_invalid", b.Voice)
	if err != nil {
		return nil, err
	}
	n.Voice = Voice(voice)
	if n.ClosesAt, err = time.Parse(time.RFC3339, b.ClosesAt); err != nil {
		return nil, fault.InField("body.closes_at", "closes_at_invalid", "Choose a time to come, as RFC 3339.")
	}
	return answer(s.Start(ctx, by, key, n))
}

func (s *Service) voteHTTP(ctx context.Context, in *voteInput) (*referenceOutput, error) {
	by := actor.ViewerOf(ctx)
	if err := mayTakePart(by); err != nil {
		return nil, err
	}
	c := Cast{Ballot: in.ID, Vote: Vote(in.Body.VoteBody), Secret: in.Body.Secret, Was: (*Vote)(in.Body.Was)}
	var err error
	if c.As, err = web.Given("as", "as_refused", in.Body.As); err != nil {
		return nil, err
	}
	return answer(s.Vote(ctx, by, c))
}
