#include "lot_reader.hpp"

#include "picture.hpp"

#include <algorithm>
#include <charconv>

namespace lotbridge::sql {

LotReader::LotReader(Setup const& setup, Mapping const& mapping, Host const& host)
    : setup_(setup), mapping_(mapping), host_(host), link_(setup.connection, Access::read_only) {
    for (auto const& stream : mapping_.records) sources_.emplace_back(mapping_, stream, setup_.parameters, link_);
}

Result<Batch> LotReader::poll(std::string_view cursor) {
    auto batch = gather(cursor);
    if (batch || batch.error().code != Errc::retry) return batch;
    // Was it the schema? Then that is the better sentence, and the right time for it is now.
    auto const better = link_.database() ? prepare() : Result<>();
    return better ? std::move(batch) : fail(better.error());
}

Result<Batch> LotReader::gather(std::string_view cursor) {
    LOTBRIDGE_CHECK(prepare());
    LOTBRIDGE_TRY(auto bookmark, Bookmark::parse(cursor));
    LOTBRIDGE_TRY(auto harvest, poller_->poll(bookmark.poller));
    Batch batch;
    for (auto& [name, row] : harvest.rows) {
        auto const stream = std::find_if(mapping_.records.begin(), mapping_.records.end(),
                                         [&](RecordStream const& candidate) { return candidate.name == name; });
        LOTBRIDGE_CHECK(add(batch, *stream, row.payload));
    }
    bookmark.poller = std::move(harvest.cursor);
    LOTBRIDGE_CHECK(add_misfits(bookmark, batch));
    if (!harvest.more) {
        LOTBRIDGE_CHECK(read_snapshots(bookmark, batch));
        LOTBRIDGE_CHECK(read_counts(batch));
    }
    batch.ask_again(harvest.more);
    batch.resume_at(bookmark.text());
    return batch;
}

Result<> LotReader::prepare() {
    LOTBRIDGE_TRY(auto* const database, link_.database());
    if (link_.freshly_opened()) {
        auto now = probe(*database, mapping_, setup_.connection.dialect);
        if (!now) {
            link_.close();  // asked again with the next connection, until the schema fits
            return fail(now.error());
        }
        auto const changes = schema_ ? differences(*schema_, *now) : std::string();
        if (!changes.empty())
            host_.log(LogLevel::warning, "the lot's database has changed and still fits the mapping: " + changes);
        schema_ = std::move(*now);
    }
    return poller_ ? Result<>() : begin_streams();
}

Result<> LotReader::begin_streams() {
    Poller<Fact> poller;
    auto source = sources_.begin();
    for (auto const& stream : mapping_.records) {
        auto& pages = *source++;
        if (stream.mode == RecordStream::Mode::snapshot) continue;
        LOTBRIDGE_TRY(auto start, beginning(stream));
        StreamOptions options{
            .scale = stream.cursor.scale, .overlap = stream.cursor.overlap, .start = std::move(start)};
        options.page = static_cast<std::size_t>(stream.limit);
        poller.add(stream.name, std::move(options),
                   [&pages](Position const& after, std::size_t limit) { return pages.page(after, limit); });
    }
    poller_.emplace(std::move(poller));
    return {};
}

Result<std::string> LotReader::beginning(RecordStream const& stream) {
    if (setup_.start.from == Setup::Start::From::beginning) return std::string();
    LOTBRIDGE_TRY(auto time, start_time());
    if (stream.cursor.scale == Scale::time) return time;
    if (!stream.cursor.begin)
        return fail(Errc::rejected, describe(stream.place) +
                                        ": reading from a time needs \"begin\" in the cursor, a "
                                        "query for the number to begin after");
    LOTBRIDGE_TRY(auto* const database, link_.database());
    Values values{{"start", time}};
    for (auto const& [name, value] : setup_.parameters.values) values[name] = value;
    LOTBRIDGE_TRY(auto const answer, database->run(stream.cursor.begin->statement, values));
    auto const last = answer.rows.empty() ? Cell() : answer.rows[0].cells[0];
    std::int64_t number = 0;
    if (!last || std::from_chars(last->data(), last->data() + last->size(), number).ec != std::errc{})
        return std::string();
    return std::to_string(number + 1);  // the last one that is too old; the poller wants the first to be read
}

// "Now" is the database's: the lot's clocks decide what is new.
Result<std::string> LotReader::start_time() {
    if (setup_.start.from == Setup::Start::From::time) return setup_.start.time.text();
    LOTBRIDGE_TRY(auto* const database, link_.database());
    LOTBRIDGE_TRY(auto const now, Statement::parse("SELECT ${now}", setup_.connection.dialect));
    LOTBRIDGE_TRY(auto const answer, database->run(now));
    return answer.rows.empty() ? std::string() : answer.rows[0].cells[0].value_or("").substr(0, 19);
}

Result<> LotReader::add_misfits(Bookmark& bookmark, Batch& batch) {
    auto source = sources_.begin();
    for (auto const& stream : mapping_.records) {
        for (auto& fact : (source++)->take_misfits()) {
            if (bookmark.told[stream.name].insert(fact.hash).second) LOTBRIDGE_CHECK(add(batch, stream, fact));
        }
    }
    return {};
}

Result<> LotReader::read_snapshots(Bookmark& bookmark, Batch& batch) {
    auto source = sources_.begin();
    for (auto const& stream : mapping_.records) {
        auto const& rows = *source++;
        if (stream.mode != RecordStream::Mode::snapshot) continue;
        LOTBRIDGE_TRY(auto now, rows.all());
        auto& known = bookmark.told[stream.name];
        std::set<std::uint64_t> met;
        for (auto& row : now) {
            met.insert(row.hash);
            if (!known.contains(row.hash)) LOTBRIDGE_CHECK(add(batch, stream, row.payload));
        }
        known = std::move(met);
    }
    return {};
}

Result<> LotReader::read_counts(Batch& batch) {
    for (auto const& count : mapping_.counts) {
        LOTBRIDGE_TRY(auto* const database, link_.database());
        Values values;
        for (auto const& [name, value] : setup_.parameters.values) values[name] = value;
        LOTBRIDGE_TRY(auto const answer, database->run(count.query.statement, values));
        if (answer.rows.empty()) continue;
        Scope const scope{&answer.rows.front(), nullptr, &setup_.parameters, mapping_.encoding};
        std::string const name(count.interface->id);
        auto body = make_body(count.fields, scope).json;
        if (body == "{}" || counts_[name] == body) continue;  // NULL: the lot does not say
        batch.add_body(name, body);
        counts_[name] = std::move(body);
    }
    return {};
}

// The record first, then its pictures: the cloud wants them in that order.
Result<> LotReader::add(Batch& batch, RecordStream const& stream, Fact& fact) {
    auto key = fact.messages.empty() ? std::string() : fact.messages.back().key;
    for (auto& message : fact.messages)
        batch.add_body(std::move(message.name), std::move(message.body), std::move(message.key), message.origin);
    Scope const scope{&fact.row, nullptr, &setup_.parameters, mapping_.encoding};
    for (auto const index : fact.pictures) {
        auto const& image = stream.images[index];
        auto const picture = read_picture(image, scope);
        if (!picture) {
            host_.log(LogLevel::warning,
                      "stream " + stream.name + ", " + describe(image.place) + ": " + picture.error().message);
            continue;
        }
        if (!*picture) continue;
        LOTBRIDGE_TRY(auto const stored, host_.put_image((*picture)->media_type, (*picture)->bytes));
        batch.add_body("image_upload", make_body(image.fields, scope).json, key + "/" + std::to_string(index),
                       Origin::seen, stored);
    }
    return {};
}

}  // namespace lotbridge::sql
