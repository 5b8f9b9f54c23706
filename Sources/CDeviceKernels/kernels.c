#include "CDeviceKernels.h"

// A file uses what the files above it define.
static const unsigned char kernels[] = {
#embed "profile.cl"
    ,
#embed "functions.cl"
    ,
#embed "scalar.cl"
    ,
#embed "rows.cl"
    ,
#embed "random.cl"
    ,
#embed "embedding.cl"
    ,
#embed "optimizer.cl"
    ,
#embed "attention.cl"
    ,
#embed "products.cl"
};

const unsigned char *cd_kernels_bytes(void) { return kernels; }

size_t cd_kernels_byte_count(void) { return sizeof kernels; }
