"""A Windows to install in: a prefix of wine of its own, made for one test. What is installed stays a service of it."""

import os
import subprocess

from harness import SOURCE
from processes import Failure

TOOLS = SOURCE / "tools" / "windows"
PROGRAM = "Program Files/LotBridge"


class WineBox:
    def __init__(self, prefix):
        self.prefix = prefix
        # Without a UTF-8 locale wine cannot say Chinese names of files.
        self._environment = {**os.environ, "WINEPREFIX": str(prefix), "WINEDEBUG": "-all", "LC_ALL": "C.UTF-8"}

    def start(self):
        subprocess.run([TOOLS / "wine-up.sh"], env=self._environment, check=True)
        return self

    def stop(self, *_):
        """As Site stops what it has started; the prefix may be removed then."""
        subprocess.run([TOOLS / "wine-down.sh"], env=self._environment, check=True)
        subprocess.run(["wineserver", "-w"], env=self._environment, stdin=subprocess.DEVNULL, check=False)

    def try_run(self, *words, seconds=180):
        """Exit code and what was said. wine quotes an argument with a space, which installers' /DATA= and /D= do not take."""
        told = subprocess.run(
            [TOOLS / "wine-run", *(str(word) for word in words)],
            env=self._environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds,
        )  # fmt: skip
        return told.returncode, told.stdout.decode(errors="replace").replace("\r\n", "\n")

    def run(self, *words, seconds=180):
        code, told = self.try_run(*words, seconds=seconds)
        if code != 0:
            raise Failure(f"{' '.join(str(word) for word in words[:3])} ended with {code}:\n{told[-2000:]}")
        return told

    def outside(self, path):
        """Where C:/... lies on this machine."""
        return self.prefix / "drive_c" / path

    def registry(self, key, name):
        """A value, or nothing. A program under wine says what it finds, not how it ended."""
        told = self.try_run("reg", "query", key, "/v", name)[1]
        line = next((line for line in told.splitlines() if line.strip().startswith(name)), "")
        return line.split("REG_SZ", 1)[1].strip() if "REG_SZ" in line else None

    def lotbridge(self, *words):
        return self.run(self.outside(PROGRAM) / "bin" / "lotbridge.exe", *words)

    def installed(self):
        return (self.outside(PROGRAM) / "bin" / "lotbridge.exe").exists()

    def service_runs(self):
        """Whether the service is there, and whether it runs."""
        code, told = self.try_run("sc", "query", "LotBridge")
        return ("SERVICE_NAME" in told or "STATE" in told), "RUNNING" in told
