#include "adapter.hpp"

LOTBRIDGE_ADAPTER(lotbridge::vendor_dll::Adapter, "example.vendor-dll", "1.0.0", "示例:封装厂家 32 位 DLL",
                  "Example: around a vendor's 32-bit DLL");
