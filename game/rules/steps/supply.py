"""Steps 3 to 6: chips are made and sold, home makers learn, and stocks run on the power there is."""

from __future__ import annotations

import numpy as np

from agents.columns import Array, raised, ratio, total
from game import names
from game.rules import chips, compute, levies, programmes
from game.rules.deals import promised
from game.rules.sizes import EFFECTS
from game.rules.steps import Quarter
from game.rules.steps.treaty import ROLE
from game.setting import MAKERS


def _effect(q: Quarter, name: str) -> Array:
    """Answered occasions still at work on an input · (seat, world)."""
    return np.asarray(q["boost"][EFFECTS.index(name)])


def _seller_mean(q: Quarter, order: Array, design: Array) -> Array:
    """Mean of a designers' order at each home, weighted by capacity · (nation, world)."""
    whole = q.setting.per_nation(q.world.capacity * q.world.alive * order, ROLE["designer"])
    return ratio(whole, design)


def _traded(
    supply: tuple[Array, ...], demand: Array, reach: Array, sellers: Array
) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
    """Flows and orders of several goods with the same buyers, traded side by side as if in worlds of their own.

    ``reach`` (seller, buyer, good, world).
    """
    goods, worlds = len(supply), demand.shape[-1]
    beside = reach.reshape(*reach.shape[:2], -1)
    flow, asked = chips.trade(np.concatenate(supply, axis=1), np.concatenate([demand] * goods, axis=1), beside, sellers)
    parts = [slice(good * worlds, (good + 1) * worlds) for good in range(goods)]
    return tuple(flow[..., part] for part in parts), tuple(asked[..., part] for part in parts)


def _served(q: Quarter, roles: tuple[int, ...], sellers: Array) -> Array:
    """How far makers of the sellers serve each market, pledges included [0-1] · (role, seller, buyer, world)."""
    working = q.world.capacity * q.world.alive
    markets = chips.served_markets(q.setting, roles, working, q.orders.sales, sellers)
    return np.minimum(markets + q["supplied"][sellers], 1)


def _chip_programme(q: Quarter) -> Array:
    """How much faster plants and designs grow with the budget for chips at home [ratio] · (nation, world)."""
    return np.asarray(raised(q.orders.budget[:, 1] / q.p.budget_reference[1], q.p.budget_elasticity))


