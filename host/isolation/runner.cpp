#include "isolation/runner.hpp"

#include "base/crash.hpp"
#include "isolation/inbox.hpp"
#include "plugin/adapter.hpp"

#include <lotbridge/remote/framing.hpp>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <new>

namespace lotbridge::isolation {
namespace {

using namespace remote;
using plugin::Outcome;
using std::chrono::milliseconds;

// The largest time wraps round where a clock is made of another.
auto for_ever() { return std::chrono::steady_clock::now() + std::chrono::hours(24 * 365); }

// The name that plugin::Adapter puts before the words of a call; the host puts its own.
std::string bare(std::string words, std::string const& call) {
    return words.starts_with(call + ": ") ? words.substr(call.size() + 2) : words;
}

Result<Done> done(Outcome outcome, std::string const& call) {
    if (outcome.ok()) return Done{};
    return fail(static_cast<Errc>(outcome.status), bare(std::move(outcome.words), call));
}

Result<Polled> polled(plugin::PollOutcome outcome, std::string const& call) {
    auto words = bare(std::move(outcome.words), call);
    if (!outcome.ok()) return fail(static_cast<Errc>(outcome.status), std::move(words));
    return Polled{outcome.more, std::move(words)};
}

Fact fact_of(plugin::Message message) {
    return {std::move(message.name),
            {std::move(message.body)},
            std::move(message.key),
            std::move(message.image),
            message.origin};
}

std::string json_of(std::map<std::string, std::string> const& sheet) {
    std::string json;  // names and values are plain words
    for (auto const& [topic, ability] : sheet) json += (json.empty() ? "\"" : ",\"") + topic + "\":\"" + ability + '"';
    return '{' + json + '}';
}

class Runner {
public:
    Runner(std::filesystem::path plugin, base::Pipes pipes)
        : plugin_(std::move(plugin)),
          pipes_(std::move(pipes)),
          // Whatever the adapter is in: without the host it must not go on.
          inbox_([this](std::span<char> into) { return pipes_.read(into); }, Framing::length,
                 {.ended = [] { std::_Exit(0); }}) {}

    int run() {
        for (;;) {
            auto const incoming = inbox_.next(for_ever());
            if (!incoming) std::_Exit(1);
            if (incoming->kind != Incoming::Kind::request) continue;
            woken_ = false;
            send(answer_to(*incoming));
            // Not unwound: threads of the vendor's library may still run.
            if (incoming->method == Destroy::method) std::_Exit(0);
        }
    }

private:
    std::string answer_to(Incoming const& request) {
        std::string answered;
        auto const on = [&]<class Message>(Message const*, auto act) {
            if (!answered.empty() || request.method != Message::method) return;
            answered = answer_with<Message>(request, act);
        };
        on((Hello*)nullptr, [this](Hello const&) { return greet(); });
        if (answered.empty() && !adapter_)
            return failure(request.id, {Errc::misuse, "the first message must be hello"});
        on((Start*)nullptr, [this](Start const& start) { return done(adapter_->start(start.settings.text), "start"); });
        on((Poll*)nullptr, [this](Poll const& poll) { return read(poll); });
        on((Command*)nullptr, [this](Command const& command) { return carry_out(command); });
        on((Capabilities*)nullptr, [this](auto const&) { return sheet(); });
        on((Stop*)nullptr, [this](auto const&) -> Result<Done> { return adapter_->stop(), Done{}; });
        on((Destroy*)nullptr, [this](auto const&) -> Result<Done> { return adapter_.reset(), Done{}; });
        on((LookInterval*)nullptr,
           [this](auto const&) -> Result<Interval> { return Interval{adapter_->look_interval().count()}; });
        on((Look*)nullptr, [this](auto const&) { return look(); });
        on((Questions*)nullptr, [this](auto const&) { return list_questions(); });
        on((Check*)nullptr, [this](Check const& check) { return prove(check); });
        on((CheckAtLot*)nullptr, [this](CheckAtLot const& check) { return prove(check); });
        on((ListDay*)nullptr, [this](ListDay const& list) { return list_day(list.day); });
        on((SubmitDay*)nullptr, [this](SubmitDay const& submit) {
            return done(adapter_->submit_day(submit.day, submit.records), "submit " + submit.day);
        });
        if (!answered.empty()) return answered;
        return failure(request.id, {Errc::unsupported, "there is no method of this name"});
    }

    template <class Message, class Act>
    static std::string answer_with(Incoming const& request, Act act) {
        auto const params = request.read<Message>();
        if (!params) return failure(request.id, params.error());
        Result<typename Message::Answer> const result = act(*params);
        return result ? answer(request.id, *result) : failure(request.id, result.error());
    }

    // ---- what the host asks

    Result<Greeting> greet() {
        LOTBRIDGE_TRY(auto const manifest, plugin::read_manifest(plugin_));
        LOTBRIDGE_TRY(auto library, plugin::Library::load(manifest));
        auto const& entry = library->entry();
        auto const text = [](char const* value) { return std::string(value ? value : ""); };
        Greeting const greeting{.protocol = protocol_version,
                                .id = entry.id,
                                .version = entry.version,
                                .settings_schema = {text(entry.settings_schema)},
                                .capabilities = {text(entry.capabilities)}};
        auto adapter = plugin::Adapter::create(std::move(library), side_);
        if (!adapter) return fail(adapter.error().code, bare(adapter.error().message, "create"));
        adapter_ = std::move(*adapter);
        return greeting;
    }

