package app

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// Nobody starts the image and the compose file at every change, so they are read here and held against what is real.

func TestTheImageIsMadeOfWhatThereIs(t *testing.T) {
	file := read(t, "../Dockerfile")
	for _, line := range regexp.MustCompile(`(?m)^COPY ([^-].*) \S+$`).FindAllStringSubmatch(file, -1) {
		for source := range strings.FieldsSeq(line[1]) {
			if _, err := os.Stat(filepath.Join("..", source)); err != nil {
				t.Errorf("Dockerfile copies %s: %v", source, err)
			}
		}
	}
	for _, want := range []string{"CGO_ENABLED=0 go build", "./cmd/kraftsam", `ENTRYPOINT ["/kraftsam"]`, `CMD ["serve"]`, "FROM scratch"} {
		if !strings.Contains(file, want) {
			t.Errorf("Dockerfile lacks %s", want)
		}
	}
	if user := regexp.MustCompile(`(?m)^USER (\d+)`).FindStringSubmatch(file); user == nil || user[1] == "0" {
		t.Errorf("the image runs as %v, want a number that is not root's", user)
	}
	settings := map[string]string{}
	for _, pair := range regexp.MustCompile(`(KRAFTSAM_\w+)=(\S+)`).FindAllStringSubmatch(file, -1) {
		settings[pair[1]] = pair[2]
	}
	holds(t, settings)
	if !strings.Contains(file, "\nVOLUME "+settings["KRAFTSAM_DATA_DIR"]+"\n") {
		t.Errorf("the data folder %s is no volume", settings["KRAFTSAM_DATA_DIR"])
	}
	if version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(read(t, "../go.mod"))[1]; !strings.Contains(file, "golang:"+version+"-") {
		t.Errorf("the image is not built with Go %s", version)
	}
}

// compose is what we use of the compose format.
type compose struct {
	Services map[string]struct {
		Build       string
		Image       string
		Command     []string
		Environment map[string]string
		Volumes     []string
		Ports       []string
		DependsOn   map[string]struct{ Condition string } `yaml:"depends_on"`
		Healthcheck struct{ Test []string }
	}
	Volumes map[string]any
}

func TestComposeFitsTheProduct(t *testing.T) {
	var c compose
	if err := yaml.Unmarshal([]byte(read(t, "../infra/compose.yaml")), &c); err != nil {
		t.Fatal(err)
	}
	nodes := 0
	for name, s := range c.Services {
		for other, how := range s.DependsOn {
			if how.Condition == "service_healthy" && c.Services[other].Healthcheck.Test == nil {
				t.Errorf("%s waits for the health of %s, which has no check", name, other)
			}
		}
		for _, v := range s.Volumes {
			if volume, _, _ := strings.Cut(v, ":"); !strings.HasPrefix(volume, ".") {
				if _, ok := c.Volumes[volume]; !ok {
					t.Errorf("%s uses the volume %s, which is not declared", name, volume)
				}
			}
		}
		if s.Build == "" {
			continue
		}
		if _, err := os.Stat(path.Join("../infra", s.Build, "Dockerfile")); err != nil {
			t.Error(err)
		}
		holds(t, s.Environment)
		if len(s.Command) == 0 {
			nodes++
			if want := ":" + s.Environment["KRAFTSAM_ADDR"][strings.LastIndex(s.Environment["KRAFTSAM_ADDR"], ":")+1:]; !slices.ContainsFunc(s.Ports, func(p string) bool { return strings.HasSuffix(p, want) }) {
				t.Errorf("%s publishes %v, but listens on %s", name, s.Ports, want)
			}
		}
	}
	if nodes != 2 {
		t.Errorf("%d nodes, want 2", nodes)
	}
	if got := c.Services["migrate"].Command; !slices.Equal(got, []string{"migrate"}) {
		t.Errorf("the schema is made by %v", got)
	}
}

func TestTheManualNamesEverySetting(t *testing.T) {
	manual := read(t, "../docs/operations.md")
	known := map[string]bool{}
	for _, s := range Settings() {
		known[s.Variable()] = true
		if !strings.Contains(manual, "`"+s.Variable()+"`") {
			t.Errorf("docs/operations.md does not name %s", s.Variable())
		}
	}
	for _, name := range regexp.MustCompile(`KRAFTSAM_[A-Z_]*[A-Z]`).FindAllString(manual, -1) {
		if !known[name] {
			t.Errorf("docs/operations.md names %s, which does not exist", name)
		}
	}
}

// substitute stands for ${NAME:-default} and ${NAME:?complaint}.
var substitute = regexp.MustCompile(`\$\{\w+:([-?])([^}]*)\}`)

// holds says whether the product would start with these settings.
func holds(t *testing.T, settings map[string]string) {
	t.Helper()
	environ := []string{}
	for name, value := range settings {
		value = substitute.ReplaceAllStringFunc(value, func(s string) string {
			if parts := substitute.FindStringSubmatch(s); parts[1] == "-" {
				return parts[2]
			}
			return "secret"
		})
		environ = append(environ, name+"="+value)
	}
	if _, err := readConfig(environ, nil); err != nil {
		t.Errorf("the product refuses %v: %v", environ, err)
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
