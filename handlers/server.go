package handlers

import (
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"gongkai/views"
	"gongkai/workflow"
)

// Server is the web application. The exported fields are set before Handler is
// called; all but SetupCode, Version, Lang, Demo and TLS are required.
type Server struct {
	Desk      *workflow.Desk
	Sessions  scs.Store // where sign-ins are kept
	Now       func() time.Time
	Log       *slog.Logger
	SetupCode string // the one-time code that makes the first administrator; "" closes that door
	Version   string
	Lang      string // the language of who has chosen none; "": Chinese
	Demo      bool   // say on every page that the data is made up
	TLS       bool   // the browser speaks TLS to us: cookies are Secure

	views    *views.Views
	sessions *scs.SessionManager
	door     *door
	uploads  *uploads
	setup    sync.Mutex
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
		{"GET", "/", Anyone, "", "", "首页：按角色转到台账或者用户管理", (*Server).home},
		{"GET", "/work", Acts, "到期", "t", "到期：逾期、今日、本周要办的件和下一步", (*Server).workbench},
		{"GET", "/applications", Reads, "台账", "l", "申请台账：筛选、排序、翻页", (*Server).register},
		{"GET", "/applications/export", Reads, "", "", "导出筛选出的台账", (*Server).exportRegister},
		{"POST", "/applications/find", Reads, "", "", "按表头的条件或者搜索的文字筛选台账", (*Server).findApplications},
		{"POST", "/applications/layout", Reads, "", "", "保存台账的列、次序和行距", (*Server).setLayout},
		{"POST", "/applications/views", Reads, "", "", "存下或者删除常用视图", (*Server).setViews},
		{"POST", "/applications/batch", Reads, "", "", "打印、导出、移交台账中勾选的申请", (*Server).batch},
		{"GET", "/applications/print", Reads, "", "", "打印所选申请的要点", (*Server).printTicked},
		{"GET", "/handover", Acts, "", "", "移交承办人：列出要移交的申请", (*Server).handover},
		{"POST", "/handover", Acts, "", "", "一次移交清单上的全部申请", (*Server).handOver},
		{"GET", "/handover/sheet", Acts, "", "", "移交清单，打印签名", (*Server).handoverSheet},
		{"GET", "/applications/new", Acts, "登记申请", "n", "登记一件申请", (*Server).newApplication},
		{"POST", "/applications", Acts, "", "", "保存登记的申请", (*Server).logApplication},
		{"POST", "/applications/preview", Acts, "", "", "保存前计算答复期限", (*Server).previewApplication},
		{"GET", "/applications/:id", Reads, "", "", "一件申请：时限、下一步、办理记录", (*Server).application},
		{"POST", "/applications/:id/events", Acts, "", "", "办理一步", (*Server).act},
		{"GET", "/approvals", Acts, "审批", "a", "审批：待签发的稿件，一件接一件", (*Server).approvals},
		{"POST", "/approvals", Acts, "", "", "签发、同意延期或者退回，接着打开下一件", (*Server).approve},
		{"GET", "/disputes", Reads, "复议诉讼", "y", "复议诉讼期限：本机关要答复、答辩、上诉的", (*Server).disputes},
		{"GET", "/report", Reads, "统计表", "j", "年度统计表：每个数都可点开", (*Server).report},
		{"POST", "/report", Acts, "", "", "保存人工填报的数", (*Server).setHand},
		{"GET", "/report/frozen", Reads, "", "", "定稿的统计表：历次定稿、定稿以后的变动", (*Server).frozen},
		{"POST", "/report/frozen", Acts, "", "", "定稿，或者更正另存一稿", (*Server).freeze},
		{"GET", "/report/export", Reads, "", "", "下载统计表", (*Server).exportReport},
		{"GET", "/report/cell", Reads, "", "", "一个数背后的申请", (*Server).cell},
		{"GET", "/report/cell/export", Reads, "", "", "下载一个数背后的申请", (*Server).exportCell},
		{"GET", "/import", Acts, "导入台账", "", "从电子表格导入台账", (*Server).importPage},
		{"POST", "/import", Acts, "", "", "试运行导入", (*Server).tryImport},
		{"POST", "/import/confirm", Acts, "", "", "确认导入试运行过的文件", (*Server).confirmImport},
		{"GET", "/users", Runs, "用户", "u", "用户列表", (*Server).users},
		{"POST", "/users", Runs, "", "", "新建用户", (*Server).addUser},
		{"POST", "/users/:name", Runs, "", "", "停用、启用用户，重置密码", (*Server).setUser},
		{"GET", "/offices", Runs, "机关", "o", "机关列表", (*Server).offices},
		{"POST", "/offices", Runs, "", "", "新建机关", (*Server).addOffice},
		{"GET", "/offices/:code", Runs, "", "", "一个机关：两人办理、救济途径", (*Server).officeToEdit},
		{"POST", "/offices/:code", Runs, "", "", "保存一个机关", (*Server).setOffice},
		{"GET", "/calendar", SignedIn, "日历", "c", "工作日历与放假安排通知", (*Server).calendar},
		{"POST", "/calendar/preview", Runs, "", "", "列出日历的变动会移动哪些申请的期限", (*Server).previewCalendar},
		{"POST", "/calendar/confirm", Runs, "", "", "确认日历的变动，重算期限并记入办理记录", (*Server).confirmCalendar},
		{"GET", "/password", SignedIn, "", "", "修改自己的密码", (*Server).passwordPage},
		{"POST", "/password", SignedIn, "", "", "保存新密码", (*Server).setPassword},
		{"GET", "/help", Anyone, "", "", "帮助：快捷键、页面、角色", (*Server).help},
		{"GET", "/sign-in", Anyone, "", "", "登录页", (*Server).signInPage},
		{"POST", "/sign-in", Anyone, "", "", "登录", (*Server).signIn},
		{"POST", "/sign-out", Anyone, "", "", "退出", (*Server).signOut},
		{"GET", "/setup", Anyone, "", "", "首次设置页", (*Server).setupPage},
		{"POST", "/setup", Anyone, "", "", "建立第一个系统管理员", (*Server).setUp},

		{"GET", "/api/session", SignedIn, "", "", "当前用户与表单令牌（JSON）", (*Server).apiSession},
		{"GET", "/api/applications", Reads, "", "", "申请列表（JSON）", (*Server).apiList},
		{"POST", "/api/applications", Acts, "", "", "登记申请（JSON）", (*Server).apiLog},
		{"GET", "/api/applications/:id", Reads, "", "", "一件申请（JSON）", (*Server).apiApplication},
		{"POST", "/api/applications/:id/events", Acts, "", "", "办理一步（JSON）", (*Server).apiAct},
		{"GET", "/api/due", SignedIn, "", "", "按渠道和日期计算答复期限（JSON）", (*Server).apiDue},
		{"GET", "/api/report", Reads, "", "", "年度统计表（JSON）", (*Server).apiReport},

		{"GET", "/a/:hash/:file", Machine, "", "", "样式、脚本、图标", (*Server).static},
		{"GET", "/healthz", Machine, "", "", "程序与数据库是否正常", (*Server).health},
	}
}

// Handler is the web application, ready to serve.
func (s *Server) Handler() http.Handler {
	var err error
	if s.views, err = views.New(); err != nil {
		panic(err) // the templates are part of the program: the first test finds it
	}
	s.sessions, s.door, s.uploads = s.manager(), newDoor(), newUploads()
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = echo.ExtractIPDirect() // nobody else is believed about the address
	e.HTTPErrorHandler = s.fail
	e.Use(s.outermost()...)
	for _, r := range Routes() {
		do := r.Do
		e.Add(r.Method, r.Path, func(c echo.Context) error { return do(s, c) }, s.chain(r)...)
	}
	return e
}
