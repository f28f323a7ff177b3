"""Runs notebooks headless, from top to bottom, in both TypeScript kernels: a cell that fails, fails the notebook.

python3 test/notebooks/execute.py [--write] [notebooks/energy.ipynb ...]

Needs nbclient, nbformat and jupyter_client (Debian: python3-nbclient python3-nbformat jupyter-client). The kernels, Deno's own and
tslab, are those of node_modules; nothing is installed for the user. `--write` keeps the outputs of Deno's in the notebooks. Where none is
named, a newcomer's runs too: README's first example, in an empty folder into which the packed package was installed.
"""

import json
import os
import pathlib
import queue
import re
import subprocess
import sys
import tempfile
import time

root = pathlib.Path(__file__).resolve().parents[2]
tools = root / "node_modules"
commands = {
    "deno": [str(tools / ".bin/deno"), "jupyter", "--kernel", "--conn", "{connection_file}"],
    "tslab": [
        str(tools / ".bin/node"),
        str(tools / "tslab/bin/tslab"),
        "kernel",
        "--config-path={connection_file}",
    ],
}


def install(folder: pathlib.Path) -> None:
    """Kernel specifications for this run alone."""
    for name, argv in commands.items():
        spec = folder / "kernels" / name
        spec.mkdir(parents=True)
        (spec / "kernel.json").write_text(
            json.dumps({"argv": argv, "display_name": name, "language": "typescript"})
        )


def newcomer(folder: pathlib.Path) -> pathlib.Path:
    """README's first example and a look at its model, beside the package as it would be published."""
    import nbformat.v4 as v4

    def npm(*words: str) -> str:
        return subprocess.run(["npm", *words], cwd=folder, check=True, capture_output=True, text=True).stdout

    folder.mkdir()
    npm("init", "--yes")
    npm("pack", str(root), "--ignore-scripts")
    npm("install", "--no-audit", "--no-fund", *map(str, folder.glob("*.tgz")))
    (example, *_) = re.findall(r"```ts\n(.*?)```", (root / "README.md").read_text(), re.DOTALL)
    path = folder / "first.ipynb"
    path.write_text(v4.writes(v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in (example, "model")])))
    return path


def main(given: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        install(pathlib.Path(folder))
        os.environ["JUPYTER_PATH"] = folder
        import nbformat
        from nbclient import NotebookClient
        from nbclient.exceptions import CellExecutionComplete, CellExecutionError, DeadKernelError

        class Patient(NotebookClient):
            """Deno's kernel may say that it is idle before its last outputs are out: for these it is listened to a little longer."""

            async def _async_poll_output_msg(self, parent_msg_id, cell, cell_index):
                left = None
                while True:
                    try:
                        message = await self.kc.iopub_channel.get_msg(timeout=left)
                    except queue.Empty:
                        return
                    if message["parent_header"].get("msg_id") == parent_msg_id:
                        try:
                            self.process_message(message, cell, cell_index)
                        except CellExecutionComplete:
                            left = 0.3

        write = "--write" in given
        names = [name for name in given if name != "--write"]
        paths = [pathlib.Path(name) for name in names] or [
            *sorted((root / "notebooks").glob("*.ipynb")),
            newcomer(pathlib.Path(folder) / "newcomer"),
        ]
        passed = failed = 0
        for path in paths:
            for kernel in commands:
                notebook = nbformat.read(path, as_version=4)
                client = Patient(
                    notebook, kernel_name=kernel, timeout=300, resources={"metadata": {"path": str(path.parent)}}
                )
                since = time.monotonic()
                try:
                    client.execute()
                    print(f"{path.name} in {kernel}: {time.monotonic() - since:.1f} s")
                    passed += 1
                except (CellExecutionError, DeadKernelError) as error:
                    print(f"{path.name} in {kernel}: {error}")
                    for cell in notebook.cells:  # tslab tells what is wrong beside its error
                        for output in cell.get("outputs", []):
                            if output.get("name") == "stderr":
                                print(output["text"])
                    failed += 1
                if write and kernel == "deno" and path.parent == root / "notebooks":
                    nbformat.write(notebook, path)
        print(f"{passed} passed, {failed} failed")
        return 1 if failed or not passed else 0


sys.exit(main(sys.argv[1:]))
