package built

import (
	"bytes"
	"strings"
)

// Files are all of them. Some are large, and take a while to make.
func Files() []File {
	return append(append(append(honest(), pictures()...), documents()...), named()...)
}

func honest() []File {
	return []File{
		{"a PNG", "bild.png", PNG, func() []byte { return APNG(40, 30) }, ""},
		{"a JPEG", "bild.jpg", JPEG, func() []byte { return AJPEG(40, 30) }, ""},
		{"a JPEG in capitals", "DSC_0001.JPEG", JPEG, func() []byte { return AJPEG(40, 30) }, ""},
		{"a GIF", "bild.gif", GIF, func() []byte { return AGIF(4, 4, 1) }, ""},
		{"a GIF that moves", "rörlig.gif", GIF, func() []byte { return AGIF(4, 4, 12) }, ""},
		{"a lossy WebP", "bild.webp", WebP, LossyWebP, ""},
		{"a lossless WebP", "bild.webp", WebP, LosslessWebP, ""},
		{"a PDF", "Protokoll 2026-05-12.pdf", PDF, APDF, ""},
		{"a DOCX", "utkast.docx", DOCX, func() []byte { return ADOCX() }, ""},
		{"an XLSX", "budget.xlsx", XLSX, AXLSX, ""},
		{"an ODT", "utkast.odt", ODT, func() []byte { return AnODF(ODT) }, ""},
		{"an ODS", "budget.ods", ODS, func() []byte { return AnODF(ODS) }, ""},
		{"a text", "läs mig.txt", Text + "; charset=utf-8", func() []byte { return []byte("\xef\xbb\xbfÅängsvägen, \u202eomvänt\u202c\r\n\f") }, ""},
		{"a table", "siffror.csv", CSV, func() []byte { return []byte("ort;antal\nÅre;3\n") }, ""},
		{"a name in Arabic, with its marks", "صورة\u200f.png", PNG, func() []byte { return APNG(4, 4) }, ""},
		{"a long name", strings.Repeat("å", 125) + ".png", PNG, func() []byte { return APNG(4, 4) }, ""},
		{"a virus that no scanner saw", "eicar.txt", Text, EICAR, ""},
	}
}

func pictures() []File {
	return []File{
		{"a telephone's JPEG with a place", "plats.jpg", JPEG, func() []byte { return Turned(40, 30, 6) }, ""},
		{"a PNG with a place", "plats.png", PNG, func() []byte { return NotedPNG(40, 30, 3) }, ""},
		{"a JPEG with HTML in a comment", "x.jpg", JPEG, func() []byte { return segment(AJPEG(8, 8), 0xfe, "<script>alert(1)</script>") }, ""},
		{"a JPEG and a ZIP", "x.jpg", JPEG, func() []byte { return append(AJPEG(8, 8), ADOCX()...) }, ""},
		{"a PNG with a script in a chunk", "x.png", PNG, func() []byte { return chunk(APNG(8, 8), "tEXt", "Comment\x00<script>alert(1)</script>") }, ""},
		{"a PNG and HTML", "x.png", PNG, func() []byte { return append(APNG(8, 8), "<script>alert(1)</script>"...) }, ""},
		{"a GIF and a script", "x.gif", GIF, func() []byte { return append(AGIF(4, 4, 1), "/*<script>alert(1)</script>*/"...) }, ""},
		{"a GIF that is a script", "x.gif", GIF, func() []byte { return []byte("GIF89a/*" + strings.Repeat("x", 20) + "*/=1;alert(1)") }, "image_too_large"},
		{"30,000 × 30,000 pixels, PNG", "x.png", PNG, func() []byte { return sized(30_000, 30_000) }, "image_too_large"},
		{"30,000 × 30,000 pixels, JPEG", "x.jpg", JPEG, func() []byte { return sizedJPEG(30_000, 30_000) }, "image_too_large"},
		{"30,000 × 30,000 pixels, GIF", "x.gif", GIF, func() []byte { return sizedGIF(30_000, 30_000) }, "image_too_large"},
		{"2³¹ × 2³¹ pixels", "x.png", PNG, func() []byte { return sized(1<<31-1, 1<<31-1) }, "file_broken"},
		{"41 million pixels", "x.png", PNG, func() []byte { return sized(8200, 5000) }, "image_too_large"},
		{"a very long strip", "x.png", PNG, func() []byte { return sized(20_001, 1) }, "image_too_large"},
		{"no pixels", "x.png", PNG, func() []byte { return sized(0, 10) }, "file_broken"},
		{"half a PNG", "x.png", PNG, func() []byte { return half(APNG(40, 30)) }, "file_broken"},
		{"half a JPEG", "x.jpg", JPEG, func() []byte { return half(AJPEG(40, 30)) }, "file_broken"},
		{"half a GIF", "x.gif", GIF, func() []byte { return half(AGIF(40, 30, 3)) }, "file_broken"},
		{"half a WebP", "x.webp", WebP, func() []byte { return half(LossyWebP()) }, "file_broken"},
		{"a damaged PNG", "x.png", PNG, func() []byte { return broken(APNG(40, 30)) }, "file_broken"},
		{"a JPEG of a thousand scans", "x.jpg", JPEG, manyScans, "file_broken"},
		{"a GIF of 1,001 pictures", "x.gif", GIF, func() []byte { return AGIF(1, 1, 1001) }, "image_too_long"},
		{"a WebP that moves", "x.webp", WebP, movingWebP, "file_broken"},
		{"a PNG called JPEG", "x.jpg", JPEG, func() []byte { return APNG(4, 4) }, "file_mismatch"},
		{"a PNG declared as JPEG", "x.png", JPEG, func() []byte { return APNG(4, 4) }, "file_mismatch"},
		{"a PNG without a type", "x.png", "", func() []byte { return APNG(4, 4) }, "file_mismatch"},
		{"an SVG with a script", "x.svg", "image/svg+xml", svg, "file_kind_refused"},
		{"an SVG called PNG", "x.png", PNG, svg, "file_mismatch"},
		{"a program called PNG", "x.png", PNG, program, "file_mismatch"},
	}
}

