"""Steps 11 to 14: stacks compete, AI is used, things go wrong, and money changes hands."""

from __future__ import annotations

import numpy as np

from agents.breakdown import Breakdown
from agents.columns import Array, ratio, share, total
from game import names
from game.rules import adoption, ecosystems, levies, money, ownership, programmes, safety
from game.rules.deals import money_promised
from game.rules.sizes import EFFECTS
from game.rules.steps import Quarter
from game.rules.steps.treaty import ROLE, accord
from game.rules.trust import trust
from game.setting import MAKERS

STACK = ("designer", "cloud", "lab", "platform")
"""Roles that make a full stack."""


def stacks_compete(q: Quarter) -> None:
    """Step 11: which stack each nation uses, and how incompatible the world is."""
    world, orders, setting, p = q.world, q.orders, q.setting, q.p
    hosts = setting.hosts[:-1]
    best, hindrance = q["best"], q["hindrance"]
    open_home = setting.best_at_home(q["opened"])
    appeal = np.exp(-np.maximum(best.max(axis=0) - open_home, 0) / p.open_falloff)
    q.between["open_appeal"] = appeal
    rest = np.ones((1, p.worlds), bool)  # it has no treasury that could run dry
    solvent = np.concatenate([world.cash[: setting.nation_seats] > 0, rest])
    q.between |= {"solvent": solvent, "packages": orders.package * solvent[:, None]}
    quality, openness, ties, price = [], [], [], []
    financed = q["packages"]
    if orders.consortium.any():
        financed = _delivered(q)
    for host in hosts:
        free = np.ones((len(best), 1))
        free[host] = 0
        quality.append(best[host] + 0 * best)
        openness.append(appeal[host] + 0 * best)
        trusted = trust(world.trust_good[:, host], world.trust_bad[:, host])
        common = _shared_standards(q, host)
        ties.append(trusted - 1 / 2 + p.package_tie * financed[host] + p.standard_tie * common)
        blocked = np.maximum(
            np.maximum(hindrance[host, :, names.TOP], hindrance[host, :, names.CLOUD]),
            hindrance[host, :, names.WEIGHTS],
        )
        taken = np.maximum(orders.levy[host, :, names.TOP], orders.levy[host, :, names.DOWNGRADED])
        price.append((p.denied_price * blocked + taken) * free)
    quality.append(best)
    openness.append(appeal)
    ties.append(0 * best)
    price.append(0 * best - p.own_stack)
    value = ecosystems.utility(
        world.ecosystem, np.array(quality), np.array(openness), np.array(ties), np.array(price), p
    )
    q.new["ecosystem"] = ecosystems.shares(world.ecosystem, value, p)
    weight = q["gdp_share"]
    pairs = q.pledged("recognition")
    recognised = np.minimum(total(total(pairs * weight[None], 1) * weight, 0) * 2, 1)
    q.new["fragmentation"] = ecosystems.fragmentation(q["ecosystem"], weight, recognised)
    q.between["quality_used"] = total(q["ecosystem"] * np.array(quality), 0)


def _delivered(q: Quarter) -> Array:
    """Packages with what joined firms add to them [0-1 and more] · (host, buyer, world)."""
    joined = q.orders.consortium & q.world.alive[:, None]
    role = np.take(q.setting.role, np.array([ROLE[part] for part in STACK]), axis=0)
    whole = ecosystems.completeness(joined, role)
    financed = q["packages"].copy()
    for stack, host in enumerate(q.setting.hosts[:-1]):
        financed[host] = financed[host] * (1 + q.p.consortium_gain * whole[stack])
    return financed


def _shared_standards(q: Quarter, host: int) -> Array:
    """How far a host is bound to each nation by the standards of bodies they share [0-1] · (nation, world)."""
    bound = q["member"] * q["standard"][:, None]
    return np.asarray((bound * bound[:, host, None]).max(axis=0))


