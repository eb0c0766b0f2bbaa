package similar

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"unicode"

	"gongkai/workflow"
	"gongkai/workflow/cond"
)

// Finder finds earlier applications for one person.
type Finder struct {
	*workflow.Desk
	Store Store
}

// Alike is an application whose content is like a text asked about.
type Alike struct {
	workflow.Brief
	Likeness float64 // from AlikeFrom to 1
}

// Store finds applications by what they ask for.
type Store interface {
	// Alike returns the applications in scope (nil: all) whose content is like the text
	// by [Gist.Likeness], the most alike first, then the newest; at most limit. In a
	// large register it may miss one that shares with the text only words that thousands
	// of others have too.
	Alike(ctx context.Context, scope cond.Cond, text string, limit int) ([]Alike, error)
}

// AlikeFrom is the likeness from which two texts ask for the same. It was measured on
// storetest/testdata/similar: the same request in other words mostly lies above, a
// request of the same sort below (docs/adr/0023-similar-requests.md).
const AlikeFrom = 0.5

// MostAlike returns those of the applications whose content is like a text, in the
// order that [Store] promises, at most limit.
func MostAlike(text Gist, among []workflow.Brief, limit int) []Alike {
	var out []Alike
	for _, b := range among {
		if l := text.Likeness(GistOf(b.Content)); l >= AlikeFrom {
			out = append(out, Alike{b, l})
		}
	}
	slices.SortFunc(out, func(a, b Alike) int {
		return cmp.Or(cmp.Compare(b.Likeness, a.Likeness), cmp.Compare(b.ID, a.ID))
	})
	return out[:min(limit, len(out))]
}

// Gist is what remains of a text to compare it by.
type Gist struct {
	shingles map[Shingle]bool // every pair of neighbouring characters
	marks    []string         // the places, bodies and numbers it names, sorted
	names    map[Shingle]bool // those within names
}

// Shingle is two neighbouring characters: the first in the upper bits, the second in
// the lower 21.
type Shingle int64

// mostRead is how many characters of a text are read: what is asked for is said at its
// beginning.
const mostRead = 1000

// GistOf reads a text once, for many comparisons.
func GistOf(text string) Gist {
	runes := []rune(foldRequest(text))
	runes = runes[:min(mostRead, len(runes))]
	g := Gist{shingles: make(map[Shingle]bool, len(runes)), names: map[Shingle]bool{}}
	g.mark(runes)
	for i := range max(0, len(runes)-1) {
		g.shingles[shingle(runes[i], runes[i+1])] = true
	}
	return g
}

// shingle packs two characters; 21 bits hold any of them.
func shingle(a, b rune) Shingle { return Shingle(a)<<21 | Shingle(b) }

// Likeness returns from 0 to 1 how much two texts ask for the same information. It is
// the mean of two shares: of the shorter text that is in the longer, and of all there is
// in either that is in both. The first alone would like a long text that happens to
// contain a short one. It is 0 if each text names a place, year or number that the other
// does not: the same matter in another village is another matter.
func (g Gist) Likeness(other Gist) float64 {
	if len(g.shingles) == 0 || len(other.shingles) == 0 || apart(g.marks, other.marks) {
		return 0
	}
	shared := 0
	for s := range g.shingles {
		if other.shingles[s] {
			shared += s.weight()
		}
	}
	mine, others := g.weight(), other.weight()
	return (float64(shared)/float64(min(mine, others)) + float64(shared)/float64(mine+others-shared)) / 2
}

// weight returns how much the whole text says.
func (g Gist) weight() int {
	sum := 0
	for s := range g.shingles {
		sum += s.weight()
	}
	return sum
}

// weight returns how much a shingle says. Those of the words that every other request
// has say less.
func (s Shingle) weight() int {
	if common[s] {
		return 2
	}
	return 5
}

// samplesKept is how many shingles stand for a text in an index; samplesAsked is how
// many of a long text are looked up.
const (
	samplesKept  = 8
	samplesAsked = 24
)

