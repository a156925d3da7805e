// A host, a platform and a lot with many cars, each of which takes its own way through an automatic deduction, step by
// step. Time and crashes happen to all of them at once.
#pragma once

#include "fakes/fake_gateway.hpp"
#include "fakes/fake_scheduler.hpp"
#include "fakes/member.hpp"
#include "relay/questions.hpp"
#include "store/reader.hpp"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <future>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace lotbridge::relay {

using namespace std::chrono_literals;

// ---- the platform: deducts once per oprNum as long as the stay is open

struct Request {
    std::string opr_num, record;
    bool taken = false;
    std::function<void(cloud::Outcome)> done;  // empty: the host does not wait for it any more
};

class Platform final : public cloud::Gateway {
public:
    explicit Platform(base::Scheduler& scheduler) : scheduler_(scheduler) {}

    void exchange(cloud::Exchange exchange, std::function<void(cloud::Outcome)> done) override {
        auto const record = fakes::member(exchange.data, "recordCode");
        if (!over.contains(record) && scheduler_.now() >= deadlines[record]) uninvited.insert(record);
        auto& request = requests[record].emplace_back(Request{exchange.opr_num, record, false, std::move(done)});
        if (prompt) answer(request);
    }
    bool reachable() const override { return true; }
    void on_reachable(std::function<void(bool)>) override {}

    void take(Request& request, bool willing = true) {
        request.taken = true;
        auto const [first, fresh] = answers.try_emplace(request.opr_num);
        if (!fresh) return;
        willing = willing && !over.contains(request.record);
        if (willing) ++deducted[request.record];
        first->second = !willing ? R"({"payStatus":0,"failReason":8})"
                                 : R"({"payStatus":1,"actualPay":5,"orderNum":"D-)" + request.opr_num + "\"}";
    }
    void answer(Request& request) {
        take(request);
        auto outcome = fakes::accepted();
        outcome.data = answers[request.opr_num];
        finish(request, std::move(outcome));
    }
    void finish(Request& request, cloud::Outcome outcome) {
        scheduler_.post([done = std::exchange(request.done, nullptr), outcome = std::move(outcome)] { done(outcome); });
    }
    // The one that the host waits for.
    Request* open(std::string const& record) {
        for (auto& request : requests[record])
            if (request.done) return &request;
        return nullptr;
    }
    // One that the host has given up and that is still on its way.
    Request* ghost(std::string const& record) {
        for (auto& request : requests[record])
            if (!request.done && !request.taken) return &request;
        return nullptr;
    }

    bool prompt = false;
    std::map<std::string, std::deque<Request>> requests;
    std::map<std::string, std::string> answers;  // by oprNum
    std::map<std::string, int> deducted;
    std::set<std::string> over;                 // records whose exit was accepted
    std::map<std::string, HostTime> deadlines;  // of the lot's last question about a record
    std::set<std::string> uninvited;            // records that were asked about after it, with the car still there

private:
    base::Scheduler& scheduler_;
};

// ---- the lot

struct Car {
    std::string record;
    bool waiting = false;                  // the adapter, for its answer
    std::shared_ptr<bool> gone;            // it has given up by itself
    std::optional<plugin::Answer> answer;  // which it has got and still deals with
    bool may_charge = false;               // the booth does not count on the cloud any more
    bool told = false, cash = false, asked_again = false;
    std::set<std::string> orders;
};

class Booths final : public Adapters {
public:
    Booths(base::Scheduler& scheduler, std::map<std::string, Car>& cars) : scheduler_(scheduler), cars_(cars) {}

    Service service(std::string_view) const override { return Service::offered; }
    void command(plugin::Request request, std::chrono::milliseconds,
                 std::function<void(plugin::CommandResult)> done) override {
        auto& car = cars_.at(fakes::member(request.body, "recordCode"));
        // The first time its table is locked.
        auto const order = fakes::member(request.body, "orderCode");
        bool const locked = tried_.insert(order).second;
        if (!locked) {
            car.told = true;
            car.orders.insert(order);
        }
        scheduler_.post([done = std::move(done), locked] {
            done({.status = locked ? LB_RETRY : LB_OK, .reply = "{}", .words = locked ? "locked" : ""});
        });
    }

private:
    base::Scheduler& scheduler_;
    std::map<std::string, Car>& cars_;
    std::set<std::string> tried_;
};

enum Step : char {
    take = 't',       // the platform handles the request; its answer is on the way
    deny = 'n',       // ... and does not deduct
    answer = 'a',     // ... and arrives
    lose = 'l',       // the connection breaks
    refuse = 'r',     // the platform answers with a failure, having done nothing
    cut = 'u',        // there was no connection
    surface = 'g',    // a request that the host has given up reaches the platform all the same
    hang_up = 'h',    // the adapter waits no longer
    end_well = 'w',   // its call ends, the answer kept
    end_badly = 'b',  // its call fails
    ask_same = 's',   // it asks once more
    ask_other = 'o',  // ... for another fee
    pay_cash = 'c',
    leave = 'x',  // the exit is accepted
};

