"""The statistical forms, filled from applications (model.Application).

  表三   chapter 3 of the annual report, in the layouts of 2019
         (国办公开办函〔2019〕60号) and 2021 (国办公开办函〔2021〕30号)
  表四   chapter 4: reviews and suits
  2014   政府信息公开情况统计表 (国办发〔2014〕32号), its parts 三 四 五

A form of a year is a flat list of ints: 表三 line by line, seven columns each;
表四 block by block, five columns each; 2014 in the order of LINES_2014.

An application counts as new in the year of its receipt, as closed in the year
of its first answer or ending (成文日期), as carried while not closed; an answer
made again after a review or suit counts nowhere.
"""
from calendar_cn import year

# ------------------------------------------------------------------- layout

COLUMNS = ("person", "company", "institute", "charity", "law_firm", "other",
           "total")
_ANSWERS = (
    "granted", "partial",
    "refused.secret", "refused.prohibited", "refused.security",
    "refused.third_party", "refused.internal", "refused.deliberative",
    "refused.enforcement_file", "refused.registry",
    "unable.not_held", "unable.needs_work", "unable.still_unclear",
    "declined.petition", "declined.duplicate", "declined.publication",
    "declined.excessive", "declined.reissue",
)
LINES3_2019 = ("new", "brought") + _ANSWERS + ("other", "done", "carried")
LINES3_2021 = ("new", "brought") + _ANSWERS + (
    "other.uncorrected", "other.unpaid", "other.other", "done", "carried")
BLOCKS4 = ("review", "suit_direct", "suit_after_review")
COLUMNS4 = ("upheld", "corrected", "otherwise", "pending", "total")
LINES_2014 = (
    "3.1", "3.1.1", "3.1.2", "3.1.3", "3.1.4", "3.2", "3.2.1", "3.2.2",
    "3.3", "3.3.1", "3.3.2", "3.3.3", "3.3.4", "3.3.4a", "3.3.4b", "3.3.4c",
    "3.3.4d", "3.3.4e", "3.3.4f", "3.3.5", "3.3.6", "3.3.7", "3.3.8",
    "4", "4.1", "4.2", "4.3", "5", "5.1", "5.2", "5.3")
FORMS = ("3-2019", "3-2021", "4", "2014")

# Outcome of the first closing -> line of 表三 (2021 layout).
LINE3 = {
    "already_public": "granted", "granted": "granted", "partial": "partial",
    "secret": "refused.secret", "prohibited": "refused.prohibited",
    "security": "refused.security", "third_party": "refused.third_party",
    "internal": "refused.internal", "deliberative": "refused.deliberative",
    "enforcement_file": "refused.enforcement_file",
    "registry": "refused.registry",
    "not_held": "unable.not_held", "not_ours": "unable.not_held",
    "needs_work": "unable.needs_work", "still_unclear": "unable.still_unclear",
    "petition": "declined.petition", "duplicate": "declined.duplicate",
    "publication": "declined.publication", "excessive": "declined.excessive",
    "reissue": "declined.reissue",
    # answers of the 2007 edition in the later form
    "commercial": "refused.third_party", "privacy": "refused.third_party",
    "not_information": "declined.petition", "other_law": "refused.prohibited",
    "told_to_correct": "unable.still_unclear", "other_way": "refused.registry",
    # ends without an answer
    "uncorrected": "other.uncorrected", "unpaid": "other.unpaid",
    "withdrawn": "other.other", "ceased": "other.other",
}
# Outcome -> line of the 2014 form; ends without an answer have none.
LINE_2014 = {
    "already_public": "3.3.1", "granted": "3.3.2", "partial": "3.3.3",
    "secret": "3.3.4a", "commercial": "3.3.4b", "privacy": "3.3.4c",
    "security": "3.3.4d", "not_information": "3.3.4e", "other_law": "3.3.4f",
    "not_ours": "3.3.5", "not_held": "3.3.6", "told_to_correct": "3.3.7",
    "other_way": "3.3.8",
    # answers of the 2019 edition in the earlier form
    "third_party": "3.3.4b", "petition": "3.3.4e",
    "prohibited": "3.3.4f", "internal": "3.3.4f", "deliberative": "3.3.4f",
    "enforcement_file": "3.3.4f", "duplicate": "3.3.4f",
    "excessive": "3.3.4f", "reissue": "3.3.4f",
    "still_unclear": "3.3.7",
    "registry": "3.3.8", "publication": "3.3.8", "needs_work": "3.3.4f",
}
CHANNEL_2014 = {"in_person": "3.1.1", "fax": "3.1.2", "online": "3.1.3",
                "email": "3.1.3", "letter": "3.1.4", "registered": "3.1.4"}

