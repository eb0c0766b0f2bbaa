"""Random worlds: 500 applications over three years each, and their forms.

  python3 worlds.py make [N]      write worlds.jsonl.gz (1000 worlds)
  python3 worlds.py show W        the forms of world W with line names
  python3 worlds.py trace W I     the commands of application I (0..499) of
                                  world W, each with its result

The generator is meant to be written a second time from README.md ("Worlds"),
so it uses nothing but splitmix64 and tables of names.
"""
import datetime
import gzip
import json
import sys
import time

from calendar_cn import day, text
from forms import (BLOCKS4, COLUMNS, COLUMNS4, FORMS, LINES3_2019, LINES3_2021,
                   LINES_2014, Book, check3, check4, check_2014, check_carry)
from model import (CHANNELS, HEADS, KINDS, METHODS, NEED_REASON, OPINIONS,
                   OUTCOMES, REVIEW_RESULT, SUIT_RESULT, Application,
                   known_at_once)

WORLDS, APPLICATIONS, YEARS = 1000, 500, 3
STOP = day("2026-06-30")
_M = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15

PROPOSALS = tuple("""
confirm confirm confirm ask_correction correct correct lapse ask_reasons
explained consult consulted consulted override ask_fee pay pay lapse extend
answer answer answer answer answer withdraw cease transfer dispatch dispatch
deliver deliver undelivered supplement rectify proactive archive unreachable
void review_filed accept_review accept_review refuse_review review_reply
suspend_review resume_review change_answer end_review end_review accept_suit
accept_suit court_reply judge judge appeal take_effect take_effect judge_appeal
remand end_suit retry
""".split())
# 2019's twenty, then those that only 2007 knows.
OUT = OUTCOMES[2019] + tuple(o for o in OUTCOMES[2007]
                             if o not in OUTCOMES[2019])
DEC_REVIEW = tuple(REVIEW_RESULT)
DEC_SUIT = tuple(SUIT_RESULT)
DEC_APPEAL = DEC_SUIT + ("affirmed", "appeal_withdrawn")
ROLE_IN_SUIT = ("original", "original", "original", "co_reviewer", "reviewer",
                "third")
assert OUT[20:] == ("commercial", "privacy", "not_information", "other_law",
                    "told_to_correct", "other_way")
assert DEC_REVIEW == tuple("upheld dismissed revoked remake changed unlawful "
                           "void perform rejected terminated mediated".split())
assert DEC_SUIT == tuple("dismissed revoked remake perform unlawful void "
                         "changed rejected withdrawn not_filed transferred"
                         .split())


class Generator:
    """splitmix64"""

    def __init__(self, world):
        self.state = (world + 1) * _GOLDEN & _M
        # the generator adds this number at every draw: without one draw in
        # between, world w+1 would be world w without its first number
        self.state = self.draw(1 << 64)

    def draw(self, n):
        self.state = z = (self.state + _GOLDEN) & _M
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _M
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _M
        return (z ^ (z >> 31)) % n


def first_year(world):
    return 2016 + world % 8


def _who(c, e, x5):
    if e in HEADS and x5 < 900:
        c["r"], c["u"] = "supervisor", "u2"
    else:
        c["r"], c["u"] = "clerk", "u1"


def _proposal(e, on, x2, x3, x4, x5):
    """The commands of one proposal."""
    if e == "answer" or e == "extend":
        draft = {"e": "draft", "on": on, "r": "clerk", "u": "u1", "for": e}
        if e == "answer":
            draft["oc"] = OUT[x2 % len(OUT)]
        else:
            draft["days"] = 1 + x2 % 22
        last = {"e": e, "on": on}
        _who(last, e, x5)
        return draft, {"e": "submit", "on": on, "r": "clerk", "u": "u1"}, last
    c = {"e": e, "on": on}
    _who(c, e, x5)
    if x4 % 2 == 0 or e in NEED_REASON:
        c["why"] = "x"
    if e == "consult":
        c["party"] = "co_maker" if x2 % 2 else "third_party"
    elif e == "consulted":
        c["op"] = OPINIONS[x2 % 4]
    elif e == "explained":
        if x5 % 2 == 0:
            c["until"] = on + 30 + x5 % 30
    elif e == "ask_fee":
        c["amt"] = 100
    elif e == "transfer":
        c["unit"] = "x"
    elif e == "dispatch" or e == "deliver":
        c["m"] = METHODS[x2 % 4]
    elif e == "end_review":
        c["dec"] = DEC_REVIEW[x2 % len(DEC_REVIEW)]
    elif e == "judge" or e == "end_suit":
        c["dec"] = DEC_SUIT[x2 % len(DEC_SUIT)]
    elif e == "judge_appeal":
        c["dec"] = DEC_APPEAL[x2 % len(DEC_APPEAL)]
    elif e == "accept_suit":
        c["blk"] = "suit_after_review" if x2 % 2 else "suit_direct"
        c["our"] = ROLE_IN_SUIT[x3 % 6]
    return (c,)