// Indexed returns the shingles to keep of a text in an index: those that best tell it from
// others, by a rule that picks the same ones in every text.
func (g Gist) Indexed() []Shingle { return g.rarest(samplesKept) }

// Asked returns the shingles to look up for a text, the most telling first: few
// requests have those of a name.
func (g Gist) Asked() []Shingle { return g.rarest(samplesAsked) }

// rarest returns the first n shingles, those in names first, then by rank.
func (g Gist) rarest(n int) []Shingle {
	all := slices.Collect(maps.Keys(g.shingles))
	slices.SortFunc(all, func(a, b Shingle) int {
		if g.names[a] != g.names[b] {
			return map[bool]int{true: -1, false: 1}[g.names[a]]
		}
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(a, b))
	})
	return all[:min(n, len(all))]
}

// rank orders shingles as good as by chance, but always alike, and common ones after
// all others. The order must never change: what is in the index was chosen by it.
func (s Shingle) rank() uint64 {
	x := uint64(s) * 0x9e3779b97f4a7c15
	x ^= x >> 29
	x *= 0xbf58476d1ce4e5b9
	x = (x ^ x>>32) >> 1
	if common[s] {
		x |= 1 << 63
	}
	return x
}

// common are the shingles of the words of which requests are full.
var common = func() map[Shingle]bool {
	out := map[Shingle]bool{}
	for _, word := range strings.Fields(`政府 办公室 管理局 监督管理 示例县 开发区 征地 补偿 安置 土地 用地 项目 工程 建设 改造 房屋 征收 资金 经费 费用 预算 支出 使用
		发放 拨付 明细 标准 价格 方案 公告 批复 批准 审批 决定 处罚 处理 办理 结果 名单 登记 合同 采购 政府采购 招标 中标 评标 报告 评估 审计 环境影响报告 信访事项 人员 部门 行政 单位`) {
		for s := range GistOf(word).shingles {
			out[s] = true
		}
	}
	return out
}()

// foldRequest keeps of a text what tells what is asked for: letters and digits in one
// form, without the phrases of every request, and with one word for words that mean the
// same here.
func foldRequest(text string) string {
	text = strings.Map(plainRune, text)
	return sameWords.Replace(phrases.Replace(text))
}

// plainRune makes wide and narrow characters, capitals and small letters, and Chinese
// digits one form; it returns -1, which drops the character, for what is neither letter
// nor digit.
func plainRune(r rune) rune {
	if r >= '！' && r <= '～' {
		r -= '！' - '!'
	}
	if i := slices.Index(chineseDigits, r); i >= 0 {
		return '0' + rune(i%10)
	}
	switch {
	case r >= 'A' && r <= 'Z':
		return r + 'a' - 'A'
	case !unicode.IsLetter(r) && !unicode.IsDigit(r):
		return -1
	}
	return r
}

// chineseDigits are in the order of their values; the last one is another 0.
var chineseDigits = []rune("〇一二三四五六七八九零")

// phrases are dropped: they are about asking, not about what is asked for. A longer
// phrase comes before one that begins it.
var phrases = deleting(
	"申请公开", "请求公开", "依法向本人公开", "依法公开", "恳请公开", "请公开", "请提供", "公开", "申请", "请求", "恳请", "依法", "政府信息",
	"我想了解", "想了解", "贵机关", "贵单位", "贵局", "本机关", "本人", "本县", "您好", "你好", "谢谢", "复印件", "加盖公章", "邮寄给我",
	"以及", "及其", "关于", "有关", "相关", "情况", "资料", "材料", "用于", "哪些", "之前", "向", "的", "及", "和", "与", "并", "请", "我", "所",
)

// sameWords are several words for one thing: what is paid, who approved, which list.
var sameWords = strings.NewReplacer(
	"赔付", "补偿", "赔偿", "补偿", "征收土地", "征地", "土地征收", "征地", "环评", "环境影响", "批准文件", "批复", "批复文件", "批复", "批文", "批复",
	"决定书", "决定", "花名册", "名单", "名册", "名单", "明细表", "明细", "明细账", "明细", "清单", "明细", "年度", "年", "人民政府", "政府", "报告书", "报告",
)

