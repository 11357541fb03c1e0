"""Cells of a file that people open in a spreadsheet: it shows what stands there, and runs none of it."""

# A spreadsheet takes what begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: object) -> str:
    r"""A value as a cell; text that would be run is marked as text.

    >>> cell('=HYPERLINK("http://evil.example")')
    '\'=HYPERLINK("http://evil.example")'
    >>> cell(-3), cell(None)
    ('-3', '')
    """
    if value is None:
        return ""
    is_run = isinstance(value, str) and value.startswith(_FORMULA)
    return f"'{value}" if is_run else str(value)
