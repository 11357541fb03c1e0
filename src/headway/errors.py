"""What can go wrong, by what the reader must do about it.

HeadwayError
├── SettingsError     mend `headway.toml` or the command line
├── DataError         mend or export the data again
├── UnknownTable      ask for another table; the message names those there are
├── UnknownKey        ask for another row
├── NotBuilt          run `headway build` first
└── StepError         a step of the graph is written wrongly: a mistake of ours, please report it

A message states fact, place and remedy.
"""


class HeadwayError(Exception):
    """Something a person can mend; the message says how."""

    exit_code = 1


class SettingsError(HeadwayError):
    """A setting or an argument cannot be used as it stands."""

    exit_code = 2


class DataError(HeadwayError):
    """A file or folder handed over cannot be read at all; single bad rows become `data_issues` instead."""

    exit_code = 3


class UnknownTable(HeadwayError):
    """Nothing makes the table that was asked for."""

    exit_code = 4


class UnknownKey(HeadwayError):
    """The table has no row of that key."""

    exit_code = 4


class NotBuilt(HeadwayError):
    """The home holds no build that could answer."""

    exit_code = 5


class StepError(HeadwayError):
    """A step's signature, output or inputs break the rules of the graph."""

    exit_code = 70
