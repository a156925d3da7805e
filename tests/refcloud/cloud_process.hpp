// The real program as a child process, and plain sockets to its doors.
#pragma once

#include <rapidjson/document.h>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// Its header is a second of compilation, and there are twenty files of these tests.
namespace boost::process {
class child;
}

namespace lotbridge::test {

struct HttpAnswer {
    std::string head, body;
    bool whole = false;  // as many bytes of body as Content-Length says
    bool connected = true;
    int status() const { return head.size() < 12 ? 0 : std::stoi(head.substr(9, 3)); }
};

// Sends these bytes, then reads until an answer is there or the other side closes.
HttpAnswer talk(unsigned short port, std::string_view bytes);
// Sends one request, then reads until its answer is there or the other side closes.
HttpAnswer http(unsigned short port, std::string_view method, std::string_view target, std::string_view content_type,
                std::string_view body);

// With the lot P1 / PC1, user lot1, password "secret", signature keys k0 and k1, on free ports.
class CloudProcess {
public:
    explicit CloudProcess(std::vector<std::string> const& options = {});
    ~CloudProcess();

    unsigned short uplink() const { return uplink_; }
    unsigned short downlink() const { return downlink_; }
    unsigned short api_port() const { return api_; }

    // What the local API answers; {"error": ...} if it refuses.
    rapidjson::Document get(std::string_view target) const { return api("GET", target, ""); }
    rapidjson::Document post(std::string_view target, std::string_view body) const { return api("POST", target, body); }
    rapidjson::Document api(std::string_view method, std::string_view target, std::string_view body) const;

    // "B.2.6 the signature is wrong", one of each violation noted so far.
    std::vector<std::string> violations() const;
    // The accepted messages of a parking record: "vehicle_entry", ...
    std::vector<std::string> story_of(std::string const& record_code) const;

    // Asks it to end as a service manager does; whether it ended well. On Windows it is ended, and nobody is asked.
    bool stop();

private:
    std::unique_ptr<boost::process::child> child_;
    unsigned short uplink_ = 0, downlink_ = 0, api_ = 0;
};

// Runs the program until it ends by itself: exit code and what it wrote on stderr.
struct Ended {
    int code;
    std::string words;
};
Ended run_cloud(std::vector<std::string> const& arguments);

std::string text(rapidjson::Value const& object, char const* member);

// A folder of its own for each test, removed at the end.
class Folder {
public:
    Folder();
    ~Folder();
    std::string file(std::string const& name) const { return path_ + "/" + name; }

private:
    std::string path_;
};

}  // namespace lotbridge::test