def applications(world):
    """Yield every application of the world with the iterator of its
    (command, status); the iterator must be used up before the next one."""
    g = Generator(world)
    draw = g.draw
    start = datetime.date(first_year(world), 1, 1).toordinal()
    for _ in range(APPLICATIONS):
        on = start + draw(1096)
        channel = CHANNELS[draw(6)]
        kind = KINDS[draw(6)]
        app = Application()
        e = "receive" if known_at_once(channel, on) else "arrive"
        commands = iter(({"e": e, "on": on, "r": "clerk", "u": "u1",
                          "ch": channel, "kind": kind},))
        yield app, _tries(draw, app, on, commands)


def _tries(draw, app, on, first):
    for c in first:
        yield c, app.attempt(c)
    for _ in range(4 + draw(9)):
        x0, x1, x2, x3 = draw(1000), draw(1000), draw(1000), draw(1000)
        x4, x5 = draw(1000), draw(1000)
        on += x0 % 12 * (3 if x0 >= 750 else 1)
        if on > STOP:
            return
        e = PROPOSALS[x1 % len(PROPOSALS)]
        for c in _proposal(e, on, x2, x3, x4, x5):
            yield c, app.attempt(c)


def run(world):
    """(FNV-1a 64 over the results of all commands, the filled book)"""
    book = Book(first_year(world), YEARS)
    h = 0xCBF29CE484222325
    for app, tries in applications(world):
        for _, status in tries:
            h = ((h ^ (49 if status == "ok" else 48)) * 0x100000001B3) & _M
        book.add(app)
    return h, book


def record(world):
    h, book = run(world)
    years = [book.forms(y) for y in book.years]
    for i, (f19, f21, f4, f14) in enumerate(years):
        assert check3(f19) and check3(f21) and check4(f4) and check_2014(f14)
        if i:
            assert check_carry(years[i - 1][1], f21)
    return {"w": world, "f": first_year(world), "h": "%016x" % h,
            "y": [sum(forms, []) for forms in years]}


def make(n):
    began = time.time()
    path = "worlds.jsonl.gz"
    with gzip.GzipFile(path, "wb", 9, mtime=0) as out:
        for world in range(n):
            line = json.dumps(record(world), separators=(",", ":"))
            out.write(line.encode() + b"\n")
    print("%d worlds in %.0f s" % (n, time.time() - began))


def show(world):
    h, book = run(world)
    print("world %d  results %016x" % (world, h))
    for y in book.years:
        for name, cells in zip(FORMS, book.forms(y)):
            print("\n%d  form %s" % (y, name))
            if name == "2014":
                for line, v in zip(LINES_2014, cells):
                    print("  %-8s %5d" % (line, v))
                continue
            lines, cols = ((BLOCKS4, COLUMNS4) if name == "4" else
                           (LINES3_2019 if name == "3-2019" else LINES3_2021,
                            COLUMNS))
            print("  %-26s" % "" + " ".join("%9s" % c for c in cols))
            for i, line in enumerate(lines):
                part = cells[i * len(cols):(i + 1) * len(cols)]
                print("  %-26s" % line + " ".join("%9d" % v for v in part))


def trace(world, index):
    for i, (app, tries) in enumerate(applications(world)):
        for c, status in tries:
            if i != index:
                continue
            rest = " ".join("%s=%s" % (k, text(v) if k == "until" else v)
                            for k, v in c.items() if k not in ("e", "on"))
            state, stage, due, closed, outcome = app.summary(c["on"])
            print("%s %-14s %-9s %-11s %-10s due %-10s closed %-10s %-14s %s"
                  % (text(c["on"]), c["e"], status, state, stage, due or "-",
                     closed or "-", outcome or "-", rest))
        if i == index:
            print("received", text(app.received) or "-", "| first due",
                  text(app.first_due) or "-", "| clock point",
                  text(app.clock_point()) or "-", "| on time",
                  app.on_time() if app.closed else "-", "| extended",
                  app.extended_at_closing, "| disputes",
                  [(x.block, x.role, x.state, text(x.accepted),
                    text(x.concluded), x.result) for x in app.disputes])
            return


def main(args):
    if args[:1] == ["trace"] and len(args) == 3:
        trace(int(args[1]), int(args[2]))
    elif args[:1] == ["show"] and len(args) == 2:
        show(int(args[1]))
    elif args[:1] == ["make"]:
        make(int(args[1]) if len(args) > 1 else WORLDS)
    else:
        print(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
