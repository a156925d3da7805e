// lotbridge preview: what the lot's adapters would deliver now.
#include "app/preview.hpp"

#include "os/invocation.hpp"
#include "os/letters.hpp"
#include "plugin/library.hpp"
#include "store/reader.hpp"

#include <fmt/format.h>
#include <map>

namespace lotbridge::os {

namespace {

struct PreviewOptions {
    std::string lot;
    app::PreviewWish wish;
    bool from_start = false, json = false, reveal = false;
};

// Where the host would go on, by adapter. Without a store: from the beginning.
std::map<std::string, std::string> kept_cursors(std::filesystem::path const& directory, std::string const& lot) {
    std::map<std::string, std::string> cursors;
    auto const reader = store::Reader::open(directory);
    auto const kept = reader ? reader->cursors() : fail(reader.error());
    if (!kept) return cursors;
    for (auto const& [owner, cursor] : *kept) {
        if (owner.starts_with(lot + '/')) cursors[owner.substr(lot.size() + 1)] = cursor;
    }
    return cursors;
}

void print_table(std::ostream& out, app::Preview const& preview, PreviewOptions const& options) {
    Table table({"ADAPTER", "MESSAGE", "RECORD", "PICTURE", "PROBLEMS OR BODY"});
    for (auto const& item : preview.items) {
        auto const picture = item.image_bytes == 0 ? std::string() : fmt::format("{} bytes", item.image_bytes);
        auto const* const kind = item.question ? " (question)" : "";
        auto const* const fate = item.left ? " (not sent: another adapter gives it)" : "";
        table.add({item.adapter, item.topic + kind + fate, item.record, picture,
                   item.problems.empty() ? shown_body(item.topic, item.body, options.reveal) : item.problems});
    }
    if (table.rows() > 0) table.print(out);
    if (preview.read > 0)
        out << fmt::format("{} messages, {} with problems{}\n", preview.read, preview.broken,
                           preview.more ? "; there is more: --limit" : "");
    if (preview.read > 0 || !preview.failures.empty()) return;
    out << (options.from_start ? "there is nothing after the start that the adapters' settings name\n"
                               : "there is nothing new; --from-start begins where the adapters' settings say\n");
}

void print_json(std::ostream& out, app::Preview const& preview, bool reveal) {
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    auto const text = [&](char const* name, std::string const& value) {
        writer.Key(name);
        writer.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
    };
    writer.StartArray();
    for (auto const& item : preview.items) {
        writer.StartObject();
        text("adapter", item.adapter);
        text("message", item.topic);
        writer.Key("question");
        writer.Bool(item.question);
        writer.Key("left");
        writer.Bool(item.left);
        text("record", item.record);
        writer.Key("picture_bytes");
        writer.Uint64(item.image_bytes);
        text("problems", item.problems);
        auto const body = shown_body(item.topic, item.body, reveal);
        if (item.problems.empty()) {
            writer.Key("body");
            writer.RawValue(body.data(), body.size(), rapidjson::kObjectType);
        } else {
            text("body", body);  // what the adapter gave need not be JSON
        }
        writer.EndObject();
    }
    writer.EndArray();
    out << buffer.GetString() << '\n';
}

void run_preview(Invocation& invocation, PreviewOptions const& options) {
    auto const host = invocation.host();
    if (!host) return invocation.failed(host.error());
    auto const lot = Invocation::lot(*host, options.lot);
    if (!lot) return invocation.failed(lot.error());
    auto const cursors =
        options.from_start ? std::map<std::string, std::string>() : kept_cursors(host->data_directory, lot->name);
    auto const cursor = [&](std::string const& adapter) {
        auto const found = cursors.find(adapter);
        return found == cursors.end() ? std::string() : found->second;
    };
    auto const now = std::chrono::floor<WallTime::duration>(std::chrono::system_clock::now());
    auto const preview =
        app::preview(*lot, plugin::scan(Invocation::plugin_directory(*host)), cursor, options.wish, now);
    options.json ? print_json(invocation.console.out, preview, options.reveal)
                 : print_table(invocation.console.out, preview, options);
    auto& notes = options.json ? invocation.console.error : invocation.console.out;
    for (auto const& note : preview.notes) notes << "note    " << note << '\n';
    for (auto const& failure : preview.failures) invocation.failed(failure);
    if (preview.broken > 0) invocation.exit_code = 1;
}

}  // namespace

void add_preview(CLI::App& program, Invocation& invocation) {
    auto* command = add_command(program, "preview",
                                "What the adapters would deliver right now; nothing is sent, stored or marked as read",
                                "  lotbridge preview --lot demo\n"
                                "  lotbridge preview --lot demo --from-start --limit 5 --json\n"
                                "  lotbridge preview --lot demo --from-start --problems\n"
                                "\n"
                                "Exit code 1: some of it has problems and would be quarantined, or it failed.");
    auto const options = std::make_shared<PreviewOptions>();
    command->add_option("--lot", options->lot, "The lot (may be left out when there is only one)");
    command->add_option("--message", options->wish.topic, "Only this kind of message, e.g. vehicle_entry");
    command->add_flag("--problems", options->wish.problems, "List only what would be quarantined");
    command->add_option("--limit", options->wish.limit, "List at most this many messages")
        ->capture_default_str()
        ->check(CLI::Range(1, 10000));
    command->add_flag(
        "--from-start", options->from_start,
        "From where the adapters' settings say, as at the first start, not from where the host would go on");
    command->add_flag("--json", options->json, "JSON instead of a table");
    command->add_flag("--reveal", options->reveal, "Show plates, phone numbers and the like");
    command->callback([&invocation, options] { run_preview(invocation, *options); });
}

}  // namespace lotbridge::os
