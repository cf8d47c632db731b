package main

import "testing"

// What is built into the product is in the copy, too.
func TestACopyHoldsAllThatIsBuiltIn(t *testing.T) {
	t.Chdir("../..")
	room := t.TempDir()
	if err := copyProduct(room); err != nil {
		t.Fatal(err)
	}
	if err := inside(t.Context(), room, "go", "list", "-deps", "./cmd/kraftsam"); err != nil {
		t.Error(err)
	}
}
