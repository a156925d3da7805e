#include "acceptance/words.hpp"

#include <lotbridge/schema/scalars.hpp>

namespace lotbridge::acceptance {

Text grade_text(Grade grade) {
    switch (grade) {
        case Grade::pass:
            return {"pass", "合格"};
        case Grade::fail:
            return {"fail", "不合格"};
        case Grade::not_supported:
            return {"not supported", "不支持"};
        case Grade::not_tested:
            break;
    }
    return {"not tested", "未测试"};
}

Text duration(std::chrono::milliseconds time) {
    auto const ms = time.count();
    if (ms < 0) {
        auto const positive = duration(-time);
        return {"-" + positive.en, "-" + positive.zh};
    }
    auto const seconds = ms / 1000, minutes = seconds / 60, hours = minutes / 60;
    if (ms < 1000) return say("{} ms", "{} 毫秒", ms);
    if (seconds < 60) return say("{}.{} s", "{}.{} 秒", seconds, ms % 1000 / 100);
    if (minutes < 60) return say("{} min {} s", "{} 分 {} 秒", minutes, seconds % 60);
    if (hours < 24) return say("{} h {} min", "{} 小时 {} 分", hours, minutes % 60);
    return say("{} d {} h", "{} 天 {} 小时", hours / 24, hours % 24);
}

std::string share(std::int64_t part, std::int64_t whole) {
    if (whole <= 0) return "-";
    auto const hundredths = part * 10'000 / whole;
    return fmt::format("{}.{:02} %", hundredths / 100, hundredths % 100);
}

std::string time_text(WallTime at, std::chrono::minutes utc_offset) {
    return LocalTime::from_utc(std::chrono::floor<std::chrono::seconds>(at), utc_offset).text();
}

std::string date_text(WallTime at, std::chrono::minutes utc_offset) { return time_text(at, utc_offset).substr(0, 10); }

}  // namespace lotbridge::acceptance
