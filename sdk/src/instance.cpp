// The C border around one Adapter: every call from the host comes in here, and no exception leaves.
#include <lotbridge/abi/check.h>
#include <lotbridge/abi/questions.h>
#include <lotbridge/abi/totals.h>
#include <lotbridge/adapter.hpp>

#include "border.hpp"

#include <algorithm>
#include <cstring>

namespace lotbridge {
namespace {

using detail::borrow;
using detail::guarded;
using detail::view;

}  // namespace

class Instance {
public:
    Instance(lb_host const* host, std::unique_ptr<Adapter> adapter, Offers const& offers)
        : host_(host), adapter_(std::move(adapter)) {
        adapter_->offers_ = offers;
        adapter_->host_ = Host(host);
        c_.struct_size = sizeof c_;
        c_.self = this;
        c_.start = &start;
        c_.poll = &poll;
        c_.command = &command;
        c_.capabilities = &capabilities;
        c_.stop = &stop;
        c_.destroy = &destroy;
        c_.extension = &extension;
    }

    lb_adapter* c() { return &c_; }

private:
    static Instance& of(lb_adapter* adapter) { return *static_cast<Instance*>(adapter->self); }

    static lb_status LOTBRIDGE_CALL start(lb_adapter* adapter, lb_text settings, lb_error* error) {
        return guarded(error, [&]() -> Result<> {
            auto& self = of(adapter);
            if (self.started_) return fail(Errc::misuse, "start: the adapter is started already");
            LOTBRIDGE_TRY(auto const parsed, Settings::parse(view(settings)));
            LOTBRIDGE_CHECK(self.adapter_->start(parsed));
            self.started_ = true;
            return {};
        });
    }

    static lb_status LOTBRIDGE_CALL poll(lb_adapter* adapter, lb_text cursor, std::int32_t* more, lb_error* error) {
        *more = 0;
        return guarded(error, [&]() -> Result<> {
            auto& self = of(adapter);
            LOTBRIDGE_CHECK(self.must_be_started("poll"));
            LOTBRIDGE_TRY(auto const batch, self.adapter_->poll(view(cursor)));
            return self.hand_over(batch, more, error);
        });
    }

    static lb_status LOTBRIDGE_CALL command(lb_adapter* adapter, lb_message const* request, std::uint32_t timeout_ms,
                                            lb_text_sink reply, void* context, lb_error* error) {
        return guarded(error, [&]() -> Result<> {
            auto& self = of(adapter);
            LOTBRIDGE_CHECK(self.must_be_started("command"));
            LOTBRIDGE_TRY(auto const answer,
                          self.adapter_->command({view(request->name), view(request->body),
                                                  std::chrono::milliseconds(timeout_ms), view(request->key)}));
            reply(context, borrow(answer));
            return {};
        });
    }

    static lb_status LOTBRIDGE_CALL capabilities(lb_adapter* adapter, lb_text_sink sheet, void* context,
                                                 lb_error* error) {
        return guarded(error, [&]() -> Result<> {
            auto& self = of(adapter);
            LOTBRIDGE_CHECK(self.must_be_started("capabilities"));
            auto const text = self.adapter_->capabilities().text();
            sheet(context, borrow(text));
            return {};
        });
    }

    static void LOTBRIDGE_CALL stop(lb_adapter* adapter) {
        auto& self = of(adapter);
        if (!self.started_) return;
        self.started_ = false;
        lb_error error{sizeof error, 0, {}};
        auto const status = guarded(&error, [&]() -> Result<> {
            self.adapter_->stop();
            return {};
        });
        if (status != LB_OK) Host(self.host_).log(LogLevel::error, {error.text, error.text_size});
    }

    // A destructor that throws ends the process by the rules of the language; stop() first, while that can be reported.
    static void LOTBRIDGE_CALL destroy(lb_adapter* adapter) {
        stop(adapter);
        delete &of(adapter);
    }

    static void const* LOTBRIDGE_CALL extension(lb_adapter*, char const* id) {
        static constexpr lb_adapter_check check_extension{sizeof check_extension, &check};
        static constexpr lb_adapter_totals totals_extension{sizeof totals_extension, &list_day, &submit_day};
        if (std::strcmp(id, LB_EXT_CHECK) == 0) return &check_extension;
        static constexpr lb_adapter_check_at_lot check_at_lot_extension{sizeof check_at_lot_extension, &check_at_lot};
        if (std::strcmp(id, LB_EXT_CHECK_AT_LOT) == 0) return &check_at_lot_extension;
        static constexpr lb_adapter_questions questions_extension{sizeof questions_extension, &interval_ms, &look,
                                                                  &list_questions};
        if (std::strcmp(id, LB_EXT_TOTALS) == 0) return &totals_extension;
        if (std::strcmp(id, LB_EXT_QUESTIONS) == 0) return &questions_extension;
        return nullptr;
    }

    static lb_status LOTBRIDGE_CALL list_day(lb_adapter* adapter, lb_text day, lb_message_sink sink, void* context,
                                             lb_error* error) {
        return guarded(error, [&]() -> Result<> {
            auto& self = of(adapter);
            LOTBRIDGE_CHECK(self.must_be_started("list"));
            LOTBRIDGE_TRY(auto const date, date_of(day));
            LOTBRIDGE_TRY(auto const batch, self.adapter_->list_day(date));
            list_all(batch, sink, context);
            return {};
        });
    }

