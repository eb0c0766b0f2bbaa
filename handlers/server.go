// Package handlers is the web: it turns requests into commands and questions
// for the desk, and what the desk says into pages and JSON. It decides nothing
// about applications, and it does not know how they are stored.
package handlers

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"gongkai/handlers/jobs"
	"gongkai/handlers/signin"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow/account"
	"gongkai/workflow/desks"
	"gongkai/workflow/ledger"
)

// Server is the web application. The exported fields are set before Handler is
// called; all but SetupCode, Version, Lang, Demo, TLS, Plain, Origin, Proxies, Backups,
// Long, Observe, Sealer and CertificateEnds are required.
type Server struct {
	Desk      *desks.Set
	Sessions  SessionStore // where sign-ins are kept
	Now       func() time.Time
	Log       *slog.Logger
	SetupCode string // the one-time code that makes the first administrator; "" closes that door
	Version   string
	Lang      string         // the language of who has chosen none; "": Chinese
	Demo      bool           // say on every page that the data is made up
	TLS       bool           // browsers come by HTTPS: cookies are Secure, and HTTP is no longer an option
	Plain     bool           // other machines reach us without HTTPS: say so on every page
	Origin    string         // where browsers see us, as https://host[:port]; "": not known
	Proxies   []netip.Prefix // whose word about a client's address is taken; nobody else's is
	Key       ledger.Key     // signs checkpoints
	Backups   Backups        // what makes backups; nil: nothing does
	Long      Long           // what is done as a job; the zero value is [UsualLong]
	// Observe is told of every request: its method, the pattern of its route ("" if there
	// is none), the status and how long it took. nil: nobody is.
	Observe func(method, route string, status int, took time.Duration)

	Sealer          signin.Sealer    // seals the secrets of second factors; nil: they are kept as they are
	CertificateEnds func() time.Time // when the certificate ends that we show; nil: we show none

	views     *views.Views
	sessions  *scs.SessionManager
	passwords *signin.PasswordChecker
	runner    *jobs.Runner
	routes    map[string]Route // by method and path, as echo's router gives them
	setup     sync.Mutex
	began     time.Time
}

// SessionStore keeps who is signed in, and where.
type SessionStore interface {
	scs.Store
	// Key names the session of a token; nobody gets in with it.
	Key(token string) string
	// Begin keeps who signed in with the token, before there is any data.
	Begin(ctx context.Context, token string, s account.Session, expiry time.Time) error
	// Of returns the sessions of an account that have not ended, the last used first.
	Of(ctx context.Context, user string) ([]account.Session, error)
	// End ends those of the account's sessions that are named. Keys of others do nothing.
	End(ctx context.Context, user string, keys ...string) error
}

// Route is one address of the web application: who may use it, what it does in
// words, and its place in the menu, if any.
type Route struct {
	Method string
	Path   string
	Need   Need
	Menu   views.ID
	Key    string // with Alt
	Says   views.ID
	Do     func(*Server, echo.Context) error
}

