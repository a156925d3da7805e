#include "acceptance/journal.hpp"

#include "acceptance/item_json.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace lotbridge::acceptance {

namespace {

// In place of an earlier result of the same id.
void put(std::vector<Item>& items, Item item) {
    auto const found = std::ranges::find(items, item.id, &Item::id);
    if (found == items.end())
        items.push_back(std::move(item));
    else
        *found = std::move(item);
}

}  // namespace

Result<Journal> Journal::open(std::filesystem::path file) {
    Journal journal(std::move(file));
    std::error_code error;
    if (!std::filesystem::exists(journal.file_, error) && !error) return journal;
    LOTBRIDGE_TRY(auto const bytes, base::read_file(journal.file_));
    rapidjson::Document document;
    document.Parse(bytes.data(), bytes.size());
    if (document.HasParseError() || json::number(document, "format") != 1)
        return fail(Errc::rejected, base::to_text(journal.file_) +
                                        " is not what this program keeps of an acceptance; --new begins another");
    journal.begun_ = json::time(document, "begun").value_or(WallTime());
    journal.under_way_ = json::text(document, "under_way");
    for (auto const& item : json::items(document, "tests")) journal.tests_.push_back(read_item(item));
    for (auto const& item : json::items(document, "faults")) journal.faults_.push_back(read_item(item));
    return journal;
}

Item const* Journal::result(std::string_view id) const {
    for (auto const* items : {&tests_, &faults_}) {
        auto const found = std::ranges::find(*items, id, &Item::id);
        if (found != items->end()) return &*found;
    }
    return nullptr;
}

Result<> Journal::begin(std::string id) {
    under_way_ = std::move(id);
    return write();
}

Result<> Journal::finish_test(Item item) {
    put(tests_, std::move(item));
    under_way_.clear();
    return write();
}

Result<> Journal::finish_fault(Item item) {
    put(faults_, std::move(item));
    under_way_.clear();
    return write();
}

Result<> Journal::begin_anew(WallTime now) {
    begun_ = now;
    under_way_.clear();
    tests_.clear();
    faults_.clear();
    return write();
}

Result<> Journal::write() {
    rapidjson::StringBuffer buffer;
    json::Writer writer(buffer);
    writer.StartObject();
    writer.Key("format");
    writer.Int(1);
    writer.Key("begun");
    writer.String(json::time_text(begun_).c_str());
    writer.Key("under_way");
    writer.String(under_way_.c_str());
    write_items(writer, "tests", tests_);
    write_items(writer, "faults", faults_);
    writer.EndObject();
    return base::write_file_durably(file_, {buffer.GetString(), buffer.GetSize()});
}

}  // namespace lotbridge::acceptance
