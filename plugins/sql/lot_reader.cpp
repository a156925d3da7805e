#include "lot_reader.hpp"

#include "picture.hpp"

#include <algorithm>

namespace lotbridge::sql {

using namespace std::chrono_literals;

LotReader::LotReader(Setup const& setup, Mapping const& mapping, Host const& host, Link::Now now)
    : setup_(setup),
      mapping_(mapping),
      host_(host),
      now_(std::move(now)),
      link_(setup.connection, Access::read_only, now_) {
    for (auto const& record : mapping_.records) streams_.emplace_back(mapping_, record, setup_.parameters, link_);
    for (auto const& count : mapping_.counts) counts_.push_back({count, {}, {}});
}

Result<Batch> LotReader::poll(std::string_view cursor) {
    began_ = now_();
    LOTBRIDGE_CHECK(prepare());
    LOTBRIDGE_TRY(auto bookmark, Bookmark::parse(cursor));
    if (cursor.empty()) first_read_.emplace(mapping_);
    LOTBRIDGE_CHECK(begin(bookmark));
    Batch batch;
    LOTBRIDGE_CHECK(read_streams(bookmark, batch));
    say_doubts();
    if (!batch.wants_again()) LOTBRIDGE_CHECK(read_counts(batch));
    batch.leave_out(troubles());
    if (auto text = bookmark.text(); text != cursor) batch.resume_at(std::move(text));
    return batch;
}

Result<> LotReader::prepare() {
    LOTBRIDGE_TRY(auto* const database, link_.database());
    if (!link_.freshly_opened()) return {};
    auto now = probe(*database, mapping_, setup_.connection.dialect);
    if (!now) {
        link_.close();  // asked again with the next connection, until the schema fits
        return fail(now.error());
    }
    auto const changes = schema_ ? differences(*schema_, *now) : std::string();
    if (!changes.empty())
        host_.log(LogLevel::warning, "the lot's database has changed and still fits the mapping: " + changes);
    schema_ = std::move(*now);
    return {};
}

Result<Database*> LotReader::database() {
    LOTBRIDGE_CHECK(prepare());
    return link_.database();
}

Stream& LotReader::stream(std::string const& name) {
    return std::find_if(streams_.begin(), streams_.end(), [&](auto const& part) { return part.stream.name() == name; })
        ->stream;
}

// Also for streams that cannot be read yet: what happens until they can is not to be missed.
Result<> LotReader::begin(Bookmark& bookmark) {
    std::optional<std::string> time;
    for (auto const& part : streams_) {
        if (bookmark.streams.contains(part.stream.name())) continue;
        if (!time) {
            LOTBRIDGE_TRY(time, start_time(setup_.start, link_));
        }
        bookmark.streams[part.stream.name()].begin = *time;
    }
    return {};
}

Result<> LotReader::read_streams(Bookmark& bookmark, Batch& batch) {
    for (auto& part : streams_) {
        if (late()) return batch.ask_again(), Result<>();
        part.waits = must_wait(part);
        if (part.waits) continue;
        LOTBRIDGE_TRY(auto news, read(part, bookmark));
        if (!news) continue;
        LOTBRIDGE_TRY(bool const overtakes, news->facts.empty() ? false : read_above(part, bookmark, batch));
        if (overtakes) return batch.ask_again(), Result<>();
        LOTBRIDGE_CHECK(take(part, *news, bookmark, batch));
        if (news->more) return batch.ask_again(), Result<>();
    }
    return {};
}

Result<std::optional<Stream::News>> LotReader::read(StreamPart& part, Bookmark const& bookmark) {
    return attempt(part.trouble, [&] { return part.stream.read(bookmark.streams.at(part.stream.name())); });
}

Result<> LotReader::take(StreamPart& part, Stream::News& news, Bookmark& bookmark, Batch& batch) {
    if (!news.warning.empty()) host_.log(LogLevel::warning, news.warning);
    for (auto& fact : news.facts) {
        if (first_read_) first_read_->look_at(part.stream.mapping(), fact);
        LOTBRIDGE_CHECK(add(batch, part.stream.mapping(), fact));
    }
    bookmark.streams[part.stream.name()] = std::move(news.at);
    return {};
}

// A lock that ends may show an entry and its exit at once, between the look for the one and the look for the other, or
// dated behind what was read. What the streams above have by now goes first; true: there was something, and the part is
// to be read again behind it. A stream that brings the entries itself needs no look for them.
Result<bool> LotReader::read_above(StreamPart const& part, Bookmark& bookmark, Batch& batch) {
    bool found = false;
    for (auto& above : streams_) {
        if (&above == &part) break;
        bool const brought = part.stream.mapping().preceded_by == above.stream.name();
        if (brought || !part.stream.follows(above.stream)) continue;
        if (above.stream.mapping().interface->id == "vehicle_entry") above.stream.look_behind();
        LOTBRIDGE_TRY(auto news, read(above, bookmark));
        found = found || !news || !news->facts.empty();
        if (news) LOTBRIDGE_CHECK(take(above, *news, bookmark, batch));
    }
    return found;
}

Result<> LotReader::read_counts(Batch& batch) {
    for (auto& part : counts_) {
        if (late()) return batch.ask_again(), Result<>();
        LOTBRIDGE_TRY(auto body, attempt(part.trouble, [&] { return body_of(part.count); }));
        auto told = body.value_or("{}");
        if (told == "{}" || told == part.told) continue;  // NULL: the lot does not say
        batch.add_body(std::string(part.count.interface->id), told);
        part.told = std::move(told);
    }
    return {};
}

Result<std::string> LotReader::body_of(Count const& count) {
    LOTBRIDGE_TRY(auto* const database, link_.database());
    Values values;
    for (auto const& [name, value] : setup_.parameters.values) values[name] = value;
    LOTBRIDGE_TRY(auto const answer, run(*database, count.query, values));
    LOTBRIDGE_CHECK(check_columns(columns_of(count.fields), *answer.columns, setup_.parameters));
    if (answer.rows.empty()) return "{}";
    Scope const scope{&answer.rows.front(), nullptr, &setup_.parameters, mapping_.encoding};
    auto body = make_body(count.fields, scope);
    if (!body.problems.empty()) return fail(Errc::rejected, describe(count.query.place) + ": " + body.problems.front());
    return std::move(body.json);
}

// Nothing may overtake: what tells of stays waits for the streams above that do so too.
bool LotReader::must_wait(StreamPart const& part) const {
    for (auto const& above : streams_) {
        if (&above == &part) return false;
        bool const stands = !above.trouble.words.empty() || above.waits;
        if (stands && part.stream.follows(above.stream)) return true;
    }
    return false;
}

// Requests of the cloud and questions of the lot wait while a poll lasts; whatever a slow one has not come to is read
// by the next.
bool LotReader::late() const { return now_() - began_ > (mapping_.questions.empty() ? 5000ms : 300ms); }

// Nothing while the part's pause lasts. A part that fails although the database is as it should be has a trouble of its
// own.
template <class Read>
auto LotReader::attempt(Trouble& trouble, Read read) -> Result<std::optional<typename decltype(read())::value_type>> {
    if (!trouble.pause.over(now_())) return std::nullopt;
    auto done = read();
    if (done) {
        trouble = {};
        return std::move(*done);
    }
    if (done.error().code == Errc::broken) return fail(done.error());
    if (done.error().code == Errc::retry) LOTBRIDGE_CHECK(prepare());
    trouble.words = done.error().message;
    trouble.pause.lengthen(now_());
    return std::nullopt;
}

std::string LotReader::troubles() const {
    std::string words, waiting;
    auto const append = [](std::string& to, std::string_view separator, std::string const& more) {
        if (!to.empty()) to += separator;
        to += more;
    };
    for (auto const& part : streams_) {
        if (!part.trouble.words.empty()) append(words, "; ", part.trouble.words);
        if (part.waits) append(waiting, ", ", part.stream.name());
    }
    for (auto const& part : counts_) {
        if (!part.trouble.words.empty()) append(words, "; ", part.trouble.words);
    }
    if (!waiting.empty()) words += "; until then these wait: " + waiting;
    return words;
}

// The record first, then its pictures: the cloud wants them in that order.
Result<> LotReader::add(Batch& batch, RecordStream const& stream, Fact& fact) {
    auto key = fact.messages.empty() ? std::string() : fact.messages.back().key;
    for (auto& message : fact.messages)
        batch.add_body(std::move(message.name), std::move(message.body), std::move(message.key), message.origin);
    Scope const scope{&fact.row, nullptr, &setup_.parameters, mapping_.encoding};
    bool found = false;
    for (auto const index : fact.pictures) {
        auto const& image = stream.images[index];
        auto const picture = read_picture(image, scope);
        found = found || picture;
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
    watch_pictures(stream, fact, found);
    return {};
}

// One that is missing may yet be written, or was tidied away. When none at all is found, it is the folder.
void LotReader::watch_pictures(RecordStream const& stream, Fact const& fact, bool found) {
    constexpr std::size_t too_many = 20;
    if (!found && !fact.missing) return;
    auto& in_a_row = not_found_[stream.name];
    if (found) {
        if (in_a_row >= too_many)  // as loud as what it ends
            host_.log(LogLevel::warning, "stream " + stream.name + ": its pictures are found again");
        in_a_row = 0;
        return;
    }
    if (++in_a_row != too_many) return;
    Scope const scope{&fact.row, nullptr, &setup_.parameters, mapping_.encoding};
    auto const& image = stream.images[*fact.missing];
    host_.log(LogLevel::warning, "stream " + stream.name + ", " + describe(image.place) + ": of the last " +
                                     std::to_string(too_many) + " rows that name pictures none was found: " +
                                     picture_sought(image, scope) + "; see: lotbridge check");
}

// What a lot is told to be from its beginning on, somebody should look at; later it is as it was.
void LotReader::say_doubts() {
    if (!first_read_) return;
    for (auto const& doubt : first_read_->doubts())
        host_.log(LogLevel::warning, "stream " + doubt.stream + ", " + doubt.words);
}

}  // namespace lotbridge::sql
