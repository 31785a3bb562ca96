"""Serves the judge from inside the learner's sandbox: load their files, call their code, send back plain data.

Everything in this process is the learner's to change, this module included. The judge therefore believes nothing of what
comes out of here but the values, and those it checks one by one.
"""

import contextlib
import importlib
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workers.harness import probes
from workers.harness.frames import Channel, FrameError, Message, PeerClosed
from workers.harness.guard import Guard
from workers.harness.guests import Guests
from workers.harness.loading import import_entry, import_stubs, own_modules, write_files
from workers.harness.reporting import Reporter
from workers.harness.tracebacks import describe
from workers.harness.values import BadValue, UnsupportedValue
from workers.harness.wire import Box, LearnerDecoder, LearnerEncoder, same

MAX_OUT_FILES = 64


class Server:
    def __init__(self, channel: Channel, folder: Path) -> None:
        self.channel = channel
        self.box = Box(folder)
        self.prefix = f"{folder}{os.sep}"
        self.guard = Guard([], None, self.prefix)
        self.module: Any = None
        self.operations: dict[str, Callable[[Message], tuple[dict[str, Any], list[bytes]]]] = {
            "load": self.load, "files": self.files, "call": self.call, "get": self.get, "set": self.set, "drop": self.drop,
            **Guests().operations,
        }  # fmt: skip

    def serve(self) -> int:
        """Answers until the judge closes the socket. Returns the exit code."""
        while True:
            try:
                message = self.channel.receive()
            except PeerClosed:
                return 0
            reply, blobs = self._answer(message)
            _flush()
            reply["id"] = message.header.get("id")
            reply["forbidden"] = self.guard.violations
            try:
                self.channel.send(reply, blobs)
            except FrameError as error:
                self.channel.send(
                    {"id": reply["id"], "ok": False, "error": _unsupported(str(error)), "forbidden": self.guard.violations}
                )
            except PeerClosed:
                return 0

    def _answer(self, message: Message) -> tuple[dict[str, Any], list[bytes]]:
        try:
            return self.operations[message.op](message)
        except (UnsupportedValue, BadValue) as error:
            return {"ok": False, "error": _unsupported(str(error))}, []
        except BaseException as error:  # the learner's, whatever it is
            return {"ok": False, "error": describe(error, self.prefix)}, []

    def load(self, message: Message) -> tuple[dict[str, Any], list[bytes]]:
        """Writes the learner's files, imports the entry, and says which exports are missing."""
        header = message.header
        self.guard = Guard(header["tripwires"], header["allow"], self.prefix)
        names = write_files(self.box.folder, header["files"], message.blob)
        if header["stubs"] is not None:
            self.box.stubs = import_stubs(self.box.folder, header["stubs"].encode())
        sys.path.insert(0, str(self.box.folder))
        self.guard.own = own_modules(names)
        self.module = import_entry(self.box.folder, names, header["entry"], self.guard, header["seed"])
        missing = [name for name in header["exports"] if not callable(getattr(self.module, name, None))]
        return {"ok": True, "missing": missing}, []

    def files(self, message: Message) -> tuple[dict[str, Any], list[bytes]]:
        write_files(self.box.folder, message.header["files"], message.blob)
        return {"ok": True}, []

    def call(self, message: Message) -> tuple[dict[str, Any], list[bytes]]:
        """Calls a target: mode `value` (encode what comes back), `keep` (leave it here), `drop`, or a probe."""
        header = message.header
        reporter = Reporter(self.channel)
        self.box.callables = {"report": _report_callable(reporter), "figure": reporter.figure}
        decoder = LearnerDecoder(message.blob, self.box)
        args, kwargs, options = (decoder.decode(header[key]) for key in ("args", "kwargs", "options"))
        pristine = LearnerDecoder(message.blob, self.box) if header["pure"] else None
        target, owner = self._target(header["target"])
        result = self._measure(header["mode"], target, owner, (args, kwargs, options))
        reporter.flush()
        reply, blobs = self._result(header["mode"], result)
        if pristine is not None:
            reply["mutated"] = _mutated(args, kwargs, pristine.decode(header["args"]), pristine.decode(header["kwargs"]))
        if decoder.folders:
            reply["files"], contents = _collect(decoder.folders[0], options["max_bytes"])
            blobs += contents
        return {"ok": True, **reply}, blobs

    def _measure(self, mode: str, target: Any, owner: Any, given: tuple[list[Any], dict[str, Any], dict[str, Any]]) -> Any:
        args, kwargs, options = given
        match mode:
            case "grad":
                return probes.gradient(target, owner, args, kwargs, options)
            case "ops":
                return probes.op_count(target, args, kwargs)
            case "lines":
                return probes.line_count(target, args, kwargs, self.prefix)
            case "rss":
                return probes.rss_growth(target, args, kwargs, options["times"])
        return target(*args, **kwargs)

    def _result(self, mode: str, result: Any) -> tuple[dict[str, Any], list[bytes]]:
        if mode == "drop":
            return {"value": None}, []
        if mode == "keep":
            return {"value": self.box.keep(probes.listed(result)), "type": type(result).__name__[:80]}, []
        encoder = LearnerEncoder()
        return {"value": encoder.encode(result)}, encoder.blobs

    def get(self, message: Message) -> tuple[dict[str, Any], list[bytes]]:
        """An attribute (dotted path) of a kept object, as a value or kept in its turn."""
        value = _walk(self.box.object(message.header["handle"]), message.header["path"])
        reply, blobs = self._result(message.header["mode"], value)
        return {"ok": True, **reply}, blobs

    def set(self, message: Message) -> tuple[dict[str, Any], list[bytes]]:
        """Sets an attribute (dotted path) of a kept object, or one item of it when `key` is given."""
        header = message.header
        decoder = LearnerDecoder(message.blob, self.box)
        value, key = decoder.decode(header["value"]), decoder.decode(header["key"])
        holder = self.box.object(header["handle"])
        if header["item"]:
            _walk(holder, header["path"])[key] = value
            return {"ok": True}, []
        path, _, last = header["path"].rpartition(".")
        _assign(_walk(holder, path), last, value)
        return {"ok": True}, []

    def drop(self, message: Message) -> tuple[dict[str, Any], list[bytes]]:
        self.box.kept.pop(message.header["handle"], None)
        return {"ok": True}, []

    def _target(self, target: dict[str, Any]) -> tuple[Any, Any]:
        """(callable, the object it belongs to): an export, a library's name, or a kept object and its method."""
        if "export" in target:
            found = getattr(self.module, target["export"])
            return found, found
        if "lib" in target:
            module, _, name = target["lib"].rpartition(".")
            return getattr(importlib.import_module(module), name), None
        owner = self.box.object(target["handle"])
        return (_walk(owner, target["method"]) if target["method"] else owner), owner


