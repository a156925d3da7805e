// What the cloud may ask of it.
#include "base/file.hpp"
#include "kit/bench.hpp"
#include "kit/samples.hpp"

#include <fmt/format.h>
#include <lotbridge/schema/catalogue.hpp>
#include <lotbridge/text/json.hpp>

#include <algorithm>
#include <map>
#include <optional>

namespace lotbridge::kit::cases {
namespace {

using plugin::CommandResult;
using namespace std::string_literals;

bool offered(Bench const& bench, std::string const& name) {
    auto const found = bench.sheet.find(name);
    return found != bench.sheet.end() && found->second != "unsupported";
}

// What it offers and may be asked here. held_back: what it offers and may not, because it could do something.
std::vector<Order> orders(Bench const& bench, std::vector<std::string>& held_back) {
    auto orders = bench.options.orders;
    for (auto const& interface : schema::interfaces()) {
        std::string const name(interface.id);
        auto const given = std::ranges::find(bench.options.orders, name, &Order::name);
        if (!find_command(name) || !offered(bench, name) || given != bench.options.orders.end()) continue;
        if (acts(name) && !bench.options.practice_lot) {
            if (interface.direction == schema::Direction::down) held_back.push_back(name);
        } else if (auto body = sample(interface, bench.course); !body.empty()) {
            orders.push_back({name, std::move(body)});
        }
    }
    return orders;
}

std::string number(std::size_t n) { return fmt::format("00000000-0000-4000-8000-{:012}", n); }

// Empty: the answer is one that the host can use.
std::string fault_of(Order const& order, CommandResult const& result) {
    if (result.status == LB_BROKEN || result.status == LB_MISUSE) return result.words;
    auto const* interface = find_command(order.name);
    // Of what goes both ways the sheet does not say which of them it means.
    auto const both = interface && interface->direction == schema::Direction::both;
    if (result.status == LB_UNSUPPORTED && !both) return order.name + " is offered, but answered: " + result.words;
    if (result.status != LB_OK) return {};
    if (!interface || !interface->response) return {};
    if (auto const problems = schema::check(*interface->response, result.reply); !problems.empty())
        return order.name + " was answered with " + schema::describe(problems);
    auto const asked = JsonValue::parse(order.body), answered = JsonValue::parse(result.reply);
    for (auto const* about : {"recordCode", "barCode", "orderCode"}) {
        auto const of = asked ? (*asked)[about].text() : std::string(), other = (*answered)[about].text();
        if (!of.empty() && !other.empty() && of != other)
            return fmt::format("{} of {} \"{}\" was answered for \"{}\"", order.name, about, of, other);
    }
    return {};
}

// What is not there costs nothing and does not move. Only on a lot for practice is a gate asked for that should not be.
std::vector<Order> orders_for_nothing(Bench const& bench) {
    std::vector<Order> orders;
    if (offered(bench, "fee_query")) orders.push_back({"fee_query", R"({"recordCode":"no-such-record"})"});
    if (offered(bench, "gate_status")) orders.push_back({"gate_status", R"({"barCode":"no-such-gate"})"});
    if (offered(bench, "gate_control") && bench.options.practice_lot)
        orders.push_back({"gate_control", R"({"barCode":"no-such-gate","isOpen":1})"});
    return orders;
}

// What it offers the cloud and has not once carried out, and what it said instead.
std::vector<std::string> undone(Bench const& bench, std::map<std::string, std::string> const& refused) {
    std::vector<std::string> names;
    for (auto const& [name, words] : refused) {
        auto const* interface = find_command(name);
        bool const done = std::ranges::find(bench.done, name, &Order::name) != bench.done.end();
        // Of what goes both ways it may mean the other one.
        if (interface && interface->direction == schema::Direction::down && !done) names.push_back(name + ": " + words);
    }
    return names;
}

std::string contents(std::vector<std::filesystem::path> const& files) {
    std::string all;
    for (auto const& file : files) all += base::read_file(file).value_or("") + '\0';
    return all;
}

std::string held_back_words(std::vector<std::string> const& names) {
    return fmt::format(
        "not tried, because they could move gates or book payments: {}; give some with --commands, or say "
        "--practice-lot where that may happen",
        fmt::join(names, ", "));
}

Result<> begin(Trial& trial) {
    LOTBRIDGE_CHECK(trial.start());
    return trial.read();
}

// An order that is given again and again under one number.
class Repeated {
public:
    Repeated(Bench& bench, Order const& order, std::string opr_num)
        : bench_(bench), order_(order), opr_num_(std::move(opr_num)) {}