class World {
public:
    explicit World(std::filesystem::path directory) : directory_(std::move(directory)) {
        std::filesystem::remove_all(directory_);
        open();
        start();
    }
    ~World() {
        questions_.reset();
        obligations_.reset();
        store_.reset();
        std::filesystem::remove_all(directory_);
    }

    void arrive(std::size_t number) {
        auto const record = "R" + std::to_string(number);
        cars_[record].record = record;
        ask(cars_[record], "5");
    }
    Car& car(std::size_t number) { return cars_.at("R" + std::to_string(number)); }

    void idle() {
        for (int round = 0; round < 5; ++round) {
            scheduler_.advance(0ms);
            (void)store_->value(lot_, "barrier");
        }
        scheduler_.advance(0ms);
    }
    // From one timer to the next, and what the store answers in between belongs to that moment: a course that is played
    // again goes the same way.
    void pass(std::chrono::milliseconds time) {
        for (auto const end = scheduler_.now() + time; scheduler_.now() < end;) {
            auto const next = std::clamp(scheduler_.next_timer(), scheduler_.now(), end);
            scheduler_.advance(next - scheduler_.now());
            idle();
        }
    }
    void die() {
        questions_.reset();
        obligations_.reset();
        for (auto& [record, requests] : platform_.requests)
            for (auto& request : requests) request.done = nullptr;
        for (auto& [record, car] : cars_) {
            if (!car.waiting && !car.answer) continue;
            *car.gone = true;
            car.waiting = false;
            car.answer.reset();
            car.may_charge = true;
        }
        store_.reset();
        open();
        start();
        idle();
    }

    std::string enabled(Car& car) {
        std::string steps;
        if (auto const* request = platform_.open(car.record)) {
            steps += lose;
            steps += request->taken ? std::string{answer} : std::string{take, deny, refuse, cut};
        }
        if (platform_.ghost(car.record)) steps += surface;
        if (car.waiting) steps += hang_up;
        if (car.answer) steps += {end_well, end_badly};
        if (!car.waiting && !car.answer && !car.asked_again) steps += {ask_same, ask_other};
        if (car.may_charge && !car.told && !car.cash) steps += pay_cash;
        if ((car.cash || car.told) && !platform_.over.contains(car.record)) steps += leave;
        return steps;
    }

    void do_step(Car& car, Step step) {
        auto* const request = platform_.open(car.record);
        switch (step) {
            case take:
            case deny:
                return platform_.take(*request, step == take);
            case answer:
                return platform_.answer(*request);
            case lose:
                return platform_.finish(*request, fakes::lost());
            case refuse:
                request->taken = true;  // it has arrived, and nothing more comes of it
                return platform_.finish(*request, fakes::refused());
            case cut:
                request->taken = true;
                return platform_.finish(*request, fakes::unsent());
            case surface:
                return platform_.take(*platform_.ghost(car.record));
            case hang_up:
                *car.gone = true;
                car.waiting = false;
                car.may_charge = true;
                return;
            case end_well:
            case end_badly:
                return end_call(car, step == end_well);
            case ask_same:
            case ask_other:
                car.asked_again = true;
                return ask(car, step == ask_same ? "5" : "7");
            case pay_cash:
                car.cash = true;
                return;
            case leave:
                return leaving_.push_back(car.record);
            default:
                return;
        }
    }
    // What the cars of this step did becomes true.
    void end_step() {
        if (!leaving_.empty()) accept_exits();
        idle();
    }

    // Everything comes to rest: the platform answers, calls end, cars pay and leave, and time goes on.
    void rest() {
        platform_.prompt = true;
        for (auto& [record, car] : cars_)
            if (auto* const request = platform_.open(record)) platform_.answer(*request);
        idle();
        pass(1s);
        for (auto& [record, car] : cars_)
            if (car.answer) end_call(car, true);
        idle();
        for (auto& [record, car] : cars_) {
            if (!car.told && !car.cash) car.cash = true;
            if (!platform_.over.contains(record)) leaving_.push_back(record);
        }
        end_step();
        for (int times = 0; times < 12; ++times) {
            scheduler_.advance(6min);
            idle();
        }
    }

    std::string verdict(Car const& car) const {
        auto const deducted = platform_.deducted.contains(car.record) ? platform_.deducted.at(car.record) : 0;
        std::string words;
        if (deducted > 1) words += "deducted " + std::to_string(deducted) + " times; ";
        if (deducted > 0 && !car.told)
            words += car.cash ? "paid twice, unknown to the lot; " : "deducted, unknown to the lot; ";
        if (deducted == 0 && car.told) words += "the lot was told of a deduction that was not made; ";
        if (platform_.uninvited.contains(car.record)) words += "asked for when the fee was being charged as usual; ";
        if (car.orders.size() > 1) words += "the lot was told of several orders; ";
        return words;
    }
    std::size_t unsettled() { return open_questions().size() + questions_->in_doubt() + obligations_->open(); }

