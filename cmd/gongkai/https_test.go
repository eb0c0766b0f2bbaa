package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/http/httputil"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// certified makes certificates for this machine in a directory, as county IT does.
func certified(t *testing.T, c *console) (dir string, trusts *http.Transport) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "tls")
	c.must("tls", "ca", "gongkai.example", "127.0.0.1", "--dir", dir)
	text, err := os.ReadFile(filepath.Join(dir, authorityFile))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(text)
	config := &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12, Time: func() time.Time { return testNow }}
	return dir, &http.Transport{TLSClientConfig: config, ForceAttemptHTTP2: true, DisableKeepAlives: true}
}

// The program serves HTTPS with a certificate of its own authority: a browser that
// trusts the authority gets in, by the name and by the address, with cookies that never
// leave by HTTP; one that does not, does not. What is older than TLS 1.2 is refused.
func TestServeHTTPS(t *testing.T) {
	c := newConsole(t)
	dir, trusts := certified(t, c)
	w := serve(t, c, "--tls-cert", filepath.Join(dir, serverFile), "--tls-key", filepath.Join(dir, serverKeyFile))
	if !strings.HasPrefix(w.base, "https://127.0.0.1:") {
		t.Fatalf("it serves at %s, want https", w.base)
	}
	if _, err := http.Get(w.base + "/sign-in"); err == nil {
		t.Error("who does not trust the authority gets in")
	}
	w.browser.Transport = trusts
	res, err := w.browser.Get(w.base + "/sign-in")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.ProtoMajor != 2 || res.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("protocol %s, HSTS %q; want HTTP/2 and HSTS", res.Proto, res.Header.Get("Strict-Transport-Security"))
	}
	for _, cookie := range res.Cookies() {
		if !cookie.Secure || !strings.HasPrefix(cookie.Name, "__Host-") {
			t.Errorf("cookie %s, Secure %t; want __Host- and Secure", cookie.Name, cookie.Secure)
		}
	}
	old := trusts.TLSClientConfig.Clone()
	old.MinVersion, old.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	if conn, err := tls.Dial("tcp", strings.TrimPrefix(w.base, "https://"), old); err == nil {
		conn.Close()
		t.Error("TLS 1.1 is spoken")
	}
	for name, mode := range map[string]os.FileMode{authorityKeyFile: 0o600, serverKeyFile: 0o600, authorityFile: 0o644} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v, %v, want mode %o", name, info.Mode(), err, mode)
		}
	}
}

