#include "adapter.hpp"

LOTBRIDGE_ADAPTER(lotbridge::sql::SqlAdapter, "lotbridge.sql", "0.1.0", "任意数据库", "Any SQL database");
