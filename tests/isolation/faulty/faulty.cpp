// An adapter that works, and breaks in the way that its settings choose: {"fault": "segfault", "in": "poll"}. Each poll
// hands over the next fact until there are "facts" of them.
#include <lotbridge/adapter.hpp>
#include <lotbridge/vo/gate_control.hpp>
#include <lotbridge/vo/member_query.hpp>
#include <lotbridge/vo/vehicle_entry.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>
#if defined(_WIN32)
#include <io.h>
#else
#include <unistd.h>
#endif

namespace {

using namespace lotbridge;
using namespace std::chrono_literals;

// The protocol's own ends are among these; which they are an adapter cannot know.
template <class Act>
void with_all_files(Act act) {
    for (int file = 3; file < 64; ++file) act(file);
}

[[noreturn]] void hang() {
    for (;;) std::this_thread::sleep_for(1h);
}

void leak() {
    std::vector<std::unique_ptr<char[]>> kept;
    for (;;) {
        kept.push_back(std::make_unique<char[]>(1 << 20));
        std::memset(kept.back().get(), 1, 1 << 20);
    }
}

void flood() {
    for (;;) std::puts("the vendor's library has something to say, and says it again");
}

void commit(std::string const& fault) {
    if (fault == "segfault") std::raise(SIGSEGV);
    if (fault == "abort") std::abort();
    if (fault == "exit") std::_Exit(3);
    if (fault == "hang") hang();
    if (fault == "leak") leak();
    if (fault == "flood") flood();
    if (fault == "throw") throw std::runtime_error("a bug of the vendor");
    if (fault == "throw in a thread") {
        std::thread([] { throw std::runtime_error("nobody catches this"); }).detach();
        hang();
    }
#if !defined(_WIN32)
    if (fault == "leave a part behind") {  // which holds what the process held
        if (::fork() != 0) std::_Exit(3);
        ::setsid();
        ::sleep(10);
        std::_Exit(0);
    }
    if (fault == "close") {
        with_all_files([](int file) { ::close(file); });
        hang();
    }
    if (fault == "garbage" || fault == "giant") {
        std::string const bytes =
            fault == "giant" ? std::string("\x7f\xff\xff\xff", 4) : std::string("\0\0\0\x05", 4) + "hello";
        with_all_files(
            [&](int file) { [[maybe_unused]] auto const count = ::write(file, bytes.data(), bytes.size()); });
        hang();
    }
#endif
}

class Faulty : public Adapter {
public:
    static constexpr auto offers = native<vo::VehicleEntry, vo::GateControl, vo::MemberQuery>;
    static constexpr char settings_schema[] = R"({
      "type": "object", "additionalProperties": false,
      "properties": {
        "fault": {"type": "string", "title": "What it does", "x-title-zh": "故障"},
        "in": {"type": "string", "enum": ["start", "poll", "command", "idle"], "title": "When", "x-title-zh": "时机"},
        "after": {"type": "integer", "title": "In its how manyth call, from 1", "x-title-zh": "第几次调用"},
        "facts": {"type": "integer", "title": "How many facts there are", "x-title-zh": "事件数"},
        "print": {"type": "string", "title": "What it prints at its start", "x-title-zh": "启动时打印的内容"}
      }})";

    Faulty() {
        on<vo::GateControl>([this](vo::GateControl const&) -> Result<vo::GateControlReply> {
            perhaps("command");
            return vo::GateControlReply{};
        });
    }

    Result<> start(Settings const& settings) override {
        LOTBRIDGE_TRY(fault_, settings.text_or("fault", ""));
        LOTBRIDGE_TRY(in_, settings.text_or("in", ""));
        LOTBRIDGE_TRY(after_, settings.integer_or("after", 1));
        LOTBRIDGE_TRY(facts_, settings.integer_or("facts", 1));
        LOTBRIDGE_TRY(auto const words, settings.text_or("print", ""));
        if (!words.empty()) std::puts(words.c_str());
        host().log(LogLevel::info, "starting");
        perhaps("start");
        if (in_ == "idle") std::thread([fault = fault_] { commit(fault); }).detach();
        std::thread([this] { host().wake(); }).join();
        return {};
    }

    Result<Batch> poll(std::string_view cursor) override {
        perhaps("poll");
        auto const number = cursor.empty() ? 0 : std::stol(std::string(cursor));
        Batch batch;
        if (number >= facts_) return batch;
        vo::VehicleEntry entry;
        entry.record_code = "record-" + std::to_string(number + 1);
        entry.car_num = "粤B12345";
        entry.in_time = *LocalTime::parse("2026-11-26 08:00:00");
        entry.in_cross = "N1";
        entry.in_identity = vo::VehicleType::temporary;
        batch.add(entry, entry.record_code);
        batch.resume_at(std::to_string(number + 1));
        if (number + 1 < facts_) batch.ask_again();
        return batch;
    }

    void stop() override {}

    std::chrono::milliseconds look_every() const override { return 50ms; }
    Result<Batch> look() override {
        vo::MemberQuery question;
        question.car_num = "粤B12345";
        LOTBRIDGE_CHECK(host().ask(question, 70ms));
        return Batch();
    }
    Result<Batch> questions() override {
        Batch batch;
        batch.add_body("member_query", R"({"carNum":"粤B12345"})");
        return batch;
    }

    Result<Batch> list_day(LocalDate day) override {
        Batch batch;
        batch.add_body("daily_reconciliation", R"({"day":")" + day.text() + R"(","sum":12.50})");
        return batch;
    }
    Result<Batch> reread(LocalDate, std::vector<std::string> const& records) override {
        Batch batch;
        LOTBRIDGE_TRY(auto image, host().put_image("image/jpeg", std::string("\xFF\xD8\0\1", 4)));
        for (auto const& record : records) batch.add_body("image_upload", "no JSON", record, Origin::replay, image);
        return batch;
    }

    Result<> check(Settings const&, Findings& findings) override {
        findings.ok("database", "can be reached");
        findings.failed("table", "has no column in_time");
        return {};
    }
    Result<> check_at_lot(Settings const& settings, CheckTerms const& terms, Findings& findings) override {
        auto const lot = "the lot is " + std::to_string(terms.utc_offset->count()) + " minutes before UTC";
        findings.note("terms", lot + (terms.offline ? ", nothing is connected to" : ""));
        return terms.offline ? Result<>() : check(settings, findings);
    }

private:
    void perhaps(std::string_view call) {
        if (in_ == call && ++calls_ == after_) commit(fault_);
    }

    std::string fault_, in_;
    std::int64_t after_ = 1, facts_ = 1, calls_ = 0;
};

}  // namespace

LOTBRIDGE_ADAPTER(Faulty, "test.faulty", "1.0.0", "故障", "Faulty");