// Routes are all addresses, in the order of the menu.
func Routes() []Route {
	return []Route{
		{"GET", address.Home, Anyone, "", "", "首页：按角色转到到期、台账或者用户管理", (*Server).home},
		{"GET", address.Work, Acts, "到期", "t", "到期：逾期、今日、本周要办的件和下一步", (*Server).workbench},
		{"GET", address.Applications, Reads, "台账", "l", "申请台账：筛选、排序、翻页", (*Server).register},
		{"GET", address.ApplicationsExport, Reads, "", "", "导出筛选出的台账", (*Server).exportRegister},
		{"POST", address.ApplicationsFind, Reads, "", "", "按表头的条件或者搜索的文字筛选台账", (*Server).findApplications},
		{"POST", address.ApplicationsLayout, Reads, "", "", "保存台账的列、次序和行距", (*Server).setLayout},
		{"POST", address.ApplicationsViews, Reads, "", "", "存下或者删除常用视图", (*Server).setViews},
		{"POST", address.ApplicationsBatch, Reads, "", "", "打印、导出、移交台账中勾选的申请", (*Server).batch},
		{"GET", address.ApplicationsPrint, Reads, "", "", "打印所选申请的要点", (*Server).printTicked},
		{"GET", address.Handover, Acts, "", "", "移交承办人：列出要移交的申请", (*Server).handover},
		{"POST", address.Handover, Acts, "", "", "一次移交清单上的全部申请", (*Server).handOver},
		{"GET", address.HandoverSheet, Acts, "", "", "移交清单，打印签名", (*Server).handoverList},
		{"GET", address.NewApplication, Acts, "登记申请", "n", "登记一件申请", (*Server).newApplication},
		{"POST", address.Applications, Acts, "", "", "保存登记的申请", (*Server).logApplication},
		{"POST", address.NewPreview, Acts, "", "", "保存前计算答复期限、查找相同内容的申请", (*Server).previewApplication},
		{"POST", address.Draft, Acts, "", "", "把没有登记完的一件存为草稿，只有本人看得到", (*Server).keepDraft},
		{"POST", address.DraftDiscard, Acts, "", "", "丢弃没有登记完的一件", (*Server).discardDraft},
		{"GET", address.Application, Reads, "", "", "一件申请：时限、下一步、办理记录", (*Server).application},
		{"POST", address.ApplicationEvents, Acts, "", "", "办理一步", (*Server).act},
		{"GET", address.Approvals, Acts, "审批", "a", "审批：待签发的稿件，一件接一件", (*Server).approvals},
		{"POST", address.Approvals, Acts, "", "", "签发、同意延期或者退回，接着打开下一件", (*Server).approve},
		{"POST", address.ApplicationPreview, Acts, "", "", "办理一步之前看期限怎样变、计入哪一格", (*Server).preview},
		{"POST", address.ApplicationReveal, Reads, "", "", "显示证件号码和联系方式，并记下谁看过", (*Server).reveal},
		{"GET", address.ApplicationCoach, Acts, "", "", "类别引导：最多三问选定答复类型", (*Server).coach},
		{"GET", address.Disputes, Reads, "复议诉讼", "y", "复议诉讼期限：本机关要答复、答辩、上诉的", (*Server).disputes},
		{"GET", address.Oversight, Reads, "督办", "b", "督办台：按承办人、承办单位、周查看在办、逾期和平均时间", (*Server).oversight},
		{"GET", address.Daily, Reads, "", "", "督办日报：一页纸，可打印", (*Server).daily},
		{"GET", address.Trends, Reads, "", "", "趋势：每月收到、办结、逾期，办理时间，两年对比", (*Server).trends},
		{"GET", address.Report, Reads, "统计表", "j", "年度统计表：每个数都可点开", (*Server).report},
		{"POST", address.Report, Acts, "", "", "保存人工填报的数", (*Server).setHandLines},
		{"GET", address.ReportCompare, Reads, "", "", "统计表与上年对比", (*Server).comparison},
		{"GET", address.ReportFrozen, Reads, "", "", "定稿的统计表：历次定稿、定稿以后的变动", (*Server).frozen},
		{"POST", address.ReportFrozen, Acts, "", "", "定稿，或者更正另存一稿", (*Server).freeze},
		{"GET", address.ReportExport, Reads, "", "", "下载统计表", (*Server).exportReport},
		{"GET", address.ReportCell, Reads, "", "", "一个数背后的申请", (*Server).cell},
		{"GET", address.ReportCellExport, Reads, "", "", "下载一个数背后的申请", (*Server).exportCell},
		{"GET", address.Journal, Reads, "办理记录", "k", "全部办理记录：按日期、办理人、步骤筛选", (*Server).journal},
		{"GET", address.JournalExport, Reads, "", "", "导出筛选出的办理记录", (*Server).exportJournal},
		{"GET", address.JournalChain, Reads, "", "", "核对办理记录是否完整", (*Server).chainPage},
		{"POST", address.JournalCheckpoint, Reads, "", "", "出具存证单：核对后签名", (*Server).issueCheckpoint},
		{"GET", address.JournalNote, Reads, "", "", "下载存证单", (*Server).exportNote},
		{"GET", address.Sample, Reads, "", "", "随机抽查：按种子抽取，可以重现", (*Server).sample},
		{"GET", address.SampleSheet, Reads, "", "", "抽查的检查单，一件一页", (*Server).checkSheets},
		{"GET", address.SampleExport, Reads, "", "", "下载抽查名单", (*Server).exportSample},
		{"GET", address.Import, Acts, "", "", "从电子表格导入台账", (*Server).importPage},
		{"POST", address.Import, Acts, "", "", "试运行导入", (*Server).tryImport},
		{"POST", address.ImportConfirm, Acts, "", "", "确认导入试运行过的文件", (*Server).confirmImport},
		{"GET", address.Jobs, SignedIn, "", "", "我的任务：导入、导出等较久的工作", (*Server).jobs},
		{"GET", address.Job, SignedIn, "", "", "一个任务：进度、结果", (*Server).job},
		{"GET", address.JobExport, SignedIn, "", "", "下载任务生成的文件", (*Server).exportJob},
		{"POST", address.JobCancel, SignedIn, "", "", "取消任务", (*Server).cancelJob},
		{"GET", address.Users, Staffs, "用户", "u", "用户列表", (*Server).users},
		{"POST", address.Users, Runs, "", "", "新建用户", (*Server).addUser},
		{"GET", address.User, Staffs, "", "", "一个用户：角色、机关、密码", (*Server).userToEdit},
		{"POST", address.User, Staffs, "", "", "修改用户：授权、停用、启用、重置密码、解除锁定", (*Server).setUser},
		{"GET", address.Offices, Runs, "机关", "o", "机关列表", (*Server).offices},
		{"POST", address.Offices, Runs, "", "", "新建机关", (*Server).addOffice},
		{"GET", address.Office, Runs, "", "", "一个机关：两人办理、救济途径", (*Server).officeToEdit},
		{"POST", address.Office, Runs, "", "", "保存一个机关", (*Server).setOffice},
		{"GET", address.Security, Guards, "安全策略", "", "安全策略与三员分立", (*Server).security},
		{"POST", address.Security, Guards, "", "", "采用一套安全策略", (*Server).chooseProfile},
		{"POST", address.SecuritySeparation, Guards, "", "", "开启或者关闭三员分立", (*Server).separate},
		{"GET", address.Operations, Inspects, "管理日志", "", "管理日志：谁在何时对用户、机关、日历、设置做了什么，登录与导出", (*Server).operations},
		{"GET", address.OperationsExport, Inspects, "", "", "导出管理日志", (*Server).exportOperations},
		{"GET", address.System, Runs, "系统状态", "", "系统状态：版本、数据库、日历", (*Server).system},
		{"GET", address.Backups, Runs, "备份", "", "备份：最近的结果、定时备份、保留的备份", (*Server).backups},
		{"POST", address.Backups, Runs, "", "", "现在做一份备份", (*Server).backUpNow},
		{"POST", address.BackupsPlan, Runs, "", "", "设定定时备份", (*Server).planBackups},
		{"POST", address.BackupsTake, Runs, "", "", "再输一次密码，下载一份备份", (*Server).takeBackup},
		{"GET", address.Calendar, SignedIn, "日历", "c", "工作日历与放假安排通知", (*Server).calendar},
		{"POST", address.CalendarPreview, Runs, "", "", "列出日历的变动会移动哪些申请的期限", (*Server).previewCalendar},
		{"POST", address.CalendarConfirm, Runs, "", "", "确认日历的变动，重算期限并记入办理记录", (*Server).confirmCalendar},
		{"GET", address.Password, SignedIn, "", "", "修改自己的密码", (*Server).passwordPage},
		{"POST", address.Password, SignedIn, "", "", "保存新密码", (*Server).setPassword},
		{"GET", address.Sessions, SignedIn, "", "", "自己正在哪里登录", (*Server).sessionsPage},
		{"POST", address.Sessions, SignedIn, "", "", "结束自己在别处的登录", (*Server).endSessions},
		{"GET", address.Factor, SignedIn, "", "", "自己的动态码：设置、恢复码、取消", (*Server).factorPage},
		{"POST", address.Factor, SignedIn, "", "", "设置、取消自己的动态码，更换恢复码", (*Server).setFactor},
		{"GET", address.Help, Anyone, "", "", "帮助：快捷键、页面、角色", (*Server).help},
		{"GET", address.SignIn, Anyone, "", "", "登录页", (*Server).signInPage},
		{"POST", address.SignIn, Anyone, "", "", "登录", (*Server).signIn},
		{"GET", address.SignInCode, Anyone, "", "", "登录的第二步：动态码", (*Server).codePage},
		{"POST", address.SignInCode, Anyone, "", "", "核对动态码或者恢复码", (*Server).signInCode},
		{"POST", address.SignOut, Anyone, "", "", "退出", (*Server).signOut},
		{"POST", address.SessionRenew, Anyone, "", "", "登录过期后输入密码，接着保存填写的内容", (*Server).renew},
		{"GET", address.Setup, Anyone, "", "", "首次设置页", (*Server).setupPage},
		{"POST", address.Setup, Anyone, "", "", "建立第一个系统管理员", (*Server).setUp},

		{"GET", address.APISession, SignedIn, "", "", "当前用户与表单令牌（JSON）", (*Server).apiSession},
		{"GET", address.APIApplications, Reads, "", "", "申请列表（JSON）", (*Server).apiList},
		{"POST", address.APIApplications, Acts, "", "", "登记申请（JSON）", (*Server).apiLog},
		{"GET", address.APIApplication, Reads, "", "", "一件申请（JSON）", (*Server).apiApplication},
		{"POST", address.APIApplicationEvents, Acts, "", "", "办理一步（JSON）", (*Server).apiAct},
		{"GET", address.APIDue, SignedIn, "", "", "按渠道和日期计算答复期限（JSON）", (*Server).apiDue},
		{"GET", address.APIReport, Reads, "", "", "年度统计表（JSON）", (*Server).apiReport},

		{"GET", address.Static, Machine, "", "", "样式、脚本、图标", (*Server).static},
		{"GET", address.Health, Machine, "", "", "程序与数据库是否正常", (*Server).healthz},
		{"GET", address.Ready, Machine, "", "", "数据库的状况：checking、sound；不能办理时说明为何", (*Server).readyz},
	}
}

