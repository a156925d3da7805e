"""The second cloud must notice what is wrong: one envelope spoilt in one way, and the clause that it names."""

import asyncio
import hashlib
import json
import pathlib
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import reading  # noqa: E402
import tables  # noqa: E402
from asking import Asker  # noqa: E402
from doors import Downlink  # noqa: E402
from platform_rules import Platform  # noqa: E402
from reading import Wrong  # noqa: E402

KEY, VECTOR, POOL = "0123456789abcdef01234567", "01234567", ["k0", "k1"]
ENTRY = {
    **{"recordCode": "R1", "carNum": "粤B12345", "inCross": "E1", "inTime": "2025-06-02 08:00:00", "inIdentity": 2},
    **{"parkMinutes": 0, "carColor": "蓝", "outOperatorName": ""},
}
EXIT = {
    **{"recordCode": "R1", "carNum": "粤B12345", "inCross": "E1", "outCross": "X1", "inTime": "2025-06-02 08:00:00"},
    **{"outTime": "2025-06-02 09:00:00", "inIdentity": 2, "outIdentity": 2, "parkMinutes": 60, "carColor": "蓝", "chargeStatus": 1},
    **{"payMoney": 5, "agioMoney": 0, "chargeMoney": 5, "chargeType": "正常收费", "outOperatorName": ""},
}
PICTURE = {"recordCode": "R1", "imageCode": "I1", "imageType": 2, "imageBase64": "/9j/", "imagePath": ""}
BILL = {
    **{"parkId": "P1", "parkCode": "C1", "carNum": "粤B12345", "inCross": "E1", "outcross": "X1", "carType": 2, "recordCode": "R1"},
    **{"inTime": "2025-06-02 08:00:00", "outTime": "2025-06-02 09:00:00", "inImage": "", "outImage": "", "payMoney": 5},
    **{"chargeMoney": 5, "agioMoney": 0, "paymentRecordList": []},
}
CORRECTION = {**ENTRY, "outCross": "", "carNum": "粤B54321"}


def sealed(password):
    command = ["openssl", "enc", "-des-ede3-cbc", "-a", "-A", "-K", KEY.encode().hex(), "-iv", VECTOR.encode().hex()]
    return subprocess.run(command, input=password.encode(), stdout=subprocess.PIPE, check=True).stdout.decode()


class Lot:
    """A lot that does everything right, unless it is told not to."""

    def __init__(self):
        account = {"parkId": "P1", "parkCode": "C1", "user": "u", "password": "p", "key": KEY, "iv": VECTOR, "signatureKeys": POOL}
        self.platform = Platform({"lots": [account], "scale": 1 / 600})
        self.number, self.token = 0, ""

    def tell(self, number, vo, text=None, **header):
        self.number += 1
        data = text or json.dumps(vo, ensure_ascii=False, separators=(",", ":"))
        members = {"k": self.token, "code": str(number), "oprNum": f"N{self.number}", "ip": ""}
        members["signature"] = hashlib.md5(data.encode() + b"k1").hexdigest().upper() + "01"
        members.update(header)
        head = ",".join(f"{json.dumps(name)}:{json.dumps(value)}" for name, value in members.items() if value is not ...)
        lot, header, result, _, answer = self.platform.judge(f'{{{head},"data":{data}}}')
        if lot:
            self.platform.answered(lot, header)
        return result, json.loads(answer)

    def log_in(self, password="p", **header):
        result, answer = self.tell(1, {"parkUserName": "u", "parkUserPwd": sealed(password)}, **({"k": ""} | header))
        self.token = answer["token"]
        return result

    def violations(self):
        return [words.split(":")[0] for words in self.platform.violations]


@pytest.fixture
def lot():
    lot = Lot()
    lot.log_in()
    return lot


def refused(clause):
    return pytest.raises(Wrong, match=f"^{clause}")


def test_good_messages_are_accepted_without_a_word(lot):
    for code, vo in ((2, ENTRY), (5, PICTURE), (3, CORRECTION), (4, {**EXIT, "carNum": "粤B54321"})):
        assert lot.tell(code, vo)[0] == "0000"
    assert lot.violations() == []


@pytest.mark.parametrize(
    "clause, header",
    [
        ("B.2.6", {"signature": "0" * 32 + "01"}),
        ("B.2.6", {"signature": ""}),
        ("B.2.6", {"signature": "0" * 32 + "07"}),
        ("B.1.2.1", {"code": "99"}),
        ("B.1.2.1", {"code": 2}),
        ("B.1.2.1", {"oprNum": "x" * 37}),
        ("B.1.2.1", {"ip": "1234567890.12345"}),
        ("B.1.2.1", {"k": "short"}),
        ("B.1.2.1", {"ip": None}),
        ("B.1.2.1", {"ip": ...}),
        ("B.1.2.1", {"extra": "1"}),
    ],
)
def test_a_header_that_is_not_as_the_table(lot, clause, header):
    with refused(clause):
        lot.tell(2, ENTRY, **header)