_N19, _N21 = len(LINES3_2019), len(LINES3_2021)
_ROW21 = {name: i for i, name in enumerate(LINES3_2021)}
_ROW14 = {name: i for i, name in enumerate(LINES_2014)}
_COL = {name: i for i, name in enumerate(COLUMNS)}
_COL4 = {name: i for i, name in enumerate(COLUMNS4)}
_OTHER = _ROW21["other.uncorrected"]      # the three lines that were one
_NEW, _BROUGHT = _ROW21["new"], _ROW21["brought"]
_DONE, _CARRIED = _ROW21["done"], _ROW21["carried"]


# ------------------------------------------------------------------ filling

class Book:
    """The forms of consecutive years, filled one application at a time."""

    def __init__(self, first, count):
        self.first, self.years = first, range(first, first + count)
        self.three = {y: [0] * (_N21 * 7) for y in self.years}
        self.four = {y: [0] * 15 for y in self.years}
        self.old = {y: [0] * len(LINES_2014) for y in self.years}

    def add(self, app):
        for x in app.disputes:
            self._add_dispute(x)
        if app.received is None:
            return
        received = year(app.received)
        closed = year(app.closed) if app.closed is not None else None
        col = _COL[app.kind]
        for y in self.years:
            if received > y or closed is not None and closed < y:
                continue
            three, old = self.three[y], self.old[y]

            def count(row):
                three[row * 7 + col] += 1
                three[row * 7 + 6] += 1

            if received == y:
                count(_NEW)
                old[_ROW14["3.1"]] += 1
                old[_ROW14[CHANNEL_2014[app.channel]]] += 1
            else:
                count(_BROUGHT)
            if closed != y:
                count(_CARRIED)
                continue
            count(_ROW21[LINE3[app.outcome]])
            count(_DONE)
            old[_ROW14["3.2"]] += 1
            in_term = app.on_time() and not app.extended_at_closing
            old[_ROW14["3.2.1" if in_term else "3.2.2"]] += 1
            line = LINE_2014.get(app.outcome)
            if line:
                old[_ROW14["3.3"]] += 1
                old[_ROW14[line]] += 1
                if line.startswith("3.3.4"):
                    old[_ROW14["3.3.4"]] += 1

    def _add_dispute(self, x):
        # Only the authority of the original act counts a suit
        # (国办公开办函〔2016〕201号).
        if x.role != "original":
            return
        concluded = year(x.concluded) if x.concluded is not None else None
        if x.accepted is not None:
            begins = year(x.accepted)
        elif concluded is not None:       # refused: counts where it ends
            begins = concluded
        else:                             # filed, not yet accepted
            return
        block = BLOCKS4.index(x.block) * 5
        for y in self.years:
            if begins > y or concluded is not None and concluded < y:
                continue
            column = x.result if concluded == y else "pending"
            self.four[y][block + _COL4[column]] += 1
            self.four[y][block + 4] += 1
            if concluded == y:
                part = "4" if x.is_review else "5"
                old = self.old[y]
                old[_ROW14[part]] += 1
                old[_ROW14[part + "." + str(1 + _COL4[x.result])]] += 1

    def form(self, name, y):
        if name == "3-2021":
            return list(self.three[y])
        if name == "3-2019":
            new = self.three[y]
            a = _OTHER * 7
            merged = [new[a + i] + new[a + 7 + i] + new[a + 14 + i]
                      for i in range(7)]
            return new[:a] + merged + new[a + 21:]
        return list(self.four[y] if name == "4" else self.old[y])

    def forms(self, y):
        return [self.form(name, y) for name in FORMS]


# ----------------------------------------------------------------- checking

def check3(cells):
    """E1 columns, E2 lines, E3 一 + 二 = 三（七） + 四; True if all hold."""
    rows = [cells[i:i + 7] for i in range(0, len(cells), 7)]
    if any(sum(r[:6]) != r[6] for r in rows) or min(cells) < 0:
        return False
    for i in range(7):
        col = [r[i] for r in rows]
        if sum(col[2:-2]) != col[-2] or col[0] + col[1] != col[-2] + col[-1]:
            return False
    return True


def check_carry(before, after):
    """E4: 上年结转 of a year is 结转下年 of the year before."""
    return before[-7:] == after[7:14]


def check4(cells):
    return all(sum(cells[i:i + 4]) == cells[i + 4] for i in (0, 5, 10))


def check_2014(cells):
    v = dict(zip(LINES_2014, cells))
    return (v["3.1"] == sum(v["3.1.%d" % i] for i in (1, 2, 3, 4))
            and v["3.2"] == v["3.2.1"] + v["3.2.2"]
            and v["3.3"] == sum(v["3.3.%d" % i] for i in range(1, 9))
            and v["3.3.4"] == sum(v["3.3.4" + c] for c in "abcdef")
            and v["4"] == v["4.1"] + v["4.2"] + v["4.3"]
            and v["5"] == v["5.1"] + v["5.2"] + v["5.3"]
            and v["3.2"] >= v["3.3"])
