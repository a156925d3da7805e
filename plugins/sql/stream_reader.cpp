// A member of "records", and the examples that belong to it.
#include "mapping_sections.hpp"

#include <algorithm>

namespace lotbridge::sql {
namespace {

// Times are ordered by the database as they stand there, so a text form must sort as it reads.
DateFormat read_cursor_format(Node const& node, Reading& reading) {
    auto const pattern = scalar(node, reading.problems);
    auto format = DateFormat::parse(pattern);
    if (!format)
        reading.problems.add(node.place, format.error().message);
    else if (!format->sorts_as_text())
        reading.problems.add(node.place, "times of the form " + pattern +
                                             " do not sort as they stand: use \"type\": \"integer\" "
                                             "(of a count, or of another column), or let the query convert them");
    return format ? *format : DateFormat();
}

RecordStream::Cursor read_cursor(Node const& node, Reading& reading) {
    RecordStream::Cursor cursor;
    ObjectReader object(node, reading.problems);
    cursor.column = object.need_text("column");
    if (auto const* column = object.find("column")) cursor.place = column->place;
    auto const type = object.text("type", "datetime");
    if (type == "integer")
        cursor.scale = Scale::number;
    else if (type != "datetime")
        reading.problems.add(node.place, "\"type\" is datetime or integer");
    if (auto const* format = object.find("format")) cursor.format = read_cursor_format(*format, reading);
    cursor.overlap = object.number("overlap", cursor.scale == Scale::time ? 120 : 1000, 0, 1'000'000);
    if (auto const* begin = object.find("begin")) cursor.begin = read_query(*begin, reading, {"start"});
    if (auto const* highest = object.find("highest")) {
        cursor.highest = read_query(*highest, reading, {});
        if (cursor.scale != Scale::number) reading.problems.add(highest->place, "\"highest\" is for integers");
    }
    object.finish();
    return cursor;
}

void read_key(RecordStream& stream, Node const& node, Reading& reading) {
    stream.key_place = node.place;
    if (node.is(Node::Kind::text)) {
        stream.key = node.text;
        return;
    }
    ObjectReader object(node, reading.problems);
    stream.key = object.need_text("column");
    stream.key_is_text = object.text("type", "integer") == "text";
    object.finish();
}

Image::Form read_form(ObjectReader& object, Reading& reading) {
    auto const form = object.text("form", "raw");
    if (form == "hex") return Image::Form::hex;
    if (form == "base64") return Image::Form::base64;
    if (form != "raw") reading.problems.add(object.place(), "\"form\" is raw, hex or base64");
    return Image::Form::raw;
}

Image read_image(Node const& node, Reading& reading) {
    Image image;
    image.place = node.place;
    ObjectReader object(node, reading.problems);
    auto const* path = object.find("path");
    auto const* blob = object.find("blob");
    if (!path == !blob) reading.problems.add(node.place, "exactly one of path and blob must stand here");
    if (path) image.path = read_recipe(*path, reading);
    if (blob) image.blob = read_recipe(*blob, reading);
    image.form = read_form(object, reading);
    image.root = object.text("root", "image_root");
    if (auto const* names = object.find("names")) image.names = read_encoding(*names, reading);
    image.limit = static_cast<std::uintmax_t>(object.number("limit_kib", 4096, 1, 8192)) * 1024;
    if (auto const* fields = object.need("fields"))
        image.fields = read_fields(*fields, *schema::find_interface("image_upload")->request, reading);
    object.finish();
    return image;
}

void read_paging(RecordStream& stream, ObjectReader& object, Reading& reading) {
    auto const mode = object.text("mode", "append");
    if (mode == "snapshot")
        stream.mode = RecordStream::Mode::snapshot;
    else if (mode != "append")
        reading.problems.add(object.place(), "\"mode\" is append or snapshot");
    bool const append = stream.mode == RecordStream::Mode::append;
    if (auto const* cursor = append ? object.need("cursor") : nullptr) stream.cursor = read_cursor(*cursor, reading);
    if (auto const* key = object.need("key")) read_key(stream, *key, reading);
    stream.limit = object.number("limit", append ? 200 : 5000, 1, 10000);
}

RecordStream::Wait read_wait(RecordStream const& stream, Node const& node, Reading& reading) {
    RecordStream::Wait wait;
    ObjectReader object(node, reading.problems);
    if (auto const* until = object.need("until")) wait.until = read_condition(*until, reading);
    if (auto const* written = object.need("written")) wait.written = read_recipe(*written, reading);
    wait.limit = std::chrono::milliseconds(object.number("limit_ms", 10000, 100, 60000));
    object.finish();
    if (stream.mode == RecordStream::Mode::snapshot || time_query(reading.dialect).empty())
        reading.problems.add(node.place, "\"wait\" is for \"append\", and for databases whose time can be asked");
    else if (stream.cursor.scale == Scale::time && std::chrono::seconds(stream.cursor.overlap) < 2 * wait.limit)
        reading.problems.add(node.place, "the cursor's \"overlap\" must be at least twice \"limit_ms\"");
    return wait;
}

// A page begins after a row: after its cursor value, and among equal ones after its key.
std::set<std::string, std::less<>> paging_names(RecordStream const& stream) {
    if (stream.mode == RecordStream::Mode::snapshot) return {"limit"};
    return {"since", "since_key", "limit"};
}

void check_paging(RecordStream const& stream, Place const& place, Reading& reading) {
    if (stream.mode == RecordStream::Mode::snapshot) return;
    for (auto const* needed : {"since", "since_key", "limit"}) {
        auto const& names = stream.query.statement.names();
        if (std::find(names.begin(), names.end(), needed) == names.end())
            reading.problems.add(place, std::string("the query must use :") + needed +
                                            (std::string_view(needed) == "limit" ? " (${top} or ${limit})" : ""));
    }
}

}  // namespace

RecordStream read_stream(Node const& node, Reading& reading) {
    RecordStream stream;
    stream.place = node.place;
    ObjectReader object(node, reading.problems);
    auto const message = object.need_text("message");
    stream.interface = schema::find_interface(message);
    bool const question = stream.interface && stream.interface->queueing == schema::Queueing::never;
    if (!stream.interface || question || stream.interface->direction == schema::Direction::down) {
        if (auto const* at = node.find("message"))
            reading.problems.add(at->place,
                                 in_quotes(message) + " is " +
                                     (question ? "a question: it belongs into \"questions\"" : "no uplink interface"));
        stream.interface = nullptr;
    }
    stream.name = object.text("name", message);
    stream.derived = object.flag("derived", false);
    read_paging(stream, object, reading);
    if (auto const* query = object.need("query")) {
        if (auto read = read_query(*query, reading, paging_names(stream))) {
            stream.query = std::move(*read);
            check_paging(stream, query->place, reading);
        }
    }
    if (auto const* wait = object.find("wait")) stream.wait = read_wait(stream, *wait, reading);
    stream.preceded_by = object.text("preceded_by");
    if (auto const* when = object.find("when")) stream.when = read_condition(*when, reading);
    if (auto const* inferred = object.find("inferred")) stream.inferred = read_condition(*inferred, reading);
    if (auto const* key = object.find("record_key")) stream.record_key = read_recipe(*key, reading);
    if (auto const* fields = object.need("fields"); fields && stream.interface)
        stream.fields = read_fields(*fields, *stream.interface->request, reading);
    if (auto const* images = object.find("images")) {
        for (auto const& item : images->items) stream.images.push_back(read_image(item, reading));
    }
    object.finish();
    return stream;
}

Example read_example(Node const& node, std::vector<RecordStream> const& streams, Reading& reading) {
    Example example;
    example.place = node.place;
    ObjectReader object(node, reading.problems);
    example.stream = object.need_text("stream");
    auto const named = [&](RecordStream const& stream) { return stream.name == example.stream; };
    if (std::none_of(streams.begin(), streams.end(), named))
        reading.problems.add(node.place, "there is no stream \"" + example.stream + "\"");
    if (auto const* row = object.need("row")) {
        for (auto const& [column, place, value] : row->members)
            example.row[column] = value.is(Node::Kind::null) ? Cell() : Cell(scalar(value, reading.problems));
    }
    if (auto const* expect = object.need("expect"); expect && expect->is(Node::Kind::object)) {
        example.expect.emplace();
        for (auto const& member : expect->members) (*example.expect)[member.name] = member.value;
    }
    if (object.find("inferred")) example.inferred = object.flag("inferred", false);
    object.finish();
    return example;
}

}  // namespace lotbridge::sql
