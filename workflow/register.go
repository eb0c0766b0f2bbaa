package workflow

import (
	"context"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The columns of the register (依申请公开台账) that are named in more than one
// place. All of them stand in [RegisterHead].
const (
	colNumber   = "编号"
	colReceived = "收到日期"
	colChannel  = "渠道"
	colKind     = "申请人类型"
	colName     = "申请人"
	colContent  = "申请内容"
	colClosed   = "办结日期"
	colOutcome  = "办理结果"
	colServed   = "送达日期"
	colMethod   = "送达方式"
	colRemark   = "备注"
)

// RegisterHead is the head line of the register, in the order it is written.
// Files may have the columns in any order.
var RegisterHead = []string{
	colNumber, colReceived, colChannel, colKind, colName, colContent, "证件号码", "联系电话", "联系地址", "电子邮箱",
	"补正通知日期", "补正收到日期", "征求意见发出日期", "意见返回日期", "征求对象", "延期日期", "延期工作日",
	"收费通知日期", "缴费日期", "收费金额", colClosed, colOutcome, "答复文号", colMethod, colServed,
	"复议受理日期", "复议审结日期", "复议结果", "诉讼受理日期", "诉讼方式", "诉讼审结日期", "诉讼结果", colRemark,
}

// registerNeeds are the columns without which a register cannot be read, and
// without which no row can.
var registerNeeds = []string{colNumber, colReceived, colChannel, colKind, colName, colContent}

// RowFault is why a row was refused.
type RowFault struct {
	Row    int    `json:"row"` // as the spreadsheet counts them
	Column string `json:"column"`
	Value  string `json:"value"`
	Reason string `json:"reason"`
}

// RowIrregular is a step that the office did take although the law speaks
// against it (不合规).
type RowIrregular struct {
	Row     int    `json:"row"`
	Article string `json:"article"`
	What    string `json:"what"`
}

// ImportReport is what an import did, or in a dry run would do. With a refused
// row nothing is written.
type ImportReport struct {
	Rows      int            `json:"rows"`
	Added     int            `json:"added"`
	Unchanged int            `json:"unchanged"`
	Refused   []RowFault     `json:"refused"`
	Irregular []RowIrregular `json:"irregular"`
	Unknown   []string       `json:"unknown,omitempty"` // columns not of the layout, kept in 备注
}

// importing is one run of an import.
type importing struct {
	desk   *Desk
	office string
	cal    *Calendar
	at     time.Time
	report ImportReport
	apps   []*Application
	rowOf  map[string]int // number → row
}

// Import reads a register, a grid of cells with the head line first, into an
// office. Each row is replayed as the commands a clerk would have given, in
// order of date. It is all or nothing, and a row that is already there changes
// nothing.
func (d *Desk) Import(ctx context.Context, office string, grid [][]string, at time.Time, dry bool) (ImportReport, error) {
	if err := d.acts(); err != nil {
		return ImportReport{}, err
	}
	if _, err := d.InScope(ctx, office); err != nil {
		return ImportReport{}, err
	}
	cal, err := d.Store.Calendar(ctx)
	if err != nil {
		return ImportReport{}, err
	}
	im := &importing{desk: d, office: office, cal: cal, at: at, rowOf: map[string]int{}}
	im.report = ImportReport{Refused: []RowFault{}, Irregular: []RowIrregular{}}
	if err := im.read(grid); err != nil {
		return im.report, err
	}
	return im.report, im.save(ctx, dry)
}

// read makes an application of every row.
func (im *importing) read(grid [][]string) error {
	head, body, err := registerHead(grid)
	if err != nil {
		return err
	}
	for _, name := range head {
		if name != "" && !slices.Contains(RegisterHead, name) {
			im.report.Unknown = append(im.report.Unknown, name)
		}
	}
	for i, cells := range grid[body:] {
		if !blank(cells) {
			im.row(body+i+1, head, cells)
		}
	}
	if im.report.Rows == 0 {
		return Errorf(Invalid, "台账里没有数据行，请核对选的是不是第一张工作表")
	}
	return nil
}

// registerHead finds the head line, the first that is not blank, and the index
// of the row behind it.
func registerHead(grid [][]string) (head []string, body int, err error) {
	i := slices.IndexFunc(grid, func(cells []string) bool { return !blank(cells) })
	if i < 0 {
		return nil, 0, Errorf(Invalid, "文件是空的，没有表头")
	}
	for _, c := range grid[i] {
		name := strings.TrimSpace(c)
		if name != "" && slices.Contains(head, name) {
			return nil, 0, Errorf(Invalid, "第 %d 行表头中“%s”列出现了两次", i+1, name)
		}
		head = append(head, name)
	}
	for _, need := range registerNeeds {
		if !slices.Contains(head, need) {
			return nil, 0, &Error{Kind: Invalid, What: fmt.Sprintf("第 %d 行表头缺少必填列“%s”", i+1, need),
				Next: "表头应当在第一行，必填列为 " + strings.Join(registerNeeds, "、")}
		}
	}
	return head, i + 1, nil
}

func blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" })
}

