#pragma once

/// How many arguments the process was started with, its name included; -1 if that is not known.
///
/// They are what the kernel put on the first stack, as the C library hands it to every constructor. Swift's `CommandLine`
/// looks for them by way of /proc/self/maps and `environ`, and finds none where these are hidden or moved.
int ct_argument_count(void);

/// The argument at `index`, from 0; `index` is below the count.
const char *ct_argument(int index);

/// From now on the process cannot end with status 0 by `exit` before `ct_note_completion` was called: it ends
/// with `status`, and one line on standard error says so.
void ct_require_completion(int status);

/// The work was done, or the question answered.
void ct_note_completion(void);
