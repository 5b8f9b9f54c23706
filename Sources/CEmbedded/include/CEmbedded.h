/// The weights of `embedded/tiny`, in the program itself: no file has to be found.
#ifndef CEMBEDDED_H
#define CEMBEDDED_H

#include <stddef.h>

/// The bytes of tiny.safetensors.
const unsigned char *ce_tiny_bytes(void);
size_t ce_tiny_byte_count(void);

/// The text of ceilings.yaml.
const unsigned char *ce_ceilings_bytes(void);
size_t ce_ceilings_byte_count(void);

#endif
