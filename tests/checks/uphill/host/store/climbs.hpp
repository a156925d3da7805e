#include "relay/uplink.hpp"
