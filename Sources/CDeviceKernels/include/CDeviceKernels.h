/// The kernels for accelerators, as one text of OpenCL C 1.2.
#ifndef CDEVICEKERNELS_H
#define CDEVICEKERNELS_H

#include <stddef.h>

/// The text, in UTF-8, without a zero at its end.
const unsigned char *cd_kernels_bytes(void);
size_t cd_kernels_byte_count(void);

#endif
