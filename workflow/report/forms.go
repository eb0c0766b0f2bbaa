package report

import (
	"slices"

	"gongkai/workflow"
	"gongkai/workflow/cond"
	"gongkai/workflow/fault"
	"gongkai/workflow/statistics"
)

// Editions are the forms of the annual report, oldest first (docs/law.md §9.1). They do
// not overlap.
var Editions = []statistics.Edition{
	{Name: "2014", First: 2014, Last: 2018, Basis: "国办发〔2014〕32号", Forms: []statistics.Form{Form2014}},
	{Name: "2019", First: 2019, Last: 2020, Basis: "国办公开办函〔2019〕60号",
		Forms: []statistics.Form{Proactive2019, Applications2019, DisputesForm}},
	{Name: "2021", First: 2021, Last: 0, Basis: "国办公开办函〔2021〕30号",
		Forms: []statistics.Form{Proactive2021, Applications2021, DisputesForm}},
}

// EditionFor returns the edition in force for a year; for the years before there was a
// form, the first.
func EditionFor(year int) statistics.Edition {
	for _, e := range slices.Backward(Editions) {
		if year >= e.First {
			return e
		}
	}
	return Editions[0]
}

// EditionNamed returns the edition of this name; NotFound if there is none.
func EditionNamed(name string) (statistics.Edition, error) {
	i := slices.IndexFunc(Editions, func(e statistics.Edition) bool { return e.Name == name })
	if i < 0 {
		return statistics.Edition{}, fault.Errorf(fault.NotFound, "没有 %s 年版的统计表；可用 2014、2019、2021", name)
	}
	return Editions[i], nil
}

// The conditions of the tables (docs/law.md §9.8). All are about dates and none about
// states, so that a past year asked for again gives the same numbers. Closed means the
// day of the first answer or ending.
var (
	receivedIn = cond.Falls{Field: cond.FieldEntered, When: cond.During}
	// 上年结转: received before the year and not ended before it.
	broughtIn = cond.All{
		cond.Falls{Field: cond.FieldEntered, When: cond.Before},
		cond.Not{Cond: cond.Falls{Field: cond.FieldClosed, When: cond.Before}},
	}
	// 结转下年: received by the end of the year and not ended by then, whatever it waits for.
	carriedOut = cond.All{
		cond.Falls{Field: cond.FieldEntered, When: cond.ByEnd},
		cond.Not{Cond: cond.Falls{Field: cond.FieldClosed, When: cond.ByEnd}},
	}
	// The result rows. What counts as received only later cannot have ended in the table.
	closedIn = cond.All{
		cond.Falls{Field: cond.FieldEntered, When: cond.ByEnd},
		cond.Falls{Field: cond.FieldClosed, When: cond.During},
	}
)

// ours is the condition that the office's own answer is disputed: a suit counts only
// there (docs/law.md §9.9).
var ours = cond.Is{Field: cond.FieldOurRole, Any: []string{string(workflow.Original)}}

// closedAs returns the condition of a result row: ended in the year, in one of the
// outcomes that line maps to the code.
func closedAs(line func(workflow.Outcome) string, code string) cond.Cond {
	return cond.All{closedIn, cond.Is{Field: cond.FieldOutcome, Any: workflow.OutcomesAs(line, code)}}
}

// in2014 and its siblings say in which line of an edition an outcome counts.
func in2014(o workflow.Outcome) string { return o.Line2014 }
func in2019(o workflow.Outcome) string { return o.Line2019 }
func in2021(o workflow.Outcome) string { return o.Line2021 }

// one is the single column of a form without columns.
var one = []statistics.Col{{Code: "value", Label: "统计数"}}

// head returns a heading, which has no numbers.
func head(code, label string, depth int) statistics.Line {
	return statistics.Line{Code: code, Label: label, Unit: "——", Depth: depth, Heading: true}
}

