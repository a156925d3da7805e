/* lotbridge.images/1, offered by the host. Pictures are too large for a message body: the adapter stores the bytes and
 * puts the key that it gets into lb_message.image of an image_upload. */
#ifndef LOTBRIDGE_ABI_IMAGES_H
#define LOTBRIDGE_ABI_IMAGES_H

#include "lotbridge.h"

#define LB_EXT_IMAGES "lotbridge.images/1"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lb_host_images {
    uint32_t struct_size;
    /* data (at most 8 MiB) is on disk under the key when LB_OK returns; the same bytes give the same key. A picture
     * that no submitted message names within a day is removed. media_type: "image/jpeg". [adapter] */
    lb_status(LOTBRIDGE_CALL* put)(lb_host const*, lb_text media_type, void const* data, size_t size, lb_text_sink key,
                                   void* context, lb_error*);
} lb_host_images;

#ifdef __cplusplus
}
#endif
#endif
