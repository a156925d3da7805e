// Another program that works for this one: started with a pair of pipes of its own, limited in memory, and gone when
// this one is gone, however it ends.
#pragma once

#include <lotbridge/result.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lotbridge::base {

// One end of two pipes: what is written here is read there, and back. One thread reads, one writes.
class Pipes {
public:
    Pipes() = default;
    // As they were handed down by the numbers of their ends.
    Pipes(std::intptr_t in, std::intptr_t out);
    Pipes(Pipes&& other) noexcept;
    Pipes& operator=(Pipes&& other) noexcept;
    ~Pipes();

    // Blocks; 0: the other end is closed.
    std::size_t read(std::span<char> into);
    // All of it, or an error after the limit. 0: waits for ever.
    Result<> write(std::string_view bytes, std::chrono::milliseconds limit);
    void close_out();

    std::intptr_t in() const { return in_; }
    std::intptr_t out() const { return out_; }

    struct Pair;
    static Result<Pair> make();

private:
    static void close_end(std::intptr_t& end);

    std::intptr_t in_ = -1, out_ = -1;
};
struct Pipes::Pair {
    Pipes here, there;
};

class Child {
public:
    // Where the child finds its ends of the pipes. named: by their numbers, which are put behind its words as
    // "--read N --write N". standard: they are its standard input and output, and it prints on standard error alone.
    enum class Ends { named, standard };
    struct Order {
        std::filesystem::path program;  // a name without a folder is looked for where the system's path says
        std::vector<std::string> words;
        std::uint64_t memory = 0;      // bytes that it may fill; 0: as many as there are
        std::filesystem::path folder;  // that it works in; empty: this program's
        Ends ends = Ends::named;
    };
    // Must be called on a thread that lives longer than the child: it ends with it.
    static Result<std::unique_ptr<Child>> start(Order const& order);
    ~Child();  // as end(0)
    Child(Child const&) = delete;
    Child& operator=(Child const&) = delete;

    Pipes& pipes();
    // What it says, and what it prints. As Pipes::read; soon after its end 0 as well, whoever still holds the other
    // end.
    std::size_t read(std::span<char> into);
    std::size_t read_printed(std::span<char> into);
    std::int64_t process() const;
    struct Ending {
        bool by_itself = false;
        std::string words;  // of one that ended by itself: "was ended by signal 11 (...)", "ended with exit code 3"
    };
    // Waits so long for it to end by itself, then ends it. Any thread, again and again.
    Ending end(std::chrono::milliseconds grace);

private:
    struct Body;
    explicit Child(std::unique_ptr<Body> body);
    std::unique_ptr<Body> body_;
};

// For a child, before anything else: its parent ends it, and neither a Ctrl-C at the terminal nor a service manager
// that stops everything; what it prints reaches the parent at once.
void be_a_child();

}  // namespace lotbridge::base