// hand returns a line that is typed in.
func hand(code, label, unit string, depth int) statistics.Line {
	return statistics.Line{Code: code, Label: label, Unit: unit, Depth: depth, ByHand: true}
}

// count returns a line that counts applications.
func count(code, label string, depth int, where cond.Cond) statistics.Line {
	return statistics.Line{Code: code, Label: label, Unit: "件", Depth: depth, Of: cond.Applications, Where: where}
}

// answered returns a line of the 2014 form for one kind of answer; its code is the one
// in [workflow.Outcomes].
func answered(code, label string, depth int) statistics.Line {
	return count(code, label, depth, closedAs(in2014, code))
}

// byChannel returns a line of the 2014 form for one channel of receipt.
func byChannel(code, label, channel string) statistics.Line {
	return count(code, label, 2,
		cond.All{receivedIn, cond.Is{Field: cond.FieldChannel, Any: workflow.ChannelsAs(channel)}})
}

// concluded returns a line of the 2014 form for reviews or suits concluded in the year;
// result "" is the total of either.
func concluded(code, label string, suits bool, result workflow.Result) statistics.Line {
	blocks := []string{string(workflow.Review)}
	if suits {
		blocks = []string{string(workflow.SuitDirect), string(workflow.SuitAfterReview)}
	}
	where, depth := cond.All{
		cond.Falls{Field: cond.FieldClosed, When: cond.During}, ours, cond.Is{Field: cond.FieldBlock, Any: blocks},
	}, 0
	if result != "" {
		where, depth = append(where, cond.Is{Field: cond.FieldResult, Any: []string{string(result)}}), 1
	}
	return statistics.Line{Code: code, Label: label, Unit: "件", Depth: depth, Of: cond.Disputes, Where: where}
}

