package workflow_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/workflow"
	"gongkai/workflow/storetest"
)

// keepers is a store with the three keepers and a clerk, separated or not.
func keepers(t *testing.T, separated bool) workflow.Store {
	t.Helper()
	s := storetest.NewMem()
	d := workflow.Decision{AddOffices: []workflow.Office{
		{Code: "sx", Name: "示例县"},
		{Code: "zj", Name: "示例镇", Parent: "sx"},
	}, Settings: &workflow.Settings{Separated: separated}}
	for _, r := range append(slices.Clone(workflow.Keepers), workflow.Clerk) {
		d.AddUsers = append(d.AddUsers,
			workflow.User{Name: string(r), Office: "sx", Role: r, Password: "x", Since: storetest.Written})
	}
	decide := func(workflow.House) (workflow.Decision, error) { return d, nil }
	if err := s.Administer(context.Background(), decide); err != nil {
		t.Fatal(err)
	}
	return s
}

// Who may do what to the account of another, with the three separated and not, is
// this table and nothing else; whoever may not changes nothing.
func TestWhoDoesWhatToAccounts(t *testing.T) {
	acts := map[workflow.AccountAct][2]string{ // together, separated
		workflow.NameAccount:    {"admin", "admin"},
		workflow.GrantAccount:   {"admin security", "security"},
		workflow.DisableAccount: {"admin security", "security"},
		workflow.EnableAccount:  {"admin security", "security"},
		workflow.ResetAccount:   {"admin security", "security"},
		workflow.UnlockAccount:  {"admin security", "security"},
	}
	for i, separated := range []bool{false, true} {
		for act, may := range acts {
			for _, p := range workflow.Roles {
				s := keepers(t, separated)
				desk := (&workflow.Desk{Store: s}).For(workflow.User{Name: string(p.Code), Role: p.Code})
				change := workflow.AccountChange{Act: act, Display: "新", Role: workflow.Auditor,
					Office: "zj", Hash: "y", Typed: "clerk", At: storetest.Written}
				err := desk.ChangeAccount(context.Background(), "clerk", change)
				_, lines, _ := s.Operations(context.Background(), workflow.OperationQuery{By: "clerk"})
				want := slices.Contains(strings.Fields(may[i]), string(p.Code))
				if got := err == nil; got != want || (lines == 1) != want ||
					err != nil && workflow.KindOf(err) != workflow.Forbidden {
					t.Errorf("separated %t, %s by %s: %v and %d lines, want allowed: %t", separated, act, p.Code, err, lines, want)
				}
			}
		}
	}
}

// None of the three who keep the installation sees applications, whatever is
// switched; separated, each has one power and nobody has two.
func TestPowersAreSeparated(t *testing.T) {
	for _, s := range []workflow.Settings{{}, {Separated: true}} {
		for _, p := range workflow.Roles {
			got, n := s.Powers(p.Code), 0
			for _, has := range []bool{got.Runs, got.Guards, got.Inspects} {
				if has {
					n++
				}
			}
			if n > 0 && (got.Reads || got.Acts || got.Below) {
				t.Errorf("separated %t: %s keeps the installation and sees applications", s.Separated, p.Code)
			}
			want := map[bool]int{true: 1, false: 0}[slices.Contains(workflow.Keepers, p.Code)]
			if p.Code == workflow.Admin && !s.Separated {
				want = 3
			}
			if n != want {
				t.Errorf("separated %t: %s has %d of the three powers, want %d", s.Separated, p.Code, n, want)
			}
		}
	}
}

// The last who can sign in of a role that must be there is neither shut out nor
// given another role, not even from the machine itself; with a second one he is.
func TestLastKeeperStays(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		separated bool
		name      string
		refused   bool
	}{
		{false, "admin", true},
		{false, "security", false},
		{false, "clerk", false},
		{true, "admin", true},
		{true, "security", true},
		{true, "inspector", true},
	} {
		for _, change := range []workflow.AccountChange{
			{Act: workflow.DisableAccount, Typed: c.name}, {Act: workflow.GrantAccount, Role: workflow.Auditor, Office: "sx"},
		} {
			s := keepers(t, c.separated)
			desk := (&workflow.Desk{Store: s}).For(workflow.Operator)
			err := desk.ChangeAccount(ctx, c.name, change)
			if (err != nil) != c.refused || err != nil && workflow.KindOf(err) != workflow.Refused {
				t.Errorf("separated %t, %s of %s: %v, want refused: %t", c.separated, change.Act, c.name, err, c.refused)
			}
			second := workflow.User{Name: "second", Office: "sx", Role: workflow.Role(c.name), Password: "x"}
			if err := s.AddUser(ctx, second); err != nil {
				t.Fatal(err)
			}
			if err := desk.ChangeAccount(ctx, c.name, change); err != nil {
				t.Errorf("separated %t, %s of %s with a second one: %v", c.separated, change.Act, c.name, err)
			}
		}
	}
}

// Whoever was shut out after the page was opened does nothing more.
func TestShutOutKeeperDoesNothing(t *testing.T) {
	ctx, s := context.Background(), keepers(t, true)
	desk := (&workflow.Desk{Store: s}).For(workflow.User{Name: "security", Role: workflow.Security})
	gone, err := s.User(ctx, "security")
	if err != nil {
		t.Fatal(err)
	}
	gone.Disabled = true
	if err := s.SetUser(ctx, gone); err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{
		"an account": desk.ChangeAccount(ctx, "clerk", workflow.AccountChange{Act: workflow.ResetAccount, Hash: "y"}),
		"a profile":  desk.Choose(ctx, "level2", "", storetest.Written),
		"the switch": desk.Separate(ctx, false, workflow.SeparationWord, "", storetest.Written),
	} {
		if err == nil || workflow.KindOf(err) != workflow.Forbidden {
			t.Errorf("%s: %v, want a refusal", what, err)
		}
	}
}

