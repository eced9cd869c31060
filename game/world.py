"""The state of the world: arrays that declare their axes, unit, meaning and who may know them.

Every array ends in the world axis. Nations count the unplayed rest of the world as the last row; seats are the
nations without that row, then the firms. The file under ``rules/`` that writes a field is declared with it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agents.columns import Array, column
from game import names

FIXED_SIZES = {
    "channel": len(names.CHANNELS),
    "role": len(names.ROLES),
    "line": len(names.LINES),
    "sector": len(names.SECTORS),
    "constituency": len(names.CONSTITUENCIES),
    "class": len(names.CLASSES),
    "deal": names.DEAL_SLOTS,
    "clause": names.CLAUSE_SLOTS,
    "clause_kind": len(names.CLAUSES),
    "slot": names.OFFER_SLOTS,
    "body": names.BODY_SLOTS,
    "ladder": names.LADDER_SLOTS,
    "agenda": names.AGENDAS,
    "side": 2,
    "window": 4,
}


@dataclass(frozen=True)
class Terms:
    """What parties promise one another: the rows of the treaty book, and of an offer on its way there."""

    party: Array = column("deal", "party", dtype="bool", meaning="seat is a party", rule="deals")
    quarters_left: Array = column("deal", dtype="int8", unit="quarters", meaning="0 marks a free slot", rule="deals")
    inspection: Array = column("deal", unit="0-1", meaning="chance that a breach is seen", rule="deals")
    kind: Array = column("deal", "clause", dtype="int8", meaning="clause kind, 0 is empty", rule="deals")
    giver: Array = column("deal", "clause", dtype="int8", meaning="seat that owes, -1 every party", rule="deals")
    taker: Array = column("deal", "clause", dtype="int8", meaning="seat that is owed, -1 every party", rule="deals")
    channel: Array = column("deal", "clause", dtype="int8", meaning="channel concerned, -1 none", rule="deals")
    amount: Array = column("deal", "clause", meaning="how much, in the unit of the clause kind", rule="deals")
    due: Array = column("deal", "clause", dtype="int8", unit="quarters", meaning="agreed length", rule="deals")
    state: Array = column("deal", "clause", dtype="int8", meaning="open, kept, late, broken, expired", rule="deals")
    found: Array = column("deal", "clause", dtype="bool", meaning="its breach was seen", rule="deals")
    renewed: Array = column("deal", dtype="bool", meaning="its parties go on when it ends", rule="deals")


@dataclass(frozen=True)
class World:
    """Everything that is so at the end of a quarter."""

    quarter: Array = column(unit="quarters", meaning="quarters played", dtype="int64")
    finished: Array = column(meaning="the game is over", dtype="bool", rule="endings")
    ending: Array = column(meaning="index of the ending, -1 while it lasts", dtype="int8", rule="endings")

    # what the economy makes
    capacity: Array = column("firm", unit="k slots/quarter", meaning="output capacity of its role", rule="chips")
    inventory: Array = column("firm", unit="k slots", meaning="unsold finished output", known="reported", rule="chips")
    quality: Array = column("nation", unit="0-1", meaning="home-designed chip against the best", rule="chips")
    experience: Array = column("nation", unit="k slots", meaning="chips ever made at home", rule="chips")
    denial: Array = column("nation", unit="0-1", meaning="memory of denied chips", rule="chips")
    memory_stock: Array = column(
        "nation", unit="k slots", meaning="stock of high-bandwidth memory", known="reported", rule="chips"
    )
    product_training: Array = column(unit="H100e/slot", meaning="training worth of the best slot", rule="chips")
    product_serving: Array = column(unit="H100e/slot", meaning="serving worth of the best slot", rule="chips")
    chips_made: Array = column("nation", unit="k slots", meaning="made this quarter by home designers", rule="chips")
    chips_received: Array = column("nation", unit="k slots", meaning="received legally this quarter", rule="chips")
    chips_leaked: Array = column(
        "nation", unit="k slots", meaning="smuggled in this quarter", known="reported", rule="chips"
    )
    leak_route: Array = column(
        "nation", unit="k slots", meaning="capacity of smuggling routes", known="reported", rule="chips"
    )
    shortage: Array = column("nation", unit="0-1", meaning="wanted chips not received", rule="chips")
    backlog: Array = column(
        "nation", unit="k slots", meaning="unfilled foreign orders for chips below the line", rule="chips"
    )
    compute_price: Array = column("nation", unit="ratio", meaning="unit cost of compute, free trade = 1", rule="chips")
    adaptation: Array = column(
        "nation", "channel", unit="0-1", meaning="substitutes learned under denial", rule="chips"
    )
    chokepoint: Array = column("nation", "channel", unit="0-1", meaning="share of world supply held", rule="chips")
    leverage: Array = column("nation", unit="0-1", meaning="cost it can impose on the rest", rule="chips")

    # what it runs on
    chips_training: Array = column(
        "nation", unit="k H100e", meaning="training stock owned", known="reported", rule="compute"
    )
    chips_serving: Array = column(
        "nation", unit="k H100e", meaning="serving stock owned", known="reported", rule="compute"
    )
    power: Array = column("nation", unit="GW", meaning="AI power capacity", rule="compute")
    power_load: Array = column("nation", unit="GW", meaning="load of all chips owned", rule="compute")
    home_made: Array = column("nation", unit="0-1", meaning="share of new compute made at home", rule="compute")
    compute_share: Array = column("firm", unit="0-1", meaning="share of home compute it uses", rule="compute")

    # what it knows
    talent: Array = column("nation", unit="US 2022 = 1", meaning="top-tier researchers at work", rule="talent")
    know_how: Array = column(
        "nation", unit="ECI points", meaning="algorithmic knowledge", known="reported", rule="research"
    )
    research: Array = column(
        "nation", unit="ECI points/quarter", meaning="know-how from own research", known="reported", rule="research"
    )
    scarcity_gain: Array = column(
        "nation", unit="ECI points", meaning="efficiency learned from scarcity", known="reported", rule="research"
    )
    recipe: Array = column("nation", unit="ECI points", meaning="new training recipes taken up", rule="research")
    data: Array = column("nation", unit="index", meaning="training data at hand", rule="research")
    latent: Array = column(
        "nation", unit="ECI points", meaning="capability the nation could train", known="reported", rule="research"
    )
    edge: Array = column("firm", unit="ECI points", meaning="a lab's place in its national field", rule="research")
    trained: Array = column("firm", unit="ECI points", meaning="best model trained", known="own", rule="research")
    published: Array = column("firm", unit="ECI points", meaning="best model on offer", rule="release")
    opened: Array = column("firm", unit="ECI points", meaning="best model with open weights", rule="release")
    best: Array = column("nation", unit="ECI points", meaning="best published model at home", rule="release")
    open_frontier: Array = column(unit="ECI points", meaning="best open model anywhere", rule="release")
    lead: Array = column("nation", unit="quarters", meaning="ahead (+) or behind (-) the best rival", rule="release")
    pace: Array = column(unit="ECI points/quarter", meaning="progress of the frontier", rule="release")

    # how it is used
    ecosystem: Array = column(
        "ecosystem", "nation", unit="share", meaning="share of each stack in use", rule="ecosystems"
    )
    fragmentation: Array = column(unit="0-1", meaning="incompatibility of the stacks in use", rule="ecosystems")
    adoption: Array = column("nation", "sector", unit="0-1", meaning="organisations using AI", rule="adoption")
    prosperity: Array = column("nation", unit="index", meaning="gain from AI in use", rule="adoption")
    gdp: Array = column("nation", unit="USD bn/quarter", meaning="gross domestic product", rule="adoption")
    public_trust: Array = column("nation", unit="0-1", meaning="public trust in AI", rule="adoption")

    # what goes wrong
    safety: Array = column(
        "firm", unit="0-1", meaning="safety effort in force", known="reported", audited=True, rule="safety"
    )
    incidents: Array = column(unit="count", meaning="everyday incidents this quarter", rule="safety")
    incident_class: Array = column(unit="0-4", meaning="worst class this quarter, 0 none", dtype="int8", rule="safety")
    incident_origin: Array = column(unit="firm", meaning="firm it began at, -1 none", dtype="int8", rule="safety")
    grave_count: Array = column(unit="count", meaning="incidents of class 3 or more", rule="safety")
    alarm: Array = column(unit="0-1", meaning="fading memory of warning shots", rule="safety")
    risk: Array = column(unit="chance", meaning="chance of a serious incident in four quarters", rule="safety")

    # money
    revenue: Array = column("firm", unit="USD bn/quarter", meaning="revenue", rule="money")
    cash: Array = column(
        "seat", unit="USD bn", meaning="cash or treasury for AI policy", known="reported", rule="money"
    )
    income: Array = column("seat", unit="USD bn/quarter", meaning="money in", rule="money")
    spending: Array = column("seat", unit="USD bn/quarter", meaning="money out", known="reported", rule="money")
    alive: Array = column("firm", meaning="in business", dtype="bool", rule="money")
    parent: Array = column("firm", meaning="firm that owns it, itself if free", dtype="int8", rule="money")
    compliance_cost: Array = column(
        "firm", unit="share", meaning="compliance cost in revenue", known="reported", audited=True, rule="money"
    )

    # minds
    trust_good: Array = column("truster", "trusted", unit="weight", meaning="remembered good conduct", rule="trust")
    trust_bad: Array = column("truster", "trusted", unit="weight", meaning="remembered bad conduct", rule="trust")
    tension: Array = column(
        "truster", "trusted", unit="0-1", meaning="anger of the first at measures of the second", rule="trust"
    )
    support: Array = column("nation", "constituency", unit="0-100", meaning="support of constituencies", rule="opinion")
    approval: Array = column("nation", unit="0-100", meaning="approval of the government", rule="opinion")
    influence: Array = column("seat", unit="points", meaning="political capital; a firm's standing", rule="prices")
    kept: Array = column("seat", unit="count", meaning="pledges kept, decaying", rule="deals")
    broken: Array = column("seat", unit="count", meaning="pledges seen broken, decaying", rule="deals")
    agenda: Array = column("seat", meaning="secret agenda, index in its deck", dtype="int8", known="own", rule="start")
    odds: Array = column("seat", "agenda", unit="chance", meaning="analysts' odds on its agenda", rule="opinion")
    temperament: Array = column(
        "seat", unit="-1..1", meaning="hawkish (+) or conciliatory (-)", known="own", rule="start"
    )
    guidance: Array = column("firm", unit="USD bn", meaning="revenue promised to the market", rule="money")

    # what is under way
    programmes: Array = column(
        "nation", "line", dtype="int8", unit="quarters", rule="programmes",
        meaning="how long a programme on a line of the budget still runs",
    )
    building: Array = column(
        "firm", dtype="int8", unit="quarters", rule="programmes", meaning="until a new line or hall is ready, 0 none"
    )
    campaigning: Array = column(
        "nation", dtype="int8", unit="quarters", rule="programmes", meaning="how long a campaign of enforcement goes on"
    )

    # who watches whom
    analysts: Array = column(
        "seat", "subject", dtype="int8", unit="quarters", known="own", rule="watching",
        meaning="how long its analysts, or its market study, still watch a seat",
    )
    exposed: Array = column(
        "seat", dtype="int8", unit="quarters", rule="watching", meaning="how long a published finding about it tells"
    )
    audited: Array = column(
        "firm", dtype="int8", unit="quarters", rule="watching", meaning="how long its audit in public tells"
    )

    # institutions
    # Terms declares the columns of deals itself; to mypy every column() above is a default.
    deals: Terms  # type: ignore[misc]  # no default: columns are declared as fields without one too
    member: Array = column("body", "nation", dtype="bool", meaning="nation is a member", rule="bodies")
    host: Array = column("body", dtype="int8", unit="nation", meaning="seat of the body, -1 free slot", rule="bodies")
    orientation: Array = column("body", unit="-1..1", meaning="safety and rights (-) .. development (+)", rule="bodies")
    body_influence: Array = column("body", "nation", unit="share", meaning="sway over the agenda", rule="bodies")
    standard: Array = column("body", unit="0-1", meaning="strength of the standard it has set", rule="bodies")

    # crises and occasions
    ladder: Array = column("ladder", dtype="int8", meaning="kind of crisis, -1 none", rule="crises")
    ladder_side: Array = column("ladder", "side", dtype="int8", unit="seat", meaning="who stands on it", rule="crises")
    rung: Array = column("ladder", dtype="int8", unit="1-6", meaning="rung of the crisis", rule="crises")
    mediator: Array = column(
        "ladder", dtype="int8", unit="nation", meaning="who mediates on it, -1 nobody", rule="mediation"
    )
    mediated: Array = column(
        "nation", unit="count", meaning="settlements that it mediated, decaying", rule="mediation"
    )
    ladder_quiet: Array = column(
        "restrictor", "target", dtype="int8", unit="quarters", meaning="quiet after a crisis", rule="crises"
    )
    rupture_left: Array = column(
        "restrictor", "target", dtype="int8", unit="quarters", meaning="aftermath of a rupture", rule="crises"
    )
    occasion: Array = column(
        "seat", "side", dtype="int8", meaning="major and minor occasion put, -1 none", rule="occasions"
    )
    occasion_quiet: Array = column(
        "occasion", "seat", dtype="int8", unit="quarters", meaning="cool-down left", rule="occasions"
    )
    occasion_waited: Array = column("occasion", "seat", unit="0-1", meaning="pressure carried over", rule="occasions")
    since_major: Array = column(
        "seat", dtype="int8", unit="quarters", meaning="since the last major occasion", rule="occasions"
    )
    boost: Array = column(
        "effect", "seat", unit="as named", meaning="answered occasions still at work", rule="occasions"
    )

    # what is foretold
    question: Array = column(
        "seat", dtype="int8", known="own", rule="questions", meaning="question put about the next quarter, -1 none"
    )
    question_from: Array = column(
        "seat", unit="as named", known="own", rule="questions", meaning="its quantity when it was put"
    )
    question_odds: Array = column(
        "seat", unit="chance", known="own", rule="questions", meaning="chance that analysts give it"
    )
    question_came: Array = column(
        "seat", dtype="int8", unit="no, yes", known="own", rule="questions",
        meaning="whether the last question came true, -1 none",
    )
    forecasts: Array = column(
        "seat", unit="count", known="own", rule="questions", meaning="questions that it has answered"
    )
    forecast_error: Array = column(
        "seat", unit="0-1 each", known="own", rule="questions", meaning="squared errors of its answers, summed"
    )
    analysts_error: Array = column(
        "seat", unit="0-1 each", known="own", rule="questions",
        meaning="squared errors of analysts on the questions that it answered, summed",
    )

    # luck that lasts, and what errors others see
    shock: Array = column(dtype="int8", unit="0-4", meaning="true shock this quarter, 0 none", rule="shocks")
    shock_place: Array = column(
        dtype="int8", unit="nation", meaning="nation that it struck, -1 all or none", rule="shocks"
    )
    demand_shock: Array = column(unit="log", meaning="world demand, autoregressive", known="hidden", rule="chips")
    sight_error: Array = column(
        "observer", "subject", unit="sd", meaning="error of reports", known="hidden", rule="sightings"
    )

    # recent means, on which endings are judged
    recent: Array = column(
        "window", "measure", unit="as named", meaning="last four quarters of the ending measures", rule="endings"
    )


def start_terms(rows: int, seats: int, worlds: int) -> Terms:
    """An empty treaty book of ``rows`` deals."""
    clause = (rows, names.CLAUSE_SLOTS, worlds)
    return Terms(
        party=np.zeros((rows, seats, worlds), bool),
        quarters_left=np.zeros((rows, worlds), np.int8),
        inspection=np.zeros((rows, worlds)),
        kind=np.zeros(clause, np.int8),
        giver=np.full(clause, -1, np.int8),
        taker=np.full(clause, -1, np.int8),
        channel=np.full(clause, -1, np.int8),
        amount=np.zeros(clause),
        due=np.zeros(clause, np.int8),
        state=np.zeros(clause, np.int8),
        found=np.zeros(clause, bool),
        renewed=np.zeros((rows, worlds), bool),
    )
