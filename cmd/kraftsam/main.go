// Command kraftsam is the product: kraftsam --help lists what it can do.
package main

import (
	"context"
	"os"
	_ "time/tzdata"

	"kraftsam/app"
)

func main() {
	os.Exit(app.Run(context.Background(), os.Args[1:], app.World{Environ: os.Environ(), Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}))
}
