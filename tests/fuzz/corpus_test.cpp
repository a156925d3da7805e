// The seeds and every crash ever found, through the same functions, in every build.
#include "targets.hpp"

#include <gtest/gtest.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace lotbridge::fuzz {
namespace {

struct Target {
    char const* name;
    void (*run)(std::string_view);
};

class Corpus : public testing::TestWithParam<Target> {};

TEST_P(Corpus, IsReadWithoutAFinding) {
    std::filesystem::path const folder = LOTBRIDGE_SOURCE_DIR "/tests/fuzz/corpus";
    std::size_t played = 0;
    for (auto const& entry : std::filesystem::directory_iterator(folder / GetParam().name)) {
        std::ifstream file(entry.path(), std::ios::binary);
        std::stringstream text;
        text << file.rdbuf();
        GetParam().run(text.str());
        ++played;
    }
    EXPECT_GE(played, 3u);
}

INSTANTIATE_TEST_SUITE_P(Of, Corpus,
                         testing::Values(Target{"read_request", read_request}, Target{"read_reply", read_reply},
                                         Target{"frames", frames}, Target{"form", form}, Target{"signature", signature},
                                         Target{"password", password}, Target{"url", url}, Target{"framers", framers},
                                         Target{"http_reply", http_reply}, Target{"adapter_protocol", adapter_protocol},
                                         Target{"printed", printed}, Target{"body", body}, Target{"encoding", encoding},
                                         Target{"scalars", scalars}, Target{"cursor", cursor},
                                         Target{"settings", settings}, Target{"camera", camera}, Target{"said", said},
                                         Target{"push", push}, Target{"machine", machine}, Target{"veil", veil}),
                         [](auto const& target) { return target.param.name; });
#ifdef LOTBRIDGE_FUZZ_SQL
INSTANTIATE_TEST_SUITE_P(OfSql, Corpus, testing::Values(Target{"mapping", mapping}, Target{"cell", cell}),
                         [](auto const& target) { return target.param.name; });
#endif

}  // namespace
}  // namespace lotbridge::fuzz
