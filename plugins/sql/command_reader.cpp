// A member of "commands": how one request of the cloud is carried out.
#include "border.hpp"
#include "mapping_sections.hpp"

namespace lotbridge::sql {
namespace {

using Names = std::set<std::string, std::less<>>;

// What statements of this command may name: the request's members, what "params" makes of them, and its number.
Names statement_names(schema::Interface const& interface, Command const& command) {
    Names names{"request_id"};
    for (auto const& info : request_shape(interface).fields) names.emplace(info.wire);
    for (auto const& [name, recipe] : command.parameters) names.insert(name);
    return names;
}

std::vector<Command::Requirement> read_requirements(Node const& node, Reading& reading, Names const& names) {
    std::vector<Command::Requirement> out;
    for (auto const& item : node.items) {
        ObjectReader object(item, reading.problems);
        auto const* query_node = object.need("query");
        auto otherwise = object.need_text("otherwise");
        auto query = query_node ? read_query(*query_node, reading, names) : std::nullopt;
        if (query) out.push_back({std::move(*query), std::move(otherwise)});
        object.finish();
    }
    return out;
}

std::optional<Command::Wait> read_wait(Node const& node, Reading& reading, Names const& names) {
    ObjectReader object(node, reading.problems);
    Command::Wait wait;
    auto const* query_node = object.need("query");
    auto query = query_node ? read_query(*query_node, reading, names) : std::nullopt;
    if (auto const* until = object.need("until")) wait.until = read_condition(*until, reading);
    if (auto const* failed = object.find("failed")) wait.failed = read_condition(*failed, reading);
    wait.every = std::chrono::milliseconds(object.number("every_ms", 100, 20, 10000));
    if (auto const* withdraw = object.find("withdraw")) wait.withdraw = read_query(*withdraw, reading, names);
    wait.words = object.text("words", "it was not confirmed in time");
    object.finish();
    if (!query) return std::nullopt;
    wait.query = std::move(*query);
    return wait;
}

}  // namespace

Command read_command(schema::Interface const& interface, Node const& node, Reading& reading) {
    Command command;
    command.interface = &interface;
    command.place = node.place;
    ObjectReader object(node, reading.problems);
    command.parameters = read_parameters(object, reading);
    auto const names = statement_names(interface, command);
    command.writes = object.flag("writes", false);
    command.transaction = object.flag("transaction", true);
    command.limit = std::chrono::milliseconds(object.number("limit_ms", 3000, 10, 60000));
    if (auto const* requires_node = object.find("requires"))
        command.requires_ = read_requirements(*requires_node, reading, names);
    if (auto const* done = object.find("already_done")) command.already_done = read_query(*done, reading, names);
    if (auto const* statements = object.need("statements"))
        command.statements = read_statements(*statements, reading, names);
    command.not_found = object.text("not_found");
    if (auto const* wait = object.find("wait")) command.wait = read_wait(*wait, reading, names);
    if (auto const* reply = object.find("reply")) command.reply = read_fields(*reply, answer_shape(interface), reading);
    if (command.already_done && !command.writes)
        reading.problems.add(node.place, "already_done is for a command that says \"writes\": true");
    object.finish();
    return command;
}

}  // namespace lotbridge::sql
