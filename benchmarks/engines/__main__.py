"""`python -m benchmarks.engines`."""

import sys

from benchmarks.engines.cli import main

sys.exit(main())
