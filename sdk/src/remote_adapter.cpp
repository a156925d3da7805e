// The C border of an adapter that is another program.
#include <lotbridge/abi/check.h>
#include <lotbridge/abi/questions.h>
#include <lotbridge/abi/totals.h>
#include <lotbridge/abi/wake.h>
#include <lotbridge/remote/adapter.hpp>

#include "border.hpp"
#include "remote_conversation.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

namespace lotbridge::remote {
namespace {

using detail::borrow;
using detail::guarded;
using detail::view;

std::string text(lb_text value) { return std::string(view(value)); }

class RemoteAdapter {
public:
    RemoteAdapter(lb_host const* host, OpenChannel open, std::chrono::milliseconds limit)
        : host_(host), open_(std::move(open)), limit_(limit), conversation_(host, limit) {}

    lb_adapter* c() { return &c_; }

private:
    static RemoteAdapter& of(lb_adapter* adapter) { return *static_cast<RemoteAdapter*>(adapter->self); }

    // Every way in: the program is there, or it is said why not.
    template <class Body>
    static lb_status with_program(lb_adapter* adapter, lb_error* error, Body body) {
        return guarded(error, [&]() -> Result<> {
            LOTBRIDGE_CHECK(of(adapter).ready());
            return body(of(adapter).conversation_);
        });
    }

    Result<> ready() {
        if (!open_) return {};  // begun, and perhaps dead: the conversation says so
        auto const log = [host = host_](Log const& said) {
            host->log(host, static_cast<std::int32_t>(said.level), borrow(said.line));
        };
        auto const wake = [host = host_] {
            auto const* waking = static_cast<lb_host_wake const*>(host->extension(host, LB_EXT_WAKE));
            if (waking) waking->wake(host);
        };
        LOTBRIDGE_TRY(auto channel, open_({log, wake}));
        LOTBRIDGE_CHECK(greet(*channel, limit_));
        conversation_.begin(std::move(channel));
        open_ = nullptr;
        return {};
    }

    static lb_status LOTBRIDGE_CALL start(lb_adapter* adapter, lb_text settings, lb_error* error) {
        return asked(adapter, Start{{text(settings)}}, {}, error);
    }

    static lb_status LOTBRIDGE_CALL poll(lb_adapter* adapter, lb_text cursor, std::int32_t* more, lb_error* error) {
        return polled(adapter, Poll{text(cursor)}, more, error);
    }

    template <class Request>
    static lb_status polled(lb_adapter* adapter, Request const& request, std::int32_t* more, lb_error* error) {
        *more = 0;
        return with_program(adapter, error, [&](Conversation& program) -> Result<> {
            LOTBRIDGE_TRY(auto const polled, program.call(request));
            *more = polled.more ? 1 : 0;
            detail::put_words(polled.words, error);
            return {};
        });
    }

    static lb_status LOTBRIDGE_CALL command(lb_adapter* adapter, lb_message const* request, std::uint32_t timeout_ms,
                                            lb_text_sink reply, void* context, lb_error* error) {
        return with_program(adapter, error, [&](Conversation& program) -> Result<> {
            auto const given =
                program.call(Command{text(request->name), {text(request->body)}, text(request->key), timeout_ms});
            if (!given && !program.sent()) return fail(Errc::retry, "not carried out: " + given.error().message);
            if (!given) return fail(given.error());
            reply(context, borrow(given->body.text));
            return {};
        });
    }

    static lb_status LOTBRIDGE_CALL capabilities(lb_adapter* adapter, lb_text_sink sheet, void* context,
                                                 lb_error* error) {
        return with_program(adapter, error, [&](Conversation& program) -> Result<> {
            LOTBRIDGE_TRY(auto const given, program.call(Capabilities{}));
            sheet(context, borrow(given.body.text));
            return {};
        });
    }

    static void LOTBRIDGE_CALL stop(lb_adapter* adapter) {
        auto& self = of(adapter);
        guarded(nullptr, [&]() -> Result<> {
            if (!self.conversation_.alive()) return {};
            if (auto const stopped = self.conversation_.call(Stop{}); !stopped)
                self.host_->log(self.host_, LB_LOG_ERROR, borrow("stop: " + stopped.error().message));
            return {};
        });
    }

    static void LOTBRIDGE_CALL destroy(lb_adapter* adapter) {
        std::unique_ptr<RemoteAdapter> const self(&of(adapter));
        guarded(nullptr, [&]() -> Result<> {
            if (self->conversation_.alive()) LOTBRIDGE_CHECK(self->conversation_.call(Destroy{}));
            return {};
        });
    }

