"""The two doors: HTTP for what the lots report (B.1), TCP for what they are asked (B.2)."""

import asyncio
import json
import re
import time
import uuid

import reading
from reading import Wrong

MISHAPS = ("close", "half", "garbage", "status", "late")


class Door:
    def __init__(self, platform, port):
        self.platform, self.port = platform, port
        self.server = None
        self.writers = set()

    async def open(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", self.port, limit=1 << 24)

    async def shut(self):
        self.server.close()
        self.hang_up()
        await self.server.wait_closed()

    def hang_up(self):
        for writer in list(self.writers):
            writer.transport.abort()

    async def serve(self, reader, writer):
        self.writers.add(writer)
        try:
            await self.converse(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.writers.discard(writer)
            writer.close()


class Uplink(Door):
    async def converse(self, reader, writer):
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            length = re.search(r"^content-length:\s*([0-9]+)", head, re.IGNORECASE | re.MULTILINE)
            body = (await reader.readexactly(int(length[1]))).decode("ascii", "strict")
            if not await self.answer(head, body, writer):
                return

    async def answer(self, head, body, writer):
        """Whether the connection goes on."""
        platform = self.platform
        lot, header, number = None, {"code": "", "oprNum": "", "ip": ""}, 0
        try:
            text = reading.form(head, body)
            header, _, _, number = platform.open(text)
            lot, header, code, words, data = platform.judge(text)
        except Wrong as wrong:
            platform.report(wrong.clause, wrong.words)
            code, words, data = "9999", wrong.words, "{}"
        except ValueError as error:
            platform.report("B.1", f"unreadable: {error}")
            code, words, data = "9999", "unreadable", "{}"
        reply = self.reply(lot, header, code, words, data).encode()
        if lot is None or platform.random.random() >= platform.trouble:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=UTF-8\r\n" + self.length(reply) + reply)
            await writer.drain()
            if lot and not writer.transport.is_closing():
                platform.answered(lot, header)
            return True
        platform.unanswered(lot, header, number)
        return await self.mishap(writer, reply, lot)

    @staticmethod
    def length(body):
        return b"Content-Length: " + str(len(body)).encode() + b"\r\n\r\n"

    async def mishap(self, writer, reply, lot):
        kind = self.platform.random.choice(MISHAPS)
        if kind == "late":
            await asyncio.sleep(self.platform.random.random() * 0.2)
            writer.write(b"HTTP/1.1 200 OK\r\n" + self.length(reply) + reply)
        elif kind == "status":
            writer.write(b"HTTP/1.1 502 Bad Gateway\r\n" + self.length(b"oops") + b"oops")
        elif kind == "garbage":
            page = b"<html>busy</html>"
            writer.write(b"HTTP/1.1 200 OK\r\n" + self.length(page) + page)
        elif kind == "half":
            writer.write(b"HTTP/1.1 200 OK\r\n" + self.length(reply) + reply[: len(reply) // 2])
        await writer.drain()
        return kind in ("late", "status", "garbage")

    def reply(self, lot, header, code, words, data):
        """Platforms word the same answer in many ways (E2, E3, E6, E7)."""
        chance = self.platform.random
        if code == "0000":
            code = chance.choice(["0000", "0", 0])
        members = {"code": header["code"], "oprNum": header["oprNum"], "ip": chance.choice(["", None, header["ip"]])}
        members["resultCode"] = code
        members[chance.choice(["resultMessge", "resultMessage", "message"])] = words
        signed = lot is not None and chance.random() < 0.8
        members["signature"] = lot.keys.sign(data, chance.randrange(len(lot.keys.keys))) if signed else ""
        names = list(members)
        if chance.random() < 0.3:
            chance.shuffle(names)
        head = ",".join(f"{json.dumps(name)}:{json.dumps(members[name], ensure_ascii=False)}" for name in names)
        return f'{{{head},"data":{data}}}' if data != "{}" or signed or chance.random() < 0.5 else f"{{{head}}}"


class Downlink(Door):
    """The lots connect here and are asked."""

    async def converse(self, reader, writer):
        buffer, lot, waiting = bytearray(), None, {}
        quiet = self.platform.routine(90)
        while True:
            try:
                piece = await asyncio.wait_for(reader.read(65536), quiet)
            except asyncio.TimeoutError:
                self.platform.report("B.2.3", "nothing on the line for longer than a minute (D3)")
                continue
            if not piece:
                break
            buffer += piece
            try:
                for packet in reading.packets(buffer):
                    lot = self.receive(packet, writer, lot, waiting)
            except Wrong as wrong:
                self.platform.report(wrong.clause, wrong.words)
        if lot and lot.online and lot.online[0] is writer:
            lot.online = None

    def receive(self, packet, writer, lot, waiting):
        if '"resultCode"' in packet:
            header, data, raw = reading.envelope(packet, reading.REPLY, "B.1.2.2")
            if lot is None:
                raise Wrong("B.2.2", "a reply on a line that has not said hello")
            lot.keys.check(header["signature"], raw)
            answers = waiting.get(header["oprNum"])
            if answers is None:
                raise Wrong("B.2.2", "a reply that nobody waits for")
            answers.put_nowait((header, data, raw))
            return lot
        return self.greet(packet, writer, waiting, lot)

    def greet(self, packet, writer, waiting, lot):
        """D2: a heartbeat with token, parkId and parkCode; later ones keep the line alive (D3)."""
        header, data, raw = reading.envelope(packet, reading.REQUEST, "B.1.2.1")
        if header["code"] != "8":
            raise Wrong("B.2", f"neither a heartbeat nor a reply, but code {header['code']}")
        named = next((one for one in self.platform.lots.values() if one.park_id == data.get("parkId")), None)
        if named is None or data != {"parkId": named.park_id, "parkCode": named.park_code}:
            raise Wrong("B.2", "a hello without parkId and parkCode of a lot (D2)")
        named.keys.check(header["signature"], raw)
        if self.platform.lot_of(header["k"]) is not named:
            named.doubted = True
            if lot is None:
                raise Wrong("B.2.5", "a hello with a token that is not valid")
            return lot
        named.online = (writer, waiting)
        return named

    async def ask(self, lot, packet, number, seconds):
        """The reply, or None when there was none in time or the line broke."""
        online = lot.online
        if online is None:
            return None
        writer, waiting = online
        answers = waiting.setdefault(number, asyncio.Queue())
        began = time.monotonic()
        try:
            for piece in packet:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0)
            header, data, raw = await asyncio.wait_for(answers.get(), seconds)
            return header, data, raw, time.monotonic() - began
        except asyncio.TimeoutError:
            return None
        except ConnectionError:  # a write can meet the broken line before the reader does
            if lot.online is online:
                lot.online = None
            return None

    def seal(self, lot, number, data, opr_num=None, **spoil):
        """A request, signed over its bytes (D1: '*' in text may stay)."""
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        chance = self.platform.random
        signature = lot.keys.sign(text, chance.randrange(len(lot.keys.keys)))
        head = {"k": lot.token or "", "code": str(number), "oprNum": opr_num or str(uuid.uuid4()), "ip": "", "signature": signature}
        head.update(spoil)
        body = json.dumps(head, ensure_ascii=False)[:-1] + ',"data":' + text + "}"
        return head["oprNum"], body.encode() + b"*"
