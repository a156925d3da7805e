"""A program under test: started with its output in a file, watched through /proc, stopped or killed by its own id."""

import os
import signal
import socket
import subprocess
import time


class Failure(Exception):
    """A test did not find what it must find. The words are for the person who reads the output."""


def free_ports(count):
    """Loopback ports that nobody listens on right now; all held until the last is known, so that they differ."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


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
        with open(f"/proc/{process}/task/{task}/children") as file:
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


class Program:
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
        """SIGTERM, as systemd does; False: it had to be killed."""
        if not self.running():
            return True
        self.process.send_signal(signal.SIGTERM)
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
