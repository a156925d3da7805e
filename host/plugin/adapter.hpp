// One adapter behind the C border, driven on the caller's thread: each of its functions as a call that returns a value.
// Nothing that is thrown passes, no status is believed that does not exist, and every word is made fit to be shown.
// Instance adds the thread, the time limits and the restarts; `lotbridge check` and `preview` drive it by hand.
#pragma once

#include "plugin/host_side.hpp"
#include "plugin/library.hpp"

#include <lotbridge/abi/questions.h>

#include <chrono>
#include <map>
#include <memory>
#include <vector>

namespace lotbridge::plugin {

// status is one of lb_status. Words are empty only when it is LB_OK; a poll or look that is has some when it had to
// leave something out.
struct Outcome {
    lb_status status = LB_OK;
    std::string words;

    bool ok() const { return status == LB_OK; }
};
struct PollOutcome : Outcome {
    bool more = false;
};
// One downlink request on its way to an adapter. opr_num: the cloud's, for the lot's own records.
struct Request {
    std::string name, body, opr_num;
};
struct CommandResult {
    lb_status status = LB_BROKEN;
    std::string reply, words;
};

// One finding of lotbridge.check/1.
struct Finding {
    int result = 0;  // LB_CHECK_*
    std::string subject, words;
};

class Adapter {
public:
    static Result<std::unique_ptr<Adapter>> create(std::shared_ptr<Library const> library, HostSide& host);
    ~Adapter();  // stop if started, destroy
    Adapter(Adapter const&) = delete;
    Adapter& operator=(Adapter const&) = delete;

    Outcome start(std::string_view settings);
    PollOutcome poll();
    // lotbridge.questions/1. Interval 0: the adapter finds none. The others only when it is not 0.
    std::chrono::milliseconds look_interval();
    PollOutcome look();
    Result<std::vector<Message>> questions();
    CommandResult command(Request const& request, std::chrono::milliseconds left);
    // Each interface id of the sheet with native, derived or unsupported.
    Result<std::map<std::string, std::string>> capabilities();
    // lotbridge.totals/1; unsupported when the adapter does not offer it. day: "2024-01-31".
    Outcome list_day(std::string const& day, std::function<void(Message)> const& found);
    Outcome submit_day(std::string const& day, std::vector<std::string> const& records);
    void stop();
    // Unsupported when the adapter does not offer lotbridge.check/1. Only while stopped.
    Outcome check(std::string_view settings, std::function<void(Finding)> const& found);
    // lotbridge.check-at-lot/1, without it check(), which is not for offline.
    Outcome check_at_lot(std::string_view settings, bool offline, std::chrono::minutes utc_offset,
                         std::function<void(Finding)> const& found);

private:
    Adapter(std::shared_ptr<Library const> library, HostSide& host, lb_adapter* adapter)
        : library_(std::move(library)), host_(host), adapter_(adapter) {}

    // Null: not offered.
    template <class Ability>
    Ability const* ability(char const* id) const;
    lb_adapter_questions const* asking() const;

    std::shared_ptr<Library const> library_;
    HostSide& host_;
    lb_adapter* adapter_;
    bool started_ = false;
};

}  // namespace lotbridge::plugin
