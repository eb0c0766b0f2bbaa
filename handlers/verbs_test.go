package handlers

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// HEAD of every address that GET reads answers as GET does, without the body; OPTIONS and
// TRACE are refused, and the refusal says which methods there are.
func TestEveryAddressKnowsItsVerbs(t *testing.T) {
	s := newSite(t)
	b := s.as("shenhe")
	page := b.log()
	for _, r := range Routes() {
		path := strings.NewReplacer(":id", strings.TrimPrefix(page, "/applications/"), ":code", "xfb", ":name",
			"jingban", "*", "x").
			Replace(r.Path)
		for _, verb := range []string{"OPTIONS", "TRACE"} {
			got := b.send(verb, path, "", "")
			got.want(t, verb+" "+path, http.StatusMethodNotAllowed)
			if allow := got.header.Get(
				"Allow",
			); !slices.Contains(strings.Split(allow, ", "), r.Method) ||
				strings.Contains(allow, verb) {
				t.Errorf("%s %s: Allow %q, want it to name %s", verb, path, allow, r.Method)
			}
		}
		if r.Method != "GET" {
			continue
		}
		get, head := b.get(path), b.send("HEAD", path, "", "")
		if head.status != get.status || head.body != "" {
			t.Errorf("HEAD %s: %d with %d bytes, GET %d", path, head.status, len(head.body), get.status)
		}
		for _, name := range []string{"Content-Type", "Content-Disposition", "Location", "Cache-Control",
			"Content-Security-Policy"} {
			if head.header.Get(name) != get.header.Get(name) && !strings.Contains(path, "export") {
				t.Errorf("HEAD %s: %s %q, GET %q", path, name, head.header.Get(name), get.header.Get(name))
			}
		}
	}
	if got := b.send("HEAD", "/nowhere", "", ""); got.status != http.StatusNotFound {
		t.Errorf("HEAD of no address: %d", got.status)
	}
}

// A form that cannot be read, or is too much of one, says what is wrong with it, and not
// that its page has expired.
func TestUnreadableFormsSayWhy(t *testing.T) {
	b := newSite(t).as("jingban")
	many := strings.Repeat("ids=1&", 20_000)
	r := b.send("POST", "/applications/batch", "application/x-www-form-urlencoded", "csrf="+b.token+"&"+many)
	r.want(t, "20,000 fields", http.StatusRequestEntityTooLarge)
	r.has(t, "20,000 fields", "字段太多", "最多 5000 个")
	r = b.send("POST", "/applications/batch", "application/x-www-form-urlencoded", "csrf="+b.token+"&a=%zz")
	r.want(t, "a broken escape", http.StatusBadRequest)
	r.has(t, "a broken escape", "提交的内容不完整")
	fits := strings.Repeat("ids=1&", 4_000)
	b.send("POST", "/applications/batch", "application/x-www-form-urlencoded", "csrf="+b.token+"&"+fits).
		lacks(t, "4,000 fields", "字段太多")
}

