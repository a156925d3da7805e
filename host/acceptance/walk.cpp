#include "acceptance/walk.hpp"

#include "acceptance/functions.hpp"
#include "acceptance/words.hpp"

namespace lotbridge::acceptance {

namespace {

class Walk {
public:
    Walk(Site& site, ReferenceCloud const* cloud, Person& person, Journal& journal, WalkOptions const& options)
        : site_(site), cloud_(cloud), person_(person), journal_(journal), options_(options) {}

    Result<Report> run() {
        if (options_.anew || journal_.begun() == WallTime()) LOTBRIDGE_CHECK(journal_.begin_anew(wall_now()));
        if (!options_.faults.empty()) LOTBRIDGE_CHECK(may_play_faults());
        LOTBRIDGE_CHECK(pick_up());
        if (options_.tests) LOTBRIDGE_CHECK(try_functions());
        LOTBRIDGE_TRY(auto const undisturbed, site_.facts(span()));
        LOTBRIDGE_TRY(auto const disturbed, rehearse_faults());
        person_.tell({"Judging what happened ...", "正在评定……"});
        LOTBRIDGE_TRY(auto facts, site_.facts(span()));
        if (cloud_) {
            LOTBRIDGE_TRY(facts.judgement, cloud_->judge(site_.reader(), facts));
        }
        return make_report(facts, disturbed ? undisturbed : facts, journal_.tests(), journal_.faults());
    }

private:
    store::Span span() const { return {options_.span.from, options_.goes_on ? wall_now() : options_.span.to}; }

    // Only a host that delivers to a reference cloud.
    Result<> may_play_faults() const {
        if (!cloud_)
            return fail(Errc::rejected,
                        "faults are rehearsed against the reference cloud only: name its API with --reference-cloud");
        return cloud_->prove(site_.reader(), site_.lot().name);
    }

    // A walk that was interrupted may have left a fault behind.
    Result<> pick_up() {
        auto const left = journal_.interrupted();
        if (left.empty()) return {};
        person_.tell(say("An earlier acceptance was interrupted during {}; going on from there.",
                         "上次验收在 {} 时中断，现在继续。", left));
        if (!cloud_) return {};
        faults().clean_up();
        return journal_.begin({});
    }

    bool done(std::string const& id) const {
        auto const* result = journal_.result(id);
        return result && result->grade == Grade::pass;
    }

    Result<> try_functions() {
        LOTBRIDGE_TRY(auto const facts, site_.facts(span()));
        std::vector<Item> open;
        // A gate that was named is moved whatever the store says: that it moved once, only eyes can tell.
        auto const to_watch = [&](Item const& item) {
            return item.id == "gate_control" && !options_.trials.gate.empty() && item.grade != Grade::not_supported;
        };
        for (auto& item : judge_functions(facts))
            if ((item.grade == Grade::not_tested || to_watch(item)) && !done(item.id)) open.push_back(std::move(item));
        Trials trials(site_, cloud_, person_, options_.trials);
        for (std::size_t i = 0; i < open.size(); ++i) {
            begin(i, open.size(), open[i].clause, open[i].title);
            LOTBRIDGE_CHECK(journal_.begin(open[i].id));
            auto tried = trials.attempt(open[i]);
            tell(tried);
            LOTBRIDGE_CHECK(journal_.finish_test(std::move(tried)));
        }
        return {};
    }

    Faults faults() const { return {site_, *cloud_, person_, options_.fault_options}; }

    // Whether any was played.
    Result<bool> rehearse_faults() {
        if (options_.faults.empty()) return false;
        auto rehearsal = faults();
        auto played = false;
        for (std::size_t i = 0; i < options_.faults.size(); ++i) {
            auto const id = "fault." + options_.faults[i];
            begin(i, options_.faults.size(), id, title_of(options_.faults[i]));
            if (done(id)) {
                person_.step({"done in an earlier walk", "此前已完成"});
                continue;
            }
            LOTBRIDGE_CHECK(journal_.begin(id));
            auto rehearsed = rehearsal.rehearse(options_.faults[i]);
            tell(rehearsed);
            LOTBRIDGE_CHECK(journal_.finish_fault(std::move(rehearsed)));
            played = true;
        }
        return played;
    }

    static Text title_of(std::string_view fault) {
        for (auto const& name : fault_names())
            if (name.id == fault) return name.title;
        return {};
    }

    void begin(std::size_t index, std::size_t all, std::string const& clause, Text const& title) {
        person_.tell(say("[{}/{}] {}  {}", "[{}/{}] {}  {}", index + 1, all, clause, title));
    }
    void tell(Item const& item) { person_.step(say("{}: {}", "{}：{}", grade_text(item.grade), item.why)); }

    Site& site_;
    ReferenceCloud const* cloud_;
    Person& person_;
    Journal& journal_;
    WalkOptions const& options_;
};

}  // namespace

Result<Report> walk(Site& site, ReferenceCloud const* cloud, Person& person, Journal& journal,
                    WalkOptions const& options) {
    return Walk(site, cloud, person, journal, options).run();
}

}  // namespace lotbridge::acceptance
