#include "acceptance/figures.hpp"

#include "acceptance/words.hpp"

#include <algorithm>

namespace lotbridge::acceptance {

namespace {

using namespace std::chrono_literals;
using store::Figures;

constexpr auto mean_limit = 5s;         // 6.1.2
constexpr auto full_period = 15 * 24h;  // 7.3

// What is under way right now is neither correct nor lost yet.
std::int64_t under_way(Facts const& facts) {
    std::int64_t open = 0;
    for (auto const& [topic, sent] : facts.sent)
        open += sent.waiting + sent.held - std::max<std::int64_t>(0, sent.refused - sent.dead);
    return std::max<std::int64_t>(0, open);
}

Item item_of(char const* clause, Text title) { return {.id = clause, .clause = clause, .title = std::move(title)}; }

void judge_goal(Item& item, std::int64_t whole, bool reached, Text words) {
    if (whole == 0)
        item.judge(Grade::not_tested, {"no message was due in this time", "该时段没有应报数据"});
    else
        item.judge(reached ? Grade::pass : Grade::fail, std::move(words));
}

Item judge_correctness(Figures const& total, std::int64_t open) {
    auto item = item_of("6.1.1", {"Correctness of the data, more than 99.9\u00a0%", "数据传输的正确率大于 99.9%"});
    auto const due = total.due - total.absorbed - std::min(open, total.open());
    judge_goal(item, due, total.correct() * 1000 > due * 999,
               say("{} of {} messages arrived as they were: {}", "应报 {1} 条，正确送达 {0} 条：{2}", total.correct(),
                   due, share(total.correct(), due)));
    item.evidence.push_back(say("due {}, carried by others {}, accepted {}, found wrong {}, under way {}",
                                "应报 {}，并入其他报文 {}，接受 {}，核对不符 {}，传输中 {}", total.due, total.absorbed,
                                total.accepted, total.wrong, total.open()));
    return item;
}

Item judge_delay(Figures const& total) {
    auto item = item_of("6.1.2", {"Mean delay, at most 5\u00a0s", "平均时延 ≤ 5\u00a0秒"});
    auto const mean = total.delays.mean();
    judge_goal(item, total.delays.count(), mean && *mean <= mean_limit,
               say("{} on average over {} messages", "{1} 条报文平均 {0}", duration(mean.value_or(0ms)),
                   total.delays.count()));
    if (auto const most = total.delays.percentile(0.99))
        item.evidence.push_back(say("99 of 100 took no longer than {}; {} took more than 5 s",
                                    "99% 不超过 {}；超过 5 秒的 {} 条", duration(*most), total.late));
    if (auto const apart = total.apart.mean())
        item.evidence.push_back(
            say("not counted: {} messages that waited through an outage of the cloud, {} on average",
                "未计入：因云平台中断而等待的 {} 条，平均 {}", total.apart.count(), duration(*apart)));
    return item;
}

Item judge_loss(Figures const& total) {
    auto item = item_of("6.1.3", {"Loss, at most 1\u00a0%", "丢包率 ≤ 1%"});
    auto const due = total.due - total.absorbed;
    judge_goal(item, due, total.lost * 100 <= due,
               say("{} of {} messages never arrived: {}", "应报 {1} 条，未送达 {0} 条：{2}", total.lost, due,
                   share(total.lost, due)));
    return item;
}

Item judge_errors(Figures const& total) {
    auto item = item_of("6.1.4", {"Errors, at most 0.2\u00a0%", "误码率 ≤ 0.2%"});
    judge_goal(item, total.packets, total.malformed * 1000 <= total.packets * 2,
               say("{} of {} packets were answered as wrong: {}", "发出 {1} 个数据包，错误 {0} 个：{2}",
                   total.malformed, total.packets, share(total.malformed, total.packets)));
    return item;
}

std::chrono::milliseconds sum(std::vector<store::Interval> const& intervals) {
    std::chrono::milliseconds all{0};
    for (auto const& interval : intervals) all += interval.to - interval.from;
    return all;
}

Item judge_endurance(Facts const& facts) {
    auto item = item_of("7.3", {"15 days without interruption", "连续无间断运行 15 天"});
    auto const& figures = facts.figures;
    auto const from = std::max(figures.since.value_or(facts.span.to), facts.span.from);
    auto const watched = std::max(facts.span.to - from, WallTime::duration(0));
    int gaps = 0;
    for (auto const& gap : figures.downtime) {
        if (gap.to <= from) continue;
        ++gaps;
        item.evidence.push_back(say("the host did not run from {} to {}", "主机停运：{} 至 {}",
                                    time_text(gap.from, facts.utc_offset), time_text(gap.to, facts.utc_offset)));
    }
    if (!figures.outages.empty())
        item.evidence.push_back(say("the cloud was away {} times, {} in all; that is not the lot's fault",
                                    "云平台中断 {} 次，共 {}；不计为停车场信息系统的中断", figures.outages.size(),
                                    duration(sum(figures.outages))));
    if (watched < full_period)
        item.judge(Grade::not_tested,
                   say("{} of 15 days have been watched", "已观察 {}，不足 15 天", duration(watched)));
    else if (gaps > 0)
        item.judge(Grade::fail, say("interrupted {} times", "中断 {} 次", gaps));
    else
        item.judge(Grade::pass, say("ran for {}", "已连续运行 {}", duration(watched)));
    return item;
}

}  // namespace

std::vector<Item> judge_figures(Facts const& facts) {
    Figures total;
    for (auto const& [day, figures] : facts.figures.days) total += figures;
    return {judge_correctness(total, under_way(facts)), judge_delay(total), judge_loss(total), judge_errors(total),
            judge_endurance(facts)};
}

}  // namespace lotbridge::acceptance
