"""The procedure of one application for disclosure (依申请公开), as a model.

The rules are those of 政府信息公开条例 (2007 and 2019 editions), of
国办函〔2020〕109号 (fees), and of the review and litigation law as far as the
handling depends on it.  The model is written for reading and for comparison
with another implementation; it stores nothing and prints nothing.

A *command* is a dict with short keys; days are ints (see calendar_cn):

  e event      on day       r role       u user
  ch channel   kind class of applicant   until day     party  third_party|co_maker
  op opinion   for answer|extend         oc outcome    days n
  m method     dec decision              blk block     our    our_role
  why reason   amt yuan                  ref number of a dispute, 0 = find it
  unit handling unit

Application.attempt(command) answers "ok", "forbidden" (role, four eyes),
"refused" (law) or "invalid" (form); only "ok" changes anything.  The journal
is the list of commands admitted.  All else is derived from the *effective*
entries, i.e. those not voided, so voiding is: drop the last one, derive again.

Where law and vocabulary leave several readings, the one chosen is a constant
in the section READINGS, so that a difference can be traced to it.
"""
from calendar_cn import between, day, nth_after, roll, text

# --------------------------------------------------------------- vocabulary

ROLES = ("clerk", "supervisor", "auditor", "admin")
CHANNELS = ("in_person", "registered", "letter", "online", "email", "fax")
KINDS = ("person", "company", "institute", "charity", "law_firm", "other")
PARTIES = ("third_party", "co_maker")
OPINIONS = ("agrees", "objects", "unreasoned", "silent")
METHODS = ("in_person", "post", "electronic", "notice")
BLOCKS = ("suit_direct", "suit_after_review")
OUR_ROLES = ("original", "co_reviewer", "reviewer", "third")

# Kinds of answer.  2019: Arts 13-16, 30, 35-39; 2007: Arts 8, 14, 21-23.
OUTCOMES = {
    2019: ("already_public", "granted", "partial", "secret", "prohibited",
           "security", "third_party", "internal", "deliberative",
           "enforcement_file", "registry", "not_held", "not_ours",
           "needs_work", "still_unclear", "petition", "duplicate",
           "publication", "excessive", "reissue"),
    2007: ("already_public", "granted", "partial", "secret", "security",
           "not_held", "not_ours", "commercial", "privacy", "not_information",
           "other_law", "told_to_correct", "other_way"),
}
# Ends without an answer.
ENDINGS = ("uncorrected", "unpaid", "withdrawn", "ceased")

# Decisions and the column of the form they count in (form of chapter 4).
REVIEW_RESULT = {
    "upheld": "upheld", "dismissed": "upheld",
    "revoked": "corrected", "remake": "corrected", "changed": "corrected",
    "unlawful": "corrected", "void": "corrected", "perform": "corrected",
    "rejected": "otherwise", "terminated": "otherwise", "mediated": "otherwise",
}
SUIT_RESULT = {
    "dismissed": "upheld",
    "revoked": "corrected", "remake": "corrected", "perform": "corrected",
    "unlawful": "corrected", "void": "corrected", "changed": "corrected",
    "rejected": "otherwise", "withdrawn": "otherwise",
    "not_filed": "otherwise", "transferred": "otherwise",
}
# 裁定: ten days to appeal; the others are 判决: fifteen (行政诉讼法 Art 85).
RULINGS = frozenset(("rejected", "withdrawn", "not_filed", "transferred"))
# Decisions that oblige the authority to act again.
ORDERS = frozenset(("remake", "perform"))
# The first judgment stands.
STANDS = frozenset(("affirmed", "appeal_withdrawn"))
# Refusals under Arts 14-16: review first since 2024 (复议法 2023 Art 23(1)(4)).
REVIEW_FIRST = frozenset(("secret", "prohibited", "security", "third_party",
                          "internal", "deliberative", "enforcement_file"))

LAW_2019 = day("2019-05-15")      # 条例 2019 in force
FEES_FROM = day("2021-01-01")     # 国办函〔2020〕109号 in force
REVIEW_2023 = day("2024-01-01")   # 行政复议法 2023 in force

TERM = {2007: 15, 2019: 20}       # 2007 Art 24(2); 2019 Art 33(2)
CORRECTION_NOTICE = 7             # 2019 Art 30
DEFAULT_GRACE = 10                # "reasonable" terms left to the authority
CONSULT_TERM = 15                 # 2019 Arts 32, 34
PAY_TERM = 20                     # 109号 Art 6

