// lotbridge acceptance: walks an integrator through a lot's acceptance by chapter 7, and writes the report.
#include "acceptance/page.hpp"
#include "acceptance/walk.hpp"
#include "acceptance/words.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "os/invocation.hpp"
#include "os/process.hpp"
#include "os/table.hpp"

#include <lotbridge/schema/scalars.hpp>

#include <algorithm>
#include <boost/dll/runtime_symbol_info.hpp>
#include <cstdlib>

namespace lotbridge::os {

namespace {

using namespace acceptance;
namespace fs = std::filesystem;

struct AcceptanceOptions {
    std::string lot, until, reference_cloud, gate, restart_database, report, language = "both";
    std::vector<std::string> faults;
    int days = 15, patience = 120;
    bool tests = false, yes = false, anew = false, json = false;
};

class Acceptance {
public:
    Acceptance(Invocation& invocation, AcceptanceOptions options)
        : invocation_(invocation), options_(std::move(options)) {}

    void run() {
        if (auto const done = walk_and_write(); !done) invocation_.failed(done.error());
    }

private:
    Result<> walk_and_write() {
        LOTBRIDGE_TRY(auto const host, invocation_.host());
        LOTBRIDGE_TRY(auto const lot, Invocation::lot(host, options_.lot));
        LOTBRIDGE_CHECK(may_write_for(host.data_directory));
        LOTBRIDGE_TRY(auto reader, store::Reader::open(host.data_directory));
        LOTBRIDGE_TRY(auto const span, period(lot.utc_offset));
        auto const folder = host.data_directory / "acceptance" / lot.name;
        LOTBRIDGE_CHECK(base::make_own_directory(host.data_directory / "acceptance"));
        LOTBRIDGE_CHECK(base::make_own_directory(folder));
        LOTBRIDGE_TRY(auto const alone, base::FileLock::acquire(folder / "acceptance.lock",
                                                                "process " + std::to_string(base::process_id())));

        std::optional<ReferenceCloud> cloud;
        if (!options_.reference_cloud.empty()) {
            LOTBRIDGE_TRY(cloud, ReferenceCloud::open(options_.reference_cloud, lot.park_id));
        }
        Site site(host.data_directory, {lot.name, lot.park_id, lot.park_code, lot.cloud.url, lot.utc_offset},
                  std::move(reader), doors());
        Person person(invocation_.console.in, options_.json ? invocation_.console.error : invocation_.console.out,
                      options_.yes, options_.language == "zh");
        auto const patience = std::chrono::seconds(options_.patience);
        LOTBRIDGE_TRY(auto journal, open_journal(folder / "journal.json"));
        LOTBRIDGE_TRY(auto const report,
                      walk(site, cloud ? &*cloud : nullptr, person, journal,
                           {.span = span,
                            .goes_on = options_.until.empty(),
                            .anew = options_.anew,
                            .tests = options_.tests,
                            .trials = {.patience = patience, .gate = options_.gate},
                            .faults = wanted_faults(),
                            .fault_options = {.patience = patience, .restart_database = options_.restart_database}}));
        LOTBRIDGE_CHECK(write(report, folder, person));
        if (report.counts()[static_cast<std::size_t>(Grade::fail)] > 0) invocation_.exit_code = 1;
        return {};
    }

    // What an earlier program left and nobody can read does not stand in the way of --new.
    Result<Journal> open_journal(fs::path const& file) const {
        std::error_code ignored;
        if (options_.anew) fs::remove(file, ignored);
        return Journal::open(file);
    }

    // Whole days of the lot's calendar, the last one as far as it has come.
    Result<store::Span> period(std::chrono::minutes utc_offset) const {
        auto const now = wall_now();
        auto last = store::day_of(now, utc_offset);
        if (!options_.until.empty()) {
            auto const day = LocalDate::parse(options_.until);
            if (!day || day->empty() || day->day() > last)
                return fail(Errc::rejected, "--until " + options_.until + ": is no day like 2026-05-28 that has come");
            last = day->day();
        }
        auto const from = store::beginning_of(last - std::chrono::days(options_.days - 1), utc_offset);
        return store::Span{from, std::min(now, store::beginning_of(last + std::chrono::days(1), utc_offset))};
    }

    std::vector<std::string> wanted_faults() const {
        std::vector<std::string> wanted;
        for (auto const& fault : fault_names())
            for (auto const& name : options_.faults)
                if (name == "all" || name == fault.id) wanted.emplace_back(fault.id);
        return wanted;
    }

    SystemDoors doors() const {
        std::vector<std::string> words{"run", "--settings", base::to_text(fs::absolute(invocation_.settings_file()))};
        if (!invocation_.data.empty())
            words.insert(words.end(), {"--data", base::to_text(fs::absolute(base::to_path(invocation_.data)))});
        return {.kill = end_process,
                .start = [words] { return start_beside(boost::dll::program_location(), words); },
                .shell = [](std::string const& command) { return std::system(command.c_str()); }};
    }

