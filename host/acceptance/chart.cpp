#include "acceptance/chart.hpp"

#include "acceptance/words.hpp"

#include <algorithm>
#include <cmath>

namespace lotbridge::acceptance {

namespace {

using namespace std::chrono_literals;
using Milliseconds = std::chrono::milliseconds;

// The drawing, in units that the page scales to its width.
constexpr double width = 720, height = 210, left = 58, right = 14, top = 14, bottom = 40;
constexpr double plot_width = width - left - right, plot_height = height - top - bottom, widest_bar = 44;

std::string number(double value) { return fmt::format("{:.1f}", value); }

std::string in(Language language, Text const& text) { return language == Language::zh ? text.zh : text.en; }

class Chart {
public:
    Chart(Html& page, std::vector<DayLine> const& days, std::string const& label)
        : page_(page),
          days_(days),
          svg_(page.open(
              "svg", {{"viewBox", fmt::format("0 0 {} {}", width, height)}, {"role", "img"}, {"aria-label", label}})) {
        dates();
    }

    double middle(std::size_t day) const {
        return left + plot_width * (static_cast<double>(day) + 0.5) / static_cast<double>(days_.size());
    }
    double bar() const { return std::min(widest_bar, 0.6 * plot_width / static_cast<double>(days_.size())); }
    // part: of the plot's height.
    static double at(double part) { return top + plot_height * (1 - std::clamp(part, 0.0, 1.0)); }

    void goal(double part, std::string const& label) {
        line(part, "goal");
        words(width - right, at(part) - 4, label, "end red");
    }
    void rule(double part, std::string const& label) {
        line(part, "grid");
        words(left - 6, at(part) + 3.5, label, "axis end");
    }
    void line(double part, char const* look) {
        auto const y = number(at(part));
        page_.empty("line",
                    {{"x1", number(left)}, {"x2", number(width - right)}, {"y1", y}, {"y2", y}, {"class", look}});
    }
    void box(std::size_t day, double from, double to, char const* look, std::string const& title) {
        auto const tall = at(from) - at(to);
        if (tall <= 0) return;
        auto const rect = page_.open("rect", {{"x", number(middle(day) - bar() / 2)},
                                              {"y", number(at(to))},
                                              {"width", number(bar())},
                                              {"height", number(std::max(tall, 0.6))},
                                              {"class", look}});
        page_.element("title", title);
    }
    void dot(std::size_t day, double part, char const* look, std::string const& title) {
        auto const circle = page_.open(
            "circle", {{"cx", number(middle(day))}, {"cy", number(at(part))}, {"r", "3.2"}, {"class", look}});
        page_.element("title", title);
    }
    void words(double x, double y, std::string const& text, char const* look) {
        page_.element("text", text, {{"x", number(x)}, {"y", number(y)}, {"class", look}});
    }
    // A strip below the day: how much of it something was away.
    void strip(std::size_t day, Milliseconds time, double y, char const* look, std::string const& title) {
        if (time <= 0ms) return;
        auto const most = plot_width / static_cast<double>(days_.size()) * 0.92;
        auto const wide =
            std::max(2.0, most * static_cast<double>(time.count()) / static_cast<double>(Milliseconds(24h).count()));
        auto const rect = page_.open("rect", {{"x", number(middle(day) - wide / 2)},
                                              {"y", number(y)},
                                              {"width", number(wide)},
                                              {"height", "4"},
                                              {"class", look}});
        page_.element("title", title);
    }

private:
    void dates() {
        for (std::size_t day = 0; day < days_.size(); ++day)
            words(middle(day), height - 10, days_.size() > 10 ? days_[day].date.substr(8) : days_[day].date.substr(5),
                  "axis mid");
    }

