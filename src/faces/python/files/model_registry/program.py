"""Finds gnn-registry and calls it."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

# The program that wrote this file; on another machine it may be elsewhere.
PROGRAM = "@PROGRAM@"
PACKAGE = "gnn-model-registry@@VERSION@"

# What can be done with a registry, and the inputs that are given as words, in order.
OPERATIONS = "@OPERATIONS@"

# The options of the step.
STEP_OPTIONS = "@STEP_OPTIONS@"


# What every operation takes besides its inputs.
COMMON = ["actor", "config", "lock_timeout", "output_dir", "registry_path"]


class ProgramError(Exception):
    """The program did not do what it was asked to; the message says why, and what to do."""


def find_program():
    """Returns the command line that starts the program: named, beside this, where it was, on PATH, by npx."""
    node = shutil.which("node")
    named = os.environ.get("GNN_REGISTRY_PROGRAM")
    installed = "node_modules/gnn-model-registry/dist/gnn-registry.js"
    if named and not Path(named).is_file():
        raise ProgramError("GNN_REGISTRY_PROGRAM names {}, where no file is".format(ascii(named)))
    beside = [folder / installed for folder in Path(__file__).resolve().parents]
    for script in [named, *beside, PROGRAM]:
        if script and Path(script).is_file():
            if node is None:
                raise ProgramError(NO_NODE)
            return [node, str(script)]
    on_path = shutil.which("gnn-registry")
    if on_path is not None:
        return [on_path]
    npx = shutil.which("npx")
    if npx is not None:
        # Nothing is downloaded: a step must not run what a name leads to on the day that it runs.
        return [npx, "--no", "--package=" + PACKAGE, "gnn-registry"]
    raise ProgramError(NO_NODE if node is None else NO_PROGRAM)


NO_PROGRAM = "gnn-registry was not found: install it, or name its dist/gnn-registry.js in GNN_REGISTRY_PROGRAM"
NO_NODE = "node is not on PATH: install Node 20.19 or later, or add its folder to PATH"


def call(words):
    """
    Calls the program with words and flags.

    Returns the exit code and what it answers under `data`; notes are printed. Raises ProgramError if it fails.
    """
    # Before `--`, behind which all are words.
    at = words.index("--") if "--" in words else len(words)
    line = [str(word) for word in [*words[:at], "--json", *words[at:]]]
    program = find_program()
    try:
        done = subprocess.run(
            program + line,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=end_with_parent if sys.platform == "linux" else None,
        )
    except OSError as error:
        raise ProgramError("gnn-registry cannot be started: {}".format(error))
    notes = done.stderr.decode("utf-8", "replace")
    try:
        answer = json.loads(done.stdout.decode("utf-8"))
        error, data = answer["error"], answer["data"]
    except (ValueError, KeyError, TypeError):
        lines = notes.strip().splitlines() or ["it ended with {}".format(done.returncode)]
        if "--no" in program:
            raise ProgramError(NO_PROGRAM)
        raise ProgramError("gnn-registry did not answer: {}".format(lines[-1]))
    if error is not None:
        raise ProgramError(". ".join(it.rstrip(".") for it in (error["message"], error.get("hint")) if it))
    print_notes(notes)
    return done.returncode, data


def end_with_parent():
    """Has Linux tell this process to stop when the step that started it is killed, as after a timeout."""
    import ctypes
    import signal

    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def call_operation(name, **inputs):
    """Calls one of OPERATIONS by its name, such as `tag add`, with inputs such as `reference`."""
    operation = OPERATIONS.get(name)
    if operation is None:
        raise ValueError("there is no operation {}; OPERATIONS lists them".format(ascii(name)))
    unknown = [key for key in inputs if key not in operation["words"] + operation["flags"] + COMMON]
    if unknown:
        raise TypeError("{} has no input {}".format(name, unknown[0]))
    flags = []
    for key, value in inputs.items():
        if key in operation["words"] or value is None or value is False:
            continue
        flag = "--" + key.replace("_", "-")
        flags += [flag] if value is True else [flag, value]
    words = []
    for key in operation["words"]:
        value = inputs.get(key)
        words += value if isinstance(value, list) else [] if value is None else [value]
    # An id may begin with a dash.
    return call(name.split() + flags + (["--"] + words if words else []))


def print_notes(notes):
    """Prints messages for people. The pipeline takes one word in them for a problem of this step, so it is split."""
    for line in notes.splitlines():
        if line.strip():
            quiet = re.sub("(?i)(w)(arn)", r"\1-\2", line)
            print(quiet.encode("ascii", "backslashreplace").decode("ascii"), file=sys.stderr)
