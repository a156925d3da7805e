// What goes on: the latest records, messages and violations, faults on request, and the report by clause.
import {get, post, remove} from "./api.js";
import {banner, card, field, fill, h, plate, put, slot, table} from "./dom.js";
import {language, moment, problemTitle, t} from "./words.js";

const state = {counts: null, records: [], messages: [], violations: [], faults: [], report: null, kind: "refuse", problem: null};
let interfaces = []; // of the standard, with their names
let place = null;    // null: another view is shown
let timer = 0;

export function show(where) {
    place = where;
    state.problem = null;
    clearInterval(timer);
    timer = setInterval(load, 2000);
    put(place, slot("tiles"), h("div", {class: "columns"},
        h("div", {}, card(t("recordsTitle"), null, slot("records")), card(t("faultsTitle"), t("faultsHint"), faultForm(), slot("faults"))),
        h("div", {}, card(t("violationsTitle"), null, slot("violations")), card(t("messagesTitle"), null, slot("messages")))),
        card(t("reportTitle"), t("reportHint"), slot("report")));
    refresh();
    load();
}

export function leave() {
    clearInterval(timer);
    place = null;
}

async function load() {
    const wanted = {counts: "/counts", records: "/records?latest=8", messages: "/messages?latest=8", violations: "/violations?latest=8", faults: "/faults", report: "/report"};
    try {
        if (!interfaces.length) interfaces = await get("/interfaces");
        const found = await Promise.all(Object.values(wanted).map(get));
        Object.keys(wanted).forEach((name, at) => (state[name] = found[at]));
    } catch {
        return; // the line at the top says it
    }
    refresh();
}

const sum = (rows, name) => rows.reduce((total, row) => total + row[name], 0);

function tiles() {
    if (!state.counts) return null;
    const {counts} = state;
    const broken = sum(counts.violations.filter((row) => row.level === "shall"), "times");
    const refused = sum(Object.values(counts.interfaces), "refused");
    const tile = (id, name, number, kind = "") => h("div", {class: `tile ${kind}`, id}, h("b", {}, number.toLocaleString()), h("span", {}, t(name)));
    return h("div", {class: "tiles"}, tile("tile-accepted", "accepted", counts.accepted), tile("tile-violations", "violations", broken, broken ? "bad" : "good"),
        tile("tile-repeats", "repeats", counts.repeats), tile("tile-refused", "refused", refused));
}

function title(id) {
    const about = interfaces.find((one) => one.id === id);
    return about ? about[language() === "zh" ? "title" : "titleEn"] : id;
}

function records() {
    const where = (record) => (record.exit || record.bill ? h("span", {class: "pill"}, t("left")) : h("span", {class: "pill good"}, t("inside")));
    return table([t("time"), t("plate"), t("status"), t("record")], state.records.map((record) =>
        h("tr", {}, h("td", {}, moment(record.at)), h("td", {}, plate(record.carNum)),
            h("td", {}, where(record), record.corrections > 0 && h("span", {class: "pill soft"}, t("corrected")),
                record.images > 0 && h("span", {class: "pill"}, `${t("pictures")} ${record.images}`)),
            h("td", {class: "code"}, record.recordCode))));
}

function messages() {
    return table([t("time"), t("message"), t("record")], state.messages.map((message) =>
        h("tr", {}, h("td", {}, moment(message.at)), h("td", {}, title(message.interface)), h("td", {class: "code"}, message.recordCode))));
}

const levelPill = (level) => h("span", {class: `pill ${{shall: "bad", should: "soft", notice: ""}[level]}`}, t(`level.${level}`));

function violations() {
    return state.violations.length === 0 ? banner("good", t("noViolations"))
        : table([t("time"), t("level"), t("clause"), t("words")], state.violations.map((row) =>
            h("tr", {}, h("td", {}, moment(row.at)), h("td", {}, levelPill(row.level)), h("td", {class: "code"}, row.clause),
                h("td", {class: "words"}, `${title(row.interface)}: ${row.words}`))));
}

