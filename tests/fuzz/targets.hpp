// One function per parser that meets bytes from outside. libFuzzer drives each (preset fuzz, run.sh); in ordinary
// builds fuzz_corpus_test plays the seeds and every crash ever found.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace lotbridge::fuzz {

void read_request(std::string_view input);
void read_reply(std::string_view input);
void frames(std::string_view input);
void form(std::string_view input);
void signature(std::string_view input);
void password(std::string_view input);
void url(std::string_view input);
void framers(std::string_view input);
void http_reply(std::string_view input);
void adapter_protocol(std::string_view input);
void printed(std::string_view input);
void body(std::string_view input);
void encoding(std::string_view input);
void scalars(std::string_view input);
void cursor(std::string_view input);
void settings(std::string_view input);
void camera(std::string_view input);
void said(std::string_view input);
void push(std::string_view input);
void machine(std::string_view input);
void veil(std::string_view input);
void mapping(std::string_view input);  // with plugins/sql, as is the next
void cell(std::string_view input);

// What must hold for every input; libFuzzer sees the abort and keeps the input.
inline void must(bool holds, char const* what) {
    if (holds) return;
    std::fprintf(stderr, "fuzz finding: %s\n", what);
    std::abort();
}

}  // namespace lotbridge::fuzz
