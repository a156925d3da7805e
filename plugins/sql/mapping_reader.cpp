#include "mapping.hpp"
#include "mapping_sections.hpp"

#include <algorithm>

namespace lotbridge::sql {
namespace {

constexpr std::int64_t format_version = 1;

Probe read_probe(Node const& node, Reading& reading) {
    Probe probe;
    ObjectReader object(node, reading.problems);
    if (auto const* tables = object.find("tables")) {
        for (auto const& [name, place, columns] : tables->members) {
            Probe::Table table{name, place, {}};
            if (!columns.is(Node::Kind::list)) reading.problems.add(columns.place, "must be a list of columns");
            for (auto const& column : columns.items)
                table.columns.emplace_back(scalar(column, reading.problems), column.place);
            probe.tables.push_back(std::move(table));
        }
    }
    if (auto const* version = object.find("version")) {
        ObjectReader inner(*version, reading.problems);
        auto const* query = inner.need("query");
        auto known = inner.texts("known");
        auto read = query ? read_query(*query, reading, {}) : std::nullopt;
        if (known.empty())
            reading.problems.add(version->place, "\"known\" must list the versions that this mapping is for");
        if (read) probe.version = Probe::Version{std::move(*read), std::move(known)};
        inner.finish();
    }
    object.finish();
    return probe;
}

Count read_count(std::string const& name, Node const& node, Reading& reading) {
    Count count;
    count.interface = schema::find_interface(name);
    ObjectReader object(node, reading.problems);
    if (auto const* query = object.need("query")) {
        if (auto read = read_query(*query, reading, {})) count.query = std::move(*read);
    }
    if (auto const* fields = object.need("fields"); fields && count.interface)
        count.fields = read_fields(*fields, *count.interface->request, reading);
    object.finish();
    return count;
}

void read_counts(Mapping& mapping, Node const& node, Reading& reading) {
    for (auto const& [name, place, value] : node.members) {
        if (name != "total_spaces" && name != "free_spaces") {
            reading.problems.add(place, in_quotes(name) + " is no count; known are total_spaces, free_spaces");
            continue;
        }
        mapping.counts.push_back(read_count(name, value, reading));
    }
}

void check_preceding(Mapping const& mapping, RecordStream const& stream, Place const& place, Reading& reading) {
    if (!stream.preceded_by.empty() && !mapping.find(stream.preceded_by))
        reading.problems.add(place,
                             "\"preceded_by\" must name a stream above; there is no \"" + stream.preceded_by + "\"");
}

void read_records(Mapping& mapping, Node const& node, Reading& reading) {
    for (auto const& item : node.items) {
        auto stream = read_stream(item, reading);
        if (mapping.find(stream.name))
            reading.problems.add(item.place,
                                 "a second stream is named \"" + stream.name + "\": give one of them another \"name\"");
        check_preceding(mapping, stream, item.place, reading);
        mapping.records.push_back(std::move(stream));
    }
}

void read_commands(Mapping& mapping, Node const& node, Reading& reading) {
    for (auto const& [name, place, value] : node.members) {
        auto const* interface = schema::find_interface(name);
        if (!interface || interface->direction == schema::Direction::up) {
            reading.problems.add(place, in_quotes(name) + " is no interface that the cloud asks for");
            continue;
        }
        mapping.commands.emplace(name, read_command(*interface, value, reading));
    }
}

void read_questions(Mapping& mapping, Node const& node, Reading& reading) {
    for (auto const& [name, place, value] : node.members) {
        auto const* interface = schema::find_interface(name);
        if (!interface || interface->queueing != schema::Queueing::never)
            reading.problems.add(place, in_quotes(name) +
                                            " is no question; known are unlicensed_entry, unlicensed_exit, "
                                            "member_query, auto_deduct");
        else
            mapping.questions.push_back(read_question(*interface, value, reading));
    }
}

std::uint64_t fingerprint(Node const& node, std::uint64_t so_far = 0) {
    so_far = content_hash(node.text, so_far + static_cast<std::uint64_t>(node.kind));
    for (auto const& item : node.items) so_far = fingerprint(item, so_far);
    for (auto const& member : node.members) so_far = fingerprint(member.value, content_hash(member.name, so_far));
    return so_far;
}

Mapping read_root(Node const& root, Reading& reading) {
    Mapping mapping;
    mapping.file = *root.place.file;
    mapping.fingerprint = fingerprint(root);
    ObjectReader object(root, reading.problems);
    object.find("extends");
    if (object.need("format")) object.number("format", format_version, format_version, format_version);
    mapping.name = object.need_text("name");
    mapping.version = object.text("version");
    if (auto const* encoding = object.find("encoding")) mapping.encoding = read_encoding(*encoding, reading);
    reading.encoding = mapping.encoding;
    mapping.allow_writes = object.flag("allow_writes", false);
    if (auto const* probe = object.find("probe")) mapping.probe = read_probe(*probe, reading);
    if (auto const* records = object.find("records")) read_records(mapping, *records, reading);
    if (auto const* counts = object.find("counts")) read_counts(mapping, *counts, reading);
    if (auto const* totals = object.find("totals")) mapping.totals = read_totals(*totals, mapping.records, reading);
    if (auto const* commands = object.find("commands")) read_commands(mapping, *commands, reading);
    if (auto const* questions = object.find("questions")) read_questions(mapping, *questions, reading);
    if (auto const* examples = object.find("examples")) {
        for (auto const& item : examples->items)
            mapping.examples.push_back(read_example(item, mapping.records, reading));
    }
    object.finish();
    return mapping;
}

Result<Mapping> read_mapping(Node const& root, Dialect dialect, Parameters const& parameters) {
    Problems problems;
    Reading reading{problems, dialect, parameters};
    auto mapping = read_root(root, reading);
    if (!problems.empty()) return fail(problems.error());
    return mapping;
}

// A file may stand on another one, which may stand on a third; the file's own words win.
Result<Node> load(std::filesystem::path const& file, std::vector<std::filesystem::path>& files) {
    files.push_back(file);
    LOTBRIDGE_TRY(auto const text, read_text(file));
    LOTBRIDGE_TRY(auto root, parse_json(text, file.filename().string()));
    auto const* base = root.find("extends");
    if (!base) return root;
    constexpr std::size_t deepest = 5;
    if (!base->is(Node::Kind::text) || files.size() > deepest)
        return fail(Errc::rejected, describe(base->place) + ": must name another mapping file, at most " +
                                        std::to_string(deepest) + " deep");
    auto below = load(file.parent_path() / std::filesystem::u8path(base->text), files);
    if (!below) return fail(Errc::rejected, describe(base->place) + ": " + below.error().message);
    auto whole = merged(std::move(*below), root);
    whole.place = root.place;
    return whole;
}

}  // namespace

RecordStream const* Mapping::find(std::string_view stream) const {
    auto const found =
        std::find_if(records.begin(), records.end(), [&](auto const& one) { return one.name == stream; });
    return found == records.end() ? nullptr : &*found;
}

Result<Mapping> read_mapping(std::string_view text, std::string const& file, Dialect dialect,
                             Parameters const& parameters) {
    LOTBRIDGE_TRY(auto const root, parse_json(text, file));
    return read_mapping(root, dialect, parameters);
}

Result<Mapping> read_mapping(std::filesystem::path const& file, Dialect dialect, Parameters const& parameters) {
    std::vector<std::filesystem::path> files;
    LOTBRIDGE_TRY(auto const root, load(file, files));
    LOTBRIDGE_TRY(auto mapping, read_mapping(root, dialect, parameters));
    mapping.files = std::move(files);
    return mapping;
}

}  // namespace lotbridge::sql
