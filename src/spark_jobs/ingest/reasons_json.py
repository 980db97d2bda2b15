"""Reasons that lie in a line's bytes, its JSON, or the keys and types of its object."""

from collections.abc import Iterator

from ingest.canonical import EVENT_FIELDS

Rule = tuple[str, str]
KIND = "schema_of_variant(%s)"


def rules(longest: int) -> Iterator[Rule]:
    """In order: bytes, JSON, shape, keys, types."""
    yield from _bytes(longest)
    yield from _broken_json()
    yield from _shape()
    for field in EVENT_FIELDS:
        yield f"'missing:{field}'", f"NOT array_contains(keys, '{field}')"
    yield "'extra_key'", f"size(keys) > {len(EVENT_FIELDS)}"
    for field in EVENT_FIELDS:
        yield from _types(field)


def _bytes(longest: int) -> Iterator[Rule]:
    yield "'blank_line'", "octet_length(value) = 0"
    yield "'too_long'", f"octet_length(value) > {longest}"
    yield "'invalid_utf8'", "NOT is_valid_utf8(value)"
    yield "'whitespace_line'", r"value RLIKE r'\A\s+\z'"
    yield "'byte_order_mark'", "startswith(value, '\\uFEFF')"
    yield "'carriage_return'", "endswith(value, '\\r')"
    yield "'control_character'", r"value RLIKE r'[\x00-\x08\x0b-\x1f]'"


def _broken_json() -> Iterator[Rule]:
    yield "'single_quotes'", r"v IS NULL AND value RLIKE r'\A\s*\{\s*\x27'"
    for field in EVENT_FIELDS:
        twice = f"size(filter(keys, k -> k = '{field}')) > 1"
        yield f"'duplicate_key:{field}'", f"v IS NULL AND {twice}"
    yield "'duplicate_key'", "v IS NULL AND size(keys) > size(array_distinct(keys))"
    yield "'several_objects'", r"keys IS NOT NULL AND variant_get(v, '$[1]') IS NOT NULL"
    yield "'several_objects'", r"v IS NULL AND keys IS NOT NULL AND value RLIKE r'\}\s*\{'"
    yield "'trailing_text'", "v IS NULL AND keys IS NOT NULL"
    yield "'trailing_text'", r"keys IS NOT NULL AND NOT value RLIKE r'\}\s*\z'"
    yield "'not_a_number'", r"v IS NULL AND value RLIKE r':\s*[-+]?(NaN|Infinity)\b'"
    yield "'python_literal'", r"v IS NULL AND value RLIKE r':\s*(None|True|False)\b'"
    yield "'comment'", r"v IS NULL AND value RLIKE r'/\*|//'"
    yield "'trailing_comma'", r"v IS NULL AND value RLIKE r',\s*\}\s*\z'"
    yield "'unquoted_key'", r"v IS NULL AND value RLIKE r'[{,]\s*[A-Za-z_]+\s*:'"
    yield "'truncated'", r"v IS NULL AND value RLIKE r'\A\s*\{' AND NOT value RLIKE r'\}\s*\z'"
    yield "'leading_text'", r"v IS NULL AND value RLIKE r'\A[^{\[]+\{.*\}\s*\z'"
    yield "'cut_at_the_front'", r"v IS NULL AND value RLIKE r'\A[^{]*\}\s*\z'"
    yield "'not_json'", "v IS NULL"


def _shape() -> Iterator[Rule]:
    kind = KIND % "top"
    yield "'several_values'", "variant_get(v, '$[1]') IS NOT NULL"
    yield "'top_level:array'", f"{kind} LIKE 'ARRAY%'"
    yield "'top_level:null'", f"{kind} = 'VOID'"
    yield (
        f"'top_level:' || lower(if({kind} IN ('STRING', 'BOOLEAN'), {kind}, 'number'))",
        f"{kind} NOT LIKE 'OBJECT%'",
    )
    yield "'empty_object'", "size(keys) = 0"
    yield "'not_json'", "keys IS NULL"


def _types(field: str) -> Iterator[Rule]:
    kind = KIND % f"variant_get(top, '$.{field}')"
    yield f"'null:{field}'", f"{kind} = 'VOID'"
    yield f"'boolean:{field}'", f"{kind} = 'BOOLEAN'"
    yield f"'object:{field}'", f"{kind} LIKE 'OBJECT%'"
    yield f"'array:{field}'", f"{kind} LIKE 'ARRAY%'"
    yield f"'number:{field}'", f"{kind} <> 'STRING'"
