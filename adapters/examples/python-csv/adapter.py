"""A booth program that exports a CSV file a day, a line for each passage, and takes payments from a drop folder."""

import csv
import datetime
import decimal
import io
import json
import os
import pathlib
import re

import lotbridge
from lotbridge import FAILED, NOTE, OK, REJECTED, RETRY, Problem, message

COLUMNS = ["票号", "动作", "车牌", "通道", "时间", "入场时间", "应收", "优惠", "实收"]
MOST_BYTES = 64 * 1024  # at once: some hundred lines
CLOCKS_APART = datetime.timedelta(minutes=5)
LATE_FILES = 3  # so many of the newest may still grow: the last passage of a day is written after midnight


class CsvFolder:
    offers = {"vehicle_entry": "native", "vehicle_exit": "native", "prepayment": "native"}

    def __init__(self):
        self.commands = {"prepayment": self.pay}

    def start(self, settings):
        if "folder" not in settings:
            raise Problem(REJECTED, "no folder is set")
        self.folder = pathlib.Path(settings["folder"])
        self.encoding = settings.get("encoding", "gb18030")
        self.payments = pathlib.Path(settings["payments"]) if "payments" in settings else None
        if not self.folder.is_dir():
            raise Problem(RETRY, f"{self.folder} is no folder that can be read")

    def capabilities(self):
        return self.offers if self.payments else {**self.offers, "prepayment": "unsupported"}

    # ---- what happened

    def poll(self, host, cursor):
        """The cursor says how far each of the newest files was read: {"20260601.csv": 4711}."""
        known, files = position(cursor), self.files()
        read = {file.name: known[file.name] for file in files if file.name in known}
        for file in files:
            if file.name < min(read, default=""):
                continue
            rows, end = self.read(file, read.get(file.name, 0))
            if end == read.get(file.name, 0):
                continue
            read = dict(sorted({**read, file.name: end}.items())[-LATE_FILES:])
            host.submit([fact(row) for row in rows], json.dumps(read))
            return True
        return False

    def files(self):
        return sorted((file for file in self.folder.iterdir() if file.suffix == ".csv"), key=lambda file: file.name)

    def read(self, path, offset):
        """The rows after the offset, as far as their lines are whole, and where they end."""
        with open(path, "rb") as file:
            header = file.readline()
            if not header.endswith(b"\n"):
                return [], 0
            columns = self.columns(path, header)
            if offset > os.fstat(file.fileno()).st_size:
                offset = 0  # written anew: what is known already the host stores once
            offset = max(offset, len(header))
            file.seek(offset)
            piece = file.read(MOST_BYTES)
        whole = piece[: piece.rfind(b"\n") + 1]
        if not whole and len(piece) == MOST_BYTES:
            raise Problem(REJECTED, f"{path.name}: the line at byte {offset} has no end")
        lines = whole.decode(self.encoding, "replace").splitlines()
        return [dict(zip(columns, row)) for row in csv.reader(lines) if row], offset + len(whole)

    def columns(self, path, header):
        columns = next(csv.reader([header.decode(self.encoding, "replace").lstrip("\ufeff").strip()]), [])
        if missing := [name for name in COLUMNS if name not in columns]:
            raise Problem(REJECTED, f"{path.name}: there is no column {', '.join(missing)}; was the program upgraded?")
        return columns

    # ---- what the cloud wants

    def pay(self, body, key, timeout_ms):
        """One file for each order, whose name makes it come once: the booth program moves what it has booked into done/."""
        if self.payments is None:
            raise Problem(lotbridge.UNSUPPORTED, "no folder for payments is set")
        try:
            order, record = str(body["orderCode"]), str(body["recordCode"])
            fen = round(decimal.Decimal(str(body["orderMoney"])) * 100)
        except (KeyError, ValueError, ArithmeticError):
            raise Problem(REJECTED, "a payment without order, parking record or amount") from None
        if not re.fullmatch(r"[\w-]{1,64}", order, re.ASCII):
            raise Problem(REJECTED, "an order code that is no file name")
        file = self.payments / f"{order}.csv"
        if not file.exists() and not (self.payments / "done" / file.name).exists():
            line = io.StringIO(newline="")
            csv.writer(line).writerow([order, record, f"{fen / 100:.2f}"])
            write_at_once(file, line.getvalue().encode(self.encoding, "replace"))
        return {"orderCode": order, "result": 1}

    # ---- on site

    def check(self, settings):
        yield from self.check_at_lot(settings, offline=False, utc_offset=None)

    def check_at_lot(self, settings, offline, utc_offset):
        folders = [settings[name] for name in ("folder", "payments") if name in settings]
        if offline and (absent := [folder for folder in folders if not os.path.isdir(folder)]):
            yield NOTE, "folder", f"not on this computer, and not looked at: {', '.join(absent)}"
            return
        try:
            self.start(settings)
            files = self.files()
            if files:
                self.read(files[-1], 0)
                yield OK, "folder", f"{files[-1].name} has all columns"
            else:
                yield NOTE, "folder", f"there is no CSV file in {self.folder} yet"
            if files and not offline and utc_offset is not None:
                yield self.clock(files[-1], utc_offset)
        except Problem as problem:
            yield FAILED, "folder", str(problem)
            return
        if self.payments is None:
            yield NOTE, "payments", "no folder is set: payments are not taken"
        elif not os.access(self.payments, os.W_OK):
            yield FAILED, "payments", f"{self.payments} cannot be written to"
        else:
            yield OK, "payments", "can be written to"

    def clock(self, file, utc_offset):
        """A line is written when a car passes: by the lot's clock the file was written when its last line says."""
        status = file.stat()
        rows, _ = self.read(file, max(0, status.st_size - MOST_BYTES // 2))
        told = rows[-1].get("时间") if rows else None
        try:
            passed = datetime.datetime.strptime(told or "", "%Y-%m-%d %H:%M:%S")
        except ValueError:
            return NOTE, "clock", f"the last line of {file.name} has no time to compare with the lot's"
        zone = datetime.timezone(datetime.timedelta(minutes=utc_offset))
        written = datetime.datetime.fromtimestamp(int(status.st_mtime), zone).replace(tzinfo=None)
        words = f"by the lot's time_zone {file.name} was written at {written}, its last line says {told}"
        if abs(written - passed) > CLOCKS_APART:
            return NOTE, "clock", words + ": is the time_zone right, and are the clocks? Or was the file copied?"
        return OK, "clock", words


def position(cursor):
    try:
        return {str(name): int(end) for name, end in json.loads(cursor or "{}").items()}
    except (ValueError, AttributeError, TypeError):
        raise Problem(REJECTED, "the cursor is none of this adapter's") from None


def fact(row):
    """One line as a message. What it lacks is left out: the host sets aside what the standard cannot do without."""
    body = {"recordCode": row.get("票号"), "carNum": row.get("车牌"), "inIdentity": 2}
    if row.get("动作") == "入场":
        return message("vehicle_entry", {**body, "inCross": row.get("通道"), "inTime": row.get("时间")}, f"{row.get('票号')}-in")
    money = {"payMoney": row.get("应收"), "agioMoney": row.get("优惠"), "chargeMoney": row.get("实收")}
    times = {"inTime": row.get("入场时间"), "outTime": row.get("时间"), "outCross": row.get("通道")}
    return message("vehicle_exit", {**body, **times, **money, "outIdentity": 2}, f"{row.get('票号')}-out")


def write_at_once(file, data):
    """Whoever looks sees all of it or nothing; on disk when this returns."""
    unfinished = file.with_suffix(".part")
    with open(unfinished, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    os.replace(unfinished, file)


if __name__ == "__main__":
    lotbridge.serve(CsvFolder())
