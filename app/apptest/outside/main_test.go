package outside

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// built is the program under test; workshop is the directory that everything is made in.
var built, workshop string

func TestMain(m *testing.M) { os.Exit(run(m)) }

// run exists because os.Exit would skip the deferred tidying.
func run(m *testing.M) int {
	flag.Parse()
	// Many tests wait for clocks of the protocol (a minute's silence, say) and cost no processor.
	if err := flag.Set("test.parallel", "16"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	dir, err := os.MkdirTemp("", "kraftsam-outside-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	workshop = dir
	if built, err = program(dir); err != nil {
		fmt.Fprintln(os.Stderr, "outside: no program to test:", err)
		return 1
	}
	code := m.Run()
	if !closeStands() && code == 0 {
		code = 1
	}
	return code
}

// program finds the program under test, or builds it.
func program(dir string) (string, error) {
	if given := os.Getenv("KRAFTSAM_BINARY"); given != "" {
		path, err := filepath.Abs(given)
		if err != nil {
			return "", err
		}
		_, err = os.Stat(path)
		return path, err
	}
	root, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("find the module: %w", err)
	}
	mod := strings.TrimSpace(string(root))
	if mod == "" || mod == os.DevNull {
		return "", errors.New("not inside the module")
	}
	path := filepath.Join(dir, "kraftsam")
	build := exec.Command("go", "build", "-o", path, "./cmd/kraftsam")
	build.Dir = filepath.Dir(mod)
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build ./cmd/kraftsam: %w\n%s", err, out)
	}
	return path, nil
}