    std::vector<Language> languages() const {
        if (options_.language == "zh") return {Language::zh};
        if (options_.language == "en") return {Language::en};
        return {Language::zh, Language::en};
    }

    Result<> write(Report const& report, fs::path const& folder, Person& person) const {
        auto const page =
            options_.report.empty() ? folder / "report.html" : fs::absolute(base::to_path(options_.report));
        auto const data = fs::path(page).replace_extension(".json");
        auto const json = to_json(report);
        LOTBRIDGE_CHECK(base::write_file_durably(page, to_html(report, languages())));
        LOTBRIDGE_CHECK(base::write_file_durably(data, json));
        if (options_.json) {
            invocation_.console.out << json << '\n';
        } else {
            print(report);
        }
        person.tell(say("report: {}", "报告：{}", base::to_text(page)));
        return {};
    }

    void print(Report const& report) const {
        auto const chinese = options_.language == "zh";
        auto const in = [&](Text const& text) { return chinese ? text.zh : text.en; };
        Table table(chinese ? std::vector<std::string>{"条款", "项目", "结果", "依据"}
                            : std::vector<std::string>{"CLAUSE", "ITEM", "RESULT", "WHY"});
        for (auto const* items : {&report.functions, &report.figures, &report.faults})
            for (auto const& item : *items)
                table.add({item.clause, in(item.title), in(grade_text(item.grade)), in(item.why)});
        invocation_.console.out << '\n';
        table.print(invocation_.console.out);
        auto const counts = report.counts();
        invocation_.console.out << '\n'
                                << in(say("{} pass, {} fail, {} not supported, {} not tested",
                                          "合格 {}，不合格 {}，不支持 {}，未测试 {}", counts[0], counts[1], counts[2],
                                          counts[3]))
                                << '\n';
    }

    Invocation& invocation_;
    AcceptanceOptions options_;
};

std::vector<std::string> fault_choices() {
    std::vector<std::string> choices{"all"};
    for (auto const& fault : fault_names()) choices.emplace_back(fault.id);
    return choices;
}

}  // namespace

void add_acceptance(CLI::App& program, Invocation& invocation) {
    auto* command =
        add_command(program, "acceptance", "Walk through a lot's acceptance (chapter 7) and write its report",
                    "  lotbridge acceptance --lot demo                        judge the last 15 days\n"
                    "  lotbridge acceptance --days 3 --until 2026-05-28 --language zh\n"
                    "  lotbridge acceptance --tests                           ask for what has not happened yet\n"
                    "  lotbridge acceptance --tests --gate 201 --reference-cloud http://127.0.0.1:8081\n"
                    "  lotbridge acceptance --faults all --yes --reference-cloud http://127.0.0.1:8081 \\\n"
                    "      --restart-database \"systemctl restart mariadb\"\n\n"
                    "Interrupted, it goes on from there when it is started again; what has passed is not done twice "
                    "(--new: all anew).\n"
                    "A gate moves only when --gate names it and its code is typed once more; --yes does not answer "
                    "that. Faults are\n"
                    "played against a reference cloud only (lotbridge-cloud), never against a real platform. Exit code "
                    "1: an item failed.");
    auto const options = std::make_shared<AcceptanceOptions>();
    command->add_option("--lot", options->lot, "The lot, where there are several");
    command->add_option("--days", options->days, "So many calendar days")
        ->check(CLI::Range(1, 366))
        ->capture_default_str();
    command->add_option("--until", options->until, "The last of them, e.g. 2026-05-28 (today)");
    command->add_flag("--tests", options->tests, "Bring about what has not happened by itself");
    command->add_option("--gate", options->gate, "barCode of the gate that may be moved as a test");
    command->add_option("--reference-cloud", options->reference_cloud,
                        "Address of the reference cloud's API, if the host delivers to one");
    command->add_option("--faults", options->faults, "Faults to rehearse")
        ->check(CLI::IsMember(fault_choices()))
        ->delimiter(',');
    command->add_option(
        "--restart-database", options->restart_database,
        "Command that restarts the lot's database, or locks it for some seconds (else a person is asked)");
    command->add_flag("--yes", options->yes, "Agree to everything that is asked, except a gate");
    command->add_option("--patience", options->patience, "Seconds to wait for anything to happen")
        ->check(CLI::Range(5, 3600))
        ->capture_default_str();
    command->add_option(
        "--report", options->report,
        "File of the report (else acceptance/<lot>/report.html in the data folder); the same as .json beside it");
    command->add_option("--language", options->language, "Language of the report")
        ->check(CLI::IsMember({"zh", "en", "both"}))
        ->capture_default_str();
    command->add_flag("--new", options->anew, "Forget what an earlier acceptance of this lot has found");
    command->add_flag("--json", options->json,
                      "The report as JSON on standard output; progress goes to standard error");
    command->callback([&invocation, options] { Acceptance(invocation, *options).run(); });
}

}  // namespace lotbridge::os
