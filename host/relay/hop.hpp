// Store answers arrive on the writer thread; the relay lives on the network thread. A hop carries an answer across and
// drops it when its owner is gone.
#pragma once

#include "base/scheduler.hpp"
#include "store/store.hpp"

#include <memory>

namespace lotbridge::relay {

template <class T, class Owner, class Handler>
store::Done<T> hop(base::Scheduler& scheduler, std::weak_ptr<Owner> owner, Handler handler) {
    return [&scheduler, owner, handler = std::move(handler)](Result<T> result) {
        scheduler.post([owner, handler, result = std::move(result)]() mutable {
            if (auto const self = owner.lock()) handler(*self, std::move(result));
        });
    };
}

}  // namespace lotbridge::relay
