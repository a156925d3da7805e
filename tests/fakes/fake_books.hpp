// The lot's own books, written by a test.
#pragma once

#include "base/scheduler.hpp"
#include "relay/books.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace lotbridge::fakes {

class FakeBooks : public relay::Books {
public:
    explicit FakeBooks(base::Scheduler& scheduler) : scheduler_(scheduler) {}

    bool caught_up() const override { return is_caught_up; }
    void list_day(LocalDate day, std::function<void(plugin::Message)> found,
                  std::function<void(plugin::CommandResult)> done) override {
        listed.push_back(day);
        for (auto const& message : days[day.text()]) found(message);
        scheduler_.post([done = std::move(done), result = result] { done(result); });
    }
    void submit_day(LocalDate, std::vector<std::string> records,
                    std::function<void(plugin::CommandResult)> done) override {
        submitted.insert(submitted.end(), records.begin(), records.end());
        scheduler_.post([this, done = std::move(done), records] {
            if (submit) submit(records);
            done({.status = LB_OK, .reply = {}, .words = {}});
        });
    }

    bool is_caught_up = true;
    std::map<std::string, std::vector<plugin::Message>> days;
    plugin::CommandResult result{.status = LB_OK, .reply = {}, .words = {}};  // of list_day
    std::function<void(std::vector<std::string> const& records)> submit;      // what the adapter does then

    std::vector<LocalDate> listed;
    std::vector<std::string> submitted;

private:
    base::Scheduler& scheduler_;
};

}  // namespace lotbridge::fakes
