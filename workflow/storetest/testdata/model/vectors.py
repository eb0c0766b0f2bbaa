"""Write the vectors: state x event x role x parameters, receipts, fees.

  python3 vectors.py      triples.jsonl.gz, receipts.jsonl, fees.jsonl

The abstract states of an application are walked breadth first.  An abstract
state is what key() says; the first script found that leads there is its
witness.  States with more than MOST features at once are left out; of those
with two and with three a sample (SHARE) is kept, chosen by a hash of the state.
"""
import gzip
import json
import zlib

from calendar_cn import day, nth_after, text
from model import (CHANNELS, HEADS, KINDS, METHODS, REVIEW_RESULT,
                   SUIT_RESULT, Application, appeal_deadline, fee_by_items,
                   fee_by_pages, known_at_once)

MOST = 3
SHARE = {0: 1000, 1: 1000, 2: 350, 3: 40}      # of 1000

# (first day, channel, most states to walk)
STARTS = (
    ("2018-03-01", "in_person", 100000),    # edition 2007
    ("2024-03-01", "in_person", 100000),    # edition 2019, all in force
    ("2024-03-01", "letter", 60),           # by confirmation
    ("2017-12-20", "fax", 60),
    ("2019-05-10", "letter", 60),           # arrives before 2019-05-15
    ("2020-03-02", "registered", 120),      # 2019, no fees yet
    ("2023-11-20", "in_person", 300),       # answers of 2023, suits of 2024
)

CLERK, HEAD, HEAD_DRAFTER, HEAD_OTHER = (("clerk", "u1"), ("supervisor", "u2"),
                                         ("supervisor", "u1"),
                                         ("supervisor", "u3"))


def command(e, on, who=None, **more):
    c = {"e": e, "on": on}
    c["r"], c["u"] = who or (HEAD if e in HEADS else CLERK)
    c.update((k, v) for k, v in more.items() if v is not None)
    return c


def play(script):
    app = Application()
    for c in script:
        status = app.attempt(c)
        assert status == "ok", (status, c, script)
    return app


def out(c):
    """A command with its days written out."""
    return {k: text(v) if k in ("on", "until") else v for k, v in c.items()}


# --------------------------------------------------------------- what to try

