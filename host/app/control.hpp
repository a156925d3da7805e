// The door for the command line beside a running host. There is one writer, so whoever wants to change the store asks
// it.
//
// Loopback TCP on a port that the system picks; <data>/control.json, which only the owner may read, tells the port and
// a token made anew at every start. One request and one answer per connection, each a line of JSON:
//   {"token":"...","command":"retry","arguments":{"letters":[17]}}
//   {"ok":true,"result":{...}}   or   {"ok":false,"code":2,"words":"..."}
#pragma once

#include <lotbridge/result.hpp>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace lotbridge::app {

// Network thread only.
class ControlServer {
public:
    // result: JSON text. May be called later, once, on the network thread.
    using Answer = std::function<void(Result<std::string> result)>;
    // arguments: a JSON object.
    using Handler = std::function<void(std::string arguments, Answer answer)>;
    using Handlers = std::map<std::string, Handler, std::less<>>;

    static Result<std::unique_ptr<ControlServer>> open(boost::asio::io_context& io,
                                                       std::filesystem::path const& data_directory, Handlers handlers);
    // Takes the control file away and calls no handler any more. What is being answered is still sent while io runs.
    ~ControlServer();

private:
    struct Body;
    explicit ControlServer(std::shared_ptr<Body> body);
    std::shared_ptr<Body> body_;
};

// Asks the host that works on this folder and waits for its answer. Nothing: no host runs there. An error without an
// answer has Errc::retry: whether the host did it is unknown.
std::optional<Result<std::string>> ask_host(std::filesystem::path const& data_directory, std::string_view command,
                                            std::string_view arguments = "{}",
                                            std::chrono::milliseconds limit = std::chrono::seconds{30});

}  // namespace lotbridge::app
