"""Filon's engine measured against its peers, on the same texts and the same questions.

`python -m benchmarks.engines --help` says how; `make bench` runs it. A peer is one module of
`benchmarks.engines.peers`; `classes` says what is asked, `measure` how time and memory are taken,
`aims` what Filon is to reach, and `report` what is written of it.
"""
