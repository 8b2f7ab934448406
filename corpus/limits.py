"""Every limit of the product, in one place: what it protects, and what a message quotes.

A limit is a refusal that costs less than the work it refuses; none is a setting of a deployment.
"""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """Sizes are in characters or bytes as named; counts are of the thing named. It is a tuple since
    a dataclass of so many fields takes every start eight times as long to make."""

    # Reading
    file_bytes: int = 2 * 1024**3
    text_file_bytes: int = 64 * 1024**2
    markup_bytes: int = 16 * 1024**2
    page_bytes: int = 4 * 1024**2
    markup_depth: int = 100
    markup_tags: int = 400_000
    markup_name_characters: int = 1_000
    page_tags: int = 100_000
    page_comparisons: int = 50_000_000
    entry_fields: int = 2_000
    archive_members: int = 50_000
    archive_depth: int = 6
    archive_name_characters: int = 500
    archive_directory_bytes: int = 16 * 1024**2
    archive_header_bytes: int = 64 * 1024
    nested_archive_bytes: int = 32 * 1024**2
    unpacked_bytes: int = 4 * 1024**3
    unpacked_free_bytes: int = 1024**2
    unpacked_ratio: int = 100
    unpacking_memory_bytes: int = 72 * 1024**2
    mail_bytes: int = 32 * 1024**2
    mail_lines: int = 500_000
    mail_multiparts: int = 20
    mail_header_characters: int = 16_000
    mail_structure_characters: int = 2_000
    extracted_characters: int = 2_000_000
    dispatch_characters: int = 1_000_000
    headline_characters: int = 1_000
    field_characters: int = 200
    field_values: int = 200
    term_characters: int = 64
    cached_surfaces: int = 100_000
    # Fetching
    fetched_bytes: int = 8 * 1024**2
    fetched_unpacked_bytes: int = 16 * 1024**2
    fetch_seconds: float = 30.0
    fetch_redirects: int = 5
    fetch_feeds: int = 1_000
    fetch_interval_seconds: int = 60
    fetch_host_seconds: float = 5.0
    fetch_backoff_seconds: float = 60.0
    fetch_wait_seconds: float = 86_400.0
    fetch_validator_characters: int = 1_000
    # Indexing
    batch_dispatches: int = 20_000
    segment_chunks: int = 10_000_000
    known_chunks: int = 2_000_000
    similar_texts: int = 1_000
    segment_documents: int = 2_000_000
    load_segments: int = 64
    lock_seconds: float = 10.0
    jobs: int = 64
    # Receiving
    posted_bytes: int = 64 * 1024**2
    delivery_seconds: float = 2.0
    # Searching
    query_characters: int = 1_000
    query_clauses: int = 256
    query_depth: int = 32
    expansions: int = 1_024
    query_expansions: int = 16_384
    prefix_letters: int = 2
    edits: int = 2
    letters_per_edit: int = 3
    scanning_clauses: int = 16
    filter_values: int = 100
    page_size: int = 100
    offset: int = 10_000
    facet_values: int = 500
    # Showing
    passage_characters: int = 240
    passages: int = 2
    highlighted_characters: int = 100_000
    versions: int = 100
    compared_characters: int = 30_000
    compared_paragraphs: int = 300
    compared_word_pairs: int = 20_000


LIMITS = Limits()
