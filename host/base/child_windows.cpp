#include "base/child.hpp"

#include "base/text.hpp"
#include "base/windows.hpp"

#include <array>
#include <cstdio>
#include <mutex>
#include <optional>
#include <utility>

namespace lotbridge::base {
namespace {

Error system_error(std::string const& attempted) { return windows_error(attempted, GetLastError(), Errc::retry); }

HANDLE handle_of(std::intptr_t end) { return reinterpret_cast<HANDLE>(end); }
std::intptr_t number_of(HANDLE handle) { return reinterpret_cast<std::intptr_t>(handle); }

std::size_t read_end(HANDLE end, std::span<char> into) {
    DWORD count = 0;
    auto const most = static_cast<DWORD>(into.size());
    return ReadFile(end, into.data(), most, &count, nullptr) ? count : 0;
}

// Large enough for every message but a picture, so that a child that reads nothing does not block its parent.
constexpr DWORD pipe_size = 4u << 20;

// read and write: none of them is inherited yet.
bool make_pipe(std::intptr_t& read, std::intptr_t& write) {
    HANDLE in = nullptr, out = nullptr;
    if (!CreatePipe(&in, &out, nullptr, pipe_size)) return false;
    read = number_of(in);
    write = number_of(out);
    return true;
}

}  // namespace

// ---- pipes

void Pipes::close_end(std::intptr_t& end) {
    if (end != -1) CloseHandle(handle_of(end));
    end = -1;
}

Pipes::Pipes(std::intptr_t in, std::intptr_t out) : in_(in), out_(out) {
    // Programs that a child starts in its turn must not hold them open.
    for (auto const end : {in, out}) SetHandleInformation(handle_of(end), HANDLE_FLAG_INHERIT, 0);
}

Result<Pipes::Pair> Pipes::make() {
    Pair pair;
    if (!make_pipe(pair.there.in_, pair.here.out_) || !make_pipe(pair.here.in_, pair.there.out_))
        return fail(system_error("making a pipe"));
    return pair;
}

std::size_t Pipes::read(std::span<char> into) { return read_end(handle_of(in_), into); }

Result<> Pipes::write(std::string_view bytes, std::chrono::milliseconds) {
    while (!bytes.empty()) {
        DWORD count = 0;
        if (!WriteFile(handle_of(out_), bytes.data(), static_cast<DWORD>(bytes.size()), &count, nullptr))
            return fail(system_error("writing to it"));
        bytes.remove_prefix(count);
    }
    return {};
}

// ---- a child

namespace {

// A job that ends all its processes with its last handle: with the parent, however that ends.
HANDLE make_job(std::uint64_t memory) {
    auto const job = CreateJobObjectW(nullptr, nullptr);
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    if (memory > 0) limits.BasicLimitInformation.LimitFlags |= JOB_OBJECT_LIMIT_PROCESS_MEMORY;
    limits.ProcessMemoryLimit = static_cast<SIZE_T>(memory);
    if (job) SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
    return job;
}

// As the system finds it: beside this program, in the system's folders, then in those of the path.
Result<std::filesystem::path> find(std::filesystem::path const& program) {
    if (program.has_parent_path()) return program;
    std::array<wchar_t, MAX_PATH> found{};
    auto const size = SearchPathW(nullptr, program.c_str(), L".exe", MAX_PATH, found.data(), nullptr);
    if (size == 0 || size >= found.size()) return fail(system_error("starting " + to_text(program)));
    return std::filesystem::path(found.data());
}

std::wstring command_line(Child::Order const& order, Pipes const& there) {
    auto line = wide(windows_word(to_text(order.program)));
    for (auto const& word : order.words) line += L' ' + wide(windows_word(word));
    if (order.ends == Child::Ends::standard) return line;
    return line + L" --read " + std::to_wstring(there.in()) + L" --write " + std::to_wstring(there.out());
}

// Handles are inherited by whatever is started while they may be: one child at a time.
std::mutex starting;

class Inheriting {
public:
    explicit Inheriting(std::array<HANDLE, 3> const& handles) : lock_(starting), handles_(handles) { mark(TRUE); }
    ~Inheriting() { mark(FALSE); }

private:
    void mark(bool inherited) const {
        for (auto const handle : handles_)
            SetHandleInformation(handle, HANDLE_FLAG_INHERIT, inherited ? HANDLE_FLAG_INHERIT : 0);
    }
    std::lock_guard<std::mutex> lock_;
    std::array<HANDLE, 3> handles_;
};

std::string hexadecimal(DWORD code) {
    std::array<char, 16> text{};
    return {text.data(), static_cast<std::size_t>(wsprintfA(text.data(), "0x%08X", code))};
}

}  // namespace

struct Child::Body {
    ~Body() {
        if (process) CloseHandle(process);
        if (job) CloseHandle(job);
    }