// row replays one row, or says what is wrong with it.
func (im *importing) row(no int, head, cells []string) {
	im.report.Rows++
	r := &rowReader{row: no, cells: map[string]string{}}
	for i, c := range cells {
		switch {
		case i < len(head) && head[i] != "":
			r.cells[head[i]] = strings.TrimSpace(c)
		case strings.TrimSpace(c) != "":
			r.fault("", c, fmt.Sprintf("第 %d 列没有表头，单元格里却有内容", i+1))
		}
	}
	steps := r.steps(im.cal)
	if first, twice := im.rowOf[r.cells[colNumber]]; twice {
		r.fault(colNumber, r.cells[colNumber], fmt.Sprintf("与第 %d 行的编号重复", first))
	}
	im.rowOf[r.cells[colNumber]] = no
	app := &Application{Office: im.office}
	if len(r.faults) == 0 {
		r.replay(app, steps, im)
	}
	im.report.Refused = append(im.report.Refused, r.faults...)
	for _, e := range app.Irregular() {
		im.report.Irregular = append(im.report.Irregular, RowIrregular{no, e.Article, e.Irregular})
	}
	im.apps = append(im.apps, app)
}

// save writes what is new, unless a row was refused.
func (im *importing) save(ctx context.Context, dry bool) error {
	if len(im.report.Refused) > 0 {
		return nil
	}
	fresh, err := im.fresh(ctx)
	if err != nil || len(im.report.Refused) > 0 {
		return err
	}
	im.report.Added, im.report.Unchanged = len(fresh), len(im.apps)-len(fresh)
	if dry || len(fresh) == 0 {
		return nil
	}
	return im.desk.Store.Add(ctx, fresh...)
}

// fresh are the applications that are not there yet. One that is there with
// another history is refused: an import never changes what was written down.
func (im *importing) fresh(ctx context.Context) ([]*Application, error) {
	there := map[string]*Application{}
	for chunk := range slices.Chunk(im.apps, 500) {
		var numbers []string
		for _, app := range chunk {
			numbers = append(numbers, app.Number)
		}
		cond := All{InOffices(im.office), Is{FieldNumber, numbers}}
		err := im.desk.Store.Each(ctx, cond, func(app *Application) error { there[app.Number] = app; return nil })
		if err != nil {
			return nil, err
		}
	}
	var out []*Application
	for _, app := range im.apps {
		switch old := there[app.Number]; {
		case old == nil:
			out = append(out, app)
		case !continues(old.Journal, app.Journal):
			im.report.Refused = append(im.report.Refused, RowFault{im.rowOf[app.Number], colNumber, app.Number, "系统中已有同一编号的申请，内容与本行不同；导入不改动已登记的内容，请在系统中办理更正"})
		}
	}
	return out, nil
}

