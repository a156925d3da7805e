// One configured adapter on its own thread: create, start, (poll | command)*, stop, destroy, through the C structs.
// Every call has a time limit; one that exceeds it is reported and the instance shown as stuck until the call comes back
// (a thread inside a vendor's driver is never killed). Failed starts are tried again with a growing pause.
#pragma once

#include "plugin/library.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::plugin {

struct Message {
    std::string name, body, key, image;
    int origin = LB_ORIGIN_SEEN;
};

// What an instance gives to the host. All called on the adapter's thread, except log.
struct Upward {
    // Returns when messages and cursor are on disk.
    std::function<Result<>(std::vector<Message>, std::string cursor)> submit;
    std::function<Result<std::string>(std::string_view media_type, std::string_view bytes)> put_image;
    std::function<void(int level, std::string_view line)> log;  // any thread
    std::function<Result<std::string>()> cursor;                // where to resume, asked after every start
};

enum class Health { stopped, starting, running, retrying, stuck, broken };
struct Status {
    Health health = Health::stopped;
    std::string words;  // last error or what it is stuck in, for people
    std::map<std::string, std::string> capabilities;
    std::uint64_t polls = 0, submitted = 0, commands = 0, failures = 0;
};

struct InstanceOptions {
    std::string name, settings;
    std::chrono::milliseconds poll{2000}, call_limit{30000};
    std::chrono::milliseconds restart_first{1000}, restart_max{60000};
};

struct CommandResult {
    lb_status status = LB_BROKEN;
    std::string reply, words;
};

class Instance {
public:
    Instance(std::shared_ptr<Library const> library, InstanceOptions options, Upward upward);
    ~Instance();  // stop()

    void start();
    // Asks the thread to end after the call it is in; waits at most until the deadline. False: still inside a call; the
    // thread is then left behind and the process must end without destroying the instance.
    bool stop(std::chrono::milliseconds wait);

    // Any thread. done runs on the adapter's thread, or on the caller's when it is refused at once (stopped, stuck, too many
    // waiting). A command not begun within limit is answered LB_RETRY and never carried out.
    void command(std::string name, std::string body, std::chrono::milliseconds limit, std::function<void(CommandResult)> done);
    void poll_soon();
    Status status() const;

private:
    struct Body;
    std::shared_ptr<Body> body_;
};

}  // namespace lotbridge::plugin
