// The platform's documented API, asked from its own page.
let lot = "";

export function chooseLot(parkId) {
    lot = parkId;
}

export class Problem extends Error {
    constructor(status, words) {
        super(words);
        this.status = status; // 0: the platform itself does not answer
    }
}

async function call(method, path, body) {
    const where = new URL(path, location.origin);
    if (lot) where.searchParams.set("lot", lot);
    let reply;
    try {
        reply = await fetch(where, {
            method,
            headers: body === undefined ? {} : {"Content-Type": "application/json"},
            body: body === undefined ? undefined : JSON.stringify(body),
            cache: "no-store",
        });
    } catch (failure) {
        throw new Problem(0, String(failure.message || failure));
    }
    const told = await reply.json().catch(() => ({}));
    if (!reply.ok) throw new Problem(reply.status, told.error || reply.statusText);
    return told;
}

export const get = (path) => call("GET", path);
export const post = (path, body) => call("POST", path, body);
export const remove = (path) => call("DELETE", path);

// An interface of the standard, sent down to the lot as it stands.
export const send = (interfaceId, body) => post(`/downlink/${interfaceId}`, body);
export const accepted = (reply) => ["0000", "0"].includes(reply.resultCode);