def use_and_prosperity(q: Quarter) -> None:
    """Step 12: adoption by sector, prosperity, product and public trust."""
    world, orders, setting, p = q.world, q.orders, q.setting, q.p
    serving = q["serving_in_use"] / world.gdp
    mood = np.concatenate([q["boost"][EFFECTS.index("public_trust")][: setting.nation_seats], np.zeros((1, p.worlds))])
    quality = q["quality_used"]
    used = adoption.adoption(
        world.adoption, quality, serving, world.public_trust, q["fragmentation"], orders.budget, world.alarm, p
    )
    gains = adoption.prosperity(used, quality, q["fragmentation"], q["compute_price"], p.damage * world.alarm, p)
    q.new["adoption"] = used
    q.new["prosperity"] = q.explained("prosperity", gains)
    q.new["gdp"] = adoption.gdp(world.gdp, q["prosperity"] - world.prosperity, p)
    trusted = adoption.public_trust(world.public_trust, world.alarm, orders.safety_standard, mood, q["audits"], p)
    q.new["public_trust"] = q.explained("public_trust", trusted)


def incidents(q: Quarter) -> None:
    """Step 13: everyday incidents, and draws from the hazard that everybody shares."""
    world, orders, setting, p = q.world, q.orders, q.setting, q.p
    standard = np.maximum(orders.safety_standard, 0)
    force = safety.safety_in_force(
        orders.safety_effort, setting.at_home(standard), setting.at_home(accord(q)), orders.compliance,
        setting.at_home(orders.budget[:, 3] / p.budget_reference[3]), p
    )
    labs = setting.has_role(ROLE["lab"]) & world.alive
    frontier = q["best"].max(axis=0)
    parts = safety.hazard_parts(
        np.maximum(q["trained"], q["published"]), frontier, force, q["opened"], q["pace"] / p.haste_reference, p
    ) * labs
    if q["tests_shared"] is not None:
        parts = parts * (1 - p.tests_effect * q["tests_shared"])
    hot = q.pledged("hotline")
    weight = q["gdp_share"]
    calmed = total(total(hot * weight[None], 1) * weight, 0)
    rates = p.hazard * p.class_ratio * total(parts, 0) * (1 - p.hotline_effect * np.minimum(2 * calmed, 1))
    worst = safety.worst_class(rates, q.luck.uniform("incident", len(names.CLASSES)))
    use = total(total(q["adoption"], 1) * weight, 0) / len(names.SECTORS)
    q.new |= {
        "safety": force,
        "incidents": safety.everyday_incidents(use, frontier, q.luck.normal("everyday"), p),
        "incident_class": worst,
        "incident_origin": safety.origin(parts, q.luck.uniform("origin"), worst > 0),
        "grave_count": world.grave_count + (worst >= 3),
        "alarm": safety.alarm(world.alarm, worst, p),
        "risk": q.explained("risk", safety.risk(parts * (1 - p.hotline_effect * np.minimum(2 * calmed, 1)), p)),
    }


