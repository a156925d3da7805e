#include "check.hpp"

#include "columns.hpp"
#include "facts.hpp"

#include <algorithm>

namespace lotbridge::sql {
namespace {

// The row of an example as the database would give it; columns that it does not mention are NULL.
Result<Row> row_of(Example const& example, Mapping const& mapping, RecordStream const& stream) {
    auto columns = std::make_shared<Columns>();
    Row row;
    for (auto const& [column, cell] : example.row) {
        columns->push_back(column);
        if (!cell) {
            row.cells.emplace_back();
            continue;
        }
        LOTBRIDGE_TRY(auto bytes, from_utf8(*cell, mapping.encoding));
        row.cells.emplace_back(std::move(bytes));
    }
    for (auto& use : columns_of(mapping, stream)) {
        if (use.in_template || example.row.contains(use.name)) continue;
        columns->push_back(std::move(use.name));
        row.cells.emplace_back();
    }
    row.columns = std::move(columns);
    return row;
}

bool same(Node const& wanted, Node const& found) {
    if (wanted.is(Node::Kind::list)) {
        return found.is(Node::Kind::list) &&
               std::equal(wanted.items.begin(), wanted.items.end(), found.items.begin(), found.items.end(), same);
    }
    if (wanted.is(Node::Kind::object)) {
        auto const has = [&](Node::Member const& member) {
            auto const* other = found.find(member.name);
            return other && same(member.value, *other);
        };
        return std::all_of(wanted.members.begin(), wanted.members.end(), has);
    }
    if (!wanted.is(Node::Kind::number) || !found.is(Node::Kind::number)) return wanted.text == found.text;
    auto const a = money_from_yuan(wanted.text), b = money_from_yuan(found.text);  // 12.5 is 12.50
    return a && b && *a == *b;
}

// Words for the first thing that is not as expected; empty when all is.
std::string difference(Example const& example, RecordStream const& stream, Fact const& fact) {
    if (!example.expect) return fact.messages.empty() ? "" : "a message is made, and none was expected";
    if (fact.messages.empty()) return "no message is made: its \"when\" does not hold";
    auto const& message = fact.messages.back();
    auto const problems = schema::check(*stream.interface->request, message.body);
    if (!problems.empty()) return schema::describe(problems);
    if (example.inferred && *example.inferred != (message.origin == Origin::inferred))
        return "\"inferred\" is otherwise";
    auto const body = parse_json(message.body, "body");
    for (auto const& [name, wanted] : *example.expect) {
        auto const* found = body ? body->find(name) : nullptr;
        if (!found && wanted.is(Node::Kind::null)) continue;
        if (!found) return name + " is missing; expected " + wanted.text;
        if (!same(wanted, *found)) return name + " is " + found->text + "; expected " + wanted.text;
    }
    return "";
}

}  // namespace

void check_examples(Mapping const& mapping, Parameters const& parameters, Findings& findings) {
    for (auto const& example : mapping.examples) {
        auto const* stream = mapping.find(example.stream);
        auto const place = describe(example.place);
        auto row = row_of(example, mapping, *stream);
        if (!row) {
            findings.failed("example", place + ": " + row.error().message);
            continue;
        }
        auto const words = difference(example, *stream, make_fact(mapping, *stream, parameters, std::move(*row)));
        if (words.empty())
            findings.ok("example", place + ": " + example.stream + " as expected");
        else
            findings.failed("example", place + ": " + words);
    }
}

}  // namespace lotbridge::sql
