"""A shipped platform profile, its long times shortened so that an hour passes in seconds. Host and cloud get the same file."""

import json
import pathlib
import re

SOURCE = pathlib.Path(__file__).resolve().parents[2]
UNITS = {"ms": 1, "s": 1_000, "min": 60_000, "h": 3_600_000, "d": 86_400_000}
# Interface id → serial number in Appendix C (and 5.4.2 for the last): the codes of a profile that names none.
INTERFACES = (
    "login vehicle_entry vehicle_correction vehicle_exit image_upload total_spaces free_spaces heartbeat fee_query prepayment"
    " cashier_settlement supplementary_bill daily_reconciliation free_minutes unlicensed_entry unlicensed_exit monthly_card"
    " gate_control gate_status manual_gate_opening equipment_status station_status channel_info blacklist member_query"
    " auto_deduct monthly_card_product"
).split()
DOWN_ONLY = "fee_query prepayment gate_control gate_status blacklist".split()
# How much shorter each time is. What a loaded machine could miss by its slowness alone is shortened less.
SHORTER = {
    "answer": 5,
    "login_first": 100,
    "login_max": 120,
    "heartbeat": 100,
    "free_spaces": 40,
    "probe_first": 50,
    "keepalive": 60,
    "reconnect_first": 20,
    "reconnect_max": 60,
    "gate_life": 5,
    "unlicensed_life": 20,
    "command_limit": 10,
    "connect": 2,
    "deduct": 1,
    "question": 5,
    "member_cache": 30_000,
}
OTHERS_SHORTER = 600


def seconds(text):
    number, unit = re.fullmatch(r"([0-9]+)(ms|s|min|h|d)", text).groups()
    return int(number) * UNITS[unit] / 1000


def without_comments(text):
    return re.sub(r'("(?:[^"\\]|\\.)*")|//[^\n]*', lambda found: found[1] or "", text)


def shorten(section):
    """Times in milliseconds, everything else as it stands."""
    short = {}
    for name, value in section.items():
        is_time = isinstance(value, str) and re.fullmatch(r"[0-9]+(ms|s|min|h)", value)
        short[name] = f"{max(1, round(seconds(value) * 1000 / SHORTER.get(name, OTHERS_SHORTER)))}ms" if is_time else value
    return short


class Profile:
    """What the shipped file says, and the shortened one that the programs are given."""

    def __init__(self, name, folder):
        shipped = SOURCE / "configs" / "platforms" / f"{name}.json"
        self.name = name
        self.shipped = json.loads(without_comments(shipped.read_text()))
        self.short = {**self.shipped, "times": shorten(self.shipped["times"]), "downlink": shorten(self.shipped["downlink"])}
        self.file = folder / f"{name}.json"
        self.file.write_text(json.dumps(self.short, indent=2))
        self.codes = {id: str(number) for number, id in enumerate(INTERFACES, 1)} | self.shipped["codes"]
        self.by_code = {code: id for id, code in self.codes.items()}

    def time(self, name, section="times"):
        """Seconds, in this run."""
        return seconds(self.short[section][name])

    def __getitem__(self, name):
        return self.short[name]

    @property
    def token_invalid(self):
        return self.shipped["results"]["relogin"][0]