// brokenBodies are bodies of several parts as programs send them who want to break
// something. The token stands in the first part of each that has one.
func brokenBodies(token string) map[string]struct{ kind, body string } {
	const kind = "multipart/form-data; boundary=b"
	field := "--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n" + token + "\r\n"
	file := func(head, content string) string {
		return field + "--b\r\nContent-Disposition: form-data; name=\"file\"" + head + "\r\n\r\n" + content + "\r\n--b--\r\n"
	}
	named := func(name string) string { return file("; filename="+name, "一,二\n1,2\n") }
	return map[string]struct{ kind, body string }{
		"no closing boundary": {
			kind,
			field + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n甲,乙",
		},
		"nothing":                     {kind, ""},
		"no boundary named":           {"multipart/form-data", field + "--b--\r\n"},
		"an empty boundary":           {`multipart/form-data; boundary=""`, field + "--b--\r\n"},
		"a boundary of 71 characters": {"multipart/form-data; boundary=" + strings.Repeat("b", 71), field + "--b--\r\n"},
		"a boundary that is no token": {"multipart/form-data; boundary=b b", field + "--b--\r\n"},
		"another boundary":            {kind, strings.ReplaceAll(field, "--b", "--c") + "--c--\r\n"},
		"mixed instead of a form":     {"multipart/mixed; boundary=b", field + "--b--\r\n"},
		"10,001 parts": {
			kind,
			field + strings.Repeat("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n", 10_001) + "--b--\r\n",
		},
		"1,001 files": {
			kind,
			field + strings.Repeat(
				"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx\r\n",
				1_001,
			) + "--b--\r\n",
		},
		"a head of 1 MB": {
			kind,
			field + "--b\r\nX-A: " + strings.Repeat("x", 1<<20) + "\r\n\r\nx\r\n--b--\r\n",
		},
		"20,000 heads": {
			kind,
			field + "--b\r\n" + strings.Repeat("X-A: x\r\n", 20_000) + "\r\nx\r\n--b--\r\n",
		},
		"a head without a colon":   {kind, field + "--b\r\nnonsense\r\n\r\nx\r\n--b--\r\n"},
		"a part without a name":    {kind, field + "--b\r\nContent-Type: text/csv\r\n\r\nx\r\n--b--\r\n"},
		"a path for a name":        {kind, named(`"../../etc/x"`)},
		"a path of Windows":        {kind, named(`"..\..\x"`)},
		"a head in the name":       {kind, named("\"a\r\nSet-Cookie: x=1\"")},
		"NUL in the name":          {kind, named("\"a\x00.csv\"")},
		"a name of RFC 2231":       {kind, file("; filename*=UTF-8''%E5%8F%B0.pdf", "%PDF-1.7")},
		"an empty name":            {kind, named(`""`)},
		"a name without end":       {kind, named(`"a`)},
		"a name of 300 characters": {kind, file("; filename=\""+strings.Repeat("卷", 300)+".csv\"", "")},
		"an empty file":            {kind, file(`; filename="a.csv"`, "")},
		"two files of one name": {
			kind,
			strings.Replace(
				file(`; filename="a.csv"`, "x"),
				field,
				field+"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b.csv\"\r\n\r\ny\r\n",
				1,
			),
		},
		"a file for the token": {
			kind,
			"--b\r\nContent-Disposition: form-data; name=\"csrf\"; filename=\"t\"\r\n\r\n" + token + "\r\n--b--\r\n",
		},
		"base64":        {kind, file("; filename=\"a.csv\"\r\nContent-Transfer-Encoding: base64", "5LiA")},
		"a token twice": {kind, field + field + "--b--\r\n"},
		"no text in a field": {
			kind,
			field + "--b\r\nContent-Disposition: form-data; name=\"office\"\r\n\r\n\xff\xfe\r\n--b--\r\n",
		},
		"NUL in a field": {
			kind,
			field + "--b\r\nContent-Disposition: form-data; name=\"office\"\r\n\r\n\x00\r\n--b--\r\n",
		},
		"more than the import may bring":  {kind, file(`; filename="a.csv"`, strings.Repeat(",", 22<<20))},
		"a form that says it has parts":   {kind, "csrf=" + token + "&office=xfb"},
		"parts that say they are a form":  {"application/x-www-form-urlencoded", file(`; filename="a.csv"`, "x")},
		"parts that say they are nothing": {"", file(`; filename="a.csv"`, "x")},
	}
}

// Every body of several parts that is broken is refused with an answer of the kind 4xx,
// nothing of it stays in the directory of temporary files, and the next good one is
// taken: the control.
func TestBrokenBodiesAreRefused(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	s := newSite(t)
	b := s.as("jingban")
	b.get("/import")
	token := b.token
	for name, tt := range brokenBodies(token) {
		r := b.send("POST", "/import", tt.kind, tt.body)
		if r.status < 400 || r.status > 499 {
			t.Errorf("%s: status %d\n%.400s", name, r.status, r.body)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("%s left %v (%v)", name, left, err)
		}
	}
	b.token = token
	b.file("台账.csv", goodRegister).has(t, "a good file", "可以导入 2 件")
	if strings.Contains(s.log.String(), "panic") {
		t.Error("something panicked")
	}
}

// FuzzForm sends bodies of several parts and of fields: none is answered with a fault of
// ours.
func FuzzForm(f *testing.F) {
	for _, tt := range brokenBodies("token") {
		if len(tt.body) < 1<<12 {
			f.Add(tt.kind, []byte(tt.body))
		}
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	_ = w.WriteField("csrf", "token")
	w.Close()
	f.Add(w.FormDataContentType(), body.Bytes())
	f.Add("application/x-www-form-urlencoded", []byte("csrf=token&ids=1&ids=2"))
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		b := newSite(t).browser()
		if strings.ContainsFunc(kind, unicode.IsControl) {
			return // no client sends that
		}
		if r := b.send("POST", "/sign-in", kind, string(body)); r.status >= http.StatusInternalServerError {
			t.Errorf("%q: %d", kind, r.status)
		}
	})
}
