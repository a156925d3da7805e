// Adapters in real processes of their own, with the host above them recorded.
#pragma once

#include "isolation/library.hpp"
#include "plugin/adapter.hpp"
#include "plugin/recorder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lotbridge::isolation {

using namespace std::chrono_literals;

constexpr auto open_gate = R"({"barCode":"N1","isOpen":1})";

class Isolated : public testing::Test {
protected:
    static Isolation patient() { return {.program = LOTBRIDGE_TEST_RUNNER, .memory = 0, .call_limit = 30s}; }
    static plugin::Manifest manifest(std::filesystem::path const& folder = LOTBRIDGE_FAULTY_PLUGIN) {
        return *plugin::read_manifest(folder);
    }
    static std::shared_ptr<plugin::Library const> library(Isolation const& isolation = patient()) {
        auto loaded = load(manifest(), isolation);
        EXPECT_TRUE(loaded) << loaded.error().message;
        return *loaded;
    }
    std::unique_ptr<plugin::Adapter> create(Isolation const& isolation = patient()) {
        return *plugin::Adapter::create(library(isolation), host_);
    }
    std::unique_ptr<plugin::Adapter> started(std::string const& settings = "{}",
                                             Isolation const& isolation = patient()) {
        auto adapter = create(isolation);
        auto const outcome = adapter->start(settings);
        EXPECT_TRUE(outcome.ok()) << outcome.words;
        return adapter;
    }

    // Of its check at the lot; what it answers stands last when it does not end well.
    static std::vector<std::string> findings(plugin::Adapter& adapter, bool offline, std::chrono::minutes utc_offset) {
        std::vector<std::string> found;
        auto const checked = adapter.check_at_lot("{}", offline, utc_offset, [&](plugin::Finding const& finding) {
            found.push_back(std::to_string(finding.result) + " " + finding.subject + ": " + finding.words);
        });
        if (!checked.ok()) found.push_back(std::to_string(checked.status));
        return found;
    }

    plugin::Recorder recorder_;
    plugin::HostSide host_{recorder_.upward()};
};

}  // namespace lotbridge::isolation
