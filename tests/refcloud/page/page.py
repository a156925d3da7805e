#!/usr/bin/env python3
"""The reference cloud's page in a real browser: everything that a driver and an operator can do there goes down to a real host
and its lot, and the page says in words what came of it."""

import pathlib
import sqlite3
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "system"))
import harness
from browser import Browser
from harness import say
from processes import Failure, wait_until

HERE = pathlib.Path(__file__).resolve().parent
GATE = "201"


def open_site(site, options):
    """A lot with cars inside whose clock stands still, so that a fee stays what it is."""
    lot = site.add_lot()
    adapter = lot.donglu()
    adapter["settings"]["mapping"] = str(HERE / "lot.json")
    lot.write_settings(adapters=[adapter])
    site.write_host_settings()
    site.start_cloud()
    day = ("--start", "2025-06-02 05:00:00", "--speed", "20000")
    lot.play("--events", options.events, "--seed", options.seed, *day, "--stay-open", "--quiet")
    site.host.start()
    wait_until(lambda: site.cloud.online(lot.park_id), 30, "the host is connected")
    wait_until(lambda: lot.book().read().played, 60, "the lot has played its events")
    return lot


def cars_inside(site, lot):
    """Plates of cars that the cloud has seen entering and whose fee is not nothing."""
    book = lot.book().read()
    for code, stay in sorted(book.stays.items(), key=lambda item: item[1].entered):
        if not stay.entered or stay.left or not stay.plate or stay.plate == "无牌车":
            continue
        wait_until(lambda: site.cloud.get(f"/records/{code}"), 30, "the cloud knows the car")
        fee = site.cloud.ask("fee_query", {"recordCode": code})
        if fee.get("resultCode") == "0000" and fee["data"]["chargeMoney"] > 0:
            yield code, stay.plate, fee["data"]["chargeMoney"]


class Table:
    """A look into the lot's own database: what its software would see."""

    def __init__(self, lot):
        self.file = lot.database
        self.database = sqlite3.connect(f"file:{lot.database}?mode=ro", uri=True, timeout=30)

    def one(self, sql, *values):
        row = self.database.execute(sql, values).fetchone()
        return row[0] if row else None

    def let_time_pass(self, hours):
        """Moves the clock of a lot that has played its day."""
        with sqlite3.connect(self.file, timeout=30) as writer:
            writer.execute("UPDATE LotClock SET now = datetime(now, ?)", (f"+{hours} hours",))
        writer.close()

    def expect(self, value, sql, *values):
        try:
            wait_until(lambda: self.one(sql, *values) == value, 10, sql)
        except Failure:
            raise Failure(f"the lot's database: {sql} gives {self.one(sql, *values)!r}, not {value!r}") from None


def find_car(browser, plate):
    browser.click("#tab-driver")
    browser.type("#plate", plate)
    browser.click("#find")


def driver_pays(browser, site, lot, table):
    record, plate, due = next(cars_inside(site, lot))
    find_car(browser, "粤Z·00000")
    browser.expect("场内没有这辆车")

    find_car(browser, plate.lower())
    browser.click("#fee")
    browser.expect(f"¥{due:.2f}", "#fee-due")
    browser.screenshot("driver-fee")

    # What coupons take off is the lot's word; where it takes nothing off, the page says so rather than promise anything.
    quote = site.cloud.call("POST", "/quote", {"recordCode": record, "coupons": ["cash-5"]})
    browser.click("#coupon-cash-5")
    browser.expect(f"¥{quote['byCoupons']:.2f}" if quote["byCoupons"] else "车场没有抵扣所选优惠券")
    browser.expect(f"¥{quote['due']:.2f}", "#fee-due")
    browser.click("#coupon-cash-5")
    browser.expect(f"¥{due:.2f}", "#fee-due")
    wait_until(lambda: "优惠券 ¥" not in browser.text() and "车场没有抵扣" not in browser.text(), 10, "the coupon is put back")

    browser.choose("#pay-by", "5")
    browser.click("#pay")
    browser.expect(f"支付成功 ¥{due:.2f}")
    browser.screenshot("driver-paid")
    table.expect(due, "SELECT payedMoney FROM CarPayHistory WHERE historyId = ?", int(record.split("-")[0]))
    browser.click("#again")
    browser.expect("无需付费")


