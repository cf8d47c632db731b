package text_test

import (
	"testing"

	"kraftsam/app/platform/text"
)

func TestASlugIsANameThatEverySystemTakes(t *testing.T) {
	for s, want := range map[string]string{
		"Energidialog": "energidialog", "Vem tar hand om lederna i vinter?": "vem-tar-hand-om-lederna-i", "Åre – Östersund: på räls!": "are-ostersund-pa-rals",
		"A\u030are": "are", "Čáhci & đ, ŋ, ŧ": "cahci-d-n-t", "../../etc/passwd\r\n": "etc-passwd", `"x"; y`: "x-y", "حوار": "", "": "", "2026": "2026",
		"Samhällsbyggnadsförvaltningen": "samhallsbyggnadsforvaltni", "123456789012345678901234 5": "123456789012345678901234",
	} {
		if got := text.Slug(s, 25); got != want {
			t.Errorf("%q is %q, want %q", s, got, want)
		}
	}
}
