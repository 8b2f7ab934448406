"""A cold process up to its first answer.

    python -m benchmarks.engines.first_answer PEER FOLDER WORD

It imports the one peer and nothing else that it can do without, and prints the total. As `filon`
does with its commands, it has Python look for no garbage in what it imports.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.engines import peers
from benchmarks.engines.peer import ClassQuery, Shape
from index.collecting import importing

if __name__ == "__main__":
    name, folder, word = sys.argv[1:]
    with importing():
        engine = peers.load(name)
    engine.open(Path(folder))
    print(engine.search(engine.prepare(ClassQuery(Shape.TERM, (word,)))).total)