    // What the program does not offer it says when it is asked.
    static void const* LOTBRIDGE_CALL extension(lb_adapter*, char const* id) {
        static constexpr lb_adapter_check check_extension{sizeof check_extension, &check};
        static constexpr lb_adapter_check_at_lot check_at_lot_extension{sizeof check_at_lot_extension, &check_at_lot};
        static constexpr lb_adapter_totals totals_extension{sizeof totals_extension, &list_day, &submit_day};
        static constexpr lb_adapter_questions questions_extension{sizeof questions_extension, &interval_ms, &look,
                                                                  &list_questions};
        if (std::strcmp(id, LB_EXT_CHECK) == 0) return &check_extension;
        if (std::strcmp(id, LB_EXT_CHECK_AT_LOT) == 0) return &check_at_lot_extension;
        if (std::strcmp(id, LB_EXT_TOTALS) == 0) return &totals_extension;
        if (std::strcmp(id, LB_EXT_QUESTIONS) == 0) return &questions_extension;
        return nullptr;
    }

    template <class Request>
    static lb_status asked(lb_adapter* adapter, Request const& request, Sinks const& sinks, lb_error* error) {
        return with_program(adapter, error, [&](Conversation& program) -> Result<> {
            LOTBRIDGE_CHECK(program.call(request, sinks));
            return {};
        });
    }

    static lb_status LOTBRIDGE_CALL check(lb_adapter* adapter, lb_text settings, lb_check_sink sink, void* context,
                                          lb_error* error) {
        return asked(adapter, Check{{text(settings)}}, findings(sink, context), error);
    }

    static lb_status LOTBRIDGE_CALL check_at_lot(lb_adapter* adapter, lb_text settings, lb_check_terms const* terms,
                                                 lb_check_sink sink, void* context, lb_error* error) {
        CheckAtLot const request{{text(settings)}, terms->offline != 0, terms->utc_offset_minutes};
        return with_program(adapter, error, [&](Conversation& program) -> Result<> {
            auto const sinks = findings(sink, context);
            auto checked = program.call(request, sinks);
            bool const unknown = !checked && checked.error().code == Errc::unsupported;
            if (unknown && !request.offline) checked = program.call(Check{request.settings}, sinks);
            LOTBRIDGE_CHECK(checked);
            return {};
        });
    }

    static Sinks findings(lb_check_sink sink, void* context) {
        return {.finding = [sink, context](Finding const& finding) {
            sink(context, static_cast<std::int32_t>(finding.result), borrow(finding.subject), borrow(finding.words));
        }};
    }

    static Sinks messages(lb_message_sink sink, void* context) {
        return {.found = [sink, context](Fact const& fact) {
            auto const message = borrow(fact);
            sink(context, &message);
        }};
    }

    static lb_status LOTBRIDGE_CALL list_day(lb_adapter* adapter, lb_text day, lb_message_sink sink, void* context,
                                             lb_error* error) {
        return asked(adapter, ListDay{text(day)}, messages(sink, context), error);
    }

    static lb_status LOTBRIDGE_CALL submit_day(lb_adapter* adapter, lb_text day, lb_text const* records,
                                               std::size_t count, lb_error* error) {
        SubmitDay request{text(day), {}};
        for (std::size_t i = 0; i < count; ++i) request.records.push_back(text(records[i]));
        return asked(adapter, request, {}, error);
    }

    static std::uint32_t LOTBRIDGE_CALL interval_ms(lb_adapter* adapter) {
        std::int64_t interval = 0;
        with_program(adapter, nullptr, [&](Conversation& program) -> Result<> {
            LOTBRIDGE_TRY(auto const told, program.call(LookInterval{}));
            interval = told.interval_ms;
            return {};
        });
        return static_cast<std::uint32_t>(
            std::clamp<std::int64_t>(interval, 0, std::numeric_limits<std::uint32_t>::max()));
    }

    static lb_status LOTBRIDGE_CALL look(lb_adapter* adapter, std::int32_t* more, lb_error* error) {
        return polled(adapter, Look{}, more, error);
    }

    static lb_status LOTBRIDGE_CALL list_questions(lb_adapter* adapter, lb_message_sink sink, void* context,
                                                   lb_error* error) {
        return asked(adapter, Questions{}, messages(sink, context), error);
    }

    lb_host const* host_;
    OpenChannel open_;  // empty once the conversation has begun
    std::chrono::milliseconds limit_;
    Conversation conversation_;
    lb_adapter c_{sizeof(lb_adapter), this, &start, &poll, &command, &capabilities, &stop, &destroy, &extension};
};

}  // namespace

lb_adapter* make_adapter(lb_host const* host, OpenChannel open, std::chrono::milliseconds call_limit) {
    return (new RemoteAdapter(host, std::move(open), call_limit))->c();
}

}  // namespace lotbridge::remote
