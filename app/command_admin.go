package app

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"strconv"
	"strings"

	"kraftsam/app/account"
	"kraftsam/app/actor"
	"kraftsam/app/area"
	"kraftsam/app/audit"
	"kraftsam/app/platform/db"
	"kraftsam/app/platform/event"
)

const adminAbout = `What an administrator does where the database is:
  create --email … --name …             makes an administrator; the password is read from standard input
  requests                              lists who asks to speak for which organisation
  confirm --id …                        lets the member of a request speak for the organisation
  approve --email …                     lets a member in who registered and waits
  grant --email … --role … [--area …]   gives a role: facilitator (of an area), moderator or administrator
  suspend --email … | restore --email …  shuts a member out at once, or lets them in again
  admit --email … --area … | remove …   makes somebody a member of an area, or ends it
  revoke --email … --role … [--area …]  takes a role
  withdraw --id … --reason …            refuses a request, or ends a representation
  audit verify [--head …]               reads the whole audit log and names the first entry that was changed
  reports                               lists what people could not use (accessibility)
Every act stands in the audit log, with --reason where one is given.`

func adminFlags(f *flag.FlagSet) {
	f.String("email", "", "address of the member")
	f.String("name", "", "name of the new administrator")
	f.String("id", "", "id of a request")
	f.String("role", "", "facilitator, moderator or administrator")
	f.String("area", "", "slug of an area")
	f.String("reason", "", "why, for the audit log and for the letter to whom it is about")
	f.String("head", "", "head of the audit log that an earlier run printed")
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
		"revoke": {[]string{"email", "role"}, revokeRole}, "withdraw": {[]string{"id", "reason"}, withdrawRequest}, "audit": {nil, verifyAudit},
	}
	if len(words) == 2 && words[0] == "audit" && words[1] == "verify" {
		words = words[:1]
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
		if _, err := h.actors.Grant(ctx, operator(), m.ID, actor.Grant{Role: actor.Administrator}, flagOf(ctx, "reason")); err != nil {
			return err
		}
		_, err = fmt.Fprintf(w.Stdout, "%s is an administrator.\n", m.Email)
		return err
	})
}

// operator is who acts where the database is; every act stands in the audit log.
func operator() actor.Viewer { return actor.Program("kraftsam admin") }

func listRequests(ctx context.Context, w World, h *House) error {
	all, err := h.actors.Requests(ctx, operator(), true)
	if err != nil {
		return err
	}
	for _, r := range all {
		if _, err := fmt.Fprintf(w.Stdout, "%s  %s  %s (%s) asks to speak for %s\n", r.ID, event.Stamp(r.RequestedAt), r.Member.Name, r.Member.Email, r.Organisation.Name); err != nil {
			return err
		}
	}
	return nil
}

func confirmRequest(ctx context.Context, w World, h *House) error {
	if err := h.actors.Confirm(ctx, operator(), flagOf(ctx, "id"), flagOf(ctx, "reason")); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w.Stdout, "Confirmed.")
	return err
}

func withdrawRequest(ctx context.Context, w World, h *House) error {
	if err := h.actors.Withdraw(ctx, operator(), flagOf(ctx, "id"), flagOf(ctx, "reason")); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w.Stdout, "Ended.")
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
	return forMember(ctx, w, h, "may come in", func(m actor.Member) error { return h.actors.Approve(ctx, operator(), m.ID, flagOf(ctx, "reason")) })
}

func suspend(ctx context.Context, w World, h *House) error {
	return forMember(ctx, w, h, "is shut out", func(m actor.Member) error {
		return h.actors.Suspend(ctx, operator(), m.ID, flagOf(ctx, "reason"))
	})
}

func restore(ctx context.Context, w World, h *House) error {
	return forMember(ctx, w, h, "may come in again", func(m actor.Member) error {
		return h.actors.Restore(ctx, operator(), m.ID, flagOf(ctx, "reason"))
	})
}

func admit(ctx context.Context, w World, h *House) error {
	return forMember(ctx, w, h, "belongs to the area", func(m actor.Member) error {
		return h.areas.AdmitMember(ctx, operator(), flagOf(ctx, "area"), m.ID, flagOf(ctx, "reason"))
	})
}

func remove(ctx context.Context, w World, h *House) error {
	return forMember(ctx, w, h, "no longer belongs to the area", func(m actor.Member) error {
		return h.areas.RemoveMember(ctx, operator(), flagOf(ctx, "area"), m.ID, flagOf(ctx, "reason"))
	})
}

func grantRole(ctx context.Context, w World, h *House) error {
	role := flagOf(ctx, "role")
	return forMember(ctx, w, h, "is "+role, func(m actor.Member) error {
		_, err := h.areas.Entrust(ctx, operator(), m.ID, role, flagOf(ctx, "area"), flagOf(ctx, "reason"))
		return err
	})
}

func revokeRole(ctx context.Context, w World, h *House) error {
	g := actor.Grant{Role: actor.Role(flagOf(ctx, "role"))}
	if slug := flagOf(ctx, "area"); slug != "" {
		g.Scope = area.Ref(slug)
	}
	return forMember(ctx, w, h, "is no longer "+string(g.Role), func(m actor.Member) error {
		holders, err := h.actors.Holders(ctx, g)
		if err != nil {
			return err
		}
		for _, held := range holders {
			if held.MemberID == m.ID {
				return h.actors.EndGrant(ctx, operator(), held.ID, flagOf(ctx, "reason"))
			}
		}
		return fmt.Errorf("%s is not %s there", m.Email, g.Role)
	})
}

// verifyAudit reads the whole audit log. The line that it prints is worth keeping elsewhere: given as --head the next time, it
// shows also a log that was written anew as a whole.
func verifyAudit(ctx context.Context, w World, h *House) error {
	known := audit.Head{}
	if words := flagOf(ctx, "head"); words != "" {
		seq, hash, _ := strings.Cut(words, ":")
		n, err := strconv.ParseInt(seq, 10, 64)
		if err != nil || n < 1 || hash == "" {
			return misuse("--head is what an earlier run printed: number:hash")
		}
		known = audit.Head{Seq: n, Hash: hash}
	}
	head, err := h.audit.Verify(ctx, known)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w.Stdout, "The audit log is whole: %d entries. Its head, to keep elsewhere: %d:%s\n", head.Seq, head.Seq, head.Hash)
	return err
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
