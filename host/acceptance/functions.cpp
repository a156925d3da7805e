#include "acceptance/functions.hpp"

#include "acceptance/words.hpp"

#include <lotbridge/schema/catalogue.hpp>

#include <algorithm>

namespace lotbridge::acceptance {

namespace {

using namespace std::chrono_literals;
using schema::Direction, schema::Interface;

// A message that waits longer although the cloud is there does not wait for a retry any more (5.1.2: 10 minutes).
constexpr auto longest_wait = 15min;
// D8: a gate moves within this or not at all.
constexpr auto gate_limit = 10s;
// More than two of the recommended 5 minutes between heartbeats (5.1.8).
constexpr auto heartbeat_silence = 11min;
// With clocks further apart nobody can tell whether the mean delay is below 5 s (6.1.2).
constexpr auto clock_limit = 5s;
// So many cars and no picture at all is no chance.
constexpr std::int64_t passages_to_tell = 20;

template <class Map>
typename Map::mapped_type const& find(Map const& map, std::string_view key) {
    static typename Map::mapped_type const none{};
    auto const found = map.find(std::string(key));
    return found == map.end() ? none : found->second;
}

void nothing_happened(Item& item, Facts const& facts, std::string_view ability) {
    if (ability == "unsupported") {
        item.judge(Grade::not_supported,
                   {"the lot's system cannot do it, and says so", "车场系统不具备该功能，适配器已声明不支持"});
    } else if (!facts.running && facts.requests.empty() && facts.sent.empty()) {
        item.judge(Grade::not_tested,
                   {"the host does not run and nothing was kept of this time", "主机未运行，且该时段没有任何记录"});
    } else {
        item.judge(Grade::not_tested, {"nothing of it happened in this time", "该时段内没有发生该类业务"});
    }
}

// ---- messages that go up

void judge_pictures(Item& item, Facts const& facts) {
    auto const passages = find(facts.sent, "vehicle_entry").delivered + find(facts.sent, "vehicle_exit").delivered;
    if (find(facts.sent, "image_upload").taken > 0 || passages < passages_to_tell) return;
    item.judge(Grade::fail, say("not one picture came with {} entries and exits", "{} 次出入场没有任何图片", passages));
}

// What became of them, in one line; of what did not happen nothing is said.
Text counted(Sent const& sent) {
    auto line =
        say("{} taken in, {} accepted by the cloud", "采集 {} 条，云平台接受 {} 条", sent.taken, sent.delivered);
    auto const add = [&](std::int64_t count, std::string_view en, std::string_view zh) {
        if (count == 0) return;
        auto const more = say(en, zh, count);
        line.en += more.en;
        line.zh += more.zh;
    };
    add(sent.waiting, ", {} waiting", "，待发 {} 条");
    add(sent.held, ", {} held", "，待重试 {} 条");
    add(sent.dead, ", {} given up", "，放弃 {} 条");
    add(sent.folded, ", {} carried or overtaken by others", "，并入或被取代 {} 条");
    add(sent.dropped, ", {} dropped by hand", "，人工放弃 {} 条");
    add(sent.quarantined, ", {} quarantined", "，隔离 {} 条");
    return line;
}

void judge_sent(Item& item, Facts const& facts, Interface const& interface) {
    auto const& sent = find(facts.sent, interface.id);
    std::string const words = sent.trouble ? sent.trouble->words : "";
    if (sent.taken + sent.quarantined > 0) item.evidence.push_back(counted(sent));
    item.messages = sent.messages;
    if (sent.trouble) item.messages.push_back(*sent.trouble);

    if (sent.dead > 0)
        item.judge(Grade::fail, say("{} messages were given up: {}", "{} 条报文被放弃：{}", sent.dead, words));
    if (sent.quarantined > 0)
        item.judge(Grade::fail, say("{} rows could not be made into a message: {}", "{} 行数据无法生成报文：{}",
                                    sent.quarantined, words));
    if (sent.refused > sent.dead)
        item.judge(Grade::fail, say("the cloud refuses {} messages: {}", "云平台拒收 {} 条报文：{}",
                                    sent.refused - sent.dead, words));
    if (sent.oldest_open && facts.running && facts.running->reachable && facts.now - *sent.oldest_open > longest_wait)
        item.judge(Grade::fail,
                   say("a message waits since {} although the cloud is there", "云平台可达，但有报文自 {} 起一直未送达",
                       time_text(*sent.oldest_open, facts.utc_offset)));
    if (sent.delivered > 0) item.judge(Grade::pass, say("{} messages arrived", "{} 条报文已送达", sent.delivered));
}

// ---- requests that come down

void judge_gates(Item& item, Facts const& facts) {
    for (auto const& gate : facts.gates) {
        if (gate.requested > 1 || gate.acknowledged > 1)
            item.judge(Grade::fail, say("one request was carried out {} times ({})", "同一指令执行了 {} 次（{}）",
                                        std::max(gate.requested, gate.acknowledged), gate.request));
        if (gate.took && *gate.took > gate_limit)
            item.judge(Grade::fail, say("the gate answered after {} ({})", "闸机在{}后才应答（{}）",
                                        duration(*gate.took), gate.request));
    }
    auto const longest =
        std::ranges::max_element(facts.gates, {}, [](GateMove const& gate) { return gate.took.value_or(0ms); });
    if (longest != facts.gates.end() && longest->took)
        item.evidence.push_back(
            say("the slowest gate answered in {}", "最慢的一次闸机应答用时 {}", duration(*longest->took)));
}

void judge_requests(Item& item, Facts const& facts, Interface const& interface) {
    auto const& requests = find(facts.requests, interface.id);
    if (requests.arrived == 0) return;
    std::string const words = requests.trouble ? requests.trouble->words : "";
    item.evidence.push_back(say("{} requests from the cloud, {} carried out, {} answered with a failure",
                                "云平台下发 {} 次，执行成功 {} 次，应答失败 {} 次", requests.arrived, requests.done,
                                requests.failed));
    item.messages.insert(item.messages.end(), requests.messages.begin(), requests.messages.end());
    if (requests.trouble) item.messages.push_back(*requests.trouble);

    if (requests.unknown > 0)
        item.judge(Grade::fail, say("what became of {} requests is not known: {}", "{} 次请求结果不明：{}",
                                    requests.unknown, words));
    if (requests.refused > 0)
        item.judge(Grade::fail, say("the lot's system refuses {} payments: {}", "车场系统拒收 {} 笔缴费：{}",
                                    requests.refused, words));
    if (requests.owed > 0 && requests.trouble && facts.now - requests.trouble->at > longest_wait)
        item.judge(Grade::fail, say("{} payments have not reached the lot's system: {}",
                                    "{} 笔缴费尚未写入车场系统：{}", requests.owed, words));
    if (interface.id == "gate_control") judge_gates(item, facts);
    if (requests.done > 0)
        item.judge(Grade::pass, say("{} requests were carried out", "{} 次请求执行成功", requests.done));
    else if (requests.failed > 0)
        item.judge(Grade::fail,
                   say("none of {} requests succeeded: {}", "{} 次请求无一成功：{}", requests.failed, words));
}

// ---- those that are no messages of the outbox

void judge_login(Item& item, Facts const& facts) {
    std::int64_t delivered = 0;
    for (auto const& [topic, sent] : facts.sent) delivered += sent.delivered;
    if (facts.running) item.evidence.push_back(same(facts.running->link));
    if (facts.running && !facts.running->reachable)
        return item.judge(Grade::fail,
                          say("the host has no way to the cloud: {}", "主机无法连接云平台：{}", facts.running->link));
    if (delivered > 0)
        return item.judge(Grade::pass, say("the cloud accepted {} messages with the token that the login gave",
                                           "使用登录所得令牌，云平台接受了 {} 条报文", delivered));
    if (facts.running) return item.judge(Grade::pass, {"logged in, the token is good", "已登录，令牌有效"});
    nothing_happened(item, facts, "native");
}

void judge_heartbeat(Item& item, Facts const& facts) {
    if (!facts.running) return item.judge(Grade::not_tested, {"the host does not run", "主机未运行"});
    auto const& running = *facts.running;
    if (!running.last_heartbeat) {
        if (running.reachable && running.now - running.started > heartbeat_silence)
            return item.judge(Grade::fail, {"no heartbeat was accepted since the start", "启动以来没有心跳被接受"});
        return item.judge(Grade::not_tested, {"no heartbeat was due yet", "尚未到心跳时间"});
    }
    item.evidence.push_back(
        say("last accepted at {}", "最近一次被接受：{}", time_text(*running.last_heartbeat, facts.utc_offset)));
    auto const silence = running.now - *running.last_heartbeat;
    if (silence > heartbeat_silence)
        return item.judge(Grade::fail, say("the last heartbeat is {} old", "最近一次心跳已过去 {}", duration(silence)));
    if (running.clock_offset) {
        item.evidence.push_back(say("clock offset {}", "与云平台时钟偏差 {}", duration(*running.clock_offset)));
        if (std::chrono::abs(*running.clock_offset) > clock_limit)
            return item.judge(Grade::fail, say("this computer's clock is off by {}", "本机时钟偏差 {}",
                                               duration(*running.clock_offset)));
    }
    item.judge(Grade::pass, {"heartbeats are accepted, the clocks agree", "心跳被接受，时钟一致"});
}

void judge_deductions(Item& item, Facts const& facts) {
    auto const& asked = find(facts.questions, "auto_deduct");
    if (asked.answered + asked.in_doubt + asked.abandoned == 0) return;
    item.evidence.push_back(say("{} answered, {} in doubt, {} given up", "已应答 {} 次，存疑 {} 次，放弃 {} 次",
                                asked.answered, asked.in_doubt, asked.abandoned));
    item.messages = asked.messages;
    if (asked.abandoned > 0)
        item.judge(Grade::fail, say("of {} deductions nobody knows whether money was taken", "{} 次扣费结果始终不明",
                                    asked.abandoned));
    if (asked.answered > 0)
        item.judge(Grade::pass, say("{} deductions were answered", "{} 次扣费得到应答", asked.answered));
}

// ---- what the second opinion says

void judge_missing(Item& item, Facts const& facts, Interface const& interface) {
    auto const missing = find(facts.judgement->missing, interface.id);
    if (missing == 0) return;
    auto const& record = find(facts.judgement->example, interface.id);
    auto const example = record.empty() ? Text() : say(", e.g. of record {}", "，例如停车记录 {}", record);
    item.judge(Grade::fail, say("the cloud does not have {} of the messages that were acknowledged{}",
                                "有 {} 条报文已应答成功，但云平台并未收到{}", missing, example));
}

bool about(Judgement::Violation const& violation, Interface const& interface) {
    auto const below = [&](std::string_view clause) {
        return violation.clause == clause || violation.clause.starts_with(std::string(clause) + '.');
    };
    return violation.interface == interface.id || below(interface.function_clause) || below(interface.clause);
}

void tell_violations(Item& item, std::vector<Judgement::Violation const*> const& found) {
    auto const broken = std::ranges::count_if(found, [](auto const* violation) { return violation->level == "shall"; });
    for (auto const* violation : found) {
        if (violation->level != "shall" && broken > 0) continue;
        auto const words = say("{} {}: {}", "{} {}：{}", violation->clause, violation->level, violation->words);
        if (broken > 0)
            item.judge(Grade::fail, say("the reference cloud found {} violations; {}", "参考云平台发现 {} 处违规；{}",
                                        broken, words));
        else
            item.evidence.push_back(words);
        if (std::ranges::find(item.messages, violation->opr_num, &Message::opr_num) == item.messages.end())
            item.messages.push_back({0, violation->opr_num, {}, violation->at, violation->words});
        return;  // one stands for all: the cloud's own report has the others
    }
}

void judge_by_cloud(Item& item, Facts const& facts, Interface const& interface) {
    if (!facts.judgement) return;
    judge_missing(item, facts, interface);
    std::vector<Judgement::Violation const*> found;
    for (auto const& violation : facts.judgement->violations)
        if (about(violation, interface)) found.push_back(&violation);
    tell_violations(item, found);
}

// What the host makes itself, whatever the lot's system can do.
bool made_by_host(std::string_view id) {
    return id == "supplementary_bill" || id == "daily_reconciliation" || id == "member_query" || id == "login" ||
           id == "heartbeat";
}

Item judge_function(Facts const& facts, Interface const& interface) {
    Item item{.id = std::string(interface.id),
              .clause = std::string(interface.function_clause),
              .title = {std::string(interface.title_en), std::string(interface.title_zh)}};
    if (interface.id == "login") {
        judge_login(item, facts);
    } else if (interface.id == "heartbeat") {
        judge_heartbeat(item, facts);
    } else {
        if (interface.direction != Direction::down) judge_sent(item, facts, interface);
        if (interface.id == "image_upload") judge_pictures(item, facts);
        if (interface.id == "auto_deduct") judge_deductions(item, facts);
        judge_requests(item, facts, interface);
    }
    judge_by_cloud(item, facts, interface);
    if (item.grade == Grade::not_tested && item.why.en.empty())
        nothing_happened(item, facts, made_by_host(interface.id) ? "native" : facts.ability(interface.id));
    return item;
}

// 5.7: the protocol itself, whatever travels on it.
Item judge_protocol(Facts const& facts) {
    Item item{.id = "5.7",
              .clause = "5.7",
              .title = {"Network protocol (Appendices B and C)", "联网通信协议（附录B、附录C）"}};
    std::int64_t packets = 0, malformed = 0;
    for (auto const& [day, figures] : facts.figures.days) {
        packets += figures.packets;
        malformed += figures.malformed;
    }
    if (packets > 0)
        item.evidence.push_back(say("{} packets went out, {} were answered as wrong",
                                    "发出 {} 个数据包，{} 个被判为错误", packets, malformed));
    if (facts.judgement) {
        std::vector<Judgement::Violation const*> found;
        for (auto const& violation : facts.judgement->violations)
            if (violation.clause.starts_with("B.")) found.push_back(&violation);
        tell_violations(item, found);
        if (packets > 0)
            item.judge(Grade::pass, {"the reference cloud checked every packet and found no violation of Appendix B",
                                     "参考云平台逐包检查，未发现违反附录B之处"});
    } else if (packets > 0 && malformed * 1000 <= packets * 2) {
        item.judge(Grade::pass, {"the cloud understands what it is sent", "云平台能够正确识别报文"});
    } else if (malformed > 0) {
        item.judge(Grade::fail, say("the cloud called {} of {} packets wrong", "云平台判定 {1} 个数据包中有 {0} 个错误",
                                    malformed, packets));
    }
    if (item.why.en.empty()) nothing_happened(item, facts, "native");
    return item;
}

// "5.10" comes after "5.9".
std::vector<int> in_order(std::string const& clause) {
    std::vector<int> parts{0};
    for (char const c : clause) {
        if (c == '.')
            parts.push_back(0);
        else
            parts.back() = parts.back() * 10 + (c - '0');
    }
    return parts;
}

}  // namespace

std::vector<Item> judge_functions(Facts const& facts) {
    std::vector<Item> items;
    for (auto const& interface : schema::interfaces()) items.push_back(judge_function(facts, interface));
    std::ranges::stable_sort(items, {}, [](Item const& item) { return in_order(item.clause); });
    items.push_back(judge_protocol(facts));
    return items;
}

}  // namespace lotbridge::acceptance
