"""Runs notebooks headless, from top to bottom, in both TypeScript kernels: a cell that fails, fails the notebook.

python3 test/notebooks/execute.py [--write] [notebooks/energy.ipynb ...]

Needs nbclient, nbformat and jupyter_client (Debian: python3-nbclient python3-nbformat jupyter-client). The kernels, Deno's own and
tslab, are those of node_modules; nothing is installed for the user. `--write` keeps the outputs of Deno's in the notebooks.
"""

import json
import os
import pathlib
import queue
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
        paths = [pathlib.Path(name) for name in names] or sorted((root / "notebooks").glob("*.ipynb"))
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
                if write and kernel == "deno":
                    nbformat.write(notebook, path)
        print(f"{passed} passed, {failed} failed")
        return 1 if failed or not passed else 0


sys.exit(main(sys.argv[1:]))
