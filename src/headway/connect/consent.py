"""Whether a visitor has agreed to be measured, as far as a call says so; whoever has not is not kept at all.

What counts as a refusal: Segment's ``context.consent.categoryPreferences`` and RudderStack's
``context.consentManagement`` where a category about measuring is refused, or, where none is named so, every category;
``context.doNotTrack`` or ``dnt``; ``context.globalPrivacyControl`` or ``gpc``. A call that says nothing is kept:
whether a visitor has to be asked is settled where calls are collected.
"""

from collections.abc import Mapping

from headway.connect.calls import Context

# What consent tools call the category of measuring: words, and OneTrust's usual number.
_MEASURING = ("analytic", "statisti", "performance", "measur", "c0002")
_YES = frozenset({"1", "true", "yes"})

REFUSED = "calls of visitors who have not agreed to be measured"


def is_refused(context: Context) -> bool:
    """Whether what a call says of consent is a no.

    >>> is_refused(Context(consent={"categoryPreferences": {"Advertising": False, "Analytics": True}}))
    False
    >>> is_refused(Context(consent={"categoryPreferences": {"Advertising": True, "Analytics": False}}))
    True
    >>> is_refused(Context(consent_management={"deniedConsentIds": ["C0002"]})), is_refused(Context(dnt="1"))
    (True, True)
    """
    signals = (context.do_not_track, context.dnt, context.global_privacy_control, context.gpc)
    if any(signal is not None and str(signal).strip().lower() in _YES for signal in signals):
        return True
    told = (_preferences(context.consent), _managed(context.consent_management))
    return any(_refuses(categories) for categories in told if categories)


def _preferences(told: object) -> dict[str, bool]:
    """Segment's categories and what was said to each."""
    preferences = told.get("categoryPreferences") if isinstance(told, Mapping) else None
    if not isinstance(preferences, Mapping):
        return {}
    return {str(name).lower(): str(agreed).strip().lower() in _YES for name, agreed in preferences.items()}


def _managed(told: object) -> dict[str, bool]:
    """RudderStack's categories, allowed and denied."""
    found: dict[str, bool] = {}
    for name, agreed in (("allowedConsentIds", True), ("deniedConsentIds", False)):
        ids = told.get(name) if isinstance(told, Mapping) else None
        found.update({str(each).lower(): agreed for each in ids} if isinstance(ids, list) else {})
    return found


def _refuses(categories: Mapping[str, bool]) -> bool:
    measuring = [agreed for name, agreed in categories.items() if any(word in name for word in _MEASURING)]
    return not all(measuring) if measuring else not any(categories.values())