    // All that decides how each car's course goes on.
    std::map<std::string, std::string> situations() {
        std::map<std::string, std::string> found;
        for (auto const& [record, car] : cars_) {
            auto& words = found[record];
            for (bool const fact :
                 {car.waiting, car.may_charge, car.told, car.cash, car.asked_again, car.answer.has_value(),
                  car.answer && car.answer->receipt != 0, platform_.over.contains(record)})
                words += fact ? '1' : '0';
            auto const& requests = platform_.requests[record];
            for (auto const& request : requests) {
                auto const known = platform_.answers.find(request.opr_num);
                words += request.done ? '|' : ':';
                words += request.taken ? '1' : '0';
                words += known == platform_.answers.end() ? '?' : known->second[13];
                words += request.opr_num == requests.front().opr_num ? '1' : '2';
            }
        }
        auto const written = store::Reader::open(directory_)->questions({.limit = cars_.size()});
        for (auto const& [question, lot] : *written)
            found[question.key] += '#' + std::to_string(static_cast<int>(question.state)) +
                                   question.answer.substr(0, 14) + std::to_string(question.requests.size());
        return found;
    }

private:
    void open() {
        auto opened = store::Store::open(directory_, {.min_free_bytes = 0});
        if (!opened) throw std::runtime_error(opened.error().message);
        store_ = std::move(*opened);
        lot_ = *store_->lot("lot");
    }
    void start() {
        obligations_ = std::make_shared<Obligations>(Obligations::Parts{.store = *store_,
                                                                        .adapters = booths_,
                                                                        .scheduler = scheduler_,
                                                                        .lot = lot_,
                                                                        .limit = 30s,
                                                                        .patience = 10min,
                                                                        .log = {}});
        obligations_->start();
        questions_ = std::make_shared<Questions>(AskingParts{.store = *store_,
                                                             .gateway = platform_,
                                                             .obligations = *obligations_,
                                                             .scheduler = scheduler_,
                                                             .lot = lot_,
                                                             .settings = settings_,
                                                             .new_opr_num = [] { return "none"; },
                                                             .log = {}});
        questions_->start();
    }

    void ask(Car& car, std::string const& fee) {
        car.waiting = true;
        car.gone = std::make_shared<bool>(false);
        auto const deadline = platform_.deadlines[car.record] = scheduler_.now() + 1s;
        questions_->pose({.name = "auto_deduct",
                          .body = R"({"recordCode":")" + car.record + R"(","carNum":"A1","payMoney":)" + fee + "}"},
                         deadline, [&car, gone = car.gone](Result<plugin::Answer> answer) {
                             if (*gone) return false;
                             car.waiting = false;
                             if (answer)
                                 car.answer = std::move(*answer);
                             else
                                 car.may_charge = true;
                             return true;
                         });
    }
    void end_call(Car& car, bool well) {
        auto const taken = *std::exchange(car.answer, std::nullopt);
        bool const deducted = fakes::member(taken.body, "payStatus") == "1";
        if (well && deducted) {
            car.told = true;
            car.orders.insert(fakes::member(taken.body, "orderNum"));
        } else {
            car.may_charge = true;
        }
        if (taken.receipt != 0) questions_->dealt_with({taken.receipt}, well);
    }
    void accept_exits() {
        store::Intake intake{.lot = lot_};
        for (auto const& record : leaving_)
            intake.letters.push_back({.topic = "vehicle_exit", .record = record, .body = "{}"});
        std::vector<store::Settlement> settled;
        std::promise<void> done;
        store_->take_in(std::move(intake), [](auto const&) {});
        store_->claim(lot_, leaving_.size(), 0, scheduler_.now(), [&](Result<std::vector<store::Letter>> letters) {
            for (auto const& letter : *letters)
                settled.push_back({.seq = letter.seq, .verdict = store::Settlement::Verdict::delivered});
            done.set_value();
        });
        done.get_future().get();
        store_->settle(std::move(settled), [](auto const&) {});
        for (auto const& record : std::exchange(leaving_, {})) platform_.over.insert(record);
    }

    std::vector<store::Question> open_questions() {
        std::promise<std::vector<store::Question>> promise;
        store_->open_questions(lot_, [&](auto found) { promise.set_value(std::move(*found)); });
        return promise.get_future().get();
    }
    std::filesystem::path directory_;
    fakes::FakeScheduler scheduler_;
    Platform platform_{scheduler_};
    std::map<std::string, Car> cars_;
    Booths booths_{scheduler_, cars_};
    config::LotSettings settings_;
    std::unique_ptr<store::Store> store_;
    store::LotId lot_ = 0;
    std::shared_ptr<Obligations> obligations_;
    std::shared_ptr<Questions> questions_;
    std::vector<std::string> leaving_;
};

}  // namespace lotbridge::relay
