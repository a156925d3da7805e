#include "adapter.hpp"

LOTBRIDGE_ADAPTER(lotbridge::uploadcarin::Adapter, "lotbridge.uploadcarin", "0.1.0", "通用车牌识别接口(uploadcarin)",
                  "Lots of the uploadcarin interface");
