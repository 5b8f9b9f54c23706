/* kill_at N LOG PROGRAM ARGUMENT...
 *
 * Runs a program and kills it, all threads at once, before its Nth system call that changes a file: one that opens a
 * file to make it, writes to one (not to descriptors 0 to 2), syncs, renames, removes, or makes a folder. With N = 0
 * nothing is killed. LOG receives the name of each such call, one a line; the last one is that before which it died.
 *
 * The calls of all threads and children are counted together, in the order in which they happen. Needs no root: the
 * program is traced by its parent, and a seccomp filter stops it at these calls only.
 * Exit: the program's status; 128 and the signal that ended it; 125 if it cannot be traced here.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* A call, and an argument that must have one of these bits, or be above this number. */
static const struct {
  const char *name;
  int number;
  int argument;
  unsigned bits, above;
} calls[] = {
#ifdef __NR_open
    {"open", __NR_open, 1, O_CREAT, 0},
    {"creat", __NR_creat, -1, 0, 0},
    {"rename", __NR_rename, -1, 0, 0},
    {"unlink", __NR_unlink, -1, 0, 0},
    {"rmdir", __NR_rmdir, -1, 0, 0},
    {"mkdir", __NR_mkdir, -1, 0, 0},
    {"link", __NR_link, -1, 0, 0},
#endif
    {"openat", __NR_openat, 2, O_CREAT, 0},
    {"write", __NR_write, 0, 0, 2},
    {"pwrite", __NR_pwrite64, 0, 0, 2},
    {"writev", __NR_writev, 0, 0, 2},
    {"ftruncate", __NR_ftruncate, -1, 0, 0},
    {"fsync", __NR_fsync, -1, 0, 0},
    {"fdatasync", __NR_fdatasync, -1, 0, 0},
#ifdef __NR_renameat
    {"renameat", __NR_renameat, -1, 0, 0},
#endif
    {"renameat2", __NR_renameat2, -1, 0, 0},
    {"unlinkat", __NR_unlinkat, -1, 0, 0},
    {"mkdirat", __NR_mkdirat, -1, 0, 0},
    {"linkat", __NR_linkat, -1, 0, 0},
};
enum { count = sizeof calls / sizeof calls[0] };

#define LOW_WORD(i) \
  (offsetof(struct seccomp_data, args) + 8 * (i) + (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0))

/* Stops at the calls of the table, with the place in it as the message. */
static int install(void) {
  struct sock_filter filter[6 * count + 1], *next = filter;
  for (int i = 0; i < count; i++) {
    int tests = calls[i].argument >= 0;
    *next++ = (struct sock_filter)BPF_STMT(
        BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    *next++ = (struct sock_filter)BPF_JUMP(
        BPF_JMP | BPF_JEQ | BPF_K, (unsigned)calls[i].number, 0, tests ? 3 : 1);
    if (tests) {
      *next++ = (struct sock_filter)BPF_STMT(
          BPF_LD | BPF_W | BPF_ABS, LOW_WORD(calls[i].argument));
      if (calls[i].bits)
        *next++ = (struct sock_filter)BPF_JUMP(
            BPF_JMP | BPF_JSET | BPF_K, calls[i].bits, 0, 1);
      else
        *next++ = (struct sock_filter)BPF_JUMP(
            BPF_JMP | BPF_JGT | BPF_K, calls[i].above, 0, 1);
    }
    *next++ = (struct sock_filter)BPF_STMT(
        BPF_RET | BPF_K, SECCOMP_RET_TRACE | (unsigned)i);
  }
  *next++ = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  struct sock_fprog program = {(unsigned short)(next - filter), filter};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

int main(int argc, char **argv) {
  if (argc < 4) return 64;
  long last = atol(argv[1]), seen = 0;
  FILE *log = fopen(argv[2], "we");
  if (!log) return 125;
  pid_t child = fork();
  if (child < 0) return 125;
  if (child == 0) {
    if (ptrace(PTRACE_TRACEME, 0, 0, 0) != 0) _exit(125);
    raise(SIGSTOP);
    if (!install()) _exit(125);
    execvp(argv[3], argv + 3);
    _exit(125);
  }
  int status, end = 125;
  if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) return 125;
  long options = PTRACE_O_TRACESECCOMP | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK |
                 PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
  if (ptrace(PTRACE_SETOPTIONS, child, 0, options) != 0) return 125;
  ptrace(PTRACE_CONT, child, 0, 0);
  for (;;) {
    pid_t thread = waitpid(-1, &status, __WALL);
    if (thread < 0) {
      if (errno == EINTR) continue;
      break;
    }
    if (!WIFSTOPPED(status)) {
      if (thread == child) {
        end = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        break;
      }
      continue;
    }
    int event = status >> 16, pass = event ? 0 : WSTOPSIG(status);
    /* New threads begin with a stop, which nobody sent. */
    if (pass == SIGSTOP || pass == SIGTRAP) pass = 0;
    if (event == PTRACE_EVENT_SECCOMP) {
      unsigned long place = 0;
      ptrace(PTRACE_GETEVENTMSG, thread, 0, &place);
      if (place < count) fprintf(log, "%s\n", calls[place].name);
      if (++seen == last) {
        kill(child, SIGKILL);
        continue;
      }
    }
    ptrace(PTRACE_CONT, thread, 0, pass);
  }
  fclose(log);
  return end;
}
