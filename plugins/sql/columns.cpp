#include "columns.hpp"

#include <algorithm>

namespace lotbridge::sql {
namespace {

class Collector {
public:
    void add(std::vector<ColumnUse> uses) {
        for (auto& use : uses) {
            auto const same = [&](ColumnUse const& known) { return same_name(known.name, use.name); };
            if (std::none_of(found.begin(), found.end(), same)) found.push_back(std::move(use));
        }
    }
    template <class Part>
    void add(std::optional<Part> const& part) {
        if (part) add(part->columns());
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
    void add_message(RecordStream const& stream) {
        add(stream.when);
        add(stream.inferred);
        add(stream.record_key);
        add(stream.fields);
    }

    std::vector<ColumnUse> found;
};

bool has(Columns const& columns, std::string_view wanted) {
    return std::any_of(columns.begin(), columns.end(), [&](auto const& column) { return same_name(column, wanted); });
}

}  // namespace

std::vector<ColumnUse> columns_of(FieldList const& fields) {
    Collector collector;
    collector.add(fields);
    return std::move(collector.found);
}

std::vector<ColumnUse> columns_of(Question const& question) {
    Collector collector;
    collector.add(question.key);
    collector.add(question.asked);
    collector.add(question.fields);
    for (auto const& [name, recipe] : question.parameters) collector.add(recipe.columns());
    return std::move(collector.found);
}

std::vector<ColumnUse> columns_of(Mapping const& mapping, RecordStream const& stream) {
    Collector collector;
    if (!stream.cursor.column.empty()) collector.add({{stream.cursor.column, stream.cursor.place}});
    if (!stream.key.empty()) collector.add({{stream.key, stream.key_place}});
    collector.add_message(stream);
    for (auto const& image : stream.images) {
        collector.add(image.path);
        collector.add(image.blob);
        collector.add(image.fields);
    }
    if (stream.wait) {
        collector.add(stream.wait->until.columns());
        collector.add(stream.wait->written.columns());
    }
    auto const own = collector.found.size();
    if (auto const* before = mapping.find(stream.preceded_by)) collector.add_message(*before);
    for (auto i = own; i < collector.found.size(); ++i)
        collector.found[i].why = ", which is read here, too, by \"preceded_by\"";
    return std::move(collector.found);
}

Result<> check_columns(std::vector<ColumnUse> const& wanted, Columns const& given,
                       std::function<bool(std::string const&)> const& known) {
    std::string missing;
    for (auto const& use : wanted) {
        if (has(given, use.name) || (use.in_template && known(use.name))) continue;
        missing += describe(use.place) + ": the query has no column \"" + use.name + "\"" + std::string(use.why) + "; ";
    }
    if (missing.empty()) return {};
    std::string names;
    for (auto const& column : given) names += (names.empty() ? "" : ", ") + column;
    return fail(Errc::rejected, missing + "it has " + (names.empty() ? "none" : names));
}

Result<> check_columns(std::vector<ColumnUse> const& wanted, Columns const& given, Parameters const& parameters) {
    return check_columns(wanted, given, [&](std::string const& name) { return parameters.values.contains(name); });
}

}  // namespace lotbridge::sql
