// lotbridge outbox retry, drop. There is one writer: a running host is asked to do it; on a stopped one the store is
// opened.
#include "app/control.hpp"
#include "app/outbox_actions.hpp"
#include "os/invocation.hpp"
#include "os/letters.hpp"
#include "os/process.hpp"

#include <fmt/format.h>
#include <rapidjson/document.h>
#include <algorithm>
#include <future>
#include <iterator>
#include <span>

namespace lotbridge::os {

namespace {

// Small enough for one request to the control door and for one transaction.
constexpr std::size_t portion = 1000;

using Numbers = std::vector<std::int64_t>;

struct HandOptions {
    Numbers letters, quarantined, payments;
    std::string why, lot;
    bool all_dead = false, all_quarantined = false;
};

// One thing to do, as change_outbox() takes it.
struct Order {
    std::string_view action;
    std::string arguments;
};

Result<> collect_dead(store::Reader const& reader, store::Filter filter, Numbers& letters) {
    filter.state = store::State::dead;
    while (true) {
        LOTBRIDGE_TRY(auto const found, reader.letters(filter));
        for (auto const& listed : found) letters.push_back(listed.letter.seq);
        if (found.size() < filter.limit) return {};
        filter.after = found.back().letter.seq;
    }
}

Result<> collect_quarantined(store::Reader const& reader, store::Filter filter, Numbers& rows) {
    while (true) {
        LOTBRIDGE_TRY(auto const found, reader.quarantine(filter));
        for (auto const& row : found) rows.push_back(row.id);
        if (found.size() < filter.limit) return {};
        filter.after = found.back().id;
    }
}

Result<> collect(std::filesystem::path const& directory, HandOptions& options) {
    if (!options.all_dead && !options.all_quarantined) return {};
    LOTBRIDGE_TRY(auto const reader, store::Reader::open(directory));
    store::Filter filter{.limit = portion};
    if (!options.lot.empty()) filter.lot = options.lot;
    if (options.all_dead) LOTBRIDGE_CHECK(collect_dead(reader, filter, options.letters));
    if (options.all_quarantined) LOTBRIDGE_CHECK(collect_quarantined(reader, filter, options.quarantined));
    return {};
}

void add_orders(std::vector<Order>& orders, std::string_view action, char const* name, Numbers const& numbers,
                std::string const& why) {
    for (std::size_t at = 0; at < numbers.size(); at += portion) {
        rapidjson::StringBuffer buffer;
        JsonWriter writer(buffer);
        writer.StartObject();
        writer.Key(name);
        writer.StartArray();
        for (auto i = at; i < std::min(at + portion, numbers.size()); ++i) writer.Int64(numbers[i]);
        writer.EndArray();
        writer.Key("why");
        writer.String(why.c_str());
        writer.EndObject();
        orders.push_back({action, buffer.GetString()});
    }
}

// What an order, or all of them, changed; and what stays as it is for a reason.
struct Changed {
    std::size_t count = 0;
    std::vector<std::string> refused;

