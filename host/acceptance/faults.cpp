#include "acceptance/faults.hpp"

#include "acceptance/words.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <thread>

namespace lotbridge::acceptance {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view prefix = "fault.";
// How long a fault lasts after it has shown; long enough for several tries of the host.
constexpr auto hold = 10s;
// A host that was killed is started by its service manager within this, or else by us.
constexpr auto service_manager = 12s;
constexpr auto longest_command = 10min;
constexpr auto rehearsed = "for_ms\":600000}";  // the host ends it by itself, should we not
constexpr std::int64_t strikes = 3;

Result<> nothing_sent(Item& item) {
    item.judge(Grade::not_tested, {"no message was on its way", "其间没有报文发送"});
    return {};
}

}  // namespace

std::span<FaultName const> fault_names() {
    static std::array<FaultName, 7> const names{{
        {"cloud_down", {"The cloud is away", "云平台中断"}},
        {"token_refused", {"The cloud refuses the token (9000)", "令牌失效（9000）"}},
        {"lost_answers", {"The cloud's answers are lost", "应答丢失"}},
        {"process_killed", {"The host is killed", "主机进程被强制终止"}},
        {"disk_full", {"The disk is full", "磁盘写满"}},
        {"clock_step", {"The computer's clock is set back by an hour", "系统时钟回拨一小时"}},
        {"legacy_database", {"The lot's database is restarted or locked", "车场数据库重启或锁定"}},
    }};
    return names;
}

Item Faults::rehearse(std::string_view id) {
    static constexpr std::array<Play, 7> plays{&Faults::cloud_down,     &Faults::token_refused, &Faults::lost_answers,
                                               &Faults::process_killed, &Faults::disk_full,     &Faults::clock_step,
                                               &Faults::legacy_database};
    auto const names = fault_names();
    auto const found = std::ranges::find(names, id, &FaultName::id);
    Item item{.id = std::string(prefix) + std::string(id), .clause = "6.1", .title = found->title};
    began_ = wall_now();
    auto const play = [&]() -> Result<> {
        if (auto const host = site_.host(); !host || !host->reachable)
            return fail(Errc::retry, "the host does not run, or does not reach the cloud");
        LOTBRIDGE_TRY(first_, site_.last_seq());
        LOTBRIDGE_CHECK((this->*plays[static_cast<std::size_t>(found - names.begin())])(item));
        if (item.grade == Grade::not_tested && !item.why.en.empty()) return {};
        LOTBRIDGE_CHECK(recover(item));
        return verify(item);
    };
    if (auto const played = play(); !played) {
        auto const words = played.error().message;
        item.judge(Grade::not_tested, say("could not be played: {}", "无法演练：{}", words));
    }
    clean_up();
    item.evidence.insert(item.evidence.begin(),
                         say("from {} to {}", "{} 至 {}", time_text(began_, site_.lot().utc_offset),
                             time_text(wall_now(), site_.lot().utc_offset)));
    return item;
}

void Faults::clean_up() const {
    auto const healed = cloud_.heal();                                     // a cloud that is gone has no faults left
    auto const ended = site_.tell_host("rehearse", R"({"what":"none"})");  // nor has a host that is gone
    static_cast<void>(healed);
    static_cast<void>(ended);
}

// ---- what they have in common

// Waits until the cloud's fault has met so many messages; how many it met.
std::int64_t Faults::struck(Item& item, std::int64_t fault, std::int64_t times) {
    person_.step(say("waiting until {} messages have met it", "等待 {} 条报文遇到该故障", times));
    std::int64_t hits = 0;
    Site::wait(options_.patience, [&] { return (hits = cloud_.hits(fault).value_or(hits)) >= times; });
    item.evidence.push_back(say("{} messages met it", "{} 条报文遇到该故障", hits));
    return hits;
}

