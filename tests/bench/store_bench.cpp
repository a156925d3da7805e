// How fast the store is, and what it costs: every event is stored, claimed and settled with WAL and FULL, one letter
// per intake and one per settlement, as the relay does it with that many requests in flight. Counters: events per
// second and CPU seconds of the whole process per 100,000 events; `intake` is the raw rate of group commits.
#include "store/folder.hpp"
#include "store/store.hpp"

#include <benchmark/benchmark.h>
#include <condition_variable>
#include <ctime>
#include <deque>
#include <future>
#include <mutex>

namespace lotbridge::bench {
namespace {

using namespace lotbridge::store;

// Stands for the network thread: what the writer answers is worked off here, in order.
class Loop {
public:
    void post(std::function<void()> call) {
        {
            std::lock_guard const lock(mutex_);
            calls_.push_back(std::move(call));
        }
        wake_.notify_one();
    }
    void run_until(std::function<bool()> const& finished) {
        while (!finished()) {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return !calls_.empty(); });
            auto calls = std::exchange(calls_, {});
            lock.unlock();
            for (auto const& call : calls) call();
        }
    }

private:
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> calls_;
};

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

class Relay {
public:
    Relay(Store& store, std::size_t in_flight) : store_(store), lot_(*store.lot("lot")), window_(in_flight) {}

    void run(std::int64_t events) {
        auto const goal = settled_ + events;
        to_store_ = events;
        for (std::size_t i = 0; i < window_; ++i) take_in();
        loop_.run_until([&] { return settled_ >= goal; });
    }

private:
    void take_in() {
        if (to_store_ == 0) return;
        --to_store_;
        NewLetter letter;
        letter.topic = "entry";
        letter.record = "20260801120000" + std::to_string(100'000'000 + serial_++);
        letter.key = "entry";
        letter.body = body_;
        Intake intake;
        intake.lot = lot_;
        intake.instance = "sql";
        intake.cursor = letter.record;
        intake.letters.push_back(std::move(letter));
        store_.take_in(std::move(intake), [this](Result<IntakeReceipt>) {
            loop_.post([this] {
                take_in();
                claim();
            });
        });
    }
    void claim() {
        if (claiming_ || free_slots() == 0) return;
        claiming_ = true;
        store_.claim(lot_, free_slots(), 0, HostTime(std::chrono::milliseconds(1)), [this](auto letters) {
            loop_.post([this, letters = std::move(letters)] {
                claiming_ = false;
                in_flight_ += letters.size();
                for (auto const& letter : letters) settle(letter.seq);
                if (!letters.empty()) claim();
            });
        });
    }
    void settle(Seq seq) {
        Settlement settlement;
        settlement.seq = seq;
        settlement.verdict = Settlement::Verdict::delivered;
        settlement.words = "0000 success";
        store_.settle({settlement}, [this](Result<>) {
            loop_.post([this] {
                --in_flight_;
                ++settled_;
                claim();
            });
        });
    }
    std::size_t free_slots() const { return window_ - in_flight_; }

    Store& store_;
    LotId lot_;
    std::size_t window_, in_flight_ = 0;
    bool claiming_ = false;
    std::int64_t to_store_ = 0, settled_ = 0, serial_ = 0;
    std::string body_ = std::string(600, 'x');
    Loop loop_;
};

void report(benchmark::State& state, std::int64_t events, double cpu) {
    state.SetItemsProcessed(events);
    state.counters["cpu_s_per_100k"] = cpu / static_cast<double>(events) * 100'000;
}

void store_claim_settle(benchmark::State& state) {
    constexpr std::int64_t events = 20'000;
    test::Folder folder;
    auto store = *Store::open(folder.path, {});
    Relay relay(*store, static_cast<std::size_t>(state.range(0)));
    auto const before = cpu_seconds();
    for (auto _ : state) relay.run(events);
    report(state, state.iterations() * events, cpu_seconds() - before);
    store.reset();  // while the relay can still be answered
}
BENCHMARK(store_claim_settle)->Arg(1)->Arg(8)->Arg(32)->Arg(128)->UseRealTime()->Unit(benchmark::kMillisecond);

Intake letters(LotId lot, std::int64_t first, std::int64_t count) {
    Intake intake;
    intake.lot = lot;
    for (auto serial = first; serial < first + count; ++serial) {
        NewLetter letter;
        letter.topic = letter.key = "entry";
        letter.record = "20260801120000" + std::to_string(100'000'000 + serial);
        letter.body = std::string(600, 'x');
        intake.letters.push_back(std::move(letter));
    }
    return intake;
}

template <class T>
T wait_for(std::function<void(Done<T>)> const& call) {
    std::promise<T> answer;
    call([&](Result<T> result) { answer.set_value(std::move(*result)); });
    return answer.get_future().get();
}

void intake(benchmark::State& state) {
    test::Folder folder;
    auto store = *Store::open(folder.path, {});
    auto const lot = *store->lot("lot");
    std::int64_t serial = 0;
    auto const before = cpu_seconds();
    for (auto _ : state) {
        wait_for<IntakeReceipt>([&](auto done) { store->take_in(letters(lot, serial, state.range(0)), done); });
        serial += state.range(0);
    }
    report(state, serial, cpu_seconds() - before);
}
BENCHMARK(intake)->Arg(1)->Arg(50)->Arg(1000)->UseRealTime()->Unit(benchmark::kMicrosecond);

// Catching up: a backlog is claimed and settled in portions.
void drain(benchmark::State& state) {
    test::Folder folder;
    auto store = *Store::open(folder.path, {});
    auto const lot = *store->lot("lot");
    std::int64_t serial = 0, drained = 0;
    double cpu = 0;
    for (auto _ : state) {
        if (drained == serial) {
            state.PauseTiming();
            for (int i = 0; i < 100; ++i, serial += 1000)
                wait_for<IntakeReceipt>([&](auto done) { store->take_in(letters(lot, serial, 1000), done); });
            state.ResumeTiming();
        }
        auto const before = cpu_seconds();
        std::promise<std::vector<Letter>> answer;
        store->claim(lot, static_cast<std::size_t>(state.range(0)), 0, HostTime(std::chrono::milliseconds(1)),
                     [&](std::vector<Letter> letters) { answer.set_value(std::move(letters)); });
        auto const claimed = answer.get_future().get();
        std::vector<Settlement> settlements;
        for (auto const& letter : claimed) {
            settlements.emplace_back().seq = letter.seq;
            settlements.back().verdict = Settlement::Verdict::delivered;
        }
        std::promise<void> settled;
        store->settle(std::move(settlements), [&](auto) { settled.set_value(); });
        settled.get_future().wait();
        drained += static_cast<std::int64_t>(claimed.size());
        cpu += cpu_seconds() - before;
    }
    report(state, drained, cpu);
}
BENCHMARK(drain)->Arg(8)->Arg(32)->Arg(1000)->UseRealTime()->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace lotbridge::bench
