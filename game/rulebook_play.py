"""The pages of the rulebook that tell the data of the play: kinds of numbers, occasions, ladders, goals and agendas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from game.play_numbers import KINDS, read_numbers
from game.playbook import read_play

Row = tuple[object, ...]
Table = tuple[tuple[str, ...], list[Row]]


def kinds(groups: Sequence[str]) -> Table:
    """The kinds of numbers that some files of rules read; entries that know one of theirs better have a row too."""
    rows: list[Row] = []
    for file in KINDS:
        for name, kind in read_numbers()[file].items():
            if kind["rule"] in groups:
                bounds = kind["range"]
                span = bounds if isinstance(bounds, str) else "–".join(f"{end:g}" for end in bounds)
                rows.append((f"`{file}.{name}`", span, kind["unit"], kind["status"], kind["source"], kind["meaning"]))
                for entry, known in _known(file, name):
                    rows.append((f"`{file}.{name}` of {entry}", span, kind["unit"], *known, kind["meaning"]))
    return ("Number of the play", "Range", "Unit", "Status", "Source", "Meaning"), rows


def _known(file: str, kind: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Entries that say otherwise of a kind: their name, status and source."""
    play = read_play()
    decks = [entry for deck in play["goals"].values() for entry in (*deck["goal"], *deck["agenda"])]
    known_in = {"occasions": play["occasion"], "ladders": play["ladder"], "goals": decks, "questions": play["question"]}
    for entry in known_in[file]:
        if kind in entry.get("known", {}):
            known = entry["known"][kind]
            yield entry["key"], (known["status"], known["source"])


def entries(groups: Sequence[str]) -> Iterator[Table]:
    """What the files of the play say, with their numbers, for those of these files of rules."""
    if "occasions" in groups:
        yield ("Occasion", "Size", "Asked", "Weight", "Quiet", "When"), [_occasion(o) for o in read_play()["occasion"]]
    if "questions" in groups:
        asked = [_question(question) for question in read_play()["question"]]
        yield ("Question", "Asked", "Weight", "When", "Then", "Analysts"), asked
    if "crises" in groups:
        yield ("Ladder", "Weight", "When", "Or", "Rungs: tension, trust, hindrance"), list(_ladders())
    if "scores" in groups:
        yield ("Seat", "Goal or agenda", "Measure", "Floor", "Aim", "Points", "of them for beating"), list(_goals())


def _occasion(occasion: Mapping[str, Any]) -> Row:
    asked = ", ".join((*occasion["asked"], *occasion.get("roles", ())))
    key, size, joined = occasion["key"], occasion["size"], " or " if occasion.get("any") else " and "
    return f"`{key}`", size, asked, f"{occasion['weight']:g}", occasion["quiet"], _when(occasion["when"], joined)


def _question(question: Mapping[str, Any]) -> Row:
    then, (least, full) = dict(question["then"]), question["analysts"]
    measure = then.pop("measure")
    ((way, mark),) = then.items()
    asked, asks = ", ".join(question["asked"]), f"{measure} {way.replace('_', ' ')} {mark:g}"
    when = _when(question["when"], " or " if question.get("any") else " and ")
    return f"`{question['key']}`", asked, f"{question['weight']:g}", when, asks, f"{least:g} to {full:g}"


def _when(listed: Sequence[Mapping[str, Any]], joined: str = " and ") -> str:
    return joined.join(_condition(given) for given in listed)


def _condition(given: Mapping[str, Any]) -> str:
    sign, mark = ("≤", given["at_most"]) if "at_most" in given else ("≥", given.get("at_least"))
    told = f"{given['measure']} {sign} {mark:g}" if mark is not None else given["measure"]
    return f"{told} (full at {given['full']:g})" if "full" in given else told


def _ladders() -> Iterator[Row]:
    for ladder in read_play()["ladder"]:
        rungs = [
            " ".join([f"{rung.get('tension', 0):g}, {rung.get('trust', 0):g}", *_hindered(rung)])
            for rung in ladder["rung"]
        ]
        when, other = _when(ladder["when"]), _when(ladder.get("or", ()))
        yield f"`{ladder['key']}`", f"{ladder['weight']:g}", when, other, "; ".join(rungs)
    rules = read_play()["rules"]
    for name in ("step_down", "standing", "rupture"):
        yield f"every: {name}", "", "", "", "; ".join(f"{number:g}" for number in rules[name])


def _hindered(rung: Mapping[str, Any]) -> Iterator[str]:
    for side, arrow in (("first", "→"), ("second", "←")):
        for channel, amount in rung.get(side, {}).items():
            yield f"{arrow} {channel} {amount:g}"


def _goals() -> Iterator[Row]:
    shared = read_play()["points"]
    for archetype, deck in read_play()["goals"].items():
        for entry in (*deck["goal"], *deck["agenda"]):
            points = entry.get("points", shared["agenda"])
            marks = (f"{entry['floor']:g}", f"{entry['aim']:g}", points, entry.get("beating", 0))
            yield archetype, f"`{entry['key']}`", entry["measure"], *marks
