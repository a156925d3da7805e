/* The SDK of an imaginary vendor, in the manner of those that come with cameras and barriers: one 32-bit DLL, functions
 * that are __stdcall, texts in GB2312, passages told by a callback on a thread of the DLL. A real one stands here
 * instead. */
#ifndef PK_SDK_H
#define PK_SDK_H

#ifdef __cplusplus
extern "C" {
#endif

#define PK_CALL __stdcall

typedef struct PK_DEVICE_* PK_DEVICE;

enum { PK_ENTRY = 1, PK_EXIT = 2 };

/* Valid inside the callback only. */
typedef struct PK_PASSAGE {
    int size;            /* of this struct in the DLL that calls */
    char number[32];     /* of the passage, unique at the device */
    char stay[32];       /* the same for the entry and the exit of one stay */
    char plate[16];      /* GB2312; empty: not recognised */
    char time[20];       /* yyyy-MM-dd HH:mm:ss, the device's clock */
    char entry_time[20]; /* of an exit */
    int direction;       /* PK_ENTRY, PK_EXIT */
    int fee_fen;         /* of an exit */
    int picture_size;    /* bytes; 0: none */
    unsigned char const* picture;
} PK_PASSAGE;

typedef void(PK_CALL* PK_PASSAGE_CALLBACK)(PK_DEVICE device, PK_PASSAGE const* passage, void* user);

/* 0: done; anything else is an error number for PK_ErrorText. */
int PK_CALL PK_Open(char const* address, int port, PK_DEVICE* device);
void PK_CALL PK_Close(PK_DEVICE device); /* no callback runs when it returns */
/* From now on passages are told, first those that nobody has acknowledged. */
int PK_CALL PK_SetPassageCallback(PK_DEVICE device, PK_PASSAGE_CALLBACK callback, void* user);
int PK_CALL PK_Acknowledge(PK_DEVICE device, char const* number);
int PK_CALL PK_OpenGate(PK_DEVICE device);
char const* PK_CALL PK_ErrorText(int error); /* GB2312 */

#ifdef __cplusplus
}
#endif
#endif
