"""Near-duplicates: the same text sent again or lightly edited, found as it is indexed.

chunks       what a chunk of text adds to a signature, the same in every process
signatures   a text as 64 bytes, and what its first paragraph states
tables       the signatures of a segment, and the pairs among them or with another's
sections     tables and pairs in a segment's file
groups       the groups of a snapshot, which its pairs connect
"""