func svg() []byte {
	return []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)
}
func page() []byte    { return []byte("\n <!DOCTYPE html><script>alert(1)</script>") }
func program() []byte { return append([]byte("MZ\x90\x00\x03\x00"), make([]byte, 200)...) }

func documents() []File {
	return append(archives(), []File{
		{"nothing", "x.txt", Text, func() []byte { return nil }, "file_empty"},
		{"as much as there may be", "x.txt", Text, func() []byte { return bytes.Repeat([]byte("a"), MaxSize) }, ""},
		{"more than there may be", "x.txt", Text, func() []byte { return bytes.Repeat([]byte("a"), MaxSize+1) }, "file_too_large"},
		{"a page", "x.html", "text/html", page, "file_kind_refused"},
		{"a page called text", "x.txt", Text, page, "file_mismatch"},
		{"an SVG called text", "x.txt", Text, svg, "file_mismatch"},
		{"a program called text", "x.txt", Text, program, "file_mismatch"},
		{"a PDF called table", "x.csv", CSV, APDF, "file_mismatch"},
		{"a text with NUL", "x.txt", Text, func() []byte { return []byte("a\x00b") }, "file_mismatch"},
		{"a text in Latin-1", "x.csv", CSV, func() []byte { return []byte("ort\n\xc5re\n") }, "file_not_utf8"},
		{"a text in UTF-16", "x.txt", Text, func() []byte { return []byte("\xff\xfeh\x00e\x00j\x00") }, "file_not_utf8"},
		{"half a letter at the end", "x.txt", Text, func() []byte { return []byte("\xc3\xa5\xc3") }, "file_not_utf8"},
		{"a PDF and a ZIP", "x.pdf", PDF, func() []byte { return append(APDF(), ADOCX()...) }, "file_twofold"},
		{"a PDF with a page in its head", "x.pdf", PDF, func() []byte { return append([]byte("%PDF-1.4\n<HTML><script>alert(1)</script>\n"), APDF()...) }, "file_twofold"},
		{"a PDF behind something", "x.pdf", PDF, func() []byte { return append([]byte("\n\n"), APDF()...) }, "file_mismatch"},
		{"a PDF without an end", "x.pdf", PDF, func() []byte { return half(APDF()) }, "file_broken"},
	}...)
}