def variants(app, d):
    """(event, day, parameters) to try in the state that app is in on day d,
    without who; every event at least once."""
    due = app.clock.due if app.clock else d + 20
    until = app.until or d
    after = due + 1 if due >= d else d
    last = due if due >= d else d
    for e in ("unreachable", "override", "withdraw", "cease", "supplement",
              "rectify", "undelivered", "change_answer"):
        yield e, d, {"why": "x"}
        yield e, d, {}
    yield "confirm", d, {}
    yield "confirm", d + 3, {}
    yield "withdraw", d - 1, {"why": "x"}
    yield "transfer", d, {"unit": "x"}
    yield "transfer", d, {}
    yield "transfer", after, {"unit": "x"}
    yield "transfer", d - 1, {"unit": "x"}
    yield "ask_correction", d, {}
    if app.received is not None:
        seventh = nth_after(app.received, 7)
        if seventh >= d:
            yield "ask_correction", seventh, {}
            yield "ask_correction", seventh + 1, {}
        elif app.edition == 2007:
            yield "ask_correction", after, {}
    yield "ask_correction", d, {"until": d + 5}
    yield "ask_correction", d, {"until": d}
    for e in ("correct", "pay"):
        yield e, d, {}
        yield e, max(until, d), {}
        yield e, max(until, d) + 1, {}
        yield e, max(until, d) + 1, {"why": "x"}
    yield "lapse", max(until, d), {}
    yield "lapse", max(until, d) + 1, {}
    yield "ask_reasons", d, {}
    yield "ask_reasons", after, {"until": after + 9}
    yield "ask_reasons", d, {"until": d}
    yield "explained", d, {}
    yield "explained", d, {"until": last + 10}
    yield "explained", d, {"until": due}
    yield "consult", d, {"party": "third_party"}
    yield "consult", d, {"party": "co_maker"}
    yield "consult", last, {"party": "third_party"}
    yield "consult", after, {"party": "third_party"}
    yield "consult", d, {"party": "nobody"}
    for opinion in ("agrees", "objects", "unreasoned", "silent", "perhaps"):
        yield "consulted", d, {"op": opinion}
    if app.consultations:
        _, asked, term, _ = app.consultations[0]
        yield "consulted", asked, {"op": "agrees"}
        yield "consulted", asked - 1, {"op": "agrees"}
        if term is None:
            yield "consulted", max(d, asked + 40), {"op": "objects"}
        else:
            yield "consulted", term, {"op": "silent"}
            yield "consulted", term + 1, {"op": "silent"}
            yield "consulted", term + 5, {"op": "objects"}
    yield "ask_fee", d, {"amt": 100}
    yield "ask_fee", last, {"amt": 100}
    yield "ask_fee", after, {"amt": 100}
    yield "ask_fee", d, {"amt": 0}
    for oc in ("granted", "secret", "excessive", "still_unclear", "third_party",
               "privacy", "nonsense"):
        yield "draft", d, {"for": "answer", "oc": oc}
    for n in (0, 7, 15, 16, 20, 21):
        yield "draft", d, {"for": "extend", "days": n}
    yield "submit", d, {}
    yield "return", d, {"why": "x"}
    yield "return", d, {}
    yield "extend", d, {}
    yield "extend", last, {}
    yield "extend", after, {}
    yield "answer", d, {}
    yield "answer", after, {}
    for m in METHODS:
        yield "dispatch", d, {"m": m}
    yield "dispatch", d + 2, {"m": "post"}
    yield "dispatch", d, {}
    yield "deliver", d, {"m": "in_person"}
    yield "deliver", d, {"m": "post"}
    if app.ended_on is not None:
        yield "deliver", app.ended_on - 1, {"m": "in_person"}
        yield "archive", app.ended_on - 1, {}
    yield "proactive", d, {}
    yield "archive", d, {}
    yield "void", d, {"why": "x"}
    yield "void", d, {}
    yield "void", d - 1, {"why": "x"}
    # disputes
    for e in ("review_filed", "accept_review"):
        yield e, d, {}
        yield e, last, {}
        yield e, after, {}
    if app.received is not None:
        yield "review_filed", app.received - 1, {}
    for e in ("refuse_review", "review_reply", "suspend_review",
              "resume_review", "court_reply", "remand", "retry"):
        yield e, d, {}
    x = next((x for x in app.disputes if x.state != "concluded"), None)
    if x:
        yield "review_reply", x.latest - 1, {}
        yield "court_reply", x.latest - 1, {}
        yield "end_review", d, {"dec": "upheld", "ref": x.number}
        yield "end_suit", d, {"dec": "withdrawn", "ref": x.number}
        yield "end_review", d, {"dec": "upheld", "ref": x.number + 5}
    else:
        yield "end_review", d, {"dec": "upheld", "ref": 1}
    for dec in REVIEW_RESULT if x and x.is_review else ("upheld", "perform"):
        yield "end_review", d, {"dec": dec}
    yield "end_review", d, {"dec": "remake", "until": d + 30}
    yield "end_review", d, {"dec": "remake", "until": d}
    yield "end_review", d, {"dec": "withdrawn"}
    for block in ("suit_direct", "suit_after_review"):
        yield "accept_suit", d, {"blk": block, "our": "original"}
        yield "accept_suit", after, {"blk": block, "our": "original", "why": "x"}
        yield "accept_suit", d, {"blk": block, "our": "third"}
    yield "accept_suit", d, {"blk": "review", "our": "original"}
    suit = any(not x.is_review for x in app.disputes)
    for dec in SUIT_RESULT if suit else ("dismissed", "perform"):
        yield "judge", d, {"dec": dec}
        yield "end_suit", d, {"dec": dec}
    yield "judge", d, {"dec": "remake", "until": d + 60}
    yield "judge", d, {"dec": "affirmed"}
    yield "end_suit", d, {"dec": "perform", "until": d + 30}
    judged = next((x for x in app.disputes if x.judged_on is not None), None)
    final = appeal_deadline(judged.judged_on, judged.decision) if judged else d
    for on in (final, final + 1):
        yield "appeal", on, {}
        yield "appeal", on, {"why": "x"}
        yield "take_effect", on, {}
        yield "take_effect", on, {"why": "x"}
    if judged and judged.judged_until:
        yield "take_effect", judged.judged_until + 3, {}
        yield "judge_appeal", judged.judged_until + 3, {"dec": "affirmed"}
    for dec in ("affirmed", "appeal_withdrawn", "remake", "dismissed",
                "withdrawn", "upheld"):
        yield "judge_appeal", d, {"dec": dec}
    yield "judge_appeal", d, {"dec": "perform", "until": d + 30}