def chips_made_and_sold(q: Quarter) -> None:
    """Steps 3 to 5: production chain, sales, smuggling, learning, capacity."""
    world, orders, setting, p = q.world, q.orders, q.setting, q.p
    n = setting.nation_seats
    hindrance, bite = q["hindrance"], q["bite"]
    working = world.capacity * world.alive
    programme = _chip_programme(q)
    q.between["investment"] = raised(orders.growth / p.growth_reference, p.growth_elasticity)
    tools, foundry, memory, design = setting.per_role(working, MAKERS)
    q.between["supplied"] = q.pledged("supply_chips")
    sellers, designers = setting.homes_of(*MAKERS[1:3]), setting.homes_of(ROLE["designer"])
    served = _served(q, MAKERS[1:3], sellers).swapaxes(0, 1).swapaxes(1, 2)
    reach = (1 - hindrance[sellers, :, names.FOUNDRY : names.MEMORY + 1]) * served
    (logic_flow, memory_flow), (logic_asked, memory_asked) = _traded((foundry, memory), design, reach, sellers)
    logic, fresh = total(logic_flow, 0), total(memory_flow, 0)
    drawn = chips.memory_drawn(world.memory_stock, np.minimum(design, logic), fresh, p)
    made = chips.chips_made(design, logic, fresh + drawn, bite[:, names.MINERALS], p)
    designing = setting.has_role(ROLE["designer"]) & world.alive
    part = np.where(designing, world.capacity, 0) / np.maximum(setting.at_home(design), p.tiny)
    made_by_firm = part * setting.at_home(made)
    on_hand = world.inventory + made_by_firm
    offered = np.maximum(on_hand - orders.stockpile * made_by_firm, 0) * designing
    available = setting.per_nation(offered, ROLE["designer"])

    shock = p.demand_memory * world.demand_shock + p.demand_noise * q.luck.normal("demand")
    clock = p.clock_start + world.quarter
    demand = chips.world_demand(clock, shock, total(world.gdp, 0), p) / world.product_training
    room = p.power_use * (world.power + p.power_added) - world.power_load * (1 - p.depreciation)
    wanted = chips.wanted_chips(demand, orders.budget, np.maximum(room, 0) / p.slot_power * 1000, p)
    below = _seller_mean(q, orders.downgrade, design)
    levied, elasticity = q["levied"], p.levy_elasticity
    served = _served(q, MAKERS[3:], designers)[0]
    wedges = (
        levies.wedge(levied, names.TOP, hindrance[:, :, 0], elasticity)[designers],
        levies.wedge(levied, names.DOWNGRADED, hindrance[:, :, 0], elasticity)[designers],
    )
    flows = chips.sales(
        available, design, world.quality, wanted, hindrance, served, q["supplied"], below, world.denial,
        world.leak_route, wedges, orders.threshold, world.product_training, designers, p,
    )
    shipped_part = ratio(flows.shipped, available)
    train, serve = chips.compute_sold(
        flows, world.quality, orders.threshold, (world.product_training, world.product_serving), designers, p
    )
    held = total(hindrance[:, :, names.TOP] * q["chokepoint"][:, names.TOP][:, None], 0)
    enforced = orders.enforcement
    if q["campaigning"].max() > 0:
        enforced = enforced + p.campaign_force * (q["campaigning"] > 0)
    policed = enforced + np.where(
        design > 0, p.compliance_guard * (_seller_mean(q, orders.compliance, design) - p.compliance_usual), 0
    )
    guard = total(hindrance[:, :, names.TOP] * (q["chokepoint"][:, names.TOP] * policed)[:, None], 0)
    helped = np.concatenate([_effect(q, "leakage")[:n], np.zeros((1, p.worlds))])
    enforcement = np.minimum(np.maximum(ratio(guard, held)
        + _effect(q, "enforcement")[:n].max(axis=0) - helped, 0), 1)
    route = chips.leak_route(world.leak_route, flows.barred, enforcement, p)
    if q["stopped"] is not None:
        route = route * (1 - q["stopped"])
    received = total(flows.top + flows.low, 0)
    in_hand = ratio(train / world.product_training, wanted, 1)
    q.new |= {
        "chips_made": made,
        "chips_received": received,
        "chips_leaked": flows.leaked,
        "leak_route": route,
        "denial": chips.denial_memory(world.denial, flows.barred, wanted, p),
        "shortage": np.minimum(np.maximum(1 - in_hand, 0), 1),
        "backlog": flows.queued,
        "inventory": on_hand - offered * setting.at_home(shipped_part),
        "memory_stock": world.memory_stock - drawn + p.memory_saved * np.maximum(fresh - made, 0),
        "experience": world.experience + made,
        "demand_shock": shock,
        "home_made": ratio(flows.top.diagonal().T * world.quality * world.product_training, train),
        "quality": world.quality + p.quality_catch_up * programme * (1 - world.quality) * (1 - bite[:, names.TOOLS]),
        "product_training": world.product_training * np.exp(p.product_training_growth),
        "product_serving": world.product_serving * np.exp(p.product_serving_growth),
    }
    q.between |= {
        "flows": flows, "train_in": train, "serve_in": serve, "made_by_firm": made_by_firm, "logic_flow": logic_flow,
        "memory_flow": memory_flow, "shipped_by_firm": offered * setting.at_home(shipped_part),
        "logic_asked": logic_asked, "memory_asked": memory_asked, "design": design, "foundry": foundry,
        "memory": memory, "tools": tools, "chip_programme": programme,
    }
    _capacity(q)


