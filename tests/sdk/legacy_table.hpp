// A table of a legacy database whose transactions commit when they please, and a host that keeps messages and cursor.
#pragma once

#include <lotbridge/adapter/poller.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace lotbridge::test {

struct LegacyRow {
    std::string value, key, content;
};

class LegacyTable {
public:
    void insert(LegacyRow row) {
        rows_.push_back(std::move(row));
        ordered_.clear();
    }
    void update(std::string const& key, std::string content) {
        std::find_if(rows_.begin(), rows_.end(), [&](auto const& row) { return row.key == key; })->content =
            std::move(content);
        ordered_.clear();
    }
    void erase(std::string const& key) {
        std::erase_if(rows_, [&](auto const& row) { return row.key == key; });
        ordered_.clear();
    }
    std::vector<LegacyRow> const& rows() const { return rows_; }
    std::size_t queries = 0, rows_read = 0;
    std::set<std::string> waiting;  // keys of rows that more is written of later

    Source<std::string> source(Scale scale) {
        return [this, scale](Position const& after, std::size_t limit) -> Result<std::vector<SourceRow<std::string>>> {
            auto const order = [scale](LegacyRow const& a, LegacyRow const& b) {
                if (a.value != b.value) return detail::is_after(scale, b.value, a.value);
                return a.key < b.key;
            };
            if (ordered_.empty()) {
                ordered_ = rows_;
                std::sort(ordered_.begin(), ordered_.end(), order);
            }
            LegacyRow const from{after.value, after.key, {}};
            auto first = std::upper_bound(ordered_.begin(), ordered_.end(), from, order);
            if (after.key.empty()) first = std::lower_bound(ordered_.begin(), ordered_.end(), from, order);
            if (after.value.empty()) first = ordered_.begin();
            std::vector<SourceRow<std::string>> page;
            for (auto row = first; row != ordered_.end() && page.size() < limit; ++row)
                page.push_back(
                    {row->value, row->key, content_hash(row->content), row->content, waiting.contains(row->key)});
            ++queries;
            rows_read += page.size();
            return page;
        };
    }

private:
    std::vector<LegacyRow> rows_, ordered_;
};

// What the host has on disk: rows' contents in the order of storing, and the cursor that was stored with them.
class Disk {
public:
    using Harvest = Poller<std::string>::Harvest;

    void store(Harvest const& harvest) {
        for (auto const& found : harvest.rows) {
            contents_.push_back(found.row.key + "=" + found.row.payload);
            if (!distinct_.insert(contents_.back()).second) repeated_.push_back(contents_.back());
        }
        cursor_ = harvest.cursor;
    }

    std::string const& cursor() const { return cursor_; }
    std::vector<std::string> const& contents() const { return contents_; }
    std::vector<std::string> const& repeated() const { return repeated_; }
    bool has(LegacyRow const& row) const { return distinct_.contains(row.key + "=" + row.content); }

private:
    std::string cursor_;
    std::vector<std::string> contents_, repeated_;
    std::set<std::string> distinct_;
};

}  // namespace lotbridge::test