// The profiles ask of a password and of its age what their tables say.
func TestProfiles(t *testing.T) {
	usual, strict := workflow.Profiles[0], workflow.Profiles[1]
	for _, c := range []struct {
		password      string
		usual, strict bool
	}{
		{"七个字的口令啊", false, false},
		{"八个字的口令啊啊", true, false},
		{"abcdefghij", true, false},
		{"abcdefghi1", true, false},
		{"Abcdefghi1", true, true},
		{"口令 abcdefg", true, true},
		{"Abcdefg1!", true, false},
	} {
		got := [2]bool{usual.Weigh(c.password) == nil, strict.Weigh(c.password) == nil}
		if got != [2]bool{c.usual, c.strict} {
			t.Errorf("%q: allowed %v, want %t and %t", c.password, got, c.usual, c.strict)
		}
	}
	day := 24 * time.Hour
	for _, c := range []struct {
		u             workflow.User
		after         time.Duration
		usual, strict bool
	}{
		{workflow.User{Since: storetest.Written}, 89 * day, false, false},
		{workflow.User{Since: storetest.Written}, 90 * day, false, true},
		{workflow.User{Since: storetest.Written, Renewed: storetest.Written.Add(day)}, 90 * day, false, false},
		{workflow.User{Since: storetest.Written, Foreign: true}, 0, false, true},
	} {
		now := storetest.Written.Add(c.after)
		if got := [2]bool{usual.Stale(c.u, now), strict.Stale(c.u, now)}; got != [2]bool{c.usual, c.strict} {
			t.Errorf("%+v after %s: stale %v, want %t and %t", c.u, c.after, got, c.usual, c.strict)
		}
	}
}

// A pattern writes a number that it reads again as the same year and place, and
// takes no number of another pattern for its own; what could repeat is refused.
func TestNumbering(t *testing.T) {
	for _, n := range []workflow.Numbering{"", "{年}{序号:4}", "{序号}{年}", "示公开〔{年}〕{序号:4}号", "a.b-{年}-{序号:9}", "{序号:3}/{年}"} {
		if err := n.Validate(); err != nil {
			t.Errorf("%q: %v", n, err)
		}
		read := n.Reader()
		for _, year := range []int{1990, 2026} {
			for _, place := range []int64{1, 9, 10, 9999, 123456} {
				number := n.Number(year, place)
				if y, p, ok := read(number); !ok || y != year || p != place {
					t.Errorf("%q writes %s and reads %d, %d, %t, want %d, %d", n, number, y, p, ok, year, place)
				}
			}
		}
		for _, other := range []string{"", "x", "axb-2026-000000001", "示公开〔2026〕1号", "2026-1", "2026-00001 "} {
			if y, p, ok := read(other); ok {
				t.Errorf("%q takes %q for its own: %d, %d", n, other, y, p)
			}
		}
	}
	for _, n := range []workflow.Numbering{"{年}", "{序号}", "2026-{序号}",
		"{年}{年}{序号}", "{年}-{序号}-{序号:2}", "{年}-{序号:0}", "{年}-{序号:10}",
		"{月}{年}{序号}", "{年}-{序号} 号", "{{年}}{序号}", "{年}-{序号}}", workflow.Numbering("{年}-{序号}" + strings.Repeat("长", 40))} {
		if err := n.Validate(); err == nil {
			t.Errorf("%q is allowed; it writes %s", n, n.Number(2026, 1))
		}
	}
	if got := workflow.Numbering("").Number(2026, 12); got != "2026-00012" {
		t.Errorf("the usual pattern writes %s, want 2026-00012", got)
	}
}

// notice2026 is how the arrangement of 2026 reads as text.
const notice2026 = `国务院办公厅关于2026年部分节假日安排的通知
国办发明电〔2025〕7号
各省、自治区、直辖市人民政府：
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班。`

// The text of a notice gives the days that the program carries for that year;
// whatever does not agree with itself is refused.
func TestReadNotice(t *testing.T) {
	got, err := workflow.ReadNotice(0, notice2026)
	want, _ := workflow.Published().Year(2026)
	if err != nil || fmt.Sprint(got.Off) != fmt.Sprint(want.Off) || fmt.Sprint(got.Work) != fmt.Sprint(want.Work) ||
		!slices.Equal(got.Notices, []string{"国办发明电〔2025〕7号"}) {
		t.Errorf("got %v\n%+v\nwant %+v", err, got, want)
	}
	across, err := workflow.ReadNotice(2024, "一、元旦：2023年12月30日至2024年1月1日放假调休，共3天。")
	if err != nil || len(across.Off) != 3 || across.Off["2023-12-31"] != "元旦" {
		t.Errorf("over the turn of the year: %+v (%v)", across, err)
	}
	for why, text := range map[string]string{
		"共 8 天":   strings.Replace(notice2026, "共9天", "共8天", 1),
		"实际是":     strings.Replace(notice2026, "4日（周六）至6", "5日（周六）至6", 1),
		"没有读到放假":  "关于2026年部分节假日安排的通知",
		"同一句":     "一、元旦：1月1日放假，1月4日上班。",
		"本来就上班":   "一、元旦：1月1日放假。1月5日上班。",
		"出现了两次":   "一、元旦：1月1日放假。1月1日放假。",
		"年份 0 不对": "随便什么",
	} {
		year := 2026
		if strings.HasPrefix(why, "年份") {
			year = 0
		}
		if _, err := workflow.ReadNotice(year, text); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: got %v", why, err)
		}
	}
}
