#include "text_query.hpp"

#include "firebird.hpp"
#include "odbc_rows.hpp"

#include <soci/error.h>
#include <soci/session.h>
#include <soci/soci-backend.h>
#include <soci/type-wrappers.h>
#include <ctime>
#include <exception>
#include <list>
#include <memory>

namespace lotbridge::sql {
namespace {

namespace sd = soci::details;

// A parameter while the statement runs: SOCI keeps pointers into it.
struct Bound {
    std::unique_ptr<sd::standard_use_type_backend> use;
    long long number = 0;
    std::string text;
    soci::indicator state = soci::i_ok;
};

struct Fetched {
    std::unique_ptr<sd::standard_into_type_backend> into;
    std::string text;
    soci::long_string blob;  // of Firebird, as is the next
    std::tm time{};
    soci::indicator state = soci::i_ok;
};

class TextQuery {
public:
    explicit TextQuery(soci::session& session) : backend_(session.make_statement_backend()) {
        backend_->alloc();
        odbc_ = OdbcRows::of(session, *backend_);
        firebird_ = FirebirdText::of(session, *backend_);
    }
    ~TextQuery() {
        for (auto& bound : bound_) bound.use->clean_up();
        for (auto& fetched : fetched_) fetched.into->clean_up();
        try {
            backend_->clean_up();
        } catch (std::exception const&) {
            // The connection has ended, and the statement with it; what failed before says so.
        }
    }
    TextQuery(TextQuery const&) = delete;
    TextQuery& operator=(TextQuery const&) = delete;

    Table run(std::string const& sql, std::vector<Value> const& values, std::chrono::milliseconds limit) {
        backend_->prepare(sql, sd::st_one_time_query);
        if (odbc_) odbc_->limit(limit);
        if (firebird_) firebird_->give(values);
        bind(values);
        Table table;
        odbc_ ? run_by_odbc(table) : run_bound(table);
        if (table.columns->empty()) table.affected = backend_->get_affected_rows();
        return table;
    }

private:
    static bool succeeded(sd::statement_backend::exec_fetch_result answer) {
        return answer == sd::statement_backend::ef_success;
    }

    void run_bound(Table& table) {
        table.columns = firebird_ ? firebird_->ask() : describe();
        define(table.columns->size());
        for (bool more = succeeded(backend_->execute(1)) && !fetched_.empty(); more;
             more = succeeded(backend_->fetch(1)))
            table.rows.push_back(take(table.columns));
    }

    // The columns of a procedure are not known before it has run.
    void run_by_odbc(Table& table) {
        backend_->execute(0);
        table.columns = describe();
        odbc_->describe(table.columns->size());
        while (!table.columns->empty() && succeeded(backend_->fetch(1))) {
            auto& row = table.rows.emplace_back(Row{table.columns, {}});
            for (std::size_t i = 0; i < table.columns->size(); ++i) row.cells.push_back(odbc_->cell(i));
        }
    }

    void bind(std::vector<Value> const& values) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            auto& bound = bound_.emplace_back();
            bound.use.reset(backend_->make_use_type_backend());
            auto const name = std::string("p").append(std::to_string(i + 1));
            auto const* number = std::get_if<std::int64_t>(&values[i]);
            if (number && firebird_) {
                bound.text = std::to_string(*number);
                bound.use->bind_by_name(name, &bound.text, sd::x_stdstring, true);
            } else if (number) {
                bound.number = *number;
                bound.use->bind_by_name(name, &bound.number, sd::x_long_long, true);
            } else {
                if (auto const* text = std::get_if<std::string>(&values[i]))
                    bound.text = *text;
                else
                    bound.state = soci::i_null;
                bound.use->bind_by_name(name, &bound.text, sd::x_stdstring, true);
            }
        }
        for (auto& bound : bound_) bound.use->pre_exec(1);
        for (auto& bound : bound_) bound.use->pre_use(&bound.state);
    }

    std::shared_ptr<Columns const> describe() {
        auto columns = std::make_shared<Columns>();
        auto const count = backend_->prepare_for_describe();
        for (int i = 1; i <= count; ++i) {
            try {
                soci::data_type ignored{};
                backend_->describe_column(i, ignored, columns->emplace_back());
            } catch (soci::soci_error const& error) {
                throw soci::soci_error("column " + std::to_string(i) + " of the result: " + error.get_error_message() +
                                       " (of type BIT, or a bare NULL? write it as an expression: flag + 0)");
            }
        }
        return columns;
    }

    void define(std::size_t count) {
        int position = 1;
        for (std::size_t i = 0; i < count; ++i) {
            auto& fetched = fetched_.emplace_back();
            fetched.into.reset(backend_->make_into_type_backend());
            if (form(i) == Form::blob)
                fetched.into->define_by_pos(position, &fetched.blob, sd::x_longstring);
            else if (form(i) == Form::time)
                fetched.into->define_by_pos(position, &fetched.time, sd::x_stdtm);
            else
                fetched.into->define_by_pos(position, &fetched.text, sd::x_stdstring);
            fetched.into->pre_exec(1);
            fetched.into->pre_fetch();
        }
    }

    Row take(std::shared_ptr<Columns const> const& columns) {
        Row row{columns, {}};
        row.cells.reserve(fetched_.size());
        for (auto& fetched : fetched_) {
            fetched.into->post_fetch(true, true, &fetched.state);
            auto const kind = form(row.cells.size());
            if (kind == Form::blob) fetched.text = fetched.blob.value;
            if (kind == Form::time && fetched.state != soci::i_null) fetched.text = firebird_->time(row.cells.size());
            row.cells.push_back(fetched.state == soci::i_null ? Cell() : Cell(fetched.text));
        }
        return row;
    }

    using Form = FirebirdText::Form;
    Form form(std::size_t column) const { return firebird_ ? firebird_->form(column) : Form::text; }

    std::unique_ptr<sd::statement_backend> backend_;
    std::optional<OdbcRows> odbc_;
    std::optional<FirebirdText> firebird_;
    std::list<Bound> bound_;  // lists: SOCI holds addresses
    std::list<Fetched> fetched_;
};

}  // namespace

Table run_text_query(soci::session& session, std::string const& sql, std::vector<Value> const& values,
                     std::chrono::milliseconds limit) {
    return TextQuery(session).run(sql, values, limit);
}

}  // namespace lotbridge::sql
