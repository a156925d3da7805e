#include "store/fresh.hpp"

#include <algorithm>

namespace lotbridge::store {

namespace {

constexpr std::size_t most = 512;  // of a lot: more than this is a backlog, which is read from the table

}  // namespace

void Fresh::drained(LotId lot) { lots_.try_emplace(lot); }
void Fresh::lose(LotId lot) { lots_.erase(lot); }
void Fresh::clear() { lots_.clear(); }

void Fresh::put(Letter letter) {
    auto const found = lots_.find(letter.lot);
    if (found == lots_.end()) return;
    if (found->second.size() == most) return lose(letter.lot);
    found->second.push_back(std::move(letter));
}

Letter* Fresh::find(LotId lot, Seq seq) {
    auto const found = lots_.find(lot);
    if (found == lots_.end()) return nullptr;
    auto const letter = std::ranges::lower_bound(found->second, seq, {}, &Letter::seq);
    return letter == found->second.end() || letter->seq != seq ? nullptr : &*letter;
}

bool Fresh::complete(LotId lot) const { return lots_.contains(lot); }

std::vector<Letter> Fresh::take(LotId lot, std::size_t limit) {
    auto& letters = lots_.at(lot);
    auto const end = letters.begin() + static_cast<std::ptrdiff_t>(std::min(limit, letters.size()));
    std::vector<Letter> taken(std::make_move_iterator(letters.begin()), std::make_move_iterator(end));
    letters.erase(letters.begin(), end);
    return taken;
}

}  // namespace lotbridge::store