// parsed are the pages of the program.
func parsed() *views.Views {
	v, err := views.New()
	if err != nil {
		panic(err) // the templates are part of the program: the first test finds it
	}
	return v
}

// Handler is the web application, ready to serve.
func (s *Server) Handler() http.Handler {
	if s.views == nil {
		s.views = parsed()
	}
	s.sessions, s.passwords, s.began = s.manager(), signin.NewPasswordChecker(), s.Now()
	s.runner = jobs.New(s.Desk.Store, s.Now, newRef, s.Log)
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = signin.AddressBehind(s.Proxies)
	e.HTTPErrorHandler = s.fail
	e.Use(s.outermost()...)
	s.routes = map[string]Route{}
	for _, r := range Routes() {
		s.routes[r.Method+" "+r.Path] = r
		do := r.Do
		e.Add(r.Method, r.Path, func(c echo.Context) error { return do(s, c) }, s.chain(r)...)
	}
	return verbs(e)
}

// static sends a style sheet, script or icon. The address has the hash of the
// content, so it may be kept for ever; an old address finds nothing.
func (s *Server) static(c echo.Context) error {
	f, ok := s.views.Static(c.Request().URL.Path)
	if !ok {
		return echo.ErrNotFound
	}
	c.Response().Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	return c.Blob(http.StatusOK, f.Type, f.Body)
}
