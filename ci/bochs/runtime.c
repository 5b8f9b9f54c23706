// As much of the C library as ci/kernel-digests.c and the kernels use, for a machine without an
// operating system: memory that is never given back, and two serial ports as standard output and
// standard error.
#include <pthread.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern int main(void);
extern char heap_start[], heap_end[];
extern void (*const constructors_start[])(void), (*const constructors_end[])(void);

static void put(uint16_t port, char c) { __asm__ volatile("outb %0, %1" ::"a"(c), "Nd"(port)); }

static uint8_t get(uint16_t port) {
  uint8_t c;
  __asm__ volatile("inb %1, %0" : "=a"(c) : "Nd"(port));
  return c;
}

// MARK: Memory

void *memcpy(void *restrict to, const void *restrict from, size_t count) {
  void *start = to;
  __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(count)::"memory");
  return start;
}

void *memset(void *to, int value, size_t count) {
  void *start = to;
  __asm__ volatile("rep stosb" : "+D"(to), "+c"(count) : "a"(value) : "memory");
  return start;
}

void *aligned_alloc(size_t alignment, size_t size) {
  static uintptr_t next;
  if (!next) next = (uintptr_t)heap_start;
  const uintptr_t start = (next + alignment - 1) / alignment * alignment;
  if (size > (uintptr_t)heap_end - start) abort();
  next = start + size;
  return (void *)start;
}

void *malloc(size_t size) { return aligned_alloc(64, size); }

void free(void *unused) { (void)unused; }

// MARK: Output

// A file is the number of its port.
FILE *stdout = (FILE *)0x3f8, *stderr = (FILE *)0x2f8;

static void open_port(FILE *file) {
  const uint16_t port = (uint16_t)(uintptr_t)file;
  put(port + 3, (char)0x83);  // 8 bits, and the divisor's registers in reach
  put(port, 1), put(port + 1, 0);
  put(port + 3, 0x03);
}

// Waits until the last character is out.
static void flush(FILE *file) {
  while (!(get((uint16_t)(uintptr_t)file + 5) & 0x40)) {
  }
}

static void put_character(FILE *file, char c) {
  const uint16_t port = (uint16_t)(uintptr_t)file;
  while (!(get(port + 5) & 0x20)) {  // until there is room
  }
  put(port, c);
}

// The emulator's own port: this word ends it.
[[noreturn]] static void power_off(void) {
  flush(stdout), flush(stderr);
  for (const char *c = "Shutdown"; *c; c++) put(0x8900, *c);
  for (;;) __asm__ volatile("hlt");
}

static void put_text(FILE *file, const char *text) {
  for (; *text; text++) put_character(file, *text);
}

// %s, %016llx and plain text.
static int put_formatted(FILE *file, const char *format, va_list values) {
  for (; *format; format++) {
    if (*format != '%') {
      put_character(file, *format);
    } else if (format[1] == 's') {
      put_text(file, va_arg(values, const char *));
      format += 1;
    } else {
      const unsigned long long value = va_arg(values, unsigned long long);
      for (int shift = 60; shift >= 0; shift -= 4) {
        put_character(file, "0123456789abcdef"[value >> shift & 15]);
      }
      format += sizeof "016llx" - 1;
    }
  }
  return 0;
}

int printf(const char *format, ...) {
  va_list values;
  va_start(values, format);
  put_formatted(stdout, format, values);
  va_end(values);
  return 0;
}

int fprintf(FILE *file, const char *format, ...) {
  va_list values;
  va_start(values, format);
  put_formatted(file, format, values);
  va_end(values);
  return 0;
}

// What the compiler makes of fprintf without a value.
size_t fwrite(const void *text, size_t size, size_t count, FILE *file) {
  for (size_t i = 0; i < size * count; i++) {
    put_character(file, ((const char *)text)[i]);
  }
  return count;
}

// MARK: One thread

int pthread_once(pthread_once_t *once, void (*first)(void)) {
  if (!*once) first();
  *once = 1;
  return 0;
}

int pthread_key_create(pthread_key_t *key, void (*unused)(void *)) {
  (void)unused;
  *key = 0;
  return 0;
}

int pthread_setspecific(pthread_key_t key, const void *value) {
  (void)key, (void)value;
  return 0;
}

// MARK: Beginning and end

void abort(void) {
  put_text(stderr, "aborted\n");
  power_off();
}

void run(void) {
  open_port(stdout), open_port(stderr);
  const size_t count = (size_t)(constructors_end - constructors_start);
  for (size_t i = 0; i < count; i++) constructors_start[i]();
  const int status = main();
  put_text(stderr, status == 0 ? "done\n" : "failed\n");
  power_off();
}
