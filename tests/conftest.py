"""Makes `tables` known to every test, with what a failed assertion in it compares."""

import pytest

pytest.register_assert_rewrite("tables")
