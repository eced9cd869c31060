# %% [markdown]
# # A strategy of your own
#
# A strategy is a class in a file. This one restricts every partner as that partner restricts it, a little more
# gently, and loosens after two quarters without an incident. [Write a strategy](../strategies.md) explains every
# part.
# %%
from pathlib import Path

import matplotlib.pyplot as plt

from game.batch import open_results
from game.batch.compare import compare
from game.cli import main

Path("mine.py").write_text('''
import numpy as np

from agents.choice import Choice
from agents.sight import Sight
from agents.strategies.base import Strategy

CALM = 0


class Patient(Strategy):
    """Gives back what it gets, and forgives in calm times."""

    name = "patient"
    kind = "nation"

    def decide(self, sight: Sight) -> Choice:
        calm = np.where(sight.incident_class > 0, 0, sight.memory(CALM) + 1)
        mine = sight.own_restriction
        wanted = np.where(calm >= 2, 0.6, 0.9) * sight.restriction_against
        step = np.clip(wanted - mine, -0.2, 0.2)
        moves = np.abs(step) > 0.1
        return Choice(memory={CALM: calm}, restriction=np.where(moves, mine + step, mine))

    def answer(self, sight: Sight) -> np.ndarray:
        return np.where(sight.offer_chance > 0.5, 1.0, 0.0)
''')
assert main(["run", "two-blocs", "--quarters", "2", "--news", "2", "--as-strategy", "N01=mine.py:Patient"]) == 0
# %% [markdown]
# In an experiment it is named in the same way. Here it plays the first bloc, then both, against the usual cast and
# under the same luck.
# %%
Path("patience.toml").write_text("""
format = 1
title = "Does patience pay?"
scenario = "two-blocs"
replicates = 24
[arms.as_cast]
[arms.one]
strategies = { N01 = "mine.py:Patient" }
[arms.both]
strategies = { N01 = "mine.py:Patient", N02 = "mine.py:Patient" }
""")
assert main(["batch", "patience.toml", "--out", "patience", "--processes", "1", "--progress", "quiet"]) == 0
results = open_results("patience")
runs = results.frame("experiments")
outcomes = {"restriction": "", "risk": "", "points_N01": "points", "points_N02": "points"}
for one in compare(runs, "as_cast", ["one", "both"], outcomes).differences:
    print(one.told())
# %% [markdown]
# How the restrictions between the two blocs go on:
# %%
quarters = results.frame("quarters", ["run", "quarter", "restriction"]).merge(runs[["run", "arm"]], on="run")
figure, axes = plt.subplots(figsize=(5, 3), dpi=72, layout="constrained")
for arm, colour, style in (("as_cast", "#0072B2", "-"), ("one", "#E69F00", "--"), ("both", "#009E73", ":")):
    median = quarters[quarters["arm"] == arm].groupby("quarter")["restriction"].median()
    axes.plot(median.index, median, style, color=colour, label=arm)
axes.set(xlabel="quarter", ylabel="mean restriction (0-1)", ylim=(0, 1))
axes.legend(frameon=False)
plt.show()
# %% [markdown]
# A strategy that fails does not end the batch: its seat holds, and the table `failures` says where it happened.
# %%
print(len(results.frame("failures")), "failures")
