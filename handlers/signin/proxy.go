package signin

import (
	"net"
	"net/http"
	"net/netip"

	"github.com/labstack/echo/v4"
)

// AddressBehind finds a client's address: that of the connection, unless it is one
// of the proxies. Then it is the last in X-Forwarded-For that is no proxy of ours,
// since what stands before it may be the client's invention; X-Real-IP is read
// where there is no X-Forwarded-For.
func AddressBehind(proxies []netip.Prefix) echo.IPExtractor {
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
