"""A program under test: started with its output in a file, watched through /proc, stopped or killed by its own id."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import time


class Failure(Exception):
    """A test did not find what it must find. The words are for the person who reads the output."""


def free_ports(count):
    """Loopback ports that nobody uses right now, of those that no connection gets as its own end: it would hold the port for long."""
    sockets = {}
    while len(sockets) < count:
        port = random.randrange(10000, 32768)
        with contextlib.suppress(OSError):
            one = socket.socket()
            one.bind(("127.0.0.1", port))
            sockets[port] = one  # held until the last is known, so that they differ
    for one in sockets.values():
        one.close()
    return list(sockets)


def wait_until(condition, seconds, what, pause=0.05):
    """Returns the condition's first true value, or fails with the words."""
    until = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() >= until:
            raise Failure(f"{what}: not within {seconds:g} s")
        time.sleep(pause)


def children(process):
    """The processes that one has started."""
    found = set()
    for task in os.listdir(f"/proc/{process}/task"):
        # One of its threads may end while this looks.
        with contextlib.suppress(FileNotFoundError, ProcessLookupError), open(f"/proc/{process}/task/{task}/children") as file:
            found |= {int(child) for child in file.read().split()}
    return found


def resident_mib(process):
    with open(f"/proc/{process}/status") as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    raise Failure(f"process {process}: no VmRSS in /proc")


def cpu_seconds(process):
    with open(f"/proc/{process}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def idle_seconds():
    """Of all cores of this machine together, since it started."""
    with open("/proc/stat") as stat:
        idle, waiting = stat.readline().split()[4:6]
    return (int(idle) + int(waiting)) / os.sysconf("SC_CLK_TCK")


class Program:
    stop_signal = signal.SIGTERM  # as systemd does

    def __init__(self, name, command, log, environment=None):
        self.name = name
        self.command = [str(part) for part in command]
        self.log = log
        self.environment = {**os.environ, **(environment or {})}
        self.process = None

    def start(self):
        with open(self.log, "ab") as out:
            self.process = subprocess.Popen(
                self.command, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=self.environment
            )
        return self

    def running(self):
        return self.process is not None and self.process.poll() is None

    def expect_running(self):
        if not self.running():
            raise Failure(f"{self.name} ended by itself with {self.process.returncode}; its last words:\n{self.last_words()}")

    def last_words(self, lines=15):
        with open(self.log, errors="replace") as log:
            return "".join(log.readlines()[-lines:])

    def kill(self):
        """SIGKILL: no chance to tidy up."""
        if self.running():
            self.process.kill()
        self.process.wait()

    def stop(self, seconds=15):
        """In order; False: it had to be killed."""
        if not self.running():
            return True
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(seconds)
            return True
        except subprocess.TimeoutExpired:
            self.kill()
            return False

    def resident_mib(self):
        return resident_mib(self.process.pid)

    def cpu_seconds(self):
        return cpu_seconds(self.process.pid)
