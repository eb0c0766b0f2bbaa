package handlers

import (
	"cmp"
	"crypto/rand"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow/board"
	"gongkai/workflow/calendar"
	"gongkai/workflow/cond"
	"gongkai/workflow/draft"
	"gongkai/workflow/fault"
)

// usualView is a list that stands above the register for everybody: one of the
// standings, or all.
type usualView struct {
	Label    views.ID
	Standing string
	Class    string
}

// usual are the lists above the register, in order.
var usual = []usualView{
	{views.ID("全部"), "", ""},
	{views.ID("办理中"), "open", ""},
	{views.ID("逾期"), "overdue", "overdue"},
	{views.ID("本周到期"), "week", "urgent"},
	{views.ID("中止"), "stopped", ""},
	{views.ID("待签发"), "unsigned", ""},
	{views.ID("复议诉讼"), "disputed", ""},
}

// cond is the condition of the list; nil for all.
func (u usualView) cond(today calendar.Date) cond.Cond {
	if u.Standing == "" {
		return nil
	}
	return board.Standing(u.Standing).On(today)
}

// namedView is a list that a person gave a name: its address without the texts,
// and those.
type namedView struct {
	Name    string      `json:"name"`
	Address string      `json:"address"`
	Texts   filterTexts `json:"texts,omitempty"`
}

// maxViews is how many lists a person may name.
const maxViews = 10

// noCount stands for a number that nobody asked for.
const noCount = -1

// usualCounts are how many are in each of the usual lists. Beside a list of another
// filter all are not counted: in a large register that takes as long as a search.
func (s *Server) usualCounts(c echo.Context, f filter) ([]int, error) {
	var conds []cond.Cond
	at := f.usual()
	for _, u := range usual {
		if u.Standing != "" || at >= 0 {
			conds = append(conds, u.cond(s.today()))
		}
	}
	counts, err := s.desk(c).Counts(c.Request().Context(), conds...)
	if err == nil && len(counts) < len(usual) {
		counts = append([]int{noCount}, counts...)
	}
	return counts, err
}

// usual is which of the usual lists the filter asks for; -1 for another.
func (f filter) usual() int {
	if len(f.where) > 1 || len(f.where) == 1 && f.Text("standing") == "" {
		return -1
	}
	return slices.IndexFunc(usual, func(u usualView) bool { return u.Standing == f.Text("standing") })
}

// viewLinks are the lists above the register, the usual ones with how many are in
// them, and the person's own.
func (s *Server) viewLinks(c echo.Context, t views.Language, f filter, counts []int) ([]views.ViewLink, error) {
	var out []views.ViewLink
	at := f.usual()
	for i, u := range usual {
		link := views.ViewLink{Label: t.T(u.Label), URL: address.Applications, Current: i == at}
		if counts[i] != noCount {
			link.N = strconv.Itoa(counts[i])
		}
		if u.Standing != "" {
			link.URL += "?standing=" + u.Standing
		}
		link.Class = class(u.Class, counts[i])
		out = append(out, link)
	}
	due, err := s.disputesDue(c, t)
	if err != nil {
		return nil, err
	}
	out = append(out, views.ViewLink{Label: due.Label, N: due.N, URL: due.URL, Class: due.Class})
	own, err := s.ownViews(c, f)
	return append(out, own...), err
}

// ownViews are the lists that the person named, the oldest first.
func (s *Server) ownViews(c echo.Context, f filter) ([]views.ViewLink, error) {
	things, err := s.desk(c).Drafts.Items(c.Request().Context(), draft.SavedView, s.Now())
	var out []views.ViewLink
	for _, thing := range things {
		v, err := opened[namedView](thing)
		if err != nil {
			return nil, err
		}
		link := views.ViewLink{Label: v.Name, URL: v.Address, Key: thing.Key, Current: f.Text("view") == thing.Key}
		out = append([]views.ViewLink{link}, out...)
	}
	return out, err
}

// setViews gives the list a name, or takes a name away.
func (s *Server) setViews(c echo.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	t := s.languageOf(c)
	if key := f.Text("remove"); key != "" {
		if err := s.desk(c).Drafts.Discard(c.Request().Context(), draft.SavedView, key); err != nil {
			return err
		}
		s.flash(c, t.T("常用视图已删除，申请没有变动。"))
		return c.Redirect(http.StatusSeeOther, address.Applications)
	}
	to, err := s.nameView(c, f)
	if err != nil {
		return err
	}
	s.flash(c, t.T("已存为常用视图“%s”，只对您自己有效。", f.Text("name")))
	return c.Redirect(http.StatusSeeOther, to)
}

// nameView keeps the list that the form was sent from under a name. One of the
// same name gives way.
func (s *Server) nameView(c echo.Context, f form.Form) (string, error) {
	name := f.Text("name")
	if name == "" || len([]rune(name)) > 20 {
		return "", &fault.Error{
			Kind:  fault.Invalid,
			Input: fault.InputName,
			What:  "请给视图起一个不超过 20 字的名称",
			Next:  "请返回上一页填写名称后再保存",
		}
	}
	key, err := s.viewKey(c, name)
	if err != nil {
		return "", err
	}
	u, err := url.Parse(back(f))
	if err != nil || u.Path != address.Applications {
		return "", echo.NewHTTPError(http.StatusBadRequest)
	}
	q, err := form.Parse(u.Query())
	if err != nil {
		return "", err
	}
	lost, err := s.recall(c, q)
	if err := cmp.Or(err, lost); err != nil {
		return "", err
	}
	out, err := sift(q, s.today())
	if err != nil {
		return "", err
	}
	v := namedView{Name: name, Texts: texts(q),
		Address: out.Address(address.Applications, "find", "", "page", "", "view", key)}
	return v.Address, s.store(c, draft.SavedView, key, v)
}

// viewKey is where a view of a name lies, or may.
func (s *Server) viewKey(c echo.Context, name string) (string, error) {
	own, err := s.ownViews(c, filter{})
	if err != nil {
		return "", err
	}
	for _, v := range own {
		if v.Label == name {
			return v.Key, nil
		}
	}
	if len(own) >= maxViews {
		return "", &fault.Error{
			Kind: fault.Refused,
			What: "常用视图最多存 " + strconv.Itoa(maxViews) + " 个，没有保存",
			Next: "请先在台账的“列与视图”里删除一个",
		}
	}
	return rand.Text(), nil
}
