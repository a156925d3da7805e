// What shows in passing, whichever case is played: words that were said, messages that do not fit, how long it stopped.
#pragma once

#include "plugin/host_side.hpp"

#include <chrono>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

namespace lotbridge::kit {

class Evidence {
public:
    explicit Evidence(std::set<std::string> secrets) : personal_(std::move(secrets)) {}

    // A line of the log, or the words of an error. Any thread.
    void said(std::string_view words);
    void stopped(std::chrono::milliseconds after);
    void stop_failed(std::string_view words);  // any thread
    // Checks it against the standard; its personal values may not be said from now on, nor may they have been.
    void handed_over(plugin::Message const& message);
    void asked(std::string_view name, std::string_view body);

    std::set<std::string> const& kinds() const { return kinds_; }      // of messages
    std::set<std::string> const& misfits() const { return misfits_; }  // what breaks the standard, the first few
    std::chrono::milliseconds longest_stop() const { return longest_stop_; }
    std::string const& stop_fault() const { return stop_fault_; }
    // The first line that shows a plate, a phone number or a secret, with these masked; empty: none does.
    std::string indiscretion() const;
    // The first line that was not UTF-8, or an error that has no words; empty: there was none.
    std::string garbled() const;

private:
    std::string masked(std::string line) const;

    mutable std::mutex mutex_;
    std::set<std::string> said_;
    std::string garbled_;
    bool asked_garbled_ = false;  // what is said from then on may repeat it
    std::set<std::string> personal_, kinds_, misfits_;
    std::chrono::milliseconds longest_stop_{0};
    std::string stop_fault_;
};

}  // namespace lotbridge::kit
