package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"

	"gongkai/workflow/fault"
)

// How long certificates hold. That of a server is the longest that all browsers take
// from an authority of one's own.
const (
	authorityHolds = 10 * 365 * 24 * time.Hour
	serverHolds    = 825 * 24 * time.Hour
	clocksDiffer   = 24 * time.Hour // it holds already for PCs whose clock is behind
)

// The files of an internal authority.
const (
	authorityFile    = "ca.crt"
	authorityKeyFile = "ca.key"
	serverFile       = "server.crt"
	serverKeyFile    = "server.key"
)

// signer is a certificate with its key.
type signer struct {
	cert *x509.Certificate
	key  crypto.Signer
}

// Run makes a certificate for the server, signed by the authority in the directory,
// which it makes first if there is none. Whoever has installed that authority needs
// nothing new when the server's certificate is made again.
func (c *tlsCA) Run(p *program) error {
	for _, name := range c.Names {
		if net.ParseIP(name) == nil && !hostName.MatchString(name) {
			return misuse{"“" + name + "”不是主机名或者地址，请写成 gongkai.example 或者 10.1.2.3，不带 https:// 和端口"}
		}
	}
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return fault.Errorf(fault.Unavailable, "不能建立目录 %s（%v）", c.Dir, errors.Unwrap(err))
	}
	authority, fresh, err := c.authority(p)
	if err != nil {
		return err
	}
	ends, err := c.server(p, authority)
	if err != nil {
		return err
	}
	c.explain(p, fresh, ends)
	return nil
}

// file is the path of one of the files.
func (c *tlsCA) file(name string) string { return filepath.Join(c.Dir, name) }

// authority reads the authority of the directory; fresh says that it had to be made.
func (c *tlsCA) authority(p *program) (out signer, fresh bool, err error) {
	_, certErr := os.Stat(c.file(authorityFile))
	_, keyErr := os.Stat(c.file(authorityKeyFile))
	switch {
	case certErr == nil && keyErr == nil:
		out, err = c.readAuthority(p)
		return out, false, err
	case errors.Is(certErr, fs.ErrNotExist) && errors.Is(keyErr, fs.ErrNotExist):
		out, err = c.makeAuthority(p)
		return out, true, err
	}
	return out, false, &fault.Error{Kind: fault.Refused,
		What: c.Dir + " 中只有 " + authorityFile + " 和 " + authorityKeyFile + " 之一，或者读不了",
		Next: "请从备份取回另一个；重新建立要换一个目录，并在每台电脑上重新安装 " + authorityFile}
}

func (c *tlsCA) readAuthority(p *program) (signer, error) {
	cert, err := readPEM(c.file(authorityFile), x509.ParseCertificate)
	if err != nil {
		return signer{}, err
	}
	key, err := readPEM(c.file(authorityKeyFile), x509.ParsePKCS8PrivateKey)
	if err != nil {
		return signer{}, err
	}
	private, ok := key.(*ecdsa.PrivateKey)
	if !ok || !private.PublicKey.Equal(cert.PublicKey) {
		return signer{}, fault.Errorf(fault.Invalid, "%s 和 %s 不是一对", authorityFile, authorityKeyFile)
	}
	if p.now().Add(serverHolds).After(cert.NotAfter) {
		return signer{}, &fault.Error{Kind: fault.Refused,
			What: "内部证书机构在 " + cert.NotAfter.Format(time.DateOnly) + " 到期，签不出足够长的服务器证书",
			Next: "请用 --dir 换一个目录重新建立，并在每台电脑上安装新的 " + authorityFile}
	}
	return signer{cert, private}, nil
}

// readPEM reads the first block of a PEM file.
func readPEM[T any](path string, parse func([]byte) (T, error)) (T, error) {
	var none T
	text, err := os.ReadFile(path)
	if err != nil {
		return none, fault.Errorf(fault.Unavailable, "不能读取文件 %s（%v）", path, errors.Unwrap(err))
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return none, fault.Errorf(fault.Invalid, "%s 不是 PEM 文件", path)
	}
	out, err := parse(block.Bytes)
	if err != nil {
		return none, fault.Errorf(fault.Invalid, "%s 读不懂（%v）", path, err)
	}
	return out, nil
}

