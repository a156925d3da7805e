#include "firebird.hpp"

#include <soci/error.h>
#include <soci/session.h>

#ifdef LOTBRIDGE_SOCI_FIREBIRD
#include <soci/firebird/soci-firebird.h>
#endif

#include <algorithm>
#include <array>
#include <cstring>
#include <ctime>
#include <memory>

namespace lotbridge::sql {

#ifdef LOTBRIDGE_SOCI_FIREBIRD

namespace {

using Statuses = std::array<ISC_STATUS, 20>;

soci::firebird_session_backend& backend_of(soci::session& session) {
    return *static_cast<soci::firebird_session_backend*>(session.get_backend());
}

// SOCI keeps the transaction to itself, and does not export the function that gives it.
isc_tr_handle& transaction_of(soci::firebird_session_backend& backend);
template <isc_tr_handle soci::firebird_session_backend::*member>
struct Opened {
    friend isc_tr_handle& transaction_of(soci::firebird_session_backend& backend) { return backend.*member; }
};
template struct Opened<&soci::firebird_session_backend::trhp_>;

void check_statuses(Statuses const& statuses, std::string const& what) {
    if (statuses[0] != 1 || statuses[1] == 0) return;
    std::array<char, 512> words{};
    auto const* next = statuses.data();
    std::string all = what;
    while (fb_interpret(words.data(), words.size(), &next) != 0) all.append(": ").append(words.data());
    throw soci::soci_error(all);
}

// Not 0: it stays.
int answer_shutdown(int reason, int, void*) { return reason == fb_shutrsn_signal ? 1 : 0; }

}  // namespace

void leave_signals_to_the_host() {
    static std::once_flag once;
    std::call_once(once, [] {
        Statuses statuses{};
        fb_shutdown_callback(statuses.data(), &answer_shutdown, fb_shut_confirmation, nullptr);
        check_statuses(statuses, "loading Firebird's client library");
    });
}

void restart_transaction(soci::session& session, Access access, std::chrono::milliseconds lock_wait) {
    auto& backend = backend_of(session);
    auto* const transaction = &transaction_of(backend);
    Statuses statuses{};
    isc_rollback_transaction(statuses.data(), transaction);
    check_statuses(statuses, "ending a transaction");
    auto const seconds = std::max<long long>(lock_wait.count() / 1000, 1);
    std::string wishes{isc_tpb_version3, isc_tpb_read_committed, isc_tpb_rec_version, isc_tpb_wait};
    wishes += access == Access::read_only ? isc_tpb_read : isc_tpb_write;
    wishes += {isc_tpb_lock_timeout, 4};
    for (int shift = 0; shift < 32; shift += 8) wishes += static_cast<char>(seconds >> shift & 0xFF);
    isc_start_transaction(statuses.data(), transaction, 1, &backend.dbhp_, static_cast<int>(wishes.size()),
                          wishes.data());
    check_statuses(statuses, "beginning a transaction");
}

void drop_transaction(soci::session& session) {
    if (session.get_backend_name() != "firebird") return;
    auto& transaction = transaction_of(backend_of(session));
    Statuses ignored{};
    if (transaction != 0) isc_rollback_transaction(ignored.data(), &transaction);
    transaction = 0;
}

std::optional<FirebirdText> FirebirdText::of(soci::session& session, soci::details::statement_backend& statement) {
    if (session.get_backend_name() != "firebird") return std::nullopt;
    return FirebirdText(statement);
}

void FirebirdText::give(std::vector<Value> const& values) {
    auto* const parameters = static_cast<soci::firebird_statement_backend*>(statement_)->sqlda2p_;
    for (std::size_t i = 0; parameters && i < std::min<std::size_t>(parameters->sqld, values.size()); ++i) {
        auto const* text = std::get_if<std::string>(&values[i]);
        parameters->sqlvar[i].sqltype = SQL_VARYING + 1;  // may be NULL
        parameters->sqlvar[i].sqllen =
            static_cast<ISC_SHORT>(std::clamp<std::size_t>(text ? text->size() : 0, 20, 32000));
    }
}

std::shared_ptr<Columns const> FirebirdText::ask() {
    auto names = std::make_shared<Columns>();
    auto* const columns = static_cast<soci::firebird_statement_backend*>(statement_)->sqldap_;
    constexpr ISC_SHORT longest = 64;  // of a number or a time
    for (ISC_SHORT i = 0; columns && i < columns->sqld; ++i) {
        auto& column = columns->sqlvar[i];
        names->emplace_back(column.aliasname, static_cast<std::size_t>(column.aliasname_length));
        auto const type = column.sqltype & ~1;
        bool const time = type == SQL_TIMESTAMP || type == SQL_TYPE_DATE || type == SQL_TYPE_TIME;
        forms_.push_back(type == SQL_BLOB ? Form::blob : time ? Form::time : Form::text);
        if (forms_.back() != Form::text) continue;
        column.sqltype = SQL_VARYING + 1;
        if (type != SQL_VARYING && type != SQL_TEXT) column.sqllen = longest;
    }
    return names;
}

std::string FirebirdText::time(std::size_t column) const {
    auto const& value = static_cast<soci::firebird_statement_backend*>(statement_)->sqldap_->sqlvar[column];
    auto const type = value.sqltype & ~1;
    ISC_TIMESTAMP stamp{};
    if (type == SQL_TIMESTAMP) std::memcpy(&stamp, value.sqldata, sizeof stamp);
    if (type == SQL_TYPE_DATE) std::memcpy(&stamp.timestamp_date, value.sqldata, sizeof stamp.timestamp_date);
    if (type == SQL_TYPE_TIME) std::memcpy(&stamp.timestamp_time, value.sqldata, sizeof stamp.timestamp_time);
    std::tm tm{};
    isc_decode_timestamp(&stamp, &tm);
    std::array<char, 40> text{};
    auto const* form = type == SQL_TYPE_DATE ? "%Y-%m-%d" : type == SQL_TYPE_TIME ? "%H:%M:%S" : "%Y-%m-%d %H:%M:%S";
    std::string out(text.data(), std::strftime(text.data(), text.size(), form, &tm));
    if (type == SQL_TYPE_DATE) return out;
    return out + "." + std::to_string(10000 + stamp.timestamp_time % 10000).substr(1);
}

std::string firebird_plan(soci::session& session, std::string const& text) {
    auto& backend = backend_of(session);
    std::unique_ptr<soci::firebird_statement_backend> const statement(backend.make_statement_backend());
    statement->alloc();
    statement->prepare(text, soci::details::st_one_time_query);
    std::array<char, 1> const wish{isc_info_sql_explain_plan};
    std::array<char, 16000> answer{};
    Statuses statuses{};
    isc_dsql_sql_info(statuses.data(), &statement->stmtp_, 1, wish.data(), answer.size(), answer.data());
    statement->clean_up();
    check_statuses(statuses, "asking for the plan");
    auto const length = static_cast<std::size_t>(isc_vax_integer(answer.data() + 1, 2));
    return answer[0] == isc_info_sql_explain_plan ? std::string(answer.data() + 3, std::min(length, answer.size() - 3))
                                                  : "";
}

FirebirdDeadline::FirebirdDeadline(soci::session& session, std::chrono::steady_clock::time_point deadline)
    : watch_([this, &backend = backend_of(session), deadline] {
          std::unique_lock lock(mutex_);
          if (ended_.wait_until(lock, deadline, [this] { return over_; })) return;
          Statuses ignored{};
          fb_cancel_operation(ignored.data(), &backend.dbhp_, fb_cancel_raise);
      }) {}

FirebirdDeadline::~FirebirdDeadline() {
    {
        std::lock_guard const lock(mutex_);
        over_ = true;
    }
    ended_.notify_one();
    watch_.join();
}

#else

void leave_signals_to_the_host() {}
void restart_transaction(soci::session&, Access, std::chrono::milliseconds) {}
void drop_transaction(soci::session&) {}
std::optional<FirebirdText> FirebirdText::of(soci::session&, soci::details::statement_backend&) { return std::nullopt; }
void FirebirdText::give(std::vector<Value> const&) {}
std::shared_ptr<Columns const> FirebirdText::ask() { return {}; }
std::string FirebirdText::time(std::size_t) const { return {}; }
std::string firebird_plan(soci::session&, std::string const&) { return {}; }
FirebirdDeadline::FirebirdDeadline(soci::session&, std::chrono::steady_clock::time_point) {}
FirebirdDeadline::~FirebirdDeadline() = default;

#endif

}  // namespace lotbridge::sql
