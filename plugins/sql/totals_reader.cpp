// The section "totals": what the database itself has of a day.
#include "mapping_sections.hpp"

#include <algorithm>

namespace lotbridge::sql {
namespace {

using Names = std::set<std::string, std::less<>>;

Names const& day_names() {
    static Names const names{"day", "next_day"};
    return names;
}

Totals::Rows read_rows(Node::Member const& member, std::vector<RecordStream> const& streams, Reading& reading) {
    Totals::Rows rows{member.name, {}};
    auto const stream = std::find_if(streams.begin(), streams.end(),
                                     [&](RecordStream const& known) { return known.name == member.name; });
    if (stream == streams.end()) reading.problems.add(member.place, "there is no stream \"" + member.name + "\" above");
    bool const own = member.value.is(Node::Kind::boolean) && member.value.text == "true";
    if (!own) rows.query = read_query(member.value, reading, day_names());
    bool const by_time =
        stream != streams.end() && stream->mode == RecordStream::Mode::append && stream->cursor.scale == Scale::time;
    if (own && !by_time)
        reading.problems.add(member.value.place,
                             "\"true\" is for a stream whose cursor is the time that counts; this one "
                             "needs a query of its own");
    return rows;
}

}  // namespace

Totals read_totals(Node const& node, std::vector<RecordStream> const& streams, Reading& reading) {
    Totals totals;
    ObjectReader object(node, reading.problems);
    if (auto const* format = object.find("format")) {
        auto parsed = DateFormat::parse(scalar(*format, reading.problems));
        if (parsed)
            totals.format = std::move(*parsed);
        else
            reading.problems.add(format->place, parsed.error().message);
    }
    if (auto const* query = object.need("query")) {
        if (auto read = read_query(*query, reading, day_names())) totals.query = std::move(*read);
    }
    if (auto const* fields = object.need("fields"))
        totals.fields = read_fields(*fields, *schema::find_interface("daily_reconciliation")->request, reading);
    if (auto const* rows = object.need("rows")) {
        for (auto const& member : rows->members) totals.rows.push_back(read_rows(member, streams, reading));
        if (rows->members.empty()) reading.problems.add(rows->place, "must name the streams whose rows make up a day");
    }
    object.finish();
    return totals;
}

}  // namespace lotbridge::sql
