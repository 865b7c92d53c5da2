// What the browser gets, as it stands in the folders beside: pages, styles, scripts.
#pragma once
#include <stddef.h>

struct asset {
    const char *name;
    const unsigned char *bytes;
    size_t count;
};

/// In no order; the last one has no name.
const struct asset *yoban_assets(void);
