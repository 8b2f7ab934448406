"""A cold process up to its first answer.

    python -m benchmarks.engines.first_answer PEER FOLDER WORD

It imports the one peer and nothing else that it can do without, and prints the total.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.engines import peers
from benchmarks.engines.peer import ClassQuery, Shape

if __name__ == "__main__":
    name, folder, word = sys.argv[1:]
    engine = peers.load(name)
    engine.open(Path(folder))
    print(engine.search(engine.prepare(ClassQuery(Shape.TERM, (word,)))).total)
