// An instance over a scripted adapter, with the host above it recorded.
#pragma once

#include "plugin/instance.hpp"
#include "recorder.hpp"
#include "scripted_adapter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <mutex>

namespace lotbridge::plugin {

using namespace std::chrono_literals;

class InstanceFixture : public testing::Test {
protected:
    // The adapter's thread is gone before anything that a test's script refers to.
    void TearDown() override {
        gate_.open();
        instance_.reset();
    }
    // An hour means: not in this test.
    static InstanceOptions patient() {
        return {.name = "lot",
                .settings = R"({"a":1})",
                .poll = 1h,
                .call_limit = 1h,
                .restart_first = 1ms,
                .restart_max = 2ms};
    }
    Instance& run(InstanceOptions options) {
        instance_ = std::make_unique<Instance>(adapter_.library(), std::move(options), recorder_.upward());
        instance_->start();
        return *instance_;
    }
    // What the command was answered is noted as "name status".
    void command(std::string const& name, std::chrono::milliseconds limit) {
        instance_->command({name, "{}", "number of " + name}, limit, [this, name](CommandResult const& result) {
            {
                std::lock_guard const lock(mutex_);
                last_ = result;
            }
            recorder_.note(name + " " + std::to_string(result.status));
        });
    }
    CommandResult last_result() const {
        std::lock_guard const lock(mutex_);
        return last_;
    }
    bool eventually(Health health) {
        return recorder_.eventually([&] { return instance_->status().health == health; });
    }
    // What was noted by the script, without the log.
    std::vector<std::string> happened() const {
        auto notes = recorder_.notes();
        std::erase_if(notes, [](std::string const& note) { return note.starts_with("log "); });
        return notes;
    }

    Recorder recorder_;
    ScriptedAdapter adapter_;
    Gate gate_;  // for a call that is to hang
    std::unique_ptr<Instance> instance_;

private:
    mutable std::mutex mutex_;
    CommandResult last_;
};

}  // namespace lotbridge::plugin
