package handlers

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"gongkai/views"
	"gongkai/workflow/account"
)

// keys are what the keyboard does besides the letters of the menu.
var keys = []struct{ Key, Says views.ID }{
	{"Alt+S", views.ID("搜索编号、申请人、内容")},
	{"Alt+1 … Alt+9", views.ID("在申请页打开下一步的表单")},
	{"1 … 9", views.ID("在答复类型中按两位数字选定：先大类，后类型")},
	{"Esc", views.ID("收起打开的表单")},
	{"Ctrl+Enter", views.ID("提交正在填写的表单")},
	{"↑ ↓ Home End", views.ID("在台账中选行")},
	{"Enter", views.ID("打开选中的申请")},
	{"Space", views.ID("在台账中勾选所在的行")},
	{"Ctrl+C", views.ID("复制勾选的行，没有勾选就复制所在的行，可粘贴到电子表格")},
	{"Esc", views.ID("取消全部勾选")},
	{"Ctrl+E", views.ID("导出本页的 XLSX")},
	{"Alt+H, F1", views.ID("打开本页")},
}

// help shows the keys, the pages the reader may open, and what each role may do.
func (s *Server) help(c echo.Context) error {
	p := views.HelpPage{Frame: s.frame(c, views.ID("帮助"))}
	may := powers(c)
	for _, r := range Routes() {
		if r.shown(may) && r.Key != "" {
			p.Keys = append(p.Keys, views.Pair{Label: "Alt+" + strings.ToUpper(r.Key), Value: p.T(r.Menu)})
		}
		if needs[r.Need].Met(may) && r.Need != Machine && r.Method == http.MethodGet && !strings.Contains(r.Path, ":") {
			p.Pages = append(p.Pages, views.Pair{Label: r.Path, Value: p.T(r.Says)})
		}
	}
	for _, k := range keys {
		p.Keys = append(p.Keys, views.Pair{Label: string(k.Key), Value: p.T(k.Says)})
	}
	for _, r := range account.Roles {
		p.Roles = append(p.Roles, views.Pair{Label: r.Label, Value: means(p.Language, s.powersHere(c, r))})
	}
	return s.page(c, http.StatusOK, p)
}

// powersHere are those of a role in this installation, as far as it is known.
func (s *Server) powersHere(c echo.Context, r account.Powers) account.Powers {
	settings, err := s.desk(c).Settings(c.Request().Context())
	if err != nil {
		return r
	}
	return settings.Powers(r.Code)
}

// means says in words what the powers of a role are.
func means(t views.Language, p account.Powers) string {
	var out []string
	for _, row := range []struct {
		has  bool
		says views.ID
	}{
		{p.Reads && !p.Below, views.ID("查看本机关的申请")}, {p.Below, views.ID("查看本机关和下级机关的申请")},
		{p.Acts, views.ID("登记和办理申请")}, {p.Reads, views.ID("查看和导出统计表")}, {p.Runs, views.ID("建立用户和机关，维护日历和编号，看不到申请")},
		{p.Guards, views.ID("授予角色，停用、启用用户，重置密码，设定安全策略")}, {p.Inspects, views.ID("查看管理日志和登录记录，不作改动")},
	} {
		if row.has {
			out = append(out, t.T(row.says))
		}
	}
	return views.Sentence(out)
}
