#include "report.hpp"

#include <lotbridge/schema/catalogue.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <vector>

namespace lotbridge::refcloud {
namespace {

// Clauses that belong to no single interface.
struct Title {
    std::string_view clause, zh, en;
};
constexpr std::array titles{Title{"5.1.4.2", "出场车牌为校正后的车牌", "The exit carries the corrected plate"},
                            Title{"6.1.1", "数据传输的正确率", "Correctness of the data"},
                            Title{"6.1.2", "平均时延", "Mean delay"},
                            Title{"6.1.3", "丢包率", "Loss"},
                            Title{"6.1.4", "误码率", "Errors"},
                            Title{"B.1", "上行接口要求", "Uplink: POST and form"},
                            Title{"B.1.1", "消息结构", "Structure of a message"},
                            Title{"B.1.2.1", "请求报文头", "Header of a request"},
                            Title{"B.1.2.2", "应答报文头", "Header of a reply"},
                            Title{"B.1.2.3", "请求报文格式", "Form of a request"},
                            Title{"B.1.2.4", "应答报文格式与默认值", "Form of a reply, defaults"},
                            Title{"B.1.2.5", "重复请求规则", "Repeated requests"},
                            Title{"B.2.1", "下行请求包", "Packets that go down"},
                            Title{"B.2.2", "下行应答包", "Replies to them"},
                            Title{"B.2.3", "TCP 连接", "The connection"},
                            Title{"B.2.4", "重复登录处理", "Second logins"},
                            Title{"B.2.5", "令牌校验失败", "Tokens that are not valid"},
                            Title{"B.2.6", "数据签名", "Signatures"},
                            Title{"B.2.7", "登录密码加密", "The login's password"}};

constexpr std::size_t most_findings = 5;  // kinds of violation that are told of one clause

struct Clause {
    std::string zh, en;
    std::int64_t seen = 0;
    std::map<std::string, std::int64_t> by_level;
    std::vector<std::string> findings;  // as JSON, the most frequent first

    void find(std::string const& level, std::string const& words, std::int64_t times) {
        by_level[level] += times;
        if (findings.size() >= most_findings) return;
        findings.push_back(json::Object().text("level", level).text("words", words).number("times", times).take());
    }
};
using Clauses = std::map<std::string, Clause>;

Clauses all_clauses(Storage const& storage, std::string const& park_id) {
    Clauses clauses;
    for (auto const& interface : schema::interfaces())
        for (auto const clause : {interface.function_clause, interface.clause})
            clauses[std::string(clause)] = {std::string(interface.title_zh), std::string(interface.title_en)};
    for (auto const& title : titles)
        clauses[std::string(title.clause)] = {std::string(title.zh), std::string(title.en)};
    for (auto& [name, clause] : clauses) clause.seen = storage.tallied(park_id, name);
    return clauses;
}

// The goals of 6.1, as far as a platform can see them.
struct Figures {
    std::int64_t accepted, incorrect;  // requests; those of them that broke a demand of the standard
    std::int64_t delays, delay_sum;    // events whose way could be timed, milliseconds
    std::int64_t days, due, missing;   // reconciled days, their transactions, those never uploaded
    std::int64_t packets, errors;      // errors: unreadable or wrongly signed
};

std::int64_t number(Storage& storage, char const* sql, std::string const& park_id) {
    Storage::Query query(storage, sql, park_id);
    return query.next() ? query.number(0) : 0;
}

Figures figures_of(Storage& storage, Accounts& accounts, std::string const& park_id) {
    auto const count = [&](char const* sql) { return number(storage, sql, park_id); };
    auto const [days, due, missing] = accounts.missing(park_id);
    return {count("SELECT count(*) FROM letter WHERE accepted AND (?1='' OR park_id=?1)"),
            count("SELECT count(DISTINCT v.opr_num) FROM violation v JOIN letter l ON l.park_id=v.park_id AND"
                  " l.opr_num=v.opr_num WHERE l.accepted AND v.level='shall' AND (?1='' OR v.park_id=?1)"),
            storage.tallied(park_id, "6.1.2"),
            storage.tallied(park_id, "milliseconds of delay"),
            days,
            due,
            missing,
            storage.tallied(park_id, "B.1"),
            storage.tallied(park_id, "unreadable") +
                count("SELECT count(*) FROM violation WHERE clause='B.2.6' AND (?1='' OR park_id=?1)")};
}

void judge_figures(Figures const& figures, Clauses& clauses) {
    constexpr std::int64_t longest_mean = 5'000;
    auto const note = [&](char const* clause, std::int64_t seen, bool missed, char const* words) {
        clauses[clause].seen = seen;
        if (seen != 0 && missed) clauses[clause].find("shall", words, 1);
    };
    note("6.1.1", figures.accepted, figures.incorrect * 1000 >= figures.accepted, "not more than 99.9 % are correct");
    note("6.1.2", figures.delays, figures.delay_sum > figures.delays * longest_mean, "the mean is more than 5 s");
    note("6.1.3", figures.days, figures.missing * 100 > figures.due, "more than 1 % were lost");
    note("6.1.4", figures.packets, figures.errors * 500 > figures.packets, "more than 0.2 % are errors");
}

std::string as_json(Figures const& figures) {
    return json::Object()
        .number("accepted", figures.accepted)
        .number("incorrect", figures.incorrect)
        .number("delays", figures.delays)
        .number("meanDelayMs", figures.delays == 0 ? 0 : figures.delay_sum / figures.delays)
        .number("reconciledDays", figures.days)
        .number("due", figures.due)
        .number("missing", figures.missing)
        .number("packets", figures.packets)
        .number("errors", figures.errors)
        .take();
}

std::string as_json(std::string const& name, Clause const& clause) {
    auto const times = [&](char const* level) {
        auto const found = clause.by_level.find(level);
        return found == clause.by_level.end() ? 0 : found->second;
    };
    json::List findings;
    for (auto const& finding : clause.findings) findings.raw(finding);
    auto const* state = times("shall") != 0 ? "violated" : clause.seen != 0 ? "kept" : "unseen";
    return json::Object()
        .text("clause", name)
        .text("title", clause.zh)
        .text("titleEn", clause.en)
        .text("state", state)
        .number("seen", clause.seen)
        .number("shall", times("shall"))
        .number("should", times("should"))
        .number("notice", times("notice"))
        .raw("findings", findings.take())
        .take();
}

}  // namespace

std::string strictness_report(Storage& storage, Accounts& accounts, std::string const& park_id) {
    auto clauses = all_clauses(storage, park_id);
    {
        Storage::Query query(storage,
                             "SELECT clause, level, words, count(*) AS times FROM violation WHERE ?1='' OR park_id=?1"
                             " GROUP BY clause, level, words ORDER BY times DESC, min(seq)",
                             park_id);
        while (query.next()) clauses[query.text(0)].find(query.text(1), query.text(2), query.number(3));
    }
    auto const figures = figures_of(storage, accounts, park_id);
    judge_figures(figures, clauses);
    json::List list;
    for (auto const& [name, clause] : clauses) list.raw(as_json(name, clause));
    return json::Object().text("parkId", park_id).raw("figures", as_json(figures)).raw("clauses", list.take()).take();
}

}  // namespace lotbridge::refcloud
