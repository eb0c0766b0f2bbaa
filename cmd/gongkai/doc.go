package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kong"

	"gongkai/handlers"
	"gongkai/views/manual"
	"gongkai/workflow/fault"
)

// docPages are the pages of the manual that the program writes itself, in Markdown,
// by their names without .md.
func docPages() (map[string]string, error) {
	commands, err := commandsPage()
	if err != nil {
		return nil, err
	}
	out := map[string]string{"commands": commands, "routes": routesPage()}
	for _, name := range manual.Pages() {
		page, ok := manual.Page(name)
		if !ok {
			return nil, fmt.Errorf("manual page %s is listed but missing", name)
		}
		out[name] = page
	}
	return out, nil
}

// Run writes the pages, over those there are.
func (c *docCommand) Run(p *program) error {
	pages, err := docPages()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Dir, 0o755); err != nil {
		return fault.Errorf(fault.Unavailable, "不能建立目录 %s", c.Dir)
	}
	for name, text := range pages {
		if err := os.WriteFile(filepath.Join(c.Dir, name+".md"), []byte(text), 0o644); err != nil {
			return fault.Errorf(fault.Unavailable, "不能写入 %s", filepath.Join(c.Dir, name+".md"))
		}
	}
	p.say("已写入 %d 页到 %s", len(pages), c.Dir)
	return nil
}

// commandsPage describes the command line, from the struct it is parsed into.
func commandsPage() (string, error) {
	parser, err := kong.New(&commands{}, kong.Name("gongkai"))
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("# 命令\n\n由 `gongkai doc` 生成，请勿手改。退出状态：0 完成；1 被拒绝，或者发现了问题；2 用法不对。\n\n## 通用\n\n")
	writeFlags(&b, parser.Model.Flags)
	for _, leaf := range parser.Model.Leaves(true) {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n", leaf.FullPath(), leaf.Help)
		for _, arg := range leaf.Positional {
			fmt.Fprintf(&b, "- `%s` %s\n", arg.Summary(), arg.Help)
		}
		writeFlags(&b, leaf.Flags)
	}
	return b.String(), nil
}

// writeFlags lists flags, except --help, which every command has.
func writeFlags(b *strings.Builder, flags []*kong.Flag) {
	for _, f := range flags {
		if f.Name == "help" {
			continue
		}
		def := ""
		if f.HasDefault && f.Default != "" {
			def = "默认 `" + f.Default + "`。"
		}
		fmt.Fprintf(b, "- `--%s%s%s` %s%s%s\n", negation(f), f.Name, value(f), f.Help, needed(f), def)
	}
}

// negation marks a flag that can also be given as its opposite, --no-….
func negation(f *kong.Flag) string {
	return map[bool]string{true: "[no-]"}[f.Tag.Negatable != ""]
}

// needed says that a flag must be given, or one of several; "" if it need not.
func needed(f *kong.Flag) string {
	switch {
	case !f.Required:
		return ""
	case len(f.Xor) > 0:
		return "几项中必填一项。"
	}
	return "必填。"
}

// value is the placeholder for the value of a flag; a switch has none.
func value(f *kong.Flag) string {
	if f.IsBool() {
		return ""
	}
	return " " + cmp.Or(f.PlaceHolder, strings.ToUpper(f.Name))
}

// routesPage lists every address of the web application.
func routesPage() string {
	var b strings.Builder
	b.WriteString("# 网址\n\n由 `gongkai doc` 生成，请勿手改。\n\n| 方法 | 路径 | 谁可以用 | 作用 |\n|---|---|---|---|\n")
	for _, r := range handlers.Routes() {
		fmt.Fprintf(&b, "| %s | `%s` | %s | %s |\n", r.Method, r.Path, r.Need.Label(), r.Says)
	}
	return b.String()
}
