package handlers

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"gongkai/handlers/form"
	"gongkai/views"
	"gongkai/views/address"
	"gongkai/workflow"
	"gongkai/workflow/account"
	"gongkai/workflow/backup"
	"gongkai/workflow/calendar"
	"gongkai/workflow/fault"
)

// What the page of the system warns of: a disk that is almost full, and a clock
// that is not that of the database.
const (
	littleSpace       = 1 << 30
	certificateWarned = 30 * 24 * time.Hour // before it ends
	clocksApart       = 5 * time.Second
)

// system tells how the installation stands. It has counts and sizes, no content.
func (s *Server) system(c echo.Context) error {
	p := views.SystemPage{Frame: s.frame(c, views.ID("系统状态"))}
	state := workflow.SystemState{Size: -1, Log: -1, Free: -1, Applications: -1, Entries: -1, Sessions: -1}
	if m, ok := s.Desk.Store.(workflow.Measured); ok {
		var err error
		if state, err = m.SystemState(c.Request().Context(), s.Now()); err != nil {
			return err
		}
	}
	years, warning, err := s.publishedYears(c)
	if err != nil {
		return err
	}
	checked, err := s.lastCheck(c)
	if err != nil {
		return err
	}
	p.Parts = s.systemParts(p.Language, state, years, checked)
	p.Warnings = append(s.systemWarnings(p.Language, state), warning...)
	if err := s.addBackups(c, &p); err != nil {
		return err
	}
	return s.page(c, http.StatusOK, p)
}

// systemParts are the facts of the system, in groups. What is not known is said so.
func (s *Server) systemParts(t views.Language, state workflow.SystemState, years, checked string) []views.SystemPart {
	pair := func(label, value string) views.Pair {
		if value == "" {
			value = t.T("不详")
		}
		return views.Pair{Label: label, Value: value}
	}
	return []views.SystemPart{
		{Heading: t.T("程序"), Pairs: []views.Pair{
			pair(t.T("版本"), s.Version), pair("Go", runtime.Version()),
			pair(t.T("已运行"), lasting(t, s.Now().Sub(s.began))), pair(t.T("程序时间"), s.Now().In(china).Format(time.DateTime)),
		}},
		{Heading: t.T("数据库"), Pairs: []views.Pair{
			pair(t.T("类型"), state.Database),
			pair(t.T("结构版本"), strconv.FormatInt(state.Schema, 10)), pair(t.T("大小"), size(state.Size)),
			pair(t.T("预写日志"), size(state.Log)), pair(t.T("磁盘剩余"), size(state.Free)), pair(t.T("数据库时间"), clock(state.Clock)),
		}},
		{Heading: t.T("数据"), Pairs: []views.Pair{
			pair(t.T("申请件数"), count(state.Applications)), pair(t.T("办理记录条数"), count(state.Entries)),
			pair(t.T("正在登录"), count(state.Sessions)), pair(t.T("最近一次核验"), checked), pair(t.T("放假安排"), years),
		}},
	}
}

// lasting is a time in days, hours and minutes.
func lasting(t views.Language, d time.Duration) string {
	days := int(d.Hours()) / 24
	return t.T("%[1]d 天 %[2]d 小时 %[3]d 分", days, int(d.Hours())%24, int(d.Minutes())%60)
}

// count is a number; "" if it is not known.
func count(n int64) string {
	if n < 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// clock is a moment in China to the second; "" if it is not known.
func clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(china).Format(time.DateTime)
}

// size is a number of bytes as people say it; "" where it is not known.
func size(n int64) string {
	if n < 0 {
		return ""
	}
	unit, v := "B", float64(n)
	for _, next := range []string{"KB", "MB", "GB", "TB"} {
		if v < 1024 {
			break
		}
		unit, v = next, v/1024
	}
	if unit == "B" {
		return strconv.FormatInt(n, 10) + " B"
	}
	return fmt.Sprintf("%.1f %s", v, unit)
}

