// The driver's side (3.4): find the car, see the fee, pay; scan in and out without a plate.
import {accepted, get, post} from "./api.js";
import {banner, card, cleanPlate, field, h, plate, put} from "./dom.js";
import {language, problemTitle, refusal, t, yuan} from "./words.js";

const visitKey = "visit"; // the temporary plate, as a driver's phone would remember it
const state = {
    plate: "", cars: null, car: null, coupons: [], chosen: new Set(), payBy: "4", quote: null, receipt: null,
    lanes: [], visit: localStorage.getItem(visitKey) || "", visitCar: null, wasInside: false, scan: null, problem: null, busy: false,
};
let place = null; // null: another view is shown
let timer = 0;

export function show(where) {
    place = where;
    clearInterval(timer);
    timer = setInterval(look, 2000);
    draw();
    load();
}

export function leave() {
    clearInterval(timer);
    place = null;
}

async function load() {
    try {
        [state.coupons, state.lanes] = await Promise.all([get("/coupons"), get("/lanes")]);
    } catch {
        return; // the line at the top says it
    }
    await look();
    draw();
}

// Has the lot reported the entry of the car without a plate, or its exit?
async function look() {
    if (!state.visit) return;
    const before = state.visitCar?.recordCode;
    try {
        [state.visitCar] = await get(`/cars?plate=${encodeURIComponent(state.visit)}`);
    } catch {
        return;
    }
    state.wasInside ||= Boolean(state.visitCar);
    if (state.visitCar?.recordCode !== before) draw();
}

// One thing at a time; what goes wrong is shown where the person is looking.
async function act(where, work) {
    if (state.busy) return;
    Object.assign(state, {busy: true, problem: null});
    draw();
    try {
        await work();
    } catch (problem) {
        state.problem = {where, title: () => problemTitle(problem), detail: problem.message};
    }
    state.busy = false;
    draw();
}

const trouble = (where) => state.problem?.where === where && banner("bad", state.problem.title(), state.problem.detail);

function find() {
    state.plate = cleanPlate(document.getElementById("plate").value);
    return act("find", async () => {
        Object.assign(state, {cars: null, car: null, quote: null, receipt: null});
        state.chosen.clear();
        state.cars = await get(`/cars?plate=${encodeURIComponent(state.plate)}`);
    });
}

function quote(car) {
    state.car = car;
    return act("fee", async () => {
        state.receipt = null;
        state.quote = await post("/quote", {recordCode: car.recordCode, coupons: [...state.chosen]});
    });
}

function choose(key) {
    if (!state.chosen.delete(key)) state.chosen.add(key);
    return quote(state.car);
}

function pay() {
    return act("fee", async () => {
        const {car, quote: told} = state;
        const paid = await post("/fee-and-pay", {
            recordCode: car.recordCode, carNum: car.carNum, carColor: car.entry.carColor, entryTime: car.entry.inTime,
            coupons: [...state.chosen], payType: state.payBy, due: String(told.due),
        });
        if (paid.outcome === "paid") {
            Object.assign(state, {receipt: paid, quote: null});
            state.chosen.clear();
            return;
        }
        const words = {"the fee has changed": "feeChanged", "nothing to pay": "nothingToPay", "the lot did not tell the fee": "feeRefused"};
        state.quote = await post("/quote", {recordCode: car.recordCode, coupons: [...state.chosen]});
        state.problem = {where: "fee", title: () => t(words[paid.outcome] || "notPaid"), detail: paid.payment?.resultMessge};
    });
}

function findCard() {
    return card(t("findTitle"), t("findHint"),
        h("form", {class: "row", onsubmit: (event) => {
            event.preventDefault();
            find();
        }},
        field(t("plate"), h("input", {id: "plate", class: "big", value: state.plate, placeholder: t("platePlaceholder"), required: true,
            autocomplete: "off", autocapitalize: "characters", spellcheck: "false", oninput: (event) => (state.plate = event.target.value)})),
        h("button", {class: "main", id: "find", disabled: state.busy}, t("find"))),
        trouble("find"),
        state.cars && state.cars.length === 0 && banner("soft", t("notInside"), t("notInsideDetail")),
        (state.cars || []).map(carRow));
}

function carRow(car) {
    return h("div", {class: `car ${state.car === car ? "chosen" : ""}`}, plate(car.carNum),
        h("dl", {}, h("div", {}, h("dt", {}, t("cameIn")), h("dd", {}, car.entry.inTime.slice(0, 16))),
            h("div", {}, h("dt", {}, t("atLane")), h("dd", {}, car.entry.inCross || "—"))),
        h("button", {class: "main", id: "fee", disabled: state.busy, onclick: () => quote(car)}, t("showFee")));
}

function line(name, amount, strong = false) {
    return h("div", {class: strong ? "total" : "", id: `fee-${name}`}, h("span", {}, t(name)), h("b", {}, amount));
}

function bill(told) {
    return h("div", {class: "bill"}, line("price", yuan(told.price)),
        told.waived > 0 && line("waived", `− ${yuan(told.waived)}`),
        told.byCoupons > 0 && line("ofCoupons", yuan(told.byCoupons)),
        told.paid > 0 && line("paidBefore", `− ${yuan(told.paid)}`),
        line("due", yuan(told.due), true),
        told.fee.data?.chargeTime && h("small", {}, `${t("reckonedAt")} ${told.fee.data.chargeTime}`));
}

