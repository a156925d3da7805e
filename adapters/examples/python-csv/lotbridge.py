"""The adapter protocol of LotBridge on standard input and output: docs/external-adapters.md. Copy this file beside an adapter.

An adapter is an object with the methods below, of which it needs poll() only:

    offers = {"vehicle_entry": "native"}        the most that it can do: interface -> native, derived
    commands = {"gate_control": function}       function(body, key, timeout_ms) -> the answer's body
    start(settings)                             settings as the schema has them, secrets resolved
    poll(host, cursor)                          hands over what happened since; True asks to be called again at once
    capabilities()                              what this instance offers as it is configured
    check(settings)                             yields (OK | NOTE | FAILED, subject, words)
    check_at_lot(settings, offline, utc_offset) the same; offline: connects to nothing; utc_offset: the lot's, in minutes
    stop()
"""

import base64
import json
import pathlib
import sys

RETRY, REJECTED, UNSUPPORTED, MISUSE, BROKEN = 1, 2, 3, 4, 5
OK, NOTE, FAILED = 0, 1, 2
DEBUG, INFO, WARNING, ERROR = 0, 1, 2, 3
PROTOCOL = 1


class Problem(Exception):
    """What could not be done, in words for an operator: what was tried, on what, what came back. Nothing personal."""

    def __init__(self, code, words):
        super().__init__(words)
        self.code = code


class Host:
    """What an adapter may ask of the host while it works on a request."""

    def __init__(self, read, write):
        self._read, self._write, self._last = read, write, 0

    def submit(self, messages, cursor=""):
        """Returns when the messages and the cursor are on disk, together."""
        self._ask("submit", {"messages": messages, "cursor": cursor})

    def put_image(self, media_type, data):
        return self._ask("put_image", {"media_type": media_type, "data": base64.b64encode(data).decode()})["key"]

    def ask(self, name, body, limit_ms=0):
        return self._ask("ask", {"name": name, "body": body, "limit_ms": limit_ms})["body"]

    def log(self, line, level=INFO):
        self.tell("log", {"level": level, "line": line})

    def tell(self, method, params):
        self._write({"jsonrpc": "2.0", "method": method, "params": params})

    def _ask(self, method, params):
        self._last += 1
        self._write({"jsonrpc": "2.0", "id": self._last, "method": method, "params": params})
        answer = self._read()
        if answer is None:
            sys.exit(0)
        if "error" in answer:
            raise Problem(answer["error"]["code"], answer["error"]["message"])
        return answer["result"]


def message(name, body, key, image="", origin=0):
    """One fact. key: its identity in the legacy system; the same fact submitted again is stored once."""
    return {"name": name, "body": body, "key": key, "image": image, "origin": origin}


class _Server:
    def __init__(self, adapter, host, folder):
        self.adapter, self.host, self.started = adapter, host, False
        self.manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        self.schema = json.loads((folder / "settings.schema.json").read_text("utf-8"))
        self.methods = {
            "hello": self.hello,
            "start": self.start,
            "poll": lambda params: {"more": bool(adapter.poll(host, params["cursor"]))},
            "command": self.command,
            "capabilities": lambda _: {"body": self.call("capabilities") or adapter.offers},
            "check": lambda params: self.prove("check", params["settings"]),
            "check_at_lot": lambda params: self.prove(
                "check_at_lot", params["settings"], params["offline"], params["utc_offset_minutes"]
            ),
            "stop": self.stop,
            "destroy": lambda _: {},
        }

    def answer(self, request):
        if request["method"] not in self.methods:
            raise Problem(UNSUPPORTED, "there is no method of this name")
        if request["method"] in ("poll", "command", "capabilities") and not self.started:
            raise Problem(MISUSE, "the adapter is not started")
        return self.methods[request["method"]](request.get("params") or {}) or {}

    def call(self, method, *arguments):
        """What an adapter need not have."""
        return getattr(self.adapter, method, lambda *_: None)(*arguments)

    def hello(self, _):
        return {
            "protocol": PROTOCOL,
            "id": self.manifest["id"],
            "version": self.manifest["version"],
            "settings_schema": self.schema,
            "capabilities": self.adapter.offers,
        }

    def start(self, params):
        self.call("start", params["settings"])
        self.started = True

    def stop(self, _):
        self.started = False
        self.call("stop")

    def command(self, params):
        carry_out = getattr(self.adapter, "commands", {}).get(params["name"])
        if carry_out is None:
            raise Problem(UNSUPPORTED, "this adapter cannot do that")
        if not isinstance(params["body"], dict):
            raise Problem(REJECTED, "the request's body is no object")
        return {"body": carry_out(params["body"], params["key"], params["timeout_ms"])}

    def prove(self, check, *arguments):
        if not hasattr(self.adapter, check):
            raise Problem(UNSUPPORTED, "this adapter has no such check")
        for result, subject, words in getattr(self.adapter, check)(*arguments):
            self.host.tell("finding", {"result": result, "subject": subject, "words": words})


def serve(adapter):
    """Answers the host until it says good-bye or closes its end. An exception that nobody expected ends the program: the host
    shows its last line, and starts it again."""
    # What somebody prints belongs into the log, not between two messages.
    messages_in, messages_out, sys.stdout = sys.stdin.buffer, sys.stdout.buffer, sys.stderr

    def read():
        line = messages_in.readline()
        return json.loads(line.decode("utf-8", "replace")) if line else None

    def write(what):
        messages_out.write(json.dumps(what, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        messages_out.flush()

    server = _Server(adapter, Host(read, write), pathlib.Path(__file__).resolve().parent)
    while (request := read()) is not None:
        reply = {"jsonrpc": "2.0", "id": request["id"]}
        try:
            write({**reply, "result": server.answer(request)})
        except Problem as problem:
            write({**reply, "error": {"code": problem.code, "message": str(problem)}})
        except OSError as error:  # a share that is away, a file that is locked
            write({**reply, "error": {"code": RETRY, "message": f"{error.filename or request['method']}: {error.strerror}"}})
        if request["method"] == "destroy":
            return
