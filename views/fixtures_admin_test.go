package views

import (
	"time"

	"gongkai/workflow/account"
)

// adminFixtures are the pages of those who keep the installation.
func adminFixtures(f Frame, titled func(Frame, ID) Frame, field Field) []fixture {
	failed := func(title ID) Frame {
		f := titled(f, title)
		f.Problem = &Problem{f.T("没有保存，请核对"), []ProblemItem{{"错", "#name"}}}
		return f
	}
	offices := []Option{{"", f.T("全部"), true}, {"xfb", "示例县人民政府办公室", false}}
	users := []UserRow{
		{URL: "/users/a", Name: "a", Display: "经办<i>甲", Office: "示例县民政局", Role: "经办人",
			State: f.AccountState(account.User{Role: account.Clerk}, fixtureNow)},
		{URL: "/users/b", Name: "b", Role: "系统管理员", Self: true,
			State: f.AccountState(account.User{Role: account.Admin, Locked: fixtureNow.Add(time.Hour)}, fixtureNow)},
		{URL: "/users/c", Name: "c", Role: "未授权", State: f.AccountState(account.User{Disabled: true}, fixtureNow)},
		{URL: "/users/d", Name: "d", Role: "经办人",
			State: f.AccountState(account.User{Role: account.Clerk, Disabled: true}, fixtureNow)},
	}
	jointly := f.T("系统管理员一人兼任安全管理员和安全审计员。人手足够时，请在“安全策略”页开启三员分立。")
	choices, rules := ProfileChoices(account.Profiles[1])
	confirm := Field{ID: "typed", Name: "typed", Label: f.T("键入“%s”四个字以确认", account.SeparationWord), Required: true}
	keepers := []Pair{{"系统管理员", "管理丁（guanli）"}, {"安全管理员", f.T("没有")}}
	log := []account.Operation{
		{ID: 2, At: fixtureNow, Kind: account.SignInFailed, Of: "a", Says: "密码不对", From: "10.0.0.1"},
		{ID: 1, At: fixtureNow, By: "b", Kind: account.UserGranted, Of: "a", Says: "角色由“经办人”改为“<审计统计>”", From: "10.0.0.1"},
	}
	pair := Field{ID: "pair", Name: "pair", Label: f.T("两人办理：任何两人即可一人拟稿、一人签发"), Box: true, Checked: true,
		Hint: f.T("只有两名工作人员的机关使用；拟稿人始终不能签发自己的稿件")}
	office := OfficePage{titled(f, "修改机关"), "示例县民政局（mzj）", "/offices/mzj", []Field{field, pair},
		[]Field{{ID: "court", Name: "court", Label: f.T("有管辖权的人民法院"), Value: "示例县人民法院"}},
		Link{URL: "/offices", Label: f.T("回机关列表")},
		Field{ID: "numbering", Name: "numbering", Label: f.T("编号格式"), Value: "示公开〔{年}〕{序号:4}号"}, "示公开〔2026〕0012号", users[:1]}
	alone := office
	alone.Users = nil
	return []fixture{
		{"password-must", PasswordPage{titled(f, "修改密码"), []Field{field}, true}},
		{"sessions", SessionsPage{titled(f, "正在登录的地方"), f.T("共 %d 处", 2), f.SessionRows([]account.Session{
			{
				Key:   "a",
				From:  "10.0.0.1",
				Agent: "Mozilla/5.0 (Windows NT 6.1) Chrome/109.0 Safari/537.36",
				Began: fixtureNow,
				Seen:  fixtureNow,
			},
			{Key: "b", From: "10.0.0.2", Agent: "<b>", Began: fixtureNow, Seen: fixtureNow},
		}, "a")}},
		{
			"sessions-one",
			SessionsPage{
				titled(f, "正在登录的地方"),
				f.T("共 %d 处", 1),
				f.SessionRows([]account.Session{{Key: "a", Agent: "Firefox/140.0 Linux"}}, "a"),
			},
		},
		{"code", CodePage{titled(f, "动态码"), []Field{field}}},
		{"code-wrong", CodePage{failed("动态码"), []Field{field}}},
		{"factor", FactorPage{Frame: titled(f, "动态码"), Start: true}},
		{"factor-must", FactorPage{Frame: failed("动态码"), Must: true, Start: true}},
		{
			"factor-secret",
			FactorPage{Frame: titled(f, "动态码"), Secret: "ABCD EFGH", QR: QRCode{29, "M4 4h1v1h-1z"}, Confirm: []Field{field}},
		},
		{"factor-codes", FactorPage{Frame: titled(f, "动态码"), Codes: []string{"ABCD-EFGH-IJKL-MNOP", "QRST-UVWX-YZ23-4567"}}},
		{
			"factor-on",
			FactorPage{
				Frame: titled(f, "动态码"),
				Facts: []Pair{{f.T("剩余恢复码"), "9"}},
				Renew: []Field{field},
				Drop:  []Field{{ID: "drop-code", Name: "code", Label: f.T("动态码或者恢复码")}},
			},
		},
		{"users", UsersPage{Frame: titled(f, "用户"), Warning: jointly, Offices: offices,
			Caption: f.T("共 %d 个用户", 4), Rows: users, Fields: []Field{field}}},
		{"users-none", UsersPage{Frame: titled(f, "用户"), Offices: offices, Caption: f.T("共 %d 个用户", 0), Hint: "提示"}},
		{"users-wrong", UsersPage{Frame: failed("用户"), Offices: offices, Caption: f.T("共 %d 个用户", 1), Rows: users[:1],
			Fields: []Field{field}, Hint: f.T("三员分立已经开启：新建的用户没有角色，也不能登录，由安全管理员授予角色、设定密码以后才能使用。")}},
		{"user", UserPage{Frame: titled(f, "修改用户"), Heading: "a", Back: Link{URL: "/users", Label: f.T("回用户列表")},
			Facts: []Pair{{f.T("显示姓名"), "经办<i>甲"}},
			Forms: []AccountForm{{account.NameAccount, f.T("显示姓名"), "提示", []Field{field}, f.T("保存显示姓名")},
				{account.EnableAccount, f.T("启用"), "", nil, f.T("启用")}}}},
		{
			"user-places",
			UserPage{
				Frame:   titled(f, "修改用户"),
				Heading: "a",
				Back:    Link{URL: "/users", Label: f.T("回用户列表")},
				Places: f.PlaceRows([]account.Place{
					{
						At:    "10.0.0.1",
						Known: fixtureNow,
						Tried: fixtureNow,
					},
					{At: account.BrowserPlace("x"), Known: fixtureNow, Tried: fixtureNow},
					{At: "10.0.0.2", Tried: fixtureNow, Locked: fixtureNow.Add(time.Hour)},
					{At: "10.0.0.3", Tried: fixtureNow},
				}, fixtureNow),
			},
		},
		{"user-self", UserPage{Frame: titled(f, "修改用户"), Heading: "b",
			Back: Link{URL: "/users", Label: f.T("回用户列表")}, Self: true}},
		{"user-wrong", UserPage{Frame: failed("修改用户"), Heading: "a", Back: Link{URL: "/users", Label: f.T("回用户列表")},
			Forms: []AccountForm{{account.ResetAccount, f.T("重置密码"), "", []Field{field}, f.T("重置密码")}}}},
		{"security", SecurityPage{titled(f, "安全策略"), jointly, false, keepers, confirm, choices, "recommended", rules}},
		{"security-separated", SecurityPage{titled(f, "安全策略"), "", true, keepers, confirm, choices, "recommended", rules}},
		{"security-wrong", SecurityPage{failed("安全策略"), "", false, nil, field, choices, "recommended", rules}},
		{"operations", OperationsPage{Frame: titled(f, "管理日志"), Filters: []Field{field}, Clear: "/operations",
			Caption: f.T("共 %d 条，最近的在前", 2), Rows: OperationRows(log), Pager: Pager{Text: "1"},
			Export: Link{URL: "/operations/export", Label: f.T("导出 %s", "CSV")}}},
		{"operations-none", OperationsPage{Frame: titled(f, "管理日志"), Empty: f.T("没有符合条件的记录。"),
			Export: Link{URL: "/operations/export", Label: f.T("导出 %s", "CSV")}}},
		{"system", SystemPage{titled(f, "系统状态"), []string{f.T("程序和数据库的时间相差 %d 秒。请校准两边的时钟。", 9)},
			[]SystemPart{{f.T("数据库"), []Pair{{f.T("类型"), "SQLite 3.51.3"}, {f.T("预写日志"), "3.9 MB"}}}}}},
		{"backups", BackupsPage{Frame: titled(f, "备份"), Warnings: []string{f.T("定时备份没有开启。")},
			Facts: []Pair{{f.T("最近一次成功的备份"), "2026-03-02 02:00:00"}}, Ready: true, Plan: []Field{field},
			Caption: f.T("这台服务器上保留 %d 份", 1), Take: []Field{confirm},
			Rows: []BackupRow{{"gongkai-20260302-020000.db", "2026-03-02 02:00:00", "3.9 MB"}}}},
		{"backups-busy", BackupsPage{Frame: titled(f, "备份"), Busy: true, Plan: []Field{field}, Separated: true}},
		{"backups-wrong", BackupsPage{Frame: failed("备份"), Plan: []Field{field}}},
		{"office", office},
		{"office-alone", alone},
	}
}
