#include "isolation/child_channel.hpp"

#include "base/child.hpp"
#include "base/text.hpp"
#include "isolation/inbox.hpp"
#include "isolation/printed.hpp"
#include "plugin/machine.hpp"

#include <lotbridge/remote/framing.hpp>

#include <atomic>
#include <future>
#include <thread>
#include <vector>

namespace lotbridge::isolation {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto write_limit = 5s;  // for a process to take in a message; it has a thread that does nothing else
constexpr auto own_end = 2s;      // for one that was told to end
constexpr auto end_after_close = 500ms;
constexpr auto last_words = 500ms;  // for what it printed before it ended to be read
constexpr auto print_pause = 50ms;  // after each 64 KiB, so that a flood costs the host a little of one core
constexpr auto pause_after = 500u;  // of what it says at any time and is passed over, likewise

constexpr auto only_messages = "; its standard output takes messages only, all else belongs on standard error";

class ChildChannel final : public remote::Channel {
public:
    ChildChannel(std::unique_ptr<base::Child> child, remote::Framing framing, remote::Aside aside)
        : framing_(framing),
          aside_(std::move(aside)),
          child_(std::move(child)),
          printed_([this](std::string_view line) {
              aside_.log({LB_LOG_INFO, std::string(line)});
          }),
          inbox_(std::make_unique<Inbox>(
              [this](std::span<char> into) { return child_->read(into); }, framing,
              Inbox::Handlers{.aside = [this](auto const& incoming) { return take_aside(incoming); }})),
          printing_([this] { read_printed(); }) {}

    ~ChildChannel() override {
        child_->pipes().close_out();
        child_->end(own_end);
        inbox_.reset();
        printing_.join();
    }

    Result<> send(std::string_view message) override {
        LOTBRIDGE_TRY(auto const frame, remote::framed(message, framing_));
        woken_ = false;
        auto const sent = child_->pipes().write(frame, write_limit);
        if (!sent) return fail(Errc::broken, process_words(end_after_close));
        return {};
    }

    Result<remote::Incoming> receive(steady_clock::time_point limit) override {
        auto incoming = inbox_->next(limit);
        if (incoming) return incoming;
        switch (incoming.error().code) {
            case Errc::retry:
                // One that ended may have left its connection to a program that goes on.
                if (child_->end(0ms).by_itself) return fail(Errc::broken, process_words(0ms));
                return fail(Errc::broken, process() + " did not answer in time and was stopped");
            case Errc::unsupported:
                return fail(Errc::broken, process_words(end_after_close));
            default:
                child_->end(0ms);
                return fail(Errc::broken, process() + " was stopped, because it sent " + incoming.error().message +
                                              (framing_ == remote::Framing::lines ? only_messages : ""));
        }
    }

private:
    std::string process() const { return "its process " + std::to_string(child_->process()); }

    std::string process_words(std::chrono::milliseconds grace) {
        auto const ending = child_->end(grace);
        auto words = process() + (ending.by_itself ? " " : " closed its connection and ") + ending.words;
        all_printed_.wait_for(last_words);
        if (auto const last = printed_.last(); !last.empty()) words += "; the last that it printed is: " + last;
        return words;
    }

    bool take_aside(remote::Incoming const& incoming) {
        bool const wake = incoming.method == remote::Wake::method;
        if (!wake && incoming.method != remote::Log::method) return false;
        if (!(wake ? pass_wake() : pass_line(incoming)) && ++passed_over_ % pause_after == 0)
            std::this_thread::sleep_for(print_pause);
        return true;
    }

    // One more before the host has said anything tells nothing new.
    bool pass_wake() {
        if (woken_.exchange(true)) return false;
        aside_.wake();
        return true;
    }

    bool pass_line(remote::Incoming const& incoming) {
        auto const line = incoming.read<remote::Log>();
        if (!line || !trickle_.pass(steady_clock::now())) return false;
        if (auto const left_out = trickle_.left_out(); left_out > 0)
            aside_.log({LB_LOG_WARNING, std::to_string(left_out) + " lines of its log are left out"});
        aside_.log(*line);
        return true;
    }

    void read_printed() {
        std::vector<char> bytes(64 * 1024);
        while (auto const count = child_->read_printed(bytes)) {
            printed_.feed({bytes.data(), count}, steady_clock::now());
            if (count > bytes.size() / 2) std::this_thread::sleep_for(print_pause);
        }
        printed_.end(steady_clock::now());
        printing_ends_.set_value();
    }

    remote::Framing framing_;
    remote::Aside aside_;
    std::unique_ptr<base::Child> child_;
    Trickle trickle_;
    std::uint64_t passed_over_ = 0;    // lines of its log, and wakes
    std::atomic<bool> woken_ = false;  // since the host last said something
    Printed printed_;
    std::unique_ptr<Inbox> inbox_;
    std::promise<void> printing_ends_;
    std::future<void> all_printed_ = printing_ends_.get_future();
    std::thread printing_;
};

// A process loads libraries of its own kind only: those of 32 bits have a runner of their own beside the host's.
Result<std::filesystem::path> runner_for(Isolation const& isolation, plugin::Manifest const& manifest) {
    if (!plugin::is_foreign(manifest.library)) return isolation.program;
    auto const machine = plugin::machine_of(manifest.library);
    auto const is = "is " + std::string(plugin::words(machine));
    if (machine != plugin::Machine::x86)
        return fail(Errc::rejected, is + ", which this machine's LotBridge cannot load");
    auto runner = isolation.program.parent_path() / "lotbridge-runner32";
    runner += isolation.program.extension();
    std::error_code unknown;
    if (std::filesystem::exists(runner, unknown)) return runner;
    return fail(Errc::rejected, is + ", and the program that carries those is not there: " + base::to_text(runner));
}

Result<base::Child::Order> order_for(Isolation const& isolation, plugin::Manifest const& manifest) {
    if (manifest.program.empty()) {
        LOTBRIDGE_TRY(auto runner, runner_for(isolation, manifest));
        return base::Child::Order{.program = std::move(runner),
                                  .words = {"adapter-runner", "--plugin", base::to_text(manifest.directory)},
                                  .memory = isolation.memory};
    }
    auto const program = base::to_path(manifest.program.front());
    return base::Child::Order{.program = program.has_parent_path() ? manifest.directory / program : program,
                              .words = {manifest.program.begin() + 1, manifest.program.end()},
                              .memory = isolation.memory,
                              .folder = manifest.directory,
                              .ends = base::Child::Ends::standard};
}

}  // namespace

Result<std::unique_ptr<remote::Channel>> open_child(Isolation const& isolation, plugin::Manifest const& manifest,
                                                    remote::Aside aside) {
    LOTBRIDGE_TRY(auto const order, order_for(isolation, manifest));
    LOTBRIDGE_TRY(auto child, base::Child::start(order));
    auto const framing = manifest.program.empty() ? remote::Framing::length : remote::Framing::lines;
    return std::make_unique<ChildChannel>(std::move(child), framing, std::move(aside));
}

}  // namespace lotbridge::isolation