def driver_scans(browser, site, table):
    browser.click("#tab-driver")
    browser.type("#lane-in", "东门入口")
    browser.click("#scan-in")
    browser.expect("已放行，欢迎入场")
    plate = browser.run("return localStorage.getItem('visit')")
    table.expect("东门入口", "SELECT inDevice FROM SingleCarparkInOutHistory WHERE plateNo = ? AND outTime IS NULL", plate)
    browser.expect("入场 2", "#visit-state", 30)  # the lot has reported the entry
    browser.screenshot("driver-visit")

    # Not before it has paid.
    table.let_time_pass(hours=3)
    browser.type("#lane-out", "东门出口")
    browser.click("#scan-out")
    browser.expect("请先缴费")
    browser.click("#visit-fee")
    browser.click("#pay")
    browser.expect("支付成功")
    browser.click("#scan-out")
    browser.expect("已放行，一路平安")
    table.expect("东门出口", "SELECT outDevice FROM SingleCarparkInOutHistory WHERE plateNo = ?", plate)
    browser.expect("车辆已离场", "#visit-state", 30)
    browser.click("#forget")
    wait_until(lambda: not browser.text(".visit"), 10, "the plate is forgotten")


def operator_gate(browser, lot, table):
    browser.click("#tab-operator")
    browser.type("#gate", GATE)
    browser.click("#gate-state")
    browser.expect(f"道闸 {GATE} 的状态值：0")
    browser.click("#gate-open")
    browser.expect("确定要远程开闸吗？", "#ask")
    browser.screenshot("operator-question", whole=False)
    browser.click("#ask-no")
    browser.click("#gate-open")
    browser.click("#ask-yes")
    browser.expect(f"道闸 {GATE} 已开")
    if lot.book().read().gates[GATE] != 1:
        raise Failure("a command that was not confirmed moved the gate, or one that was did not")
    browser.type("#gate", "999")
    browser.click("#gate-state")
    browser.expect("没有该道闸编码")


def operator_corrects(browser, site, lot, table):
    record, wrong, _ = list(cars_inside(site, lot))[1]
    right = "粤B7M8N9"
    browser.click("#tab-operator")
    browser.type("#wrong-plate", wrong)
    browser.click("#find-wrong")
    browser.type("#right-plate", right)
    browser.click("#correct")
    browser.expect("已下发，车场已收到", "#told-correct")
    table.expect(right, "SELECT plateNo FROM SingleCarparkInOutHistory WHERE id = ?", int(record.split("-")[0]))
    find_car(browser, right)
    browser.expect("查看费用")


def operator_lists(browser, site, table):
    browser.click("#tab-operator")
    browser.type("#black-plate", "川A·66666")
    browser.type("#black-owes", "35.5")
    browser.click("#black-add")
    browser.expect("已下发，车场已收到", "#told-blacklist")
    browser.expect("¥35.50", '#list-blacklist tr[data-name="川A66666"]')
    table.expect(1, "SELECT count(*) FROM SingleCarparkBlackUser WHERE plateNO = '川A66666'")

    browser.type("#card-plate", "粤B·D12345")
    browser.type("#card-amount", "300")
    browser.click("#card-add")
    browser.expect("已下发，车场已收到", "#told-cards")
    browser.expect("车场已收到", "#list-cards tbody")
    table.expect(1, "SELECT count(*) FROM SingleCarparkUser WHERE plateNo = '粤BD12345'")

    browser.type("#member-plate", "京A·12345")
    browser.type("#member-balance", "88")
    browser.click("#member-add")
    browser.expect("¥88.00", '#list-members tr[data-name="京A12345"]')
    (member,) = site.cloud.get("/members")
    told = {"done": "已下发，车场已收到", "refused": "该车场的系统不支持此功能"}
    browser.expect(told[member["state"]], "#told-members")
    browser.screenshot("operator")

    browser.click('#list-blacklist tr[data-name="川A66666"] button')
    browser.click("#ask-yes")
    browser.expect("还没有", "#list-blacklist")
    table.expect(0, "SELECT count(*) FROM SingleCarparkBlackUser WHERE plateNO = '川A66666'")