// Form2014 is 政府信息公开情况统计表, the whole form (docs/law.md §9.2). Lines have the numbers
// printed on it as their codes.
var Form2014 = statistics.Form{
	Name: "政府信息公开情况统计表", Cols: one,
	Lines: []statistics.Line{
		// Parts one and two are typed in: the program does not see what was published.
		head("1", "一、主动公开情况", 0),
		hand("1.1", "（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条", 1),
		hand("1.1a", "其中：主动公开规范性文件数", "条", 2),
		hand("1.1b", "制发规范性文件总数", "件", 2),
		head("1.2", "（二）通过不同渠道和方式公开政府信息的情况", 1),
		hand("1.2.1", "1.政府公报公开政府信息数", "条", 2),
		hand("1.2.2", "2.政府网站公开政府信息数", "条", 2),
		hand("1.2.3", "3.政务微博公开政府信息数", "条", 2),
		hand("1.2.4", "4.政务微信公开政府信息数", "条", 2),
		hand("1.2.5", "5.其他方式公开政府信息数", "条", 2),
		head("2", "二、回应解读情况", 0),
		hand("2.1", "（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）", "次", 1),
		head("2.2", "（二）通过不同渠道和方式回应解读的情况", 1),
		hand("2.2.1", "1.参加或举办新闻发布会总次数", "次", 2),
		hand("2.2.1a", "其中：主要负责同志参加新闻发布会次数", "次", 3),
		hand("2.2.2", "2.政府网站在线访谈次数", "次", 2),
		hand("2.2.2a", "其中：主要负责同志参加政府网站在线访谈次数", "次", 3),
		hand("2.2.3", "3.政策解读稿件发布数", "篇", 2),
		hand("2.2.4", "4.微博微信回应事件数", "次", 2),
		hand("2.2.5", "5.其他方式回应事件数", "次", 2),
		// Part three is counted; docs/law.md §9.4 says which outcome counts in which
		// line.
		head("3", "三、依申请公开情况", 0),
		count("3.1", "（一）收到申请数", 1, receivedIn),
		byChannel("3.1.1", "1.当面申请数", "in_person"),
		byChannel("3.1.2", "2.传真申请数", "fax"),
		byChannel("3.1.3", "3.网络申请数", "online"),
		byChannel("3.1.4", "4.信函申请数", "letter"),
		count("3.2", "（二）申请办结数", 1, closedIn),
		count("3.2.1", "1.按时办结数", 2, cond.All{closedIn, cond.Is{Field: cond.FieldPace, Any: []string{workflow.OnTime}}}),
		// Late answers have no line of their own, and the form wants both to add up to 3.2.
		count("3.2.2", "2.延期办结数", 2,
			cond.All{closedIn, cond.Is{Field: cond.FieldPace, Any: []string{workflow.AfterExtension, workflow.Late}}}),
		count("3.3", "（三）申请答复数", 1,
			cond.All{closedIn, cond.Not{Cond: cond.Is{Field: cond.FieldOutcome, Any: workflow.OutcomesAs(in2014, "")}}}),
		answered("3.3.1", "1.属于已主动公开范围数", 2),
		answered("3.3.2", "2.同意公开答复数", 2),
		answered("3.3.3", "3.同意部分公开答复数", 2),
		// Added up and not counted, so that it cannot differ from its parts.
		{Code: "3.3.4", Label: "4.不同意公开答复数", Unit: "件", Depth: 2,
			Sum: []string{"3.3.4a", "3.3.4b", "3.3.4c", "3.3.4d", "3.3.4e", "3.3.4f"}},
		answered("3.3.4a", "其中：涉及国家秘密", 3),
		answered("3.3.4b", "涉及商业秘密", 3),
		answered("3.3.4c", "涉及个人隐私", 3),
		answered("3.3.4d", "危及国家安全、公共安全、经济安全和社会稳定", 3),
		answered("3.3.4e", "不是《条例》所指政府信息", 3),
		answered("3.3.4f", "法律法规规定的其他情形", 3),
		answered("3.3.5", "5.不属于本行政机关公开数", 2),
		answered("3.3.6", "6.申请信息不存在数", 2),
		answered("3.3.7", "7.告知作出更改补充数", 2),
		answered("3.3.8", "8.告知通过其他途径办理数", 2),
		// Parts four and five count what was concluded in the year; the form has no
		// line for pending cases.
		concluded("4", "四、行政复议数量", false, ""),
		concluded("4.1", "（一）维持具体行政行为数", false, "upheld"),
		concluded("4.2", "（二）被依法纠错数", false, "corrected"),
		concluded("4.3", "（三）其他情形数", false, "otherwise"),
		concluded("5", "五、行政诉讼数量", true, ""),
		concluded("5.1", "（一）维持具体行政行为或者驳回原告诉讼请求数", true, "upheld"),
		concluded("5.2", "（二）被依法纠错数", true, "corrected"),
		concluded("5.3", "（三）其他情形数", true, "otherwise"),
		hand("6", "六、举报投诉数量", "件", 0),
		{Code: "7", Label: "七、依申请公开信息收取的费用", Unit: "万元", Of: cond.Payments,
			Where: cond.Falls{Field: cond.FieldPaid, When: cond.During}, ByHand: true},
		// Parts eight and nine are typed in.
		head("8", "八、机构建设和保障经费情况", 0),
		hand("8.1", "（一）政府信息公开工作专门机构数", "个", 1),
		hand("8.2", "（二）设置政府信息公开查阅点数", "个", 1),
		hand("8.3", "（三）从事政府信息公开工作人员数", "人", 1),
		hand("8.3.1", "1.专职人员数（不包括政府公报及政府网站工作人员数）", "人", 2),
		hand("8.3.2", "2.兼职人员数", "人", 2),
		hand("8.4", "（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）", "万元", 1),
		head("9", "九、政府信息公开会议和培训情况", 0),
		hand("9.1", "（一）召开政府信息公开工作会议或专题会议数", "次", 1),
		hand("9.2", "（二）举办各类培训班数", "次", 1),
		hand("9.3", "（三）接受培训人员数", "人次", 1),
	},
	Agree: []statistics.Equation{
		// The equations the form must satisfy; the soft ones are broken by real reports
		// (docs/law.md §9.3).
		{ID: "3.1", Left: []string{"3.1"}, Rel: statistics.Equal, Right: []string{"3.1.1", "3.1.2", "3.1.3", "3.1.4"},
			Says: "收到申请数等于四种渠道之和"},
		{ID: "3.2", Left: []string{"3.2"}, Rel: statistics.Equal, Right: []string{"3.2.1", "3.2.2"}, Says: "申请办结数等于按时与延期之和"},
		{ID: "3.3", Left: []string{"3.3"}, Rel: statistics.Equal,
			Right: []string{"3.3.1", "3.3.2", "3.3.3", "3.3.4", "3.3.5", "3.3.6", "3.3.7", "3.3.8"},
			Says:  "申请答复数等于八类之和"},
		{ID: "3.3.4", Left: []string{"3.3.4"}, Rel: statistics.Equal,
			Right: []string{"3.3.4a", "3.3.4b", "3.3.4c", "3.3.4d", "3.3.4e", "3.3.4f"},
			Says:  "不同意公开答复数等于六种理由之和"},
		{ID: "4", Left: []string{"4"}, Rel: statistics.Equal, Right: []string{"4.1", "4.2", "4.3"}, Says: "行政复议数量等于三种结果之和"},
		{ID: "5", Left: []string{"5"}, Rel: statistics.Equal, Right: []string{"5.1", "5.2", "5.3"}, Says: "行政诉讼数量等于三种结果之和"},
		{ID: "8.3", Left: []string{"8.3"}, Rel: statistics.Equal, Right: []string{"8.3.1", "8.3.2"}, Says: "工作人员数等于专职与兼职之和"},
		{ID: "1.1a", Left: []string{"1.1a"}, Rel: statistics.AtMost, Right: []string{"1.1"}, Says: "主动公开规范性文件数不大于主动公开政府信息数"},
		{ID: "2.2.1a", Left: []string{"2.2.1a"}, Rel: statistics.AtMost, Right: []string{"2.2.1"},
			Says: "主要负责同志参加数不大于新闻发布会总次数"},
		{ID: "2.2.2a", Left: []string{"2.2.2a"}, Rel: statistics.AtMost, Right: []string{"2.2.2"},
			Says: "主要负责同志参加数不大于在线访谈次数"},
		{ID: "S1", Left: []string{"1.2.1", "1.2.2", "1.2.3", "1.2.4", "1.2.5"}, Rel: statistics.AtLeast,
			Right: []string{"1.1"}, Soft: true, Says: "各渠道公开数之和一般不小于主动公开政府信息数"},
		{ID: "S2", Left: []string{"1.1a"}, Rel: statistics.AtMost, Right: []string{"1.1b"}, Soft: true,
			Says: "主动公开规范性文件数一般不大于制发总数"},
		{ID: "S3", Left: []string{"3.2"}, Rel: statistics.AtLeast, Right: []string{"3.3"}, Soft: true,
			Says: "申请办结数一般不小于申请答复数"},
	},
}

