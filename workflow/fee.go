package workflow

import (
	"context"
	"fmt"
	"strings"

	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
	"gongkai/workflow/statistics"
)

// TariffCode names one of the two ways to charge for handling (信息处理费).
type TariffCode string

// The two tariffs of 国办函〔2020〕109号.
const (
	ByItem TariffCode = "items" // by the place of the application in its applicant's month
	ByPage TariffCode = "pages" // by the pages provided
)

// FeeStep is one step of a tariff: from unit From on, each unit costs Price.
type FeeStep struct {
	From  int
	Price int // 元 for each unit
}

// Tariff is one way to charge, in steps of which each applies only to its own units
// (超额累进). If Every is not 0, the steps continue without end after the last one: every
// further Every units, the price rises by Rise.
type Tariff struct {
	Code    TariffCode
	Label   string
	Unit    string // in Chinese, as counted: 件, 页
	Article string
	Steps   []FeeStep // ascending; the first has price 0, the free range
	Every   int       // units
	Rise    int       // 元
}

// Tariffs are the two of 国办函〔2020〕109号. One application is charged by either, never by
// both (article 3). Items are all applications of one applicant to one office in a
// calendar month; a page is one side of at most A4 (docs/law.md §5.4).
var Tariffs = []Tariff{
	{ByItem, "按件", "件", "109号 4", []FeeStep{{1, 0}, {11, 100}, {31, 200}}, 10, 100},
	{ByPage, "按量", "页", "109号 5", []FeeStep{{1, 0}, {31, 10}, {101, 20}, {201, 40}}, 0, 0},
}

// TariffOf returns the tariff with this code, and whether there is one.
func TariffOf(code TariffCode) (Tariff, bool) {
	for _, t := range Tariffs {
		if t.Code == code {
			return t, true
		}
	}
	return Tariff{}, false
}

// Price returns what the nth unit costs by itself, in yuan; 0 in the free range.
func (t Tariff) Price(n int) int {
	price, from := 0, 0
	for _, s := range t.Steps {
		if n >= s.From {
			price, from = s.Price, s.From
		}
	}
	// Whole blocks beyond the last step: with items, 41 is the first of 300 yuan.
	if last := t.Steps[len(t.Steps)-1]; t.Every > 0 && from == last.From {
		price += (n - last.From) / t.Every * t.Rise
	}
	return price
}

// Total returns what the first n units cost together, in yuan.
func (t Tariff) Total(n int) int {
	sum := 0
	for i := 1; i <= n; i++ {
		sum += t.Price(i)
	}
	return sum
}

// Fee returns what one application is charged, in yuan: by items, the price of its
// place in the month; by pages, that of all its pages together. It is 0 within the free
// range.
func (t Tariff) Fee(units int) statistics.Amount {
	if t.Code == ByItem {
		return statistics.Whole(t.Price(units))
	}
	return statistics.Whole(t.Total(units))
}

// Words describes the steps in Chinese, for the manual and the notice.
func (t Tariff) Words() string {
	var out []string
	for i, s := range t.Steps {
		span := fmt.Sprintf("第 %d %s起", s.From, t.Unit)
		if i+1 < len(t.Steps) {
			span = fmt.Sprintf("第 %d 至 %d %s", s.From, t.Steps[i+1].From-1, t.Unit)
		}
		out = append(out, fmt.Sprintf("%s每%s %d 元", span, t.Unit, s.Price))
	}
	if t.Every > 0 {
		out = append(out, fmt.Sprintf("此后每 %d %s提高 %d 元", t.Every, t.Unit, t.Rise))
	}
	return strings.Join(out, "，")
}

// costsAllowed guards the cost of search, copies and post, which could be charged until
// 2017-03-31 (财税〔2017〕20号).
var costsAllowed = Guard{"可以收取成本费", func(m Move) error {
	if m.Law.CostsUntil == "" || m.Cmd.On > m.Law.CostsUntil {
		return fault.Refusal("42", "请免费提供", "检索、复制、邮寄成本费已自 2017-04-01 起停止收取，2019 年条例也没有这一项")
	}
	return nil
}}

// byTariff checks the amount against the tariff. An office may ask for less and say
// why; it may not ask for more, nor for anything within the free range.
var byTariff = Guard{"金额符合收费标准；少收须写明理由", func(m Move) error {
	if m.Cmd.Register {
		return nil // an old register has only the amount
	}
	t, ok := TariffOf(m.Cmd.Tariff)
	if !ok || m.Cmd.Units < 1 || m.Cmd.Units > maxUnits {
		return map[bool]fault.Input{false: AskTariff, true: fault.InputUnits}[ok].Wrong("请选择按件或者按量收费，并填写件数或者页数")
	}
	if e, asked := m.Of.Last(AskFee); asked && e.Tariff != "" && e.Tariff != t.Code {
		return AskTariff.Refusal("109号 3", "请按原来的方式收费", "同一件申请按件或者按量择一收费，已于 %s 选定另一种方式", e.On)
	}
	switch fee := t.Fee(m.Cmd.Units); {
	case fee == 0:
		return fault.InputUnits.Refusal(t.Article, "请免费办理", "第 %d %s还在免费的范围内（%s）", m.Cmd.Units, t.Unit, t.Words())
	case m.Cmd.Amount > fee:
		return AskAmount.Refusal(t.Article, "请按标准收费", "按标准应收 %s 元，不能多收", fee)
	case m.Cmd.Amount < fee && m.Cmd.Reason == "":
		return AskReason.Refusal(t.Article, "少收或者减免的，请写明理由", "按标准应收 %s 元，现为 %s 元", fee, m.Cmd.Amount)
	}
	return nil
}}

