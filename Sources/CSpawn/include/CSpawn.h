#pragma once

#include <stdbool.h>
#include <sys/types.h>

/// A child process and the ends of its pipes that are ours; they close on exec.
typedef struct {
  pid_t process;
  /// Its standard output, for reading.
  int output;
  /// Its standard error, for reading.
  int error;
} cs_child;

/// How a process ended.
typedef struct {
  /// Whether a signal ended it.
  bool by_signal;
  /// The signal, or else the exit status.
  int code;
} cs_end;

/// Starts `arguments[0]`, looked up in PATH, with the arguments up to a null pointer.
///
/// The child leads a process group of its own, reads from /dev/null, has all signals at their defaults and
/// none blocked, and inherits no descriptor beyond 0, 1 and 2. Returns 0 or an error number; then there is no child.
/// Where SIGCHLD was ignored, it is at its default from then on: ended children stay until they are waited for.
int cs_spawn(char *const arguments[], cs_child *child);

/// Whether the process has ended. It stays a zombie, so that its number is not given to another group.
bool cs_has_ended(pid_t process);

/// Kills what is left of the process's group, takes the process from the system's table and says how it ended.
/// To be called once.
cs_end cs_finish(pid_t process);
