"""Appendix B as a reader: forms, envelopes with their raw data, signatures, passwords, packets."""

import decimal
import hashlib
import json
import re
import subprocess
import urllib.parse

REQUEST = {"k": 36, "code": 10, "oprNum": 36, "ip": 15, "signature": 100}
REPLY = {"code": 10, "oprNum": 36, "ip": 15, "resultCode": 4, "resultMessge": 200, "signature": 100}


class Wrong(Exception):
    """Something is not as the standard says."""

    def __init__(self, clause, words):
        super().__init__(f"{clause}: {words}")
        self.clause, self.words = clause, words


class Money(decimal.Decimal):
    """A number with a fraction: at most two decimals, no exponent."""

    def __new__(cls, text):
        if not re.fullmatch(r"-?(0|[1-9][0-9]*)\.[0-9]{1,2}", text):
            raise Wrong("decisions, money", f"{text} is no amount with at most two decimals")
        return super().__new__(cls, text)


def no_duplicates(pairs):
    if len({name for name, _ in pairs}) != len(pairs):
        raise Wrong("B.1.1", "a member stands twice")
    return dict(pairs)


def refuse_constant(text):
    raise Wrong("B.1.1", f"{text} is no JSON")


decoder = json.JSONDecoder(parse_float=Money, parse_constant=refuse_constant, object_pairs_hook=no_duplicates)
blank = re.compile(r"[ \t\r\n]*")


def members(text):
    """Name, value and raw text of each member of the outermost object."""
    found = []
    place = blank.match(text).end()
    if text[place : place + 1] != "{":
        raise Wrong("B.1.1", "not a JSON object")
    place = blank.match(text, place + 1).end()
    while text[place : place + 1] != "}":
        name, place = json.decoder.scanstring(text, place + 1)
        place = blank.match(text, place).end()
        if text[place : place + 1] != ":":
            raise Wrong("B.1.1", "not a JSON object")
        begin = blank.match(text, place + 1).end()
        value, end = decoder.raw_decode(text, begin)
        found.append((name, value, text[begin:end]))
        place = blank.match(text, end).end()
        if text[place : place + 1] == ",":
            place = blank.match(text, place + 1).end()
    if blank.match(text, place + 1).end() != len(text):
        raise Wrong("B.1.1", "text after the object")
    return found


def envelope(text, table, clause):
    """Header members by name, data, and data as it stands in the text. Order, lengths and types are those of the table."""
    try:
        found = members(text)
    except (ValueError, IndexError) as error:
        raise Wrong("B.1.1", f"not JSON: {error}") from None
    names = [name for name, _, _ in found]
    if names != [*table, "data"]:
        raise Wrong(clause, f"the members are {names}, not {[*table, 'data']}")
    header = {name: value for name, value, _ in found[:-1]}
    for name, length in table.items():
        if not isinstance(header[name], str):
            raise Wrong(clause, f"{name} is no text")
        if len(header[name]) > length or (name == "k" and len(header[name]) not in (0, 36)):
            raise Wrong(clause, f"{name} has {len(header[name])} characters")
    _, data, raw = found[-1]
    if not isinstance(data, (dict, list)):
        raise Wrong("B.1.2.3", "data is neither a VO nor a list")
    return header, data, raw


def form(head, body):
    """The param of a POST."""
    if not head.startswith("POST "):
        raise Wrong("B.1", "not a POST")
    kind = re.search(r"^content-type:\s*(.*?)\s*$", head, re.IGNORECASE | re.MULTILINE)
    if not kind or kind[1].lower() != "application/x-www-form-urlencoded; charset=utf-8":
        raise Wrong("B.1", "the content type is no UTF-8 form")
    fields = urllib.parse.parse_qsl(body, keep_blank_values=True, strict_parsing=True, encoding="utf-8", errors="strict")
    if [name for name, _ in fields] != ["param"]:
        raise Wrong("B.1", "the only parameter is param")
    return fields[0][1]


class Keys:
    """B.2.6 in the form of S1: 32 digits in capitals and two of the key's index."""

    def __init__(self, keys):
        self.keys = [key.encode() for key in keys]

    def sign(self, data, index):
        return hashlib.md5(data.encode() + self.keys[index]).hexdigest().upper() + f"{index:02}"

    def check(self, signature, data):
        if not re.fullmatch(r"[0-9A-F]{32}[0-9]{2}", signature):
            raise Wrong("B.2.6", "the signature is not 32 capital digits and an index")
        index = int(signature[32:])
        if index >= len(self.keys) or self.sign(data, index) != signature:
            raise Wrong("B.2.6", "the signature does not fit the bytes of data")


def password(text, key, vector):
    """B.2.7, Base64 and PKCS#7 (S4), by the openssl command."""
    command = ["openssl", "enc", "-d", "-des-ede3-cbc", "-a", "-A", "-K", key.encode().hex(), "-iv", vector.encode().hex()]
    run = subprocess.run(command, input=text.encode(), capture_output=True)
    if run.returncode != 0:
        raise Wrong("B.2.7", "the password does not open")
    return run.stdout.decode()


def packets(buffer):
    """Cuts whole packets off the front of a buffer. A lot never writes '*' inside of text (D1), so every one ends a packet."""
    found = []
    while b"*" in buffer:
        packet, _, rest = buffer.partition(b"*")
        buffer[:] = rest
        try:
            found.append(packet.decode("utf-8", "strict"))
        except UnicodeDecodeError:
            raise Wrong("B.2.2", "a packet that is no UTF-8") from None
    return found
