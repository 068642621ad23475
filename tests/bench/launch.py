"""Run one command and report its seconds, exit status and peak memory in bytes, in a file.

Run as `python -I -S launch.py REPORT COMMAND …`: a process that is started counts the memory of the one that started it
as its own until it is a program of its own, so that one must be small.
"""

import os
import shutil
import sys
import time

report, name, *arguments = sys.argv[1:]
program = shutil.which(name)
if program is None:
    sys.exit(127)
began = time.perf_counter()
process = os.posix_spawn(program, [name, *arguments], os.environ)
_, status, usage = os.wait4(process, 0)
seconds = time.perf_counter() - began
unit = 1 if sys.platform == "darwin" else 1024
with open(report, "w", encoding="ascii") as file:  # noqa: PTH123 - pathlib would be half of this process
    file.write(f"{seconds} {os.waitstatus_to_exitcode(status)} {usage.ru_maxrss * unit}")
