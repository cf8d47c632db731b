package app

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"strings"

	"kraftsam/app/account"
	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
	"kraftsam/app/platform/ref"
)

const adminAbout = `What an administrator does where the database is:
  create --email … --name …             makes an administrator; the password is read from standard input
  requests                              lists who asks to speak for which organisation
  confirm --id …                        lets the member of a request speak for the organisation
  approve --email …                     lets a member in who registered and waits
  grant --email … --role … [--area …]   gives a role: facilitator (of an area), moderator or administrator
  suspend --email … | restore --email …  shuts a member out at once, or lets them in again
  admit --email … --area … | remove …   makes somebody a member of an area, or ends it
  reports                               lists what people could not use (accessibility)`

func adminFlags(f *flag.FlagSet) {
	f.String("email", "", "address of the member")
	f.String("name", "", "name of the new administrator")
	f.String("id", "", "id of a request")
	f.String("role", "", "facilitator, moderator or administrator")
	f.String("area", "", "slug of an area")
}

func tokenFlags(f *flag.FlagSet) {
	f.String("email", "", "address of the member")
	f.String("name", "", "what the token is for")
	f.String("scope", "write", "read or write")
	f.Int("days", 90, "days until it ends, 1 to 365")
}

// shownReports is how many reports the list shows.
const shownReports = 200

func admin(ctx context.Context, w World, c Config, words []string) error {
	acts := map[string]struct {
		needs []string
		do    func(ctx context.Context, w World, h *House) error
	}{
		"create": {[]string{"email", "name"}, createAdmin}, "requests": {nil, listRequests}, "confirm": {[]string{"id"}, confirmRequest},
		"approve": {[]string{"email"}, approve}, "grant": {[]string{"email", "role"}, grantRole},
		"suspend": {[]string{"email"}, suspend}, "restore": {[]string{"email"}, restore},
		"admit": {[]string{"email", "area"}, admit}, "remove": {[]string{"email", "area"}, remove}, "reports": {nil, listReports},
	}
	if len(words) != 1 {
		return misuse("what shall the administrator do? kraftsam admin --help lists it")
	}
	act, ok := acts[words[0]]
	if !ok {
		return misuse("an administrator cannot %q; kraftsam admin --help lists what can be done", words[0])
	}
	for _, need := range act.needs {
		if flagOf(ctx, need) == "" {
			return misuse("admin %s needs --%s", words[0], need)
		}
	}
	return withHouse(ctx, w, c, func(h *House) error { return act.do(ctx, w, h) })
}

func createAdmin(ctx context.Context, w World, h *House) error {
	line, err := bufio.NewReader(w.Stdin).ReadString('\n')
	password := strings.TrimRight(line, "\r\n")
	if password == "" {
		return misuse("write the password on standard input (%v)", err)
	}
	return h.db.InTx(ctx, func(ctx context.Context) error {
		m, err := h.accounts.AddMember(ctx, account.Newcomer{Email: flagOf(ctx, "email"), Name: flagOf(ctx, "name"), Password: password})
		if db.IsDuplicate(err) {
			return fmt.Errorf("%s has an account already; use kraftsam admin grant", flagOf(ctx, "email"))
		}
		if err != nil {
			return err
		}
		if err := h.actors.Grant(ctx, "kraftsam admin", m.ID, actor.Grant{Role: actor.Administrator}); err != nil {
			return err
		}
		_, err = fmt.Fprintf(w.Stdout, "%s is an administrator.\n", m.Email)
		return err
	})
}

func listRequests(ctx context.Context, w World, h *House) error {
	all, err := h.actors.Waiting(ctx)
	if err != nil {
		return err
	}
	views, err := h.actors.RepresentationViews(ctx, all)
	if err != nil {
		return err
	}
	for i, v := range views {
		m, err := h.actors.Member(ctx, all[i].MemberID)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w.Stdout, "%s  %s  %s (%s) asks to speak for %s\n", v.ID, v.RequestedAt, m.Name, m.Email, v.Organisation.Name); err != nil {
			return err
		}
	}
	return nil
}

