// What an adapter remembers that reads no tables but hears messages: how far it has read, what it has heard already,
// and what it has answered. It is the adapter's cursor, stored in one transaction with what was handed over. A value:
// change a copy, and keep it when the host has taken it:
//
//   auto next = memory_;
//   if (next.see("N1", passage.id) != Memory::Seen::again) batch.add(...);
//   batch.resume_at(next.text());
//   LOTBRIDGE_CHECK(host().submit(batch));
//   memory_ = std::move(next);
//
// For tables there is Poller. Of each kind the newest are kept; they travel with each batch, so keep no more than a
// fault of the other side can bring back.
#pragma once

#include <lotbridge/result.hpp>

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace lotbridge {

class Memory {
public:
    explicit Memory(std::size_t keys = 500, std::size_t answers = 100) : keys_(keys), answers_(answers) {}
    // "" is the beginning. What it does not understand is refused, in words.
    static Result<Memory> read(std::string_view cursor, std::size_t keys = 500, std::size_t answers = 100);
    std::string text() const;

    // Watermarks: how far a stream of numbers or of seconds was read. They never go back.
    std::int64_t mark(std::string_view stream) const;  // 0: nowhere yet
    bool has_mark(std::string_view stream) const;      // also one of 0: raised or read to the beginning
    void raise(std::string_view stream, std::int64_t to);
    void forget(std::string_view stream);  // of a device whose numbers begin anew

    // De-duplication: the newest keys of each stream are known with their content's hash (content_hash()).
    enum class Seen { fresh, changed, again };
    Seen see(std::string_view stream, std::string_view key, std::uint64_t hash = 0);

    // "Already done": what was answered to a request or order of this number. Null: nothing is known of it.
    std::string const* answered(std::string_view number) const;
    void keep_answer(std::string_view number, std::string answer);

    // Texts of the adapter's own, "" when never set; setting "" forgets one.
    std::string const& value(std::string_view name) const;
    void set_value(std::string_view name, std::string text);

    bool operator==(Memory const&) const = default;

private:
    using Heard = std::deque<std::pair<std::uint64_t, std::uint64_t>>;  // key and content, the oldest first

    std::size_t keys_, answers_;
    std::map<std::string, std::int64_t, std::less<>> marks_;
    std::map<std::string, Heard, std::less<>> heard_;
    std::deque<std::pair<std::string, std::string>> done_;
    std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace lotbridge
