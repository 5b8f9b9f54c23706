#define _GNU_SOURCE

#include "CSpawn.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

// A pipe whose ends close on exec and stand beyond the three standard descriptors.
static int make_pipe(int ends[2]) {
  if (pipe2(ends, O_CLOEXEC) != 0) return errno;
  for (int i = 0; i < 2; i++) {
    if (ends[i] > 2) continue;
    int moved = fcntl(ends[i], F_DUPFD_CLOEXEC, 3);
    int reason = errno;
    close(ends[i]);
    ends[i] = moved;
    if (moved < 0) {
      close(ends[1 - i]);
      return reason;
    }
  }
  return 0;
}

static int describe(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes, int output, int error) {
  sigset_t every, none;
  sigfillset(&every);
  sigemptyset(&none);
  int reason;
  if ((reason = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0)) != 0) return reason;
  if ((reason = posix_spawn_file_actions_adddup2(actions, output, 1)) != 0) return reason;
  if ((reason = posix_spawn_file_actions_adddup2(actions, error, 2)) != 0) return reason;
  if ((reason = posix_spawn_file_actions_addclosefrom_np(actions, 3)) != 0) return reason;
  if ((reason = posix_spawnattr_setpgroup(attributes, 0)) != 0) return reason;
  // A handler of ours is gone after exec, but an ignored signal stays ignored.
  if ((reason = posix_spawnattr_setsigdefault(attributes, &every)) != 0) return reason;
  if ((reason = posix_spawnattr_setsigmask(attributes, &none)) != 0) return reason;
  return posix_spawnattr_setflags(
      attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
}

// Where a parent left SIGCHLD ignored, an ended child is gone at once: its status is lost, and its number may be that
// of another group when it is killed.
static void keep_ended_children(void) {
  struct sigaction action;
  if (sigaction(SIGCHLD, NULL, &action) != 0) return;
  if (action.sa_handler != SIG_IGN && (action.sa_flags & SA_NOCLDWAIT) == 0) return;
  action.sa_handler = SIG_DFL;
  action.sa_flags = 0;
  sigaction(SIGCHLD, &action, NULL);
}

static int start(char *const arguments[], char *const environment[], cs_child *child) {
  int output[2], error[2];
  int reason = make_pipe(output);
  if (reason != 0) return reason;
  reason = make_pipe(error);
  if (reason != 0) {
    close(output[0]);
    close(output[1]);
    return reason;
  }
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  if ((reason = posix_spawn_file_actions_init(&actions)) == 0) {
    if ((reason = posix_spawnattr_init(&attributes)) == 0) {
      reason = describe(&actions, &attributes, output[1], error[1]);
      if (reason == 0) {
        reason = posix_spawnp(&child->process, arguments[0], &actions, &attributes, arguments, environment);
      }
      posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
  }
  close(output[1]);
  close(error[1]);
  if (reason != 0) {
    close(output[0]);
    close(error[0]);
    return reason;
  }
  child->output = output[0];
  child->error = error[0];
  return 0;
}

// What a thread of its own is to start.
typedef struct {
  char *const *arguments;
  const cs_launch *launch;
  cs_child *child;
  int reason;
} request;

static int surround(const cs_launch *launch) {
  // From here on folder and mask are this thread's alone; a child gets those of the thread that starts it.
  if (unshare(CLONE_FS) != 0) return errno;
  if (launch->file_mask >= 0) umask((mode_t)launch->file_mask);
  if (launch->folder != NULL && chdir(launch->folder) != 0) return errno;
  if (launch->processor_count == 0) return 0;
  cpu_set_t set;
  CPU_ZERO(&set);
  for (size_t i = 0; i < launch->processor_count; i++) {
    int processor = launch->processors[i];
    if (processor < 0 || processor >= CPU_SETSIZE) return EINVAL;
    CPU_SET(processor, &set);
  }
  return sched_setaffinity(0, sizeof set, &set) == 0 ? 0 : errno;
}

static void *start_apart(void *argument) {
  request *it = argument;
  it->reason = surround(it->launch);
  if (it->reason == 0) {
    char *const *environment = it->launch->environment;
    it->reason = start(it->arguments, environment == NULL ? environ : environment, it->child);
  }
  return NULL;
}

int cs_spawn(char *const arguments[], const cs_launch *launch, cs_child *child) {
  keep_ended_children();
  if (launch->folder == NULL && launch->processor_count == 0 && launch->file_mask < 0) {
    return start(arguments, launch->environment == NULL ? environ : launch->environment, child);
  }
  request it = {.arguments = arguments, .launch = launch, .child = child, .reason = 0};
  pthread_t thread;
  int reason = pthread_create(&thread, NULL, start_apart, &it);
  if (reason != 0) return reason;
  pthread_join(thread, NULL);
  return it.reason;
}

char *const *cs_environment(void) { return environ; }

size_t cs_processors(int *processors, size_t limit) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 0;
  size_t count = 0;
  for (int processor = 0; processor < CPU_SETSIZE; processor++) {
    if (!CPU_ISSET(processor, &set)) continue;
    if (count < limit) processors[count] = processor;
    count++;
  }
  return count;
}

bool cs_has_locale(const char *name) {
  locale_t found = newlocale(LC_ALL_MASK, name, (locale_t)0);
  if (found == (locale_t)0) return false;
  freelocale(found);
  return true;
}

void cs_kill(pid_t process) { kill(-process, SIGKILL); }

bool cs_has_ended(pid_t process) {
  siginfo_t info = {0};
  return waitid(P_PID, (id_t)process, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == process;
}

cs_end cs_finish(pid_t process) {
  // The leader is not yet taken from the table, so the group's number is still its own.
  kill(-process, SIGKILL);
  int status = 0;
  struct rusage used = {0};
  while (wait4(process, &status, 0, &used) < 0) {
    if (errno != EINTR) return (cs_end){.by_signal = false, .code = -1, .peak_kibibytes = 0};
  }
  bool by_signal = WIFSIGNALED(status);
  return (cs_end){
      .by_signal = by_signal,
      .code = by_signal ? WTERMSIG(status) : WEXITSTATUS(status),
      .peak_kibibytes = used.ru_maxrss};
}
