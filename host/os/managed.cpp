#include "os/managed.hpp"

#include "app/host.hpp"

namespace lotbridge::os {

namespace {

// Windows' own numbers, which this file needs on other systems for its tests.
constexpr std::uint32_t service_specific_error = 1066, never_started = 1077;

std::string exit_words(std::uint32_t exit_code) {
    auto const words = "exit code " + std::to_string(exit_code);
    if (exit_code == wrong_settings) return words + ": its settings are wrong";
    if (exit_code == static_cast<std::uint32_t>(app::Ending::forced))
        return words + ": it was stopped while an adapter was still inside its driver";
    return words;
}

}  // namespace

ServiceEnd service_end(int exit_code, bool asked) {
    if (exit_code == 0 || asked) return {};
    return {service_specific_error, static_cast<std::uint32_t>(exit_code)};
}

std::string end_words(ServiceEnd end) {
    if (end.code == 0) return "it ended in order";
    if (end.code == never_started) return "it was not started since the system was";
    if (end.code == service_specific_error) return "it ended with " + exit_words(end.specific);
    return "it ended with the system's error " + std::to_string(end.code);
}

}  // namespace lotbridge::os
