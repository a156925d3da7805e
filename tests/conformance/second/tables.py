"""Appendix C: members, types and codes of every interface."""

import datetime
import json
import pathlib

from reading import Money, Wrong

DATA = pathlib.Path(__file__).resolve().parents[2] / "golden" / "interfaces.json"
VEHICLE, CARD = range(1, 6), range(0, 5)
YES_NO, DOOR, CHANGE = range(0, 2), range(0, 6), range(0, 4)
# What the notes of the tables number. 0 stands for "not given" wherever it is no number of the list.
CODES = {
    **{(number, "inIdentity"): VEHICLE for number in (2, 3, 4, 15, 16)},
    **{(4, "outIdentity"): VEHICLE, (16, "outIdentity"): VEHICLE, (12, "carType"): VEHICLE},
    **{(17, "inIdentity"): CARD, (17, "status"): range(0, 3), (27, "inIdentity"): CARD, (27, "status"): YES_NO},
    **{(5, "imageType"): range(1, 5), (20, "openType"): range(1, 5), (10, "result"): YES_NO},
    **{(12, "payStatus"): range(0, 3), (12, "paymentMode"): range(0, 13), (12, "payOrigin"): range(0, 10)},
    **{(21, "linkStatus"): YES_NO, (21, "equipmentType"): range(2, 7), (21, "doorType"): DOOR, (21, "opertionType"): CHANGE},
    **{(22, "linkStatus"): YES_NO, (22, "opertionType"): CHANGE},
    **{(23, "doorType"): DOOR, (23, "isExit"): YES_NO, (23, "actionType"): range(1, 4)},
}
# What a message means nothing without.
NEEDED = {
    **{2: ("recordCode", "inTime"), 3: ("recordCode", "carNum"), 4: ("recordCode", "outTime"), 5: ("recordCode", "imageCode", "imageType")},
    **{11: ("userId", "startDate", "endDate"), 12: ("recordCode", "inTime", "outTime"), 13: ("dateTime",), 15: ("plateno", "inCross")},
    **{16: ("plateno", "outCross"), 17: ("msRecordId", "carNum"), 20: ("operateTime",), 21: ("equipmentCode",), 22: ("pcName",)},
    **{23: ("channelId", "actionType"), 25: ("carNum",), 26: ("recordCode", "carNum"), 27: ("productId",)},
}
PRODUCT = "productId productName inIdentity:integer price:decimal months:integer beginTime:datetime endTime:datetime status:integer"
PRODUCT += " operatorName operatorTime:datetime"


def load():
    """Number → id, clause, direction, request and response members (name → type, or the members of a list's items)."""
    tables = {}
    for one in json.loads(DATA.read_text())["interfaces"]:
        tables[one["no"]] = {
            "id": one["id"],
            "clause": one["clause"],
            "direction": one["direction"],
            "request": shape(one["request"]),
            "response": shape(one["response"]),
        }
    product = dict((part + ":string").split(":")[:2] for part in PRODUCT.split())
    tables[27] = {"id": "monthly_card_product", "clause": "5.4.2", "direction": "up", "request": product, "response": {}}
    return tables


def shape(members):
    return {member["wire"]: shape(items) if (items := member.get("items", member.get("fields"))) else member["type"] for member in members}


def check_text(kind, value):
    if not isinstance(value, str):
        return "no text"
    form = {"datetime": "%Y-%m-%d %H:%M:%S", "date": "%Y-%m-%d"}.get(kind)
    if form and value:
        try:
            if datetime.datetime.strptime(value, form).strftime(form) != value:
                return f"not as {form}"
        except ValueError:
            return f"not as {form}"
    return None


def check_value(number, name, kind, value):
    """What is wrong with a value, or None."""
    if isinstance(kind, dict) or kind == "list":
        return None if isinstance(value, list) else "no list"
    if kind in ("string", "datetime", "date"):
        return check_text(kind, value)
    if isinstance(value, bool) or not isinstance(value, (int, Money)):
        return "no number"
    if kind == "decimal":
        return None
    if not isinstance(value, int):
        return "no whole number"
    codes = CODES.get((number, name))
    return f"{value} is not in its list" if codes and value != 0 and value not in codes else None


def check(number, table, members, vo, where=""):
    """E7: every member of the table is there, with its type's default when it is empty; null is never sent; nothing else is there."""
    clause = table["clause"]
    if not isinstance(vo, dict):
        raise Wrong("B.1.2.3", f"{where or 'data'} is no VO")
    if vo.keys() != members.keys():
        odd = sorted(vo.keys() ^ members.keys())
        raise Wrong(clause, f"{where} the members differ from the table by {odd}")
    for name, kind in members.items():
        if wrong := check_value(number, name, kind, vo[name]):
            raise Wrong(clause, f"{where}{name} is {wrong}")
        if isinstance(kind, dict):
            for place, item in enumerate(vo[name]):
                check(number, table, kind, item, f"{name}/{place}/")


def check_needed(number, table, vo):
    for name in NEEDED.get(number, ()):
        if not vo[name]:
            raise Wrong(table["clause"], f"{name} is empty")
