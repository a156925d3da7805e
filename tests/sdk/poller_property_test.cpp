// The poller against a database that does its worst: transactions commit out of order, many rows share a value, rows
// are changed in place, batches fail to be stored, and the process dies between reading and storing.
#include "sdk/legacy_table.hpp"

#include <lotbridge/schema/scalars.hpp>

#include <gmock/gmock.h>

#include <optional>
#include <random>

namespace lotbridge::test {
namespace {

using ::testing::IsEmpty;

class World {
public:
    World(unsigned seed, Scale scale) : random_(seed), scale_(scale) {
        options_.scale = scale;
        options_.overlap = 30;
        options_.page = static_cast<std::size_t>(pick(1, 9));
        options_.batch = static_cast<std::size_t>(pick(1, 25));
        options_.sweep_after = static_cast<std::size_t>(pick(1, 60));
        options_.strays = most_strays;
        if (scale == Scale::time) options_.now = [this]() -> Result<std::string> { return value(clock_); };
        restart();
    }

    void step() {
        let_no_row_wait_too_long();
        switch (pick(0, 10)) {
            case 0:
            case 1:
            case 2:
                begin();
                return;
            case 3:
            case 4:
                commit_one();
                return;
            case 5:
                change_one();
                return;
            case 6:
                now_ += std::chrono::milliseconds(pick(0, 6000));
                return;
            case 7:
                poll(pick(0, 3) != 0);
                return;
            case 8:
                poll(true);
                return;
            case 9:
                if (pick(0, 4) == 0) restart();
                return;
            case 10:
                if (!table_.waiting.empty()) table_.waiting.erase(table_.waiting.begin());
                return;
        }
    }

    // Everything commits, and the poller gets the time to look.
    void settle() {
        while (!open_.empty()) commit_one();
        table_.waiting.clear();
        for (int sweeps = 0; sweeps < 3; ++sweeps) {
            now_ += options_.sweep_every;
            while (poll(true)) {
            }
        }
    }

    std::vector<std::string> missed() const {
        std::vector<std::string> missed;
        for (auto const& row : table_.rows())
            if (!disk_.has(row)) missed.push_back(row.key + "=" + row.content);
        return missed;
    }
    Disk const& disk() const { return disk_; }
    std::size_t size() const { return table_.rows().size(); }

private:
    int pick(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }

    std::string value(std::int64_t at) const {
        if (scale_ == Scale::number) return std::to_string(at);
        return LocalTime(std::chrono::local_seconds(std::chrono::seconds(1'714'500'000 + at))).text();
    }

    // A transaction takes its value now and commits later.
    void begin() {
        if (pick(0, 2) == 0) clock_ += pick(1, 12);
        // The promise covers rows at most `overlap` behind: what is older must have committed.
        while (!open_.empty() && clock_ + options_.ahead - open_.front().at > options_.overlap) commit(0);
        open_.push_back({clock_, std::to_string(random_())});
    }

    void commit_one() {
        if (!open_.empty()) commit(static_cast<std::size_t>(pick(0, static_cast<int>(open_.size()) - 1)));
    }

    void commit(std::size_t index) {
        auto transaction = open_[index];
        open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(index));
        if (wrongly_dated()) {
            transaction.at += pick(0, 1) == 0 ? 200 : 1'000'000;
            table_.insert({value(transaction.at), transaction.key, "v1"});
            visible_.push_back(transaction);
            return;
        }
        table_.insert({value(transaction.at), transaction.key, "v1"});
        visible_.push_back(transaction);
        if (pick(0, 4) == 0) table_.waiting.insert(transaction.key);
        newest_ = std::max(newest_, transaction.at);
    }

    void let_no_row_wait_too_long() {
        for (auto const& row : visible_)
            if (highest() - row.at > options_.overlap / 2) table_.waiting.erase(row.key);
    }

    // That any row may have which reading goes on behind.
    std::int64_t highest() const { return scale_ == Scale::time ? clock_ + options_.ahead : newest_; }

    bool wrongly_dated() {
        bool const wrong = scale_ == Scale::time && strays_ < most_strays && pick(0, 19) == 0;
        strays_ += wrong ? 1 : 0;
        return wrong;
    }

    // In place, while the row lies within the stretch that is promised.
    void change_one() {
        if (visible_.empty()) return;
        auto const& row = visible_[static_cast<std::size_t>(pick(0, static_cast<int>(visible_.size()) - 1))];
        if (highest() - row.at <= options_.overlap) table_.update(row.key, "v" + std::to_string(++versions_ + 1));
    }

    bool poll(bool stored) {
        auto const harvest = poller_->poll(disk_.cursor());
        EXPECT_TRUE(harvest) << harvest.error().message;
        if (!harvest || !stored) return false;
        disk_.store(*harvest);
        return harvest->more;
    }

    void restart() {
        poller_.emplace([this] { return now_; });
        poller_->add("rows", options_, table_.source(scale_));
    }

    struct Transaction {
        std::int64_t at;
        std::string key;
    };

    std::mt19937 random_;
    Scale scale_;
    StreamOptions options_;
    static constexpr std::size_t most_strays = 30;
    std::size_t strays_ = 0;
    std::int64_t clock_ = 1000, newest_ = 0;
    int versions_ = 0;
    std::vector<Transaction> open_, visible_;
    std::chrono::steady_clock::time_point now_{};
    LegacyTable table_;
    Disk disk_;
    std::optional<Poller<std::string>> poller_;
};

class PollerPropertyTest : public ::testing::TestWithParam<std::tuple<unsigned, Scale>> {};

TEST_P(PollerPropertyTest, MissesNoRowAndGivesNothingTwice) {
    World world(std::get<0>(GetParam()), std::get<1>(GetParam()));

    for (int steps = 0; steps < 1500; ++steps) world.step();
    world.settle();

    EXPECT_GT(world.size(), 200u);
    EXPECT_THAT(world.missed(), IsEmpty());
    EXPECT_THAT(world.disk().repeated(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Seeds, PollerPropertyTest,
                         ::testing::Combine(::testing::Range(1u, 61u), ::testing::Values(Scale::number, Scale::time)));

}  // namespace
}  // namespace lotbridge::test
