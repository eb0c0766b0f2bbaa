//go:build e2e

package main

import (
	"bytes"
	"flag"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"gongkai/workflow/account"
)

// screenshots is where make screenshots puts its pictures; "" throws them away.
var screenshots = flag.String("screenshots", "", "the folder to put pictures of the main pages in")

// pictures are the pages that the documents show, as one sees them on an office
// screen or on a phone.
var pictures = []struct {
	name   string
	who    account.Role
	screen int // of screens
	open   func(*tab)
}{
	{"workbench", account.Supervisor, 0, at("/work")},
	{"register", account.Supervisor, 0, at("/applications")},
	{"log", account.Clerk, 0, at("/applications/new")},
	{"application", account.Clerk, 0,
		func(b *tab) { b.open(b.first("/applications?stage=received", "table.register tbody th a")) }},
	{"answer", account.Clerk, 0, func(b *tab) {
		b.open(b.first("/applications?stage=received", "table.register tbody th a"))
		b.unfold("step-draft_answer")
		evaluateRaw[bool](b, `document.getElementById("step-draft_answer").scrollIntoView(), true`)
	}},
	{"approvals", account.Supervisor, 0, at("/approvals")},
	{"oversight", account.Supervisor, 0, at("/oversight")},
	{"daily-phone", account.Supervisor, 1, at("/daily")},
	{"trends", account.Supervisor, 0, at("/trends")},
	{"report", account.Auditor, 0, at("/report")},
	{"journal", account.Auditor, 0, at("/journal")},
	{"users", account.Admin, 0, at("/users")},
	{"calendar", account.Admin, 0, at("/calendar")},
}

func at(path string) func(*tab) { return func(b *tab) { b.open(path) } }

// The pictures of the documents are taken from the program as it is: every page
// that they show opens and has something on it.
func TestBrowserScreenshots(t *testing.T) {
	s, chrome := serveProgram(t, "--demo"), chromium(t)
	tabs := map[account.Role]*tab{}
	for _, p := range pictures {
		b := tabs[p.who]
		if b == nil {
			b = newTab(t, chrome, s.base)
			b.signInAs(p.who)
			tabs[p.who] = b
		}
		b.resize(screens[p.screen][0], screens[p.screen][1])
		p.open(b)
		b.keep(p.name, b.picture())
	}
}

// picture is what the screen shows now.
func (b *tab) picture() []byte {
	b.t.Helper()
	shot, err := chromedp.Call(b.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{})
	if err != nil {
		b.t.Fatal(err)
	}
	return shot.Data
}

// keep looks whether a picture shows something, and puts it where it was asked
// for.
func (b *tab) keep(name string, shot []byte) {
	b.t.Helper()
	img, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		b.t.Fatalf("%s: %v", name, err)
	}
	colours := map[[3]uint32]bool{}
	for y := range img.Bounds().Dy() {
		r, g, bl, _ := img.At(img.Bounds().Dx()/3, y).RGBA()
		colours[[3]uint32{r, g, bl}] = true
	}
	if len(colours) < 8 {
		b.t.Errorf("the picture of %s has %d colours from top to bottom, which is no page", name, len(colours))
	}
	if *screenshots == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(*screenshots, name+".png"), shot, 0o644); err != nil {
		b.t.Fatal(err)
	}
}
