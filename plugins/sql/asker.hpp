// Puts the questions that the lot's own software has written down to the cloud, and writes the answers back.
#pragma once

#include "body.hpp"
#include "link.hpp"
#include "mapping.hpp"
#include "pause.hpp"

#include <lotbridge/adapter/batch.hpp>
#include <lotbridge/adapter/host.hpp>

#include <list>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lotbridge::sql {

class Asker {
public:
    // All must outlive it.
    Asker(Mapping const& mapping, Parameters const& parameters, Link& reader, Link& writer, Host const& host,
          Link::Now now = &Link::Clock::now);

    // How often to look; 0: the mapping has no questions, or must not write their answers.
    std::chrono::milliseconds every() const;
    // Asks one question and writes its answer. An answer counts as known to the lot when this succeeds, so a row that
    // does not take its answer is an error (Errc::retry). Rows of a kind that cannot be read are left out, in words.
    Result<Batch> look();
    // What look would ask.
    Result<Batch> waiting();

private:
    using Time = Link::Clock::time_point;
    // What the lot is to be told.
    struct Told {
        std::string outcome, words;
        Fields fields;  // of the question and of its answer
    };
    // A row for as long as the query gives it.
    struct Waiting {
        Time written{};            // at the earliest
        std::optional<Told> told;  // nothing: not asked yet
        bool done = false;
        std::string trouble;
        Pause pause;
    };
    struct Kind {
        Question const& question;
        Time due{};
        std::optional<Time> looked;
        std::map<std::string, Waiting> rows;  // by key and time
        Columns fitting;
        std::string trouble;
        Pause pause;
    };
    struct Found {
        Row row;
        Waiting* waiting;
    };

    Result<std::vector<Found>> read(Kind& kind);
    Result<Table> rows_of(Kind& kind);
    Result<Waiting> meet(Kind const& kind, Row const& row, Time now);
    Result<Cell> asked_at(Question const& question, Row const& row) const;
    bool too_old(Question const& question, Waiting const& waiting) const;
    Result<> deal_with(Kind& kind, Found const& found);
    Result<Told> ask(Question const& question, Row const& row, Waiting const& waiting);
    Result<bool> write(Question const& question, Row const& row, Told const& told, bool at_once);
    std::string troubles() const;
    Scope scope(Row const& row, Fields const* fields = nullptr) const;

    Mapping const& mapping_;
    Parameters const& parameters_;
    Link &reader_, &writer_;
    Host const& host_;
    Link::Now now_;
    std::list<Kind> kinds_;  // in the order of the mapping
};

}  // namespace lotbridge::sql