// systemWarnings are what somebody should see to.
func (s *Server) systemWarnings(t views.Language, state workflow.SystemState) []string {
	var out []string
	if state.Free >= 0 && state.Free < littleSpace {
		out = append(out, t.T("磁盘剩余空间不到 1 GB，写满以后不能保存。请清理或者扩容。"))
	}
	if apart := s.Now().Sub(state.Clock).Abs(); !state.Clock.IsZero() && apart > clocksApart {
		out = append(out, t.T("程序和数据库的时间相差 %d 秒。请校准两边的时钟。", int(apart.Seconds())))
	}
	if s.CertificateEnds != nil && s.CertificateEnds().Before(s.Now().Add(certificateWarned)) {
		out = append(out, t.T("HTTPS 证书到 %s 为止。请在此之前换发（gongkai tls ca），到期以后浏览器打不开本系统。",
			calendar.DateOf(s.CertificateEnds())))
	}
	if !s.TLS {
		out = append(out, t.T("程序没有使用 HTTPS。如果前面也没有提供 HTTPS 的网关，密码和内容会在网络上明文传输。"))
	}
	return out
}

// publishedYears are the years with an arrangement of days off. From the last
// month but one on that of the next year should be there.
func (s *Server) publishedYears(c echo.Context) (string, []string, error) {
	cal, err := s.desk(c).Calendar(c.Request().Context())
	if err != nil {
		return "", nil, err
	}
	years, t, today := cal.Years(), s.languageOf(c), s.today()
	if len(years) == 0 {
		return "", nil, nil
	}
	next := today.Year() + 1
	var warning []string
	if today >= calendar.Date(fmt.Sprintf("%d-11-01", today.Year())) && years[len(years)-1] < next {
		warning = []string{t.T("%d 年放假安排还没有导入，落在那一年的答复期限是暂定的。国务院办公厅公布以后请在“日历”页导入。", next)}
	}
	return t.T("%[1]d 至 %[2]d 年", years[0], years[len(years)-1]), warning, nil
}

// lastCheck is when the journals were last checked, as far as the log knows.
func (s *Server) lastCheck(c echo.Context) (string, error) {
	found, _, err := s.Desk.Store.Operations(c.Request().Context(),
		account.OperationQuery{Kind: account.JournalChecked, Limit: 1})
	if err != nil || len(found) == 0 {
		return s.languageOf(c).T("还没有记录"), err
	}
	return clock(found[0].At) + " " + found[0].Says, nil
}

// Backups is what makes and keeps the backups of a server.
type Backups interface {
	// Records returns the latest backup and, if that failed, the latest good one; none
	// before any was tried.
	Records(ctx context.Context) ([]backup.Record, error)
	// Ask has a backup made now, into the folder of the plan. It does not wait.
	Ask(by string)
	// Busy reports whether one is being made or waits.
	Busy() bool
	// Usable returns why a folder of this server cannot be used, or nil.
	Usable(folder string) error
	// Kept returns the backups in a folder of this server, the oldest first.
	Kept(folder string) ([]BackupFile, error)
	// Open opens one of them; NotFound if there is none of that name.
	Open(folder, name string) (io.ReadCloser, error)
}

// BackupFile is a backup in a folder of the server.
type BackupFile struct {
	Name string
	At   time.Time
	Size int64 // bytes
}

// errNoBackups is said where the server makes none.
var errNoBackups = &fault.Error{Kind: fault.NotFound, What: "这个服务不做备份", Next: "请在服务器上运行 gongkai backup"}

// inputBackup is the name of the backup to download.
const inputBackup fault.Input = "backup"

// backups shows when the last backup was made, the plan, and what is kept.
func (s *Server) backups(c echo.Context) error {
	return s.backupsPage(c, http.StatusOK, form.Form{}, nil)
}

// backupsPage shows them; with an error, with what was typed and what is wrong.
func (s *Server) backupsPage(c echo.Context, status int, f form.Form, err error) error {
	if s.Backups == nil {
		return errNoBackups
	}
	settings, storeErr := s.desk(c).Settings(c.Request().Context())
	if storeErr != nil {
		return storeErr
	}
	p := views.BackupsPage{Frame: s.frame(c, views.ID("备份")), Busy: s.Backups.Busy(), Ready: settings.Backups.Folder != ""}
	if p.Warnings, p.Facts, storeErr = s.backupFacts(c, settings.Backups); storeErr != nil {
		return storeErr
	}
	kept, keptErr := s.keptBackups(settings.Backups)
	if keptErr != nil {
		p.Warnings = append(p.Warnings, keptErr.Error())
	}
	p.Rows, p.Caption = s.backupRows(kept), p.T("这台服务器上保留 %d 份", len(kept))
	p.Plan = planFields(p.Language, settings.Backups)
	if len(kept) > 0 && !settings.Separated {
		p.Take = takeFields(p.Language, kept)
	}
	p.Separated = settings.Separated
	asking := p.Plan
	if fault.InputOf(err) == inputBackup || fault.InputOf(err) == fault.InputPassword {
		asking = p.Take
	}
	p.Problem = fill(p.Language, asking, f, err)
	return s.page(c, status, p)
}