OPEN = ("arrived", "received", "correcting", "explaining", "fee_pending",
        "extended", "remaking")
CLOSED = ("answered", "lapsed")

# ----------------------------------------------------------------- READINGS
# Choices where the rules can be read in more than one way.

# ref 0: the oldest dispute for which *every* condition holds (True), or the
# oldest that is merely of the right kind and in the right state (False).
REF_ALL_CONDITIONS = True
# The clock stands still while a pausing consultation is open, even beyond its
# term (True), or only up to its term (False).  Either way the time beyond the
# term is never excluded.
OPEN_CONSULTATION_STOPS = False
# explained(until) after the term has run out still sets a new due date.
LATE_EXPLAINED_SETS_DUE = True
# undelivered is barred by any delivery since the answer (True) or only by one
# since the latest dispatch (False).
DELIVERY_BARS_UNDELIVERED = True
# A case may be archived once at all (True) or once after each answer (False).
ARCHIVE_ONCE = True
# The day of a void raises the floor for later steps.
VOID_RAISES_FLOOR = False
# Delivered by another method than in person and never dispatched: the clock
# point is the delivery (True) or the closing (False).
DELIVERY_ALONE_IS_SERVICE = True

# ----------------------------------------------------------- small questions


def edition_on(d):
    return 2019 if d >= LAW_2019 else 2007


def known_at_once(channel, d):
    """Is the day of arrival the day of receipt?  2019 Art 31; before that
    国办公开办函〔2015〕207号 (the announced mail box counted at once)."""
    if channel in ("in_person", "registered"):
        return True
    return channel == "email" and edition_on(d) == 2007


def appeal_deadline(judged_on, decision):
    """Calendar days, rolled off a day off (行政诉讼法 Art 85; 解释 Art 48)."""
    return roll(judged_on + (10 if decision in RULINGS else 15))


