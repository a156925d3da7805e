"""The three programs of the demo and their settings, all in one folder that is made anew at every start."""

import json
import os
import pathlib
import secrets
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

SOURCE = pathlib.Path(__file__).resolve().parents[2]


class DemoError(Exception):
    """Something that the person at the screen should read."""


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Programs:
    def __init__(self, build, data, speed):
        self.build = build.resolve()
        self.data = data.resolve()
        self.speed = speed
        self.uplink, self.downlink, self.api = free_ports(3)
        self.page = f"http://127.0.0.1:{self.api}/"
        self.secrets = {
            "password": secrets.token_hex(8),
            "login_key": secrets.token_hex(12),
            "login_iv": secrets.token_hex(4),
            "signature_key": secrets.token_hex(16),
        }
        self.started = []
        self.host_pid = None

    def prepare(self):
        """A new folder with settings as an integrator would write them; secrets in files that only the owner reads."""
        if (self.data / "host.json").exists():
            shutil.rmtree(self.data)
        (self.data / "lots").mkdir(parents=True, exist_ok=True)
        (self.data / "secrets").mkdir(mode=0o700, exist_ok=True)
        for name, value in self.secrets.items():
            file = self.data / "secrets" / name
            file.touch(mode=0o600)
            file.write_text(value)
        self._write("cloud.json", self._cloud_settings())
        self._write("host.json", {"data": "data", "lots": ["lots"]})
        self._write("lots/demo.json", self._lot_settings())

    def start(self):
        self._start("the reference cloud", "tools/cloud/lotbridge-cloud", "--settings", self.data / "cloud.json")
        self._wait_for_the_cloud()
        # The lot's own clocks run as fast as its day, so that a stay of an hour costs what an hour costs.
        this_morning = time.strftime("%Y-%m-%d 07:00:00", time.gmtime(time.time() + 8 * 3600))
        traffic = ("--sqlite", self.data / "lot.db", "--ledger", self.data / "ledger.jsonl", "--pictures", self.data / "lot")
        day = ("--start", this_morning, "--speed", self.speed, "--picture-share", "0.2")
        self._start("the lot", "tools/lotsim/lotbridge-lotsim", "donglu", *traffic, *day)
        self._wait("the lot opens", lambda: (self.data / "ledger.jsonl").exists())
        self._start_host()

    def stop(self):
        """The host first, so that it can say goodbye to the cloud."""
        for _, process in reversed(self.started):
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(15)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    def check(self):
        for name, process in list(self.started):
            if process.poll() is not None:
                if name == "the host" and process.returncode == -signal.SIGKILL:
                    # As a service manager does: an acceptance may rehearse it.
                    self.started.remove((name, process))
                    self._start_host()
                    continue
                log = self._log(name)
                words = "".join(log.read_text(errors="replace").splitlines(keepends=True)[-10:])
                raise DemoError(f"{name} ended with {process.returncode}; its last words, from {log}:\n{words}")

    def status(self):
        """lotbridge status beside the running host, or nothing while that does not answer yet."""
        command = [self._program("bin/lotbridge"), "status", "--json", "--settings", self.data / "host.json"]
        told = subprocess.run(command, capture_output=True, text=True, timeout=20)
        return json.loads(told.stdout) if told.returncode == 0 else None

    def cloud(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.page.rstrip("/") + path, data=data)
        try:
            with urllib.request.urlopen(request, timeout=20) as reply:
                return json.load(reply)
        except urllib.error.HTTPError as error:
            return json.load(error)

    def _cloud_settings(self):
        return {
            "listen": {
                "uplink": f"127.0.0.1:{self.uplink}",
                "downlink": f"127.0.0.1:{self.downlink}",
                "api": f"127.0.0.1:{self.api}",
            },
            "database": "cloud.db",
            "timeDelays": False,  # the lot's day is played faster than life
            "lots": [
                {
                    "parkId": "demo-park",
                    "parkCode": "P0001",
                    "user": "demo",
                    "password": self.secrets["password"],
                    "key": self.secrets["login_key"],
                    "iv": self.secrets["login_iv"],
                    "signatureKeys": [self.secrets["signature_key"]],
                }
            ],
        }

    def _lot_settings(self):
        return {
            "name": "demo",
            "park_id": "demo-park",
            "park_code": "P0001",
            "time_zone": "Asia/Shanghai",
            "cloud": {
                "url": f"http://127.0.0.1:{self.uplink}/parking",
                "downlink": f"tcp://127.0.0.1:{self.downlink}",
                "user": "demo",
                "password": {"file": "../secrets/password"},
                "login_key": {"file": "../secrets/login_key"},
                "login_iv": {"file": "../secrets/login_iv"},
                "signature_keys": [{"file": "../secrets/signature_key"}],
            },
            "adapters": [
                {
                    "name": "database",
                    "plugin": "lotbridge.sql",
                    "poll": "500ms",
                    "settings": {
                        "connection": {"backend": "sqlite3", "file": "../lot.db"},
                        "mapping": str(SOURCE / "adapters" / "donglu" / "donglu-demo.json"),
                        "start": "beginning",
                        "image_root": "../lot/img",
                    },
                }
            ],
        }

    def _write(self, name, settings):
        (self.data / name).write_text(json.dumps(settings, indent=2, ensure_ascii=False) + "\n")

    def _program(self, path):
        program = self.build / path
        if not program.exists():
            raise DemoError(f"{program} is not built")
        return program

    def _log(self, name):
        return self.data / (name.split()[-1] + ".log")

    def _start_host(self):
        self.host_pid = self._start("the host", "bin/lotbridge", "run", "--settings", self.data / "host.json").pid

    def _start(self, name, path, *words):
        command = [str(word) for word in (self._program(path), *words)]
        with open(self._log(name), "ab") as log:
            # A group of its own: Ctrl-C goes to the demo, which then stops everybody in order.
            process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True, env=os.environ)
        self.started.append((name, process))
        return process

    def _wait(self, what, condition, seconds=20):
        until = time.monotonic() + seconds
        while not condition():
            self.check()
            if time.monotonic() > until:
                raise DemoError(f"{what}: not within {seconds} s")
            time.sleep(0.1)

    def _wait_for_the_cloud(self):
        def answers():
            try:
                return "accepted" in self.cloud("/counts")
            except OSError:
                return False

        self._wait("the reference cloud answers", answers)
