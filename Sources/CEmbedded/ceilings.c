#include "CEmbedded.h"

static const unsigned char ceilings[] = {
#embed "ceilings.yaml"
};

const unsigned char *ce_ceilings_bytes(void) { return ceilings; }

size_t ce_ceilings_byte_count(void) { return sizeof ceilings; }