func archives() []File {
	zeros := func(n int) func() []byte {
		return func() []byte { return ADOCX(part{"word/zeros.xml", strings.Repeat("\x00", n)}) }
	}
	with := func(more ...part) func() []byte { return func() []byte { return ADOCX(more...) } }
	return []File{
		{"a bomb of 201 MiB", "x.docx", DOCX, zeros(201 << 20), "file_unfolds"},
		{"a bomb of 20 MiB", "x.docx", DOCX, zeros(20 << 20), "file_unfolds"},
		{"a bomb of many small parts", "x.docx", DOCX, func() []byte { return ADOCX(many(900, strings.Repeat("\x00", 1<<20))...) }, "file_unfolds"},
		{"a part that lies of its size", "x.docx", DOCX, lying, "file_broken"},
		{"parts over each other", "x.docx", DOCX, overlapping, "file_unfolds"},
		{"1,000 entries", "x.docx", DOCX, func() []byte { return manyEntries(1000) }, ""},
		{"1,001 entries", "x.docx", DOCX, func() []byte { return manyEntries(1001) }, "file_unfolds"},
		{"an archive in it", "x.docx", DOCX, with(part{"word/embeddings/x.zip", "x"}), "file_nested"},
		{"an archive in it, called image", "x.docx", DOCX, with(part{"word/media/image2.png", string(AXLSX())}), "file_nested"},
		{"an old document in it", "x.docx", DOCX, with(part{"word/embeddings/oleObject1.bin", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}), "file_nested"},
		{"macros", "x.docx", DOCX, with(part{"word/vbaProject.bin", "x"}), "file_macros"},
		{"the type of a document with macros", "x.docx", DOCX, func() []byte {
			return archive(types("application/vnd.ms-word.document.macroEnabled.main+xml"), part{"word/document.xml", "x"})
		}, "file_macros"},
		{"a document with macros, called so", "x.docm", "application/vnd.ms-word.document.macroEnabled.12", with(), "file_kind_refused"},
		{"macros in an ODT", "x.odt", ODT, func() []byte { return AnODF(ODT, part{"Basic/Standard/Module1.xml", "x"}) }, "file_macros"},
		{"a locked DOCX", "x.docx", DOCX, locked, "file_encrypted"},
		{"a locked ODT", "x.odt", ODT, func() []byte {
			return archive(part{"mimetype", ODT}, part{manifest, "<manifest:encryption-data/>"})
		}, "file_encrypted"},
		{"an old document called DOCX", "x.docx", DOCX, func() []byte { return []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("x", 600)) }, "file_mismatch"},
		{"a way up", "x.docx", DOCX, with(part{"../../etc/passwd", "x"}), "file_broken"},
		{"a way from the root", "x.docx", DOCX, with(part{"/etc/passwd", "x"}), "file_broken"},
		{"a way on Windows", "x.docx", DOCX, with(part{`..\x.xml`, "x"}), "file_broken"},
		{"one name twice", "x.docx", DOCX, with(part{"word/document.xml", "x"}), "file_broken"},
		{"half an archive", "x.docx", DOCX, func() []byte { return half(ADOCX()) }, "file_broken"},
		{"a workbook called DOCX", "x.docx", DOCX, AXLSX, "file_mismatch"},
		{"an ODS called ODT", "x.odt", ODT, func() []byte { return AnODF(ODS) }, "file_mismatch"},
		{"an ODT that does not say so first", "x.odt", ODT, func() []byte { return archive(part{"content.xml", "x"}, part{"mimetype", ODT}) }, "file_mismatch"},
		{"any archive called DOCX", "x.docx", DOCX, func() []byte { return archive(part{"a.txt", "x"}) }, "file_mismatch"},
		{"an archive", "x.zip", "application/zip", func() []byte { return ADOCX() }, "file_kind_refused"},
		{"a JPEG that is an archive", "x.jpg", JPEG, func() []byte { return ADOCX() }, "file_mismatch"},
	}
}

func many(n int, data string) (parts []part) {
	for i := range n {
		parts = append(parts, part{"word/" + strings.Repeat("x", i%30) + string(rune('a'+i/30)) + ".xml", data})
	}
	return parts
}

// named are good images under names that are none.
func named() (files []File) {
	for what, name := range map[string]string{
		"a name that turns round": "bild\u202egnp.exe.png", "a name with an isolate": "\u2066bild.png", "a way up as a name": "../../bild.png",
		"a way on Windows as a name": `..\bild.png`, "a name of two lines": "bild\nett.png", "a name with a bell": "bild\a.png", "a hidden name": ".png",
		"a name with a space before": " bild.png", "a name of 256 bytes": strings.Repeat("x", 252) + ".png", "a name that is no text": "bild\xff.png",
		"a name over two lines of Unicode": "bild\u2028.png",
	} {
		files = append(files, File{what, name, PNG, func() []byte { return APNG(4, 4) }, "file_name_invalid"})
	}
	return append(files, File{"a program behind an image", "bild.png.exe", PNG, func() []byte { return APNG(4, 4) }, "file_kind_refused"},
		File{"a name without an ending", "bild", PNG, func() []byte { return APNG(4, 4) }, "file_kind_refused"})
}
