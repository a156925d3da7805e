#include "adapter.hpp"

LOTBRIDGE_ADAPTER(lotbridge::ake::Adapter, "lotbridge.ake", "0.1.0", "艾科智泊开放平台", "AKE open platform");
