package outside

import (
	"fmt"
	"strings"
)

// naughty are strings that programs stumble over. Each must come back byte for byte.
func naughty() []string {
	list := []string{
		// Words that some layer takes for values or for code.
		"undefined", "null", "NULL", "nil", "None", "true", "False", "NaN", "Infinity", "-Infinity", "0", "-0", "00", "1e400", "0x1F", "1/0",
		"1,5", "9007199254740993", "-9223372036854775809", "1_000", "٣", "½", "¼²", "𝟙𝟚", "Ⅷ", "constructor", "__proto__", "toString", "hasOwnProperty",
		"CON", "PRN", "aux.txt", "../../../etc/passwd", "..\\..\\boot.ini", "%00", "%2e%2e%2f", "/dev/null; touch x", "file:///etc/passwd",
		"$(reboot)", "`reboot`", "| cat", "; rm -rf x", "&& true", "${HOME}", "#{7*7}", "{{7*7}}", "${7*7}", "<%= 7*7 %>", "%s%s%n%x", "%!s(MISSING)", "%d",
		"' OR 1=1 --", "'; DROP TABLE posts; --", "\" OR \"\"=\"", "1 UNION SELECT NULL", "admin'--", "\\'", "\\", "\\\\", "\\n", "\\u0000", "\\x00", "%27", "100 %", "a_b%c",
		"=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0",
		// White space at the edges and inside; line ends of every kind.
		" a", "a ", "  a  ", "\ta\t", "\na", "a\n", "a\r\n", "\r\na\r\n\r\n", "a\rb", "a\n\n\n\nb", "a\vb", "a\fb", "a\u0085b", "a\u2028b", "a\u2029b",
		"\u00a0a\u00a0", "\u3000a\u3000", "a\u2003b", "\u200ba\u200b", "\ufeffa", "a\u00adb", "a\u180eb", "\u2060a", "a  \nb  ", "    a", "\t\ta",
		// Control characters that JSON can carry.
		"a\u0001b", "\u0007", "\u0008a", "\u001b[31mred\u001b[0m", "a\u007fb", "a\u009bb", "\u001a", "\u001f",
		// Directions.
		"\u202eabc", "abc\u202c", "\u2066a\u2069", "\u200fאבג\u200e", "سلام", "العربية 123 عبر", "עברית English עברית", "\u061cx", "a\u202a\u202b\u202d\u2067b",
		// Composed, decomposed and stacked.
		"é", "e\u0301", "å", "a\u030a", "Å", "\u212b", "ſ", "ﬁ", "İ", "ı", "ẞ", "Ω", "Ω", "각", "각", "a" + strings.Repeat("\u0301", 200),
		"Z̸̢̡͖̮̤͕͇̹a̴̛͎l̵̤͂g̶̭̽o̷̘̚", "\u0301", "\u20e3", "1\ufe0f\u20e3", "\u034f", "ก็็็็็็",
		// Scripts and planes.
		"Südsamiska: Åarjelsaemien gïele", "Staare, Jåhkåmåhkke", "Östersund, Åre, Härjedalen", "北京市", "東京 ひらがな カタカナ", "한국어", "Ελληνικά", "Русский", "ไทย", "हिन्दी", "বাংলা", "ქართული", "Հայերեն", "አማርኛ", "ᚠᚢᚦ",
		"😀", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇸🇪🇳🇴", "👍🏿", "🧑🏽‍🚀", "❤️", "☎︎", "𝕳𝖊𝖏", "𐐷", "𠜎𠜱", "\U0001F3F4\U000E0067\U000E0062\U000E007F", "\U0010ffff", "\ufffd", "\ufffe", "\uffff", "\U0001fffe", "\ufdd0", "\ue000", "\U000f0000",
		// Look-alikes.
		"аdmin", "admіn", "раураl", "𝐚dmin", "ａｄｍｉｎ", "l1I|", "O0О",
		// Quotes, brackets, markup of many kinds.
		"\"", "'", "`", "''''", "\"\"\"", "“”‘’„‟«»", "<", ">", "&", "<>", "&amp;", "&lt;script&gt;", "&#60;", "&#0;", "&#x110000;", "&nosuch;", "<!--", "-->", "]]>", "<![CDATA[x]]>", "<?xml?>", "<!DOCTYPE x>", "</", "<a", "<a href=",
		"[](", "[x](y", "![", "[[", "***", "___", "~~", "```", "```\nx", "~~~x", "> ", ">>>>>>>> x", "- ", "1. ", "999999999999. x", "# ", "####### x", "| a | b |\n|---|", "---", "\\*x\\*", "<x@y.se>", "https://a.se/?q=å&b=<>\"", "[a]: b",
		"@alla", "#tagg", ":smile:", "a@b.se", "tel:112", "data:text/html,x", "javascript:x",
		"{\"text\":\"x\"}", "[1,2]", "{", "}", "data: x\n\n", "event: y", "HTTP/1.1 200 OK\r\nX: y\r\n\r\n", "X\r\nBcc: a@b.se", "--boundary--", "From: x", ".", "..", ".\r\n", "\r\n.\r\n",
	}
	for r := rune(0x20); r < 0x250; r += 7 {
		list = append(list, fmt.Sprintf("x%cy", r))
	}
	for _, r := range []rune{0x200b, 0x200c, 0x200d, 0x2061, 0x2800, 0x3164, 0xffa0, 0xfff9, 0xfffc, 0x1d173, 0xe0001, 0xfe0f, 0x115f} {
		list = append(list, fmt.Sprintf("%cx%c", r, r))
	}
	return list
}