// continues says whether a history begins with another, whoever wrote it down
// and when.
func continues(journal, begin []Entry) bool {
	if len(journal) < len(begin) {
		return false
	}
	for i := range begin {
		a, b := journal[i], begin[i]
		a.At, a.By, a.Role, a.Due = b.At, b.By, b.Role, b.Due
		if !reflect.DeepEqual(a, b) {
			return false
		}
	}
	return true
}

// step is one command read from a row, with the column that an error is about.
// opens and closes pair the beginning of something with its end.
type step struct {
	cmd    Command
	column string
	opens  string
	closes string
}

// rowReader reads the cells of one row and collects what is wrong with them.
type rowReader struct {
	row    int
	cells  map[string]string
	faults []RowFault
}

func (r *rowReader) fault(column, value, reason string) {
	r.faults = append(r.faults, RowFault{r.row, column, value, reason})
}

// replay gives the commands in order of date. Refusals of the law are recorded
// as irregular; what cannot have happened refuses the row.
func (r *rowReader) replay(app *Application, steps []step, im *importing) {
	// The receipt, which is the first of the steps, comes first whatever its day.
	slices.SortStableFunc(steps[1:], func(a, b step) int { return cmpDate(a.cmd.On, b.cmd.On) })
	opened := map[string]int{}
	for _, s := range steps {
		s.cmd.At, s.cmd.By, s.cmd.Role, s.cmd.Recorded = im.at, im.desk.user.Shown(), im.desk.user.Role, true
		if s.closes != "" {
			s.cmd.Ref = opened[s.closes]
		}
		if err := app.Apply(s.cmd, im.cal); err != nil {
			r.fault(s.column, r.cells[s.column], strings.TrimSuffix(err.Error(), "。"))
			return
		}
		if s.opens != "" {
			opened[s.opens] = len(app.Journal)
		}
	}
}

// steps reads the row into commands, in the order in which things of one day
// follow each other.
func (r *rowReader) steps(cal *Calendar) []step {
	out := r.intake(cal)
	for _, part := range []func() []step{r.correction, r.consultations, r.extension, r.fee, r.ending, r.service, r.reviews, r.suits} {
		out = append(out, part()...)
	}
	return out
}

func (r *rowReader) intake(cal *Calendar) []step {
	for _, need := range registerNeeds {
		if r.cells[need] == "" {
			r.fault(need, "", "必填，不能为空")
		}
	}
	on := r.date(colReceived)
	in := Intake{
		Channel: word(r, colChannel, channelWords), Content: r.text(colContent, maxContent), Arrived: on, Remark: r.remark(),
		Applicant: Applicant{
			Kind: word(r, colKind, kindWords), Name: r.text(colName, maxName),
			IDNumber: r.cells["证件号码"], Phone: r.cells["联系电话"], Address: r.cells["联系地址"], Email: r.cells["电子邮箱"],
		},
	}
	if on != "" && BasisOn(in.Channel, on, cal) == OnConfirmation {
		in.Confirmed = on
	}
	return []step{{cmd: Command{Event: Receive, On: on, Intake: &in, Number: r.text(colNumber, 64)}, column: colReceived}}
}

// remark is 备注 together with the columns that the layout does not know.
func (r *rowReader) remark() string {
	var more []string
	for name, value := range r.cells {
		if value != "" && !slices.Contains(RegisterHead, name) {
			more = append(more, name+"："+value)
		}
	}
	slices.Sort(more)
	return strings.Trim(strings.Join(append([]string{r.cells[colRemark]}, more...), "；"), "；")
}

func (r *rowReader) correction() []step {
	ask, back := r.date("补正通知日期"), r.date("补正收到日期")
	if back != "" && ask == "" {
		r.fault("补正通知日期", "", "填了补正收到日期，请填补正通知日期")
	}
	return r.dated(
		step{cmd: Command{Event: AskCorrection, On: ask}, column: "补正通知日期"},
		step{cmd: Command{Event: Correct, On: back}, column: "补正收到日期"},
	)
}