// deleting returns a replacer that drops the words.
func deleting(words ...string) *strings.Replacer {
	var pairs []string
	for _, w := range words {
		pairs = append(pairs, w, "")
	}
	return strings.NewReplacer(pairs...)
}

// apart reports whether each of the two lists has something that the other lacks.
func apart(a, b []string) bool { return lacks(a, b) && lacks(b, a) }

// lacks reports whether a lacks something of b. A name that ends in another counts as
// the same: 柳林村 and 河曲镇柳林村.
func lacks(a, b []string) bool {
	return slices.ContainsFunc(b, func(s string) bool {
		return !slices.ContainsFunc(a, func(t string) bool { return strings.HasSuffix(s, t) || strings.HasSuffix(t, s) })
	})
}

// mark notes the names and numbers in a folded text.
func (g *Gist) mark(text []rune) {
	for i := range text {
		if from, end := nameAt(text, i); from < i {
			g.marks = append(g.marks, string(text[from:end]))
			for k := from; k < i-1; k++ {
				g.names[shingle(text[k], text[k+1])] = true
			}
		}
		if m := numberAt(text, i); m != "" {
			g.marks = append(g.marks, m)
		}
	}
	slices.Sort(g.marks)
	g.marks = slices.Compact(g.marks)
}

// placeWords are the words for a kind of place or body, each with how many characters of
// its name precede it.
var placeWords = []struct {
	word []rune
	name int
}{
	{[]rune("村"), 2}, {[]rune("镇"), 2}, {[]rune("乡"), 2}, {[]rune("社区"), 2}, {[]rune("小区"), 2}, {[]rune("街道"), 2},
	{[]rune("路"), 2}, {[]rune("河"), 2}, {[]rune("局"), 2}, {[]rune("小学"), 2},
	{[]rune("初中"), 2}, {[]rune("高中"), 2}, {[]rune("中学"), 2},
	{[]rune("幼儿园"), 2}, {[]rune("医院"), 2}, {[]rune("采石场"), 2}, {[]rune("公司"), 4},
}

// nameless are characters that make another word of these, such as 农村, 乡镇, 公路; people
// are those that follow to the same effect: 村民.
const nameless, people = "农乡城村全本该各某此贵公道铁线当中", "民干级"

// nameAt returns where the name begins of the place whose word stands at i, and where
// the word ends; i itself if there is none.
func nameAt(text []rune, i int) (from, end int) {
	for _, p := range placeWords {
		end := i + len(p.word)
		if i == 0 || !hasAt(text, i, p.word) || strings.ContainsRune(nameless, text[i-1]) {
			continue
		}
		if end < len(text) && strings.ContainsRune(people, text[end]) {
			continue
		}
		return max(0, i-p.name), end
	}
	return i, i
}

// hasAt reports whether the word stands at i.
func hasAt(text []rune, i int, word []rune) bool {
	return len(text)-i >= len(word) && slices.Equal(text[i:i+len(word)], word)
}

// classifiers are characters after a number that make it a name: 3组, 2期.
const classifiers = "号批组期栋"

// numberAt returns the number that begins at i if it tells one matter from another: a
// year, a number of a file, a place in a row. Otherwise it returns "".
func numberAt(text []rune, i int) string {
	if !digit(text, i) || digit(text, i-1) {
		return ""
	}
	end := i
	for digit(text, end) {
		end++
	}
	ranked := i > 0 && text[i-1] == '第' || end < len(text) && strings.ContainsRune(classifiers, text[end])
	if end-i < 2 && !ranked {
		return ""
	}
	return "第" + string(text[i:end])
}

// digit reports whether there is a digit at i; there is none outside the text.
func digit(text []rune, i int) bool {
	return i >= 0 && i < len(text) && text[i] >= '0' && text[i] <= '9'
}
