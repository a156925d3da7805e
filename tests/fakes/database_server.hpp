// A real database server in a folder of its own, reached by its socket file or on loopback only; removed with the
// object. Nothing of the system's own servers is used or touched.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace lotbridge::fakes {

class DatabaseServer {
public:
    DatabaseServer(DatabaseServer const&) = delete;
    DatabaseServer& operator=(DatabaseServer const&) = delete;
    virtual ~DatabaseServer();

    void start();
    // As after a power cut.
    void stop();

    long process() const;

    // For SOCI's back end of this server: the database "carpark".
    virtual std::string connection() const = 0;

protected:
    // The name is for its folder and for messages.
    explicit DatabaseServer(std::string const& name);

    virtual std::vector<std::string> command() const = 0;
    // What ends it at once, and all that it started.
    virtual int end_signal() const;
    // One try to connect.
    virtual bool answers() const = 0;

    static std::string program(std::string const& name, std::vector<std::filesystem::path> const& also = {});
    // Waits for it to end. Its exit code.
    int run(std::vector<std::string> const& command, std::string const& input = {}) const;
    std::string words() const;  // of the last one that was run
    std::filesystem::path const& folder() const { return folder_; }

private:
    struct Process;
    std::string name_;
    std::filesystem::path folder_;
    std::unique_ptr<Process> server_;
};

}  // namespace lotbridge::fakes
