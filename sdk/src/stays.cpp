#include <lotbridge/adapter/stays.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

namespace lotbridge {
namespace {

// Tabs and line ends are the format's own.
void put_field(std::string& line, std::string_view text) {
    for (char c : text) line += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    line += '\t';
}

void put_field(std::string& line, LocalTime time) {
    put_field(line, time.empty() ? std::string() : std::to_string(time.at().time_since_epoch().count()));
}

bool get_time(std::string_view text, LocalTime& time) {
    constexpr std::int64_t year_0 = -62'167'219'200, year_10000 = 253'402'300'800;
    if (text.empty()) return true;
    std::int64_t seconds = 0;
    auto const [stop, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    time = LocalTime(std::chrono::local_seconds(std::chrono::seconds(seconds)));
    bool const whole = error == std::errc{} && stop == text.data() + text.size();
    return whole && seconds >= year_0 && seconds < year_10000;
}

std::vector<std::string_view> fields_of(std::string_view line) {
    std::vector<std::string_view> fields;
    for (auto end = line.find('\t'); end != line.npos; end = line.find('\t')) {
        fields.push_back(line.substr(0, end));
        line.remove_prefix(end + 1);
    }
    fields.push_back(line);
    return fields;
}

StayReport report_of(Way way, Stay stay, std::string note, bool replayed) {
    return {.way = way, .stay = std::move(stay), .note = std::move(note), .replayed = replayed};
}

}  // namespace

std::string Stays::line_of(Kept const& kept) {
    auto const& stay = kept.stay;
    std::string line;
    put_field(line, std::string(1, static_cast<char>(kept.state)));
    put_field(line, kept.replayed ? "1" : "");
    for (auto const time : {kept.since, kept.until, stay.in_time, stay.out_time}) put_field(line, time);
    for (auto const* text : {&stay.record, &stay.plate, &stay.in_lane, &stay.out_lane, &kept.note})
        put_field(line, *text);
    line.back() = '\n';
    return line;
}

std::string Stays::line_of(Held const& held) {
    auto const& passage = held.passage;
    std::string line = "h\t";
    put_field(line, std::string(1, static_cast<char>(passage.way)));
    put_field(line, passage.replayed ? "1" : "");
    for (auto const time : {held.since, passage.time}) put_field(line, time);
    for (auto const* text : {&passage.plate, &passage.lane, &passage.record, &passage.note}) put_field(line, *text);
    line.back() = '\n';
    return line;
}

Result<> Stays::read_line(std::string_view line) {
    auto const trouble = [] { return fail(Errc::rejected, "the stays that were kept cannot be read"); };
    auto const fields = fields_of(line);
    auto const text = [&](std::size_t at) { return std::string(fields[at]); };
    if (fields[0] == "h") {
        if (fields.size() != 9 || (fields[1] != "i" && fields[1] != "o")) return trouble();
        Held held{{fields[1] == "i" ? Way::in : Way::out, text(5), text(6), {}, text(7), text(8), !fields[2].empty()},
                  {}};
        if (!get_time(fields[3], held.since) || !get_time(fields[4], held.passage.time)) return trouble();
        held_.push_back(std::move(held));
        return {};
    }
    if (fields.size() != 11 || fields[0].size() != 1 ||
        std::string_view("ifwo").find(fields[0]) == std::string_view::npos)
        return trouble();
    Kept kept{{text(6), text(7), text(8), text(9), {}, {}},
              static_cast<State>(fields[0][0]),
              {},
              {},
              text(10),
              !fields[1].empty()};
    if (!get_time(fields[2], kept.since) || !get_time(fields[3], kept.until) ||
        !get_time(fields[4], kept.stay.in_time) || !get_time(fields[5], kept.stay.out_time))
        return trouble();
    kept_.push_back(std::move(kept));
    return {};
}

std::string Stays::text() const {
    std::string text;
    for (auto const& kept : kept_) text += line_of(kept);
    for (auto const& held : held_) text += line_of(held);
    return text;
}

Result<Stays> Stays::read(std::string_view text, StayRules rules) {
    Stays stays(rules);
    while (!text.empty()) {
        auto const end = std::min(text.find('\n'), text.size());
        LOTBRIDGE_CHECK(stays.read_line(text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return stays;
}

bool Stays::near(LocalTime a, LocalTime b) const {
    if (a.empty() || b.empty()) return false;
    auto const apart = a.at() - b.at();
    return apart <= rules_.repeat && -apart <= rules_.repeat;
}

void Stays::keep(Kept kept) {
    kept_.push_back(std::move(kept));
    if (kept_.size() > rules_.most) kept_.erase(kept_.begin());
}

std::vector<StayReport> Stays::tell(Passage passage, LocalTime now) {
    bool const others_held =
        std::ranges::any_of(held_, [&](Held const& held) { return held.passage.plate == passage.plate; });
    if ((passage.replayed || others_held) && held_.size() < rules_.most) {
        held_.push_back({std::move(passage), now});
        return {};
    }
    return passage.way == Way::in ? enter(passage, now) : leave(passage, now);
}

// In the order of their times, once the last replayed one is so long ago.
void Stays::release(LocalTime now, std::vector<StayReport>& reports) {
    LocalTime last;
    for (auto const& held : held_)
        if (held.passage.replayed) last = std::max(last, held.since);
    if (held_.empty() || now.at() - last.at() < rules_.quiet) return;
    std::ranges::stable_sort(held_, {}, [](Held const& held) { return held.passage.time; });
    for (auto const& held : std::exchange(held_, {})) {
        auto const& passage = held.passage;
        std::ranges::move(passage.way == Way::in ? enter(passage, now) : leave(passage, now),
                          std::back_inserter(reports));
    }
}

std::vector<StayReport> Stays::enter(Passage const& passage, LocalTime now) {
    Kept fresh{.stay = {passage.record, passage.plate, passage.lane, {}, passage.time, {}},
               .state = State::inside,
               .since = now,
               .until = {},
               .note = {}};
    Kept* awaited = nullptr;  // the first exit after it that lacks its entry
    for (auto& kept : kept_) {
        auto const& stay = kept.stay;
        if (stay.plate != passage.plate) continue;
        if (near(stay.in_time, passage.time)) return {};
        if (kept.state == State::waiting && stay.out_time >= passage.time &&
            (!awaited || stay.out_time < awaited->stay.out_time))
            awaited = &kept;
        bool const later = !stay.in_time.empty() && stay.in_time > passage.time;
        if (later && (fresh.until.empty() || stay.in_time < fresh.until)) fresh.until = stay.in_time;
    }
    std::vector<StayReport> reports{report_of(Way::in, fresh.stay, passage.note, passage.replayed)};
    if (awaited && (fresh.until.empty() || awaited->stay.out_time <= fresh.until)) {
        fresh.stay.out_time = awaited->stay.out_time;
        fresh.stay.out_lane = awaited->stay.out_lane;
        fresh.state = State::over;
        reports.push_back(report_of(Way::out, fresh.stay, std::move(awaited->note), awaited->replayed));
        *awaited = std::move(fresh);
        return reports;
    }
    if (!fresh.until.empty()) fresh.state = State::followed;
    for (auto& kept : kept_) {
        bool const before = kept.stay.plate == passage.plate && kept.stay.in_time < passage.time;
        if (!before || kept.state != State::inside) continue;
        kept.state = State::followed;
        kept.since = now;
        kept.until = passage.time;
    }
    keep(std::move(fresh));
    return reports;
}

std::vector<StayReport> Stays::leave(Passage const& passage, LocalTime now) {
    Kept* last = nullptr;  // the latest entry before it
    for (auto& kept : kept_) {
        auto const& stay = kept.stay;
        if (stay.plate != passage.plate) continue;
        if (near(stay.out_time, passage.time)) return {};
        bool const before = !stay.in_time.empty() && stay.in_time <= passage.time;
        if (before && (!last || stay.in_time > last->stay.in_time)) last = &kept;
    }
    if (last && last->stay.out_time.empty()) {
        last->stay.out_time = passage.time;
        last->stay.out_lane = passage.lane;
        last->state = State::over;
        last->since = now;
        return {report_of(Way::out, last->stay, passage.note, passage.replayed)};
    }
    keep({.stay = {passage.record, passage.plate, {}, passage.lane, {}, passage.time},
          .state = State::waiting,
          .since = now,
          .until = {},
          .note = passage.note,
          .replayed = passage.replayed});
    return {};
}

std::vector<StayReport> Stays::settled(LocalTime now) {
    std::vector<StayReport> reports;
    release(now, reports);
    std::erase_if(kept_, [&](Kept& kept) {
        if (kept.state == State::inside || now.at() - kept.since.at() < rules_.patience) return false;
        if (kept.state == State::over) return true;
        bool const unseen = kept.state == State::followed;
        if (unseen) kept.stay.out_time = kept.until;
        reports.push_back(report_of(Way::out, kept.stay, std::exchange(kept.note, {}), kept.replayed));
        reports.back().unseen = unseen;
        kept.state = State::over;  // kept a while, to know it when it is told again
        kept.since = now;
        return false;
    });
    return reports;
}

Stay const* Stays::inside(std::string_view plate) const {
    Stay const* last = nullptr;
    for (auto const& kept : kept_)
        if (kept.state == State::inside && kept.stay.plate == plate && (!last || kept.stay.in_time > last->in_time))
            last = &kept.stay;
    return last;
}

}  // namespace lotbridge
