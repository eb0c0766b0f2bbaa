package signin

import (
	"crypto/sha256"
	"encoding/hex"
)

// BrowserName returns what is kept of the name that a browser was given, or "" if it
// was given none. Like a session's token, the name itself is only in the browser.
func BrowserName(token string) string {
	if token == "" {
		return ""
	}
	sum := sha256.Sum256([]byte("browser " + token))
	return hex.EncodeToString(sum[:16])
}