// Waits until something of the lot was taken in after this message.
Result<bool> Faults::taken_in(Item& item, store::Seq since, Text const& when) {
    auto const came = Site::wait(options_.patience, [&] { return site_.taken_in(since).value_or(0) > 0; });
    LOTBRIDGE_TRY(auto const taken, site_.taken_in(since));
    if (came) item.evidence.push_back(say("{} messages taken in {}", "{1}采集 {0} 条", taken, when));
    return came.has_value();
}

Result<> Faults::recover(Item& item) {
    LOTBRIDGE_TRY(auto const last, site_.last_seq());
    LOTBRIDGE_TRY(auto const all, site_.taken_in(first_));
    person_.step({"waiting until all is delivered", "等待全部送达"});
    std::int64_t left = 0;
    auto const took = Site::wait(options_.patience, [&] {
        left = site_.unfinished(first_, last).value_or(left);
        auto const host = site_.host();
        return left == 0 && host && host->reachable && host->accepting;
    });
    if (!took) {
        fail_item(item, say("{} messages were not delivered within {}", "{1}内仍有 {0} 条未送达", left,
                            duration(options_.patience)));
        return {};
    }
    item.evidence.push_back(say("all {} messages delivered {} after the fault had ended",
                                "故障结束后 {1}，{0} 条全部送达", all, duration(*took)));
    return {};
}

// Nothing lost, nothing double, by the cloud's own books.
Result<> Faults::verify(Item& item) {
    Facts facts{.lot = site_.lot().name, .utc_offset = site_.lot().utc_offset, .span = {began_, WallTime::max()}};
    LOTBRIDGE_TRY(auto const judgement, cloud_.judge(site_.reader(), facts, first_));
    std::int64_t missing = 0;
    for (auto const& [topic, count] : judgement.missing) missing += count;
    if (missing > 0)
        fail_item(item,
                  say("{} messages are lost: the cloud does not have them", "丢失 {} 条报文：云平台没有", missing));
    // Wrong content (C) is the functions' matter. Order, repeats and doubles are what a fault puts to the test.
    auto const broken = std::ranges::find_if(judgement.violations, [](auto const& violation) {
        return violation.level == "shall" && !violation.clause.starts_with("C.");
    });
    if (broken != judgement.violations.end())
        fail_item(item,
                  say("the cloud found a violation: {} {}", "云平台发现违规：{} {}", broken->clause, broken->words));
    if (item.grade != Grade::fail)
        item.judge(Grade::pass,
                   {"nothing lost, nothing double, all delivered in time", "无丢失、无重复，按时全部送达"});
    return {};
}

// ---- the cloud

Result<> Faults::cloud_down(Item& item) {
    LOTBRIDGE_CHECK(cloud_.fault("refuse", 2 * options_.patience + hold));
    person_.step(
        {"both doors of the cloud are shut; waiting for the host to notice", "已关闭云平台上下行端口，等待主机察觉"});
    auto const noticed = Site::wait(options_.patience, [&] {
        auto const host = site_.host();
        return host && !host->reachable;
    });
    if (!noticed) {
        fail_item(item, {"the host did not notice that the cloud was away", "主机未察觉云平台中断"});
        return {};
    }
    item.evidence.push_back(say("noticed after {}", "{}后察觉", duration(*noticed)));
    LOTBRIDGE_TRY(auto const since, site_.last_seq());
    LOTBRIDGE_TRY(auto const taken, taken_in(item, since, {"while the cloud was away", "中断期间"}));
    if (!taken)
        item.judge(Grade::not_tested,
                   {"nothing happened at the lot while the cloud was away", "中断期间车场没有业务发生"});
    std::this_thread::sleep_for(hold);
    return cloud_.heal();
}

Result<> Faults::token_refused(Item& item) {
    LOTBRIDGE_TRY(auto const before, cloud_.logins());
    LOTBRIDGE_TRY(auto const fault, cloud_.fault("answer", options_.patience, 1, "9000"));
    auto const met = struck(item, fault, 1);
    LOTBRIDGE_CHECK(cloud_.heal());
    if (met == 0) return nothing_sent(item);
    auto const again = Site::wait(options_.patience, [&] { return cloud_.logins().value_or(before) > before; });
    LOTBRIDGE_TRY(auto const after, cloud_.logins());
    if (!again)
        fail_item(item, {"the host did not log in again", "主机未重新登录"});
    else if (after > before + 2)
        fail_item(item, say("{} logins for one refused token", "一次令牌失效引起 {} 次登录", after - before));
    else
        item.evidence.push_back(
            say("logged in again after {}, {} logins", "{}后重新登录，共 {} 次", duration(*again), after - before));
    return {};
}