def _capacity(q: Quarter) -> None:
    """Output capacity after a quarter's building, by role; Wright's law and lost collaboration act on foundries."""
    world, setting, p = q.world, q.setting, q.p
    n = setting.nation_seats
    flows, bite = q["flows"], q["bite"]
    plants = q["foundry"] + q["memory"]
    sellers = setting.homes_of(ROLE["toolmaker"])
    tool_reach = (1 - q["hindrance"][sellers, :, names.TOOLS]) * _served(q, MAKERS[:1], sellers)[0]
    tool_flow, tools_asked = chips.trade(q["tools"], p.tool_need * plants, tool_reach, sellers)

    def load(asked: Array, supply: Array) -> Array:
        return ratio(asked, supply, 1)

    loads = (
        p.plant_headroom * load(tools_asked, q["tools"]),
        p.plant_headroom * load(q["logic_asked"], q["foundry"]),
        p.plant_headroom * load(q["memory_asked"], q["memory"]),
        load(flows.orders, q["design"]),
    )
    programme = q["chip_programme"]
    tooled = p.plant_growth * programme * (1 - p.tools_weight * bite[:, names.TOOLS])
    ceilings = (p.plant_growth * programme, tooled, tooled, 0 * tooled + p.design_growth)
    learning = chips.learning_by_doing(world.experience, q["chips_made"], p)
    learning = learning - p.lost_collaboration * bite[:, names.TOOLS]
    invest = q["investment"]
    home = setting.home
    maker = setting.maker
    load_met, ceiling = (np.array(x)[maker, home] for x in (loads, ceilings))
    learned = setting.at_home(learning) * (maker == MAKERS.index(ROLE["foundry"]))[:, None]
    new = chips.grown_capacity(world.capacity, load_met, invest, ceiling, learned, p)
    grown = np.where((maker >= 0)[:, None] & world.alive, new, world.capacity)
    built = grown if q["landed"] is None else programmes.enlarged(grown, q["landed"], p)
    q.new["capacity"] = built * (1 + _effect(q, "capacity")[n:]) * q["plants_standing"]
    q.between["tool_flow"] = tool_flow


def compute_in_use(q: Quarter) -> None:
    """Step 6: stocks after wear and deliveries, power, and what can run."""
    world, orders, p, flows = q.world, q.orders, q.p, q["flows"]
    load = (total(flows.top, 0) + flows.leaked) * p.slot_power + total(flows.low, 0) * p.low_slot_power
    grown = np.exp(p.power_growth * world.quarter)
    q.new |= {
        "chips_training": compute.stock(world.chips_training, q["train_in"], p),
        "chips_serving": compute.stock(world.chips_serving, q["serve_in"], p),
        "power_load": compute.stock(world.power_load, load / 1000, p),
        "power": compute.power(world.power, orders.budget, grown, p),
    }
    use = compute.in_use(q["power"], q["power_load"], p)
    shared = promised(q["pledges"], "compute_access", q.setting, p.worlds)
    access = (1 - q["bite"][:, names.CLOUD]) * (1 - q["cables_cut"])
    for kind in ("training", "serving"):
        stock = q[f"chips_{kind}"] * use
        lent = total(shared * stock[:, None], 0)
        rented = compute.rented(total(stock, 0), stock, access, p)
        q.between[f"{kind}_rented"] = rented
        q.between[f"{kind}_in_use"] = stock + rented + lent
    invest = q["investment"]
    wish = q["compute_share"] * np.exp(p.edge_speed * (invest - 1)) * world.alive
    if q["landed"] is not None:
        wish = programmes.enlarged(wish, q["landed"], p)
    home_total = q.setting.at_home(q.setting.per_nation(wish))
    q.new["compute_share"] = ratio(wish, home_total) * np.minimum(
        q.setting.at_home(q.setting.per_nation(world.compute_share)), 1
    )
