package main

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"gongkai/handlers"
)

// origin is where browsers see the program: https://host[:port] and nothing after it;
// "" if no one has said.
type origin string

// UnmarshalText reads an origin and writes it the way browsers do, in lower case and
// without the default port, so that the two can be compared.
func (o *origin) UnmarshalText(text []byte) error {
	u, err := url.Parse(strings.ToLower(string(text)))
	switch {
	case err != nil || u.Scheme != "https" || u.Hostname() == "":
		return errors.New("请写成 https://主机 或者 https://主机:端口")
	case u.User != nil || strings.TrimSuffix(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "":
		return errors.New("只写到主机和端口为止，后面不能有路径，前面不能有用户名")
	case strings.ContainsFunc(u.Host, func(r rune) bool { return r > '~' }):
		return errors.New("中文域名请写成 xn-- 开头的形式")
	}
	*o = origin("https://" + strings.TrimSuffix(strings.TrimSuffix(u.Host, ":443"), ":"))
	return nil
}

// proxy is a range of addresses that are believed about who sent a request.
type proxy struct{ netip.Prefix }

// UnmarshalText reads a range or a single address. It refuses the range of all
// addresses: then anyone could claim to be anyone.
func (p *proxy) UnmarshalText(text []byte) error {
	word := strings.TrimSpace(string(text))
	if a, err := netip.ParseAddr(word); err == nil && a.Zone() == "" {
		a = a.Unmap()
		p.Prefix = netip.PrefixFrom(a, a.BitLen())
		return nil
	}
	r, err := netip.ParsePrefix(word)
	switch {
	case err != nil:
		return errors.New("“" + word + "”不是地址或者网段，请写成 10.1.2.3 或者 10.1.2.0/24")
	case r.Bits() == 0:
		return errors.New(word + " 是所有的地址，谁都可以冒充别人，请只写代理的地址")
	}
	p.Prefix = r.Masked()
	return nil
}

// proxies are the ranges as the settings hold them.
type proxies []proxy

// String writes the ranges as the environment variable has them.
func (list proxies) String() string {
	var out []string
	for _, p := range list {
		out = append(out, p.String())
	}
	return strings.Join(out, ",")
}

// expose tells the web application how it is reached from outside; own is the
// certificate that the program itself shows, nil if it shows none.
func (l listening) expose(site *handlers.Server, at net.Addr, own *identity) {
	site.Origin, site.TLS, site.Plain = string(l.PublicURL), l.PublicURL != "" || own != nil, l.plain(at)
	if own != nil {
		site.CertificateEnds = own.Ends
	}
	for _, p := range l.TrustedProxy {
		site.Proxies = append(site.Proxies, p.Prefix)
	}
}
