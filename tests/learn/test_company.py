"""What a thing is, by the company it keeps."""

import numpy as np

from headway.learn.company import Labels, both, likeness, own_words, told_by_company, told_by_shelf

KINDS = 3


def towns(apart: float = 0.0, size: int = 8) -> np.ndarray:
    """How often 24 things meet: often within each of three towns, `apart` of that between towns."""
    town = np.repeat(np.arange(KINDS), size)
    met = np.where(town[:, None] == town[None, :], 40.0, 40.0 * apart)
    np.fill_diagonal(met, 0.0)
    return met


def labels(sure: list[float]) -> Labels:
    """Every thing's town as its label, each named by a rule of its own, as sure as told."""
    return Labels(np.repeat(np.arange(KINDS), 8), np.array(sure), np.arange(24), KINDS)


def some_known() -> Labels:
    """In each town the first four are known."""
    return labels([0.9, 0.9, 0.9, 0.9, 0, 0, 0, 0] * KINDS)


def test_things_nobody_named_are_what_their_company_is() -> None:
    told = told_by_company(likeness(towns(0.1)), some_known())
    assert told.argmax(axis=1).tolist() == np.repeat(np.arange(KINDS), 8).tolist()
    assert told.max(axis=1).min() > 0.8


def test_company_that_says_nothing_leaves_what_is_usual() -> None:
    known = some_known()
    told = told_by_company(likeness(towns(1.0)), known)
    assert np.abs(told - known.prior).max() < 0.05


def test_a_thing_nobody_met_is_what_is_usual() -> None:
    met, known = towns(0.1), some_known()
    met[7, :] = met[:, 7] = 0.0
    told = told_by_company(likeness(met), known)
    assert np.abs(told[7] - known.prior).max() < 0.05


def test_a_rule_is_not_its_own_witness() -> None:
    sure = np.full(24, 0.9)
    kind = np.repeat(np.arange(KINDS), 8)
    group = np.arange(24)
    kind[:4], group[:4] = 2, 99  # one rule has called half of the first town by another's name
    told = told_by_company(likeness(towns(0.1)), Labels(kind, sure, group, KINDS))
    assert told[:4].argmax(axis=1).tolist() == [0, 0, 0, 0]


def test_a_thing_alone_on_its_shelf_is_what_is_usual_and_the_longer_the_shelf_the_more_it_says() -> None:
    prior = np.array([0.2, 0.3, 0.5])
    chances = np.tile([1.0, 0.0, 0.0], (8, 1))
    told = told_by_shelf(chances, np.array([0, 1, 1, 2, 2, 2, 2, 2]), prior)
    assert np.allclose(told[0], prior)
    assert np.allclose(told[1], (np.array([1.0, 0.0, 0.0]) + 4 * prior) / 5)
    assert np.allclose(told[3], (np.array([4.0, 0.0, 0.0]) + 4 * prior) / 8)


def test_what_a_thing_says_itself_is_not_told_back_by_its_shelf() -> None:
    prior, shelf = np.full(3, 1 / 3), np.array([0, 0, 0])
    one = told_by_shelf(np.array([[1.0, 0, 0], [0, 1, 0], [0, 1, 0]]), shelf, prior)
    other = told_by_shelf(np.array([[0, 0, 1.0], [0, 1, 0], [0, 1, 0]]), shelf, prior)
    assert np.allclose(one[0], other[0])


def test_words_and_company_add_up_and_take_away() -> None:
    known = some_known()
    words, prior = own_words(known), known.prior
    company = np.tile([0.8, 0.1, 0.1], (24, 1))
    together = both(words, company, prior)
    assert together[0, 0] > words[0, 0]
    assert together[8, 1] < words[8, 1]
    assert np.allclose(together.sum(axis=1), 1.0)
    assert together.max() < 0.97  # both may be wrong together
    assert np.allclose(both(words, np.tile(prior, (24, 1)), prior), words, atol=0.05)
