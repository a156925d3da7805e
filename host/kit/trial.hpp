// One adapter in a process of its own, above it a host that keeps its promises or breaks them as a case wants.
#pragma once

#include "kit/course.hpp"
#include "kit/evidence.hpp"
#include "kit/subject.hpp"
#include "plugin/adapter.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lotbridge::kit {

struct Limits {
    std::size_t facts = 2000;  // that one run reads
    std::size_t polls = 5000;
    std::size_t cursors = 24;                         // that are resumed at
    std::chrono::seconds reading{60};                 // of one run
    std::chrono::milliseconds slow{300}, stop{5000};  // what a slow host takes for a batch; the longest for a stop
};

class Trial {
public:
    enum class Host { good, full, refuses, slow };

    Trial(Subject const& subject, Evidence& evidence, Limits const& limits);
    ~Trial();

    Result<> start();
    Result<> start(std::string const& settings);
    // True: the adapter asks to be polled again at once.
    Result<bool> poll();
    // Polls until there is nothing more, or enough of it.
    Result<> read(std::chrono::seconds longest = std::chrono::hours(24));
    void stop();
    plugin::CommandResult command(std::string const& name, std::string const& body, std::string const& opr_num);
    Result<std::map<std::string, std::string>> capabilities();
    // The messages of a day as the legacy system has them, and what it hands over of some records when it is told to.
    Result<std::vector<plugin::Message>> list_day(std::string const& day);
    Result<> submit_day(std::string const& day, std::vector<std::string> const& records);

    void resume_at(std::string cursor) { side_.set_cursor(std::move(cursor)); }
    std::string const& cursor() const { return side_.cursor(); }
    void behave(Host host) { host_ = host; }
    Course const& course() const { return course_; }
    std::size_t not_stored() const { return not_stored_; }  // batches that the host did not take

private:
    plugin::Upward upward();
    Result<> take(std::vector<plugin::Message> messages, std::string cursor);
    Result<> judged(plugin::Outcome const& outcome);

    Subject const& subject_;
    Evidence& evidence_;
    Limits const& limits_;
    Host host_ = Host::good;
    Course course_;
    std::size_t not_stored_ = 0, images_ = 0;
    plugin::HostSide side_;
    std::unique_ptr<plugin::Adapter> adapter_;
};

}  // namespace lotbridge::kit
