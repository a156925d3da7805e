// Puts the page together: the lot and its line above, three views below, in two languages.
import {chooseLot, get} from "./api.js";
import {h, put} from "./dom.js";
import * as driver from "./driver.js";
import * as live from "./live.js";
import * as operator from "./operator.js";
import {language, switchLanguage, t} from "./words.js";

const views = {driver, operator, live};
let lots = [];
let chosen = new URLSearchParams(location.search).get("lot") || "";
let shown = null;

const lotOf = () => lots.find((lot) => lot.parkId === chosen) || lots[0];

function lineOf(lot) {
    if (!lot) return h("span", {class: "pill bad", id: "line"}, t("noPlatform"));
    return h("span", {class: `pill ${lot.downlink ? "good" : "bad"}`, id: "line"}, t(lot.downlink ? "lotOnline" : "lotOffline"));
}

function spacesOf(lot) {
    if (!lot || lot.freeSpaces < 0) return null;
    const total = lot.totalSpaces < 0 ? "" : ` / ${lot.totalSpaces}`;
    return h("span", {class: "pill soft", id: "spaces"}, `${t("freeSpaces")} ${lot.freeSpaces}${total}`);
}

function lotChoice(lot) {
    if (lots.length < 2) return h("span", {class: "lot"}, lot ? lot.parkId : "");
    return h("select", {id: "lot", "aria-label": t("lot"), onchange: (event) => {
        chosen = event.target.value;
        chooseLot(chosen);
        showTop();
        show();
    }}, lots.map((one) => h("option", {value: one.parkId, selected: one === lot}, one.parkId)));
}

function showTop() {
    const lot = lotOf();
    document.documentElement.lang = language() === "zh" ? "zh-CN" : "en";
    put(document.getElementById("top"),
        h("a", {class: "brand", href: "#driver"}, h("img", {src: "/page/icon.svg", alt: ""}),
            h("span", {}, h("b", {}, t("brand")), h("small", {}, t("subtitle")))),
        h("div", {class: "state"}, lotChoice(lot), lineOf(lot), spacesOf(lot)),
        h("button", {id: "language", class: "quiet", onclick: () => {
            switchLanguage();
            showTop();
            show();
        }}, t("otherLanguage")));
    put(document.getElementById("tabs"), Object.keys(views).map((name) =>
        h("a", {href: `#${name}`, id: `tab-${name}`, "aria-current": name === shown ? "page" : undefined}, t(`tab.${name}`))));
    put(document.getElementById("bottom"), t("footer"));
}

function show() {
    const name = location.hash.slice(1) in views ? location.hash.slice(1) : "driver";
    if (shown && shown !== name) views[shown].leave?.();
    shown = name;
    showTop();
    views[name].show(document.getElementById("view"));
}

async function refresh() {
    try {
        lots = await get("/lots");
    } catch {
        lots = [];
    }
    showTop();
}

addEventListener("hashchange", show);
await refresh();
chooseLot(chosen || (lots[0] ? lots[0].parkId : ""));
show();
setInterval(() => document.hidden || refresh(), 3000);
