# %% [markdown]
# # Do export controls slow a rival, or teach it self-reliance?
#
# The question is put to the flagship scenario as two arms under the same luck: the United States let their best
# accelerators go to China freely (`open`), or keep all of them back (`tight`). All else is decided by the usual
# strategies, China's answer included. `as_cast` leaves the United States to their own strategy.
# %%
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from game.batch import open_results
from game.batch.compare import compare, paired
from game.batch.told import rounded
from game.cli import main
from game.names import CHANNELS

Path("controls.toml").write_text("""
format = 1
title = "Do chip controls slow a rival, or teach it self-reliance?"
scenario = "two-plans-2025"
replicates = 12
[arms.open]
[[arms.open.orders]]
seat = "USA"
field = "restriction"
at = ["CHN", "top"]
value = 0.0
[arms.tight]
[[arms.tight.orders]]
seat = "USA"
field = "restriction"
at = ["CHN", "top"]
value = 1.0
[arms.as_cast]
[record]
tables = ["experiments", "seats"]
points = ["USA", "CHN"]
""")
assert main(["batch", "controls.toml", "--out", "controls", "--processes", "1", "--progress", "quiet"]) == 0
results = open_results("controls")
runs = results.frame("experiments")
print(runs.groupby("arm", observed=True)[["frontier", "risk", "points_USA", "points_CHN"]].mean().round(2).to_string())
# %% [markdown]
# ## What it does, pair by pair
#
# The same twelve games of luck stand behind both arms. A difference is *settled* if its interval, adjusted for four
# comparisons, leaves out zero.
# %%
outcomes = {"frontier": "ECI points", "risk": "", "points_USA": "points", "points_CHN": "points"}
found = compare(runs, "open", ["tight"], outcomes)
for one in found.differences:
    print(f"{one.told()}: {'settled' if one.settled else 'open'}")
# %% [markdown]
# ## Does it slow China?
#
# China's distance to the best rival, in quarters (below zero: behind). Lines are medians, bands hold 90 % of the
# games.
# %%
seats = results.frame("seats", ["run", "quarter", "seat", "lead"])
china = seats[seats["seat"] == "CHN"].merge(runs[["run", "arm"]], on="run")
figure, axes = plt.subplots(figsize=(5, 3), dpi=72, layout="constrained")
for arm, colour, style in (("open", "#0072B2", "-"), ("tight", "#D55E00", "--")):
    fan = china[china["arm"] == arm].groupby("quarter")["lead"].quantile([0.05, 0.5, 0.95]).unstack()
    axes.fill_between(fan.index, fan[0.05], fan[0.95], color=colour, alpha=0.25, linewidth=0)
    axes.plot(fan.index, fan[0.5], style, color=colour, label=arm)
axes.set(xlabel="quarter", ylabel="China's lead (quarters)")
axes.legend(frameon=False)
plt.show()

last = china[china["quarter"] == 24].set_index("run")["lead"].to_numpy()
behind = paired(last[:12], last[12:24])
print(f"After 24 quarters China is {rounded(-behind.mean, 1)} quarters further behind in 'tight'", end=" ")
print(f"[{rounded(-behind.interval.high, 1)}, {rounded(-behind.interval.low, 1)}].")


# %% [markdown]
# ## Does it teach self-reliance?
#
# The tables do not hold where chips are made, but a run can be played again at any time: the plan of the batch makes
# the same games, and the session shows the whole world. `home_made` is the share of China's new compute that is made
# at home, `adaptation` the substitutes that it has learned for a channel.
# %%
def followed(arm):
    """Means over the games of an arm by quarter: share made at home, substitutes for top chips, compute [k H100e]."""
    games = results.plan.games(arm, [results.plan.run(int(number)) for number in runs["run"][runs["arm"] == arm]])
    china = games.game.setting.nations.index("CHN")
    top = CHANNELS.index("top")
    rows = []
    while not games.finished and games.quarter < 24:
        world = games.advance().world
        stock = world.chips_training[china] + world.chips_serving[china]
        rows.append([np.mean(part) for part in (world.home_made[china], world.adaptation[china, top], stock)])
    return np.array(rows)


paths = {arm: followed(arm) for arm in ("open", "tight")}
figure, axes = plt.subplots(1, 2, figsize=(7, 3), dpi=72, layout="constrained")
for (arm, path), colour, style in zip(paths.items(), ("#0072B2", "#D55E00"), ("-", "--"), strict=True):
    axes[0].plot(range(1, 25), 100 * path[:, 0], style, color=colour, label=arm)
    axes[1].semilogy(range(1, 25), path[:, 2], style, color=colour, label=arm)
axes[0].set(xlabel="quarter", ylabel="new compute made at home (%)", ylim=(0, 105))
axes[1].set(xlabel="quarter", ylabel="compute owned (k H100e)")
axes[0].legend(frameon=False)
plt.show()
for arm, path in paths.items():
    home, learned, stock = path[-1]
    print(f"{arm:5}: {home:.0%} made at home, substitutes {learned:.2f}, {stock / 1000:.1f} million H100e owned")
# %% [markdown]
# ## What can be concluded
#
# In this model the answer is *both*, and the two are the same process: full denial keeps China nearly a quarter of a
# year further behind and leaves it with about a third of the compute; and what compute it then builds is made at
# home. Denial gains time and spends leverage.
#
# ## What cannot be concluded
#
# - **That it is so in the world.** How fast substitutes are learned (`adaptation_speed`, 0.01 to 0.1 a quarter) and
#   how well they replace what is denied (`elasticity_long`) are assumed numbers with wide ranges. Here they had
#   the scenario's values; vary them before believing a size.
# - **That more points are a better policy.** Both sides have more of them in `tight`, for points follow the
#   doctrines that the scenario gives them.
# - **What happens after six years.** The games end when the lead is still growing and self-reliance is nearly whole.
# - **What a pinned order does not show.** A government that could loosen or tighten with events would do neither
#   extreme; `as_cast` shows that the usual strategy ends close to `tight`.
# - **Small differences.** Twelve pairs settle large ones only; an interval that holds zero says nothing of its sign.
