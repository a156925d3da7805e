#include "plugin/adapter.hpp"

#include "base/json.hpp"
#include "plugin/text.hpp"

#include <lotbridge/abi/check.h>
#include <lotbridge/abi/totals.h>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <limits>

namespace lotbridge::plugin {
namespace {

constexpr std::size_t first_adapter_size = offsetof(lb_adapter, extension) + sizeof(lb_adapter::extension);

// The words that came with a status; a status outside the contract is a bug of the adapter.
Outcome outcome(std::string const& what, lb_status status, lb_error const& error) {
    auto const size = std::min<std::size_t>(error.text_size, sizeof error.text);
    if (status == LB_OK && size == 0) return {};
    auto words = what + ": " + (size > 0 ? printable({error.text, size}) : "failed without a word");
    if (status == LB_OK) return {LB_OK, std::move(words)};
    if (status >= LB_RETRY && status <= LB_BROKEN) return {status, std::move(words)};
    return {LB_BROKEN,
            what + ": returned " + std::to_string(status) + ", which is no status; it said: " + std::move(words)};
}

// The one way into an adapter. C++ inside a library may throw in spite of the contract.
template <class Call>
Outcome guarded(std::string const& what, Call call) {
    lb_error error{};
    error.struct_size = sizeof error;
    try {
        return outcome(what, call(&error), error);
    } catch (std::exception const& exception) {
        return {LB_BROKEN, what + ": an exception left the adapter: " + printable(exception.what())};
    } catch (...) {
        return {LB_BROKEN, what + ": something that is no exception was thrown out of the adapter"};
    }
}

// What comes through a text sink, and how often.
struct Replies {
    std::string text;
    unsigned count = 0;
    std::string problem;

    static void LOTBRIDGE_CALL take(void* context, lb_text value) {
        auto& replies = *static_cast<Replies*>(context);
        if (++replies.count > 1) return;
        if (!value.data && value.size > 0) {
            replies.problem = "its reply has a size but no data";
        } else if (value.size > max_body) {
            replies.problem = "its reply has " + std::to_string(value.size) + " bytes";
        } else if (!is_utf8(view(value))) {
            replies.problem = "its reply is not UTF-8";
        } else {
            replies.text = view(value);
        }
    }

    // After an LB_OK: exactly one reply, and a good one.
    Outcome verdict(std::string const& what) const {
        if (count != 1)
            return {LB_BROKEN, what + ": said that all is well, but replied " + std::to_string(count) + " times"};
        if (!problem.empty()) return {LB_BROKEN, what + ": " + problem};
        return {};
    }
};

// The messages of a day, one by one; after a bad one the others are passed over.
struct Listing {
    std::function<void(Message)> const& found;
    std::size_t count = 0;
    std::string problem;