    Html& page_;
    std::vector<DayLine> const& days_;
    Html::Element svg_;
};

void legend(Html& page, std::initializer_list<std::pair<char const*, std::string>> entries) {
    auto const line = page.open("p", {{"class", "legend"}});
    for (auto const& [look, words] : entries) {
        page.element("i", "", {{"class", look}});
        page.element("span", words);
    }
}

// Between 10 ms and what the largest needs, at least 10 s so that the goal is seen.
class Decades {
public:
    explicit Decades(Milliseconds largest) {
        while (std::pow(10, last_) < static_cast<double>(largest.count())) ++last_;
    }
    double part(Milliseconds time) const {
        return (std::log10(std::max(static_cast<double>(time.count()), 10.0)) - first) / (last_ - first);
    }
    template <class Draw>
    void each(Draw draw) const {
        for (int decade = first; decade <= last_; ++decade)
            draw(Milliseconds(static_cast<std::int64_t>(std::pow(10, decade))));
    }

private:
    static constexpr int first = 1;
    int last_ = 4;
};

// A step of 1, 2 or 5 times a power of ten, so that about four fit.
std::int64_t step_for(std::int64_t most) {
    std::int64_t step = 1;
    for (int i = 0; most / step > 5; ++i) step = i % 3 == 1 ? step / 2 * 5 : step * 2;
    return step;
}

std::string short_duration(Milliseconds time, Language language) {
    if (time < 1s) return in(language, say("{} ms", "{} 毫秒", time.count()));
    return in(language, say("{} s", "{} 秒", time.count() / 1000));
}

}  // namespace

void delay_chart(Html& page, std::vector<DayLine> const& days, Language language) {
    Milliseconds largest{0};
    for (auto const& day : days) largest = std::max({largest, day.p99.value_or(0ms), day.mean.value_or(0ms)});
    Decades const scale(largest);
    {
        Chart chart(page, days, in(language, {"Delay per day", "每日时延"}));
        scale.each([&](Milliseconds time) { chart.rule(scale.part(time), short_duration(time, language)); });
        for (std::size_t i = 0; i < days.size(); ++i) {
            auto const& day = days[i];
            auto const title = [&](Milliseconds time) { return day.date + "  " + in(language, duration(time)); };
            if (day.mean)
                chart.box(i, 0, std::max(0.004, scale.part(*day.mean)), *day.mean > 5s ? "bad" : "mean",
                          title(*day.mean));
            if (day.p99) chart.dot(i, scale.part(*day.p99), "p99", title(*day.p99));
        }
        chart.goal(scale.part(5s), short_duration(5s, language));
    }
    legend(page, {{"mean", in(language, {"mean of the day", "日平均"})},
                  {"p99", in(language, {"99 of 100 took no longer", "99% 不超过"})},
                  {"goal",
                   in(language, {"goal of the mean (6.1.2), logarithmic scale", "平均时延要求（6.1.2），对数刻度"})}});
}

void delivery_chart(Html& page, std::vector<DayLine> const& days, Language language) {
    std::int64_t most = 1;
    for (auto const& day : days) most = std::max({most, day.due, day.accepted + day.open + day.lost});
    auto const step = step_for(most);
    auto const part = [&](std::int64_t count) { return static_cast<double>(count) / static_cast<double>(most) / 1.05; };
    {
        Chart chart(page, days, in(language, {"Delivery per day", "每日送达"}));
        for (std::int64_t tick = 0; tick <= most; tick += step) chart.rule(part(tick), std::to_string(tick));
        for (std::size_t i = 0; i < days.size(); ++i) {
            auto const& day = days[i];
            auto const open = day.accepted + day.open, all = open + day.lost;
            auto const title = [&](std::int64_t count) { return fmt::format("{}  {}", day.date, count); };
            chart.box(i, 0, part(day.accepted), "good", title(day.accepted));
            chart.box(i, part(day.accepted), part(open), "open", title(day.open));
            chart.box(i, part(open), part(all), "bad", title(day.lost));
            chart.strip(i, day.away, height - bottom + 5, "away", in(language, duration(day.away)));
            chart.strip(i, day.down, height - bottom + 11, "down", in(language, duration(day.down)));
        }
    }
    legend(page, {{"good", in(language, {"accepted by the cloud", "云平台已接受"})},
                  {"open", in(language, {"under way or quarantined", "传输中或隔离"})},
                  {"bad", in(language, {"lost", "丢失"})},
                  {"away", in(language, {"cloud away", "云平台中断"})},
                  {"down", in(language, {"host not running", "主机停运"})}});
}

}  // namespace lotbridge::acceptance
