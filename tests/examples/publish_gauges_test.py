#!/usr/bin/python3
"""Runs examples/publish_gauges as its reader would."""

import os
import subprocess
import sys
import tempfile
import unittest

EXPECTED = """\
# HELP backup_size_bytes Size of the newest backup.
# TYPE backup_size_bytes gauge
backup_size_bytes{target="db01"} 4096
backup_size_bytes{target="C:\\\\data"} 1.23456789e+08
# HELP backup_last_completion_timestamp_seconds When it was finished.
# TYPE backup_last_completion_timestamp_seconds gauge
backup_last_completion_timestamp_seconds 1.7e+09
"""


class PublishGaugesTest(unittest.TestCase):
    program = None

    def run_in(self, directory):
        return subprocess.run([self.program, directory], capture_output=True, text=True)

    def test_publishes_what_it_builds(self):
        with tempfile.TemporaryDirectory() as directory:
            result = self.run_in(directory)
            self.assertEqual((result.returncode, result.stderr), (0, ""))
            with open(os.path.join(directory, "backup.prom")) as file:
                self.assertEqual(file.read(), EXPECTED)

    def test_a_clash_with_another_file_is_an_error_and_publishes_nothing(self):
        with tempfile.TemporaryDirectory() as directory:
            with open(os.path.join(directory, "other.prom"), "w") as file:
                file.write('backup_size_bytes{target="db01"} 1\n')
            result = self.run_in(directory)
            self.assertEqual(result.returncode, 1)
            self.assertIn("'other.prom'", result.stderr)
            self.assertFalse(os.path.exists(os.path.join(directory, "backup.prom")))

    def test_a_directory_that_is_not_there_is_named(self):
        result = self.run_in("/nonexistent")
        self.assertEqual(result.returncode, 1)
        self.assertIn("'/nonexistent': no such file or directory", result.stderr)


if __name__ == "__main__":
    PublishGaugesTest.program = os.path.abspath(sys.argv.pop(1))
    unittest.main()
