// What a request holds when it comes to an adapter, and an answer when it leaves it: the standard's members, and for
// fees those that the host and adapters have between them (lotbridge/adapter/quote.hpp).
#pragma once

#include <lotbridge/schema/catalogue.hpp>

namespace lotbridge::sql {

schema::Shape const& request_shape(schema::Interface const& interface);
schema::Shape const& answer_shape(schema::Interface const& interface);

}  // namespace lotbridge::sql