// keptBackups are the backups in the folder of the plan, the latest first.
func (s *Server) keptBackups(plan backup.Plan) ([]BackupFile, error) {
	if plan.Folder == "" {
		return nil, nil
	}
	kept, err := s.Backups.Kept(plan.Folder)
	slices.Reverse(kept)
	return kept, err
}

// backupRows are the backups that are kept, as rows of the page.
func (s *Server) backupRows(kept []BackupFile) []views.BackupRow {
	var out []views.BackupRow
	for _, f := range kept {
		out = append(out, views.BackupRow{Name: f.Name, At: clock(f.At), Size: size(f.Size)})
	}
	return out
}

// backupFacts are what should be seen to, and how the last backups went.
func (s *Server) backupFacts(c echo.Context, plan backup.Plan) (warnings []string, facts []views.Pair, err error) {
	records, err := s.Backups.Records(c.Request().Context())
	if err != nil {
		return nil, nil, err
	}
	t, now := s.languageOf(c), s.Now()
	good, found := backup.Latest(records)
	switch {
	case !found && len(records) == 0:
		warnings = append(warnings, t.T("还没有做过备份。磁盘一旦损坏，全部数据都会丢失。请设定定时备份，或者在服务器上运行 gongkai backup。"))
	case plan.Overdue(good.At, now):
		warnings = append(warnings, t.T("备份已经过期：按设定应当每天一份，最近一次成功的备份做于 %s。", cmp.Or(clock(good.At), t.T("无"))))
	}
	if len(records) > 0 && !records[0].Good() {
		warnings = append(warnings, t.T("%[1]s 的备份没有成功：%[2]s", clock(records[0].At), records[0].Fault))
	}
	if !plan.On {
		warnings = append(warnings, t.T("定时备份没有开启。"))
	}
	facts = []views.Pair{{Label: t.T("最近一次成功的备份"), Value: cmp.Or(clock(good.At), t.T("无"))}}
	if found {
		facts = append(facts, views.Pair{Label: t.T("文件"), Value: good.File + "（" + size(good.Size) + "）"},
			views.Pair{Label: t.T("申请件数"), Value: strconv.Itoa(good.Manifest.Applications)},
			views.Pair{Label: "SHA-256", Value: good.SHA256})
	}
	return warnings, append(facts, views.Pair{Label: t.T("定时备份"), Value: plan.Words()}), nil
}

// planFields are the plan as it stands; where none was ever set, the usual one.
func planFields(t views.Language, plan backup.Plan) []views.Field {
	if plan == (backup.Plan{}) {
		plan = backup.Usual
	}
	number := func(name fault.Input, label string, n int) views.Field {
		return views.Field{Name: string(name), Label: label, Value: strconv.Itoa(n),
			Mode: "numeric", Max: 3, Required: true, Auto: "off"}
	}
	return []views.Field{
		{Name: "on", Label: t.T("每天自动备份"), Box: true, Checked: plan.On},
		{Name: string(backup.InputFolder), Label: t.T("备份目录"), Value: plan.Folder,
			Max: 400, Required: true, Wide: true, Auto: "off",
			Hint: t.T("服务器上的完整路径，最好在另一块磁盘或者另一台机器上，例如 /var/backups/gongkai")},
		number(backup.InputHour, t.T("几点（0 至 23）"), plan.Hour),
		number(backup.InputDaily, t.T("保留几天的"), plan.Daily),
		number(backup.InputWeekly, t.T("保留几周的"), plan.Weekly),
		number(backup.InputMonthly, t.T("保留几个月的"), plan.Monthly),
	}
}