Result<> Faults::lost_answers(Item& item) {
    LOTBRIDGE_TRY(auto const before, cloud_.repeats());
    LOTBRIDGE_TRY(auto const fault, cloud_.fault("drop_after", options_.patience, strikes));
    auto const met = struck(item, fault, strikes);
    LOTBRIDGE_CHECK(cloud_.heal());
    if (met == 0) return nothing_sent(item);
    person_.step({"waiting until they come again", "等待重发"});
    std::int64_t again = 0;
    Site::wait(options_.patience, [&] { return (again = cloud_.repeats().value_or(before) - before) > 0; });
    item.evidence.push_back(
        say("{} came again under their numbers and were recognised", "{} 条以原流水号重发并被识别", again));
    return {};
}

// ---- the host

// While answers are being lost, so that it dies with messages on their way.
Result<> Faults::process_killed(Item& item) {
    auto const host = site_.host();
    if (!host || host->process == 0) return fail(Errc::retry, "the host does not tell its process");
    LOTBRIDGE_TRY(auto const fault, cloud_.fault("drop_after", options_.patience, 2));
    struck(item, fault, 1);  // without one it dies idle
    LOTBRIDGE_CHECK(site_.doors().kill(host->process));
    item.evidence.push_back(say("process {} killed", "已终止进程 {}", host->process));
    LOTBRIDGE_CHECK(cloud_.heal());
    return bring_back(item);
}

Result<> Faults::bring_back(Item& item) {
    person_.step({"the host is killed; waiting for a service manager to start it", "主机已被终止，等待服务管理器拉起"});
    auto const runs = [this] { return site_.host().has_value(); };
    auto back = Site::wait(service_manager, runs);
    if (!back) {
        item.evidence.push_back({"nobody started it again; the acceptance did", "无人拉起，由验收工具启动"});
        LOTBRIDGE_CHECK(site_.doors().start());
        back = Site::wait(options_.patience, runs);
    }
    if (!back)
        fail_item(item, {"the host did not come back", "主机未能恢复运行"});
    else
        item.evidence.push_back(say("it runs again", "主机已恢复运行"));
    return {};
}

