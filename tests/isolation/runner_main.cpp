// What `lotbridge adapter-runner` does, in a program that is built in a moment; and programs that do it wrongly: the
// name of the plugin's folder says how. With "speak", an adapter that is a program (see program.cpp).
#include "base/text.hpp"
#include "isolation/runner.hpp"

#include <lotbridge/remote/framing.hpp>
#include <lotbridge/remote/message.hpp>

#include <cstdlib>
#include <string>

using namespace lotbridge;

int speak(std::string const& how);

namespace {

void say(base::Pipes& pipes, std::string_view text) {
    auto const sent = pipes.write(*remote::framed(text, remote::Framing::length), std::chrono::milliseconds(0));
    if (!sent) std::_Exit(1);
}

// Answers the greeting as this mistake has it, then waits for the end.
int speak_wrongly(std::string const& how, base::Pipes pipes) {
    if (how == "wrong_version") say(pipes, remote::answer(0, remote::Greeting{.protocol = 2}));
    if (how == "wrong_id") say(pipes, remote::answer(7, remote::Greeting{.protocol = 1}));
    if (how == "no_json") say(pipes, "hello");
    if (how == "deaf") pipes.close_out();
    char byte = 0;
    while (pipes.read({&byte, 1}) > 0) continue;
    return 0;
}

}  // namespace

int main(int count, char** words) {
    if (count == 3 && words[1] == std::string("speak")) return speak(words[2]);
    if (count != 8) return 2;
    auto const plugin = base::to_path(words[3]);
    base::Pipes pipes(std::stoll(words[5]), std::stoll(words[7]));
    auto const name = base::to_text(plugin.filename());
    if (name == "wrong_version" || name == "wrong_id" || name == "no_json" || name == "deaf" || name == "silent")
        return speak_wrongly(name, std::move(pipes));
    return isolation::run_adapter(plugin, std::move(pipes));
}