    void add(Changed other) {
        count += other.count;
        std::ranges::move(other.refused, std::back_inserter(refused));
    }
};

Result<Changed> changed_in(Result<std::string> const& answer) {
    if (!answer) return fail(answer.error());
    rapidjson::Document json;
    json.Parse(answer->c_str());
    if (json.HasParseError() || !json.IsObject() || !json.HasMember("changed") || !json["changed"].IsUint64()) {
        return fail(Errc::broken, "the host's answer is not understood: " + *answer);
    }
    Changed changed{.count = json["changed"].GetUint64(), .refused = {}};
    if (auto const list = json.FindMember("refused"); list != json.MemberEnd())
        for (auto const& row : list->value.GetArray())
            changed.refused.push_back(
                fmt::format("{} stays in quarantine: {}", row["id"].GetInt64(), row["words"].GetString()));
    return changed;
}

// Where no host runs, the settings are read for this alone; what is broken in them is the affair of `check`.
app::LotsByName lots_by_name(Invocation const& invocation) {
    return [&invocation] {
        std::map<std::string, config::LotSettings> lots;
        auto const host = config::load_host(invocation.settings_file());
        if (!host) return lots;
        for (auto& [file, settings] : config::load_lots(*host))
            if (settings) lots.emplace(settings->name, std::move(*settings));
        return lots;
    };
}

Result<Changed> change_stopped(Invocation const& invocation, std::filesystem::path const& directory,
                               std::span<Order const> orders) {
    LOTBRIDGE_CHECK(may_write_for(directory));
    LOTBRIDGE_TRY(auto const store, store::Store::open(directory, {}));
    Changed total;
    for (auto const& order : orders) {
        std::promise<Result<std::string>> answered;
        app::change_outbox(*store, lots_by_name(invocation), order.action, order.arguments,
                           [&](Result<std::string> answer) { answered.set_value(std::move(answer)); });
        LOTBRIDGE_TRY(auto changed, changed_in(answered.get_future().get()));
        total.add(std::move(changed));
    }
    return total;
}

Result<Changed> change(Invocation const& invocation, std::filesystem::path const& directory,
                       std::span<Order const> orders) {
    Changed total;
    for (; !orders.empty(); orders = orders.subspan(1)) {
        auto const answer = app::ask_host(directory, orders.front().action, orders.front().arguments);
        LOTBRIDGE_TRY(auto changed, answer ? changed_in(*answer) : change_stopped(invocation, directory, orders));
        total.add(std::move(changed));
        if (!answer) break;
    }
    return total;
}

void tell(Invocation& invocation, Result<Changed> const& changed, std::size_t asked, std::string_view done) {
    if (!changed) return invocation.failed(changed.error());
    for (auto const& words : changed->refused) invocation.console.error << words << '\n';
    invocation.console.out << fmt::format("{} of {} {}\n", changed->count, asked, done);
    if (changed->count < asked) invocation.exit_code = 1;
}

void retry(Invocation& invocation, HandOptions& options) {
    auto const all = options.all_dead || options.all_quarantined;
    if (!all && options.letters.empty() && options.quarantined.empty() && options.payments.empty()) {
        return invocation.failed(
            "nothing is named: give SEQ, --quarantined, --payment or one of --all-dead, --all-quarantined");
    }
    auto const directory = invocation.data_directory();
    if (!directory) return invocation.failed(directory.error());
    if (auto const collected = collect(*directory, options); !collected) return invocation.failed(collected.error());
    std::vector<Order> orders;
    add_orders(orders, "retry", "letters", options.letters, {});
    add_orders(orders, "retry_quarantine", "ids", options.quarantined, {});
    add_orders(orders, "retry_payments", "ids", options.payments, {});
    tell(invocation, change(invocation, *directory, orders),
         options.letters.size() + options.quarantined.size() + options.payments.size(), "will be sent again");
}

void drop(Invocation& invocation, HandOptions const& options) {
    if (options.letters.empty() && options.quarantined.empty() && options.payments.empty()) {
        return invocation.failed("nothing is named: give SEQ, --quarantined or --payment");
    }
    auto const directory = invocation.data_directory();
    if (!directory) return invocation.failed(directory.error());
    std::vector<Order> orders;
    add_orders(orders, "drop", "letters", options.letters, options.why);
    add_orders(orders, "drop_quarantine", "ids", options.quarantined, options.why);
    add_orders(orders, "drop_payments", "ids", options.payments, options.why);
    tell(invocation, change(invocation, *directory, orders),
         options.letters.size() + options.quarantined.size() + options.payments.size(), "dropped");
}

void add_retry(CLI::App& outbox, Invocation& invocation) {
    auto* command = add_command(outbox, "retry", "Send again what is held, given up or quarantined",
                                "  lotbridge outbox retry 4711 4712\n"
                                "  lotbridge outbox retry --all-dead --lot demo\n"
                                "  lotbridge outbox retry --quarantined 3\n"
                                "  lotbridge outbox retry --payment 12");
    auto const options = std::make_shared<HandOptions>();
    command->add_option("SEQ", options->letters, "Messages, by their numbers in `list`");
    command->add_option("--quarantined", options->quarantined,
                        "Rows of `list --quarantine`, by their ids; they are checked anew");
    command->add_option("--payment", options->payments,
                        "Payments that the lot's system refuses, by their ids in `list --payments`");
    command->add_flag("--all-dead", options->all_dead, "Everything that was given up");
    command->add_flag("--all-quarantined", options->all_quarantined,
                      "Everything in quarantine that now fits the standard");
    command->add_option("--lot", options->lot, "With --all-...: only this lot's");
    command->callback([&invocation, options] { retry(invocation, *options); });
}

void add_drop(CLI::App& outbox, Invocation& invocation) {
    auto* command = add_command(outbox, "drop", "Never send these; they stay in the store as dropped",
                                "  lotbridge outbox drop 4711 --why \"test car\"\n"
                                "  lotbridge outbox drop --quarantined 3 --why \"read again\"\n"
                                "  lotbridge outbox drop --payment 12 --why \"refunded at the desk\"");
    auto const options = std::make_shared<HandOptions>();
    command->add_option("SEQ", options->letters, "Messages, by their numbers in `list`");
    command->add_option("--quarantined", options->quarantined, "Rows of `list --quarantine`, by their ids");
    command->add_option("--payment", options->payments,
                        "Payments that the lot's system refuses, by their ids in `list --payments`: seen to by hand");
    command->add_option("--why", options->why, "Reason, kept with the message")->required();
    command->callback([&invocation, options] { drop(invocation, *options); });
}

}  // namespace

void add_outbox_hands(CLI::App& outbox, Invocation& invocation) {
    add_retry(outbox, invocation);
    add_drop(outbox, invocation);
}

}  // namespace lotbridge::os
