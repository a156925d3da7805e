// Every order of answer, time-out, lost connection, crash, second question, cash and exit: nobody pays twice unknown to
// the lot, the lot is told of no deduction that was not made, and nothing is asked for while the fee is being paid in
// cash.
//
// A course is what happens to one car, step by step. Time and crashes happen to the whole host, everything else to one
// car, so all courses with the same times and crashes are played at once, each car in its own record. Courses grow by
// one step from all those before, and those that lead to the same situation grow on as one. Wherever a course is broken
// off, everything comes to rest and the books are compared.
#include "base/file.hpp"
#include "relay/deduct_world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

namespace lotbridge::relay {
namespace {

using Course = std::string;  // the steps of one car

// What happens to the whole host: a second passes, a minute, it dies; or each car does its own next step.
constexpr char second = 's', minute = 'm', crash = 'C', cars = '.';

class DeductOrders : public testing::Test {
protected:
    // Plays every course of so many steps of one car between those of the whole host, and all that grow from them.
    void explore(std::string const& schedule, std::vector<Course> const& courses) {
        if (courses.empty() || HasFailure()) return;
        auto const [distinct, grown] = play(schedule, courses);
        if (schedule.size() == longest) return;
        explore(schedule + cars, grown);
        for (auto const& [step, most] : {std::pair(second, 1), std::pair(minute, 2), std::pair(crash, 2)})
            if (std::count(schedule.begin(), schedule.end(), step) < most) explore(schedule + step, distinct);
    }

    struct Played {
        std::vector<Course> distinct, grown;  // of each situation one; and each of those with one more step
    };
    Played play(std::string const& schedule, std::vector<Course> const& courses) {
        World world(directory());
        for (std::size_t i = 0; i < courses.size(); ++i) world.arrive(i);
        world.idle();
        std::size_t next = 0;
        for (auto const step : schedule) {
            if (step == second) world.pass(1s);
            if (step == minute) world.pass(1min);
            if (step == crash) world.die();
            if (step != cars) continue;
            for (std::size_t i = 0; i < courses.size(); ++i) {
                auto& car = world.car(i);
                bool const possible = world.enabled(car).find(courses[i][next]) != std::string::npos;
                EXPECT_TRUE(possible) << schedule << " with " << courses[i] << " went another way at step " << next;
                if (possible) world.do_step(car, Step(courses[i][next]));
            }
            world.end_step();
            ++next;
        }
        auto const played = sort_out(world, courses);
        world.rest();
        for (std::size_t i = 0; i < courses.size(); ++i)
            if (auto const words = world.verdict(world.car(i)); !words.empty())
                ADD_FAILURE() << words << "after " << schedule << " with " << courses[i];
        EXPECT_EQ(world.unsettled(), 0u) << "after " << schedule;
        played_ += courses.size();
        return played;
    }

    static Played sort_out(World& world, std::vector<Course> const& courses) {
        Played played;
        std::set<std::string> seen;
        auto const situations = world.situations();
        for (std::size_t i = 0; i < courses.size(); ++i) {
            auto& car = world.car(i);
            if (!seen.insert(situations.at(car.record)).second) continue;
            played.distinct.push_back(courses[i]);
            for (auto const step : world.enabled(car)) played.grown.push_back(courses[i] + step);
        }
        return played;
    }

    static std::filesystem::path directory() {
        // In memory where the system offers that: it is not the disk that is tried out here.
        std::filesystem::path const memory = "/dev/shm";
        auto const root = std::filesystem::exists(memory) ? memory : std::filesystem::path(testing::TempDir());
        return root / ("lotbridge-deduct-orders-" + std::to_string(base::process_id()));
    }

    static constexpr std::size_t longest = 5;
    std::size_t played_ = 0;
};

TEST_F(DeductOrders, LetNobodyPayTwiceUnknownToTheLot) {
    explore("", {""});

    std::printf("%zu courses played\n", played_);
    EXPECT_GT(played_, 1000u);
}

}  // namespace
}  // namespace lotbridge::relay
