// The operator's side: gates, corrections, and the lists that go down to the lot.
import {accepted, get, post, remove, send} from "./api.js";
import {ask, banner, card, cleanPlate, field, fill, h, plate, put, slot, table} from "./dom.js";
import {problemTitle, refusal, t, yuan} from "./words.js";

const state = {gates: [], blacklist: [], cards: [], members: [], cars: [], told: {}};
let place = null; // null: another view is shown
let timer = 0;
let busy = false;

export function show(where) {
    place = where;
    Object.assign(state, {told: {}, cars: []});
    clearInterval(timer);
    timer = setInterval(load, 3000);
    put(place, h("div", {class: "columns"},
        h("div", {}, gateCard(), correctCard(), membersCard()), h("div", {}, blacklistCard(), cardsCard())));
    refresh();
    load();
}

export function leave() {
    clearInterval(timer);
    place = null;
}

async function load() {
    const lists = ["gates", "blacklist", "cards", "members"];
    try {
        const found = await Promise.all(lists.map((name) => get(`/${name}`)));
        lists.forEach((name, at) => (state[name] = found[at]));
    } catch {
        return; // the line at the top says it
    }
    refresh();
}

// One thing at a time; where names the card that tells how it went.
async function act(where, work) {
    if (busy) return;
    const freeze = (still) => {
        busy = still;
        place?.querySelectorAll("button").forEach((button) => (button.disabled = still));
    };
    state.told[where] = null;
    refresh();
    freeze(true);
    try {
        state.told[where] = await work();
    } catch (problem) {
        state.told[where] = ["bad", problemTitle(problem), problem.message];
    }
    freeze(false);
    await load();
    refresh();
}

// How an order ended: the lot has it, has refused it, or hears of it later.
function outcome(order) {
    if (order.state === "done") return ["good", t("sent")];
    if (order.state === "refused") return ["bad", refusal(order.words), order.words];
    return ["soft", t("kept"), order.words];
}

const input = (id, properties = {}) => h("input", {id, autocomplete: "off", ...properties});
const value = (id) => document.getElementById(id).value.trim();
const plateOf = (id) => cleanPlate(value(id));
const clear = (...ids) => ids.forEach((id) => (document.getElementById(id).value = ""));

const form = (id, run, ...children) => h("form", {id, class: "row", onsubmit: (event) => {
    event.preventDefault();
    run();
}}, ...children);

// Gates.
async function moveGate(isOpen) {
    const gate = value("gate");
    const question = isOpen ? "openQuestion" : "closeQuestion", yes = isOpen ? "openGate" : "closeGate";
    if (!gate || !await ask(t(question), t("gateDetail", {gate}), t(yes), t("cancel"), true)) return;
    await act("gate", async () => {
        const reply = await send("gate_control", {barCode: gate, isOpen});
        if (accepted(reply)) return ["good", t(isOpen ? "gateOpened" : "gateClosed", {gate})];
        return ["bad", refusal(reply.resultMessge), reply.resultMessge];
    });
}

function askGate() {
    const gate = value("gate");
    if (!gate) return;
    act("gate", async () => {
        const reply = await send("gate_status", {barCode: gate});
        if (accepted(reply)) return ["soft", t("gateTold", {gate, state: reply.data.barStatus}), t("gateStateHint")];
        return ["bad", refusal(reply.resultMessge), reply.resultMessge];
    });
}

function gateCard() {
    return card(t("gateTitle"), t("gateHint"),
        form("gate-form", askGate,
            field(t("gateCode"), [input("gate", {list: "gate-list", required: true}),
                h("datalist", {id: "gate-list"})]),
            h("button", {id: "gate-state"}, t("gateState")),
            h("button", {id: "gate-open", type: "button", class: "main", onclick: () => moveGate(1)}, t("openGate")),
            h("button", {id: "gate-close", type: "button", onclick: () => moveGate(0)}, t("closeGate"))),
        slot("told-gate"));
}

// Corrections.
function findCars() {
    act("correct", async () => {
        state.cars = await get(`/cars?plate=${encodeURIComponent(plateOf("wrong-plate"))}`);
        return state.cars.length ? null : ["soft", t("notInside")];
    });
}

function correct(car) {
    const carNum = plateOf("right-plate");
    if (!carNum) return document.getElementById("right-plate").focus();
    return act("correct", async () => {
        const order = await post("/corrections", {recordCode: car.recordCode, carNum});
        if (order.state !== "refused") state.cars = [];
        clear("wrong-plate");
        return outcome(order);
    });
}

function correctCard() {
    return card(t("correctTitle"), t("correctHint"),
        form("correct-form", findCars, field(t("wrongPlate"), input("wrong-plate", {required: true})), h("button", {id: "find-wrong"}, t("find"))),
        slot("cars"),
        slot("told-correct"));
}

// The three lists: how each is filled in, and how an item of it looks.
function stateOf(item) {
    if (item.state) return h("span", {class: `pill ${{done: "good", waiting: "soft", refused: "bad"}[item.state]}`, title: item.words}, t(`state.${item.state}`));
    return h("span", {class: "pill"}, t(`origin.${item.origin}`));
}

