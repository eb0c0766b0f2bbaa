package handlers

import (
	"net"
	"net/http"
	"net/netip"

	"github.com/labstack/echo/v4"

	"gongkai/workflow/fault"
)

// addressBehind finds a client's address: that of the connection, unless it is one
// of the proxies. Then it is the last in X-Forwarded-For that is no proxy of ours,
// since what stands before it may be the client's invention; X-Real-IP is read
// where there is no X-Forwarded-For.
func addressBehind(proxies []netip.Prefix) echo.IPExtractor {
	if len(proxies) == 0 {
		return echo.ExtractIPDirect()
	}
	// who is trusted by default is not: only who is named
	trust := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range proxies {
		trust = append(trust, echo.TrustIPRange(&net.IPNet{
			IP: p.Masked().Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen()),
		}))
	}
	forwarded, direct := echo.ExtractIPFromXFFHeader(trust...), echo.ExtractIPFromRealIPHeader(trust...)
	return func(r *http.Request) string {
		if r.Header.Get(echo.HeaderXForwardedFor) != "" {
			return forwarded(r)
		}
		return direct(r)
	}
}

// sameOrigin refuses a form that a page of another site sent, as far as the browser
// tells. The host of the request is no measure where a proxy changes it: what the
// browser sees is. Where that is not known, the token against forgery stands alone.
func (s *Server) sameOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	if s.Origin == "" {
		return next
	}
	guard := http.NewCrossOriginProtection()
	if err := guard.AddTrustedOrigin(s.Origin); err != nil {
		panic(err) // whoever sets it has checked it
	}
	return func(c echo.Context) error {
		if guard.Check(c.Request()) != nil {
			return &fault.Error{Kind: fault.Forbidden, What: "这次提交来自别的网站的页面，没有保存", Next: "请从 " + s.Origin + " 打开本系统，再提交"}
		}
		return next(c)
	}
}