def _report_callable(reporter: Reporter) -> Callable[..., None]:
    """`report(step, loss=…)`, with `report.figure(id, plotly)` beside it."""

    def report(step: int, **values: float) -> None:
        reporter.report(step, **values)

    report.figure = reporter.figure  # type: ignore[attr-defined]
    return report


def _walk(value: Any, path: str) -> Any:
    """Follows a dotted path; a part that is a number indexes (`layers.0.weight`)."""
    for part in path.split(".") if path else ():
        value = value[int(part)] if part.isdigit() and not hasattr(value, part) else getattr(value, part)
    return value


def _assign(holder: Any, name: str, value: Any) -> None:
    """Sets an attribute; a tensor is copied into the parameter or tensor that is there, so that optimisers keep hold of it."""
    current = getattr(holder, name, None)
    torch = sys.modules.get("torch")
    if (
        torch is not None
        and isinstance(current, torch.Tensor)
        and isinstance(value, torch.Tensor)
        and current.shape == value.shape
    ):
        with torch.no_grad():
            current.copy_(value)
        return
    setattr(holder, name, value)


def _mutated(args: list[Any], kwargs: dict[str, Any], args_before: list[Any], kwargs_before: dict[str, Any]) -> list[str]:
    changed = [str(i) for i, before in enumerate(args_before) if not same(args[i], before)]
    return changed + [name for name, before in kwargs_before.items() if not same(kwargs[name], before)]


def _collect(folder: Path, max_bytes: int) -> tuple[list[list[Any]], list[bytes]]:
    """Regular files below the folder, links not followed: [[path, size], …] and their bytes."""
    table: list[list[Any]] = []
    contents: list[bytes] = []
    for path in sorted(folder.rglob("*")):
        if not stat.S_ISREG(path.lstat().st_mode):
            continue
        data = path.read_bytes()
        max_bytes -= len(data)
        if max_bytes < 0 or len(table) >= MAX_OUT_FILES:
            raise UnsupportedValue("more or larger files in `out` than the task allows")
        table.append([path.relative_to(folder).as_posix(), len(data)])
        contents.append(data)
    return table, contents


def _unsupported(what: str) -> dict[str, Any]:
    return {"kind": "unsupported", "type": "TypeError", "mro": ["TypeError"], "message": what[:500], "traceback": ""}


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
