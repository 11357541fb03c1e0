"""A company's name without what its law adds to it, as it is compared."""

from headway.sources.folding import fold

# Words of law at the end of a name, folded; those of several words as they are written apart.
LEGAL_FORMS = frozenset(
    form
    for forms in (
        "ab aktiebolag ag amba aps as asa bv bvba co company corp corporation cv ev eg gbr ggmbh gmbh inc incorporated",
        "ivs kg kgaa kft limited llc llp lp ltd mbh nv ohg oue oy oyj plc pte pty sa sarl sas se sl spa srl sro ug",
    )
    for form in forms.split()
)
APART = tuple(
    tuple(form.split()) for form in ("a s", "i s", "p s", "k s", "s a", "s p a", "b v", "n v", "z o o", "sp z")
)


def company_key(name: str) -> str:
    """What two spellings of one company's name share; empty where nothing is left.

    >>> company_key("Weserhof Chemie Gera GmbH & Co. KG")
    'weserhofchemiegera'
    >>> company_key("Ærtebjerg Planteskole Køge I/S") == company_key("aertebjerg-planteskole-koege")
    True
    """
    words = fold(name).split()
    while words:
        kept = next((words[: -len(form)] for form in APART if tuple(words[-len(form) :]) == form), words)
        kept = kept[:-1] if kept and kept[-1] in LEGAL_FORMS else kept
        if kept == words:
            break
        words = kept
    return "".join(words)
