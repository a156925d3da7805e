"""Wine with a prefix of its own, so that a test sees what Windows services say, and nothing else disturbs them.

Wine keeps no event log, but prints what goes there on its standard error when asked to: event_log() reads it back.
"""

import os
import pathlib
import re
import subprocess

from processes import Failure

DEBUG = "-all,err+eventlog,warn+eventlog"
LINE = re.compile(r"(err|warn):eventlog:ReportEventW L\"(.*)\"(\.\.\.)?$")


def as_written(escaped):
    """What wine escaped: \\505c for a character, two backslashes for one."""
    simple = {"n": "\n", "r": "\r", "t": "\t"}
    return re.sub(r"\\([0-9a-f]{4}|.)", lambda found: chr(int(found[1], 16)) if len(found[1]) == 4 else simple.get(found[1], found[1]), escaped)


def windows_path(path):
    return "Z:" + str(path).replace("/", "\\")


class Wine:
    """with Wine(prefix, folder) as wine: ... — its programs end with it."""

    def __init__(self, prefix, folder):
        self.printed = folder / "wine.log"
        self.output = folder / "told.log"
        self.environment = {**os.environ, "WINEPREFIX": str(prefix), "WINEDEBUG": DEBUG, "LC_ALL": "C.UTF-8"}
        self.prefix = pathlib.Path(prefix)

    def __enter__(self):
        self.prefix.mkdir(parents=True, exist_ok=True)
        self._quietly("wineserver", "-p")
        self._quietly("wine", "cmd", "/c", "exit")  # not wineboot: see tools/windows/wine-up.sh
        self._quietly("wine", "winecfg", "/v", "win10")
        return self

    def __exit__(self, *_):
        self._quietly("wineserver", "-k")

    def _quietly(self, *command):
        with open(self.printed, "ab") as log:
            subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment, check=False)

    def run(self, *command, seconds=60):
        """Exit code and what was printed; by files, because wine's own processes keep what they inherit."""
        with open(self.output, "wb") as out:
            words = ["wine", *(str(word) for word in command)]
            try:
                done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=self.environment, timeout=seconds, check=False)
            except subprocess.TimeoutExpired as late:
                raise Failure(f"{' '.join(words)}: not within {seconds} s") from late
        return done.returncode, self.output.read_text(encoding="utf-8", errors="replace").replace("\r", "")

    def registry(self, key):
        """A key and what is below it, as text; not by "reg query", which knows no Chinese here."""
        file = self.output.with_name("registry.reg")
        file.unlink(missing_ok=True)
        code, said = self.run("reg", "export", key, windows_path(file), "/y")
        if code != 0:
            raise Failure(f"reg export {key} ended with {code}: {said}")
        return re.sub(r"\\(.)", r"\1", file.read_text(encoding="utf-16"))

    def event_log(self):
        """The lines for the event log since the prefix was started: (kind, words), the words at most as long as wine prints."""
        lines = self.printed.read_text(encoding="utf-8", errors="replace").splitlines()
        return [(found[1], as_written(found[2])) for line in lines if (found := LINE.search(line))]