function takeOff(list, item) {
    return async () => {
        if (!await ask(t("removeQuestion"), item.body.carNum, t("takeOff"), t("cancel"), true)) return;
        await act(list, async () => outcome(await remove(`/${list}/${encodeURIComponent(item.name)}`)));
    };
}

const reasons = {1: "owes", 2: "fled", 3: "wanted"}; // carType of C.7.1

function blacklistCard() {
    const add = () => act("blacklist", async () => {
        const order = await post("/blacklist", {carNum: plateOf("black-plate"), carType: Number(value("black-reason")), oweMoney: Number(value("black-owes") || 0), refResource: "lotbridge-cloud"});
        clear("black-plate", "black-owes");
        return outcome(order);
    });
    return card(t("blacklistTitle"), null,
        form("black-form", add, field(t("plate"), input("black-plate", {required: true})),
            field(t("reason"), h("select", {id: "black-reason"}, Object.entries(reasons).map(([code, name]) => h("option", {value: code}, t(name))))),
            field(t("oweMoney"), input("black-owes", {type: "number", min: "0", step: "0.01", inputmode: "decimal"})),
            h("button", {class: "main", id: "black-add"}, t("addBlacklist"))),
        slot("told-blacklist"), slot("list-blacklist"));
}

function day(offset) {
    const date = new Date();
    date.setDate(date.getDate() + offset);
    return new Date(date - date.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
}

function cardsCard() {
    const add = () => act("cards", async () => {
        const order = await post("/cards", {carNum: plateOf("card-plate"), beginTime: `${value("card-from")} 00:00:00`, endTime: `${value("card-until")} 23:59:59`, amount: Number(value("card-amount") || 0), operatorName: "lotbridge-cloud"});
        clear("card-plate", "card-amount");
        return outcome(order);
    });
    return card(t("cardsTitle"), null,
        form("card-form", add, field(t("plate"), input("card-plate", {required: true})),
            field(t("from"), input("card-from", {type: "date", required: true, value: day(0)})),
            field(t("until"), input("card-until", {type: "date", required: true, value: day(30)})),
            field(t("amount"), input("card-amount", {type: "number", min: "0", step: "0.01", inputmode: "decimal"})),
            h("button", {class: "main", id: "card-add"}, t("addCard"))),
        slot("told-cards"), slot("list-cards"));
}

function membersCard() {
    const add = () => act("members", async () => {
        const balance = value("member-balance");
        const order = await post("/members", {carNum: plateOf("member-plate"), carColor: "", isAutoPay: Number(document.getElementById("member-auto").checked), ...(balance && {balance})});
        clear("member-plate", "member-balance");
        return outcome(order);
    });
    return card(t("membersTitle"), null,
        form("member-form", add, field(t("plate"), input("member-plate", {required: true})),
            field(t("balance"), input("member-balance", {type: "number", min: "0", step: "0.01", inputmode: "decimal", placeholder: t("unlimited")})),
            h("label", {class: "check"}, h("input", {type: "checkbox", id: "member-auto", checked: true}), t("autoPay")),
            h("button", {class: "main", id: "member-add"}, t("addMember"))),
        slot("told-members"), slot("list-members"));
}

const columns = {
    blacklist: {heads: ["plate", "reason"], off: "takeOff", cells: (body) => [plate(body.carNum),
        `${t(reasons[body.carType] || "—")} ${body.oweMoney > 0 ? yuan(body.oweMoney) : ""}`]},
    cards: {heads: ["plate", "period"], off: "endCard", cells: (body) => [plate(body.carNum),
        `${body.beginTime.slice(0, 10)} – ${body.endTime.slice(0, 10)}`]},
    members: {heads: ["plate", "autoPay", "balance"], off: "removeMember", cells: (body) => [plate(body.carNum),
        t(body.isAutoPay ? "yes" : "no"), body.balance === null ? t("unlimited") : yuan(body.balance)]},
};

function list(name) {
    const {heads, cells, off} = columns[name];
    if (!state[name].length) return h("p", {class: "hint"}, t("empty"));
    return table([...heads.map((head) => t(head)), t("status"), ""], state[name].map((item) =>
        h("tr", {"data-name": item.name}, cells(item.body).map((cell) => h("td", {}, cell)), h("td", {}, stateOf(item)),
            h("td", {}, h("button", {class: "quiet danger", onclick: takeOff(name, item)}, t(off))))), "list");
}

function carRow(car) {
    return h("div", {class: "car"}, plate(car.carNum), h("small", {}, `${t("cameIn")} ${car.entry.inTime}`),
        field(t("rightPlate"), input("right-plate")),
        h("button", {class: "main", id: "correct", onclick: () => correct(car)}, t("correct")));
}

function refresh() {
    if (!place) return;
    for (const where of ["gate", "correct", ...Object.keys(columns)])
        fill(`told-${where}`, state.told[where], () => state.told[where] && banner(...state.told[where]));
    for (const name of Object.keys(columns)) fill(`list-${name}`, state[name], () => list(name));
    fill("cars", state.cars, () => state.cars.map(carRow));
    fill("gate-list", state.gates, () => state.gates.map((gate) => h("option", {value: gate.gate}, gate.title || gate.gate)));
}