def orders_wait_for_a_lot_that_is_away(browser, site, table):
    site.stop_host()
    browser.expect("车场离线", "#line")
    browser.click("#tab-operator")
    browser.type("#black-plate", "湘A·00001")
    browser.click("#black-add")
    browser.expect("已保存，车场在线后自动下发", "#told-blacklist")
    browser.expect("等待下发", "#list-blacklist")
    find_car(browser, "粤B7M8N9")
    browser.click("#fee")
    browser.expect("车场没有应答，请稍后再试")
    site.host.start()
    browser.click("#tab-operator")
    browser.expect("车场已收到", "#list-blacklist", 30)
    table.expect(1, "SELECT count(*) FROM SingleCarparkBlackUser WHERE plateNO = '湘A00001'")


def live_view(browser, site):
    browser.click("#tab-live")
    browser.expect("已离场", "#records")
    browser.click("#chapter5 summary")
    browser.expect("符合", '#report tr[data-clause="5.1.2"]')
    browser.choose("#fault-kind", "answer")
    browser.choose("#fault-code", "9000")
    browser.type("#fault-count", "5")
    browser.click("#fault-start")
    browser.expect("应答失败 9000", "#faults")
    if [fault["code"] for fault in site.cloud.get("/faults") if fault["active"]] != ["9000"]:
        raise Failure(f"the fault was not set as chosen: {site.cloud.get('/faults')}")
    browser.screenshot("live")
    browser.click("#faults button")
    browser.expect("平台运行正常", "#faults")
    shall = [row for row in site.cloud.get("/counts")["violations"] if row["level"] == "shall"]
    words = browser.text("#tile-violations")
    if str(sum(row["times"] for row in shall)) not in words:
        raise Failure(f"the page counts other violations: {words!r}, the platform {shall}")


def english(browser):
    browser.click("#language")
    browser.expect("Report by clause")
    browser.click("#tab-operator")
    browser.expect("Blacklist it")
    browser.click("#tab-driver")
    browser.expect("Find and pay")
    browser.screenshot("driver-english")
    browser.click("#language")
    browser.expect("找车缴费")


def on_a_phone(site, lot, folder):
    _, plate, due = list(cars_inside(site, lot))[-1]
    with Browser(folder, phone=True) as browser:
        browser.open(site.cloud.api)
        for tab in ("driver", "operator", "live"):
            browser.click(f"#tab-{tab}")
            if tab == "driver":
                find_car(browser, plate)
                browser.click("#fee")
                browser.expect(f"¥{due:.2f}", "#fee-due")
            browser.screenshot(f"phone-{tab}")
            wide = browser.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wide > 0:
                raise Failure(f"the {tab} view is {wide} pixels wider than a phone")


def run(site, options):
    lot = open_site(site, options)
    table = Table(lot)
    folder = options.screenshots or site.folder
    folder.mkdir(parents=True, exist_ok=True)
    with Browser(folder) as browser:
        browser.open(site.cloud.api)
        browser.expect("车场在线", "#line")
        for step in (
            lambda: driver_pays(browser, site, lot, table),
            lambda: driver_scans(browser, site, table),
            lambda: operator_gate(browser, lot, table),
            lambda: operator_corrects(browser, site, lot, table),
            lambda: operator_lists(browser, site, table),
            lambda: orders_wait_for_a_lot_that_is_away(browser, site, table),
            lambda: live_view(browser, site),
            lambda: english(browser),
        ):
            try:
                step()
            except Failure:
                browser.screenshot("failure")
                raise
        say("driver, operator and live view did what they say")
        # What a browser says itself of a refused request is no fault of the page.
        complaints = [words for words in browser.complaints() if "Failed to load resource" not in words]
        if complaints:
            raise Failure("the page complained: " + "; ".join(complaints))
    on_a_phone(site, lot, folder)


if __name__ == "__main__":
    parser = harness.arguments(__doc__)
    parser.add_argument("--events", type=int, default=300, help="events that the lot plays")
    parser.add_argument("--screenshots", type=pathlib.Path, help="folder for pictures of the page")
    harness.main(run, parser.parse_args())
