"""python -B test/oracles/make-standley.py REPO: losses of all task sets and the curves that their authors print.

REPO is a clone of github.com/tstandley/taskgrouping (MIT License, Copyright (c) 2018, Trevor Standley and contributors) at commit
077e842. Its network_selection/results*.txt have a row a network and a column a task (semantic segmentation, depth, normals, keypoints,
edges of Taskonomy): first five half-size single networks in one row, at cost 1/2 each, then the 31 sets at cost 1. `curves` are those of
make_plots.py: networks are chosen on the validation losses within a budget of 1, 1.5, ..., 5, and their test losses added up.
"""

import re
import sys
from subprocess import check_output

from made import write

commit = "077e842d1b4796dade82a3a5697cfe601b347880"
folder = "network_selection"


def show(path):
    return check_output(["git", "-C", sys.argv[1], "show", f"{commit}:{folder}/{path}"], text=True)


def table(path):
    rows = [row.split("\t") for row in show(path).splitlines() if row.strip()]
    return [[float(cell) if cell.strip() else None for cell in row + [""] * (5 - len(row))] for row in rows]


def curve(setting, name):
    text = show("make_plots.py").split(f"curves_{setting}=dict(")[1].split("\n)")[0]
    return [float(x) for x in re.search(rf"{name}\s*=\s*\[(.*?)\]", text)[1].split(",")]


settings = []
for setting, name in [(1, "results"), (2, "results_large"), (3, "results_small_data"), (4, "results_alt")]:
    settings.append(
        {
            "setting": setting,
            "validation": table(f"{name}.txt"),
            "test": table(f"{name}_test.txt"),
            "optimal": curve(setting, "optimal"),
            "hoa": curve(setting, "hoa"),
        }
    )
write(
    "standley.json",
    "python -B test/oracles/make-standley.py REPO",
    {"tstandley/taskgrouping": commit},
    {"settings": settings},
)
