"""Writes an oracle: numbers with who made them, with which versions, by which command.

`npx biome format --write test/oracles` then lays the lines out as everywhere else.
"""

import json
import pathlib
import platform


def write(name, command, versions, content):
    versions = {"python": platform.python_version(), **versions}
    made = {"by": " and ".join(v for v in versions if v != "python"), "versions": versions, "command": command}
    lines = [f'"{key}": {json.dumps(value)}' for key, value in {"made": made, **content}.items()]
    path = pathlib.Path(__file__).parent / name
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(path.name, path.stat().st_size)