def accounts(q: Quarter) -> None:
    """Step 14: revenue, books, rescues and takeovers."""
    world, orders, setting, p = q.world, q.orders, q.setting, q.p
    n = setting.nation_seats
    revenue = _revenue(q) * world.alive
    received, paid = money_promised(q["pledges"], len(setting.seats), p.worlds)
    burden = total(q["hindrance"][:, :, names.TOP] + q["hindrance"][:, :, names.CLOUD], 1) / len(setting.nations)
    subsidy_home = np.maximum(orders.openness, 0) * p.open_subsidy * q["solvent"]
    opens = (orders.release >= 2) & setting.has_role(ROLE["lab"]) & world.alive
    openers = setting.per_nation(opens.astype(float))
    subsidy = np.where(
        opens, setting.at_home(ratio(subsidy_home, openers)), 0
    )
    run_cost = (p.running_cost + orders.growth) * revenue
    broke = (world.cash[n:] < 0) & world.alive
    rescue = np.where(broke, p.rescue_quarters * run_cost - world.cash[n:], 0)
    books = money.firm_books(
        revenue,
        received[n:],
        paid[n:],
        orders.growth * world.alive,
        orders.safety_effort * world.alive,
        orders.compliance,
        setting.at_home(burden),
        rescue,
        subsidy,
        p,
    )
    levied = q["levied"]
    taken = levies.takings(levied, _levied_trade(q, revenue), len(setting.nations), p.worlds)
    packages = total(q["packages"] * world.gdp[None], 1) * p.package_cost / 100
    state_rescue = setting.per_nation(rescue) * p.rescue_state_share
    into, out = money.nation_books(
        world.gdp[:n], taken[:n], received[:n], paid[:n], packages[:n],
        (subsidy_home * (openers > 0))[:n], state_rescue[:n], p,
    )
    given = q["boost"][EFFECTS.index("budget")]
    treasury, firm = into.causes["appropriation"] / p.occasion_treasury, revenue / p.occasion_revenue
    into = Breakdown.of(**into.causes, occasions=given[:n] * treasury)
    earned = Breakdown.of(**books.income.causes, occasions=given[n:] * firm, credit_squeeze=-q["squeeze"] * revenue)
    if orders.consortium.any():
        earned = Breakdown.of(**earned.causes, packages=_paid_to_consortia(q, packages))
    running = total((q["programmes"][:n] > 0).astype(float), 1)
    out = Breakdown.of(**out.causes, large_programmes=p.programme_cost * running * world.gdp[:n] * q["solvent"][:n])
    spent = books.spending
    if q["line_cost"] is not None:
        spent = Breakdown.of(**spent.causes, new_lines=q["line_cost"])
    income = np.concatenate([into.total, earned.total])
    spending = np.concatenate([out.total, spent.total])
    q.why |= {"income": into, "spending": out, "firm_income": earned, "firm_spending": spent}
    expected = world.revenue * np.exp(p.guidance_step * orders.guidance)
    q.new |= {
        "revenue": revenue,
        "income": income,
        "spending": spending,
        "cash": world.cash + income - spending,
        "compliance_cost": books.compliance_share,
        "guidance": expected,
    }
    _ownership(q, broke)
    surprise = (revenue - world.guidance) / np.maximum(world.guidance, p.tiny)
    q.between["surprise"] = np.minimum(np.maximum(surprise, -1), 1) * p.guidance_scale


def _paid_to_consortia(q: Quarter, packages: Array) -> Array:
    """What joined firms are paid from packages, in equal parts [USD bn/quarter] · (firm, world)."""
    joined = (q.orders.consortium & q.world.alive[:, None]).astype(float)
    hosts = q.setting.hosts
    paid = q.p.consortium_share * np.take(packages, np.maximum(hosts, 0), axis=0) * (hosts >= 0)[:, None]
    count = total(joined, 0)
    each = np.divide(paid, count, out=np.zeros_like(paid), where=count > 0)
    return total(joined * each, 1)


def _levied_trade(q: Quarter, revenue: Array) -> dict[int, Array]:
    """Trade of each channel on which anything is levied [USD bn/quarter] · (restrictor, target, world)."""
    setting, p, flows = q.setting, q.p, q["flows"]
    held = q["chokepoint"]
    labs = setting.per_nation(revenue, ROLE["lab"])[:, None]
    trade = {
        names.TOOLS: lambda: q["tool_flow"] * p.tools_revenue / 1000,
        names.FOUNDRY: lambda: q["logic_flow"] * p.foundry_revenue / 1000,
        names.MEMORY: lambda: q["memory_flow"] * p.memory_revenue / 1000,
        names.TOP: lambda: flows.top * p.slot_price / 1000,
        names.DOWNGRADED: lambda: flows.low * p.levy_price / 1000,
        names.CLOUD: lambda: held[:, names.CLOUD][:, None] * q["serving_rented"][None] * p.cloud_price / 1000,
        names.WEIGHTS: lambda: labs * share(q.world.gdp, 0)[None] * (1 - q["hindrance"][:, :, names.WEIGHTS]),
        names.TALENT: lambda: q["moved"] * p.visa_price,
        names.MINERALS: lambda: held[:, names.MINERALS][:, None] * q["chips_made"][None] * p.minerals_price / 1000,
    }
    return {channel: trade[channel]() for channel in np.unique(q["levied"].channel).tolist()}