// takeFields ask which backup is to be downloaded, and for the password once more.
func takeFields(t views.Language, kept []BackupFile) []views.Field {
	options := views.Choose(kept, "", func(f BackupFile) (value, label string) {
		return f.Name, clock(f.At) + "，" + size(f.Size)
	})
	return []views.Field{
		{Name: string(inputBackup), Label: t.T("哪一份"), Options: options, Required: true},
		{Name: string(fault.InputPassword), Label: t.T("您的密码"), Type: "password", Auto: "current-password", Required: true},
	}
}

// planBackups puts a plan into force.
func (s *Server) planBackups(c echo.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	if s.Backups == nil {
		return errNoBackups
	}
	plan, err := readPlan(f)
	if err == nil {
		err = plan.Validate()
	}
	if err == nil && plan.Folder != "" {
		err = s.Backups.Usable(plan.Folder)
	}
	if err == nil {
		err = s.desk(c).PlanBackups(c.Request().Context(), plan, c.RealIP(), s.Now())
	}
	if mendable(err) {
		return s.backupsPage(c, http.StatusUnprocessableEntity, f, err)
	}
	if err != nil {
		return err
	}
	s.flash(c, s.languageOf(c).T("已保存定时备份的设置"))
	return c.Redirect(http.StatusSeeOther, address.Backups)
}

// readPlan reads a plan from its form.
func readPlan(f form.Form) (backup.Plan, error) {
	p := backup.Plan{On: f.Yes("on"), Folder: f.Text(string(backup.InputFolder))}
	for _, n := range []struct {
		in fault.Input
		to *int
	}{
		{backup.InputHour, &p.Hour}, {backup.InputDaily, &p.Daily},
		{backup.InputWeekly, &p.Weekly}, {backup.InputMonthly, &p.Monthly},
	} {
		v, err := f.Number(string(n.in))
		if err != nil {
			return p, fault.About(n.in, err)
		}
		*n.to = v
	}
	return p, nil
}

// backUpNow has a backup made. It does not wait for it: with much data it takes longer
// than a request may.
func (s *Server) backUpNow(c echo.Context) error {
	if s.Backups == nil {
		return errNoBackups
	}
	settings, err := s.desk(c).Settings(c.Request().Context())
	if err != nil {
		return err
	}
	if settings.Backups.Folder == "" {
		return s.backupsPage(c, http.StatusUnprocessableEntity, form.Form{}, backup.InputFolder.Wrong("请先填写备份目录并保存"))
	}
	s.Backups.Ask(user(c).Name)
	s.flash(c, s.languageOf(c).T("已开始备份，完成以后在这一页看到结果"))
	return c.Redirect(http.StatusSeeOther, address.Backups)
}

// takeBackup sends a backup to whoever runs the installation and types the password
// once more: the file has everything of everybody in it. Where the three administrators
// are separated nobody gets it in a browser, as none of them may see an application.
func (s *Server) takeBackup(c echo.Context) error {
	f, err := form.Read(c)
	if err != nil {
		return err
	}
	file, err := s.backupToTake(c, f)
	if mendable(err) {
		return s.backupsPage(c, http.StatusUnprocessableEntity, f, err)
	}
	if err != nil {
		return err
	}
	settings, err := s.desk(c).Settings(c.Request().Context())
	if err != nil {
		return err
	}
	body, err := s.Backups.Open(settings.Backups.Folder, file.Name)
	if err != nil {
		return err
	}
	defer body.Close() //nolint:errcheck // it was only read
	l := exportLine{"", "备份 " + file.Name + "，含全部数据"}
	if err := s.handOut(c, l, outgoingFile{file.Name, "application/vnd.sqlite3", file.Size}); err != nil {
		return err
	}
	_, err = io.Copy(c.Response(), body)
	return err
}

// backupToTake is the backup that is asked for by somebody who may have it.
func (s *Server) backupToTake(c echo.Context, f form.Form) (BackupFile, error) {
	settings, err := s.desk(c).Settings(c.Request().Context())
	switch {
	case err != nil:
		return BackupFile{}, err
	case s.Backups == nil:
		return BackupFile{}, errNoBackups
	case settings.Separated:
		return BackupFile{}, &fault.Error{
			Kind: fault.Forbidden, What: "三员分立时不能在浏览器中下载备份：备份含有全部申请", Next: "请在服务器上取用",
		}
	}
	if err := s.sameAgain(c, f); err != nil {
		return BackupFile{}, err
	}
	kept, err := s.keptBackups(settings.Backups)
	if err != nil {
		return BackupFile{}, err
	}
	i := slices.IndexFunc(kept, func(b BackupFile) bool { return b.Name == f.Text(string(inputBackup)) })
	if i < 0 {
		return BackupFile{}, inputBackup.Wrong("请选择一份备份")
	}
	return kept[i], nil
}

