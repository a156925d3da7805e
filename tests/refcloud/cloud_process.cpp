#include "cloud_process.hpp"

#include <gtest/gtest.h>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/process/args.hpp>
#include <boost/process/child.hpp>
#include <boost/process/io.hpp>
#include <csignal>
#include <filesystem>
#include <random>

namespace asio = boost::asio;
namespace process = boost::process;
using asio::ip::tcp;

namespace lotbridge::test {
namespace {

std::vector<std::string> with_the_lot(std::vector<std::string> const& options) {
    std::vector<std::string> out{"--park-id", "P1",          "--park-code", "PC1",   "--user",
                                 "lot1",      "--password",  "secret",      "--key", "0123456789abcdef01234567",
                                 "--iv",      "01234567",    "--sign-key",  "k0",    "--sign-key",
                                 "k1",        "--log-level", "off"};
    out.insert(out.end(), options.begin(), options.end());
    return out;
}

std::size_t content_length(std::string const& head) {
    auto const at = head.find("Content-Length: ");
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
}

}  // namespace

HttpAnswer talk(unsigned short port, std::string_view bytes) {
    HttpAnswer answer;
    asio::io_context io;
    tcp::socket socket(io);
    boost::system::error_code error;
    socket.connect({asio::ip::address_v4::loopback(), port}, error);
    answer.connected = !error;
    if (error) return answer;
    asio::write(socket, asio::buffer(bytes), error);
    std::string got;
    auto const head_end = [&] { return got.find("\r\n\r\n"); };
    std::array<char, 4096> buffer;
    while (!error && (head_end() == std::string::npos || got.size() < head_end() + 4 + content_length(got)))
        got.append(buffer.data(), socket.read_some(asio::buffer(buffer), error));
    if (head_end() == std::string::npos) return answer;
    answer.head = got.substr(0, head_end());
    answer.body = got.substr(head_end() + 4);
    answer.whole = answer.body.size() == content_length(answer.head);
    return answer;
}

HttpAnswer http(unsigned short port, std::string_view method, std::string_view target, std::string_view content_type,
                std::string_view body) {
    return talk(port, std::string(method) + " " + std::string(target) +
                          " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: " + std::string(content_type) +
                          "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body));
}

CloudProcess::CloudProcess(std::vector<std::string> const& options) {
    process::ipstream out;
    child_ =
        std::make_unique<process::child>(LOTBRIDGE_CLOUD, process::args(with_the_lot(options)), process::std_out > out);
    std::string line;
    std::getline(out, line);
    rapidjson::Document ports;
    ports.Parse(line.c_str());
    if (!ports.IsObject()) throw std::runtime_error("lotbridge-cloud did not say its ports");
    uplink_ = static_cast<unsigned short>(ports["uplink"].GetUint());
    downlink_ = static_cast<unsigned short>(ports["downlink"].GetUint());
    api_ = static_cast<unsigned short>(ports["api"].GetUint());
}

CloudProcess::~CloudProcess() {
    if (child_->valid() && child_->running()) child_->terminate();
}

rapidjson::Document CloudProcess::api(std::string_view method, std::string_view target, std::string_view body) const {
    rapidjson::Document document;
    document.Parse(http(api_, method, target, "application/json", body).body.c_str());
    return document;
}

std::vector<std::string> CloudProcess::violations() const {
    auto const list = get("/violations?limit=1000");
    std::vector<std::string> out;
    for (auto const& row : list.GetArray()) out.push_back(text(row, "clause") + " " + text(row, "words"));
    return out;
}

std::vector<std::string> CloudProcess::story_of(std::string const& record_code) const {
    auto const list = get("/records/" + record_code);
    std::vector<std::string> out;
    for (auto const& row : list.GetArray()) out.push_back(text(row, "interface"));
    return out;
}

bool CloudProcess::stop() {
#ifdef _WIN32
    child_->terminate();
    child_->wait();
    return true;
#else
    ::kill(child_->id(), SIGTERM);
    child_->wait();
    return child_->exit_code() == 0;
#endif
}

Ended run_cloud(std::vector<std::string> const& arguments) {
    process::ipstream words;
    process::child child(LOTBRIDGE_CLOUD, process::args(arguments), process::std_out > process::null,
                         process::std_err > words);
    std::string all(std::istreambuf_iterator<char>(words), {});
    child.wait();
    return {child.exit_code(), all};
}

std::string text(rapidjson::Value const& object, char const* member) {
    return object.IsObject() && object.HasMember(member) && object[member].IsString() ? object[member].GetString() : "";
}

Folder::Folder() {
    auto const name = "lotbridge-refcloud-" + std::to_string(std::random_device()());
    path_ = (std::filesystem::temp_directory_path() / name).string();
    std::filesystem::create_directories(path_);
}

Folder::~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace lotbridge::test
