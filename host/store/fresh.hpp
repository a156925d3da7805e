// Letters that were stored as ready a moment ago. While the cloud keeps up, a claim takes them from here and reads
// nothing back. What is here is on disk as well: losing it costs a look into the table, no more.
#pragma once

#include "store/store.hpp"

#include <deque>
#include <unordered_map>

namespace lotbridge::store {

class Fresh {
public:
    // The table holds no ready letter of the lot that is not claimed: from now on all of them pass through here.
    void drained(LotId lot);
    // A letter became ready in another way, or one of these will not be claimed: only the table knows them all.
    void lose(LotId lot);
    void clear();

    // Just stored as ready; in the order of seq.
    void put(Letter letter);
    Letter* find(LotId lot, Seq seq);

    bool complete(LotId lot) const;  // every ready letter of the lot that is not claimed is here
    std::vector<Letter> take(LotId lot, std::size_t limit);

private:
    std::unordered_map<LotId, std::deque<Letter>> lots_;  // those that are complete
};

}  // namespace lotbridge::store