// A new certificate is used without a restart, by those who trust the same authority; a
// file that is no certificate changes nothing.
func TestCertificateIsReloaded(t *testing.T) {
	c := newConsole(t)
	dir, trusts := certified(t, c)
	file := filepath.Join(dir, serverFile)
	w := serve(t, c, "--tls-cert", file, "--tls-key", filepath.Join(dir, serverKeyFile))
	serial := func() string {
		t.Helper()
		conn, err := tls.Dial("tcp", strings.TrimPrefix(w.base, "https://"), trusts.TLSClientConfig)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		return conn.ConnectionState().PeerCertificates[0].SerialNumber.String()
	}
	first := serial()
	c.must("tls", "ca", "gongkai.example", "127.0.0.1", "10.1.2.3", "--dir", dir)
	second := serial()
	if first == second {
		t.Error("the first certificate is still in use")
	}
	if err := os.WriteFile(file, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := serial(); got != second {
		t.Errorf("with a broken file: %s, want %s as before", got, second)
	}
	if out := w.stop(); !strings.Contains(out.stderr, "certificate not reloaded") {
		t.Errorf("the log does not tell of the broken file:\n%s", out.stderr)
	}
}

// Other machines may come without HTTPS only if that was said, and then every page
// warns; behind a proxy that speaks HTTPS, and on this machine alone, nothing need be
// said. A certificate without its key is a mistake.
func TestPlainHTTPIsRefused(t *testing.T) {
	c := newConsole(t)
	for _, args := range []string{"--addr 0.0.0.0:0", "--addr :0", "--addr 0.0.0.0:0 --demo"} {
		got := c.run(append([]string{"serve"}, strings.Fields(args)...)...)
		if got.status != refused ||
			!strings.Contains(got.stderr, "明文传输") || !strings.Contains(got.stderr, "gongkai tls ca") {
			t.Errorf("serve %s: status %d, %s; want it refused, and what to do", args, got.status, got.stderr)
		}
	}
	if got := c.run("serve", "--tls-cert", "x.crt"); got.status != misused {
		t.Errorf("a certificate without a key: status %d, %s, want %d", got.status, got.stderr, misused)
	}
	if got := c.run("serve", "--tls-cert", "x.crt", "--tls-key", "x.key"); got.status != refused ||
		!strings.Contains(got.stderr, "没有证书文件") {
		t.Errorf("no files: status %d, %s, want %d and which", got.status, got.stderr, refused)
	}
	for flag, warns := range map[string]bool{"--insecure-http": true, "--public-url=https://gongkai.example": false} {
		w := serve(t, newConsole(t), "--addr", "0.0.0.0:0", flag)
		w.base = strings.NewReplacer("[::]", "127.0.0.1", "0.0.0.0", "127.0.0.1").Replace(w.base)
		if _, body := w.get("/sign-in"); strings.Contains(body, "没有 HTTPS：密码和内容在网络上明文传输") != warns ||
			strings.Contains(strings.Join(w.first, "\n"), "警示") != warns {
			t.Errorf("%s: warns %t, want %t", flag, !warns, warns)
		}
	}
}

// An authority is not made over one that lost half of its files, and no certificate for
// what is no name.
func TestAuthorityStands(t *testing.T) {
	c := newConsole(t)
	dir, _ := certified(t, c)
	if err := os.Remove(filepath.Join(dir, authorityKeyFile)); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(filepath.Join(dir, authorityFile))
	if got := c.run("tls", "ca", "gongkai.example", "--dir", dir); got.status != refused ||
		!strings.Contains(got.stderr, "之一") {
		t.Errorf("without the key: status %d, %s, want it refused", got.status, got.stderr)
	}
	if after, _ := os.ReadFile(filepath.Join(dir, authorityFile)); string(after) != string(before) {
		t.Error("the authority was replaced")
	}
	for _, name := range []string{"https://gongkai.example", "gongkai.example:8443", "a b", "-x.example", ""} {
		if got := c.run("tls", "ca", "--dir", dir, "--", name); got.status != misused {
			t.Errorf("%q: status %d, want %d", name, got.status, misused)
		}
	}
}

// from is a connection of a client with an address of its own: each of 127.0.0.0/8 is
// this machine.
func from(address string, trusts *http.Transport) *http.Client {
	transport := trusts.Clone()
	dialer := net.Dialer{LocalAddr: net.TCPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(address), 0))}
	transport.DialContext = func(ctx context.Context, network, to string) (net.Conn, error) {
		return dialer.DialContext(ctx, network, to)
	}
	jar, _ := cookiejar.New(nil)
	return &http.Client{Jar: jar, Transport: transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// Behind a proxy that speaks TLS, clients are told apart by their own addresses, cookies
// are Secure, and guesses from a dozen addresses do not keep out who comes from the usual
// one. What a client claims of its address counts for nothing.
func TestServeBehindTLSProxy(t *testing.T) {
	c := newConsole(t)
	c.must("office", "add", "xzf", "示例县人民政府办公室")
	c.feed("long-enough-2\n", "user", "add", "jia", "--office", "xzf", "--role", "clerk", "--password-stdin")
	w := serve(t, c, "--public-url", "https://gongkai.example", "--trusted-proxy", "127.0.0.1")
	to, err := url.Parse(w.base)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httptest.NewTLSServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.SetXForwarded() // its own word, not the client's
	}})
	defer proxy.Close()
	trusts := proxy.Client().Transport.(*http.Transport)
	w.base = proxy.URL
	signIn := func(address, password string) int {
		t.Helper()
		w.browser = from(address, trusts)
		_, body := w.get("/sign-in")
		m := formToken.FindStringSubmatch(body)
		if m == nil {
			t.Fatalf("no form from %s", address)
		}
		status, _ := w.read(w.browser.PostForm(w.base+"/sign-in",
			url.Values{"csrf": {m[1]}, "name": {"jia"}, "password": {password}}))
		return status
	}
	if got := signIn("127.0.0.7", "long-enough-2"); got != http.StatusSeeOther {
		t.Fatalf("the owner at first: %d", got)
	}
	cookies := w.browser.Jar.Cookies(&url.URL{Scheme: "https", Host: to.Host})
	if len(cookies) == 0 || !strings.HasPrefix(cookies[0].Name, "__Host-") {
		t.Errorf("cookies %v, want names with __Host-", cookies)
	}
	for n := range 60 {
		if got := signIn(fmt.Sprintf("127.0.1.%d", n%12+1), "wrong"); got != http.StatusUnprocessableEntity {
			t.Fatalf("guess %d: %d, want %d", n, got, http.StatusUnprocessableEntity)
		}
	}
	if got := signIn("127.0.2.1", "long-enough-2"); got != http.StatusUnprocessableEntity {
		t.Errorf("from an address never seen: %d, want it refused while the guessing goes on", got)
	}
	if got := signIn("127.0.0.7", "long-enough-2"); got != http.StatusSeeOther {
		t.Errorf("the owner at the usual address: %d, want to be let in", got)
	}
	if out := w.stop(); !strings.Contains(out.stderr, "from=127.0.1.3") ||
		!strings.Contains(out.stderr, "from=127.0.0.7") {
		t.Error("the log does not name the clients")
	}
}