func (r *rowReader) consultations() []step {
	sent, back, party := r.list("征求意见发出日期"), r.list("意见返回日期"), r.list("征求对象")
	var out []step
	for i := range max(len(sent), len(back)) {
		key := "consult" + itoa(i)
		p := lookup(r, "征求对象", or(at(party, i), "第三方"), partyWords)
		begin := step{cmd: Command{Event: Consult, On: r.readDate("征求意见发出日期", at(sent, i)), Party: p}, column: "征求意见发出日期", opens: key}
		end := step{cmd: Command{Event: Consulted, On: r.readDate("意见返回日期", at(back, i))}, column: "意见返回日期", closes: key}
		r.paired(begin, end)
		out = append(out, r.dated(begin, end)...)
	}
	return out
}

// paired refuses an end without its beginning.
func (r *rowReader) paired(begin, end step) {
	if begin.cmd.On == "" && end.cmd.On != "" {
		r.fault(begin.column, "", "填了"+end.column+"，请填"+begin.column)
	}
}

func (r *rowReader) extension() []step {
	on, days := r.date("延期日期"), r.number("延期工作日")
	if days == 0 && on != "" {
		days = LawOn(r.date(colReceived), nil).Extension.Days
	}
	if on == "" && days != 0 {
		r.fault("延期日期", "", "填了延期工作日，请填延期日期")
	}
	return r.dated(step{cmd: Command{Event: Extend, On: on, Days: days}, column: "延期日期"})
}

func (r *rowReader) fee() []step {
	ask, paid := r.date("收费通知日期"), r.date("缴费日期")
	amount := Amount(0)
	if s := r.cells["收费金额"]; s != "" {
		var err error
		if amount, err = ParseAmount(s); err != nil {
			r.fault("收费金额", s, "不能读作金额（元）")
		}
	}
	if ask == "" && (paid != "" || amount != 0) {
		r.fault("收费通知日期", "", "填了缴费日期或者收费金额，请填收费通知日期")
	}
	return r.dated(
		step{cmd: Command{Event: AskFee, On: ask, Amount: amount}, column: "收费通知日期"},
		step{cmd: Command{Event: Pay, On: paid}, column: "缴费日期"},
	)
}

func (r *rowReader) ending() []step {
	on, said := r.date(colClosed), r.cells[colOutcome]
	switch {
	case on == "" && said == "":
		return nil
	case said == "":
		r.fault(colOutcome, "", "填了办结日期，请填办理结果")
		return nil
	case on == "" && r.cells[colClosed] == "":
		r.fault(colClosed, "", "填了办理结果，请填办结日期")
	}
	o := r.outcome(said)
	return r.dated(step{cmd: Command{Event: o.Event, On: on, Outcome: o.Code, Letter: r.cells["答复文号"]}, column: colClosed})
}

// outcome reads the words of the form in force.
func (r *rowReader) outcome(said string) Outcome {
	w, ok := findOutcomeWord(said)
	switch received := r.date(colReceived); {
	case !ok:
		r.fault(colOutcome, said, "不是统计表中的办理结果")
	case w.old && received >= Regimes[1].From:
		r.fault(colOutcome, said, "是 2014 年版统计表的用语，只用于 "+string(Regimes[1].From)+" 以前收到的申请")
	}
	o, _ := OutcomeOf(w.code)
	return o
}

func (r *rowReader) service() []step {
	on, method := r.date(colServed), word(r, colMethod, methodWords)
	if on != "" && r.cells[colMethod] == "" {
		r.fault(colMethod, "", "填了送达日期，请填送达方式")
	}
	if on != "" && r.cells[colClosed] == "" {
		r.fault(colServed, r.cells[colServed], "还没有办结，不能有送达日期")
	}
	event := method.Point()
	if event == "" {
		event = Dispatch
	}
	return r.dated(step{cmd: Command{Event: event, On: on, Method: method}, column: colServed})
}