Result<> Faults::disk_full(Item& item) {
    LOTBRIDGE_CHECK(site_.tell_host("rehearse", std::string(R"({"what":"disk_full",")") + rehearsed));
    person_.step({"the host's disk counts as full; waiting for it to notice", "主机视磁盘为已满，等待其察觉"});
    auto const noticed = Site::wait(options_.patience, [&] {
        auto const host = site_.host();
        return host && !host->accepting;
    });
    if (!noticed) {
        fail_item(item, {"the host did not notice that the disk was full", "主机未察觉磁盘已满"});
        return {};
    }
    std::this_thread::sleep_for(2s);  // what was being taken in at that moment
    LOTBRIDGE_TRY(auto const before, site_.last_seq());
    std::this_thread::sleep_for(hold);
    LOTBRIDGE_TRY(auto const taken, site_.taken_in(before));
    if (taken > 0)
        fail_item(item, say("{} messages were taken in without room for them", "磁盘已满仍采集 {} 条", taken));
    LOTBRIDGE_CHECK(site_.tell_host("rehearse", R"({"what":"none"})"));
    person_.step({"there is room again; what waited at the lot must come", "磁盘已恢复，等待积压数据采集"});
    LOTBRIDGE_TRY(auto const came, taken_in(item, before, {"as soon as there was room again", "恢复后"}));
    if (!came) item.judge(Grade::not_tested, {"nothing happened at the lot meanwhile", "其间车场没有业务发生"});
    return {};
}

Result<> Faults::clock_step(Item& item) {
    LOTBRIDGE_CHECK(site_.tell_host("rehearse", std::string(R"({"what":"clock_step","by_ms":-3600000,")") + rehearsed));
    person_.step(
        {"the host's clock is an hour behind; waiting for messages of the lot", "主机时钟慢一小时，等待业务数据"});
    LOTBRIDGE_TRY(auto const since, site_.last_seq());
    LOTBRIDGE_TRY(auto const taken, taken_in(item, since, {"with the wrong clock", "时钟错误期间"}));
    if (!taken) {
        item.judge(Grade::not_tested, {"nothing happened at the lot meanwhile", "其间车场没有业务发生"});
    } else {
        std::this_thread::sleep_for(hold);
        LOTBRIDGE_TRY(auto const last, site_.last_seq());
        auto const delivered =
            Site::wait(options_.patience, [&] { return site_.unfinished(since, last).value_or(1) == 0; });
        if (!delivered) fail_item(item, {"with a wrong clock nothing is delivered", "时钟错误时无法送达"});
    }
    // Only a heartbeat tells, and none may have been due.
    if (auto const host = site_.host(); host && host->clock_offset && std::chrono::abs(*host->clock_offset) > 30min)
        item.evidence.push_back(
            say("the host told that its clock was off by {}", "主机报告时钟偏差 {}", duration(*host->clock_offset)));
    return site_.tell_host("rehearse", R"({"what":"none"})");
}

// ---- the lot

// Whether an adapter was in trouble meanwhile; nothing: nobody was there to do it.
std::optional<bool> Faults::disturb(Item& item) {
    auto noticed = false;
    auto const look = [&] {
        auto const host = site_.host();
        noticed = noticed || (host && !host->all_adapters_run);
        return noticed;
    };
    if (options_.restart_database.empty()) {
        if (!person_.answer(
                {"Stop or lock the lot's database now, then press Enter:", "请停止或锁定车场数据库，然后按回车："}))
            return std::nullopt;
        Site::wait(options_.patience, look);
        person_.answer({"Start or release it again, then press Enter:", "请恢复车场数据库，然后按回车："});
        return noticed;
    }
    std::atomic<bool> over = false;
    int code = 0;
    std::thread command([&] {
        code = site_.doors().shell(options_.restart_database);
        over = true;
    });
    Site::wait(longest_command, [&] { return look(), over.load(); });
    command.join();
    item.evidence.push_back(say("the command ended with {}", "命令返回 {}", code));
    Site::wait(hold, look);  // a restart may be over before the adapter looks
    return noticed;
}

Result<> Faults::legacy_database(Item& item) {
    person_.step({"the lot's database is to be stopped or locked", "停止或锁定车场数据库"});
    auto const noticed = disturb(item);
    if (!noticed) {
        item.judge(Grade::not_tested, {"nobody was there to stop or lock the lot's database (--restart-database)",
                                       "无人停止或锁定车场数据库（--restart-database）"});
        return {};
    }
    LOTBRIDGE_TRY(auto const since, site_.last_seq());
    auto const back = Site::wait(options_.patience, [&] {
        auto const host = site_.host();
        return host && host->all_adapters_run;
    });
    if (!back) {
        fail_item(item, {"the adapter does not read again", "适配器未恢复读取"});
        return {};
    }
    if (!*noticed) {
        item.judge(Grade::not_tested, {"the adapter met no trouble: was the database really away?",
                                       "适配器未遇到故障：数据库是否确实中断？"});
        return {};
    }
    item.evidence.push_back({"the adapter reported the trouble and reads again", "适配器报告了故障，并已恢复读取"});
    LOTBRIDGE_TRY(auto const taken, taken_in(item, since, {"after the database was back", "数据库恢复后"}));
    if (!taken) item.judge(Grade::not_tested, {"nothing happened at the lot afterwards", "恢复后车场没有业务发生"});
    return {};
}

}  // namespace lotbridge::acceptance