// Faults: which extra figures each kind takes.
const kinds = {refuse: ["forMs"], delay: ["delayMs", "count"], answer: ["code", "count"], drop_before: ["count"], drop_after: ["count"], half: ["count"], garbage: ["count"], http_status: ["count"]};
const figures = {
    forMs: () => field(t("seconds"), h("input", {id: "fault-forMs", type: "number", min: "1", max: "3600", value: "10"})),
    delayMs: () => field(t("milliseconds"), h("input", {id: "fault-delayMs", type: "number", min: "1", max: "60000", value: "2000"})),
    count: () => field(t("times"), h("input", {id: "fault-count", type: "number", min: "1", max: "10000", value: "3"})),
    code: () => field(t("resultCode"), h("select", {id: "fault-code"}, ["9999", "9000"].map((code) => h("option", {value: code}, code)))),
};

async function change(work) {
    state.problem = null;
    try {
        await work();
    } catch (problem) {
        state.problem = [problemTitle(problem), problem.message];
    }
    await load();
    refresh();
}

function addFault() {
    const order = {kind: state.kind};
    for (const name of kinds[state.kind]) {
        const given = document.getElementById(`fault-${name}`).value;
        order[name] = name === "code" ? given : Number(given) * (name === "forMs" ? 1000 : 1);
    }
    return change(() => post("/faults", order));
}

function faultForm() {
    return h("form", {class: "row", id: "fault-form", onsubmit: (event) => {
        event.preventDefault();
        addFault();
    }},
    field(t("fault"), h("select", {id: "fault-kind", onchange: (event) => {
        state.kind = event.target.value;
        document.getElementById("fault-form").replaceWith(faultForm());
    }}, Object.keys(kinds).map((kind) => h("option", {value: kind, selected: kind === state.kind}, t(`fault.${kind}`))))),
    kinds[state.kind].map((name) => figures[name]()),
    h("button", {class: "main", id: "fault-start"}, t("start")));
}

function faultRow(fault) {
    const still = fault.left > 0 ? ` · ${t("times")} ${fault.left}` : "";
    return h("div", {class: "car"}, h("span", {}, `${t(`fault.${fault.kind}`)} ${fault.code}`), h("small", {}, t("hits", {hits: fault.hits}) + still),
        h("button", {class: "quiet danger", onclick: () => change(() => remove(`/faults/${fault.id}`))}, t("end")));
}

// Faults that have struck as often as they were to, or whose time is over, are history.
function faults() {
    const going = state.faults.filter((fault) => fault.active);
    return [state.problem && banner("bad", ...state.problem), going.length ? going.map(faultRow) : banner("good", t("noFaults"))];
}

// By chapter; one in which something was broken lies open, and so does one that the person has opened.
const chapters = {5: "chapter5", 6: "chapter6", B: "chapterB", C: "chapterC"};
const states = {violated: "bad", kept: "good", unseen: ""};

function report() {
    return Object.entries(chapters).map(([begin, name]) => {
        const clauses = state.report.clauses.filter((row) => row.clause.startsWith(begin));
        const counted = Object.keys(states).map((kind) => [kind, clauses.filter((row) => row.state === kind).length]).filter(([, count]) => count);
        return h("details", {id: name, open: counted.some(([kind]) => kind === "violated") || document.getElementById(name)?.open},
            h("summary", {}, h("b", {}, t(name)), counted.map(([kind, count]) => h("span", {class: `pill ${states[kind]}`}, `${t(`clause.${kind}`)} ${count}`))),
            table([t("clause"), t("message"), t("seen"), t("status")], clauses.map(clauseRow)));
    });
}

function clauseRow(row) {
    return h("tr", {"data-clause": row.clause}, h("td", {class: "code"}, row.clause), h("td", {class: "words"}, language() === "zh" ? row.title : row.titleEn,
        row.findings.map((finding) => h("small", {class: "finding"}, `${t(`level.${finding.level}`)} ×${finding.times}: ${finding.words}`))),
    h("td", {class: "number"}, row.seen.toLocaleString()), h("td", {}, h("span", {class: `pill ${states[row.state]}`}, t(`clause.${row.state}`))));
}

function refresh() {
    if (!place) return;
    fill("tiles", state.counts, tiles);
    fill("records", state.records, records);
    fill("messages", state.messages, messages);
    fill("violations", state.violations, violations);
    fill("faults", [state.faults, state.problem], faults);
    if (state.report) fill("report", state.report, report);
}
