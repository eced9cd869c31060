"""What was offered, signed, kept and broken, what became of bodies, and who watched whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from game import names
from game.chronicle.events import Event
from game.chronicle.quarter import NOTICED, Quarter, body_name, rounded
from game.names import BROKEN
from game.rules.watching import said_kinder_than_done


def offers(q: Quarter) -> Iterator[Event]:
    """Offers signed, refused and countered; what was not signed is known to the parties alone."""
    answered_by = {record["counter"]: q.seats[record["from"]] for record in q.talks.log if "counter" in record}
    for number, record in enumerate(q.talks.log):
        parties = [q.seats[s] for s in record["terms"]["parties"]]
        first = q.seats[record["from"]]
        others = [key for key in parties if key != first]
        clauses = [plain_clause(q, clause) for clause in record["terms"]["clauses"]]
        if "sounded" in record:
            if record["leaked"]:
                yield q.event("sounding_leaked", first, *others, parties=parties, clauses=clauses)
        elif "renews" in record:
            pass  # told when the deal ends or goes on
        elif record["signed"]:
            values = {
                "clauses": clauses,
                "quarters": record["terms"]["quarters"],
                "inspection": record["terms"]["inspection"],
            }
            yield q.event("deal_signed", first, *others, size=0.6 + 0.3 * len(clauses), parties=parties, **values)
        elif number in answered_by:
            by = answered_by[number]
            rest = [key for key in parties if key not in (by, first)]
            yield q.event("offer_countered", by, first, *rest, secret=parties, clauses=clauses)
        else:
            said_no = [q.seats[int(s)] for s, yes in record["answers"].items() if not yes]
            yield q.event("offer_refused", first, *others, secret=parties, clauses=clauses, refused_by=said_no)
        for seat in record.get("office", ()):
            said = "yes" if record["answers"][seat] else "no"
            key = q.seats[int(seat)]
            yield q.event("office_answered", key, first, secret=(key,), clauses=clauses, said=said)


def plain_clause(q: Quarter | Any, clause: Mapping[str, Any]) -> dict[str, Any]:
    """A clause of a record with keys for its seats."""
    seats = q.setting.seats
    return {
        "kind": clause["kind"],
        "giver": seats[clause["giver"]] if clause["giver"] >= 0 else "",
        "taker": seats[clause["taker"]] if clause["taker"] >= 0 else "",
        "channel": int(clause["channel"]),
        "amount": rounded(clause["amount"]),
    }


def slot_clauses(q: Quarter | Any, terms: Any, deal: int) -> list[dict[str, Any]]:
    """The clauses of a slot of the treaty book."""
    return [
        plain_clause(
            q,
            {
                "kind": names.CLAUSES[int(terms.kind[deal, c, 0])],
                "giver": int(terms.giver[deal, c, 0]),
                "taker": int(terms.taker[deal, c, 0]),
                "channel": int(terms.channel[deal, c, 0]),
                "amount": float(terms.amount[deal, c, 0]),
            },
        )
        for c in range(names.CLAUSE_SLOTS)
        if terms.kind[deal, c, 0] > 0
    ]


def deals(q: Quarter) -> Iterator[Event]:
    """Deals that ran out, went on, were left or were seen broken."""
    was, now = q.agreed.deals, q.after.deals
    for deal in np.flatnonzero(was.quarters_left[:, 0] > 0).tolist():
        left = int(was.quarters_left[deal, 0])
        rebooked = int(now.quarters_left[deal, 0]) >= left
        if int(now.quarters_left[deal, 0]) > 0 and not rebooked:
            continue
        parties = [q.seats[s] for s in np.flatnonzero(was.party[deal, :, 0]).tolist()]
        clauses = slot_clauses(q, was, deal)
        walked = [key for s, key in enumerate(q.seats) if q.played.breach[s, deal, 0] and was.party[deal, s, 0]]
        seen = now.found[deal, :, 0] & (now.state[deal, :, 0] == BROKEN) & ~was.found[deal, :, 0]
        if walked:
            rest = [key for key in parties if key not in walked]
            yield q.event("deal_left", *walked, *rest, by=walked, parties=parties, clauses=clauses)
        elif not rebooked and seen.any():
            which = int(np.argmax(seen))
            giver = int(was.giver[deal, which, 0])
            by = [q.seats[giver]] if giver >= 0 else []
            rest = [key for key in parties if key not in by]
            clause = names.CLAUSES[int(was.kind[deal, which, 0])]
            yield q.event("deal_broken", *by, *rest, by=by, parties=parties, clause=clause, clauses=clauses)
        elif was.renewed[deal, 0] and rebooked:
            quarters = int(now.quarters_left[deal, 0])
            yield q.event("deal_renewed", *parties, parties=parties, clauses=clauses, quarters=quarters)
        elif left == 1 or rebooked:
            kind = "deal_ran_out" if left == 1 else "deal_broken"
            extra: dict[str, Any] = {} if left == 1 else {"by": [], "clause": clauses[0]["kind"] if clauses else "none"}
            yield q.event(kind, *parties, parties=parties, clauses=clauses, **extra)


def bodies(q: Quarter) -> Iterator[Event]:
    """Bodies founded, joined, left, and standards that come to bind."""
    founded = (q.before.host[:, 0] < 0) & (q.after.host[:, 0] >= 0)
    joined = q.after.member[..., 0] & ~q.before.member[..., 0]
    left = q.before.member[..., 0] & ~q.after.member[..., 0]
    for body in np.flatnonzero(founded).tolist():
        host = q.nation(int(q.after.host[body, 0]))
        yield q.event("body_founded", host, body=body_name(q, body))
    for body, nation in np.argwhere(joined).tolist():
        if not founded[body]:
            host = q.nation(int(q.after.host[body, 0]))
            count = int(np.count_nonzero(q.after.member[body, :, 0]))
            yield q.event("body_joined", q.nation(nation), body=body_name(q, body), host=host, members=count)
    for body, nation in np.argwhere(left).tolist():
        yield q.event("body_left", q.nation(nation), body=body_name(q, body))
    for body in np.flatnonzero((q.before.standard[:, 0] < 0.5) & (q.after.standard[:, 0] >= 0.5)).tolist():
        host = q.nation(int(q.after.host[body, 0]))
        yield q.event("standard_set", host, body=body_name(q, body))


def watching(q: Quarter) -> Iterator[Event]:
    """Findings, audits and reports of leakage; analysts set and studies begun, known to their seat; inspections."""
    for seat, subject in np.argwhere(q.played.publish[..., 0]).tolist():
        if seat == subject:
            yield q.event("audit_published", q.seats[seat], part=rounded(q.new.safety_effort[seat - q.n, 0]))
        elif seat >= q.n:
            yield q.event("leak_reported", q.seats[seat], q.seats[subject])
        else:
            part = rounded(_gap_shown(q, subject))
            shown = "" if part < NOTICED else "nation" if subject < q.n else "firm"
            yield q.event("finding_published", q.seats[seat], q.seats[subject], size=0.7 + part, part=part, shown=shown)
    for seat, subject in np.argwhere(q.played.watch[..., 0]).tolist():
        kind = "analysts_set" if seat < q.n else "study_begun"
        yield q.event(kind, q.seats[seat], q.seats[subject], secret=(q.seats[seat],))
    for nation, deal in np.argwhere(q.played.inspect[: q.n, :, 0]).tolist():
        parties = [q.seats[s] for s in np.flatnonzero(q.agreed.deals.party[deal, :, 0]).tolist()]
        rest = [key for key in parties if key != q.nation(nation)]
        yield q.event("inspection_held", q.nation(nation), *rest, secret=parties)


def _gap_shown(q: Quarter, subject: int) -> float:
    """How far a finding shows deeds from words, or a firm's safety below the law at home [0-1]."""
    if subject >= q.n:
        firm = subject - q.n
        asked = float(q.new.safety_standard[q.setting.home[firm], 0])
        return max(asked - float(q.before.safety[firm, 0]), 0.0)
    gap = said_kinder_than_done(q.new.restriction[subject], q.new.stance[subject], q.p.channel_weight)
    return float(gap[0])
