# %% [markdown]
# # A first batch
#
# A batch plays one scenario many times and keeps the results as tables. This one asks, in the small world of
# `two-blocs`: does it matter whether the first bloc is played by a pragmatist, and where does it get risky? There
# are two arms at 24 points of two numbers, each with the same five games of luck. In a terminal it would be
# `detente batch first.toml --out first`.
# %%
from pathlib import Path

import matplotlib.pyplot as plt

from game.batch import open_results
from game.batch.compare import compare
from game.cli import main

Path("first.toml").write_text("""
format = 1
title = "A first batch"
scenario = "two-blocs"
replicates = 5
[arms.as_cast]
[arms.talks]
strategies = { N01 = "pragmatist" }
[vary]
rivalry = [0.25, 3.0]
hazard = "scenario"
[design]
kind = "latin"
points = 24
[record]
tables = ["experiments", "quarters"]
""")
assert main(["batch", "first.toml", "--out", "first", "--processes", "1", "--progress", "quiet"]) == 0

results = open_results("first")
runs = results.frame("experiments")
print(f"{len(runs)} runs; tables: {', '.join(results.tables)}")
print(runs[["arm", "point", "replicate", "rivalry", "hazard", "risk", "ending"]].head(4).round(3).to_string())
# %% [markdown]
# Both arms had the same luck, so they are compared pair by pair:
# %%
found = compare(runs, "as_cast", ["talks"], {"risk": "", "restriction": "", "prosperity": ""})
for one in found.differences:
    print(one.told())
# %% [markdown]
# One dot is one game:
# %%
figure, axes = plt.subplots(figsize=(5, 3), dpi=72, layout="constrained")
for arm, colour, mark in (("as_cast", "#0072B2", "o"), ("talks", "#D55E00", "^")):
    games = runs[runs["arm"] == arm]
    axes.plot(games["hazard"], games["risk"], mark, color=colour, markersize=3, label=arm)
axes.set(xlabel="hazard (1/quarter)", ylabel="risk (chance of a serious incident)")
axes.legend(frameon=False)
plt.show()
# %% [markdown]
# And under which circumstances is the risk above 0.2? The answer can be saved as a scenario, to be played in the
# window with `detente play risky.toml`.
# %%
assert main(["discover", "first", "--case", "risk > 0.2", "--out", "risky.toml"]) == 0
# %% [markdown]
# `detente report first` makes one page of all this.
# %%
assert main(["report", "first"]) == 0
print("Under which circumstances?" in Path("first/report.html").read_text(encoding="utf-8"))
