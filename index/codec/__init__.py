"""The codec: how a segment of a Whoosh index is laid out as flat arrays in one immutable file.

container   one file of named arrays, every block of it under a checksum
terms       the sorted dictionary of a field
postings    the lists of a field: documents, weights (counts), where its terms stand (positions)
sets        a column of sets of values
stored      what is given back of each document; values, the bytes of it
segment     all of them together, open

The Whoosh side, for writing with Whoosh's own writer and for every query that no kernel knows:

whoosh_codec     the codec, and Whoosh's reader of a segment; whoosh_segment, its segments
field_writer     postings as Whoosh gives them, through gathering and payloads
document_writer  documents as Whoosh gives them; both write to one segment_file
terms_reader     terms, their statistics and postings, through matcher
document_reader  stored fields, lengths, columns and vectors
columns          the columns that a schema may name
"""