// sameAgain makes sure that it is still the person who signed in, by the password.
func (s *Server) sameAgain(c echo.Context, f form.Form) error {
	u := user(c)
	if !s.passwords.Allows("password of "+u.Name, "user "+u.Name, s.Now()) {
		return echo.NewHTTPError(http.StatusTooManyRequests)
	}
	ok, err := s.passwords.Check(c.Request().Context(), u, f.Raw(string(fault.InputPassword)), true)
	if err == nil && !ok {
		return fault.InputPassword.Wrong("密码不对")
	}
	return err
}

// addBackups tells on the page of the system how the backups stand, and warns there of
// what should be seen to.
func (s *Server) addBackups(c echo.Context, p *views.SystemPage) error {
	if s.Backups == nil {
		return nil
	}
	settings, err := s.desk(c).Settings(c.Request().Context())
	if err != nil {
		return err
	}
	warnings, facts, err := s.backupFacts(c, settings.Backups)
	p.Warnings = append(p.Warnings, warnings...)
	p.Parts = append(p.Parts, views.SystemPart{Heading: p.T("备份"), Pairs: facts})
	return err
}

// healthWords say on every page why nothing can be saved.
var healthWords = map[workflow.HealthState]views.ID{
	workflow.Damaged:  views.ID("数据库文件已经损坏，现在只能查看，不能保存。请系统管理员停止服务，用 gongkai restore 恢复最近的备份。"),
	workflow.ReadOnly: views.ID("数据库所在位置不能写入，现在只能查看，不能保存。"),
	workflow.NoSpace:  views.ID("磁盘空间不足，现在只能查看，不能保存。腾出空间后自动恢复。"),
}

// health is how the database stands; of a store that cannot tell, sound.
func (s *Server) health() workflow.Health {
	if w, ok := s.Desk.Store.(workflow.Watched); ok {
		return w.Health()
	}
	return workflow.Health{State: workflow.Sound}
}

// healthNotice is why nothing can be saved; to who can do something about it also that soon
// nothing will be.
func (s *Server) healthNotice(c echo.Context, t views.Language) string {
	h := s.health()
	if h.State.Writable() && h.Tight && powers(c).Runs {
		return t.T("磁盘剩余空间不到 500 MB 或者不到一成，写满以后不能保存。请清理或者扩容。")
	}
	if words := healthWords[h.State]; words != "" {
		return t.T(words)
	}
	return ""
}

// barred says whether an error is that nothing can be saved just now, while reading
// goes on.
func (s *Server) barred(err error) bool {
	return err != nil && (fault.KindOf(err) == fault.Full || !s.health().State.Writable())
}

// healthz says whether the program and its database work: "ok", or in one word why not.
func (s *Server) healthz(c echo.Context) error {
	state, status := s.stands(c)
	if status == http.StatusOK {
		state = "ok"
	}
	return c.String(status, state+"\n")
}

// readyz says how the database stands, in one word. Where nothing can be saved, or the
// database does not answer or is not of this version, the status says so too.
func (s *Server) readyz(c echo.Context) error {
	state, status := s.stands(c)
	return c.String(status, state+"\n")
}

// stands is how the database stands once it has been asked.
func (s *Server) stands(c echo.Context) (state string, status int) {
	ctx, h := c.Request().Context(), s.health().State
	_, err := s.Desk.Store.Offices(ctx)
	if w, ok := s.Desk.Store.(workflow.Watched); err == nil && ok {
		err = w.Answers(ctx)
	}
	switch {
	case !h.Writable():
		return string(h), http.StatusServiceUnavailable
	case err != nil:
		s.Log.Error("not healthy", "ref", ref(c), "err", err)
		return "unavailable", http.StatusServiceUnavailable
	}
	return string(h), http.StatusOK
}
