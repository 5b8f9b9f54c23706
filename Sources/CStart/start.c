#define _GNU_SOURCE

#include "CStart.h"

#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

static int argument_count = -1;
static char **arguments;

// glibc and dyld call constructors with the arguments of `main`. Nothing else runs before this that could move them.
__attribute__((constructor)) static void take_arguments(int count, char **vector, char **environment) {
  (void)environment;
  argument_count = count;
  arguments = vector;
}

int ct_argument_count(void) { return argument_count; }

const char *ct_argument(int index) { return arguments[index]; }

static bool is_complete;
static int incomplete_status;

static void look_at_status(int status, void *unused) {
  (void)unused;
  if (status != 0 || is_complete) return;
  static const char text[] = "seedproof: ended before its work was done\n";
  // There is no place left to say that this failed.
  if (write(STDERR_FILENO, text, sizeof text - 1) < 0) {}
  _exit(incomplete_status);
}

void ct_require_completion(int status) {
  incomplete_status = status;
  // Without room for the handler the status cannot be vouched for.
  if (on_exit(look_at_status, NULL) != 0) _exit(status);
}

void ct_note_completion(void) { is_complete = true; }
