package signin

import (
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

// Who sends a request is read from the connection, and from a header only as far
// as named proxies wrote it.
func TestAddress(t *testing.T) {
	for _, tt := range []struct {
		name, proxies, from, forwarded, real, want string
	}{
		{"nobody is trusted", "", "203.0.113.9", "198.51.100.1", "", "203.0.113.9"},
		{"nobody is trusted, X-Real-IP", "", "203.0.113.9", "", "198.51.100.1", "203.0.113.9"},
		{"loopback is not trusted unless named", "", "127.0.0.1", "198.51.100.1", "198.51.100.1", "127.0.0.1"},
		{"a private network is not trusted unless named", "192.0.2.1/32", "10.1.2.3",
			"198.51.100.1", "198.51.100.1", "10.1.2.3"},
		{"a link-local address is not trusted unless named", "192.0.2.1/32", "169.254.1.1",
			"198.51.100.1", "", "169.254.1.1"},
		{"the trusted proxy", "192.0.2.1/32", "192.0.2.1", "198.51.100.1", "", "198.51.100.1"},
		{"a trusted range", "10.0.0.0/8", "10.9.8.7", "198.51.100.1", "", "198.51.100.1"},
		{"loopback when named", "127.0.0.1/32", "127.0.0.1", "198.51.100.1", "", "198.51.100.1"},
		{"X-Real-IP of the trusted proxy", "192.0.2.1/32", "192.0.2.1", "", "198.51.100.1", "198.51.100.1"},
		{"X-Forwarded-For goes before X-Real-IP", "192.0.2.1/32", "192.0.2.1", "198.51.100.1", "8.8.8.8", "198.51.100.1"},
		{"addresses put in front", "192.0.2.1/32", "192.0.2.1", "8.8.8.8, 127.0.0.1, 198.51.100.1", "", "198.51.100.1"},
		{"the proxy's own address put in front", "192.0.2.1/32", "192.0.2.1", "192.0.2.1, 198.51.100.1", "", "198.51.100.1"},
		{"a private client of the proxy", "192.0.2.1/32", "192.0.2.1", "8.8.8.8, 10.1.2.3", "", "10.1.2.3"},
		{"two proxies, both trusted", "192.0.2.1/32 10.0.0.0/8", "10.0.0.1",
			"8.8.8.8, 198.51.100.1, 192.0.2.1", "", "198.51.100.1"},
		{"two proxies, the outer one not trusted", "10.0.0.0/8", "10.0.0.1", "198.51.100.1, 192.0.2.1", "", "192.0.2.1"},
		{"what is no address", "192.0.2.1/32", "192.0.2.1", "nonsense", "", "192.0.2.1"},
		{"IPv6", "2001:db8::/32", "2001:db8::1", "2001:db9::5", "", "2001:db9::5"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			req := httptest.NewRequest("GET", "/", nil)
			req.RemoteAddr = netip.AddrPortFrom(netip.MustParseAddr(tt.from), 4711).String()
			for name, value := range map[string]string{"X-Forwarded-For": tt.forwarded, "X-Real-Ip": tt.real} {
				if value != "" {
					req.Header.Set(name, value)
				}
			}
			if got := AddressBehind(ranges(strings.Fields(tt.proxies)...))(req); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// ranges reads ranges of addresses.
func ranges(all ...string) []netip.Prefix {
	var out []netip.Prefix
	for _, r := range all {
		out = append(out, netip.MustParsePrefix(r))
	}
	return out
}
