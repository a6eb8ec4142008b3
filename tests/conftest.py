"""What all tests share: a profile of Hypothesis that gives the same draws in each run, and no silent skips."""

from __future__ import annotations

import gc
import os

# As the application does (app.py): two processes of tests that each start threads of BLAS wait for one another, and a
# lesson of small matrices took ten times as long. Read when NumPy is loaded, so they are set before.
os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

import pytest
from hypothesis import HealthCheck, settings

from explorer import running

# Sixteen thousand tests and seventy-seven lessons are in memory for good: walking through them for garbage as often as
# Python does by itself took a fifth of the time. Nothing is frozen, since a test looks through all objects.
gc.set_threshold(50_000, 10, 20)

settings.register_profile(
    "fixed", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile("fixed")

# A busy machine may take over a second for any figure: tests in process wait for the whole one. Those of long runs set
# their own patience.
running.PATIENCE = 60.0


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The Rust programs first: they are built once and run one by one, and at the end one process would wait alone."""
    items.sort(key=lambda item: item.path.stem != "test_rust_examples")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """A skip without the marker that allows it is a failure: what is missing must be seen."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and item.get_closest_marker("may_skip") is None:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped; nothing is skipped in silence ({report.longrepr})."
    return report
