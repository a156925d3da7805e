#include <lotbridge/testing/fake_host.hpp>

#include <lotbridge/text/encoding.hpp>

#include "border.hpp"
#include "json_tree.hpp"

#include <cstring>

namespace lotbridge::testing {
namespace {

using lotbridge::detail::borrow;

std::string text(lb_text value) { return {value.data, value.size}; }

bool is_utf8(lb_text value) { return to_utf8({value.data, value.size}, Encoding::utf8).has_value(); }

lb_error no_error() { return {sizeof(lb_error), 0, {}}; }

tl::unexpected<Error> failure(lb_status status, lb_error const& error) {
    return fail(static_cast<Errc>(status), std::string(error.text, error.text_size));
}

void LOTBRIDGE_CALL take_text(void* context, lb_text value) {
    static_cast<std::vector<std::string>*>(context)->push_back(text(value));
}

// A sink must be called exactly once on success and never on failure.
Result<std::string> only(std::vector<std::string> const& texts, lb_status status, lb_error const& error) {
    if (texts.size() != (status == LB_OK ? 1u : 0u))
        return fail(Errc::broken, "the adapter gave " + std::to_string(texts.size()) + " texts with status " +
                                      std::to_string(status));
    if (status != LB_OK) return failure(status, error);
    return texts.front();
}

std::string record_of(std::string const& body) {
    json::Document document;
    auto const root = document.parse(body);
    auto const* record = root ? json::member(**root, "recordCode") : nullptr;
    return record ? std::string(record->text) : std::string();
}

FakeHostBase& of(lb_host const* host) { return *static_cast<FakeHostBase*>(host->self); }

}  // namespace

FakeHostBase::FakeHostBase(Create create) {
    host_ = {sizeof host_, this, &submit, &log, &extension};
    auto error = no_error();
    adapter_ = create(&host_, &error);
    if (!adapter_)
        throw std::runtime_error("the adapter could not be made: " + std::string(error.text, error.text_size));
}

FakeHostBase::~FakeHostBase() {
    adapter_->stop(adapter_);
    adapter_->destroy(adapter_);
}

Result<> FakeHostBase::start(std::string_view settings_json) {
    auto error = no_error();
    auto const status = adapter_->start(adapter_, borrow(settings_json), &error);
    if (status != LB_OK) return failure(status, error);
    return {};
}

Result<bool> FakeHostBase::poll() {
    auto error = no_error();
    std::int32_t more = 0;
    auto const cursor = cursor_;  // the adapter's view of it must outlive a submit
    auto const status = adapter_->poll(adapter_, borrow(cursor), &more, &error);
    left_out_.clear();
    if (status != LB_OK) return failure(status, error);
    left_out_.assign(error.text, error.text_size);
    return more != 0;
}

Result<> FakeHostBase::poll_all() {
    for (int polls = 0; polls < 10'000; ++polls) {
        LOTBRIDGE_TRY(bool const more, poll());
        if (!more) return {};
    }
    return fail(Errc::broken, "the adapter still asks to be polled again after 10000 polls");
}

Result<std::string> FakeHostBase::command(std::string_view name, std::string_view body,
                                          std::chrono::milliseconds time_left, std::string_view opr_num) {
    lb_message const request{sizeof request, LB_ORIGIN_SEEN, borrow(name), borrow(body), borrow(opr_num), {}};
    auto error = no_error();
    std::vector<std::string> replies;
    auto const status = adapter_->command(adapter_, &request, static_cast<std::uint32_t>(time_left.count()), &take_text,
                                          &replies, &error);
    return only(replies, status, error);
}

Result<std::string> FakeHostBase::capabilities() {
    auto error = no_error();
    std::vector<std::string> sheets;
    auto const status = adapter_->capabilities(adapter_, &take_text, &sheets, &error);
    return only(sheets, status, error);
}

Result<std::vector<FakeHostBase::Finding>> FakeHostBase::check(std::string_view settings_json) {
    return check_by<lb_adapter_check>(LB_EXT_CHECK, [&](auto const& checks, auto... into) {
        return checks.check(adapter_, borrow(settings_json), into...);
    });
}

Result<std::vector<FakeHostBase::Finding>> FakeHostBase::check_at_lot(std::string_view settings_json,
                                                                      CheckTerms const& terms) {
    auto const offset = terms.utc_offset.value_or(std::chrono::minutes(0)).count();
    lb_check_terms const told{sizeof told, terms.offline, static_cast<std::int32_t>(offset)};
    return check_by<lb_adapter_check_at_lot>(LB_EXT_CHECK_AT_LOT, [&](auto const& checks, auto... into) {
        return checks.check(adapter_, borrow(settings_json), &told, into...);
    });
}

template <class Ability, class Call>
Result<std::vector<FakeHostBase::Finding>> FakeHostBase::check_by(char const* id, Call call) {
    auto const* checks = static_cast<Ability const*>(adapter_->extension(adapter_, id));
    if (!checks) return fail(Errc::unsupported, "the adapter offers no check");
    std::vector<Finding> findings;
    lb_check_sink const take = [](void* context, std::int32_t outcome, lb_text subject, lb_text words) {
        static_cast<std::vector<Finding>*>(context)->push_back(
            {static_cast<Findings::Outcome>(outcome), text(subject), text(words)});
    };
    auto error = no_error();
    auto const status = call(*checks, take, static_cast<void*>(&findings), &error);
    if (status != LB_OK) return failure(status, error);
    return findings;
}

lb_adapter_questions const* FakeHostBase::asking() const {
    return static_cast<lb_adapter_questions const*>(adapter_->extension(adapter_, LB_EXT_QUESTIONS));
}

std::chrono::milliseconds FakeHostBase::look_every() {
    auto const* questions = asking();
    return std::chrono::milliseconds(questions ? questions->interval_ms(adapter_) : 0);
}

Result<bool> FakeHostBase::look() {
    auto const* questions = asking();
    if (!questions) return fail(Errc::unsupported, "the adapter finds no questions");
    auto error = no_error();
    std::int32_t more = 0;
    auto const status = questions->look(adapter_, &more, &error);
    left_out_.clear();
    if (status != LB_OK) return failure(status, error);
    left_out_.assign(error.text, error.text_size);
    return more != 0;
}

Result<std::vector<FakeHostBase::Stored>> FakeHostBase::questions() {
    auto const* questions = asking();
    if (!questions) return fail(Errc::unsupported, "the adapter finds no questions");
    std::vector<Stored> listed;
    auto const take = [](void* context, lb_message const* message) {
        auto stored = copied(*message);
        auto const* interface = schema::find_interface(stored.name);
        if (!interface || interface->queueing != schema::Queueing::never)
            stored.problems = "no question";
        else
            stored.problems = schema::describe(schema::check(*interface->request, stored.body));
        static_cast<std::vector<Stored>*>(context)->push_back(std::move(stored));
    };
    auto error = no_error();
    auto const status = questions->list(adapter_, take, &listed, &error);
    if (status != LB_OK) return failure(status, error);
    return listed;
}

Result<std::vector<FakeHostBase::Stored>> FakeHostBase::list_day(std::string_view day) {
    auto const* totals = static_cast<lb_adapter_totals const*>(adapter_->extension(adapter_, LB_EXT_TOTALS));
    if (!totals) return fail(Errc::unsupported, "the adapter offers no totals");
    std::vector<Stored> listed;
    auto const take = [](void* context, lb_message const* message) {
        static_cast<std::vector<Stored>*>(context)->push_back(checked(*message));
    };
    auto error = no_error();
    auto const status = totals->list(adapter_, borrow(day), take, &listed, &error);
    if (status != LB_OK) return failure(status, error);
    return listed;
}

Result<> FakeHostBase::submit_day(std::string_view day, std::vector<std::string> const& records) {
    auto const* totals = static_cast<lb_adapter_totals const*>(adapter_->extension(adapter_, LB_EXT_TOTALS));
    if (!totals) return fail(Errc::unsupported, "the adapter offers no totals");
    std::vector<lb_text> borrowed;
    for (auto const& record : records) borrowed.push_back(borrow(record));
    auto error = no_error();
    auto const status = totals->submit(adapter_, borrow(day), borrowed.data(), borrowed.size(), &error);
    if (status != LB_OK) return failure(status, error);
    return {};
}

lb_status FakeHostBase::submit(lb_host const* host, lb_message const* messages, std::size_t count, lb_text next_cursor,
                               lb_error* error) {
    auto& self = of(host);
    if (auto const failed = std::exchange(self.next_failure_, std::nullopt)) {
        lotbridge::detail::put_words(failed->message, error);
        return static_cast<lb_status>(failed->code);
    }
    std::vector<lb_message> found;
    auto const* bytes = reinterpret_cast<char const*>(messages);
    for (std::size_t i = 0; i < count; ++i, bytes += messages->struct_size)
        found.push_back(*reinterpret_cast<lb_message const*>(bytes));
    bool clean = is_utf8(next_cursor);
    for (auto const& message : found) clean = clean && is_utf8(message.body) && is_utf8(message.key);
    if (!clean) {
        lotbridge::detail::put_words("the cursor, a key or a body is not UTF-8", error);
        return LB_REJECTED;
    }
    for (auto const& message : found) self.keep(message);
    if (next_cursor.size > 0) self.cursor_ = text(next_cursor);
    return LB_OK;
}

FakeHostBase::Stored FakeHostBase::copied(lb_message const& message) {
    return {text(message.name),
            text(message.body),
            text(message.key),
            text(message.image),
            static_cast<Origin>(message.origin),
            {}};
}

FakeHostBase::Stored FakeHostBase::checked(lb_message const& message) {
    auto stored = copied(message);
    if (auto const* interface = schema::find_interface(stored.name); !interface)
        stored.problems = "no such message";
    else if (interface->queueing == schema::Queueing::never)
        stored.problems = "a question is asked, never queued";
    else
        stored.problems = schema::describe(schema::check(*interface->request, stored.body));
    return stored;
}

void FakeHostBase::keep(lb_message const& message) {
    auto stored = checked(message);
    if (!stored.problems.empty())
        quarantined_.push_back(std::move(stored));
    else if (stored.key.empty() || keys_.emplace(stored.name, record_of(stored.body), stored.key).second)
        stored_.push_back(std::move(stored));
}

void FakeHostBase::log(lb_host const* host, std::int32_t level, lb_text line) {
    auto& self = of(host);
    std::lock_guard const lock(self.logging_);
    self.logged_.emplace_back(static_cast<LogLevel>(level), text(line));
}

std::vector<std::pair<LogLevel, std::string>> FakeHostBase::logged() const {
    std::lock_guard const lock(logging_);
    return logged_;
}

void const* FakeHostBase::extension(lb_host const*, char const* id) {
    static constexpr lb_host_images images{sizeof images, &put_image};
    static constexpr lb_host_ask asking{sizeof asking, &ask};
    static constexpr lb_host_wake waking{sizeof waking, &wake};
    if (std::strcmp(id, LB_EXT_IMAGES) == 0) return &images;
    if (std::strcmp(id, LB_EXT_WAKE) == 0) return &waking;
    return std::strcmp(id, LB_EXT_ASK) == 0 ? &asking : nullptr;
}

void FakeHostBase::wake(lb_host const* host) { ++of(host).wakes_; }

lb_status FakeHostBase::put_image(lb_host const* host, lb_text, void const* data, std::size_t size, lb_text_sink key,
                                  void* context, lb_error*) {
    auto& images = of(host).images_;
    std::string bytes(static_cast<char const*>(data), size);
    auto const found = std::find(images.begin(), images.end(), bytes);
    auto const name = "image-" + std::to_string(found - images.begin());
    if (found == images.end()) images.push_back(std::move(bytes));
    key(context, borrow(name));
    return LB_OK;
}

lb_status FakeHostBase::ask(lb_host const* host, lb_message const* question, std::uint32_t limit_ms,
                            lb_text_sink answer, void* context, lb_error* error) {
    auto& self = of(host);
    auto const name = text(question->name), body = text(question->body);
    self.asked_.push_back({name, body, std::chrono::milliseconds(limit_ms)});
    auto const answered = [&]() -> Result<std::string> {
        auto const* interface = schema::find_interface(name);
        if (!interface || interface->queueing != schema::Queueing::never)
            return fail(Errc::unsupported, "\"" + name + "\" is no question");
        if (auto const problems = schema::check(*interface->request, body); !problems.empty())
            return fail(Errc::rejected, schema::describe(problems));
        if (!self.answer_) return fail(Errc::retry, "the cloud did not answer in time");
        return self.answer_(name, body);
    }();
    if (answered) return answer(context, borrow(*answered)), LB_OK;
    lotbridge::detail::put_words(answered.error().message, error);
    return static_cast<lb_status>(answered.error().code);
}

}  // namespace lotbridge::testing