func confirmRequest(ctx context.Context, w World, h *House) error {
	if err := h.actors.Confirm(ctx, "kraftsam admin", flagOf(ctx, "id")); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w.Stdout, "Confirmed.")
	return err
}

// forMember finds the member of --email and says what was done.
func forMember(ctx context.Context, w World, h *House, done string, do func(m actor.Member) error) error {
	m, err := h.actors.MemberByEmail(ctx, flagOf(ctx, "email"))
	if err != nil {
		return err
	}
	if err := do(m); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w.Stdout, "%s %s.\n", m.Email, done)
	return err
}

func approve(ctx context.Context, w World, h *House) error {
	return forMember(ctx, w, h, "may come in", func(m actor.Member) error { return h.actors.Approve(ctx, m.ID) })
}

func suspend(ctx context.Context, w World, h *House) error {
	return forMember(ctx, w, h, "is shut out", func(m actor.Member) error { return h.accounts.Suspend(ctx, m.ID) })
}

func restore(ctx context.Context, w World, h *House) error {
	return forMember(ctx, w, h, "may come in again", func(m actor.Member) error { return h.actors.Restore(ctx, m.ID) })
}

func admit(ctx context.Context, w World, h *House) error {
	return forMember(ctx, w, h, "belongs to the area", func(m actor.Member) error { return h.areas.Admit(ctx, flagOf(ctx, "area"), m.ID) })
}

func remove(ctx context.Context, w World, h *House) error {
	return forMember(ctx, w, h, "no longer belongs to the area", func(m actor.Member) error { return h.areas.Remove(ctx, flagOf(ctx, "area"), m.ID) })
}

func grantRole(ctx context.Context, w World, h *House) error {
	g := actor.Grant{Role: actor.Role(flagOf(ctx, "role"))}
	slug := flagOf(ctx, "area")
	switch {
	case g.Role == actor.Facilitator && slug != "":
		g.Scope = area.Ref(slug)
	case g.Role == actor.Facilitator:
		return misuse("a facilitator leads an area: add --area")
	case g.Role == actor.Moderator, g.Role == actor.Administrator:
		g.Scope = ref.Ref{}
	default:
		return misuse("a role is facilitator, moderator or administrator")
	}
	return forMember(ctx, w, h, "is "+string(g.Role), func(m actor.Member) error { return h.actors.Grant(ctx, "kraftsam admin", m.ID, g) })
}

func listReports(ctx context.Context, w World, h *House) error {
	all, err := h.accessibility.Reports(ctx, shownReports)
	for _, r := range all {
		_, err = fmt.Fprintf(w.Stdout, "%s  %s  %s\n%s\n\n", event.Stamp(r.CreatedAt), r.Page, r.Email, r.Text)
	}
	return err
}

func token(ctx context.Context, w World, c Config, words []string) error {
	if len(words) != 1 || words[0] != "create" {
		return misuse("token can create; kraftsam token --help tells how")
	}
	if flagOf(ctx, "email") == "" || flagOf(ctx, "name") == "" {
		return misuse("token create needs --email and --name")
	}
	return withHouse(ctx, w, c, func(h *House) error {
		m, err := h.actors.MemberByEmail(ctx, flagOf(ctx, "email"))
		if err != nil {
			return err
		}
		var days int
		if _, err := fmt.Sscan(flagOf(ctx, "days"), &days); err != nil {
			return misuse("--days is a whole number")
		}
		_, word, err := h.accounts.MakeToken(ctx, actor.Viewer{Member: m.ID}, account.NewToken{Name: flagOf(ctx, "name"), Scope: flagOf(ctx, "scope"), Days: days})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(w.Stdout, word)
		return err
	})
}
