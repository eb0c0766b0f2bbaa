package ledger

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"gongkai/workflow/fault"
)

// Root is the root of the tree over the first lines of a ledger.
type Root struct {
	By  Algorithm
	Sum [32]byte
}

// String is the root as a checkpoint writes it.
func (r Root) String() string { return base64.StdEncoding.EncodeToString(r.Sum[:]) }

// Checkpoint says what the ledger was at a moment: all that an auditor must keep. Signed,
// it is a note (存证单) in the form of https://c2sp.org/tlog-checkpoint.
type Checkpoint struct {
	Origin string // names the installation
	Size   int64  // the number of the last line covered
	Root   Root
	At     time.Time
	Rows   map[string]int // how many rows each table had
	Key    string         // that verifies the signature
}

// origin begins the name of every installation.
const origin = "gongkai-"

// text is what is signed: three lines that all such checkpoints have, then ours.
func (c Checkpoint) text() string {
	var rows []string
	for _, table := range inOrder(c.Rows) {
		rows = append(rows, table+"="+strconv.Itoa(c.Rows[table]))
	}
	return fmt.Sprintf("%s\n%d\n%s\nhash %s\ntime %s\nrows %s\nkey %s\n", c.Origin, c.Size, c.Root,
		cmp.Or(c.Root.By, SHA256), c.At.UTC().Format(time.RFC3339), strings.Join(rows, " "), c.Key)
}

// inOrder are the keys of a map, sorted.
func inOrder[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// Key signs checkpoints.
type Key struct {
	secret string
	public string
}

// NewKey makes a key from random bytes; name tells installations apart and may hold
// letters and digits.
func NewKey(random interface{ Read([]byte) (int, error) }, name string) (Key, error) {
	secret, public, err := note.GenerateKey(random, origin+name)
	return Key{secret, public}, err
}

// ParseKey reads what Text wrote.
func ParseKey(text string) (Key, error) {
	secret, public, ok := strings.Cut(strings.TrimSpace(text), "\n")
	if _, err := note.NewSigner(secret); err != nil || !ok {
		return Key{}, broken("签名密钥无法读取")
	}
	if _, err := note.NewVerifier(public); err != nil {
		return Key{}, broken("签名密钥无法读取")
	}
	return Key{secret, public}, nil
}

// Text is the key as a file keeps it, secret.
func (k Key) Text() string { return k.secret + "\n" + k.public + "\n" }

// Public is the part that everybody may know: it verifies the signature.
func (k Key) Public() string { return k.public }

// Sign returns the signed note of a checkpoint, which names the key.
func (k Key) Sign(c Checkpoint) (string, error) {
	signer, err := note.NewSigner(k.secret)
	if err != nil {
		return "", err
	}
	c.Origin, c.Key = signer.Name(), k.public
	signed, err := note.Sign(&note.Note{Text: c.text()}, signer)
	return string(signed), err
}

// OpenNote reads a signed note. The signature is verified with the key given or, if that
// is "", with the one that the note names. What is no note, or not signed so, is Invalid.
func OpenNote(text, key string) (Checkpoint, error) {
	c, err := parseCheckpoint(text)
	if err != nil {
		return Checkpoint{}, err
	}
	if key = strings.TrimSpace(key); key != "" && key != c.Key {
		return Checkpoint{}, broken("存证单不是用所给的公钥签名的")
	}
	verifier, err := note.NewVerifier(c.Key)
	if err != nil {
		return Checkpoint{}, broken("存证单中的公钥无法读取")
	}
	opened, err := note.Open([]byte(text), note.VerifierList(verifier))
	if err != nil || opened.Text != c.text() {
		return Checkpoint{}, broken("存证单的签名不对，内容被改动过")
	}
	return c, nil
}

// parseCheckpoint reads the text of a note, without its signature.
func parseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 8 || lines[7] != "" {
		return Checkpoint{}, broken("这不是存证单")
	}
	c := Checkpoint{Origin: lines[0], Rows: map[string]int{}}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	root, also := base64.StdEncoding.DecodeString(lines[2])
	ext := map[string]string{}
	for _, l := range lines[3:7] {
		name, value, _ := strings.Cut(l, " ")
		ext[name] = value
	}
	at, timely := time.Parse(time.RFC3339, ext["time"])
	by, known := ParseAlgorithm(ext["hash"])
	if err := cmp.Or(err, also, timely, known); err != nil || size < 0 || len(root) != 32 {
		return Checkpoint{}, broken("存证单的内容无法读取")
	}
	for _, part := range strings.Fields(ext["rows"]) {
		table, n, _ := strings.Cut(part, "=")
		if c.Rows[table], err = strconv.Atoi(n); err != nil {
			return Checkpoint{}, broken("存证单的内容无法读取")
		}
	}
	c.Size, c.At, c.Key, c.Root = size, at, ext["key"], Root{by, [32]byte(root)}
	return c, nil
}

func broken(what string) error {
	return &fault.Error{Kind: fault.Invalid, What: what, Next: "请用 gongkai checkpoint 或者“核对”页面下载的原文件"}
}
