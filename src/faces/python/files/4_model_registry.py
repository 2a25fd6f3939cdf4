#!/usr/bin/env python3
"""Step 4: registers the GNN specs of a folder with gnn-registry, and prints counts alone.

What was found in the specs is in model_registry_summary.json. It ends 0 if all specs are registered, whatever
was found in them; 2 if a spec was refused or none was there; 1 if nothing was done. With
--exit-2-on-findings, or GNN_REGISTRY_EXIT_2_ON_FINDINGS=1 in the environment, findings end 2, too.
"""

import sys

if sys.version_info < (3, 8):
    sys.exit("This step needs Python 3.8 or later; this one is " + sys.version.split()[0])

import argparse
import difflib
import os
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from model_registry import process_model_registry
from model_registry.program import STEP_OPTIONS


class Parser(argparse.ArgumentParser):
    def error(self, message):
        """Ends 1, since nothing was done; the pipeline takes argparse's 2 for done."""
        self.print_usage(sys.stderr)
        self.exit(1, "{}: error: {}\n".format(self.prog, message))


def parse_arguments(argv):
    # The beginning of an option is none: it may be another step's.
    parser = Parser(description="Register GNN specs and their versions", allow_abbrev=False)
    add = parser.add_argument
    add("--target-dir", default="input/gnn_files", help="folder of the specs")
    add("--output-dir", default="output", help="where 4_model_registry_output is")
    add("--recursive", action=argparse_toggle(), default=True, help="read folders below it, too; the default")
    add("--verbose", action="store_true", help="accepted for the pipeline; changes nothing")
    add("--exit-2-on-findings", action="store_true", help="end 2 for findings, too, not only for refused specs")
    for name, option in STEP_OPTIONS.items():
        flag = "--" + name.replace("_", "-")
        # A flag of its own and the same name with an underscore, as the pipeline writes some.
        names = [flag] if flag == "--" + name else [flag, "--" + name]
        kind = {"action": "store_true"} if option["is_switch"] else {"default": None}
        if option["choices"]:
            kind["choices"] = option["choices"]
        parser.add_argument(*names, dest=name, help=option["help"].replace("%", "%%"), **kind)
    # The pipeline hands on what other steps understand.
    arguments, unknown = parser.parse_known_args(argv)
    tell_unknown(unknown, [name for action in parser._actions for name in action.option_strings])
    return arguments


def tell_unknown(words, known):
    """Tells of options that look like a misspelt one of this step."""
    for word in words:
        name = word.split("=", 1)[0]
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.8) if name.startswith("--") else []
        if near:
            message = "4_model_registry: {} is not an option of this step and is ignored; did you mean {}?"
            print(message.format(ascii(name), near[0]), file=sys.stderr)


def argparse_toggle():
    """`--recursive` and `--no-recursive`; argparse has that since Python 3.9 only."""

    class Toggle(argparse.Action):
        def __init__(self, option_strings, dest, **more):
            no = [name.replace("--", "--no-", 1) for name in option_strings]
            super().__init__(option_strings + no, dest, nargs=0, **more)

        def __call__(self, parser, namespace, values, option_string=None):
            setattr(namespace, self.dest, not option_string.startswith("--no-"))

    return Toggle


def choose_exit_code(result, counts_findings):
    code = result["exit_code"]
    is_incomplete = result["refused_files"] or not result["processed_files"]
    if code == 2 and not counts_findings and not is_incomplete:
        return 0
    return code


def describe(result, is_dry, is_query):
    """Counts alone: names of files and models may contain any word that the pipeline looks for."""
    summary = "" if is_dry else " (in model_registry_summary.json)"
    if is_query:
        return "specs: {}, models with the term: {}{}".format(
            result["processed_files"], len(result["matching_models"]), summary
        )
    counts = "specs: {}, {}: {} (new: {}, new versions: {}), refused: {}, findings: {}".format(
        result["processed_files"],
        "would be registered" if is_dry else "registered",
        result["successful_registrations"],
        result["new_models"],
        result["new_versions"],
        len(result["refused_files"]),
        len(result["diagnostics"]["list"]),
    )
    left = result.get("edits_not_merged", [])
    if left:
        counts += ", edits not merged: {}".format(len(left))
    return counts + (summary or "; nothing was written")


def main(argv=None):
    arguments = vars(parse_arguments(argv))
    counts_findings = arguments.pop("exit_2_on_findings")
    is_query = arguments["query_ontology"] is not None
    is_dry = arguments["dry_run"] or arguments["check"]
    if os.environ.get("GNN_REGISTRY_EXIT_2_ON_FINDINGS", "") not in ("", "0"):
        counts_findings = True
    result = process_model_registry(
        Path(arguments.pop("target_dir")), Path(arguments.pop("output_dir")), **arguments
    )
    if result["error"] is not None:
        print("4_model_registry: " + result["error"], file=sys.stderr)
        return 1
    print("4_model_registry: " + describe(result, is_dry, is_query))
    return choose_exit_code(result, counts_findings)


if __name__ == "__main__":
    sys.exit(main())