func (r *rowReader) reviews() []step {
	return r.disputes("复议", AcceptReview, EndReview, func(int) Block { return Review })
}

func (r *rowReader) suits() []step {
	routes := r.list("诉讼方式")
	return r.disputes("诉讼", AcceptSuit, EndSuit, func(i int) Block {
		if at(routes, i) == "" {
			r.fault("诉讼方式", "", "填了诉讼受理日期，请填诉讼方式：直接起诉或者复议后起诉")
		}
		return lookup(r, "诉讼方式", at(routes, i), routeWords)
	})
}

func (r *rowReader) disputes(name string, begin, end Event, block func(int) Block) []step {
	accepted, closed, results := r.list(name+"受理日期"), r.list(name+"审结日期"), r.list(name+"结果")
	var out []step
	for i := range max(len(accepted), len(closed), len(results)) {
		key := name + itoa(i)
		b := step{cmd: Command{Event: begin, On: r.readDate(name+"受理日期", at(accepted, i)), Block: block(i)}, column: name + "受理日期", opens: key}
		e := step{cmd: Command{Event: end, On: r.readDate(name+"审结日期", at(closed, i))}, column: name + "审结日期", closes: key}
		if at(results, i) != "" || e.cmd.On != "" {
			e.cmd.Result = lookup(r, name+"结果", at(results, i), resultWords)
		}
		if at(results, i) != "" && e.cmd.On == "" {
			r.fault(name+"审结日期", "", "填了"+name+"结果，请填"+name+"审结日期")
		}
		r.paired(b, e)
		out = append(out, r.dated(b, e)...)
	}
	return out
}

// dated keeps the steps that have a day.
func (r *rowReader) dated(steps ...step) []step {
	return slices.DeleteFunc(steps, func(s step) bool { return s.cmd.On == "" })
}

func (r *rowReader) date(column string) Date { return r.readDate(column, r.cells[column]) }

func (r *rowReader) readDate(column, value string) Date {
	d, err := ReadDate(value)
	if err != nil && !slices.ContainsFunc(r.faults, func(f RowFault) bool { return f.Column == column && f.Value == value }) {
		r.fault(column, value, strings.TrimSuffix(err.Error(), "。"))
	}
	return d
}

func (r *rowReader) text(column string, limit int) string {
	s := r.cells[column]
	if len([]rune(s)) > limit {
		r.fault(column, string([]rune(s)[:20])+"…", fmt.Sprintf("不能超过 %d 字", limit))
	}
	return s
}

func (r *rowReader) number(column string) int {
	s := r.cells[column]
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(strings.TrimSuffix(s, ".0"))
	if err != nil || n < 1 || n > 1000 {
		r.fault(column, s, "不能读作工作日数")
	}
	return n
}