    Result<> first(Trial& trial) {
        LOTBRIDGE_TRY(reply_, ask(trial));
        watched_ = contents(bench_.options.watched);
        return {};
    }
    Result<> again(Trial& trial) const {
        auto const told = trial.course().facts();
        LOTBRIDGE_TRY(auto const reply, ask(trial));
        if (acts(order_.name) && reply != reply_) return fail(Errc::broken, order_.name + " was answered differently");
        if (!sets_a_state(order_.name) && contents(bench_.options.watched) != watched_)
            return fail(Errc::broken, order_.name + " was done again: a watched file has changed");
        if (trial.course().facts() > told)
            return fail(Errc::broken, order_.name + " was done again: it was handed over again");
        return {};
    }

private:
    Result<std::string> ask(Trial& trial) const {
        auto result = trial.command(order_.name, order_.body, opr_num_);
        if (result.status != LB_OK) return fail(static_cast<Errc>(result.status), std::move(result.words));
        LOTBRIDGE_CHECK(trial.read());
        return std::move(result.reply);
    }

    Bench& bench_;
    Order const& order_;
    std::string opr_num_, reply_, watched_;
};

Result<> asked(std::string_view when, Result<> result) {
    if (!result) result.error().message = fmt::format("asked again{}: {}", when, result.error().message);
    return result;
}

// Twice in one run, and once in the next: a host that crashed asks again.
Result<> done_once(Bench& bench, Order const& order, std::string opr_num) {
    Repeated repeated(bench, order, std::move(opr_num));
    std::string cursor;
    {
        auto trial = bench.trial();
        LOTBRIDGE_CHECK(begin(trial));
        LOTBRIDGE_CHECK(repeated.first(trial));
        LOTBRIDGE_CHECK(asked("", repeated.again(trial)));
        cursor = trial.cursor();
    }
    auto trial = bench.trial();
    trial.resume_at(std::move(cursor));
    LOTBRIDGE_CHECK(begin(trial));
    return asked(" after a restart", repeated.again(trial));
}

}  // namespace

Verdict capabilities(Bench& bench) {
    auto trial = bench.trial();
    if (auto const started = trial.start(); !started) return failed(started.error().message);
    auto const sheet = trial.capabilities();
    if (!sheet) return failed(sheet.error().message);
    bench.sheet = *sheet;
    for (auto const& [name, ability] : bench.sheet)
        if (!schema::find_interface(name))
            return failed("names \"" + name + "\", which is no interface of the standard");
    for (auto const& name : bench.evidence.kinds())
        if (!offered(bench, name)) return failed("hands over " + name + ", which it does not offer");
    return passed();
}

Verdict unknown_commands(Bench& bench) {
    auto trial = bench.trial();
    if (auto const started = trial.start(); !started) return failed(started.error().message);
    std::vector<Order> unknown{{"no_such_command", "{}"}, {std::string(1000, 'x'), R"({"a":[1,{"b":null}]})"}};
    for (auto const& interface : schema::interfaces()) {
        std::string const name(interface.id);
        if (interface.direction == schema::Direction::up) unknown.push_back({name, "{}"});
        if (!find_command(name) || offered(bench, name) || (acts(name) && !bench.options.practice_lot)) continue;
        unknown.push_back({name, sample(interface, bench.course)});
    }
    for (auto const& [name, body] : unknown) {
        auto const result = trial.command(name, body, number(1));
        if (result.status == LB_UNSUPPORTED) continue;
        auto const words = result.status == LB_OK ? std::string("it was carried out") : result.words;
        return failed(fmt::format("{} is not offered, but {}", name.substr(0, 40), words));
    }
    return passed();
}

Verdict commands(Bench& bench) {
    std::vector<std::string> held_back;
    auto const all = orders(bench, held_back);
    if (all.empty() && held_back.empty()) return not_applicable("it offers no command");
    auto trial = bench.trial();
    if (auto const started = trial.start(); !started) return failed(started.error().message);
    if (auto const read = trial.read(); !read) return failed(read.error().message);
    std::map<std::string, std::string> refused;  // what, and why
    std::size_t n = 100;
    for (auto const& order : all) {
        auto const result = trial.command(order.name, order.body, number(n++));
        if (auto const fault = fault_of(order, result); !fault.empty()) return failed(fault);
        if (result.status == LB_OK)
            bench.done.push_back(order);
        else
            refused[order.name] = result.words;
    }
    for (auto const& order : orders_for_nothing(bench)) {
        auto const result = trial.command(order.name, order.body, number(n++));
        if (auto const fault = fault_of(order, result); !fault.empty()) return failed(fault);
        if (result.status == LB_OK) return failed(order.name + " was done for what is not there: " + order.body);
    }
    if (!held_back.empty()) return not_shown(held_back_words(held_back));
    if (auto const left = undone(bench, refused); !left.empty())
        return not_shown(fmt::format("refused, so that nothing shows it; name real ones with --commands: {}",
                                     fmt::join(left, "; ")));
    return passed(fmt::format("{} of {} were carried out", bench.done.size(), all.size()));
}

Verdict repeated_commands(Bench& bench) {
    if (bench.done.empty()) return not_applicable("no command was carried out");
    std::size_t n = 200;
    for (auto const& order : bench.done) {
        if (auto const once = done_once(bench, order, number(n++)); !once) return failed(once.error().message);
    }
    return passed(fmt::format("{} commands", bench.done.size()));
}

Verdict strange_text(Bench& bench) {
    std::vector<std::string> held_back;
    auto all = orders(bench, held_back);
    all.push_back({"no_such_command", R"({"recordCode":"1"})"});
    std::string giant;
    while (giant.size() < 200'000) giant += "\xE9\x95\xBF";
    struct Strange {
        std::string_view what;
        std::optional<std::string> text;  // in the place of every text, or else
        std::string body;
    };
    Strange const strange[] = {
        {"with giant texts", giant, ""},
        {"with control characters", "'\"\\;--\0\x01\x7F\xEF\xBF\xBD\xE2\x80\xAE%s{}"s, ""},
        {"with empty texts", "", ""},
        {"without any member", {}, "{}"},
        {"with members of the wrong types", {}, R"({"recordCode":7,"carNum":[],"barCode":{},"isOpen":"x"})"},
        {"with half a character", {}, R"({"recordCode":"\ud800"})"},
        {"in GBK", {}, "{\"recordCode\":\"\xC4\xE3\xBA\xC3\"}"},
    };
    auto trial = bench.trial();
    if (auto const begun = begin(trial); !begun) return failed(begun.error().message);
    std::size_t n = 300;
    for (auto const& order : all) {
        for (auto const& [what, text, body] : strange) {
            auto const result = trial.command(order.name, text ? with_texts(order.body, *text) : body, number(n++));
            if (result.status == LB_BROKEN || result.status == LB_MISUSE)
                return failed(fmt::format("{}: {}", what, result.words));
        }
    }
    if (auto const read = trial.read(); !read) return failed("afterwards: " + read.error().message);
    return passed();
}

}  // namespace lotbridge::kit::cases
