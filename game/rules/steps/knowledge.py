"""Steps 7 to 10: talent moves, know-how grows and diffuses, models are trained and released."""

from __future__ import annotations

import numpy as np

from agents.columns import Array, ratio, share, total
from game import names
from game.rules import release, research, safety, talent
from game.rules.deals import promised_by_firm
from game.rules.sizes import EFFECTS
from game.rules.steps import Quarter
from game.rules.steps.treaty import ROLE


def talent_moves(q: Quarter) -> None:
    """Step 7: who works where."""
    world, p = q.world, q.p
    visas = q.pledged("visas")
    closed = q["hindrance"][:, :, names.TALENT] * (1 - visas)
    felt = world.tension.max(axis=1)
    pull = talent.attraction(q["gdp_share"], share(q["training_in_use"], 0), world.talent, felt, p)
    moved = talent.movers(world.talent, pull, closed, p)
    q.new["talent"] = talent.talent(world.talent, moved, q.orders.budget, p)
    q.between["moved"] = moved


def know_how(q: Quarter) -> None:
    """Step 8: own research, open and closed diffusion, joint laboratories, recipes, scarcity and data."""
    world, orders, setting, p = q.world, q.orders, q.setting, q.p
    lab_share = setting.per_nation(world.compute_share, ROLE["lab"])
    training = setting.per_nation(world.compute_share * orders.training_share, ROLE["lab"])
    trains = np.where(lab_share > 0, ratio(training, lab_share), p.training_reference)
    compute = q["training_in_use"] * trains / p.training_reference
    hoarded = orders.hoarding
    lab = q.pledged("joint_lab")
    pooled = research.pooled(compute, lab, hoarded)
    bite = q["bite"]
    own = research.research_output(
        pooled,
        research.pooled(q["talent"], lab, hoarded),
        world.know_how,
        q["flows"].lost,
        world.data,
        orders.budget,
        p,
    )
    q.new["research"] = own
    held_back = np.maximum(world.latent - _best_at_home(q, world.opened), 0)
    open_target = (world.know_how - p.open_discount * held_back).max(axis=0)
    shield = (bite[:, names.WEIGHTS] + bite[:, names.TALENT]) / 2
    from_open = research.catch_up(world.know_how, open_target, p.diffusion_open * (1 - bite[:, names.WEIGHTS]))
    from_open = np.maximum(from_open, _from_licences(q))
    closed_speed = p.diffusion_closed * (1 - p.tension_shields * shield)
    q.between["tests_shared"] = None
    if orders.tests.any():
        labs = setting.has_role(ROLE["lab"]) & world.alive
        shared = safety.tests_shared(np.where(labs, world.published, 0), orders.tests & labs, p)
        q.between["tests_shared"] = shared
        closed_speed = closed_speed * (1 + p.tests_leak * shared)
    from_closed = research.catch_up(world.know_how, world.know_how.max(axis=0), closed_speed)
    gap = np.maximum(world.know_how[:, None] - world.know_how[None, :], 0)
    shared = (lab > 0) * (1 - hoarded)[:, None] * gap
    from_lab = p.lab_diffusion * shared.max(axis=0)
    q.new["know_how"] = world.know_how + own + np.maximum(np.maximum(from_open, from_closed), from_lab)
    q.new["data"] = world.data * (1 + p.data_growth * total(world.adoption, 1) / len(names.SECTORS)) + np.concatenate(
        [q["boost"][EFFECTS.index("data")][: setting.nation_seats], np.zeros((1, p.worlds))]
    )
    best = pooled.max(axis=0)
    q.new["scarcity_gain"] = research.scarcity_gain(
        world.scarcity_gain, np.maximum(pooled, p.tiny), best, np.minimum(q["talent"], 1), p
    )
    found = q.luck.uniform("recipe") < p.recipe_chance
    finder = (world.latent >= world.latent.max(axis=0)) & found
    copied = p.recipe_speed * (world.recipe.max(axis=0) - world.recipe)
    q.new["recipe"] = world.recipe + copied + np.where(finder, p.recipe_step, 0) + q["leap"]
    q.between["research_compute"] = pooled


def _from_licences(q: Quarter) -> Array:
    """Know-how that licences bring [ECI points/quarter] · (nation, world): the giver's models are open to the taker."""
    world, p = q.world, q.p
    licence = q.pledged("licence")
    if not licence.any():
        return np.zeros_like(world.know_how)
    held_back = np.maximum(world.latent - _best_at_home(q, world.published), 0)
    target = (world.know_how - p.open_discount * held_back)[:, None]
    return np.asarray((licence * p.diffusion_open * np.maximum(target - world.know_how[None], 0)).max(axis=0))


def _best_at_home(q: Quarter, model: Array) -> Array:
    """Best model of the firms at home [ECI points] · (nation, world); zero without one."""
    return q.setting.best_at_home(np.where(q.world.alive, model, 0))


def training(q: Quarter) -> None:
    """Step 9: latent capability of nations and the models their labs finish."""
    world, orders, setting, p = q.world, q.orders, q.setting, q.p
    causes = research.latent(
        np.maximum(q["research_compute"], p.tiny), q["know_how"], q["scarcity_gain"], q["recipe"], p
    )
    q.new["latent"] = q.explained("latent", causes)
    labs = setting.has_role(ROLE["lab"])
    change = np.log10(np.maximum(q["compute_share"], p.tiny) / np.maximum(world.compute_share, p.tiny))
    q.new["edge"] = np.where(labs & world.alive, world.edge + p.edge_slope * change, world.edge)
    potential = research.lab_potential(
        setting.at_home(q["latent"]),
        q["edge"],
        np.maximum(orders.safety_effort, world.safety),
        orders.training_share,
        p,
    )
    ended = (q.luck.uniform("run", len(setting.firms)) < p.run_chance) & labs & world.alive
    noise = np.minimum(np.maximum(q.luck.normal("run_quality", len(setting.firms)), -p.noise_bound), p.noise_bound)
    q.new["trained"] = research.trained(world.trained, potential, ended, noise, p)


def releases(q: Quarter) -> None:
    """Step 10: models on offer, open weights, the frontier and who leads."""
    world, orders, setting, p = q.world, q.orders, q.setting, q.p
    free = world.alive & ~q["suspended"]
    on_offer = release.published(world.published, q["trained"], np.where(free, orders.release, 0))
    frontier = on_offer.max(axis=0)
    ceiling = release.release_ceiling(orders.openness, orders.release_threshold, frontier, p)
    subsidised = (setting.at_home(orders.openness) >= 1) & (orders.release == 2)
    policy = np.where(free, np.where(subsidised, names.RELEASES.index("open"), orders.release), 0)
    owed = promised_by_firm(q["pledges"], "open_release", setting, p.worlds) > 0
    q.new["published"] = on_offer
    q.new["opened"] = release.opened(world.opened, on_offer, policy, setting.at_home(ceiling), owed, p)
    best = np.maximum(_best_at_home(q, on_offer), q["latent"] - p.unlabbed_gap)
    progress = np.maximum(best.max(axis=0) - world.best.max(axis=0), 0)
    q.new |= {
        "best": best,
        "open_frontier": q["opened"].max(axis=0),
        "pace": p.pace_memory * world.pace + (1 - p.pace_memory) * progress,
    }
    q.new["lead"] = release.lead(best, q["pace"], p)
