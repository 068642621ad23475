"""`python -m argmap` is `argmap`."""

import sys

from argmap.cli import main

sys.exit(main())
