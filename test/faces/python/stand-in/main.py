"""Plays the part of a pipeline: calls step 4 as that does, and says what it makes of it, as JSON."""

import json
import os
import signal
import subprocess
import sys


def run_step(script, arguments, timeout):
    process = subprocess.Popen(
        # As it was started itself.
        [sys.executable, *(["-S"] if sys.flags.no_site else []), script, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        start_new_session=True,
    )
    try:
        out, _ = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        out, _ = process.communicate()
        return {"status": "TIMEOUT", "exit_code": None, "out": out.decode("utf-8", "replace")}
    text = out.decode(sys.stdout.encoding or "ascii")
    lines = [line for line in text.splitlines() if "warn" in line.lower() and "warnings: 0" not in line.lower()]
    codes = {0: "SUCCESS", 2: "SUCCESS_WITH_WARNINGS"}
    status = codes.get(process.returncode, "FAILED")
    if status == "SUCCESS" and lines:
        status = "SUCCESS_WITH_WARNINGS"
    return {"status": status, "exit_code": process.returncode, "out": text}


folders, timeout = sys.argv[1].split(":"), float(sys.argv[2])
results = [
    run_step(
        "src/4_model_registry.py",
        ["--target-dir", folder, "--output-dir", "output", "--recursive", "--verbose", "--strict"],
        timeout,
    )
    for folder in folders
]
print(json.dumps(results))
