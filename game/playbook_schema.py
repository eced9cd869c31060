"""What may stand in the data files of the play: one model a kind of table, names and numbers only."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import AfterValidator, ConfigDict, ValidationInfo, field_validator, model_validator

from agents.columns import columns_of
from game import names
from game.limits import Among, Complete, Count, Known, Number, Part, Stated, Status, Text, means, refused, wrong
from game.mistakes import outside, unknown
from game.orders import Orders
from game.play_numbers import Provenance, within_quantity
from game.quantities import BODIES, MEASURES, PAIRS, PARTNERS, SIGNS
from game.rules.sizes import EFFECT_BOUNDS, EFFECTS, OCCASIONS, OPTIONS

AT_HAND = ("counterpart", "partners", "home", "firms", "bodies")
"""Who may mind an option besides the constituencies at home."""
NEEDS = {
    **dict.fromkeys(names.TOWARDS, "partner"), **dict.fromkeys(names.PLAIN, ""),
    "budget": "line", "body_action": "body", "steer": "body",
}  # fmt: skip
"""What a change of an order says besides the field: where it goes."""

POINTED = [name for name, pair in PAIRS.items() if pair.points]
"""Quantities that point at a pair."""

Archetype = Annotated[str, Among(names.ARCHETYPES)]
Side = Annotated[str, Among(names.SIDES)]
Outcome = Annotated[str, Among(names.OUTCOMES)]
Channel = Annotated[str, Among(names.CHANNELS)]
Points = Annotated[Number, Stated("points")]
Hindrance = dict[Channel, Annotated[Number, Stated("hindrance")]]
Provenances = dict[Annotated[str, Known("numbers")], Provenance]
Rungs = Count(names.RUNGS, names.RUNGS, "entries, one a rung")


class Condition(Part):
    """A quantity against a mark; pressure grows from the mark to where it is full."""

    measure: str
    at_least: Number = means("mark from which it holds", None)
    at_most: Number = means("mark up to which it holds", None)
    full: Number = means("where the pressure is full; without it the comparison only gates", None)

    @model_validator(mode="after")
    def _has_one_mark(self) -> Self:
        if self.measure in POINTED:
            if marks := [key for key in ("at_least", "at_most", "full") if getattr(self, key) is not None]:
                raise refused(dict.fromkeys(marks, f"{self.measure} points at a pair and has no mark"))
            return self
        if (self.at_least is None) == (self.at_most is None):
            raise wrong("needs at_least or at_most, and not both")
        mark, sign = (self.at_most, -1) if self.at_least is None else (self.at_least, 1)
        if self.full is not None and (self.full - mark) * sign <= 0:
            raise refused({"full": f"must lie beyond the mark {mark:g}"})
        return self

    @model_validator(mode="after")
    def _keeps_within_the_quantity(self, info: ValidationInfo) -> Self:
        return within_quantity(self, ("at_least", "at_most", "full"), self.measure, info)


class SeatCondition(Condition):
    """A comparison of a quantity of a seat."""

    measure: Annotated[str, Among(MEASURES)] = means("quantity of the seat that is asked")


class PairCondition(Condition):
    """A comparison of a quantity of two nations."""

    measure: Annotated[str, Among(PAIRS)] = means("quantity of the ordered pair")


class Fragment(Part):
    """A change of one order: by an amount, or to a level."""

    field: Annotated[str, Among(NEEDS)] = means("field of the order sheet")
    by: Number = means("what is added", None)
    to: Number = means("what it becomes", None)
    partner: Annotated[str, Among(PARTNERS)] = means("towards whom", None)
    channels: Annotated[list[Channel], Count(1, len(names.CHANNELS))] = means("through which channels", None)
    line: Annotated[str, Among(names.LINES)] = means("which line of the budget", None)
    body: Annotated[str, Among(BODIES)] = means("at which body", None)

    @model_validator(mode="after")
    def _says_where(self) -> Self:
        needed = (NEEDS[self.field], "channels" if self.field in ("restriction", "refusal", "levy") else "")
        given = {name: getattr(self, name) is not None for name in ("partner", "channels", "line", "body")}
        says = {True: f"is missing for {self.field}", False: f"is not known here for {self.field}"}
        if told := {name: says[name in needed] for name, there in given.items() if there != (name in needed)}:
            raise refused(told)
        return self

    @model_validator(mode="after")
    def _keeps_within_the_order_sheet(self) -> Self:
        given = {way: value for way, value in (("by", self.by), ("to", self.to)) if value is not None}
        ways = {"budget": ["by"], "body_action": ["to"], "steer": ["to"]}.get(self.field, ["by", "to"])
        column = columns_of(Orders)[self.field]
        width = column.high - column.low
        if len(given) != 1:
            raise wrong("needs by or to, and not both")
        for way, value in given.items():
            low, high = (column.low, column.high) if way == "to" else (-width, width)
            if way not in ways:
                raise refused({way: f"{self.field} is changed with {ways[0]}"})
            if not low <= value <= high:
                raise refused({way: outside(value, low, high)})
        return self


class Effect(Part):
    """What an answer sets besides orders."""

    effect: Annotated[str, Among(EFFECTS)] = means("input of a rule")
    amount: Number = means("what is added to it")

    @model_validator(mode="after")
    def _keeps_within_its_bound(self) -> Self:
        bound = EFFECT_BOUNDS[self.effect]
        if abs(self.amount) > bound:
            raise refused({"amount": outside(self.amount, -bound, bound)})
        return self


class Option(Part):
    """One answer to an occasion."""

    key: Text
    price: Annotated[int, Stated("price")] = means("influence that it takes", 0)
    minds: list[Annotated[str, Among((*names.CONSTITUENCIES, *AT_HAND))]] = means("who minds it", [])
    orders: list[Fragment] = means("what it orders", [])
    effects: list[Effect] = means("what it sets", [])


class Occasion(Part):
    """A decision that arises from the state."""

    key: Text
    size: Annotated[str, Among(names.SIZES)] = means("a seat is put one of each size at most")
    weight: Annotated[Number, Stated("weight")] = means("chance a quarter under full pressure")
    quiet: Annotated[int, Stated("quiet")] = means("quarters before it may come again")
    asked: list[Archetype] = means("archetypes that it is put before")
    roles: list[Annotated[str, Among(names.ROLES)]] = means("firms that it is put before as well, by role", [])
    default: Text = means("option of a seat that does not answer, or `hold`")
    when: list[SeatCondition] = means("comparisons that must hold")
    any: bool = means("whether one of them is enough", False)
    option: Annotated[list[Option], Count(2, OPTIONS)] = means("answers")
    known: Provenances = means("numbers that are known otherwise", {})

    @model_validator(mode="after")
    def _has_a_free_default(self) -> Self:
        free = {option.key: not option.price for option in self.option}
        if self.default not in free and self.default != names.HOLD:
            raise refused({"default": unknown(self.default, [*free, names.HOLD])})
        if not free.get(self.default, True):
            raise refused({"default": "must cost nothing, so that everybody can afford it"})
        return self


class Occasions(Part):
    """The file of occasions."""

    format: int
    occasion: Annotated[list[Occasion], Count(OCCASIONS, OCCASIONS)]


class Then(Part):
    """What is asked: one quantity a quarter later, against a mark or against what it was."""

    measure: Annotated[str, Among(MEASURES)] = means("quantity of the seat that is asked")
    at_least: Number = means("mark that it must reach", None)
    at_most: Number = means("mark that it may not pass", None)
    rises_by: Number = means("by how much it must have risen", None)
    falls_by: Number = means("by how much it must have fallen", None)

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Self:
        given = {key: value for key in names.THEN if (value := getattr(self, key)) is not None}
        if len(given) != 1:
            raise wrong(f"needs one of {', '.join(names.THEN)}")
        if told := {key: "must be more than nothing" for key in ("rises_by", "falls_by") if given.get(key, 1) <= 0}:
            raise refused(told)
        return self

    @model_validator(mode="after")
    def _keeps_within_the_quantity(self, info: ValidationInfo) -> Self:
        return within_quantity(self, names.THEN, self.measure, info)


class Question(Part):
    """Something that a seat may foretell for a quarter ahead."""

    key: Text
    weight: Annotated[Number, Stated("weight")] = means("how much its pressure counts")
    asked: list[Archetype] = means("archetypes that it is put before")
    when: list[SeatCondition] = means("comparisons that must hold")
    any: bool = means("whether one of them is enough", False)
    then: Then = means("what must be so a quarter later")
    analysts: Annotated[list[Annotated[Number, Stated("analysts")]], Count(2, 2)] = means(
        "chance that analysts give it without pressure and under full pressure"
    )
    known: Provenances = means("numbers that are known otherwise", {})


class Questions(Part):
    """The file of questions."""

    format: int
    chances: Annotated[list[Annotated[Number, Stated("chances")]], Count(names.FORECASTS, names.FORECASTS)]
    question: Annotated[list[Question], Count(1, 127)]


class Rung(Part):
    """A step of a ladder; what lower rungs hinder stays."""

    key: Text
    first: Hindrance = means("what it hinders of what the first side sells to the second", {})
    second: Hindrance = means("the same on the way back", {})
    tension: Annotated[Number, Stated("tension")] = means("tension added a quarter while it stands", 0)
    trust: Annotated[Number, Stated("trust")] = means("trust lost a quarter while it stands", 0)
    suspended: list[Side] = means("whose releases are suspended", [])


class Term(Part):
    """The clause in which a ladder ends."""

    giver: Side = means("who gives it")
    kind: Annotated[str, Among(names.CLAUSES[1:])] = means("kind of the clause")
    channel: Channel = means("its channel", None)
    amount: Annotated[Number, Stated("amount")] = means("its amount, in the unit of its kind")


class Ladder(Part):
    """A crisis between two nations, of which the first opens it."""

    key: Text
    weight: Annotated[Number, Stated("weight")] = means("chance a quarter under full pressure")
    when: list[PairCondition] = means("comparisons that must hold")
    otherwise: list[PairCondition] = means("a second way to open", [], alias="or")
    rung: Annotated[list[Rung], Rungs] = means("its steps")
    terms: Annotated[dict[Outcome, Term], Complete(names.OUTCOMES)] = means("clauses in which it ends")
    known: Provenances = means("numbers that are known otherwise", {})


class LadderRules(Part):
    """What all ladders share; the kinds of numbers say what each means."""

    step_down: Annotated[list[Annotated[Number, Stated("step_down")]], Rungs]
    standing: Annotated[list[Annotated[Number, Stated("standing")]], Rungs]
    rupture: Annotated[list[Annotated[Number, Stated("rupture")]], Rungs]
    rupture_channels: dict[Channel, Annotated[Number, Stated("rupture_channels")]]
    terms_quarters: Annotated[int, Stated("terms_quarters")]
    quiet_quarters: Annotated[int, Stated("quiet_quarters")]
    rupture_quarters: Annotated[int, Stated("rupture_quarters")]


class Ladders(Part):
    """The file of crisis ladders."""

    format: int
    rules: LadderRules
    ladder: list[Ladder]


class Mark(Part):
    """Where a quantity begins to count and where it counts in full."""

    floor: Number = means("value at which it counts nothing")
    aim: Number = means("value at which it counts in full; below the floor, less is better")

    @field_validator("aim")
    @classmethod
    def _is_not_the_floor(cls, aim: float, info: ValidationInfo) -> float:
        if aim == info.data.get("floor"):
            raise wrong("must differ from the floor")
        return aim


class Agenda(Mark):
    """A secret agenda; its points stand at the head of the file."""

    key: Text
    measure: Annotated[str, Among(MEASURES)] = means("quantity of the seat")
    beating: Annotated[Number, Stated("beating")] = means("how many of its points are for beating somebody", 0)
    signs: Annotated[dict[Annotated[str, Among(SIGNS)], Annotated[Number, Stated("signs")]], Count(0, 2)] = means(
        "what conduct speaks for it to analysts, and how much", {}
    )
    known: Provenances = means("numbers that are known otherwise", {})

    @model_validator(mode="after")
    def _keeps_within_the_quantity(self, info: ValidationInfo) -> Self:
        return within_quantity(self, ("floor", "aim"), self.measure, info)


class Goal(Agenda):
    """A public goal."""

    points: Points = means("points at its aim")


class Deck(Part):
    """Goals and agendas of an archetype."""

    goal: Annotated[list[Goal], Count(names.GOALS, names.GOALS)]
    agenda: Annotated[list[Agenda], Count(names.AGENDAS, names.AGENDAS)]


class Shared(Part):
    """How the hundred points of a seat are split."""

    goals: list[Points] = means("points of the three goals")
    agenda: Points = means("points of the agenda")
    world: Points = means("points that all share")


class Goals(Part):
    """The file of goals and agendas."""

    format: int
    points: Shared
    goals: Annotated[dict[Archetype, Deck], Complete(names.ARCHETYPES)]

    @field_validator("goals")
    @classmethod
    def _share_the_points(cls, goals: dict[str, Deck], info: ValidationInfo) -> dict[str, Deck]:
        shared: Shared | None = info.data.get("points")
        if shared is None:
            return goals
        told: dict[Any, str] = {}
        for kind, deck in goals.items():
            if [goal.points for goal in deck.goal] != shared.goals:
                told[kind, "goal"] = f"its points must be {shared.goals}"
            worth: list[tuple[str, int, Agenda, float]]
            worth = [("goal", place, goal, goal.points) for place, goal in enumerate(deck.goal)]
            worth += [("agenda", place, agenda, shared.agenda) for place, agenda in enumerate(deck.agenda)]
            for part, place, entry, most in worth:
                if entry.beating > most:
                    told[kind, part, place, "beating"] = outside(entry.beating, 0, most)
        if told:
            raise refused(told)
        return goals


def _fitted(seat: dict[str, Mark], info: ValidationInfo) -> dict[str, Mark]:
    for goal, mark in seat.items():
        within_quantity(mark, ("floor", "aim"), goal, info, goal)
    return seat


class Marks(Part):
    """The file of fitted floors and aims: a table for each seat of a scenario, with an entry for each goal."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[
        str, dict[str, Annotated[dict[Annotated[str, Known("ranges")], Mark], AfterValidator(_fitted)]]
    ]

    format: int
    status: Status
    source: Text


FILES: dict[str, type[Part]] = {
    "occasions": Occasions, "ladders": Ladders, "goals": Goals, "marks": Marks,
    "questions": Questions,
}