def fee_by_items(n):
    """109号 Art 4: yuan for n applications of one applicant in one month."""
    total = 0
    for i in range(1, n + 1):
        if i > 30:
            total += 100 * ((i - 31) // 10 + 2)
        elif i > 10:
            total += 100
    return total


def fee_by_pages(n):
    """109号 Art 5: yuan for n pages given on one application."""
    return (10 * max(0, min(n, 100) - 30) + 20 * max(0, min(n, 200) - 100)
            + 40 * max(0, n - 200))


# -------------------------------------------------------------------- clock

class Pause:
    """Time that is not counted: (start, end], at most up to cap."""
    __slots__ = ("start", "seq", "end", "end_seq", "cap", "effective")

    def __init__(self, start, seq, cap):
        self.start, self.seq, self.cap = start, seq, cap
        self.end = self.end_seq = None
        self.effective = False


_RESTART, _RESET, _EXTEND, _BEGIN, _END = range(5)
_LATE = 1 << 30     # a pause that ends with its cap covers the whole day


class Clock:
    """The answer period: 2007 Art 24, 2019 Arts 30, 33, 35; 109号 Art 6.

    The due date is the N-th working day after day 0.  A pause leaves the
    working days that remained when it began to be counted after its end; if
    none remained, the term ends with the pause (or on the next working day).
    Overlapping pauses are one.  An extension adds n working days to the due
    date.  Whatever begins after the due date has no effect.
    """

    def __init__(self, term):
        self.term = term
        self.seq = 0
        self.marks = []       # (day, seq, what, n)
        self.pauses = []
        self.due = None

    def _mark(self, d, what, n=None):
        self.seq += 1
        self.marks.append((d, self.seq, what, n))
        self._count()

    def restart(self, d):
        self._mark(d, _RESTART)

    def reset(self, d, due):
        self._mark(d, _RESET, due)

    def extend(self, d, n):
        self._mark(d, _EXTEND, n)

    def pause(self, d, cap=None):
        self.seq += 1
        p = Pause(d, self.seq, cap)
        self.pauses.append(p)
        self._count()
        return p

    def resume(self, p, d):
        self.seq += 1
        p.end, p.end_seq = d, self.seq
        self._count()

    def stopped(self, d):
        """Does the clock stand still (on day d)?"""
        for p in self.pauses:
            if p.effective and p.end is None:
                if OPEN_CONSULTATION_STOPS or p.cap is None or d <= p.cap:
                    return True
        return False

    def _count(self):
        line = list(self.marks)
        for p in self.pauses:
            line.append((p.start, p.seq, _BEGIN, p))
            if p.end is not None and (p.cap is None or p.end <= p.cap):
                line.append((p.end, p.end_seq, _END, p))
            elif p.cap is not None:
                line.append((p.cap, _LATE + p.seq, _END, p))
        if len(line) > 1:
            line.sort(key=_by_day)
        due, left, later, running = None, 0, 0, set()
        for d, _, what, x in line:
            if what == _BEGIN:
                x.effective = bool(running) or d <= due
                if x.effective:
                    if not running:
                        left = between(d, due)
                    running.add(x)
            elif what == _END:
                if x in running:
                    running.remove(x)
                    if not running:
                        due = nth_after(d, left) if left else roll(d)
                        if later:
                            due = nth_after(due, later)
                            later = 0
            elif what == _RESTART:
                due, later = nth_after(d, self.term), 0
                running.clear()
            elif what == _EXTEND:
                if running:
                    later += x
                else:
                    due = nth_after(due, x)
            elif LATE_EXPLAINED_SETS_DUE or d <= due:
                due = x
        self.due = due


def _by_day(item):
    return item[0], item[1]


# ----------------------------------------------------------------- disputes

class Dispute:
    """One review (行政复议) or one suit (行政诉讼) over the application."""
    __slots__ = ("number", "block", "role", "state", "replied", "accepted",
                 "concluded", "result", "decision", "judged_on",
                 "judged_until", "latest")

    def __init__(self, number, block, role, state, d):
        self.number, self.block, self.role = number, block, role
        self.state, self.latest = state, d
        self.accepted = d if state == "pending" else None
        self.replied = False
        self.concluded = self.result = self.decision = None
        self.judged_on = self.judged_until = None

    @property
    def is_review(self):
        return self.block == "review"


# -------------------------------------------------------------- application

OK, FORBIDDEN, REFUSED, INVALID = "ok", "forbidden", "refused", "invalid"

_WORK = ("received", "extended", "explaining", "remaking")
_RUN = ("received", "extended", "remaking")

# Handling events and the states they may come from.
FROM = {
    "unreachable": ("arrived",), "confirm": ("arrived",),
    "ask_correction": ("received",), "correct": ("correcting",),
    "lapse": ("correcting", "fee_pending"),
    "ask_reasons": ("received", "extended"), "explained": ("explaining",),
    "consult": _RUN, "consulted": _WORK, "override": _RUN,
    "ask_fee": ("received", "extended"), "pay": ("fee_pending",),
    "draft": _WORK, "submit": _WORK, "return": _WORK,
    "extend": ("received",), "answer": _WORK,
    "withdraw": OPEN, "cease": OPEN, "transfer": OPEN,
    "dispatch": CLOSED, "deliver": CLOSED, "undelivered": CLOSED,
    "supplement": ("answered",), "rectify": ("answered",),
    "proactive": ("answered",), "archive": CLOSED,
}
# After the answer: not before the day of the latest answer or ending only.
AFTER = frozenset(("dispatch", "deliver", "undelivered", "supplement",
                   "rectify", "proactive", "archive"))
# Dispute events: (kind, states of an existing dispute).
DISPUTE_FROM = {
    "review_filed": None, "accept_suit": None,
    "accept_review": ("review", ("filed",)),
    "refuse_review": ("review", ("filed",)),
    "review_reply": ("review", ("pending",)),
    "suspend_review": ("review", ("pending",)),
    "resume_review": ("review", ("suspended",)),
    "change_answer": ("review", ("pending",)),
    "end_review": ("review", ("pending", "suspended")),
    "court_reply": ("suit", ("pending",)),
    "judge": ("suit", ("pending",)),
    "appeal": ("suit", ("judged",)),
    "take_effect": ("suit", ("judged",)),
    "judge_appeal": ("suit", ("appealed",)),
    "remand": ("suit", ("appealed",)),
    "end_suit": ("suit", ("pending", "judged", "appealed")),
    "retry": ("suit", ("concluded",)),
}
EVENTS = tuple(FROM) + tuple(DISPUTE_FROM) + ("void",)
# Decided by the head of the disclosure office (2019 Art 33(2), Art 45).
HEADS = frozenset(("explained", "override", "return", "extend", "answer",
                   "void"))
NEED_REASON = frozenset(("unreachable", "override", "return", "withdraw",
                         "cease", "undelivered", "supplement", "rectify",
                         "change_answer", "void"))


class Application:

    def __init__(self):
        self.journal = []
        self.effective = []
        self._clear()

    def _clear(self):
        self.state = None
        self.edition = None
        self.channel = self.kind = None
        self.received = None
        self.clock = None
        self.floor = None             # earliest day of the next handling step
        self.until = None             # end of the running grace
        self.pause = None             # of the running correction or fee notice
        self.asked_correction = self.was_corrected = False
        self.asked_reasons = False
        self.was_extended = False     # ever
        self.extension_runs = False   # and not restarted since
        self.consultations = []       # open ones: (party, on, until, pause)
        self.objection = False        # third party's, not overridden
        self.draft = None             # (for, outcome or days)
        self.draft_status = None      # drafted submitted returned
        self.drafters = set()
        self.ordered = None           # due day of a remade answer
        # ending
        self.closed = self.outcome = None       # the first closing
        self.last_closed = self.last_outcome = None     # the latest
        self.first_due = None                   # None: the clock stood still
        self.closed_from_remaking = False
        self.extended_at_closing = False
        self.remade = False           # an order to remake came after closing
        self.ended_on = None                    # the latest closing
        self.dispatched = self.delivered = self.returned = False
        self.delivered_after_dispatch = False
        self.archived = self.published = False
        self.first_dispatch = self.first_deliver = None   # (day, method)
        self.disputes = []

    # ---- reading

    def stopped(self, d):
        return (self.clock is not None and self.state not in CLOSED
                and self.state != "remaking" and self.clock.stopped(d))

    def due(self, d=None):
        """The due date to show (on day d); None while there is none."""
        if self.received is None:
            return None
        if self.state == "remaking":
            return self.ordered
        if self.state in CLOSED:
            return self.first_due
        return None if self.stopped(d) else self.clock.due

    def stage(self):
        reviewed = False
        for x in self.disputes:
            if x.state != "concluded":
                if not x.is_review:
                    return "litigated"
                reviewed = True
        if reviewed:
            return "appealed"
        if self.state == "received" and self.extension_runs:
            return "extended"
        return self.state

    def clock_point(self):
        """The day that the first closing counts as made: in person the day
        of delivery, else of posting or sending (国办公开办函〔2016〕235号)."""
        first = self.first_dispatch or self.first_deliver
        if first is None:
            return self.closed
        if first[1] == "in_person" and self.first_deliver:
            return self.first_deliver[0]
        if self.first_dispatch:
            return self.first_dispatch[0]
        return self.first_deliver[0] if DELIVERY_ALONE_IS_SERVICE else self.closed

    def on_time(self):
        if self.closed_from_remaking:
            return False
        return self.first_due is None or self.clock_point() <= self.first_due

    def summary(self, d):
        return [self.state, self.stage(), text(self.due(d)), text(self.closed),
                self.outcome or ""]

    def disputable(self, d):
        """An answer or ending, or silence beyond the term, or an order."""
        if self.closed is not None or self.state == "remaking":
            return True
        return (self.received is not None and not self.clock.stopped(d)
                and d > self.clock.due)

    # ---- trying

    def attempt(self, c):
        e = c["e"]
        if c["r"] != "clerk" and c["r"] != "supervisor":
            return FORBIDDEN
        if e in HEADS and c["r"] != "supervisor":
            return FORBIDDEN
        if e in NEED_REASON and not c.get("why"):
            return INVALID
        if self.state is None:
            return self._attempt_first(c)
        d = c["on"]
        target = None
        if e in FROM:
            if self.state not in FROM[e]:
                return REFUSED
            if e in AFTER:
                if d < self.ended_on:
                    return REFUSED
            elif e != "consulted" and d < self.floor:
                return REFUSED
            guard = _GUARD.get(e)
            status = guard(self, c, d) if guard else OK
        elif e in DISPUTE_FROM:
            status, target = self._attempt_dispute(c, e, d)
        elif e == "void":
            return self._void(c, d)
        else:
            return INVALID       # receive, arrive: only once
        if status == OK:
            entry = (c, target)
            self.journal.append(c)
            self.effective.append(entry)
            self._apply(entry)
        return status

    def _attempt_first(self, c):
        if (c["e"] not in ("receive", "arrive") or c.get("ch") not in CHANNELS
                or c.get("kind") not in KINDS):
            return INVALID
        at_once = known_at_once(c["ch"], c["on"])
        if at_once != (c["e"] == "receive"):
            return REFUSED
        entry = (c, None)
        self.journal.append(c)
        self.effective.append(entry)
        self._apply(entry)
        return OK

    def _void(self, c, d):
        """Cancel the latest effective entry, never the first."""
        if len(self.effective) < 2 or d < self.effective[-1][0]["on"]:
            return REFUSED
        self.journal.append(c)
        del self.effective[-1]
        self._clear()
        for entry in self.effective:
            self._apply(entry)
        if VOID_RAISES_FLOOR:
            self.floor = max(self.floor, d)
        return OK

    # ---- guards of the handling events

    def _g_ask_correction(self, c, d):
        if self.asked_correction or self.consultations:
            return REFUSED
        if (self.edition == 2019
                and d > nth_after(self.received, CORRECTION_NOTICE)):
            return REFUSED
        return _later(c, d)

    def _g_in_time_or_excused(self, c, d):          # correct, pay
        return OK if d <= self.until or c.get("why") else REFUSED

    def _g_lapse(self, c, d):
        return OK if d > self.until else REFUSED

    def _g_ask_reasons(self, c, d):
        if self.edition != 2019 or self.asked_reasons:
            return REFUSED
        return _later(c, d)

    def _g_explained(self, c, d):
        until = c.get("until")
        if until is None:
            return OK
        if self.stopped(d) or until <= d or until <= self.clock.due:
            return REFUSED
        return OK

    def _g_consult(self, c, d):
        return OK if c.get("party") in PARTIES else INVALID

    def _g_consulted(self, c, d):
        opinion = c.get("op")
        if opinion not in OPINIONS:
            return INVALID
        if not self.consultations:
            return REFUSED
        _, on, until, _ = self.consultations[0]
        if d < on:
            return REFUSED
        if opinion == "silent" and self.edition == 2019 and d <= until:
            return REFUSED
        return OK

    def _g_override(self, c, d):
        return OK if self.objection else REFUSED

    def _g_ask_fee(self, c, d):
        if not c.get("amt", 0) > 0:
            return INVALID
        if (self.edition != 2019 or d < FEES_FROM or self.consultations
                or d > self.clock.due):
            return REFUSED
        return OK

    def _g_draft(self, c, d):
        if c.get("for") == "answer":
            return OK if c.get("oc") in OUTCOMES[self.edition] else INVALID
        if c.get("for") == "extend":
            if not 1 <= c.get("days", 0) <= TERM[self.edition]:
                return INVALID
            if self.was_extended:               # 2019 Art 33(2): once
                return REFUSED
            return OK if self.state == "received" else REFUSED
        return INVALID

    def _g_submit(self, c, d):
        return OK if self.draft_status == "drafted" else REFUSED

    def _g_return(self, c, d):
        if self.draft_status != "submitted":
            return REFUSED
        return FORBIDDEN if c["u"] in self.drafters else OK

    def _g_extend(self, c, d):
        if self.draft_status != "submitted" or self.draft[0] != "extend":
            return REFUSED
        if c["u"] in self.drafters:
            return FORBIDDEN
        if self.was_extended:
            return REFUSED
        return OK if self.stopped(d) or d <= self.clock.due else REFUSED

    def _g_answer(self, c, d):
        if self.draft_status != "submitted" or self.draft[0] != "answer":
            return REFUSED
        if c["u"] in self.drafters:
            return FORBIDDEN
        outcome = self.draft[1]
        if (self.consultations
                or outcome == "still_unclear" and not self.was_corrected
                or outcome == "excessive" and not self.asked_reasons
                or self.state == "explaining" and outcome != "excessive"
                or outcome == "granted" and self.objection):
            return REFUSED
        return OK

    def _g_transfer(self, c, d):
        return OK if c.get("unit") else INVALID

    def _g_dispatch(self, c, d):
        if c.get("m") not in METHODS:
            return INVALID
        return REFUSED if self.dispatched and not self.returned else OK

    def _g_deliver(self, c, d):
        if c.get("m") not in METHODS:
            return INVALID
        return REFUSED if self.delivered else OK

    def _g_undelivered(self, c, d):
        arrived = (self.delivered if DELIVERY_BARS_UNDELIVERED
                   else self.delivered_after_dispatch)
        return OK if self.dispatched and not self.returned and not arrived else REFUSED

    def _g_served(self, c, d):                      # supplement, rectify
        return OK if self.dispatched or self.delivered else REFUSED

    def _g_proactive(self, c, d):
        return REFUSED if self.published else OK

    def _g_archive(self, c, d):
        if self.archived:
            return REFUSED
        return OK if self.state == "lapsed" else self._g_served(c, d)

    # ---- guards of the disputes

    def _attempt_dispute(self, c, e, d):
        """(status, index of the dispute it is for or None for a new one)"""
        rule = DISPUTE_FROM[e]
        if e in ("judge", "end_suit") and c.get("dec") not in SUIT_RESULT:
            return INVALID, None
        if (e == "judge_appeal" and c.get("dec") not in SUIT_RESULT
                and c.get("dec") not in STANDS):
            return INVALID, None
        if e == "end_review" and c.get("dec") not in REVIEW_RESULT:
            return INVALID, None
        if c.get("until") is not None and c["until"] <= d:
            return REFUSED, None
        ref = c.get("ref", 0)
        new = rule is None or e == "accept_review" and not ref and not any(
            x.is_review and x.state == "filed" for x in self.disputes)
        if new:
            return self._attempt_new(c, e, d), None
        kind, states = rule
        for i, x in enumerate(self.disputes):
            if ref and ref != x.number:
                continue
            if x.is_review != (kind == "review") or x.state not in states:
                continue
            if d >= x.latest and self._applies(c, e, d, x):
                return OK, i
            if not REF_ALL_CONDITIONS:
                break
        return REFUSED, None

    def _applies(self, c, e, d, x):
        if e == "review_reply" or e == "court_reply":
            return not x.replied
        if e == "appeal":
            return bool(c.get("why")) or d <= appeal_deadline(x.judged_on, x.decision)
        if e == "take_effect":
            return bool(c.get("why")) or d > appeal_deadline(x.judged_on, x.decision)
        return True

    def _attempt_new(self, c, e, d):
        if e == "accept_suit" and (c.get("blk") not in BLOCKS
                                   or c.get("our") not in OUR_ROLES):
            return INVALID
        if self.received is None or d < self.received or not self.disputable(d):
            return REFUSED
        if e != "accept_suit":
            return OK
        if c["blk"] == "suit_after_review":
            done = any(x.is_review and x.state == "concluded"
                       for x in self.disputes)
            # the review body let its 60 days pass: 2023 Art 34
            silent = c.get("why") and any(
                x.is_review and x.state in ("pending", "suspended")
                and x.accepted is not None and d > roll(x.accepted + 60)
                for x in self.disputes)
            return OK if done or silent else REFUSED
        if (d >= REVIEW_2023 and self.last_outcome in REVIEW_FIRST
                and self.last_closed >= REVIEW_2023 and not c.get("why")):
            return REFUSED
        return OK

    # ---- effects

    def _apply(self, entry):
        c, target = entry
        e, d = c["e"], c["on"]
        if e in DISPUTE_FROM:
            self._apply_dispute(c, e, d, target)
            return
        _EFFECT[e](self, c, d)
        if e not in AFTER and (self.floor is None or d > self.floor):
            self.floor = d

    def _to(self, state):
        if state != self.state:
            self.state = state
            self._drop_draft()

    def _drop_draft(self):
        self.draft = self.draft_status = None
        self.drafters = set()

    def _receive(self, d):
        self.received = d
        self.edition = edition_on(d)
        self.clock = Clock(TERM[self.edition])
        self.clock.restart(d)

    def _x_first(self, c, d):                       # receive, arrive
        self.channel, self.kind = c["ch"], c["kind"]
        if c["e"] == "receive":
            self._to("received")
            self._receive(d)
        else:
            self._to("arrived")

    def _x_none(self, c, d):                        # unreachable, transfer, ...
        pass

    def _x_confirm(self, c, d):
        self._receive(d)
        self._to("received")

    def _x_ask_correction(self, c, d):
        self.asked_correction = True
        self.until = c.get("until") or nth_after(d, DEFAULT_GRACE)
        self.pause = self.clock.pause(d)
        self._to("correcting")

    def _x_correct(self, c, d):
        # 2019 Art 30: counted anew; 2007: the time until then not counted.
        self.was_corrected = True
        self._resume(d, restart=self.edition == 2019)

    def _x_pay(self, c, d):
        self._resume(d, restart=True)               # 109号 Art 6

    def _resume(self, d, restart):
        p, self.pause = self.pause, None
        self.clock.resume(p, d)
        if restart and p.effective:
            self.clock.restart(d)
            self.extension_runs = False
        self._to("received")

    def _x_ask_reasons(self, c, d):
        self.asked_reasons = True
        self._to("explaining")

    def _x_explained(self, c, d):
        if c.get("until") is not None:
            self.clock.reset(d, roll(c["until"]))   # a day off: the next working day
        self._to("received")

    def _x_consult(self, c, d):
        until = nth_after(d, CONSULT_TERM) if self.edition == 2019 else None
        pause = None
        if (self.state != "remaking"
                and (self.edition == 2019 or c["party"] == "third_party")):
            pause = self.clock.pause(d, until)
        self.consultations.append((c["party"], d, until, pause))

    def _x_consulted(self, c, d):
        party, _, _, pause = self.consultations.pop(0)
        if pause:
            self.clock.resume(pause, d)
        if party == "third_party":
            # 2019 Art 32: with grounds; 2007 Art 23: no consent is a veto.
            if c["op"] == "objects" or self.edition == 2007 and c["op"] != "agrees":
                self.objection = True

    def _x_override(self, c, d):
        self.objection = False

    def _x_ask_fee(self, c, d):
        self.until = nth_after(d, PAY_TERM)
        self.pause = self.clock.pause(d)
        self._to("fee_pending")

    def _x_draft(self, c, d):
        self.draft = (c["for"], c["oc"] if c["for"] == "answer" else c["days"])
        self.draft_status = "drafted"
        self.drafters.add(c["u"])

    def _x_submit(self, c, d):
        self.draft_status = "submitted"

    def _x_return(self, c, d):
        self.draft_status = "returned"

    def _x_extend(self, c, d):
        self.clock.extend(d, self.draft[1])
        self.was_extended = self.extension_runs = True
        self._to("extended")

    def _x_answer(self, c, d):
        self._close("answered", self.draft[1], d)

    def _x_lapse(self, c, d):
        self._close("lapsed", "uncorrected" if self.state == "correcting"
                    else "unpaid", d)

    def _x_withdraw(self, c, d):
        self._close("lapsed", "withdrawn", d)

    def _x_cease(self, c, d):
        self._close("lapsed", "ceased", d)

    def _close(self, state, outcome, d):
        if self.received is None:     # the first contact was the last
            self._receive(d)
        if self.closed is None:
            self.first_due = self.due(d)
            self.closed, self.outcome = d, outcome
            self.closed_from_remaking = self.state == "remaking"
            self.extended_at_closing = self.was_extended
            self.remade = False
        self.ended_on = d
        self.last_closed, self.last_outcome = d, outcome
        self.dispatched = self.delivered = self.returned = False
        self.delivered_after_dispatch = False
        if not ARCHIVE_ONCE:
            self.archived = False
        self._to(state)

    def _x_dispatch(self, c, d):
        self.dispatched, self.returned = True, False
        self.delivered_after_dispatch = False
        if not self.remade and self.first_dispatch is None:
            self.first_dispatch = (d, c["m"])

    def _x_deliver(self, c, d):
        self.delivered = self.delivered_after_dispatch = True
        if not self.remade and self.first_deliver is None:
            self.first_deliver = (d, c["m"])

    def _x_undelivered(self, c, d):
        self.returned = True

    def _x_proactive(self, c, d):
        self.published = True

    def _x_archive(self, c, d):
        self.archived = True

    # ---- effects of disputes

    def _open(self, block, role, state, d):
        self.disputes.append(
            Dispute(len(self.disputes) + 1, block, role, state, d))

    def _apply_dispute(self, c, e, d, target):
        if e == "review_filed":
            return self._open("review", "original", "filed", d)
        if e == "accept_suit":
            return self._open(c["blk"], c["our"], "pending", d)
        if target is None:                          # accept_review, new
            return self._open("review", "original", "pending", d)
        x = self.disputes[target]
        if e == "retry":
            return self._open(x.block, x.role, "pending", d)
        x.latest = d
        if e == "accept_review":
            x.state, x.accepted = "pending", d
        elif e == "refuse_review":
            self._conclude(x, d, "otherwise")
        elif e == "review_reply" or e == "court_reply":
            x.replied = True
        elif e == "suspend_review":
            x.state = "suspended"
        elif e == "resume_review":
            x.state = "pending"
        elif e == "end_review":
            self._conclude(x, d, REVIEW_RESULT[c["dec"]])
            self._order(x, c["dec"], c.get("until"), d)
        elif e == "judge":
            x.state = "judged"
            x.decision, x.judged_on, x.judged_until = c["dec"], d, c.get("until")
        elif e == "appeal":
            x.state = "appealed"
        elif e == "remand":
            x.state = "pending"
            x.decision = x.judged_on = x.judged_until = None
        elif e == "take_effect":
            self._stands(x, d)
        elif e == "judge_appeal" and c["dec"] in STANDS:
            self._stands(x, d)
        elif e in ("judge_appeal", "end_suit"):
            self._conclude(x, d, SUIT_RESULT[c["dec"]])
            self._order(x, c["dec"], c.get("until"), d)
        # change_answer leaves all as it is

    def _stands(self, x, d):
        """The first judgment takes effect, with its order."""
        self._conclude(x, d, SUIT_RESULT[x.decision])
        until = x.judged_until
        self._order(x, x.decision, until if until and until > d else None, d)

    def _conclude(self, x, d, result):
        x.state, x.concluded, x.result = "concluded", d, result

    def _order(self, x, decision, until, d):
        """撤销并责令重作, 责令履行: the handling is opened again
        (复议法 2023 Arts 64-66, 行政诉讼法 Arts 70-72)."""
        if decision not in ORDERS or x.role != "original":
            return
        self.ordered = until or nth_after(d, TERM[self.edition])
        self.remade = True
        self._to("remaking")
        self._drop_draft()


def _later(c, d):
    """A term that is given must lie ahead."""
    until = c.get("until")
    return OK if until is None or until > d else REFUSED


A = Application
_GUARD = {
    "ask_correction": A._g_ask_correction, "correct": A._g_in_time_or_excused,
    "pay": A._g_in_time_or_excused, "lapse": A._g_lapse,
    "ask_reasons": A._g_ask_reasons, "explained": A._g_explained,
    "consult": A._g_consult, "consulted": A._g_consulted,
    "override": A._g_override, "ask_fee": A._g_ask_fee, "draft": A._g_draft,
    "submit": A._g_submit, "return": A._g_return, "extend": A._g_extend,
    "answer": A._g_answer, "transfer": A._g_transfer,
    "dispatch": A._g_dispatch, "deliver": A._g_deliver,
    "undelivered": A._g_undelivered, "supplement": A._g_served,
    "rectify": A._g_served, "proactive": A._g_proactive,
    "archive": A._g_archive,
}
_EFFECT = {
    "receive": A._x_first, "arrive": A._x_first, "unreachable": A._x_none,
    "confirm": A._x_confirm, "ask_correction": A._x_ask_correction,
    "correct": A._x_correct, "lapse": A._x_lapse,
    "ask_reasons": A._x_ask_reasons, "explained": A._x_explained,
    "consult": A._x_consult, "consulted": A._x_consulted,
    "override": A._x_override, "ask_fee": A._x_ask_fee, "pay": A._x_pay,
    "draft": A._x_draft, "submit": A._x_submit, "return": A._x_return,
    "extend": A._x_extend, "answer": A._x_answer, "withdraw": A._x_withdraw,
    "cease": A._x_cease, "transfer": A._x_none, "dispatch": A._x_dispatch,
    "deliver": A._x_deliver, "undelivered": A._x_undelivered,
    "supplement": A._x_none, "rectify": A._x_none,
    "proactive": A._x_proactive, "archive": A._x_archive,
}
