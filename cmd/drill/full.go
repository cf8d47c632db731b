package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"kraftsam/cmd/drill/hall"
	"kraftsam/cmd/drill/stand"
)

// hallSettings: the limits are on, and one address may hold a hall, as the operator's manual has it.
var hallSettings = []string{"KRAFTSAM_RATE_LIMITS=on", "KRAFTSAM_LIVE_ADDRESS_CONNECTIONS=1000"}

// fillHall holds one workshop with many people over both set-ups, or one.
func fillHall(ctx context.Context, o options, out io.Writer) (int, error) {
	setups := []string{stand.Pair, stand.SQLite}
	if o.setup != "" {
		setups = []string{o.setup}
	}
	if o.out != "" {
		if err := os.MkdirAll(o.out, 0o750); err != nil {
			return 0, err
		}
	}
	code := exitPassed
	var all []*hall.Report
	for _, setup := range setups {
		_, _ = fmt.Fprintf(out, "\n== a full hall on %s\n", setup)
		r, err := fillOne(ctx, o, setup)
		if err != nil {
			return 0, err
		}
		r.Tell(out)
		if all = append(all, r); len(r.Broken) > 0 {
			code = exitBroken
		}
	}
	if o.out == "" {
		return code, nil
	}
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return 0, err
	}
	return code, os.WriteFile(filepath.Join(o.out, "hall.json"), append(text, '\n'), 0o600)
}

func fillOne(ctx context.Context, o options, setup string) (*hall.Report, error) {
	st, err := stand.Up(ctx, stand.Options{Setup: setup, Binary: o.binary, Nodes: 2, Settings: hallSettings, Scripts: o.scripts, Straight: true})
	if err != nil {
		return nil, fmt.Errorf("put up %s: %w", setup, err)
	}
	defer st.Down()
	r, err := hall.Hold(ctx, st, o.hall)
	if err != nil {
		return nil, err
	}
	for _, n := range st.Nodes {
		r.Broken = append(r.Broken, n.Alarms()...)
	}
	return r, nil
}
