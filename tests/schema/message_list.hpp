// Visits every C++ type that has rows: requests, replies and items.
#pragma once

#include <lotbridge/vo/all.hpp>

namespace lotbridge::test {

template <class Visit, class... M>
void for_each_message(vo::MessageList<M...>, Visit&& visit) {
    (visit.template operator()<M>(), ...);
}

// visit: []<class M>() { ... }, M a request.
template <class Visit>
void for_each_message(Visit&& visit) {
    for_each_message(vo::AllMessages{}, visit);
}

// visit: []<class T>() { ... }, T anything with rows.
template <class Visit>
void for_each_described(Visit&& visit) {
    for_each_message([&]<class M>() {
        visit.template operator()<M>();
        visit.template operator()<schema::Reply<M>>();
    });
    visit.template operator()<vo::Coupon>();
    visit.template operator()<vo::Discount>();
    visit.template operator()<vo::PaymentRecord>();
    visit.template operator()<vo::MemberChange>();
}

}  // namespace lotbridge::test
