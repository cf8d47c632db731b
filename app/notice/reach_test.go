package notice

import (
	"context"
	"testing"
	"time"

	"kraftsam/app/actor"
)

// mentioned has a member told by mail at once of a mention, and gives what it was.
func (w *world) mentioned() (id string) {
	w.Helper()
	_, err := w.ChangeSettings(ctx, w.viewer("m00"), SettingsChange{Channels: []ChannelChoice{{Mention, Mail, true}}})
	w.must(err)
	id = w.happens("a", "m01", map[string]Kind{"m00": Mention})
	w.drain()
	return id
}

// Before a letter leaves it is asked once more whether it is still news, and of theirs.
func TestALetterTellsOnlyWhatStillStands(t *testing.T) {
	for name, meanwhile := range map[string]func(w *world, id string){
		"it was read":            func(w *world, id string) { w.sees("m00", id) },
		"it was read but not so": func(w *world, id string) { w.read["m00"+id] = true },
		"it was withdrawn":       func(w *world, id string) { w.deeds[id].gone = true },
		"it is hidden from them": func(w *world, _ string) { w.hidden["m00a"] = true },
		"all was marked as read": func(w *world, _ string) {
			_, err := w.ReadAll(ctx, w.viewer("m00"), nil, time.Time{})
			w.must(err)
		},
		"no letters any more": func(w *world, _ string) {
			_, err := w.ChangeSettings(ctx, w.viewer("m00"), SettingsChange{Channels: []ChannelChoice{{Mention, Mail, false}}})
			w.must(err)
		},
		"the account rests": func(w *world, _ string) {
			w.must(w.d.InTx(ctx, func(ctx context.Context) error {
				return w.d.From(ctx).Model(&actor.Member{}).Where("id = 'm00'").Update("suspended_at", w.at).Error
			}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, 2, func(w *world) {
				w.until(stockholm(t, "2026-03-24 12:00"))
				meanwhile(w, w.mentioned())
				w.pass(grace)
				w.drain()
				w.pass(48 * time.Hour)
				w.drain()
				if n := len(w.letters("m00")); n != 0 {
					t.Errorf("%d letters", n)
				}
			})
		})
	}
}

// What happens in the evening is told in the morning, on the day when the clocks are changed too; what is muted when that ends.
func TestNothingLeavesInQuietHours(t *testing.T) {
	for name, c := range map[string]struct{ happens, muted, before, comes string }{
		"in the evening":                {"2026-03-24 17:00", "", "2026-03-25 07:59", "2026-03-25 08:00"},
		"late enough for the grace":     {"2026-03-24 16:56", "", "2026-03-25 07:59", "2026-03-25 08:00"},
		"on a weekend in spring":        {"2026-03-28 12:00", "", "2026-03-30 07:59", "2026-03-30 08:00"},
		"on a weekend in autumn":        {"2026-10-23 17:30", "", "2026-10-26 07:59", "2026-10-26 08:00"},
		"muted until the afternoon":     {"2026-03-24 12:00", "2026-03-24 15:00", "2026-03-24 14:59", "2026-03-24 15:00"},
		"muted until the quiet evening": {"2026-03-24 12:00", "2026-03-24 19:00", "2026-03-25 07:59", "2026-03-25 08:00"},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, 2, func(w *world) {
				w.until(stockholm(t, c.happens))
				if c.muted != "" {
					until := stockholm(t, c.muted)
					_, err := w.ChangeSettings(ctx, w.viewer("m00"), SettingsChange{MutedUntil: &until})
					w.must(err)
				}
				never := Never
				_, err := w.ChangeSettings(ctx, w.viewer("m00"), SettingsChange{Brief: &never})
				w.must(err)
				w.mentioned()
				w.pass(grace)
				w.drain()
				w.until(stockholm(t, c.before))
				w.drain()
				if n := len(w.letters("m00")); n != 0 {
					t.Errorf("%d letters in quiet hours", n)
				}
				w.until(stockholm(t, c.comes))
				w.drain()
				if n := len(w.letters("m00")); n != 1 {
					t.Errorf("%d letters when it was over", n)
				}
			})
		})
	}
}
