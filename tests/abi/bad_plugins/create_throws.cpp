// Lets an exception out, against the contract.
#include "tiny.h"

#include <stdexcept>

static lb_adapter* LOTBRIDGE_CALL create(lb_host const*, lb_error*) { throw std::runtime_error("forgot to catch"); }

TINY_ENTRY_WITH(sizeof(lb_entry), LOTBRIDGE_ABI_MAJOR, "test.create_throws", "1.0.0", create);