// applicantCols are the seven columns of 表三. The total has no values of its own:
// everything counts in it.
var applicantCols = []statistics.Col{
	{Code: "person", Label: "自然人", Group: "", Any: []string{"person"}},
	{Code: "company", Label: "商业企业", Group: "法人或其他组织", Any: []string{"company"}},
	{Code: "institute", Label: "科研机构", Group: "法人或其他组织", Any: []string{"institute"}},
	{Code: "charity", Label: "社会公益组织", Group: "法人或其他组织", Any: []string{"charity"}},
	{Code: "law_firm", Label: "法律服务机构", Group: "法人或其他组织", Any: []string{"law_firm"}},
	{Code: "other", Label: "其他", Group: "法人或其他组织", Any: []string{"other"}},
	{Code: "total", Label: "总计", Group: "", Any: nil},
}

// results returns the result rows of 表三 from （一） to （五）, which all editions share, and
// the rows of others, those under （六）.
func results(line func(workflow.Outcome) string, others []statistics.Line) []statistics.Line {
	row := func(code, no, label string, depth int) statistics.Line {
		l := count(code, label, depth, closedAs(line, code))
		l.No = no
		return l
	}
	lines := []statistics.Line{
		row("granted", "三（一）", "（一）予以公开", 1),
		row("partial", "三（二）", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", 1),
		head("refused", "（三）不予公开", 1),
		row("refused.secret", "三（三）1", "1.属于国家秘密", 2),
		row("refused.prohibited", "三（三）2", "2.其他法律行政法规禁止公开", 2),
		row("refused.security", "三（三）3", "3.危及“三安全一稳定”", 2),
		row("refused.third_party", "三（三）4", "4.保护第三方合法权益", 2),
		row("refused.internal", "三（三）5", "5.属于三类内部事务信息", 2),
		row("refused.deliberative", "三（三）6", "6.属于四类过程性信息", 2),
		row("refused.enforcement_file", "三（三）7", "7.属于行政执法案卷", 2),
		row("refused.registry", "三（三）8", "8.属于行政查询事项", 2),
		head("unable", "（四）无法提供", 1),
		row("unable.not_held", "三（四）1", "1.本机关不掌握相关政府信息", 2),
		row("unable.needs_work", "三（四）2", "2.没有现成信息需要另行制作", 2),
		row("unable.still_unclear", "三（四）3", "3.补正后申请内容仍不明确", 2),
		head("declined", "（五）不予处理", 1),
		row("declined.petition", "三（五）1", "1.信访举报投诉类申请", 2),
		row("declined.duplicate", "三（五）2", "2.重复申请", 2),
		row("declined.publication", "三（五）3", "3.要求提供公开出版物", 2),
		row("declined.excessive", "三（五）4", "4.无正当理由大量反复申请", 2),
		row("declined.reissue", "三（五）5", "5.要求行政机关确认或重新出具已获取信息", 2),
	}
	return append(lines, others...)
}

// otherLine returns one row under （六）其他处理.
func otherLine(line func(workflow.Outcome) string, code, no, label string, depth int) statistics.Line {
	l := count(code, label, depth, closedAs(line, code))
	l.No = no
	return l
}

// applicationsForm returns 表三 with the rows that an edition has under （六）其他处理.
func applicationsForm(line func(workflow.Outcome) string, others []statistics.Line) statistics.Form {
	first := []statistics.Line{
		{Code: "new", No: "一", Label: "一、本年新收政府信息公开申请数量", Unit: "件", Of: cond.Applications, Where: receivedIn},
		{Code: "brought", No: "二", Label: "二、上年结转政府信息公开申请数量", Unit: "件", Of: cond.Applications, Where: broughtIn},
		head("result", "三、本年度办理结果", 0),
	}
	last := []statistics.Line{
		{Code: "done", No: "三（七）", Label: "（七）总计", Unit: "件", Depth: 1, Of: cond.Applications, Where: closedIn},
		{Code: "carried", No: "四", Label: "四、结转下年度继续办理", Unit: "件", Of: cond.Applications, Where: carriedOut},
	}
	f := statistics.Form{Name: "收到和处理政府信息公开申请情况", By: cond.FieldKind, Cols: applicantCols}
	f.Lines = slices.Concat(first, results(line, others), last)
	f.Agree = []statistics.Equation{
		// Across: its cells are columns, and it holds in every line. The others hold in every column.
		{ID: "E1", Left: workflow.KindCodes(), Rel: statistics.Equal, Right: []string{"total"}, Across: true,
			Says: "自然人与各类组织之和等于总计"},
		{ID: "E2", Left: resultCodes(f), Rel: statistics.Equal, Right: []string{"done"}, Says: "各项办理结果之和等于（七）总计"},
		{ID: "E3", Left: []string{"new", "brought"}, Rel: statistics.Equal, Right: []string{"done", "carried"},
			Says: "第一项加第二项之和，等于第三项加第四项之和"},
		{ID: "E4", Left: []string{"brought"}, Rel: statistics.Equal, Last: []string{"carried"},
			Says: "上年结转等于上年度报告的结转下年度继续办理"},
	}
	return f
}

// resultCodes returns the rows that 三（七） adds up.
func resultCodes(f statistics.Form) []string {
	var out []string
	for _, l := range f.Lines {
		if !l.Heading && !slices.Contains([]string{"new", "brought", "done", "carried"}, l.Code) {
			out = append(out, l.Code)
		}
	}
	return out
}

// Applications2019 is 表三 of the reports for 2019 and 2020 (docs/law.md §9.6).
var Applications2019 = applicationsForm(in2019, []statistics.Line{
	otherLine(in2019, "other", "三（六）", "（六）其他处理", 1),
})

// Applications2021 is 表三 of the reports since 2021 (docs/law.md §9.6).
var Applications2021 = applicationsForm(in2021, []statistics.Line{
	head("other", "（六）其他处理", 1),
	otherLine(in2021, "other.uncorrected", "三（六）1", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", 2),
	otherLine(in2021, "other.unpaid", "三（六）2", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", 2),
	otherLine(in2021, "other.other", "三（六）3", "3.其他", 2),
})

// disputeLine returns a row for what was concluded in the year with this result.
func disputeLine(code workflow.Result, no, label string) statistics.Line {
	return statistics.Line{Code: string(code), No: no, Label: label, Unit: "件", Of: cond.Disputes,
		Where: cond.All{
			cond.Falls{Field: cond.FieldClosed, When: cond.During}, ours,
			cond.Is{Field: cond.FieldResult, Any: []string{string(code)}},
		}}
}

// DisputesForm is 表四, with its blocks as columns (docs/law.md §9.9).
var DisputesForm = statistics.Form{
	Name: "政府信息公开行政复议、行政诉讼情况", By: cond.FieldBlock,
	Cols: []statistics.Col{
		{Code: "review", Label: "行政复议", Group: "", Any: []string{string(workflow.Review)}},
		{Code: "suit_direct", Label: "未经复议直接起诉", Group: "行政诉讼", Any: []string{string(workflow.SuitDirect)}},
		{Code: "suit_after_review", Label: "复议后起诉", Group: "行政诉讼", Any: []string{string(workflow.SuitAfterReview)}},
	},
	Lines: []statistics.Line{
		disputeLine("upheld", "1", "结果维持"),
		disputeLine("corrected", "2", "结果纠正"),
		disputeLine("otherwise", "3", "其他结果"),
		// A case not concluded by the end of the year; it appears again next year, with its result.
		{Code: "pending", No: "4", Label: "尚未审结", Unit: "件", Of: cond.Disputes,
			Where: cond.All{
				cond.Falls{Field: cond.FieldAccepted, When: cond.ByEnd}, ours,
				cond.Not{Cond: cond.Falls{Field: cond.FieldClosed, When: cond.ByEnd}},
			}},
		{Code: "total", No: "5", Label: "总计", Unit: "件", Sum: []string{"upheld", "corrected", "otherwise", "pending"}},
	},
	Agree: []statistics.Equation{
		{ID: "D", Left: []string{"upheld", "corrected", "otherwise", "pending"}, Rel: statistics.Equal,
			Right: []string{"total"}, Says: "维持、纠正、其他、尚未审结之和等于总计"},
		{ID: "D4", Left: []string{"total"}, Rel: statistics.AtLeast, Last: []string{"pending"}, Soft: true,
			Says: "上年度尚未审结的案件，本年度一般仍在总计之中"},
	},
}