    static void LOTBRIDGE_CALL take(void* context, lb_message const* message) {
        auto& listing = *static_cast<Listing*>(context);
        if (!message || !listing.problem.empty()) return;
        auto read = read_message(*message, ++listing.count);
        if (read)
            listing.found(std::move(*read));
        else
            listing.problem = read.error().message;
    }
};

void LOTBRIDGE_CALL take_finding(void* context, std::int32_t result, lb_text subject, lb_text words) {
    auto const& report = *static_cast<std::function<void(Finding)> const*>(context);
    report({.result = result, .subject = printable(view(subject)), .words = printable(view(words))});
}

Result<std::map<std::string, std::string>> parse_sheet(std::string const& json) {
    rapidjson::Document sheet;
    if (!base::json::read_object(sheet, json)) {
        return fail(Errc::broken, "capabilities: the sheet is no JSON object: " + printable(json, 200));
    }
    std::map<std::string, std::string> capabilities;
    for (auto const& [name, value] : sheet.GetObject()) {
        std::string_view const kind = value.IsString() ? value.GetString() : "";
        if (kind != "native" && kind != "derived" && kind != "unsupported") {
            return fail(Errc::broken, "capabilities: '" + printable(name.GetString(), 80) +
                                          "' is none of native, derived, unsupported");
        }
        capabilities.emplace(name.GetString(), kind);
    }
    return capabilities;
}

}  // namespace

Result<std::unique_ptr<Adapter>> Adapter::create(std::shared_ptr<Library const> library, HostSide& host) {
    lb_adapter* made = nullptr;
    auto const created = guarded("create", [&](lb_error* error) {
        made = library->create(host.host(), error);
        return made ? LB_OK : LB_BROKEN;
    });
    if (!created.ok()) return fail(static_cast<Errc>(created.status), created.words);
    if (made->struct_size < first_adapter_size) {
        return fail(Errc::broken, "create: gave an adapter of " + std::to_string(made->struct_size) +
                                      " bytes; the least is " + std::to_string(first_adapter_size));
    }
    if (!made->start || !made->poll || !made->command || !made->capabilities || !made->stop || !made->destroy ||
        !made->extension) {
        return fail(Errc::broken, "create: gave an adapter that lacks one of its functions");
    }
    return std::unique_ptr<Adapter>(new Adapter(std::move(library), host, made));
}

Adapter::~Adapter() {
    stop();
    auto const destroyed = guarded("destroy", [&](lb_error*) { return adapter_->destroy(adapter_), LB_OK; });
    if (!destroyed.ok()) host_.upward().log(LB_LOG_ERROR, destroyed.words);
}

Outcome Adapter::start(std::string_view settings) {
    auto started =
        guarded("start", [&](lb_error* error) { return adapter_->start(adapter_, border_text(settings), error); });
    started_ = started.ok();
    return started;
}

PollOutcome Adapter::poll() {
    // The adapter may submit while it reads its cursor; the text must not change under it.
    auto const cursor = host_.cursor();
    std::int32_t more = 0;
    HostSide::Open open(host_);
    auto polled =
        guarded("poll", [&](lb_error* error) { return adapter_->poll(adapter_, border_text(cursor), &more, error); });
    open.ended_well(polled.ok());
    auto const again = polled.ok() && more != 0;
    return {std::move(polled), again};
}

template <class Ability>
Ability const* Adapter::ability(char const* id) const {
    Ability const* found = nullptr;
    guarded("extension", [&](lb_error*) {
        found = static_cast<Ability const*>(adapter_->extension(adapter_, id));
        return LB_OK;
    });
    return found && found->struct_size >= sizeof(Ability) ? found : nullptr;
}

lb_adapter_questions const* Adapter::asking() const {
    auto const* found = ability<lb_adapter_questions>(LB_EXT_QUESTIONS);
    return found && found->interval_ms && found->look && found->list ? found : nullptr;
}

std::chrono::milliseconds Adapter::look_interval() {
    std::uint32_t interval = 0;
    if (auto const* questions = asking())
        guarded("interval_ms", [&](lb_error*) { return interval = questions->interval_ms(adapter_), LB_OK; });
    return std::chrono::milliseconds(interval);
}

PollOutcome Adapter::look() {
    std::int32_t more = 0;
    HostSide::Open open(host_);
    auto looked = guarded("look", [&](lb_error* error) { return asking()->look(adapter_, &more, error); });
    open.ended_well(looked.ok());
    auto const again = looked.ok() && more != 0;
    return {std::move(looked), again};
}

Result<std::vector<Message>> Adapter::questions() {
    struct Listed {
        std::vector<Message> messages;
        Result<> fault;
    } listed;
    auto const take = [](void* context, lb_message const* raw) {
        auto& into = *static_cast<Listed*>(context);
        auto message = read_message(*raw, into.messages.size() + 1);
        if (!message)
            into.fault = fail(message.error());
        else
            into.messages.push_back(std::move(*message));
    };
    auto const outcome =
        guarded("list", [&](lb_error* error) { return asking()->list(adapter_, take, &listed, error); });
    if (!outcome.ok()) return fail(static_cast<Errc>(outcome.status), outcome.words);
    if (!listed.fault) return fail(listed.fault.error());
    return std::move(listed.messages);
}

CommandResult Adapter::command(Request const& request, std::chrono::milliseconds left) {
    auto const what = "command " + printable(request.name, 80);
    // An adapter may believe that texts are texts.
    for (auto const* text : {&request.name, &request.body, &request.opr_num})
        if (!is_utf8(*text)) return {LB_REJECTED, {}, what + ": it is not UTF-8"};
    constexpr std::chrono::milliseconds::rep most = std::numeric_limits<std::uint32_t>::max();
    auto const timeout = static_cast<std::uint32_t>(std::clamp<std::chrono::milliseconds::rep>(left.count(), 0, most));
    lb_message message{};
    message.struct_size = sizeof message;
    message.name = border_text(request.name);
    message.body = border_text(request.body);
    message.key = border_text(request.opr_num);
    Replies replies;
    HostSide::Open open(host_);
    auto result = guarded(what, [&](lb_error* error) {
        return adapter_->command(adapter_, &message, timeout, Replies::take, &replies, error);
    });
    if (result.ok()) result = replies.verdict(what);
    open.ended_well(result.ok());
    return {result.status, result.ok() ? std::move(replies.text) : std::string(), std::move(result.words)};
}

Result<std::map<std::string, std::string>> Adapter::capabilities() {
    Replies replies;
    auto result = guarded("capabilities", [&](lb_error* error) {
        return adapter_->capabilities(adapter_, Replies::take, &replies, error);
    });
    if (result.ok()) result = replies.verdict("capabilities");
    if (!result.ok()) return fail(static_cast<Errc>(result.status), std::move(result.words));
    return parse_sheet(replies.text);
}

void Adapter::stop() {
    if (!started_) return;
    started_ = false;
    auto const stopped = guarded("stop", [&](lb_error*) { return adapter_->stop(adapter_), LB_OK; });
    if (!stopped.ok()) host_.upward().log(LB_LOG_ERROR, stopped.words);
}

namespace {

Outcome not_offered(std::string const& what, char const* id) {
    return {LB_UNSUPPORTED, what + ": this adapter does not offer " + id};
}

}  // namespace

Outcome Adapter::list_day(std::string const& day, std::function<void(Message)> const& found) {
    auto const* totals = ability<lb_adapter_totals>(LB_EXT_TOTALS);
    if (!totals || !totals->list) return not_offered("list " + day, LB_EXT_TOTALS);
    Listing listing{found};
    HostSide::Open const open(host_);
    auto listed = guarded("list " + day, [&](lb_error* error) {
        return totals->list(adapter_, border_text(day), Listing::take, &listing, error);
    });
    if (listed.ok() && !listing.problem.empty()) listed = {LB_BROKEN, "list " + day + ": " + listing.problem};
    return listed;
}

Outcome Adapter::submit_day(std::string const& day, std::vector<std::string> const& records) {
    auto const* totals = ability<lb_adapter_totals>(LB_EXT_TOTALS);
    if (!totals || !totals->submit) return not_offered("submit " + day, LB_EXT_TOTALS);
    std::vector<lb_text> borrowed;
    for (auto const& record : records) borrowed.push_back(border_text(record));
    HostSide::Open const open(host_);
    return guarded("submit " + day, [&](lb_error* error) {
        return totals->submit(adapter_, border_text(day), borrowed.data(), borrowed.size(), error);
    });
}

Outcome Adapter::check(std::string_view settings, std::function<void(Finding)> const& found) {
    auto const* checks = ability<lb_adapter_check>(LB_EXT_CHECK);
    if (!checks || !checks->check) return not_offered("check", LB_EXT_CHECK);
    return guarded("check", [&](lb_error* error) {
        return checks->check(adapter_, border_text(settings), &take_finding,
                             const_cast<std::function<void(Finding)>*>(&found), error);
    });
}

Outcome Adapter::check_at_lot(std::string_view settings, bool offline, std::chrono::minutes utc_offset,
                              std::function<void(Finding)> const& found) {
    auto const* checks = ability<lb_adapter_check_at_lot>(LB_EXT_CHECK_AT_LOT);
    if (!checks || !checks->check) return offline ? not_offered("check", LB_EXT_CHECK_AT_LOT) : check(settings, found);
    lb_check_terms const terms{sizeof terms, offline ? 1 : 0, static_cast<std::int32_t>(utc_offset.count())};
    return guarded("check", [&](lb_error* error) {
        return checks->check(adapter_, border_text(settings), &terms, &take_finding,
                             const_cast<std::function<void(Finding)>*>(&found), error);
    });
}

}  // namespace lotbridge::plugin