def tries(app, d):
    """Every command to try: each variant by whoever may, and for each event
    once by everybody else; four eyes also by the drafter as head."""
    seen, done = set(), set()
    for e, on, more in variants(app, d):
        who = [HEAD] if e in HEADS else [CLERK]
        if e in ("return", "extend", "answer"):
            who += [HEAD_DRAFTER, HEAD_OTHER]
        if e not in seen:
            seen.add(e)
            who += [CLERK if e in HEADS else HEAD, ("auditor", "u8"),
                    ("admin", "u9")]
        for w in who:
            c = command(e, on, w)
            c.update(more)
            mark = tuple(sorted(c.items()))
            if mark not in done:
                done.add(mark)
                yield c
    for e in ("receive", "arrive"):
        c = command(e, d, CLERK, ch="in_person", kind="person")
        yield c


# ------------------------------------------------------------------ the walk

def features(app, d):
    """The abstract state as (always, {feature: value})."""
    f = {}
    if app.was_extended:
        f["extended"] = "running" if app.extension_runs else "spent"
    if app.was_corrected:
        f["corrected"] = True
    if app.asked_reasons and app.state != "explaining":
        f["reasons"] = True
    if app.consultations:
        f["open"] = len(app.consultations) > 1 or app.consultations[0][0]
    if app.objection:
        f["objection"] = True
    if app.draft:
        oc = app.draft[1]
        f["draft"] = (app.draft[0], app.draft_status, oc if oc in (
            "granted", "excessive", "still_unclear") else "")
    served = (app.dispatched, app.delivered, app.returned)
    if any(served):
        f["served"] = served
    if app.archived:
        f["archived"] = True
    if app.outcome in ("secret", "third_party"):
        f["refused"] = True
    if (app.received is not None and app.state not in ("answered", "lapsed")
            and not app.stopped(d)
            and d > (app.ordered if app.state == "remaking" else app.clock.due)):
        f["overdue"] = True
    if app.state == "remaking" and app.closed is None:
        f["unanswered"] = True
    for x in app.disputes:
        f["review" if x.is_review else "suit"] = (
            x.state, x.replied, x.block, x.role == "original",
            x.decision in ("remake", "perform"))
    return (app.state, app.edition), f


def key(app, d):
    always, f = features(app, d)
    return always, tuple(sorted(f.items(), key=str))


def latest_day(script):
    return max(c["on"] for c in script)


def walk(first_day, channel, most):
    """Breadth first: {key: (witness script, number of features)}"""
    d = day(first_day)
    first = command("receive" if known_at_once(channel, d) else "arrive", d,
                    ch=channel, kind="person")
    found = {}
    queue = [[first]]
    app = play(queue[0])
    found[key(app, d)] = (queue[0], 0)
    for script in queue:                # grows while it is walked
        d = latest_day(script)
        app = play(script)
        for e, on, more in variants(app, d):
            if on < d or e == "void":
                continue
            c = command(e, on)
            c.update(more)
            if app.attempt(c) != "ok":
                continue
            kinds = [x.is_review for x in app.disputes]
            if kinds.count(True) <= 1 and kinds.count(False) <= 1:
                k = key(app, on)
                n = len(k[1])
                if k not in found and n <= MOST and len(found) < most:
                    found[k] = (script + [c], n)
                    queue.append(script + [c])
            app = play(script)
    return found