// hostile are texts that try to become live HTML. Each would call xss or leave a mark in a page.
func hostile() []string {
	list := []string{
		"<script>xss()</script>", "<SCRIPT SRC=//evil.example/x.js></SCRIPT>", "<scr<script>ipt>xss()</scr</script>ipt>", "<script\x0c>xss()</script>", "<script/x>xss()</script >",
		"</script><script>xss()</script>", "</title><script>xss()</script>", "</textarea><script>xss()</script>", "</style><script>xss()</script>", "--><script>xss()</script>", "]]><script>xss()</script>",
		"<iframe src=javascript:xss()></iframe>", "<iframe srcdoc='<script>xss()</script>'></iframe>", "<object data=javascript:xss()></object>", "<embed src=javascript:xss()>",
		"<svg><script>xss()</script></svg>", "<svg><animate onbegin=xss() attributeName=x></svg>", "<svg><a xlink:href=javascript:xss()><text>x</text></a></svg>", "<svg><use href=data:image/svg+xml,x></svg>",
		"<math><mi xlink:href=javascript:xss()>x</mi></math>", "<math><mtext><table><mglyph><style><img src=x onerror=xss()></style></table></mtext></math>",
		"<form action=javascript:xss()><button>x</button></form>", "<button formaction=javascript:xss()>x</button>", "<input autofocus onfocus=xss()>", "<isindex type=image src=1 onerror=xss()>",
		"<base href=//evil.example/>", "<link rel=stylesheet href=//evil.example/x.css>", "<meta http-equiv=refresh content='0;url=javascript:xss()'>", "<style>@import '//evil.example/x.css';</style>", "<style>*{background:url(//evil.example)}</style>",
		"<div style='background:url(javascript:xss())'>x</div>", "<div style=\"position:fixed;inset:0\">x</div>", "<p id=__kit class=overlay>x</p>", "<a name=body href=#>x</a>", "<img name=getElementById src=x>",
		"<noscript><p title=\"</noscript><img src=x onerror=xss()>\">", "<template><img src=x onerror=xss()></template>", "<xmp><img src=x onerror=xss()></xmp>", "<plaintext><img src=x onerror=xss()>", "<marquee onstart=xss()>x</marquee>", "<portal src=//evil.example>",
		"<details open ontoggle=xss()>x</details>", "<video><source onerror=xss()></video>", "<audio src=x onerror=xss()>", "<picture><source srcset=//evil.example/x></picture>", "<image src=x onerror=xss()>", "<x onclick=xss()>x</x>", "<a\nonclick=xss()>x</a>",
		"[x](javascript:xss())", "[x](JaVaScRiPt:xss())", "[x](java\tscript:xss())", "[x](&#106;avascript:xss())", "[x](&#x6A&#x61vascript:xss())", "[x](\x01javascript:xss())", "[x]( javascript:xss())", "[x](<javascript:xss()>)", "[x](javascript&colon;xss())",
		"[x](vbscript:xss())", "[x](data:text/html;base64,PHNjcmlwdD54c3MoKTwvc2NyaXB0Pg==)", "[x](data:image/svg+xml,<svg onload=xss()>)", "[x](file:///etc/passwd)", "[x](//evil.example \"onmouseover=xss()\")", "[x](http://a.se\" onclick=\"xss())", "[x](blob:x)", "[x](about:blank)",
		"![x](javascript:xss())", "![x](x\" onerror=\"xss())", "![x](https://evil.example/pixel.gif)", "![x](data:image/svg+xml;base64,PHN2Zz4=)", "![\"onerror=\"xss()](x)", "![x][y]\n\n[y]: javascript:xss()",
		"[x]: javascript:xss()\n\n[x]", "<javascript:xss()>", "<data:text/html,x>", "<http://a.se/\"onclick=\"xss()>", "javascript:xss()", "www.a.se\"onclick=xss()", "https://a.se/\"><img src=x onerror=xss()>",
		"```\"><img src=x onerror=xss()>\nx\n```", "``` x\" onclick=\"xss()\nx\n```", "`<img src=x onerror=xss()>`", "    <img src=x onerror=xss()>", "> <img src=x onerror=xss()>", "- <img src=x onerror=xss()>", "# <img src=x onerror=xss()>",
		"| <img src=x onerror=xss()> |\n|---|\n| x |", "<img src=x onerror=xss()>\n\nx", "a<img src=x onerror=xss()>b", "**<img src=x onerror=xss()>**", "[<img src=x onerror=xss()>](http://a.se)", "<!-- <img src=x --!> onerror=xss()> -->", "<![CDATA[<img src=x onerror=xss()>]]>", "<?<img src=x onerror=xss()>?>",
		"&lt;img src=x onerror=xss()&gt;", "&#60;script&#62;xss()&#60;/script&#62;", "\\<img src=x onerror=xss()\\>", "%3Cscript%3Exss()%3C/script%3E", "\u003cimg src=x onerror=xss()\u003e", "＜script＞xss()＜/script＞", "<img src=x oneonerrorrror=xss()>", "<<img src=x onerror=xss()>", "<img src=`x` onerror=`xss()`>", "<img/src=x/onerror=xss()>", "<img\tsrc=x\tonerror=xss()>",
		"{@html '<img src=x onerror=xss()>'}", "{{constructor.constructor('xss()')()}}", "<svelte:head><script>xss()</script></svelte:head>", "</div></main><h1>x</h1>", "<!--shell:body-->", "%sveltekit.head%", "<script type=application/json id=shell-data>{}</script>",
		strings.Repeat("> ", 2000) + "x", strings.Repeat("[", 3000), strings.Repeat("*a ", 2500), strings.Repeat("![", 2000), strings.Repeat("<a ", 2000), strings.Repeat("`", 5000), strings.Repeat("- ", 2000) + "x", strings.Repeat("&", 5000), "[x](" + strings.Repeat("(", 3000),
	}
	for _, handler := range []string{"onload", "onerror", "onclick", "onfocus", "onmouseover", "onanimationend", "onpointerenter", "onbeforetoggle", "onscrollend", "ontransitionend", "oncut", "ONERROR", "onError"} {
		for _, element := range []string{"img", "svg", "body", "a", "details", "p", "custom-x"} {
			list = append(list, "<"+element+" src=x href=x "+handler+"=xss()>x</"+element+">")
		}
	}
	return list
}