// maxUnits is far beyond what is ever asked for; it keeps Total short.
const maxUnits = 1_000_000

// feesAllowed guards the handling fee, for which there were no rules before 2021-01-01.
var feesAllowed = Guard{"可以收取信息处理费", func(m Move) error {
	if m.Law.FeesFrom == "" || m.Cmd.On < m.Law.FeesFrom {
		return fault.Refusal("42", "请免费办理", "2021-01-01 以前没有信息处理费的收取办法，不能收取")
	}
	return nil
}}

var hasAmount = Guard{"已填收费金额", func(m Move) error {
	if m.Cmd.Amount < 0 || m.Cmd.Amount == 0 && !m.Cmd.Recorded {
		return AskAmount.Wrong("请填写收费金额")
	}
	return nil
}}

var paidInTime = Guard{"在缴费期限内，或者写明理由", func(m Move) error {
	if ask, _ := m.Of.Last(AskFee); m.Cmd.On > ask.Until && m.Cmd.Reason == "" {
		return AskReason.Refusal("109号 6", "仍予受理的，请写明理由", "缴费期限至 %s 止，缴费之日 %s 已经超过", ask.Until, m.Cmd.On)
	}
	return nil
}}

var paymentTermOver = Guard{"缴费期限已过", func(m Move) error {
	if ask, _ := m.Of.Last(AskFee); m.Cmd.On <= ask.Until {
		return fault.InputOn.Refusal("109号 6", "请等缴费期限届满，或者登记收到缴费", "缴费期限至 %s 止，还没有届满", ask.Until)
	}
	return nil
}}

// priced fills in, for a fee by items, the place of the application in its applicant's
// month, and refuses a different number. Other commands it returns as they are.
func (d *Desk) priced(ctx context.Context, scope cond.Cond, id ID, cmd Command) (Command, error) {
	if cmd.Tariff != ByItem {
		return cmd, nil
	}
	app, err := d.Store.Get(ctx, scope, id)
	if err != nil {
		return cmd, err
	}
	n, err := d.Ordinal(ctx, app)
	switch {
	case err != nil:
		return cmd, err
	case cmd.Units == 0:
		cmd.Units = n
	case cmd.Units != n:
		return cmd, fault.InputUnits.Wrong("这是该申请人本月的第 %d 件申请，不是第 %d 件", n, cmd.Units)
	}
	return cmd, nil
}

// Ordinal returns the place of the application among those that the office received
// from the same applicant in the same calendar month (109号 4): 1 for the first, 0 for
// one not yet received. An applicant is recognised by name and identity number; two
// without a number are the same if their names are.
func (d *Desk) Ordinal(ctx context.Context, app *Application) (int, error) {
	if app.Received == "" {
		return 0, nil
	}
	first := calendar.Date(app.Received.Month() + "-01")
	where := cond.All{
		cond.InOffices(app.Office), cond.Is{Field: cond.FieldName, Any: []string{app.Applicant.Name}},
		cond.Is{Field: cond.FieldIDNumber, Any: []string{app.Applicant.IDNumber}},
		cond.Span{Field: cond.FieldEntered, From: first, To: app.Received},
	}
	found, _, err := d.Store.List(ctx, Query{Where: where, Untotalled: true})
	n := 1
	for _, b := range found {
		// Of two received on one day, the one registered first comes first.
		if b.Received < app.Received || b.ID < app.ID {
			n++
		}
	}
	return n, err
}

// Payment is money collected for one application (收费): a fee for handling or, under the
// 2007 edition, the cost of search, copies and post.
type Payment struct {
	No   int           // the number of the entry that recorded it
	Paid calendar.Date // the day it was paid; it decides the year in which it counts
	Yuan statistics.Amount
}

// Payments returns what was collected, in order. What was paid before an application
// was split off stays with the one that was divided, or it would count twice.
func (app *Application) Payments() []Payment {
	var out []Payment
	for _, e := range app.EntriesInForce() {
		if e.Event == SplitOff {
			out = nil
		}
		if (e.Event == Pay || e.Event == Charge) && e.Amount > 0 {
			out = append(out, Payment{e.Seq, e.On, e.Amount})
		}
	}
	return out
}

// Fact answers a condition about the payment: the day it was paid, "" for any other
// field.
func (p Payment) Fact(f cond.Field) string {
	if f == cond.FieldPaid {
		return string(p.Paid)
	}
	return ""
}