    static lb_status LOTBRIDGE_CALL submit_day(lb_adapter* adapter, lb_text day, lb_text const* records,
                                               std::size_t count, lb_error* error) {
        return guarded(error, [&]() -> Result<> {
            auto& self = of(adapter);
            LOTBRIDGE_CHECK(self.must_be_started("submit"));
            LOTBRIDGE_TRY(auto const date, date_of(day));
            std::vector<std::string> wanted;
            for (std::size_t i = 0; i < count; ++i) wanted.emplace_back(view(records[i]));
            LOTBRIDGE_TRY(auto const batch, self.adapter_->reread(date, wanted));
            return Host(self.host_).submit(batch);
        });
    }

    static std::uint32_t LOTBRIDGE_CALL interval_ms(lb_adapter* adapter) {
        std::uint32_t interval = 0;
        guarded(nullptr, [&]() -> Result<> {
            auto const& self = of(adapter);
            if (self.started_) interval = static_cast<std::uint32_t>(self.adapter_->look_every().count());
            return {};
        });
        return interval;
    }

    static lb_status LOTBRIDGE_CALL look(lb_adapter* adapter, std::int32_t* more, lb_error* error) {
        *more = 0;
        return guarded(error, [&]() -> Result<> {
            auto& self = of(adapter);
            LOTBRIDGE_CHECK(self.must_be_started("look"));
            LOTBRIDGE_TRY(auto const batch, self.adapter_->look());
            return self.hand_over(batch, more, error);
        });
    }

    static lb_status LOTBRIDGE_CALL list_questions(lb_adapter* adapter, lb_message_sink sink, void* context,
                                                   lb_error* error) {
        return guarded(error, [&]() -> Result<> {
            auto& self = of(adapter);
            LOTBRIDGE_CHECK(self.must_be_started("list"));
            LOTBRIDGE_TRY(auto const batch, self.adapter_->questions());
            list_all(batch, sink, context);
            return {};
        });
    }

    static void list_all(Batch const& batch, lb_message_sink sink, void* context) {
        for (auto const& message : batch.messages()) {
            auto const borrowed = borrow(message);
            sink(context, &borrowed);
        }
    }

    Result<> hand_over(Batch const& batch, std::int32_t* more, lb_error* error) const {
        LOTBRIDGE_CHECK(Host(host_).submit(batch));
        *more = batch.wants_again() ? 1 : 0;
        detail::put_words(batch.left_out(), error);
        return {};
    }

    static Result<LocalDate> date_of(lb_text day) {
        auto const date = LocalDate::parse(view(day));
        if (date && !date->empty()) return *date;
        return fail(Errc::misuse, std::string("\"").append(view(day)).append("\" is no day"));
    }

    static lb_status LOTBRIDGE_CALL check(lb_adapter* adapter, lb_text settings, lb_check_sink sink, void* context,
                                          lb_error* error) {
        return check_by(adapter, settings, sink, context, error,
                        [](Adapter& self, auto const& parsed, auto& findings) { return self.check(parsed, findings); });
    }

    static lb_status LOTBRIDGE_CALL check_at_lot(lb_adapter* adapter, lb_text settings, lb_check_terms const* terms,
                                                 lb_check_sink sink, void* context, lb_error* error) {
        CheckTerms const known{terms->offline != 0, std::chrono::minutes(terms->utc_offset_minutes)};
        return check_by(adapter, settings, sink, context, error,
                        [&](Adapter& self, auto const& parsed, auto& findings) {
                            return self.check_at_lot(parsed, known, findings);
                        });
    }

    template <class Check>
    static lb_status check_by(lb_adapter* adapter, lb_text settings, lb_check_sink sink, void* context, lb_error* error,
                              Check check) {
        return guarded(error, [&]() -> Result<> {
            auto& self = of(adapter);
            if (self.started_) return fail(Errc::misuse, "check: the adapter is started; stop it first");
            LOTBRIDGE_TRY(auto const parsed, Settings::parse(view(settings)));
            Findings findings([&](Findings::Outcome outcome, std::string_view subject, std::string_view words) {
                sink(context, static_cast<std::int32_t>(outcome), borrow(subject), borrow(words));
            });
            return check(*self.adapter_, parsed, findings);
        });
    }

    Result<> must_be_started(char const* call) const {
        if (started_) return {};
        return fail(Errc::misuse, std::string(call) + ": the adapter is not started");
    }

    lb_adapter c_{};
    lb_host const* host_;
    std::unique_ptr<Adapter> adapter_;
    bool started_ = false;
};

namespace detail {

void put_words(std::string_view words, lb_error* error) {
    if (!error) return;
    auto size = std::min(words.size(), sizeof error->text);
    // Never cut inside a character.
    while (size < words.size() && size > 0 && (static_cast<unsigned char>(words[size]) & 0xC0) == 0x80) --size;
    std::memcpy(error->text, words.data(), size);
    error->text_size = static_cast<std::uint32_t>(size);
}

lb_adapter* make_instance(lb_host const* host, std::unique_ptr<Adapter> adapter, Offers const& offers,
                          lb_error* error) {
    if (!host || host->struct_size < sizeof(lb_host)) {
        put_words("creating the adapter: the host is older than ABI 1.0", error);
        return nullptr;
    }
    auto instance = std::make_unique<Instance>(host, std::move(adapter), offers);
    return instance.release()->c();
}

}  // namespace detail
}  // namespace lotbridge
