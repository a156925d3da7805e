// The same for drivers that exist with 32 bits only, as that of old Access files; carried by lotbridge-runner32.
#include "adapter.hpp"

LOTBRIDGE_ADAPTER(lotbridge::sql::SqlAdapter, "lotbridge.sql32", "0.1.0", "任意数据库(32 位驱动)",
                  "Any SQL database, by 32-bit drivers");
