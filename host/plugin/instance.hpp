// One configured adapter on its own thread: create, start, (poll | command)*, stop, destroy.
// Every call has a time limit; one that exceeds it is reported and the instance shown as stuck until the call comes
// back (a thread inside a vendor's driver is never killed). Failed starts, and adapters that say that they are broken,
// are made anew after a growing pause; one that breaks again and again is held, if it is to be, until somebody lets it
// run again.
#pragma once

#include "plugin/adapter.hpp"
#include "plugin/host_side.hpp"
#include "plugin/library.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace lotbridge::plugin {

// retrying: a start or a poll failed, or part of a poll, and is tried again. broken: the adapter said so and is made
// anew after a pause. held: it does not run until resume().
enum class Health { stopped, starting, running, retrying, stuck, broken, held };
struct Status {
    Health health = Health::stopped;
    std::string words;  // last error or what it is stuck in, for people; empty while all is well
    std::map<std::string, std::string> capabilities;
    bool reading = true;  // the last poll has asked for another one at once, or none has ended yet
    std::uint64_t polls = 0, submitted = 0, commands = 0, failures = 0;
};

struct InstanceOptions {
    std::string name, settings;
    std::chrono::milliseconds poll{2000}, call_limit{30000};
    std::chrono::milliseconds restart_first{1000}, restart_max{60000};
    // So many faults within the window, and it is held; 0: never. A fault: it broke, or its process did.
    unsigned most_faults = 0;
    std::chrono::milliseconds fault_window = std::chrono::minutes(10);
    std::string how_to_run;  // behind the words of one that is held: what somebody has to type
};

class Instance {
public:
    Instance(std::shared_ptr<Library const> library, InstanceOptions options, Upward upward);
    ~Instance();  // Stops, and waits for a call that is still inside the adapter, however long it takes.
    Instance(Instance const&) = delete;
    Instance& operator=(Instance const&) = delete;

    void start();
    // Asks the thread to end after the call it is in; waits at most until the deadline. False: still inside a call; the
    // thread is then left behind and the process must end without destroying the instance.
    bool stop(std::chrono::milliseconds wait);

    // Any thread. done is called once: on the adapter's thread; on the caller's when the command is refused at once
    // (stopped, waiting for a restart, stuck, too many waiting); on the watching thread when its limit passes before it
    // has begun. All of these are LB_RETRY, and the command is then never carried out. One that has begun is answered
    // when the adapter comes back, however late.
    void command(Request request, std::chrono::milliseconds limit, std::function<void(CommandResult)> done);
    // lotbridge.totals/1 likewise. found: on the adapter's thread, before done.
    void list_day(std::string day, std::chrono::milliseconds limit, std::function<void(Message)> found,
                  std::function<void(CommandResult)> done);
    void submit_day(std::string day, std::vector<std::string> records, std::chrono::milliseconds limit,
                    std::function<void(CommandResult)> done);
    void poll_soon();
    void resume();  // lets one that is held run again
    Status status() const;

private:
    class Body;
    std::unique_ptr<Body> body_;
};

}  // namespace lotbridge::plugin
