#include "CEmbedded.h"

static const unsigned char tiny[] = {
#embed "tiny.safetensors"
};

const unsigned char *ce_tiny_bytes(void) { return tiny; }

size_t ce_tiny_byte_count(void) { return sizeof tiny; }
