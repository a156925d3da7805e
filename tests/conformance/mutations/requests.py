"""How a request of the cloud is carried out: once, in time, for this lot, with its answer."""

from .mutation import RELAY, Mutation

MUTATIONS = [
    # Readings D4 to D8.
    Mutation(
        "downlink: a repeated request is carried out again",
        "host/relay/downlink.cpp",
        "if (!start.first) return repeat(std::move(call), start.command);",
        "",
        RELAY,
    ),
    Mutation(
        "downlink: what an earlier run began has no outcome",
        "host/relay/downlink.cpp",
        "for (auto const& command : *begun) self.end_begun(command);",
        "",
        RELAY,
    ),
    Mutation(
        "downlink: a payment is known by its oprNum only",
        "host/relay/downlink.cpp",
        'is_payment(*call.interface) ? body.text("orderCode") : request.head.opr_num',
        "request.head.opr_num",
        RELAY,
    ),
    Mutation(
        "downlink: a gate command lives as long as any other",
        "host/relay/downlink.cpp",
        "if (is_gate(interface)) return downlink.gate_life;",
        "",
        RELAY,
    ),
    Mutation(
        "downlink: an unlicensed car waits as long as any other request",
        "host/relay/downlink.cpp",
        "return moves_a_gate(interface) ? downlink.unlicensed_life : downlink.command_limit;",
        "return downlink.command_limit;",
        RELAY,
        "standard:5.3",
    ),
    Mutation(
        "downlink: gates leave no audit line",
        "host/relay/downlink.cpp",
        "if (!call.interface || !moves_a_gate(*call.interface)) return std::nullopt;",
        "return std::nullopt;",
        RELAY,
        "standard:5.5.1",
    ),
    Mutation(
        "downlink: another lot's parkId is taken",
        "host/relay/downlink.cpp",
        'return fail(Errc::rejected, "parkId does not name this lot");',
        "return {};",
        RELAY,
        "standard:B.2_strange",
    ),
    Mutation(
        "downlink: the reply has another oprNum",
        "host/relay/downlink.cpp",
        ".opr_num = cut(head.opr_num, 36)",
        ".opr_num = cut(head.opr_num, 3)",
        RELAY,
    ),
    Mutation(
        "downlink: a payment is confirmed with 0",
        "host/relay/obligations.cpp",
        ".result = true})",
        ".result = false})",
        RELAY,
    ),
]
