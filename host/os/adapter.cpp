// lotbridge adapter: for those who write one. A project to begin with, and a grade for what has become of it.
#include "base/json.hpp"
#include "base/text.hpp"
#include "config/document.hpp"
#include "kit/contract.hpp"
#include "os/invocation.hpp"
#include "os/table.hpp"
#include "plugin/library.hpp"

#include <fmt/format.h>
#include <rapidjson/ostreamwrapper.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

namespace lotbridge::os {
namespace {

struct AdapterCheck {
    std::string adapter, settings, mapping, commands, require;
    std::vector<std::string> watched, only;
    bool practice_lot = false, json = false;
};

Result<std::vector<kit::Order>> read_orders(std::filesystem::path const& file) {
    auto const document = config::read_document(file);
    if (!document) return fail(Errc::rejected, config::describe(document.error()));
    auto const wrong =
        fail(Errc::rejected, base::to_text(file) + R"(: must be a list of {"name": "gate_control", "body": {...}})");
    if (!document->json.IsArray()) return wrong;
    std::vector<kit::Order> orders;
    for (auto const& item : base::json::items(document->json)) {
        auto const& body = base::json::member(item, "body");
        auto name = base::json::text(item, "name");
        if (name.empty() || !body.IsObject()) return wrong;
        rapidjson::StringBuffer buffer;
        rapidjson::Writer writer(buffer);
        body.Accept(writer);
        orders.push_back({std::move(name), {buffer.GetString(), buffer.GetSize()}});
    }
    return orders;
}

void print_table(std::ostream& out, kit::Report const& report) {
    Table table({"CASE", "FOR", "RESULT", "WHY"});
    for (auto const& played : report.cases)
        table.add({std::string(played.title), std::string(name_of(played.needed_for)),
                   std::string(name_of(played.verdict.result)), played.verdict.reason});
    table.print(out);
    out << fmt::format("\n{} {}: {}\n", report.id, report.version,
                       report.grade() == kit::Grade::none ? "no grade" : name_of(report.grade()));
    for (auto const& played : report.cases) {
        if (played.leaves() == kit::Grade::gold) continue;
        out << fmt::format("  not more than {}: {} {}: {}\n", name_of(played.leaves()), played.id,
                           name_of(played.verdict.result), played.verdict.reason);
    }
}

void print_json(std::ostream& out, kit::Report const& report) {
    rapidjson::OStreamWrapper stream(out);
    rapidjson::PrettyWriter writer(stream);
    auto const member = [&](char const* name, std::string_view text) {
        writer.Key(name);
        writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    };
    writer.StartObject();
    member("adapter", report.id);
    member("version", report.version);
    member("grade", name_of(report.grade()));
    writer.Key("messages");
    writer.Uint64(report.facts);
    writer.Key("cases");
    writer.StartArray();
    for (auto const& played : report.cases) {
        writer.StartObject();
        member("case", played.id);
        member("title", played.title);
        member("needed_for", name_of(played.needed_for));
        member("result", name_of(played.verdict.result));
        member("reason", played.verdict.reason);
        writer.EndObject();
    }
    writer.EndArray();
    writer.EndObject();
    out << '\n';
}

kit::Grade grade_named(std::string_view name) {
    for (auto const grade : {kit::Grade::silver, kit::Grade::gold})
        if (name_of(grade) == name) return grade;
    return kit::Grade::bronze;
}

Result<> check_adapter(Invocation& invocation, AdapterCheck const& given) {
    // An adapter is checked where there is no host yet, so none has to be set up.
    kit::Target const target{.adapter = given.adapter,
                             .plugins = Invocation::plugin_directory({}),
                             .runner = {},
                             .entry = base::to_path(given.settings),
                             .mapping = base::to_path(given.mapping)};
    LOTBRIDGE_TRY(auto const subject, kit::find_subject(target));
    kit::Options options;
    options.practice_lot = given.practice_lot;
    options.only = given.only;
    for (auto const& file : given.watched) options.watched.push_back(base::to_path(file));
    if (!given.commands.empty()) {
        LOTBRIDGE_TRY(options.orders, read_orders(base::to_path(given.commands)));
    }
    auto const report = kit::check_contract(subject, options);
    if (given.json)
        print_json(invocation.console.out, report);
    else
        print_table(invocation.console.out, report);
    if (report.grade() < grade_named(given.require)) invocation.exit_code = 1;
    return {};
}

void add_adapter_check(CLI::App& adapter, Invocation& invocation) {
    auto* command = adapter.add_subcommand(
        "check",
        "Play the whole contract with an adapter, in processes of its own, and grade it bronze, silver or gold");
    command->footer(
        "Examples:\n"
        "  lotbridge adapter check build/plugins/com.example.gatehouse --settings gatehouse.json\n"
        "  lotbridge adapter check lotbridge.sql --settings copy-of-the-lot.json --mapping mapping.json\n"
        "  lotbridge adapter check build/plugins/com.example.gatehouse --settings practice.json --practice-lot \\\n"
        "      --watch commands.txt --require gold\n"
        "\n"
        "bronze: it works, and no restart loses or doubles a message. silver: it also bears a host in trouble, "
        "carries\n"
        "out commands once, and nothing brings it down. gold: everything else too, and all of it could be shown.\n"
        "Messages are read and thrown away; nothing is sent to a cloud. Exit codes: 0 graded as required; 1 not.");
    auto const given = std::make_shared<AdapterCheck>();
    command->add_option("ADAPTER", given->adapter, "A plugin's folder, its library, or the id of an installed plugin")
        ->required();
    command
        ->add_option("--settings", given->settings,
                     "File with the adapter's entry of a lot file: {\"name\", \"plugin\", \"settings\": {...}}")
        ->check(CLI::ExistingFile);
    command->add_option("--mapping", given->mapping, "Mapping file to put into the settings, for lotbridge.sql")
        ->check(CLI::ExistingFile);
    command
        ->add_option("--commands", given->commands,
                     "File of commands to be carried out: [{\"name\": \"gate_control\", \"body\": {...}}]")
        ->check(CLI::ExistingFile);
    command->add_flag("--practice-lot", given->practice_lot,
                      "It is a lot for practice: commands that move gates and book payments may be made up");
    command->add_option("--watch", given->watched,
                        "File that shows what commands have done; a repeated one must not change it");
    command->add_option("--case", given->only, "Only this one and what it builds upon; the grade is that of these")
        ->check(CLI::IsMember(kit::case_ids()));
    command->add_option("--require", given->require, "Grade that makes the exit code 0 (default: bronze)")
        ->check(CLI::IsMember({"bronze", "silver", "gold"}));
    command->add_flag("--json", given->json, "JSON instead of a table");
    command->callback([&invocation, given] {
        if (auto const checked = check_adapter(invocation, *given); !checked) invocation.failed(checked.error());
    });
}

}  // namespace

void add_adapter(CLI::App& program, Invocation& invocation) {
    auto* adapter = add_command(program, "adapter", "For those who write adapters: begin one, and have it graded",
                                "  lotbridge adapter new gatehouse --kind cpp\n"
                                "  lotbridge adapter check build/plugins/com.example.gatehouse --require gold");
    adapter->require_subcommand(1);
    adapter->fallthrough();
    add_adapter_check(*adapter, invocation);
    add_adapter_new(*adapter, invocation);
}

}  // namespace lotbridge::os
