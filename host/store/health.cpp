#include "store/health.hpp"

#include "base/file.hpp"
#include "base/text.hpp"

namespace lotbridge::store {

namespace {

std::string megabytes(std::uint64_t bytes) { return std::to_string(bytes >> 20) + " MiB"; }

}  // namespace

Health::Health(std::filesystem::path directory, Options const& options)
    : directory_(std::move(directory)), options_(options), min_free_(options.min_free_bytes) {
    look_at_space();
}

Error Health::why_not() const { return {Errc::retry, "the store takes nothing in: " + words_}; }

void Health::written() {
    if (!failing_) return;
    failing_ = false;
    say(log_info, "the disk takes writes again: intake goes on");
    update();
}

void Health::failed(Error const& error) {
    if (!failing_) say(log_warning, "the disk does not take writes, intake waits: " + error.message);
    failing_ = true;
    words_ = error.message;
    update();
}

void Health::look_at_space() {
    auto const now = std::chrono::steady_clock::now();
    if (now - looked_ < options_.tick) return;
    looked_ = now;
    auto const free = options_.free_space ? options_.free_space() : base::free_space(directory_);
    auto const wanted = min_free_.load();
    auto const full = free && *free < wanted;
    if (full && !full_)
        words_ = "only " + megabytes(*free) + " are free in " + base::to_text(directory_) + ", " + megabytes(wanted) +
                 " are kept for delivery";
    if (full && !full_) say(log_warning, "intake waits: " + words_);
    if (!full && full_) say(log_info, "there is room on the disk again: intake goes on");
    full_ = full;
    update();
}

void Health::say(int level, std::string words) const {
    if (options_.log) options_.log(level, std::move(words));
}

void Health::update() { accepting_ = !failing_ && !full_; }

}  // namespace lotbridge::store
