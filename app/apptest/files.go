package apptest

import (
	"bytes"
	"context"
	"testing"

	"kraftsam/app/apptest/built"
	"kraftsam/app/file"
)

// File is an image that a villager has sent and that nothing shows yet: wide enough to have a preview.
func (v *Village) File(t testing.TB, who string) string {
	t.Helper()
	answer, err := v.Files.Receive(context.Background(), v.Viewer(t, who), v.Key(who), file.Upload{Name: "bild.png", Media: built.PNG, Content: bytes.NewReader(built.APNG(1500, 10))})
	if err != nil {
		t.Fatal(err)
	}
	return answer.ID
}