function chips() {
    return h("fieldset", {class: "chips"}, h("legend", {}, t("coupons")),
        state.coupons.map((coupon) => h("label", {class: state.chosen.has(coupon.key) ? "chip chosen" : "chip"},
            h("input", {type: "checkbox", id: `coupon-${coupon.key}`, checked: state.chosen.has(coupon.key), disabled: state.busy,
                onchange: () => choose(coupon.key)}),
            language() === "zh" ? coupon.name : coupon.nameEn)));
}

// A stay that coupons have paid in full is paid all the same: the lot must hear of them.
const isFree = (told) => told.due === 0 && !(told.byCoupons > 0);

function payRow(told) {
    const ways = {4: "wechat", 5: "alipay", 11: "unionPay"}; // paymentMode of C.3.4
    if (isFree(told)) return banner("good", t("nothingToPay"));
    return h("div", {class: "row"},
        field(t("payBy"), h("select", {id: "pay-by", onchange: (event) => (state.payBy = event.target.value)},
            Object.entries(ways).map(([value, name]) => h("option", {value, selected: value === state.payBy}, t(name))))),
        h("button", {class: "main wide", id: "pay", disabled: state.busy, onclick: pay}, `${t("pay")} ${yuan(told.due)}`));
}

function feeCard() {
    if (!state.car) return null;
    const told = state.quote;
    const wasTold = told?.outcome === "told";
    return card(t("feeTitle"), null, h("div", {class: "car"}, plate(state.car.carNum),
        h("button", {class: "quiet", id: "again", disabled: state.busy, onclick: () => quote(state.car)}, t("again"))),
        trouble("fee"),
        state.receipt && banner("good", `${t("paid")} ${yuan(state.receipt.due)}`, `${t("paidDetail")} ${state.receipt.orderCode}`),
        told && !wasTold && banner("bad", refusal(told.fee.resultMessge) || t("feeRefused"), told.fee.resultMessge),
        wasTold && bill(told),
        wasTold && state.chosen.size > 0 && !(told.byCoupons > 0) && banner("soft", t("couponsIgnored")),
        wasTold && !isFree(told) && chips(),
        wasTold && payRow(told));
}

const laneInput = (id, way) => [
    h("input", {id, list: `${id}-list`, placeholder: t("lanePlaceholder"), autocomplete: "off", value: state[id] || "",
        required: true, oninput: (event) => (state[id] = event.target.value)}),
    h("datalist", {id: `${id}-list`}, state.lanes.filter((lane) => lane.way === way)
        .map((lane) => h("option", {value: lane.lane}, lane.title || lane.lane)))];

function scan(path, body) {
    return act("scan", async () => {
        state.scan = null;
        const done = await post(path, body);
        state.scan = {path, ok: accepted(done.reply), words: done.reply.resultMessge};
        if (!state.scan.ok || path !== "/scan-in") return;
        Object.assign(state, {visit: done.plateno, visitCar: null, wasInside: false});
        localStorage.setItem(visitKey, state.visit);
    });
}

function forget() {
    localStorage.removeItem(visitKey);
    Object.assign(state, {visit: "", visitCar: null, wasInside: false, scan: null});
    draw();
}

function lookAtVisit() {
    state.plate = state.visit;
    state.cars = [state.visitCar];
    return quote(state.visitCar);
}

function visitPart() {
    const car = state.visitCar;
    return h("div", {class: "visit"}, h("p", {}, t("myPlate")), plate(state.visit),
        car ? h("p", {id: "visit-state"}, `${t("cameIn")} ${car.entry.inTime}`)
            : h("p", {class: "hint", id: "visit-state"}, t(state.wasInside ? "visitOver" : "entryAwaited")),
        h("div", {class: "actions"},
            car && h("button", {class: "main", id: "visit-fee", disabled: state.busy, onclick: lookAtVisit}, t("showFee")),
            h("button", {class: "quiet", id: "forget", onclick: forget}, t("forget"))));
}

const scanForm = (id, label, way, button, run) => h("form", {class: "row", onsubmit: (event) => {
    event.preventDefault();
    run(document.getElementById(id).value.trim());
}}, field(label, laneInput(id, way)), h("button", {class: "main", id: button, disabled: state.busy}, t(way === "in" ? "scanIn" : "scanOut")));

function scanCard() {
    return card(t("scanTitle"), t("scanHint"), trouble("scan"),
        state.scan && (state.scan.ok ? banner("good", t(state.scan.path === "/scan-in" ? "letIn" : "letOut"))
            : banner("bad", refusal(state.scan.words), state.scan.words)),
        state.visit && visitPart(),
        state.visit && state.visitCar
            ? scanForm("lane-out", t("exit"), "out", "scan-out", (outCross) => scan("/scan-out", {plateno: state.visit, outCross}))
            : scanForm("lane-in", t("entrance"), "in", "scan-in", (inCross) => scan("/scan-in", {inCross})));
}

function draw() {
    if (!place) return;
    put(place, h("div", {class: "columns"}, h("div", {}, findCard(), feeCard()), h("div", {}, scanCard())));
}
