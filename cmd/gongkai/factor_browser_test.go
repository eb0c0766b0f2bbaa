//go:build e2e

package main

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// deviceCode is the code that a device with this secret shows now (RFC 6238, 6 digits of
// HMAC-SHA-1, half a minute each): reckoned here apart from the program.
func deviceCode(t *testing.T, secret string) string {
	t.Helper()
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ReplaceAll(secret, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	h := hmac.New(sha1.New, key)
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(clock().Unix()/30)))
	sum := h.Sum(nil)
	n := binary.BigEndian.Uint32(sum[sum[19]&15:]) &^ (1 << 31)
	return fmt.Sprintf("%06d", n%1e6)
}

// A clerk sets up a device by the page, and next time signs in with the password and a
// recovery code. Each page on the way, with a wrong code too, has no barrier.
func TestBrowserSecondFactor(t *testing.T) {
	axe := axeSource(t)
	s := serveProgram(t, "--demo")
	chrome := chromium(t)
	b := newTab(t, chrome, s.base)
	b.signIn("jingban", demoPassword)
	b.open("/factor")
	b.press("main", "设置动态码", http.StatusOK)
	b.judge(axe)
	b.fillByID("confirm-code", deviceCode(t, evaluateRaw[string](b,
		`document.querySelector("main section code").textContent`)))
	b.press("main", "启用动态码", http.StatusOK)
	b.judge(axe)
	recovery := evaluateRaw[string](b, `document.querySelector("main ol code").textContent`)

	again := newTab(t, chrome, s.base)
	again.signIn("jingban", demoPassword)
	if again.path() != "/sign-in/code" {
		t.Fatalf("the password led to %s, want to be asked for the code", again.path())
	}
	again.judge(axe)
	again.open("/sign-in/code?lang=en")
	again.judge(axe)
	again.open("/sign-in/code?lang=zh-CN")
	again.fillByID("code", "000000")
	again.press("main", "登录", http.StatusUnprocessableEntity)
	again.forgive()
	again.judge(axe)
	again.fillByID("code", recovery)
	again.press("main", "登录", http.StatusOK)
	if again.path() == "/sign-in/code" {
		t.Errorf("the recovery code does not sign in: %s", again.text("main"))
	}
	again.blame()
}
