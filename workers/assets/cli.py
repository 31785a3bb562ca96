"""`python -m workers assets list | build | fetch | verify [ID…]`."""

import argparse
import sys

from workers.assets import store
from workers.assets.builders import BUILDERS
from workers.assets.later import LATER
from workers.assets.sources import AssetError


def main(argv: list[str]) -> int:
    """Exit status: 0 done, 1 something failed or is not whole, 2 unknown id."""
    parser = argparse.ArgumentParser(prog="python -m workers assets", description="Keep the data that tasks read.")
    parser.add_argument("command", choices=["list", "build", "fetch", "verify"])
    parser.add_argument("ids", nargs="*", metavar="ID")
    parser.add_argument("--missing", action="store_true", help="build only what is not there yet")
    parser.add_argument("--small", action="store_true", help="leave out what comes from large downloads")
    options = parser.parse_intermixed_args(argv)
    if unknown := sorted(set(options.ids) - set(BUILDERS)):
        print(f"unknown data sets: {', '.join(unknown)}; known: {', '.join(BUILDERS)}", file=sys.stderr)
        return 2
    chosen = [asset for asset in options.ids or BUILDERS if not (options.small and asset in LATER)]
    if options.command == "list":
        return _list(chosen)
    if options.command == "verify":
        return _verify(chosen)
    if options.command == "fetch":
        print("none of these data sets has a larger edition to fetch yet", file=sys.stderr)
        return 0 if not options.ids else 1
    return _build(chosen, missing_only=options.missing)


def _list(chosen: list[str]) -> int:
    state = store.state_folder()
    for asset in chosen:
        if store.is_built(state, asset):
            print(f"{asset:<16} built    {store.size_bytes(state, asset) / 2**20:7.1f} MiB")
        else:
            print(f"{asset:<16} missing")
    return 0


def _verify(chosen: list[str]) -> int:
    found = [problem for asset in chosen for problem in store.problems(store.state_folder(), asset)]
    print("\n".join(found) or "all data sets are whole")
    return 1 if found else 0


def _build(chosen: list[str], *, missing_only: bool) -> int:
    state, failed = store.state_folder(), False
    for asset in chosen:
        if missing_only and store.is_built(state, asset):
            continue
        try:
            store.build(state, asset)
        except AssetError as error:
            failed = True
            print(f"{asset}: {error}", file=sys.stderr)
        else:
            print(f"{asset}: built", flush=True)
            # A library of another version decodes or prints a little differently: worth knowing, no reason to stop.
            print("".join(f"{problem}\n" for problem in store.problems(state, asset)), end="", file=sys.stderr)
    return 1 if failed else 0
