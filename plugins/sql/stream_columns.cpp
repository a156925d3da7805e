#include "mapping.hpp"

#include <algorithm>

namespace lotbridge::sql {
namespace {

class Collector {
public:
    void add(std::vector<std::string> const& columns) {
        for (auto const& column : columns) {
            auto const same = [&](std::string const& known) { return same_name(known, column); };
            if (std::none_of(found.begin(), found.end(), same)) found.push_back(column);
        }
    }
    void add(std::optional<Recipe> const& recipe) {
        if (recipe) add(recipe->columns());
    }
    void add(std::optional<Condition> const& condition) {
        if (condition) add(condition->columns());
    }
    void add(FieldList const& fields) {
        for (auto const& field : fields) {
            if (field.items.empty()) add(field.recipe.columns());
            for (auto const& item : field.items) {
                add(item.when);
                add(item.fields);
            }
        }
    }

    std::vector<std::string> found;
};

}  // namespace

std::vector<std::string> columns_of(RecordStream const& stream) {
    Collector collector;
    if (!stream.cursor.column.empty()) collector.add({stream.cursor.column});
    if (!stream.key.empty()) collector.add({stream.key});
    collector.add(stream.when);
    collector.add(stream.inferred);
    collector.add(stream.record_key);
    collector.add(stream.fields);
    for (auto const& image : stream.images) {
        collector.add(image.path);
        collector.add(image.blob);
        collector.add(image.fields);
    }
    return collector.found;
}

}  // namespace lotbridge::sql