    Result<Polled> read(Poll const& poll) {
        side_.set_cursor(poll.cursor);
        return polled(adapter_->poll(), "poll");
    }

    Result<Polled> look() {
        if (adapter_->look_interval() == milliseconds(0)) return fail(Errc::unsupported, "it finds no questions");
        return polled(adapter_->look(), "look");
    }

    Result<Done> list_questions() {
        if (adapter_->look_interval() == milliseconds(0)) return fail(Errc::unsupported, "it finds no questions");
        auto questions = adapter_->questions();
        if (!questions) return fail(questions.error().code, bare(questions.error().message, "list"));
        for (auto& question : *questions) send(notification(Found{fact_of(std::move(question))}));
        return Done{};
    }

    Result<Reply> carry_out(Command const& command) {
        auto result =
            adapter_->command({command.name, command.body.text, command.key}, milliseconds(command.timeout_ms));
        if (result.status == LB_OK) return Reply{{std::move(result.reply)}};
        return fail(static_cast<Errc>(result.status), bare(std::move(result.words), "command " + command.name));
    }

    Result<Reply> sheet() {
        auto const sheet = adapter_->capabilities();
        if (!sheet) return fail(sheet.error().code, bare(sheet.error().message, "capabilities"));
        return Reply{{json_of(*sheet)}};
    }

    Result<Done> prove(Check const& check) { return done(adapter_->check(check.settings.text, finding()), "check"); }

    Result<Done> prove(CheckAtLot const& check) {
        std::chrono::minutes const utc_offset(check.utc_offset_minutes);
        return done(adapter_->check_at_lot(check.settings.text, check.offline, utc_offset, finding()), "check");
    }

    std::function<void(plugin::Finding)> finding() {
        return [this](plugin::Finding found) {
            send(notification(Finding{found.result, std::move(found.subject), std::move(found.words)}));
        };
    }

    Result<Done> list_day(std::string const& day) {
        auto const tell = [this](plugin::Message message) { send(notification(Found{fact_of(std::move(message))})); };
        return done(adapter_->list_day(day, tell), "list " + day);
    }

    // ---- what the adapter asks the host

    plugin::Upward upward() {
        return {
            .submit = [this](std::vector<plugin::Message> messages, std::string cursor) -> Result<> {
                Submit batch{.messages = {}, .cursor = std::move(cursor)};
                for (auto& message : messages) batch.messages.push_back(fact_of(std::move(message)));
                LOTBRIDGE_CHECK(call(batch));
                return {};
            },
            .put_image = [this](std::string_view type, std::string_view bytes) -> Result<std::string> {
                LOTBRIDGE_TRY(auto image, call(PutImage{std::string(type), {std::string(bytes)}}));
                return std::move(image.key);
            },
            .log =
                [this](int level, std::string_view line) {
                    send(notification(Log{level, std::string(line)}));
                },
            .cursor = []() -> Result<std::string> { return std::string(); },  // comes with each poll
            .ask = [this](plugin::Message question, milliseconds limit) -> Result<plugin::Answer> {
                LOTBRIDGE_TRY(auto reply, call(Ask{question.name, {question.body}, limit.count()}));
                return plugin::Answer{std::move(reply.body.text)};  // the host keeps the receipts
            },
            .dealt_with = {},
            .wake =
                [this] {
                    if (!woken_.exchange(true)) send(notification(Wake{}));
                },
        };
    }

    // On the adapter's thread, while it is inside a call: the host answers this before anything else.
    template <class Request>
    Result<typename Request::Answer> call(Request const& request) {
        LOTBRIDGE_TRY(auto const frame, framed(remote::request(++last_, request), Framing::length));
        write(frame);
        auto const incoming = inbox_.next(for_ever());
        if (!incoming || incoming->id != last_) std::_Exit(1);
        if (incoming->kind == Incoming::Kind::failure) return fail(incoming->error);
        return incoming->read<typename Request::Answer>();
    }

    // ---- any thread

    void send(std::string_view message) {
        if (auto const frame = framed(message, Framing::length)) write(*frame);
    }
    void write(std::string_view frame) {
        std::lock_guard const lock(writing_);
        if (!pipes_.write(frame, milliseconds(0))) std::_Exit(0);
    }

    std::filesystem::path plugin_;
    base::Pipes pipes_;
    std::mutex writing_;
    std::atomic<bool> woken_ = false;  // the host, since its last request
    plugin::HostSide side_{upward()};
    std::unique_ptr<plugin::Adapter> adapter_;
    std::int64_t last_ = 0;
    Inbox inbox_;
};

}  // namespace

int run_adapter(std::filesystem::path const& plugin, base::Pipes pipes) {
    base::leave_dumps();
    base::be_a_child();
    std::set_new_handler([] {
        std::fputs("no memory is left: the adapter has reached its limit\n", stderr);
        std::abort();
    });
    return Runner(plugin, std::move(pipes)).run();
}

}  // namespace lotbridge::isolation
