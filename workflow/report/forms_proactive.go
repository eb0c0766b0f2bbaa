package report

import (
	"gongkai/workflow/statistics"
)

// The label of a line of 表二 is its row and its column, separated by a space; views
// splits it there to print the table.

// Proactive2019 is 表二 of the reports for 2019 and 2020, typed in (docs/law.md §9.5).
// The form prints no unit for the sum of procurement; it is kept in 万元, as the charges
// of later years are.
var Proactive2019 = statistics.Form{
	Name: "主动公开政府信息情况", Cols: one,
	Lines: []statistics.Line{
		head("20.1", "第二十条第（一）项", 0),
		hand("rules.made", "规章 本年新制作数量", "件", 1),
		hand("rules.disclosed", "规章 本年新公开数量", "件", 1),
		hand("rules.public", "规章 对外公开总数量", "件", 1),
		hand("documents.made", "规范性文件 本年新制作数量", "件", 1),
		hand("documents.disclosed", "规范性文件 本年新公开数量", "件", 1),
		hand("documents.public", "规范性文件 对外公开总数量", "件", 1),
		head("20.5", "第二十条第（五）项", 0),
		hand("licences.before", "行政许可 上一年项目数量", "项", 1),
		change("licences.change", "行政许可 本年增/减"),
		hand("licences.decided", "行政许可 处理决定数量", "件", 1),
		hand("services.before", "其他对外管理服务事项 上一年项目数量", "项", 1),
		change("services.change", "其他对外管理服务事项 本年增/减"),
		hand("services.decided", "其他对外管理服务事项 处理决定数量", "件", 1),
		head("20.6", "第二十条第（六）项", 0),
		hand("penalties.before", "行政处罚 上一年项目数量", "项", 1),
		change("penalties.change", "行政处罚 本年增/减"),
		hand("penalties.decided", "行政处罚 处理决定数量", "件", 1),
		hand("coercion.before", "行政强制 上一年项目数量", "项", 1),
		change("coercion.change", "行政强制 本年增/减"),
		hand("coercion.decided", "行政强制 处理决定数量", "件", 1),
		head("20.8", "第二十条第（八）项", 0),
		hand("charges.before", "行政事业性收费 上一年项目数量", "项", 1),
		change("charges.change", "行政事业性收费 本年增/减"),
		head("20.9", "第二十条第（九）项", 0),
		hand("procurement.projects", "政府集中采购 采购项目数量", "项", 1),
		hand("procurement.amount", "政府集中采购 采购总金额", "万元", 1),
	},
	Agree: []statistics.Equation{
		disclosed("P1", "rules", "规章"),
		disclosed("P2", "documents", "规范性文件"),
		disclosedSince("P3", "rules", "规章"),
		disclosedSince("P4", "documents", "规范性文件"),
		itemsBefore("L1", "licences", "行政许可"),
		itemsBefore("L2", "services", "其他对外管理服务事项"),
		itemsBefore("L3", "penalties", "行政处罚"),
		itemsBefore("L4", "coercion", "行政强制"),
		itemsBefore("L5", "charges", "行政事业性收费"),
	},
}

// change returns a line that says by how many items a list grew (below 0: shrank).
func change(code, label string) statistics.Line {
	l := hand(code, label, "项", 1)
	l.Change = true
	return l
}

// disclosed is the equation that what was disclosed in the year is among all that is
// public. What was also repealed within the year is not, so it is soft.
func disclosed(id, row, name string) statistics.Equation {
	return statistics.Equation{ID: id, Left: []string{row + ".disclosed"}, Rel: statistics.AtMost,
		Right: []string{row + ".public"}, Soft: true,
		Says: name + "本年新公开数量一般不大于对外公开总数量"}
}

// disclosedSince is the equation that what is public grows at most by what was newly
// disclosed.
func disclosedSince(id, row, name string) statistics.Equation {
	return statistics.Equation{ID: id, Left: []string{row + ".public"}, Rel: statistics.AtMost,
		Right: []string{row + ".disclosed"}, Last: []string{row + ".public"}, Soft: true,
		Says: name + "对外公开总数量一般不大于上年度的总数量加本年新公开数量"}
}

// itemsBefore is the equation that last year's number of items is the one with which
// last year's table ended. A list may be drawn up anew, so it is soft.
func itemsBefore(id, row, name string) statistics.Equation {
	return statistics.Equation{ID: id, Left: []string{row + ".before"}, Rel: statistics.Equal,
		Last: []string{row + ".before", row + ".change"}, Soft: true,
		Says: name + "上一年项目数量一般等于上年度报告的项目数量加增减数"}
}

// Proactive2021 is 表二 of the reports since 2021, typed in (docs/law.md §9.5).
var Proactive2021 = statistics.Form{
	Name: "主动公开政府信息情况", Cols: one,
	Lines: []statistics.Line{
		head("20.1", "第二十条第（一）项", 0),
		hand("rules.issued", "规章 本年制发件数", "件", 1),
		hand("rules.repealed", "规章 本年废止件数", "件", 1),
		hand("rules.in_force", "规章 现行有效件数", "件", 1),
		hand("documents.issued", "行政规范性文件 本年制发件数", "件", 1),
		hand("documents.repealed", "行政规范性文件 本年废止件数", "件", 1),
		hand("documents.in_force", "行政规范性文件 现行有效件数", "件", 1),
		head("20.5", "第二十条第（五）项", 0),
		hand("licences", "行政许可 本年处理决定数量", "件", 1),
		head("20.6", "第二十条第（六）项", 0),
		hand("penalties", "行政处罚 本年处理决定数量", "件", 1),
		hand("coercion", "行政强制 本年处理决定数量", "件", 1),
		head("20.8", "第二十条第（八）项", 0),
		hand("charges", "行政事业性收费 本年收费金额", "万元", 1),
	},
	Agree: []statistics.Equation{
		inForce("C1", "rules", "规章"),
		inForce("C2", "documents", "行政规范性文件"),
	},
}

// inForce is the equation that what is in force is what was in force last year, plus
// what was issued, less what was repealed.
func inForce(id, row, name string) statistics.Equation {
	return statistics.Equation{ID: id, Left: []string{row + ".in_force"}, Rel: statistics.Equal,
		Right: []string{row + ".issued"}, Last: []string{row + ".in_force"}, Less: []string{row + ".repealed"},
		Says: name + "现行有效件数等于上年度的现行有效件数加本年制发减本年废止"}
}
