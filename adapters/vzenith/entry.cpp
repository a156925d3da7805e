#include "adapter.hpp"

LOTBRIDGE_ADAPTER(lotbridge::vzenith::Adapter, "lotbridge.vzenith", "0.1.0", "臻识车牌识别摄像机", "VZenith cameras");
