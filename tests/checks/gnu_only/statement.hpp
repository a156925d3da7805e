#pragma once

inline int twice(int value) {
    return ({ value + value; });
}
