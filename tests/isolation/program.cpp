// An adapter that is a program: lines on its standard streams. It breaks in the way that its word chooses.
#include <lotbridge/abi/check.h>
#include <lotbridge/remote/framing.hpp>
#include <lotbridge/remote/message.hpp>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>
#if !defined(_WIN32)
#include <unistd.h>
#endif

using namespace lotbridge;
using namespace lotbridge::remote;

namespace {

void say(std::string_view message) { std::cout << *framed(message, Framing::lines) << std::flush; }

[[noreturn]] void hang() {
    for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
}

#if !defined(_WIN32)
// Ends, but for a part of it that has left its group and holds its streams.
[[noreturn]] void leave_a_part_behind(bool floods) {
    std::array<int, 2> apart{};
    if (::pipe(apart.data()) != 0) std::abort();
    if (::fork() != 0) {
        ::close(apart[1]);
        char byte = 0;
        [[maybe_unused]] auto const end = ::read(apart[0], &byte, 1);
        std::_Exit(3);
    }
    ::setsid();
    ::close(apart[1]);
    while (floods && std::cout) say(notification(Log{.line = "still here"}));
    ::sleep(10);
    std::_Exit(0);
}
#endif

void commit(std::string const& fault) {
    if (fault == "crash") {
        std::cerr << "Traceback (most recent call last):\nKeyError: 'carNum'" << std::endl;
        std::_Exit(3);
    }
    if (fault == "hang") hang();
    if (fault == "print") std::cout << "now reading the car 粤B12345" << std::endl;
    if (fault == "giant") std::cout << std::string(max_message + 1, 'x') << std::flush;
    if (fault == "close") {
        std::fclose(stdout);
        hang();
    }
#if !defined(_WIN32)
    if (fault == "part that is silent" || fault == "part that floods") leave_a_part_behind(fault == "part that floods");
#endif
    while (fault == "flood of errors") std::cerr << "something went wrong, and goes wrong again\n";
    while (fault == "flood of log lines") say(notification(Log{.line = "reading"}));
    while (fault == "flood of wakes") say(notification(Wake{}));
    while (fault == "flood of findings") say(notification(Finding{.words = "nobody asked"}));
}

Greeting greeting(std::string const& how) {
    return {.protocol = how == "another version" ? 2 : 1,
            .id = how == "another id" ? "test.other" : "test.program",
            .version = "1.0.0",
            .settings_schema = {R"({"type":"object"})"},
            .capabilities = {R"({"vehicle_entry":"native","gate_control":"native"})"}};
}

// Hands over one fact, and waits until it is stored.
std::string poll(Incoming const& request) {
    auto const cursor = request.read<Poll>()->cursor + "x";
    Fact const fact{.name = "vehicle_entry", .body = {R"({"recordCode":"1"})"}, .key = cursor};
    say(remote::request(1, Submit{.messages = {fact}, .cursor = cursor}));
    std::string line;
    std::getline(std::cin, line);
    auto const stored = *Incoming::parse(line);
    if (stored.kind == Incoming::Kind::failure) return failure(request.id, stored.error);
    return answer(request.id, Polled{});
}

void prove(Incoming const& request) {
    if (request.method == Check::method) return say(notification(Finding{.subject = "folder", .words = "is there"}));
    auto const lot = *request.read<CheckAtLot>();
    auto const words = (lot.offline ? "offline, " : "") + std::to_string(lot.utc_offset_minutes);
    say(notification(Finding{LB_CHECK_NOTE, "clock", words}));
}

std::string answer_to(Incoming const& request, std::string const& how) {
    if (request.method == Hello::method && how == "mute") hang();
    if (request.method == Hello::method) return answer(request.id, greeting(how));
    if (request.method == Start::method) return answer(request.id, Done{});
    if (request.method == Capabilities::method) return answer(request.id, Reply{greeting(how).capabilities});
    if (request.method == Poll::method) return commit(how), poll(request);
    if (request.method == Command::method && request.read<Command>()->name == "gate_control")
        return answer(request.id, Reply{{R"({"barCode":"N1","status":1})"}});
    if (request.method == Check::method || (request.method == CheckAtLot::method && how == "at lot"))
        return prove(request), answer(request.id, Done{});
    if (request.method == Stop::method || request.method == Destroy::method) return answer(request.id, Done{});
    return failure(request.id, {Errc::unsupported, "no such method"});
}

}  // namespace

int speak(std::string const& how) {
    for (std::string line; std::getline(std::cin, line);) {
        auto const request = Incoming::parse(line);
        if (!request) return 1;
        say(answer_to(*request, how));
        if (request->method == Destroy::method) return 0;
    }
    return 0;
}
