"""What one of ours is called."""


def name_of(email: str) -> str:
    """One of ours by the name in the mail address, where it holds a first and a last one; else the address.

    >>> name_of("ada.lovelace@us.com")
    'Ada Lovelace'
    """
    parts = email.partition("@")[0].split(".")
    return " ".join(part.capitalize() for part in parts) if len(parts) > 1 and all(parts) else email
