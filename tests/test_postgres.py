import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.postgres import cluster_url, find_programs

ONE_SESSION = """
from tests.postgres import cluster_url
from pathlib import Path
print(cluster_url())
print(Path(cluster_url().split("host=")[1], "data/postmaster.pid").read_text().split()[0])
"""


def test_a_cluster_keeps_what_it_confirms_and_listens_to_nobody_outside() -> None:
    engine = sa.create_engine(cluster_url(), poolclass=sa.NullPool)

    with engine.connect() as connection:
        shown = [
            connection.scalar(sa.text(f"SHOW {name}")) for name in ("fsync", "listen_addresses", "server_encoding")
        ]

    assert shown == ["on", "", "UTF8"]


def test_a_session_leaves_no_server_and_no_files_behind() -> None:
    root = Path(__file__).parents[1]

    said = subprocess.run([sys.executable, "-c", ONE_SESSION], cwd=root, capture_output=True, text=True, check=True)
    url, pid = said.stdout.split()

    assert not Path(url.split("host=")[1]).exists()
    assert not Path("/proc", pid).exists()
    assert url != cluster_url()


def test_a_machine_without_postgresql_is_told_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="sudo apt install postgresql"):
        find_programs(path="", installed=tmp_path)


def test_the_newest_of_several_versions_is_taken(tmp_path: Path) -> None:
    for version in ("9.6", "15", "17"):
        programs = tmp_path / version / "bin"
        programs.mkdir(parents=True)
        (programs / "initdb").touch()

    assert find_programs(path="", installed=tmp_path) == tmp_path / "17/bin"
