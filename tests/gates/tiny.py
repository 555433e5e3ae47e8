#!/usr/bin/python3 -B
"""The file of 20 lines, the same that tests/bench/peers/write.c has."""

TEXT = b"# HELP job_result_value Result of the job.\n# TYPE job_result_value gauge\n" + b"".join(b'job_result_value{step="%02d"} 1%02d.25\n' % (step, step) for step in range(18))


def of_job(number):
    """The same of a family that no other number has."""
    return TEXT.replace(b"job_result", b"job_%05d_result" % number)
