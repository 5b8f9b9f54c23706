#pragma once

#include <stdbool.h>
#include <stddef.h>
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
  /// The most memory that it, or any child that it waited for, had at a time, in KiB.
  long peak_kibibytes;
} cs_end;

/// How a process is started, where that is not as this one was.
typedef struct {
  /// `NAME=VALUE`, in their order, up to a null pointer; null for this process's own.
  char *const *environment;
  /// The working directory; null for this process's own.
  const char *folder;
  /// The processors on which it may run, by their numbers.
  const int *processors;
  /// 0 for those of this process.
  size_t processor_count;
  /// The mode bits that its new files do not get; negative for this process's own.
  int file_mask;
} cs_launch;

/// The environment of this process: `NAME=VALUE`, up to a null pointer.
char *const *cs_environment(void);

/// The processors on which this thread may run: at most `limit` numbers are written to `processors`. Returns how
/// many there are, or 0 if that is not known.
size_t cs_processors(int *processors, size_t limit);

/// Whether the system has a locale of this name.
bool cs_has_locale(const char *name);

/// Kills every process of the group that `process` leads; it stays in the system's table until `cs_finish`.
void cs_kill(pid_t process);

/// Starts `arguments[0]`, looked up in PATH, with the arguments up to a null pointer.
///
/// The child leads a process group of its own, reads from /dev/null, has all signals at their defaults and
/// none blocked, and inherits no descriptor beyond 0, 1 and 2. Returns 0 or an error number; then there is no child.
/// Where SIGCHLD was ignored, it is at its default from then on: ended children stay until they are waited for.
int cs_spawn(char *const arguments[], const cs_launch *launch, cs_child *child);

/// Whether the process has ended. It stays a zombie, so that its number is not given to another group.
bool cs_has_ended(pid_t process);

/// Kills what is left of the process's group, takes the process from the system's table and says how it ended.
/// To be called once.
cs_end cs_finish(pid_t process);
