#include "faults.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace lotbridge::refcloud {
namespace {

struct KindName {
    std::string_view name;
    FaultKind kind;
};
constexpr std::array kinds{KindName{"answer", FaultKind::answer},
                           KindName{"delay", FaultKind::delay},
                           KindName{"drop_before", FaultKind::drop_before},
                           KindName{"drop_after", FaultKind::drop_after},
                           KindName{"half", FaultKind::half},
                           KindName{"garbage", FaultKind::garbage},
                           KindName{"http_status", FaultKind::http_status},
                           KindName{"refuse", FaultKind::refuse}};

std::optional<FaultKind> kind_of(std::string_view name) {
    auto const found = std::ranges::find(kinds, name, &KindName::name);
    return found == kinds.end() ? std::nullopt : std::optional(found->kind);
}

bool active(Fault const& fault, std::int64_t now) {
    return fault.left != 0 && now >= fault.from && (fault.until == 0 || now < fault.until);
}

}  // namespace

Faults::Faults(boost::asio::io_context& io, Clock const& clock, std::function<void(bool)> doors)
    : clock_(clock), doors_(std::move(doors)), timer_(io) {}

Result<Fault> Faults::read(json::Value const& order) const {
    if (!order.IsObject()) return fail(Errc::rejected, "a fault is a JSON object");
    auto const kind = kind_of(json::text(order, "kind"));
    if (!kind) return fail(Errc::rejected, "there is no fault of kind \"" + json::text(order, "kind") + "\"");
    Fault fault;
    fault.kind = *kind;
    fault.interface = json::text(order, "interface");
    fault.probability = json::number(order, "probability", 1);
    fault.left = json::integer(order, "count", -1);
    fault.from = clock_.now() + json::integer(order, "afterMs");
    if (auto const span = json::integer(order, "forMs"); span > 0) fault.until = fault.from + span;
    fault.delay = std::chrono::milliseconds(json::integer(order, "delayMs"));
    fault.code = json::text(order, "code", fault.code);
    fault.message = json::text(order, "message", fault.message);
    fault.status = static_cast<unsigned>(json::integer(order, "status", fault.status));
    fault.again = std::chrono::milliseconds(json::integer(order, "everyMs"));
    return fault;
}

Result<std::string> Faults::add(json::Value const& order) {
    if (auto const* mixture = json::find(order, "misbehave")) return misbehave(*mixture);
    LOTBRIDGE_TRY(auto fault, read(order));
    auto const id = keep(std::move(fault));
    turn_doors();
    return json::Object().raw("ids", json::List().raw(std::to_string(id)).take()).take();
}

// {"seed": 7, "rates": {"delay": 0.1, "drop_after": 0.02, "http500": 0.01, "9000": 0.01, ...}, "delayMs": 50,
//  "outage": {"everyMs": 20000, "forMs": 1000}}
Result<std::string> Faults::misbehave(json::Value const& order) {
    std::list<Fault> mixture;
    if (auto const* rates = json::find(order, "rates"); rates && rates->IsObject()) {
        for (auto const& [key, rate] : rates->GetObject()) {
            std::string const name(key.GetString(), key.GetStringLength());
            if (!rate.IsNumber()) return fail(Errc::rejected, "misbehave/rates/" + name + " is no number");
            Fault fault;
            bool const is_code =
                name.size() == 4 && std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
            auto const kind = is_code ? FaultKind::answer : name == "http500" ? FaultKind::http_status : kind_of(name);
            if (!kind || *kind == FaultKind::refuse)
                return fail(Errc::rejected, "misbehave: there is no rate \"" + name + "\"");
            fault.kind = *kind;
            if (is_code) fault.code = name;
            fault.probability = rate.GetDouble();
            fault.delay =
                std::chrono::milliseconds(*kind == FaultKind::delay ? json::integer(order, "delayMs", 50) : 0);
            mixture.push_back(fault);
        }
    }
    if (auto const* outage = json::find(order, "outage")) {
        Fault fault;
        fault.kind = FaultKind::refuse;
        fault.again = std::chrono::milliseconds(json::integer(*outage, "everyMs", 20'000));
        fault.from = clock_.now() + fault.again.count();
        fault.until = fault.from + json::integer(*outage, "forMs", 1'000);
        mixture.push_back(fault);
    }
    random_.seed(static_cast<std::uint64_t>(json::integer(order, "seed", 1)));
    json::List ids;
    for (auto& fault : mixture) ids.raw(std::to_string(keep(std::move(fault))));
    turn_doors();
    return json::Object().raw("ids", ids.take()).take();
}

std::int64_t Faults::keep(Fault fault) {
    fault.id = next_id_++;
    return faults_.emplace_back(std::move(fault)).id;
}

bool Faults::remove(std::int64_t id) {
    auto const removed = std::erase_if(faults_, [id](Fault const& fault) { return fault.id == id; });
    turn_doors();
    return removed != 0;
}

void Faults::clear() {
    faults_.clear();
    turn_doors();
}

std::string Faults::list() const {
    json::List list;
    for (auto const& fault : faults_) {
        auto const kind = std::ranges::find(kinds, fault.kind, &KindName::kind);
        list.raw(json::Object()
                     .number("id", fault.id)
                     .text("kind", kind->name)
                     .text("interface", fault.interface)
                     .text("code", fault.kind == FaultKind::answer ? fault.code : "")
                     .number("left", fault.left)
                     .number("hits", fault.hits)
                     .boolean("active", active(fault, clock_.now()))
                     .take());
    }
    return list.take();
}

bool Faults::strikes(Fault& fault, std::string_view interface) {
    if (fault.kind == FaultKind::refuse || !active(fault, clock_.now())) return false;
    if (!fault.interface.empty() && fault.interface != interface) return false;
    if (fault.probability < 1 && std::uniform_real_distribution<>(0, 1)(random_) >= fault.probability) return false;
    ++fault.hits;
    if (fault.left > 0) --fault.left;
    return true;
}

Mishap Faults::strike(std::string_view interface) {
    Mishap mishap;
    for (auto& fault : faults_) {
        bool const is_delay = fault.kind == FaultKind::delay;
        if ((!is_delay && mishap.fault) || !strikes(fault, interface)) continue;
        mishap.delay += fault.delay;
        if (!is_delay) mishap.fault = fault;
    }
    return mishap;
}

// Opens or closes the doors as the outages of this moment say, and comes back when the next one begins or ends.
void Faults::turn_doors() {
    auto const now = clock_.now();
    auto next = std::numeric_limits<std::int64_t>::max();
    bool closed = false;
    for (auto& fault : faults_) {
        if (fault.kind != FaultKind::refuse) continue;
        if (fault.again.count() > 0 && fault.until != 0 && now >= fault.until) {
            auto const span = fault.until - fault.from;
            auto const pause = std::uniform_int_distribution<std::int64_t>(fault.again.count() / 2,
                                                                           fault.again.count() * 3 / 2)(random_);
            fault.from = now + pause;
            fault.until = fault.from + span;
        }
        if (active(fault, now)) closed = true;
        if (now < fault.from) next = std::min(next, fault.from);
        if (now < fault.until) next = std::min(next, fault.until);
        if (active(fault, now) && open_) ++fault.hits;
    }
    if (closed == open_) doors_(open_ = !closed);
    timer_.cancel();
    if (next == std::numeric_limits<std::int64_t>::max()) return;
    timer_.expires_after(std::chrono::milliseconds(next - now));
    timer_.async_wait([this](boost::system::error_code error) {
        if (!error) turn_doors();
    });
}

}  // namespace lotbridge::refcloud