# Scripts for what the walk does not tell apart.
def by_hand():
    def d(s):
        return day("2024-" + s)

    first = command("receive", d("03-01"), ch="in_person", kind="company")

    def draft(on, who, oc="granted"):
        return command("draft", on, who, **{"for": "answer", "oc": oc})

    head = HEAD
    # whoever drafted any version since the draft was last dropped
    yield [first, draft(d("03-04"), CLERK), draft(d("03-05"), head),
           command("submit", d("03-05"))]
    yield [first, draft(d("03-04"), head), command("submit", d("03-04")),
           command("return", d("03-05"), HEAD_OTHER, why="x"),
           draft(d("03-06"), CLERK), command("submit", d("03-06"))]
    yield [first, draft(d("03-04"), head), command("submit", d("03-04")),
           command("ask_reasons", d("03-05")), command("explained", d("03-06")),
           draft(d("03-06"), CLERK), command("submit", d("03-06"))]
    yield [first, draft(d("03-04"), CLERK), command("submit", d("03-04")),
           draft(d("03-05"), CLERK)]
    # two consultations at once, and one after another
    a = command("consult", d("03-06"), party="third_party")
    b = command("consult", d("03-13"), party="co_maker")
    yield [first, a, b]
    yield [first, a, b, command("consulted", d("03-20"), op="objects")]
    yield [first, a, command("consulted", d("03-12"), op="objects"), b]
    yield [first, a, command("consulted", d("04-30"), op="agrees")]
    # objection, override, objection
    yield [first, a, command("consulted", d("03-12"), op="objects"),
           command("override", d("03-13"), why="x")]
    yield [first, a, command("consulted", d("03-12"), op="objects"),
           command("override", d("03-13"), why="x"),
           command("consult", d("03-14"), party="third_party"),
           command("consulted", d("03-20"), op="objects")]
    yield [first, command("consult", d("03-06"), party="co_maker"),
           command("consulted", d("03-12"), op="objects")]
    # a pause that begins on the last day of the term, ends on a day off
    last = command("consult", d("03-29"), party="third_party")
    yield [first, last, command("consulted", d("04-13"), op="agrees")]
    yield [first, last, command("consulted", d("04-15"), op="agrees")]
    # an extension before, during and after such a pause
    def extension(on, n):
        return [command("draft", on, **{"for": "extend", "days": n}),
                command("submit", on), command("extend", on)]

    for n in (1, 5):
        yield ([first] + extension(d("03-28"), n)
               + [last, command("consulted", d("04-13"), op="agrees")])
        yield ([first, last] + extension(d("04-01"), n)
               + [command("consulted", d("04-13"), op="agrees")])
        yield ([first, last, command("consulted", d("04-13"), op="agrees")]
               + extension(d("04-15"), n))
    # a later term, then a pause, then an extension
    later = [first, command("ask_reasons", d("03-05")),
             command("explained", d("03-11"), until=d("06-01"))]   # a Saturday
    yield later
    yield later + extension(d("05-31"), 5)
    yield later + [command("consult", d("05-30"), party="co_maker"),
                   command("consulted", d("06-08"), op="agrees")]
    yield later + [command("consult", d("06-01"), party="co_maker"),
                   command("consulted", d("06-08"), op="agrees")]
    # a consultation open beyond its term, and another one then
    yield [first, a, command("transfer", d("04-10"), unit="x")]
    yield [first, a, command("consult", d("04-10"), party="co_maker")]
    yield [first, a, command("consult", d("06-10"), party="co_maker"),
           command("consulted", d("06-12"), op="agrees")]
    # 2007: silence is no consent, a late correction
    def o(s):
        return day("2018-" + s)

    old = command("receive", o("03-01"), ch="registered", kind="other")
    yield [old, command("consult", o("03-06"), party="third_party"),
           command("consulted", o("05-06"), op="silent")]
    yield [old, command("consult", o("03-06"), party="co_maker"),
           command("consulted", o("03-16"), op="unreasoned")]
    yield [old, command("ask_correction", o("03-22")),
           command("correct", o("04-12"), why="x")]
    yield [old, command("ask_correction", o("03-26")),
           command("correct", o("04-12"), why="x")]
    # an order while a consultation is open and nothing is answered
    late = command("review_filed", d("06-03"))
    yield [first, command("transfer", d("06-03"), unit="x"), late,
           command("accept_review", d("06-05")),
           command("consult", d("06-06"), party="third_party"),
           command("end_review", d("07-01"), dec="perform")]
    # a second order, a second suit
    end = [command("withdraw", d("03-05"), why="x")]
    suit = command("accept_suit", d("03-10"), blk="suit_direct", our="original")
    yield [first] + end + [suit, suit, command("court_reply", d("03-12"))]
    yield [first] + end + [suit, command("end_suit", d("03-20"), dec="perform"),
                           suit | {"on": d("03-21")},
                           command("end_suit", d("04-01"), dec="remake",
                                   until=d("04-20"))]
    yield [first] + end + [suit, command("end_suit", d("03-20"), dec="rejected"),
                           command("retry", d("03-25"))]
    # service and archive, again after a remade answer
    review = command("accept_review", d("03-08"))
    served = [command("deliver", d("03-06"), m="in_person"),
              command("dispatch", d("03-06"), m="post")]
    yield [first] + end + served
    yield [first] + end + served[::-1]
    again = [review, command("end_review", d("03-12"), dec="remake"),
             command("withdraw", d("03-15"), why="x")]
    yield [first] + end + [command("archive", d("03-06"))] + again
    yield [first] + end + served + again
    yield [first] + end + [review, review, command("review_reply", d("03-09"))]
    yield [first] + end + [review, command("review_filed", d("03-09")),
                           command("review_filed", d("03-09"))]
    # voids
    void = command("void", d("03-08"), why="x")
    yield [first, a, void]
    yield [first, a, command("consulted", d("03-08"), op="agrees"), void]
    yield [first, a, command("consulted", d("03-08"), op="agrees"), void, void]
    yield [first, draft(d("03-08"), CLERK), command("submit", d("03-08")), void]
    yield [first, draft(d("03-08"), CLERK), command("submit", d("03-08")),
           command("answer", d("03-08")), void]
    yield [first, command("ask_correction", d("03-08")), void]
    yield [first, draft(d("03-04"), CLERK), command("submit", d("03-04")),
           command("ask_reasons", d("03-08")), void]
    arrive = command("arrive", d("03-01"), ch="fax", kind="other")
    yield [arrive, command("withdraw", d("03-08"), why="x"), void]
    yield [first] + end + [review, command("end_review", d("03-08"),
                                           dec="remake"), void]


