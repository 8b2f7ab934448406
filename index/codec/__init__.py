"""The codec: how a segment of a Whoosh index is laid out as flat arrays in one immutable file.

container   one file of named arrays, every block of it under a checksum
terms       the sorted dictionary of a field
postings    the lists of a field: documents, weights, positions
"""
