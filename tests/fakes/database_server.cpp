#include "fakes/database_server.hpp"

#include <gtest/gtest.h>
#include <unistd.h>
#include <boost/process.hpp>
#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

namespace lotbridge::fakes {
namespace {

namespace bp = boost::process;

}  // namespace

struct DatabaseServer::Process {
    bp::child child;
};

DatabaseServer::DatabaseServer(std::string const& name)
    : name_(name),
      folder_(std::filesystem::temp_directory_path() / ("lotbridge-" + name + "-" + std::to_string(::getpid()))),
      server_(std::make_unique<Process>()) {
    std::filesystem::create_directories(folder_);
}

DatabaseServer::~DatabaseServer() {
    server_->child.terminate();
    server_->child.wait();
    std::filesystem::remove_all(folder_);
}

std::string DatabaseServer::program(std::string const& name, std::vector<std::filesystem::path> const& also) {
    std::vector<std::filesystem::path> folders{"/usr/sbin", "/usr/bin", "/usr/local/bin", "/usr/local/sbin"};
    folders.insert(folders.end(), also.begin(), also.end());
    auto const found = bp::search_path(name, folders);
    EXPECT_FALSE(found.empty()) << name << " is not installed: tools/setup.sh installs what the tests need";
    return found.string();
}

void DatabaseServer::start() {
    auto const words = folder_ / "log";
    server_->child =
        bp::child(bp::args(command()), (bp::std_out & bp::std_err) > words.string(), bp::std_in < bp::null);
    for (int i = 0; i < 600 && server_->child.running(); ++i) {
        if (answers()) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    std::ifstream log(words);
    ADD_FAILURE() << name_ << " did not come up in " << folder_ << ": " << log.rdbuf();
}

void DatabaseServer::stop() {
    if (server_->child.running()) ::kill(server_->child.id(), end_signal());
    server_->child.wait();
}

long DatabaseServer::process() const { return server_->child.id(); }

int DatabaseServer::end_signal() const { return SIGKILL; }

int DatabaseServer::run(std::vector<std::string> const& command, std::string const& input) const {
    bp::opstream in;
    auto const words = (folder_ / "words").string();
    bp::child child(bp::args(command), bp::std_in<in, bp::std_out> words, bp::std_err > words);
    in << input << std::flush;
    in.pipe().close();
    child.wait();
    return child.exit_code();
}

std::string DatabaseServer::words() const {
    std::ifstream file(folder_ / "words");
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace lotbridge::fakes