def _revenue(q: Quarter) -> Array:
    """Revenue of every firm from what its roles sold [USD bn/quarter] · (firm, world)."""
    world, setting, p = q.world, q.setting, q.p
    flows = q["flows"]
    price_now = p.slot_price * np.exp(p.slot_price_growth * world.quarter)
    low_part = ratio(total(flows.low, 1), flows.shipped)
    mean_price = setting.at_home(low_part) * p.levy_price + (1 - setting.at_home(low_part)) * price_now
    chips = q["shipped_by_firm"] * mean_price / 1000

    made = np.array([total(flow, 1) for flow in (q["tool_flow"], q["logic_flow"], q["memory_flow"])])
    rate = np.array([p.tools_revenue, p.foundry_revenue, p.memory_revenue])[:, None]
    mine = world.capacity * world.alive * setting.role.take(MAKERS[:3], axis=0)[..., None]
    whole = setting.per_role(world.capacity * world.alive, MAKERS[:3]).take(setting.home, axis=1)
    tools, foundry, memory = ratio(mine, whole) * made.take(setting.home, axis=1) * rate / 1000
    plants = foundry + memory + tools
    use_rate = total(q["adoption"], 1) / len(names.SECTORS)
    world_use = total(use_rate * world.gdp, 0) / total(world.gdp, 0)
    clouding = setting.has_role(ROLE["cloud"]) & world.alive
    rented = setting.at_home(q["serving_in_use"]) * q["compute_share"] * clouding
    open_doors = total(q.orders.sales * q["gdp_share"][None], 1)
    clouds = rented * p.cloud_price / 1000 * open_doors
    on_offer = np.where(setting.has_role(ROLE["lab"]) & world.alive, q["published"], 0)
    appeal = np.where(on_offer > 0, np.exp(p.lab_focus * (on_offer - on_offer.max(axis=0))), 0)
    closed_part = 1 - p.open_giveaway * (q["opened"] >= on_offer)
    labs = share(appeal, 0) * closed_part * p.lab_revenue * world_use * open_doors
    reach = total(q["adoption"][:, 0] * q["gdp_share"], 0) * (1 - p.fragmentation_penalty * q["fragmentation"])
    drive = np.exp(p.edge_speed * (q["investment"] - 1))
    if q["landed"] is not None:
        drive = programmes.enlarged(drive, q["landed"], p)
    in_trade = setting.has_role(ROLE["platform"]) * world.alive * world.revenue * drive * open_doors
    platforms = share(in_trade, 0) * p.platform_revenue * reach
    return chips + plants + clouds + labs + platforms + p.other_revenue


def _ownership(q: Quarter, broke: Array) -> None:
    """Who stays in business, who owns whom, and who is new: merger clauses, takeovers of broke firms, foundings."""
    world, setting, p = q.world, q.setting, q.p
    n, firms = setting.nation_seats, len(setting.firms)
    cash = q["cash"]
    overdue = broke
    if broke.any():
        overdue = broke & (q.luck.uniform("takeover", firms) < p.takeover_chance)
    rescuer = ownership.rescuer(cash[n:], world.alive, overdue, setting)
    owner = np.where(q["sold_to"] >= 0, q["sold_to"], rescuer)
    owner = np.where(world.alive, owner, -1)
    lasting = world.alive & ~ownership.absorbed(owner, setting)  # two that buy one another in one quarter keep apart
    owner = np.where(lasting[np.maximum(owner, 0), np.arange(p.worlds)], owner, -1)
    absorbed = ownership.absorbed(owner, setting)
    alive = world.alive & ~absorbed
    parent = np.where(owner >= 0, owner, world.parent)
    new = {"alive": alive, "parent": parent.astype(np.int8)}
    into = np.where(absorbed, owner, -1)
    if (into >= 0).any():
        for name in ("capacity", "inventory", "revenue", "guidance"):
            new[name] = ownership.handed_over(q[name], into)
        abroad = (into >= 0) & (setting.home.take(np.maximum(into, 0)) != setting.home[:, None])
        new["compute_share"] = ownership.handed_over(np.where(abroad, 0, q["compute_share"]), into)  # halls do not move
        for name in ("published", "opened", "trained"):
            new[name] = ownership.inherited(q[name], into)
        new["cash"] = np.concatenate([cash[:n], ownership.handed_over(cash[n:], into)])
    founded = ownership.ready(world.alive, world.parent, q["talent"], q["chips_training"], setting, p)
    if founded.any():
        founded = founded & (q.luck.uniform("founding", firms) < p.founding_chance)
        new["alive"] = alive | founded
        new["compute_share"] = np.where(founded, p.founding_share, new.get("compute_share", q["compute_share"]))
        purse = new.get("cash", cash)
        new["cash"] = np.concatenate([purse[:n], np.where(founded, p.founding_cash, purse[n:])])
    q.new |= new
