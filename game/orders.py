"""The order sheet: one line a seat, standing until changed. Persons, strategies and pupils write on the same sheet."""

from __future__ import annotations

from dataclasses import dataclass

from agents.columns import Array, column
from game import names


@dataclass(frozen=True)
class Orders:
    """What every seat has ordered. Nation rows include the rest of the world, whose orders never change.

    ``price`` is the list price in influence of one change; fields of price 0 are free or priced by their own rule.
    ``moves`` names the world fields that a change of this field moves first; a field with an ``idle`` value acts once.
    """

    restriction: Array = column(
        "restrictor", "target", "channel", unit="0 free .. 1 banned", low=0.0, high=1.0, price=1, rule="restrictions",
        moves=("adaptation",), label="Export restriction", meaning="how far it keeps a channel from a partner",
    )
    refusal: Array = column(
        "buyer", "seller", "channel", unit="0-1", low=0.0, high=1.0, price=1, rule="restrictions",
        moves=("adaptation",), label="Buyer's refusal", meaning="how far it refuses to buy through a channel",
    )
    levy: Array = column(
        "restrictor", "target", "channel", unit="share of price", low=0.0, high=0.5, price=1, rule="levies",
        moves=("adaptation", "chips_received", "income"), label="Levy",
        meaning="share of a channel's trade with a partner that the treasury takes",
    )
    threshold: Array = column(
        "nation", unit="H100e/slot", low=0.0, high=4.0, price=1, rule="chips", moves=("chips_received",),
        label="Legal threshold", meaning="training worth of a slot up to which a chip counts as downgraded",
    )
    package: Array = column(
        "seller", "buyer", unit="0-1", low=0.0, high=1.0, price=1, rule="ecosystems", moves=("ecosystem",),
        label="Full-stack package", meaning="financed export of the whole stack to a partner",
    )
    stance: Array = column(
        "nation", "partner", unit="0 partner .. 4 sever", low=0.0, high=4.0, price=1, rule="trust",
        moves=("trust_good", "trust_bad"),
        label="Public stance", meaning="announced attitude; a gap to the measures taken costs trust",
    )
    enforcement: Array = column(
        "nation", unit="0-1", low=0.0, high=1.0, price=2, rule="chips", moves=("leak_route",),
        label="Enforcement", meaning="effort against smuggling of what it restricts",
    )
    openness: Array = column(
        "nation", unit="-1 forbid .. 1 subsidise", low=-1.0, high=1.0, price=2, rule="release", moves=("opened",),
        label="Open-weights policy", meaning="forbid or subsidise the release of open weights at home",
    )
    release_threshold: Array = column(
        "nation", unit="ECI points", low=0.0, high=40.0, price=2, rule="release", moves=("opened",),
        label="Release threshold", meaning="how far below the frontier open weights must stay",
    )
    budget: Array = column(
        "nation", "line", unit="share", low=0.0, high=1.0, price=1, rule="compute",
        moves=("chips_received", "quality", "talent", "safety", "adoption", "body_influence"),
        label="Budget", meaning="split over compute, chips, research, safety, adoption, diplomacy; sums to one",
    )
    programme: Array = column(
        "nation", "line", dtype="int8", unit="none, start, end", low=0, high=2, price=3, rule="programmes",
        moves=("programmes",), idle=0, label="Programmes",
        meaning="begin a programme on a line of the budget, or end one that is no longer bound",
    )
    campaign: Array = column(
        "nation", dtype="bool", unit="yes or no", low=0, high=1, price=2, rule="programmes", moves=("campaigning",),
        idle=0, label="Enforcement campaign", meaning="search harder for smuggled chips for some quarters",
    )
    safety_standard: Array = column(
        "nation", unit="0-1", low=0.0, high=1.0, price=1, rule="safety", moves=("public_trust",),
        label="Safety standard", meaning="safety effort demanded of labs at home",
    )
    body_action: Array = column(
        "nation", "body", dtype="int8", unit="none, join, leave, found", low=0, high=3, rule="bodies",
        moves=("member",), idle=0,
        label="Institutions", meaning="join, leave or found a body this quarter",
    )
    steer: Array = column(
        "nation", "body", unit="-1..1", low=-1.0, high=1.0, price=2, rule="bodies", moves=("orientation",),
        label="Steer a vote", meaning="pull the orientation of a body it belongs to",
    )
    release: Array = column(
        "firm", dtype="int8", unit="hold, closed, delayed, open", low=0, high=3, price=2, rule="release",
        moves=("published", "opened"),
        label="Release policy", meaning="what is done with each new model; delayed costs 1, closing nothing",
    )
    sales: Array = column(
        "firm", "buyer", unit="0-1", low=0.0, high=1.0, price=1, rule="chips",
        moves=("chips_received", "chips_made", "capacity", "revenue"),
        label="Markets", meaning="how far it serves each nation's market",
    )
    downgrade: Array = column(
        "firm", unit="0-1", low=0.0, high=1.0, price=1, rule="chips", moves=("chips_received",),
        label="Product below the line", meaning="share of barred demand served with a chip below the threshold",
    )
    consortium: Array = column(
        "firm", "ecosystem", dtype="bool", unit="yes or no", low=0, high=1, price=1, rule="ecosystems",
        moves=("ecosystem", "income"), label="Full-stack consortium",
        meaning="deliver as part of a host's full-stack packages, and be paid from them",
    )
    tests: Array = column(
        "firm", dtype="bool", unit="yes or no", low=0, high=1, price=1, rule="safety", moves=("know_how", "risk"),
        label="Published tests", meaning="publish how its models are tested; others learn safety from it, and more",
    )
    safety_effort: Array = column(
        "firm", unit="0-1", low=0.0, high=1.0, price=1, known="reported", audited=True, rule="safety",
        moves=("trained",), label="Safety effort", meaning="share of research spent on safety",
    )
    growth: Array = column(
        "firm", unit="share of revenue", low=0.0, high=0.6, price=1, rule="money",
        moves=("capacity", "compute_share", "revenue"),
        label="Growth investment", meaning="share of revenue put into new capacity",
    )
    build: Array = column(
        "firm", dtype="bool", unit="yes or no", low=0, high=1, price=3, rule="programmes", moves=("building",), idle=0,
        label="New line or data centre", meaning="begin a plant or a hall, paid now and ready later",
    )
    training_share: Array = column(
        "firm", unit="0-1", low=0.1, high=0.9, price=1, rule="research", moves=("trained",),
        label="Training share", meaning="share of its compute for training, the rest serves",
    )
    lobbying: Array = column(
        "firm", unit="-1 against .. 1 for controls", low=-1.0, high=1.0, price=2, rule="opinion", moves=("support",),
        label="Lobbying", meaning="pressure on the home government over controls",
    )
    compliance: Array = column(
        "firm", unit="0-1", low=0.0, high=1.0, price=1, known="reported", audited=True, rule="money",
        moves=("leak_route", "safety"), label="Compliance",
        meaning="how far it polices its own sales beyond the letter",
    )
    stockpile: Array = column(
        "firm", unit="quarters", low=0.0, high=2.0, price=1, known="own", rule="chips", moves=("inventory",),
        label="Stockpiling", meaning="quarters of output that a chip designer keeps in store",
    )
    guidance: Array = column(
        "firm", dtype="int8", unit="low, middle, high", low=0, high=2, rule="money", moves=("guidance",),
        label="Guidance", meaning="result promised to the market",
    )
    hoarding: Array = column(
        "nation", unit="0-1", low=0.0, high=1.0, known="own", rule="research", moves=("know_how",),
        label="Hoarding", meaning="share of results kept back inside a joint laboratory",
    )
    watch: Array = column(
        "party", "seat", dtype="bool", unit="yes or no", low=0, high=1, price=1, known="own", rule="watching",
        moves=("analysts",), idle=0, label="Watch", meaning="set analysts on a seat; a firm begins a study of it",
    )
    publish: Array = column(
        "party", "seat", dtype="bool", unit="yes or no", low=0, high=1, price=1, rule="watching",
        moves=("exposed", "audited", "leak_route"), idle=0, label="Publish",
        meaning="nations publish what their analysts know of a seat; firms report leakage to a nation, or have "
        "themselves audited in public",
    )
    inspect: Array = column(
        "nation", "deal", dtype="bool", unit="yes or no", low=0, high=1, rule="watching", moves=("broken", "tension"),
        idle=0, label="Inspect", meaning="look this quarter under a deal that carries inspection",
    )
    mediate: Array = column(
        "nation", "ladder", dtype="bool", unit="yes or no", low=0, high=1, price=2, rule="mediation",
        moves=("mediator",), idle=0, label="Mediate", meaning="offer to mediate between the sides of a crisis",
    )
    breach: Array = column(
        "party", "deal", dtype="bool", meaning="leave this deal now, openly", low=0, high=1, rule="deals",
        moves=("broken",), idle=0, label="Break a deal", unit="yes or no",
    )
    ceiling: Array = column(
        "party", "ladder", dtype="int8", unit="down, hold, one, two", low=0, high=3, known="own", rule="crises",
        moves=("rung",), idle=1, label="Crisis ceiling", meaning="step down, hold, climb one or climb two",
    )
    reply: Array = column(
        "party", "side", dtype="int8", unit="option, -1 default", low=-1, high=3, known="own", rule="occasions",
        moves=("occasion",), idle=-1, label="Answer to an occasion",
        meaning="option chosen for the major and the minor occasion",
    )
    forecast: Array = column(
        "party", dtype="int8", unit="hardly .. surely, -1 none", low=-1, high=names.FORECASTS - 1, known="own",
        rule="questions", moves=("forecasts", "forecast_error", "analysts_error"), idle=-1, label="Forecast",
        meaning="how likely it calls what it is asked about the next quarter; it changes nothing else",
    )
    doctrine: Array = column(
        "party", dtype="int8", unit="place in its list, -1 as cast", low=-1, high=7, price=2, known="own",
        rule="prices", moves=("influence",), person=True, label="Doctrine",
        meaning="which of the seat's doctrines runs it from next quarter on, all that was noted forgotten",
    )


@dataclass(frozen=True)
class Offer:
    """A draft that a seat puts on the table; the proposer is a party of its own offer."""

    party: Array = column("party", dtype="bool", unit="yes or no", low=0, high=1, meaning="seat is a party")
    quarters: Array = column(unit="quarters", low=1, high=24, meaning="how long it runs")
    inspection: Array = column(unit="0-1", low=0, high=1, meaning="chance that a hidden breach is seen")
    kind: Array = column("clause", dtype="int8", low=0, high=14, meaning="clause kind, 0 is empty")
    giver: Array = column("clause", dtype="int8", low=-1, high=127, meaning="seat that owes, -1 every party")
    taker: Array = column("clause", dtype="int8", low=-1, high=127, meaning="seat that is owed, -1 every party")
    channel: Array = column("clause", dtype="int8", low=-1, high=11, meaning="channel or body concerned, -1 none")
    amount: Array = column("clause", low=0, high=100, meaning="how much, in the unit of the clause kind")
    sound: Array = column(low=0, high=1, unit="chance", meaning="sounded out first, tabled from this on; 0: at once")
