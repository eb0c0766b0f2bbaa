package main

import (
	"crypto/tls"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"regexp"
	"sync"
	"time"

	"gongkai/workflow/fault"
)

// hostName is what a certificate may be made for, besides addresses.
var hostName = regexp.MustCompile(`^(` + hostLabel + `\.)*` + hostLabel + `$`)

// hostLabel is one part of a host name.
const hostLabel = `[0-9A-Za-z]([0-9A-Za-z-]{0,61}[0-9A-Za-z])?`

// identity is the certificate with which the server shows itself. It follows its files:
// after they were replaced the next connection gets the new one.
type identity struct {
	cert, key string // files
	log       *slog.Logger

	mu     sync.Mutex
	loaded *tls.Certificate
	stamp  [2]stamp // of the files when they were last read
}

// stamp tells a file from an earlier one under the same name.
type stamp struct {
	at   time.Time
	size int64
}

// newIdentity reads the files, which must belong together.
func newIdentity(cert, key string, log *slog.Logger) (*identity, error) {
	out := &identity{cert: cert, key: key, log: log}
	if err := out.load(); err != nil {
		return nil, err
	}
	return out, nil
}

// load reads the files.
func (i *identity) load() error {
	pair, err := tls.LoadX509KeyPair(i.cert, i.key)
	if errors.Is(err, fs.ErrNotExist) {
		return &fault.Error{Kind: fault.NotFound, What: "没有证书文件 " + i.cert + " 或者私钥文件 " + i.key,
			Next: "请核对 --tls-cert 和 --tls-key；没有证书的，可以用 gongkai tls ca 建立"}
	}
	if err != nil {
		return fault.Errorf(fault.Invalid, "证书 %s 和私钥 %s 不能用（%v）", i.cert, i.key, err)
	}
	i.loaded, i.stamp = &pair, i.stamps()
	return nil
}

// stamps looks at the files; the zero stamp is one that is not there.
func (i *identity) stamps() [2]stamp {
	var out [2]stamp
	for n, name := range []string{i.cert, i.key} {
		if info, err := os.Stat(name); err == nil {
			out[n] = stamp{info.ModTime(), info.Size()}
		}
	}
	return out
}

// current returns the certificate of the files as they now are. While they cannot be
// used it is the one from before: a mistake in a file must not shut the door.
func (i *identity) current(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if now := i.stamps(); now != i.stamp {
		if err := i.load(); err != nil {
			i.log.Error("certificate not reloaded, the one from before goes on", "err", err)
			i.stamp = now // said once for each state of the files
		} else {
			i.log.Info("certificate reloaded", "until", i.loaded.Leaf.NotAfter)
		}
	}
	return i.loaded, nil
}

// Ends returns when the certificate in use ends.
func (i *identity) Ends() time.Time {
	cert, _ := i.current(nil) // never fails
	return cert.Leaf.NotAfter
}

// config is how the server speaks TLS: 1.2 and later, which Windows 7 has too.
func (i *identity) config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: i.current}
}

// identity reads the certificate that the settings name; nil if they name none.
func (l listening) identity(log *slog.Logger) (*identity, error) {
	switch {
	case l.TLSCert == "" && l.TLSKey == "":
		return nil, nil
	case l.TLSCert == "" || l.TLSKey == "":
		return nil, misuse{"--tls-cert 和 --tls-key 要一起给出"}
	}
	return newIdentity(l.TLSCert, l.TLSKey, log)
}

// plain reports whether browsers reach the program without HTTPS from other machines.
func (l listening) plain(at net.Addr) bool {
	tcp, ok := at.(*net.TCPAddr)
	return l.TLSCert == "" && l.PublicURL == "" && (!ok || !tcp.IP.IsLoopback())
}

// admit refuses to be reached without HTTPS from other machines unless it was said in so
// many words.
func (l listening) admit(at net.Addr) error {
	if !l.plain(at) || l.InsecureHTTP {
		return nil
	}
	return &fault.Error{Kind: fault.Refused,
		What: "别的电脑可以从 " + at.String() + " 访问，却没有 HTTPS，密码和申请人的信息会在网络上明文传输",
		Next: "请用 gongkai tls ca 建立证书并给出 --tls-cert 和 --tls-key，或者前面放 HTTPS 代理并给出 --public-url；" +
			"确实要明文的，加 --insecure-http，每一页都会显示警示"}
}
