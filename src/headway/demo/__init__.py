"""A made-up company, told in its systems' own formats: a Salesforce Data Export and a Segment raw archive.

**Nothing here is real.** Tarnbeck Water, its people, its customers and all they do are made up. Company domains end in
`.example`, IP addresses lie in a range kept for tests, and the few addresses at free mail hosts carry a number. The
docs, the tests, the screenshots and the demo all show this one company. It follows rules we wrote, so what Headway
makes of it is no evidence of how good Headway is.

>>> from headway.demo import story
>>> story().ahead.account
'Hartwell Foods'
"""

from headway.demo.company import write_company
from headway.demo.insights import library
from headway.demo.story import Story, StoryCustomer, story
from headway.demo.year import LAST_DAY

__all__ = ["LAST_DAY", "Story", "StoryCustomer", "library", "story", "write_company"]
