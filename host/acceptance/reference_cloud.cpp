#include "acceptance/reference_cloud.hpp"

#include "base/personal.hpp"

#include <lotbridge/schema/catalogue.hpp>

#include <fmt/format.h>
#include <algorithm>

namespace lotbridge::acceptance {

namespace {

using namespace std::chrono_literals;

constexpr auto limit = 30s;
constexpr std::size_t page = 2000;

// By (interface, record): how many messages. Messages that belong to no record count under an empty one.
using Book = std::map<std::pair<std::string, std::string>, std::int64_t>;

bool of_records(std::string const& topic) {
    auto const* interface = schema::find_interface(std::string_view(topic));
    return interface && std::ranges::any_of(interface->request->fields,
                                            [](auto const& field) { return field.wire == "recordCode"; });
}

Result<Book> book_of_host(store::Reader const& reader, Facts const& facts, std::optional<store::Seq> after) {
    Book book;
    for (store::Filter filter{
             .lot = facts.lot, .state = store::State::delivered, .after = after.value_or(0), .limit = page};
         ;) {
        LOTBRIDGE_TRY(auto const letters, reader.letters(filter));
        for (auto const& [letter, lot, finished, due] : letters) {
            filter.after = letter.seq;
            if (after || (letter.captured >= facts.span.from && letter.captured < facts.span.to))
                ++book[{letter.topic, of_records(letter.topic) ? letter.record : ""}];
        }
        if (letters.size() < page) return book;
    }
}

Result<Book> book_of_cloud(ReferenceCloud const& cloud, Facts const& facts) {
    Book book;
    for (std::int64_t after = 0;;) {
        LOTBRIDGE_TRY(auto const messages,
                      cloud.get(fmt::format("/messages?{}&after={}&limit={}", cloud.lot_query(), after, page)));
        auto const rows = json::items(messages);
        for (auto const& row : rows) {
            after = json::number(row, "seq");
            auto const topic = json::text(row, "interface");
            auto const records = of_records(topic);
            // Those without a record were counted before, too; the two clocks may differ a little.
            auto const recent = json::number(row, "at") >= (facts.span.from - 1min).time_since_epoch().count();
            if (records || recent) ++book[{topic, records ? json::text(row, "recordCode") : ""}];
        }
        if (rows.Size() < page) return book;
    }
}

Result<> judge_missing(ReferenceCloud const& cloud, store::Reader const& reader, Facts const& facts,
                       std::optional<store::Seq> after, Judgement& judgement) {
    // The host's book first: what it has by now, the cloud must have.
    LOTBRIDGE_TRY(auto const host, book_of_host(reader, facts, after));
    LOTBRIDGE_TRY(auto const kept, book_of_cloud(cloud, facts));
    for (auto const& [key, delivered] : host) {
        auto const found = kept.find(key);
        auto const missing = delivered - (found == kept.end() ? 0 : found->second);
        if (missing <= 0) continue;
        judgement.missing[key.first] += missing;
        judgement.example[key.first] = base::without_personal(key.second);
    }
    return {};
}

Result<> judge_violations(ReferenceCloud const& cloud, Facts const& facts, Judgement& judgement) {
    for (std::int64_t after = 0;;) {
        LOTBRIDGE_TRY(auto const found,
                      cloud.get(fmt::format("/violations?{}&after={}&limit={}", cloud.lot_query(), after, page)));
        auto const rows = json::items(found);
        for (auto const& row : rows) {
            after = json::number(row, "seq");
            WallTime const at{std::chrono::milliseconds(json::number(row, "at"))};
            auto const level = json::text(row, "level");
            if (at < facts.span.from || at >= facts.span.to || level == "notice") continue;
            judgement.violations.push_back({json::text(row, "clause"), json::text(row, "interface"), level,
                                            base::without_personal(json::text(row, "words")), json::text(row, "oprNum"),
                                            at});
        }
        if (rows.Size() < page) return {};
    }
}

}  // namespace

Result<ReferenceCloud> ReferenceCloud::open(std::string_view address, std::string park_id) {
    LOTBRIDGE_TRY(auto server, cloud::parse_url(address));
    if (server.scheme != "http")
        return fail(Errc::rejected, fmt::format("{}: the reference cloud's API is an http:// address", address));
    ReferenceCloud cloud(std::move(server), std::move(park_id));
    LOTBRIDGE_TRY(auto const lots, cloud.get("/lots"));
    auto const known = std::ranges::any_of(
        json::items(lots), [&](auto const& lot) { return json::text(lot, "parkId") == cloud.park_id_; });
    if (!known)
        return fail(Errc::rejected,
                    fmt::format("{} is no reference cloud that knows the lot with parkId {}", address, cloud.park_id_));
    return cloud;
}

Result<> ReferenceCloud::prove(store::Reader const& reader, std::string const& lot) const {
    LOTBRIDGE_TRY(auto const traffic, reader.traffic(lot, {WallTime(), WallTime::max()}));
    store::Seq latest = 0;
    for (auto const& topic : traffic)
        if (of_records(topic.topic)) latest = std::max(latest, topic.last_delivered);
    if (latest == 0)
        return fail(Errc::rejected,
                    "no car's message was delivered yet: without one nothing proves that the host delivers to this "
                    "reference cloud");
    LOTBRIDGE_TRY(auto const letter, reader.letter(latest));
    if (!letter) return fail(Errc::retry, "the latest delivered message is gone");
    LOTBRIDGE_TRY(auto const record, get("/records/" + percent_encoded(letter->letter.record) + '?' + lot_query()));
    auto const topic = letter->letter.topic;
    auto const there = std::ranges::any_of(json::items(record),
                                           [&](auto const& one) { return json::text(one, "interface") == topic; });
    if (there) return {};
    return fail(Errc::rejected,
                fmt::format("message {} was delivered, but not to the reference cloud at {}: faults are only "
                            "played against a host that delivers to it",
                            latest, server_.authority()));
}

Result<Judgement> ReferenceCloud::judge(store::Reader const& reader, Facts const& facts,
                                        std::optional<store::Seq> after) const {
    Judgement judgement;
    LOTBRIDGE_CHECK(judge_missing(*this, reader, facts, after, judgement));
    LOTBRIDGE_CHECK(judge_violations(*this, facts, judgement));
    return judgement;
}

Result<rapidjson::Document> ReferenceCloud::call(std::string_view method, std::string const& target,
                                                 std::string body) const {
    LOTBRIDGE_TRY(auto const answer, http(server_, method, target, std::move(body), limit));
    rapidjson::Document document;
    document.Parse(answer.body.data(), answer.body.size());
    if (document.HasParseError())
        return fail(Errc::rejected, fmt::format("{} at {} is not answered as a reference cloud does (HTTP {})", target,
                                                server_.authority(), answer.status));
    if (answer.status == 200) return document;
    return fail(answer.status == 503 ? Errc::retry : Errc::rejected,
                base::without_personal(json::text(document, "error")));
}

Result<rapidjson::Document> ReferenceCloud::ask(std::string_view interface, std::string body,
                                                std::string_view opr_num) const {
    auto target = fmt::format("/downlink/{}?{}", interface, lot_query());
    if (!opr_num.empty()) target += "&oprNum=" + percent_encoded(opr_num);
    return call("POST", target, std::move(body));
}

Result<std::int64_t> ReferenceCloud::fault(std::string_view kind, std::chrono::milliseconds time, std::int64_t count,
                                           std::string_view code) const {
    auto order = fmt::format(R"({{"kind":"{}","forMs":{})", kind, time.count());
    if (count > 0) order += fmt::format(R"(,"count":{})", count);
    if (!code.empty()) order += fmt::format(R"(,"code":"{}")", code);
    LOTBRIDGE_TRY(auto const placed, call("POST", "/faults", order + '}'));
    auto const ids = json::items(placed, "ids");
    if (ids.Empty() || !ids[0].IsInt64()) return fail(Errc::broken, "the reference cloud gave the fault no number");
    return ids[0].GetInt64();
}

Result<> ReferenceCloud::heal() const {
    LOTBRIDGE_CHECK(call("DELETE", "/faults"));
    return {};
}

Result<std::int64_t> ReferenceCloud::hits(std::int64_t fault) const {
    LOTBRIDGE_TRY(auto const faults, get("/faults"));
    for (auto const& one : json::items(faults))
        if (json::number(one, "id") == fault) return json::number(one, "hits");
    return 0;
}

Result<std::int64_t> ReferenceCloud::logins() const {
    LOTBRIDGE_TRY(auto const lots, get("/lots"));
    for (auto const& lot : json::items(lots))
        if (json::text(lot, "parkId") == park_id_) return json::number(lot, "logins");
    return 0;
}

Result<std::int64_t> ReferenceCloud::repeats() const {
    LOTBRIDGE_TRY(auto const counts, get("/counts"));
    return json::number(counts, "repeats");
}

}  // namespace lotbridge::acceptance