// makeAuthority makes an authority that signs for this installation alone: it may not
// make further authorities.
func (c *tlsCA) makeAuthority(p *program) (signer, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return signer{}, err
	}
	template := x509.Certificate{
		Subject:   pkix.Name{CommonName: "gongkai internal CA " + p.now().Format(time.DateOnly)},
		NotBefore: p.now().Add(-clocksDiffer), NotAfter: p.now().Add(authorityHolds),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	cert, err := sign(&template, signer{&template, key}, key)
	if err != nil {
		return signer{}, err
	}
	return signer{cert, key}, errors.Join(
		c.keep(p, authorityKeyFile, key), c.keep(p, authorityFile, cert))
}

// server makes the server's certificate with a new key, and returns when it ends.
func (c *tlsCA) server(p *program, by signer) (time.Time, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return time.Time{}, err
	}
	template := x509.Certificate{
		Subject:   pkix.Name{CommonName: c.Names[0]},
		NotBefore: p.now().Add(-clocksDiffer), NotAfter: p.now().Add(serverHolds),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, name := range c.Names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	cert, err := sign(&template, by, key)
	if err != nil {
		return time.Time{}, err
	}
	// The key goes first: a server that reads between the two keeps what it has, because
	// they are no pair.
	return cert.NotAfter, errors.Join(c.keep(p, serverKeyFile, key), c.keep(p, serverFile, cert))
}

// sign makes a certificate for a key.
func sign(template *x509.Certificate, by signer, key crypto.Signer) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	template.SerialNumber = serial
	der, err := x509.CreateCertificate(rand.Reader, template, by.cert, key.Public(), by.key)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

// keep writes a certificate or a key to its file. A key only its owner may read.
func (c *tlsCA) keep(p *program, name string, what any) error {
	block, mode := &pem.Block{}, fs.FileMode(0o600)
	switch v := what.(type) {
	case *x509.Certificate:
		block.Type, block.Bytes, mode = "CERTIFICATE", v.Raw, 0o644
	case crypto.Signer:
		der, err := x509.MarshalPKCS8PrivateKey(v)
		if err != nil {
			return err
		}
		block.Type, block.Bytes = "PRIVATE KEY", der
	}
	if err := p.write(c.file(name), func(w io.Writer) error { return pem.Encode(w, block) }); err != nil {
		return err
	}
	return os.Chmod(c.file(name), mode)
}

// explain says what to do with the files.
func (c *tlsCA) explain(p *program, fresh bool, ends time.Time) {
	if fresh {
		p.say("已建立内部证书机构：%s；私钥 %s 请移到离线介质保存，换发服务器证书时再取回",
			c.file(authorityFile), c.file(authorityKeyFile))
	}
	p.say("已签发服务器证书，到 %s 为止：%s，%s", ends.Format(time.DateOnly), c.file(serverFile), c.file(serverKeyFile))
	p.say("启动：gongkai serve --addr 0.0.0.0:8443 --tls-cert %s --tls-key %s", c.file(serverFile), c.file(serverKeyFile))
	if !fresh {
		p.say("正在运行的服务会自己换用新的证书，不用重新启动；各电脑不用再安装什么")
		return
	}
	p.say("每台电脑要信任 %s 一次：", authorityFile)
	p.say("  Windows，一台：以管理员身份运行 certutil -addstore -f Root %s", authorityFile)
	p.say("  Windows，全部：组策略“计算机配置、Windows 设置、安全设置、公钥策略、受信任的根证书颁发机构”中导入")
	p.say("  麒麟、统信：复制到 /usr/local/share/ca-certificates/，运行 update-ca-certificates")
	p.say("  火狐：about:config 中把 security.enterprise_roots.enabled 设为 true")
}