def test_a_signature_over_other_bytes_than_those_sent(lot):
    data = json.dumps(ENTRY, ensure_ascii=False)  # with blanks
    tight = json.dumps(ENTRY, ensure_ascii=False, separators=(",", ":"))
    with refused("B.2.6"):
        lot.tell(2, ENTRY, data, signature=hashlib.md5(tight.encode() + b"k1").hexdigest().upper() + "01")


@pytest.mark.parametrize("text", ["[]x", '{"a":1,"a":2}', "{", "7", "null"])
def test_data_that_is_no_vo(lot, text):
    with refused("B.1"):
        lot.tell(2, ENTRY, text)


@pytest.mark.parametrize(
    "change",
    [
        {"recordCode": ""},
        {"recordCode": None},
        {"carNum": ...},
        {"recordcode": "R1"},
        {"inTime": "2025-06-02T08:00:00"},
        {"inTime": "2025-02-30 08:00:00"},
        {"inTime": ""},
        {"inIdentity": 6},
        {"inIdentity": "2"},
        {"parkMinutes": True},
        {"parkMinutes": 1.5},
        {"token": "t"},
    ],
)
def test_a_vo_that_is_not_as_its_table(lot, change):
    vo = {name: value for name, value in {**ENTRY, **change}.items() if value is not ...}
    with refused("C.2.2"):
        lot.tell(2, vo)


@pytest.mark.parametrize("text", ["1.234", "1e2", "01.5", "1.", "NaN"])
def test_money_that_is_no_amount(lot, text):
    lot.tell(2, ENTRY)
    data = json.dumps(EXIT, ensure_ascii=False, separators=(",", ":")).replace('"payMoney":5', f'"payMoney":{text}')
    with pytest.raises((Wrong, ValueError)):
        lot.tell(4, EXIT, data)


@pytest.mark.parametrize(
    "clause, told",
    [
        ("5.1.5", [(5, PICTURE)]),
        ("5.1.5", [(2, ENTRY), (2, {**ENTRY, "carNum": "粤B00000"})]),
        ("5.1.5", [(2, ENTRY), (5, PICTURE), (5, PICTURE)]),
        ("5.2.4", [(4, EXIT)]),
        ("5.1.3", [(3, CORRECTION)]),
        ("5.1.3", [(2, ENTRY), (4, EXIT), (3, CORRECTION)]),
        ("5.1.4.2", [(2, ENTRY), (3, CORRECTION), (4, EXIT)]),
        ("5.2.4", [(2, ENTRY), (12, BILL)]),
        ("5.1.5", [(12, BILL), (4, EXIT)]),
        ("5.1.5", [(12, BILL), (2, ENTRY)]),
        ("C.2.5", [(2, ENTRY), (5, {**PICTURE, "imageBase64": ""})]),
        ("C.3.1", [(9, {"recordCode": "R1", "parkId": "P1", "couponList": []})]),
    ],
)
def test_a_message_out_of_the_life_of_its_record(lot, clause, told):
    for code, vo in told[:-1]:
        lot.tell(code, vo)
    with refused(clause):
        lot.tell(*told[-1])


def test_a_bill_may_follow_an_entry_whose_answer_was_lost(lot):
    lot.tell(2, ENTRY)
    lot.platform.lots["u"].letters[f"N{lot.number}"].told = False
    assert lot.tell(12, BILL)[0] == "0000"


def test_a_bill_may_follow_an_entry_whose_answer_died_with_the_host_until_it_is_answered_again(lot):
    lot.tell(2, ENTRY, oprNum="entry")
    lot.platform.died(["entry", "another"])
    lot.tell(2, ENTRY, oprNum="entry")
    with refused("5.2.4"):
        lot.tell(12, BILL)
    lot.platform.died(["entry"])
    assert lot.tell(12, BILL)[0] == "0000"


def test_another_lots_park_id(lot):
    sums = {"payNum": 1, "payMoneySum": 1, "chargeMoneySum": 1, "agioMoneySum": 0}
    day = {"parkId": "P2", "dateTime": "2025-06-02", **sums, "checkTime": ""}
    with refused("B.1.2.1"):
        lot.tell(13, day)