def chosen(found):
    for k, (script, n) in found.items():
        if zlib.crc32(repr(k).encode()) % 1000 < SHARE[n]:
            yield script


def line(script, stats):
    app = play(script)
    d = latest_day(script)
    rows = []
    for c in tries(app, d):
        if app.attempt(c) == "ok":
            rows.append([out(c), "ok"] + app.summary(c["on"]))
            app = play(script)
            stats["ok"] += 1
        else:
            rows.append([out(c), "no"])
            stats["no"] += 1
    return {"script": [out(c) for c in script], "tries": rows}


def with_void(script):
    """The script, one more step, and that step voided the same day."""
    app = play(script)
    d = latest_day(script)
    steps = [(e, on, more) for e, on, more in variants(app, d)
             if on == d and e != "void"]
    shift = zlib.crc32(repr(script).encode()) % len(steps)
    for e, on, more in steps[shift:] + steps[:shift]:
        c = command(e, on)
        c.update(more)
        if app.attempt(c) == "ok":
            return script + [c, command("void", d, why="x")]
    return script


def triples(path="triples.jsonl.gz"):
    stats = {"ok": 0, "no": 0}
    count = 0
    with gzip.GzipFile(path, "wb", 9, mtime=0) as f:
        def write(script):
            text_ = json.dumps(line(script, stats), separators=(",", ":"))
            f.write(text_.encode() + b"\n")

        for script in by_hand():
            write(script)
            count += 1
        for first_day, channel, most in STARTS:
            found = walk(first_day, channel, most)
            n = 0
            for script in chosen(found):
                write(with_void(script) if n % 11 == 10 else script)
                n += 1
            count += n
            print("%s %-10s %6d states, %5d written"
                  % (first_day, channel, len(found), n))
    print("%d vectors, %d tries ok, %d not" % (count, stats["ok"], stats["no"]))


def receipts(path="receipts.jsonl"):
    """[command, "ok" or "no", state, due]: the first command of an application."""
    with open(path, "w") as f:
        for on in ("2015-06-01", "2018-12-20", "2019-05-14", "2019-05-15",
                   "2024-05-11", "2025-12-20"):
            for i, ch in enumerate(CHANNELS + ("pigeon",)):
                for e in ("receive", "arrive"):
                    for who in (CLERK, HEAD, ("auditor", "u8"), ("admin", "u9")):
                        app = Application()
                        c = command(e, day(on), who, ch=ch, kind=KINDS[i % 6])
                        ok = app.attempt(c) == "ok"
                        row = [out(c), "ok" if ok else "no"]
                        if ok:
                            row += [app.state, text(app.due(day(on)))]
                        f.write(json.dumps(row, separators=(",", ":")) + "\n")


def fees(path="fees.jsonl"):
    with open(path, "w") as f:
        for n in range(1, 301):
            f.write(json.dumps({"n": n, "items": fee_by_items(n),
                                "pages": fee_by_pages(n)}) + "\n")


def main():
    fees()
    receipts()
    triples()


if __name__ == "__main__":
    main()
