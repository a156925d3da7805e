"""Stands on the wire between host and cloud and keeps every byte that passes, so that a test can look at what was really sent."""

import dataclasses
import json
import re
import socket
import threading
import time
import urllib.parse


@dataclasses.dataclass
class Exchange:
    """One POST of the host and what came back; answer is empty when nothing whole did."""

    at: float
    connection: int
    head: str
    body: bytes
    answer_head: str = ""
    answer: bytes = b""

    def header(self, name):
        found = re.search(rf"^{name}:[ \t]*(.*?)\r?$", self.head, re.IGNORECASE | re.MULTILINE)
        return found[1] if found else ""

    @property
    def parts(self):
        """The parts of a multipart body by name; a form's only part is param."""
        kind = self.header("Content-Type")
        if not kind.startswith("multipart/form-data"):
            pairs = (pair.split("=", 1) for pair in self.body.decode().split("&"))
            return {name: urllib.parse.unquote_plus(value) for name, value in pairs}
        boundary = b"--" + kind.split("boundary=", 1)[1].encode()
        found = {}
        for part in self.body.split(boundary)[1:-1]:
            head, content = part.strip(b"\r\n").split(b"\r\n\r\n", 1)
            name = re.search(rb'name="([^"]*)"', head)[1].decode()
            found[name] = content.decode() if name == "param" else content
        return found

    @property
    def text(self):
        return self.parts["param"]

    @property
    def envelope(self):
        return json.loads(self.text)

    @property
    def reply(self):
        return json.loads(self.answer)


def data_slice(envelope):
    """The value of data exactly as it stands in the text: data is the last member."""
    start = re.search(r'"data"\s*:\s*', envelope).end()
    return envelope[start : envelope.rindex("}")]


def frames(stream):
    """The packets of a stream of bytes: '*' ends one outside of JSON strings."""
    packets, begin, in_string, escaped = [], 0, False, False
    for place, byte in enumerate(stream):
        if in_string:
            in_string = escaped or byte != 0x22
            escaped = not escaped and byte == 0x5C
        elif byte == 0x22:
            in_string = True
        elif byte == 0x2A:
            packets.append(stream[begin:place])
            begin = place + 1
    return packets, stream[begin:]


def read_message(stream):
    """Head and body of one HTTP message; what is there when the other side has closed before."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        line = stream.readline()
        if not line:
            return head, b""
        head += line
    length = re.search(rb"^content-length:\s*([0-9]+)", head, re.IGNORECASE | re.MULTILINE)
    return head, stream.read(int(length[1])) if length else b""


class Door:
    """Listens, and hands each connection with one of its own to the cloud to a thread."""

    def __init__(self, port, target):
        self.port, self.target = port, target
        self.connections = 0
        self._sockets = set()
        self._lock = threading.Lock()
        self._listener = None
        self.open()

    def open(self):
        if self._listener:
            return
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def shut(self):
        """Nobody gets in, and who was in is thrown out."""
        listener, self._listener = self._listener, None
        if listener:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        self.hang_up()

    def hang_up(self):
        with self._lock:
            for one in self._sockets:
                try:
                    one.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def _accept(self, listener):
        while True:
            try:
                lot, _ = listener.accept()
            except OSError:
                return
            try:
                cloud = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                lot.close()
                continue
            for one in (lot, cloud):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self.connections += 1
                self._sockets |= {lot, cloud}
                number = self.connections
            threading.Thread(target=self._serve, args=(lot, cloud, number), daemon=True).start()

    def _serve(self, lot, cloud, number):
        try:
            self.carry(lot, cloud, number)
        except OSError:
            pass
        with self._lock:
            self._sockets -= {lot, cloud}
        for one in (lot, cloud):
            one.close()


class Uplink(Door):
    """Request by request; alter may change an answer's body on its way."""

    def __init__(self, port, target):
        self.exchanges = []
        self.alter = None
        super().__init__(port, target)

    def carry(self, lot, cloud, number):
        from_lot, from_cloud = lot.makefile("rb"), cloud.makefile("rb")
        while True:
            head, body = read_message(from_lot)
            if not head.endswith(b"\r\n\r\n"):
                return
            exchange = Exchange(time.monotonic(), number, head.decode("latin-1"), body)
            self.exchanges.append(exchange)
            cloud.sendall(head + body)
            head, body = read_message(from_cloud)
            whole = head + body
            length = re.search(rb"content-length:\s*([0-9]+)", head, re.IGNORECASE)
            if length and len(body) == int(length[1]):
                if self.alter:
                    body = self.alter(exchange, body)
                    whole = re.sub(rb"(?i)(content-length:\s*)[0-9]+", rb"\g<1>" + str(len(body)).encode(), head, 1) + body
                exchange.answer_head, exchange.answer = head.decode("latin-1"), body
            lot.sendall(whole)
            if not exchange.answer:
                return


@dataclasses.dataclass
class Line:
    """One connection of the downlink: what the lot sent and what the cloud sent, with the time of each piece."""

    at: float
    from_lot: bytearray = dataclasses.field(default_factory=bytearray)
    from_cloud: bytearray = dataclasses.field(default_factory=bytearray)
    sent: list = dataclasses.field(default_factory=list)  # when the lot sent something

    def packets(self):
        return [packet.decode() for packet in frames(bytes(self.from_lot))[0]]


class Downlink(Door):
    def __init__(self, port, target):
        self.lines = []
        super().__init__(port, target)

    def carry(self, lot, cloud, number):
        line = Line(time.monotonic())
        self.lines.append(line)
        back = threading.Thread(target=self._pass_on, args=(cloud, lot, line.from_cloud, None), daemon=True)
        back.start()
        self._pass_on(lot, cloud, line.from_lot, line.sent)
        back.join()

    @staticmethod
    def _pass_on(source, target, kept, times):
        try:
            while piece := source.recv(65536):
                kept += piece
                if times is not None:
                    times.append(time.monotonic())
                target.sendall(piece)
        except OSError:
            pass
        for one in (source, target):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
