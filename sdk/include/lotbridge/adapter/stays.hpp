// Makes stays of passages, for lots whose devices know no stays: cameras that see a plate go in and a plate go out.
//
// Passages come late and out of order: a device that was cut off tells what it saw when it is back. So nothing that is
// missing is decided at once. What is replayed is held until no more of it comes for `quiet`, and then taken in the
// order of its times, together with whatever the same plates have done meanwhile. An exit belongs to the latest known
// entry of its plate before it; one without an entry, and an entry that another one of the same plate has followed,
// wait `patience` for what is missing, and then:
//   - the exit is reported as it is, without an entry;
//   - the stay that was followed ended unseen: an exit at the time of the entry that followed it, which is inferred.
// The same plate in the same direction within `repeat` is the same passage, seen twice.
//
// A value that goes into the adapter's Memory with every change.
#pragma once

#include <lotbridge/result.hpp>
#include <lotbridge/schema/scalars.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge {

struct StayRules {
    std::chrono::seconds repeat{10};
    std::chrono::seconds quiet{20};
    std::chrono::seconds patience{600};
    std::size_t most = 20000;  // of what is kept; the oldest beyond it is forgotten

    bool operator==(StayRules const&) const = default;
};

enum class Way : char { in = 'i', out = 'o' };

struct Passage {
    Way way = Way::in;
    std::string plate;
    std::string lane;
    LocalTime time;
    std::string record;     // the code of a stay that begins with this passage; never used twice
    std::string note;       // of the adapter's own, e.g. keys of pictures: comes back with the report
    bool replayed = false;  // told later than it happened
};

// One side of it may be missing: then its time is empty.
struct Stay {
    std::string record, plate;
    std::string in_lane, out_lane;
    LocalTime in_time, out_time;

    bool operator==(Stay const&) const = default;
};

// What the host is to be told.
struct StayReport {
    Way way = Way::in;  // entry, or exit
    Stay stay;
    std::string note;       // of its passage
    bool replayed = false;  // as its passage
    bool unseen = false;    // an exit that nobody saw: inferred
};

class Stays {
public:
    explicit Stays(StayRules rules = {}) : rules_(rules) {}
    static Result<Stays> read(std::string_view text, StayRules rules = {});
    std::string text() const;

    // now: the lot's clock when the passage is told. Nothing to report: it was told before, or waits.
    std::vector<StayReport> tell(Passage passage, LocalTime now);
    // What has waited long enough; to be asked now and then. Each is reported once.
    std::vector<StayReport> settled(LocalTime now);

    // The latest that is inside under this plate; null: none.
    Stay const* inside(std::string_view plate) const;

    bool operator==(Stays const&) const = default;

private:
    enum class State : char { inside = 'i', followed = 'f', waiting = 'w', over = 'o' };
    struct Kept {
        Stay stay;
        State state = State::inside;
        LocalTime since;        // the lot's clock when the state was told
        LocalTime until;        // followed: when the next entry of the plate was
        std::string note;       // waiting
        bool replayed = false;  // waiting
        bool operator==(Kept const&) const = default;
    };
    struct Held {
        Passage passage;
        LocalTime since;
        bool operator==(Held const& other) const { return line_of(*this) == line_of(other); }
    };
    static std::string line_of(Kept const& kept);
    static std::string line_of(Held const& held);
    Result<> read_line(std::string_view line);

    std::vector<StayReport> enter(Passage const& passage, LocalTime now);
    std::vector<StayReport> leave(Passage const& passage, LocalTime now);
    void release(LocalTime now, std::vector<StayReport>& reports);
    bool near(LocalTime a, LocalTime b) const;
    void keep(Kept kept);

    StayRules rules_;
    std::vector<Kept> kept_;  // in the order they were told
    std::vector<Held> held_;
};

}  // namespace lotbridge
