#include "acceptance/page.hpp"

#include "acceptance/chart.hpp"
#include "acceptance/html.hpp"
#include "acceptance/page_style.hpp"
#include "acceptance/words.hpp"

#include <algorithm>

namespace lotbridge::acceptance {

namespace {

// One report in one language.
class Page {
public:
    Page(Html& html, Report const& report, Language language) : html_(html), report_(report), language_(language) {}

    void write() {
        auto const article = html_.open("article", {{"lang", language_ == Language::zh ? "zh-CN" : "en"}});
        head();
        verdict();
        section({"1  Functions (7.2, clauses 5.1 to 5.7)", "一、功能测试（7.2，第5.1至5.7条）"}, report_.functions);
        performance();
        if (!report_.faults.empty()) section({"3  Faults that were rehearsed", "三、故障演练"}, report_.faults);
        signatures();
    }

private:
    std::string const& in(Text const& text) const { return language_ == Language::zh ? text.zh : text.en; }
    void said(std::string_view element, Text const& text, Html::Attributes attributes = {}) {
        html_.element(element, in(text), attributes);
    }
    std::string time(WallTime at) const { return time_text(at, report_.utc_offset); }

    void head() {
        {
            auto const header = html_.open("header");
            {
                auto const title = html_.open("div");
                said("h1", {"Acceptance of a parking lot's networking", "停车场信息联网验收报告"});
                said("p", {"by chapter 7 of the technical standard for networked parking information",
                           "依据《停车场信息联网通用技术规范》第7章"});
            }
            auto const brand = html_.open("div", {{"class", "brand"}});
            html_.element("b", "LotBridge 泊桥");
            html_.text(report_.version);
        }
        auto const list = html_.open("dl");
        entry({"Lot", "停车场"}, report_.lot);
        entry({"Report made", "报告时间"}, time(report_.made));
        entry({"parkId / parkCode", "停车场编号 / 编码"}, report_.park_id + " / " + report_.park_code);
        entry({"Period", "验收时段"},
              time(report_.span.from).substr(0, 16) + " — " + time(report_.span.to).substr(0, 16));
        entry({"Cloud platform", "云平台"}, report_.cloud);
        std::string plugins;
        for (auto const& plugin : report_.plugins) plugins += (plugins.empty() ? "" : ", ") + plugin;
        entry({"Adapters", "适配器"}, plugins.empty() ? "-" : plugins);
    }

    void entry(Text const& name, std::string const& value) {
        said("dt", name);
        html_.element("dd", value);
    }

    void verdict() {
        auto const counts = report_.counts();
        {
            auto const tiles = html_.open("div", {{"class", "verdict"}});
            auto const failed = counts[static_cast<std::size_t>(Grade::fail)];
            {
                auto const tile = html_.open("div", {{"class", failed > 0         ? "whole fail"
                                                               : report_.passed() ? "whole pass"
                                                                                  : "whole"}});
                said("b", failed > 0         ? Text{"Not passed", "不合格"}
                          : report_.passed() ? Text{"No failure", "未见不合格"}
                                             : Text{"Open", "待测"});
                said("span", {"result of all items", "总体结论"});
            }
            for (auto const grade : {Grade::pass, Grade::fail, Grade::not_supported, Grade::not_tested}) {
                auto const tile = html_.open("div");
                html_.element("b", std::to_string(counts[static_cast<std::size_t>(grade)]));
                said("span", grade_text(grade));
            }
        }
        said("p",
             report_.second_opinion ? Text{"Judged from what the host has kept and from what the reference cloud has "
                                           "found in the same time.",
                                           "依据主机留存的数据，并与参考云平台在同一时段的检查结果相互印证。"}
                                    : Text{"Judged from what the host has kept of the lot's own traffic.",
                                           "依据主机留存的停车场实际业务数据。"},
             {{"class", "note"}});
    }

    void section(Text const& title, std::vector<Item> const& items) {
        said("h2", title);
        table(items);
    }

    void table(std::vector<Item> const& items) {
        auto const whole = html_.open("table");
        {
            auto const head = html_.open("thead");
            auto const row = html_.open("tr");
            for (auto const& name : {Text{"Clause", "条款"}, Text{"Item", "项目"}, Text{"Result", "结果"},
                                     Text{"Why, and evidence", "依据"}})
                said("th", name);
        }
        auto const body = html_.open("tbody");
        for (auto const& item : items) row_of(item);
    }

