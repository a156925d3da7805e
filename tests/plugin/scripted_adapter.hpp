// An adapter that is linked in and does what a test says. One at a time: create() is given nothing to find it by.
#pragma once

#include "plugin/library.hpp"
#include "plugin/text.hpp"

#include <lotbridge/abi/ask.h>
#include <lotbridge/abi/questions.h>
#include <lotbridge/abi/totals.h>
#include <lotbridge/abi/wake.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <string>

namespace lotbridge::plugin {

class ScriptedAdapter {
public:
    ScriptedAdapter() { playing_ = this; }
    ~ScriptedAdapter() { playing_ = nullptr; }
    ScriptedAdapter(ScriptedAdapter const&) = delete;
    ScriptedAdapter& operator=(ScriptedAdapter const&) = delete;

    using Reply = std::function<void(std::string_view)>;

    std::function<lb_status(lb_error*)> on_create = [](lb_error*) { return LB_OK; };
    std::function<lb_status(std::string_view settings, lb_error*)> on_start = [](auto, auto) { return LB_OK; };
    std::function<lb_status(std::string_view cursor, bool& more, lb_error*)> on_poll = [](auto, bool&, auto) {
        return LB_OK;
    };
    std::function<lb_status(lb_message const&, std::uint32_t timeout_ms, Reply const&, lb_error*)> on_command =
        [](auto&, auto, Reply const& reply, auto) { return reply("{}"), LB_OK; };
    bool keeps_books = false;  // offers lotbridge.totals/1
    using Found = std::function<void(lb_message const&)>;
    std::function<lb_status(std::string_view day, Found const&, lb_error*)> on_list = [](auto, auto&, auto) {
        return LB_OK;
    };
    // lotbridge.questions/1, offered when the interval is not 0. What waits is one member query.
    std::uint32_t look_interval = 0;
    std::function<lb_status(bool& more, lb_error*)> on_look = [](bool&, auto) { return LB_OK; };
    std::function<void()> on_stop = [] {}, on_destroy = [] {};
    std::string sheet = R"({"vehicle_entry":"native"})";

    lb_host const* host = nullptr;

    static lb_status say(lb_error* error, lb_status status, std::string_view words) {
        error->text_size = static_cast<std::uint32_t>(std::min(words.size(), sizeof error->text));
        std::memcpy(error->text, words.data(), error->text_size);
        return status;
    }

    // Submits one message; the words of a refusal are left in error.
    lb_status submit(std::string_view body, std::string_view cursor, lb_error* error) const {
        lb_message message{};
        message.struct_size = sizeof message;
        message.name = border_text("vehicle_entry");
        message.body = border_text(body);
        return host->submit(host, &message, 1, border_text(cursor), error);
    }

    // Asks the cloud; the answer's status.
    lb_status ask(lb_error* error) const {
        auto const* asking = static_cast<lb_host_ask const*>(host->extension(host, LB_EXT_ASK));
        lb_message question{};
        question.struct_size = sizeof question;
        question.name = border_text("member_query");
        question.body = border_text("{}");
        return asking->ask(
            host, &question, 0, [](void*, lb_text) {}, nullptr, error);
    }

    void wake() const { static_cast<lb_host_wake const*>(host->extension(host, LB_EXT_WAKE))->wake(host); }

    std::shared_ptr<Library const> library() {
        static constexpr lb_entry entry = {.struct_size = sizeof(lb_entry),
                                           .abi_major = LOTBRIDGE_ABI_MAJOR,
                                           .abi_minor = LOTBRIDGE_ABI_MINOR,
                                           .id = "test.scripted",
                                           .version = "1.0.0",
                                           .title_zh = "剧本",
                                           .title_en = "Scripted",
                                           .capabilities = "{}",
                                           .settings_schema = "{}",
                                           .create = create};
        return *Library::linked({.id = "test.scripted", .version = "1.0.0"}, entry);
    }

private:
    static lb_adapter* create(lb_host const* host, lb_error* error) {
        playing_->host = host;
        if (playing_->on_create(error) != LB_OK) return nullptr;
        return &playing_->adapter_;
    }
    static lb_status start(lb_adapter*, lb_text settings, lb_error* error) {
        return playing_->on_start(view(settings), error);
    }
    static lb_status poll(lb_adapter*, lb_text cursor, std::int32_t* more, lb_error* error) {
        bool again = false;
        auto const status = playing_->on_poll(view(cursor), again, error);
        *more = again;
        return status;
    }
    static lb_status command(lb_adapter*, lb_message const* request, std::uint32_t timeout_ms, lb_text_sink reply,
                             void* context, lb_error* error) {
        auto const give = [&](std::string_view text) { reply(context, border_text(text)); };
        return playing_->on_command(*request, timeout_ms, give, error);
    }
    static lb_status capabilities(lb_adapter*, lb_text_sink sheet, void* context, lb_error*) {
        sheet(context, border_text(playing_->sheet));
        return LB_OK;
    }
    static void stop(lb_adapter*) { playing_->on_stop(); }
    static void destroy(lb_adapter*) { playing_->on_destroy(); }
    static lb_status list_day(lb_adapter*, lb_text day, lb_message_sink sink, void* context, lb_error* error) {
        return playing_->on_list(
            view(day), [&](lb_message const& message) { sink(context, &message); }, error);
    }
    static lb_status submit_day(lb_adapter*, lb_text, lb_text const* records, std::size_t count, lb_error* error) {
        for (std::size_t i = 0; i < count; ++i) {
            auto const body = R"({"recordCode":")" + std::string(view(records[i])) + "\"}";
            if (auto const status = playing_->submit(body, "", error); status != LB_OK) return status;
        }
        return LB_OK;
    }
    static std::uint32_t interval_ms(lb_adapter*) { return playing_->look_interval; }
    static lb_status look(lb_adapter*, std::int32_t* more, lb_error* error) {
        bool again = false;
        auto const status = playing_->on_look(again, error);
        *more = again;
        return status;
    }
    static lb_status list(lb_adapter*, lb_message_sink sink, void* context, lb_error*) {
        lb_message question{};
        question.struct_size = sizeof question;
        question.name = border_text("member_query");
        question.body = border_text(R"({"carNum":"A1"})");
        sink(context, &question);
        return LB_OK;
    }
    static void const* extension(lb_adapter*, char const* id) {
        static constexpr lb_adapter_totals totals{sizeof totals, list_day, submit_day};
        static constexpr lb_adapter_questions questions{sizeof questions, interval_ms, look, list};
        if (playing_->keeps_books && std::string_view(id) == LB_EXT_TOTALS) return &totals;
        return playing_->look_interval > 0 && std::string_view(id) == LB_EXT_QUESTIONS ? &questions : nullptr;
    }

    static inline ScriptedAdapter* playing_ = nullptr;
    lb_adapter adapter_{.struct_size = sizeof(lb_adapter),
                        .self = nullptr,
                        .start = start,
                        .poll = poll,
                        .command = command,
                        .capabilities = capabilities,
                        .stop = stop,
                        .destroy = destroy,
                        .extension = extension};
};

}  // namespace lotbridge::plugin