// list splits a cell in which several things of one application stand, the
// first with the first of the neighbouring columns and so on.
func (r *rowReader) list(column string) []string {
	if r.cells[column] == "" {
		return nil
	}
	parts := strings.Split(strings.ReplaceAll(r.cells[column], ";", "；"), "；")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

// word reads a cell by a table of words; "" stays "".
func word[T ~string](r *rowReader, column string, words map[string]T) T {
	return lookup(r, column, r.cells[column], words)
}

func lookup[T ~string](r *rowReader, column, said string, words map[string]T) T {
	code, ok := words[said]
	if !ok && said != "" {
		var all []string
		for w := range words {
			all = append(all, w)
		}
		slices.Sort(all)
		r.fault(column, said, "不认识；可以填 "+strings.Join(all, "、"))
	}
	return code
}

// The words that the cells of the register may hold.
var (
	channelWords = map[string]Channel{
		"当面": InPerson, "邮寄(挂号/EMS)": Registered, "邮寄（挂号/EMS）": Registered, "邮寄": Registered, "挂号": Registered, "EMS": Registered,
		"平信": Letter, "网络": Online, "电子邮件": Email, "传真": Fax,
	}
	kindWords   = wordsOf(len(ApplicantKinds), func(i int) (string, ApplicantKind) { return ApplicantKinds[i].Label, ApplicantKinds[i].Code })
	partyWords  = wordsOf(len(Parties), func(i int) (string, Party) { return Parties[i].Label, Parties[i].Code })
	methodWords = wordsOf(len(Methods), func(i int) (string, Method) { return Methods[i].Label, Methods[i].Code })
	resultWords = wordsOf(len(Results), func(i int) (string, Result) { return Results[i].Label, Results[i].Code })
	routeWords  = map[string]Block{"直接起诉": SuitDirect, "复议后起诉": SuitAfterReview}
)

func wordsOf[T any](n int, row func(int) (string, T)) map[string]T {
	m := map[string]T{}
	for i := range n {
		w, code := row(i)
		m[w] = code
	}
	return m
}

// outcomeWord is a word of a form for an outcome. The first word of an outcome
// is the one the register is written with. old words belong to the 2014 form.
type outcomeWord struct {
	word string
	code OutcomeCode
	old  bool
}

var outcomeWords = []outcomeWord{
	{"予以公开", "granted", false},
	{"已主动公开", "already_public", false},
	{"部分公开", "partial", false},
	{"属于国家秘密", "secret", false},
	{"其他法律行政法规禁止公开", "prohibited", false},
	{"危及“三安全一稳定”", "security", false},
	{"保护第三方合法权益", "third_party", false},
	{"属于三类内部事务信息", "internal", false},
	{"属于四类过程性信息", "deliberative", false},
	{"属于行政执法案卷", "enforcement_file", false},
	{"属于行政查询事项", "registry", false},
	{"本机关不掌握相关政府信息", "not_held", false},
	{"不属于本机关负责公开", "not_ours", false},
	{"没有现成信息需要另行制作", "needs_work", false},
	{"补正后申请内容仍不明确", "still_unclear", false},
	{"信访举报投诉类申请", "petition", false},
	{"重复申请", "duplicate", false},
	{"要求提供公开出版物", "publication", false},
	{"无正当理由大量反复申请", "excessive", false},
	{"要求行政机关确认或重新出具已获取信息", "reissue", false},
	{"逾期不补正", "uncorrected", false},
	{"逾期未缴费", "unpaid", false},
	{"其他", "withdrawn", false},
	{"其他处理", "withdrawn", false},
	{"撤回", "withdrawn", false},
	{"信息不存在", "not_held", false},

	{"属于已主动公开范围", "already_public", true},
	{"同意公开", "granted", true},
	{"同意部分公开", "partial", true},
	{"涉及国家秘密", "secret", true},
	{"涉及商业秘密", "commercial", true},
	{"涉及个人隐私", "privacy", true},
	{"危及国家安全、公共安全、经济安全和社会稳定", "security", true},
	{"不是《条例》所指政府信息", "not_information", true},
	{"法律法规规定的其他情形", "other_law", true},
	{"不属于本行政机关公开", "not_ours", true},
	{"申请信息不存在", "not_held", true},
	{"告知作出更改补充", "told_to_correct", true},
	{"告知通过其他途径办理", "other_way", true},
}

// numbering is what a form prints before a word: （三） or 4.
var numbering = regexp.MustCompile(`^(（[一二三四五六七八九]）|[0-9]+[.．、])`)

// plainWord takes away what offices copy along with the word of a form.
func plainWord(s string) string {
	s = strings.NewReplacer(" ", "", "“", "", "”", "", `"`, "", "「", "", "」", "").Replace(s)
	s, _, _ = strings.Cut(numbering.ReplaceAllString(s, ""), "（")
	return s
}

// plainOutcomes is outcomeWords by their plain words.
var plainOutcomes = wordsOf(len(outcomeWords), func(i int) (string, outcomeWord) { return plainWord(outcomeWords[i].word), outcomeWords[i] })

func findOutcomeWord(said string) (outcomeWord, bool) {
	w, ok := plainOutcomes[plainWord(said)]
	return w, ok
}

// RegisterRecord writes an application as a line of the register, beside
// [RegisterHead]. One that is not yet received has no 收到日期.
func RegisterRecord(app *Application) []string {
	cells := map[string]string{
		colNumber: app.Number, colReceived: string(app.Received), colChannel: labelOf(channelLabels, app.Channel),
		colKind: labelOf(kindWords, app.Applicant.Kind), colName: app.Applicant.Name, colContent: app.Content,
		"证件号码": app.Applicant.IDNumber, "联系电话": app.Applicant.Phone, "联系地址": app.Applicant.Address, "电子邮箱": app.Applicant.Email,
		colClosed: string(app.Closed), "答复文号": app.Letter, colMethod: labelOf(methodWords, app.Method), colRemark: app.Remark,
	}
	if i := slices.IndexFunc(outcomeWords, func(w outcomeWord) bool { return w.code == app.Outcome }); i >= 0 {
		cells[colOutcome] = outcomeWords[i].word
	}
	if app.Method != "" {
		cells[colServed] = string(or(map[Event]Date{Deliver: app.Delivered, Dispatch: app.Dispatched}[app.Method.Point()], or(app.Dispatched, app.Delivered)))
	}
	for _, e := range app.Journal {
		recordEntry(cells, e)
	}
	recordLists(cells, app)
	var out []string
	for _, name := range RegisterHead {
		out = append(out, cells[name])
	}
	return out
}

var channelLabels = wordsOf(len(Channels), func(i int) (string, Channel) { return Channels[i].Label, Channels[i].Code })

func labelOf[T comparable](words map[string]T, code T) string {
	for w, c := range words {
		if c == code {
			return w
		}
	}
	return ""
}

// entryColumns say which cells an entry fills.
var entryColumns = map[Event]func(Entry) map[string]string{
	AskCorrection: func(e Entry) map[string]string { return map[string]string{"补正通知日期": string(e.On)} },
	Correct:       func(e Entry) map[string]string { return map[string]string{"补正收到日期": string(e.On)} },
	Extend: func(e Entry) map[string]string {
		return map[string]string{"延期日期": string(e.On), "延期工作日": itoa(e.Days)}
	},
	AskFee: func(e Entry) map[string]string {
		return map[string]string{"收费通知日期": string(e.On), "收费金额": e.Amount.orBlank()}
	},
	Pay: func(e Entry) map[string]string { return map[string]string{"缴费日期": string(e.On)} },
}

func recordEntry(cells map[string]string, e Entry) {
	if columns, ok := entryColumns[e.Event]; ok {
		for name, value := range columns(e) {
			cells[name] = value
		}
	}
}

// recordLists writes what there may be several of.
func recordLists(cells map[string]string, app *Application) {
	lists := map[string][]string{}
	put := func(column, value string) { lists[column] = append(lists[column], value) }
	for _, e := range app.Journal {
		if e.Event == Consult {
			put("征求意见发出日期", string(e.On))
			put("意见返回日期", string(app.answeredOn(e)))
			put("征求对象", labelOf(partyWords, e.Party))
		}
	}
	for _, d := range app.Disputes {
		name := "诉讼"
		if d.Block == Review {
			name = "复议"
		} else {
			put("诉讼方式", labelOf(routeWords, d.Block))
		}
		put(name+"受理日期", string(d.Accepted))
		put(name+"审结日期", string(d.Closed))
		put(name+"结果", labelOf(resultWords, d.Result))
	}
	for column, values := range lists {
		cells[column] = joined(values)
	}
}

// joined keeps the places of values that are missing.
func joined(values []string) string {
	if s := strings.Join(values, ""); s == "" {
		return ""
	}
	return strings.Join(values, "；")
}

// answeredOn is the day the opinion of a consultation came back.
func (app *Application) answeredOn(consult Entry) Date {
	for _, e := range app.Journal {
		if e.Event == Consulted && e.Ref == consult.Seq {
			return e.On
		}
	}
	return ""
}