def test_a_number_that_comes_back_with_another_message(lot):
    lot.tell(2, ENTRY, oprNum="same")
    with refused("B.1.2.1"):
        lot.tell(2, {**ENTRY, "recordCode": "R2"}, oprNum="same")


def test_the_sixth_request_in_an_hour(lot):
    for _ in range(6):
        lot.tell(2, ENTRY, oprNum="same")
    assert lot.violations() == ["B.1.2.5"]


def test_a_failure_that_is_repeated_before_ten_minutes(lot):
    lot.platform.trouble = 3  # refuses everything
    lot.tell(2, ENTRY, oprNum="same")
    lot.tell(2, ENTRY, oprNum="same")
    assert lot.violations() == ["5.1.2"]


def test_a_wrong_password_and_an_unencrypted_one(lot):
    with refused("5.1.1"):
        lot.log_in("wrong")
    with refused("B.2.7"):
        lot.tell(1, {"parkUserName": "u", "parkUserPwd": "p"}, k="")


def test_a_login_that_nothing_called_for_or_with_a_token(lot):
    lot.log_in()
    assert lot.violations() == ["B.2.4"]
    lot.platform.rival_login(lot.platform.lots["u"])
    lot.log_in(k=lot.token)
    assert lot.violations() == ["B.2.4", "B.1.2.1"]


def test_a_token_ends_with_the_month_and_with_the_next_login(lot):
    assert lot.tell(8, {})[0] == "0000"
    lot.platform.month_shift = 1
    assert lot.tell(8, {})[0] == "9000"
    lot.log_in()
    assert lot.tell(8, {})[0] == "0000"
    lot.platform.rival_login(lot.platform.lots["u"])
    assert lot.tell(8, {})[0] == "9000"


def test_forms_that_are_none():
    good = "POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n\r\n"
    assert reading.form(good, "param=%7B%7D") == "{}"
    other_method, other_text = good.replace("POST", "GET"), good.replace("UTF-8", "GBK")
    for head, body in ((other_method, "param=1"), (other_text, "param=1"), (good, "params=1"), (good, "param=1&x=2")):
        with refused("B.1"):
            reading.form(head, body)


def test_every_star_ends_a_packet():
    buffer = bytearray(b'{"a":1}*{"b":"138****1234"}*{"c"')
    assert reading.packets(buffer)[:2] == ['{"a":1}', '{"b":"138']
    assert buffer == b'{"c"'


def test_a_reply_that_is_not_as_its_table():
    reply = '{"code":"9","oprNum":"1","ip":"","resultCode":"0000","resultMessge":"ok","signature":"","data":{}}'
    reading.envelope(reply, reading.REPLY, "B.1.2.2")
    for good, spoilt in (("Messge", "Message"), ('"ip":"",', ""), ('"0000"', '"00000"'), ("ok", "x" * 201)):
        with refused("B.1.2.2"):
            reading.envelope(reply.replace(good, spoilt), reading.REPLY, "B.1.2.2")


def test_the_tables_are_all_there():
    loaded = tables.load()
    assert sorted(loaded) == list(range(1, 28))
    assert "outcross" in loaded[12]["request"] and "amountRreceivable" in loaded[12]["request"]["paymentRecordList"]


def test_asking_stops_also_when_a_reply_comes_in_the_same_moment():
    async def stop_after(turns):
        platform = Lot().platform
        answers, asked = asyncio.Queue(), asyncio.Event()

        class Line:
            async def ask(self, *_):
                asked.set()
                await asyncio.wait_for(answers.get(), 60)

            @staticmethod
            def seal(lot, number, body, **spoil):
                return "N1", b""

        platform.lots["u"].online = (None, {})
        asker = Asker(platform, Line(), {"P1": {"asks": ["member_query"]}})
        asker.start()
        await asked.wait()
        answers.put_nowait(None)
        for _ in range(turns):
            await asyncio.sleep(0)
        stopped, _ = await asyncio.wait({asyncio.create_task(asker.stop())}, timeout=5)
        assert stopped

    for turns in range(6):
        asyncio.run(stop_after(turns))


def test_a_line_that_breaks_under_a_request_is_no_missing_reply():
    class Broken:
        def write(self, _):
            pass

        async def drain(self):
            raise ConnectionResetError

    async def ask():
        lot = Lot()
        one = lot.platform.lots["u"]
        one.online = (Broken(), {})
        asker = Asker(lot.platform, Downlink(lot.platform, 0), {})
        assert await asker.reply(one, 25, "N1", [b"{}*"]) is None
        assert one.online is None and not lot.platform.violations

    asyncio.run(ask())
