// Elements in one expression: h("button", {class: "main", onclick: act}, "Pay"). Absent children are left out.
export function h(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
        if (value === undefined || value === null || value === false) continue;
        if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
        else if (name === "value" || name === "checked" || name === "disabled") element[name] = value;
        else element.setAttribute(name, value === true ? "" : value);
    }
    for (const child of children.flat(Infinity))
        if (child !== undefined && child !== null && child !== false) element.append(child);
    return element;
}

const present = (children) => children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false);

// Puts the elements into a place that is there already. What the person is typing into keeps focus and caret.
export function put(place, ...children) {
    const active = document.activeElement;
    const typing = active && active.id && place.contains(active) ? {id: active.id, at: caret(active)} : null;
    place.replaceChildren(...present(children));
    if (!typing) return;
    const again = document.getElementById(typing.id);
    if (!again) return;
    again.focus();
    if (typing.at !== null && again.setSelectionRange) again.setSelectionRange(typing.at, typing.at);
}

function caret(element) {
    try {
        return element.selectionStart ?? null;
    } catch {
        return null; // numbers and dates have no caret to ask for
    }
}

// A part that is drawn anew while the forms around it stay as they are. It is left alone while what it shows is the same,
// so that nothing moves under somebody's finger.
export const slot = (id) => h("div", {id});
export function fill(id, shown, draw) {
    const place = document.getElementById(id);
    const now = JSON.stringify(shown ?? null);
    if (!place || place.shown === now) return;
    place.shown = now;
    put(place, draw());
}

export function card(title, hint, ...children) {
    return h("section", {class: "card"}, h("h2", {}, title), hint && h("p", {class: "hint"}, hint), ...children);
}

export function field(label, input) {
    return h("label", {class: "field"}, h("span", {}, label), input);
}

// kind: good, bad, soft. role makes it heard as well as seen.
export function banner(kind, title, detail) {
    return h("div", {class: `banner ${kind}`, role: kind === "bad" ? "alert" : "status"},
        h("strong", {}, title), detail && h("span", {}, detail));
}

// A number plate as it looks on the road: blue, green with eight characters, white for a temporary one. What is no plate
// (无牌车) is shown as it is.
export function plate(text) {
    const parts = /^(.[A-Z])([A-Z0-9]{4,6}.?)$/u.exec(text || "");
    if (!parts) return h("span", {class: "plate none"}, text || "—");
    const kind = text.startsWith("临") ? "temporary" : text.length >= 8 ? "green" : "blue";
    return h("span", {class: `plate ${kind}`}, parts[1], h("i", {}), parts[2]);
}

// As people type a plate, and as systems keep it: "粤b·12345", "粤B12345".
export const cleanPlate = (text) => text.replace(/[\s·.-]/g, "").toUpperCase();

// kind "list": on a phone each row becomes a few lines instead of one that has to be pushed about.
export function table(heads, rows, kind = "") {
    return h("div", {class: `scroll ${kind}`}, h("table", {},
        h("thead", {}, h("tr", {}, heads.map((head) => h("th", {}, head)))),
        h("tbody", {}, rows)));
}

// A question that must be answered before anything happens; true: yes.
export function ask(question, detail, yes, no, danger = false) {
    const dialog = document.getElementById("ask");
    put(dialog, h("form", {method: "dialog"}, h("h2", {}, question), h("p", {}, detail),
        h("div", {class: "actions"},
            h("button", {value: "no", id: "ask-no"}, no),
            h("button", {value: "yes", id: "ask-yes", class: danger ? "danger" : "main"}, yes))));
    dialog.returnValue = "no";
    dialog.showModal();
    return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), {once: true}));
}