    Pipes pipes, printed;
    HANDLE job = nullptr, process = nullptr;
    DWORD id = 0;
    std::mutex mutex;
    std::optional<Ending> ended;  // nothing: it runs
};

Child::Child(std::unique_ptr<Body> body) : body_(std::move(body)) {}
Child::~Child() { end(std::chrono::milliseconds(0)); }

Pipes& Child::pipes() { return body_->pipes; }
std::int64_t Child::process() const { return body_->id; }
std::size_t Child::read(std::span<char> into) { return body_->pipes.read(into); }
std::size_t Child::read_printed(std::span<char> into) { return body_->printed.read(into); }

Result<std::unique_ptr<Child>> Child::start(Order const& order) {
    LOTBRIDGE_TRY(auto const program, find(order.program));
    LOTBRIDGE_TRY(auto pair, Pipes::make());
    LOTBRIDGE_TRY(auto printed, Pipes::make());
    auto body = std::make_unique<Body>();
    body->pipes = std::move(pair.here);
    body->printed = std::move(printed.here);
    body->job = make_job(order.memory);
    STARTUPINFOW startup{};
    startup.cb = sizeof startup;
    startup.dwFlags = STARTF_USESTDHANDLES;
    startup.hStdOutput = startup.hStdError = handle_of(printed.there.out());
    if (order.ends == Ends::standard) {
        startup.hStdInput = handle_of(pair.there.in());
        startup.hStdOutput = handle_of(pair.there.out());
    }
    PROCESS_INFORMATION started{};
    auto line = command_line(order, pair.there);
    {
        Inheriting const inheriting(
            {handle_of(pair.there.in()), handle_of(pair.there.out()), handle_of(printed.there.out())});
        // Suspended until it is in its job, so that nothing of it can escape.
        if (!CreateProcessW(program.c_str(), line.data(), nullptr, nullptr, TRUE, CREATE_SUSPENDED | CREATE_NO_WINDOW,
                            nullptr, order.folder.empty() ? nullptr : order.folder.c_str(), &startup, &started))
            return fail(system_error("starting " + to_text(program)));
    }
    body->process = started.hProcess;
    body->id = started.dwProcessId;
    AssignProcessToJobObject(body->job, started.hProcess);
    ResumeThread(started.hThread);
    CloseHandle(started.hThread);
    return std::unique_ptr<Child>(new Child(std::move(body)));
}

Child::Ending Child::end(std::chrono::milliseconds grace) {
    std::lock_guard const lock(body_->mutex);
    if (body_->ended) return *body_->ended;
    bool const by_itself = WaitForSingleObject(body_->process, static_cast<DWORD>(grace.count())) == WAIT_OBJECT_0;
    if (!by_itself) TerminateProcess(body_->process, 1);
    TerminateJobObject(body_->job, 1);  // whatever it has started holds the ends of its pipes
    if (!by_itself) {
        WaitForSingleObject(body_->process, INFINITE);
        return body_->ended.emplace(Ending{false, "was stopped"});
    }
    DWORD code = 0;
    GetExitCodeProcess(body_->process, &code);
    return body_->ended.emplace(
        Ending{true, "ended with exit code " + (code < 0x10000 ? std::to_string(code) : hexadecimal(code))});
}

namespace {

BOOL WINAPI leave_to_parent(DWORD) { return TRUE; }

}  // namespace

void be_a_child() {
    std::setvbuf(stdout, nullptr, _IONBF, 0);  // which knows no lines
    SetConsoleCtrlHandler(leave_to_parent, TRUE);
}

}  // namespace lotbridge::base