    void row_of(Item const& item) {
        auto const row = html_.open("tr");
        html_.element("td", item.clause, {{"class", "clause"}});
        said("td", item.title, {{"class", "title"}});
        {
            auto const cell = html_.open("td", {{"class", "grade"}});
            said("span", grade_text(item.grade), {{"class", std::string("badge ") + std::string(name_of(item.grade))}});
        }
        auto const cell = html_.open("td");
        html_.text(in(item.why));
        if (item.evidence.empty() && item.messages.empty()) return;
        auto const list = html_.open("ul");
        for (auto const& line : item.evidence) said("li", line);
        for (auto const& message : item.messages) id_line(message);
    }

    void id_line(Message const& message) {
        auto line = time(message.at);
        if (message.seq != 0) line += fmt::format("  #{}", message.seq);
        if (!message.record.empty()) line += "  " + message.record;
        auto const whole = html_.open("li", {{"class", "id"}});
        html_.text(line);
        if (!message.opr_num.empty()) html_.element("span", message.opr_num);
    }

    void performance() {
        section({"2  Performance (7.3, clause 6.1)", "二、性能测试（7.3，第6.1条）"}, report_.figures);
        if (report_.days.empty()) return;
        figure({"Delay per day, from the event to the cloud's acceptance", "每日时延：自事件发生至云平台接受"},
               delay_chart);
        figure({"Delivery per day", "每日送达情况"}, delivery_chart);
        day_table();
    }

    void figure(Text const& title, void (*draw)(Html&, std::vector<DayLine> const&, Language)) {
        auto const whole = html_.open("figure");
        said("h3", title);
        draw(html_, report_.days, language_);
    }

    void day_table() {
        said("h3", {"The same in numbers", "逐日数据"});
        auto const whole = html_.open("table", {{"class", "days"}});
        {
            auto const head = html_.open("thead");
            auto const row = html_.open("tr");
            for (auto const& name :
                 {Text{"Day", "日期"}, Text{"Due", "应报"}, Text{"Accepted", "接受"}, Text{"Correct", "正确率"},
                  Text{"Late", "超时"}, Text{"Lost", "丢失"}, Text{"Mean", "平均"}, Text{"99 %", "99%"},
                  Text{"Cloud away", "平台中断"}, Text{"Host down", "主机停运"}})
                said("th", name);
        }
        auto const body = html_.open("tbody");
        for (auto const& day : report_.days) {
            auto const row = html_.open("tr");
            auto const time_or_none = [&](std::optional<std::chrono::milliseconds> time) {
                return time ? in(duration(*time)) : std::string("-");
            };
            auto const some = [&](std::chrono::milliseconds time) {
                return time.count() > 0 ? in(duration(time)) : std::string("-");
            };
            for (auto const& cell : {day.date, std::to_string(day.due), std::to_string(day.accepted),
                                     share(day.accepted, day.due), std::to_string(day.late), std::to_string(day.lost),
                                     time_or_none(day.mean), time_or_none(day.p99), some(day.away), some(day.down)})
                html_.element("td", cell);
        }
    }

    void signatures() {
        auto const closing = html_.open("section", {{"class", "closing"}});
        said("h2", {"Signatures", "验收签字"});
        auto const boxes = html_.open("div", {{"class", "signatures"}});
        for (auto const& party : {Text{"Integrator", "集成商"}, Text{"Owner of the lot", "停车场业主"},
                                  Text{"Cloud platform", "停车管理云平台"}}) {
            auto const box = html_.open("div");
            said("b", party);
            said("p", {"Name", "姓名"});
            said("p", {"Signature", "签字"});
            said("p", {"Date", "日期"});
            said("p", {"Stamp", "盖章"}, {{"class", "stamp"}});
        }
    }

    Html& html_;
    Report const& report_;
    Language language_;
};

}  // namespace

std::string to_html(Report const& report, std::vector<Language> const& languages) {
    Html html;
    html.raw("<!DOCTYPE html>\n");
    {
        auto const zh = languages.empty() || languages.front() == Language::zh;
        auto const root = html.open("html", {{"lang", zh ? "zh-CN" : "en"}});
        {
            auto const head = html.open("head");
            html.empty("meta", {{"charset", "utf-8"}});
            html.empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
            html.element("title", (zh ? "验收报告 " : "Acceptance ") + report.lot + " " +
                                      date_text(report.made, report.utc_offset));
            auto const style = html.open("style");
            html.raw(page_style);
        }
        auto const body = html.open("body");
        for (auto const language : languages) Page(html, report, language).write();
    }
    return html.markup() + "\n";
}

}  // namespace lotbridge::acceptance
