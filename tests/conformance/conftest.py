"""One installation for all behaviours; the judge must have found nothing that a behaviour did not mean to provoke."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from installation import Installation  # noqa: E402
from profile_file import SOURCE  # noqa: E402


def pytest_addoption(parser):
    parser.addoption("--build", type=pathlib.Path, default=SOURCE / "build" / "dev", help="build folder with the programs")
    parser.addoption("--platform", default="standard", help="profile of configs/platforms to run with")
    parser.addoption("--keep", action="store_true", help="keep the installation's folder also after a success")


def pytest_configure(config):
    config.addinivalue_line("markers", "proves(*clauses): clauses and readings that the behaviour follows from, besides its file's")
    config.addinivalue_line("markers", "provokes(*clauses): clauses whose violations the behaviour itself causes")


class Options:
    def __init__(self, config):
        self.build = config.getoption("--build").resolve()
        self.keep = config.getoption("--keep")
        self.windows = None


@pytest.fixture(scope="session")
def installation(request):
    with Installation(Options(request.config), request.config.getoption("--platform")) as site:
        yield site
        site.options.keep = site.options.keep or request.session.testsfailed > 0


@pytest.fixture
def site(installation, request):
    """The running installation. After the behaviour no fault is left, and the cloud has reported no violation."""
    seen = installation.cloud.get("/violations?limit=10000")
    after = seen[-1]["seq"] if seen else 0
    yield installation
    installation.cloud.heal()
    installation.uplink.alter = None
    installation.uplink.open()
    provoked = {clause for mark in request.node.iter_markers("provokes") for clause in mark.args}
    found = [one for one in installation.violations(after) if one["clause"] not in provoked]
    assert not found, "\n".join(f"{one['clause']}: {one['interface']}: {one['words']}" for one in found)


@pytest.fixture
def lot(site):
    return site.lot


@pytest.fixture
def stay(site):
    """A parking record of the behaviour's own."""
    return site.new_stay()
