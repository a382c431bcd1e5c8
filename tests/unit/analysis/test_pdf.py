"""PDF where a suite is installed: a stand-in on PATH does what LibreOffice would, or fails as it might."""

import logging
import os
import sys
from pathlib import Path

import pytest

from jobs.drawing.pdf import Converter

GOOD = """\
import os, pathlib, sys
arguments = sys.argv[1:]
out = pathlib.Path(arguments[arguments.index("--outdir") + 1])
assert not [name for name in os.environ if "TOKEN" in name]
(out / "report.pdf").write_bytes(b"%PDF-" + pathlib.Path(arguments[-1]).read_bytes())
pathlib.Path(__file__).with_suffix(".seen").write_text(str(out))
"""
BAD = {
    "fails": "raise SystemExit(1)",
    "writes nothing": "",
    "writes rubbish": GOOD.replace("%PDF-", "<html>"),
    "never ends": "import time\ntime.sleep(600)",
}


def suite(folder: Path, code: str, monkeypatch: pytest.MonkeyPatch, name: str = "soffice") -> Path:
    """A program of this name, the only one on PATH."""
    script = folder / "suite.py"
    script.write_text(code, "utf-8")
    program = folder / name
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n', "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    return script


def used(script: Path) -> Path:
    """The folder that the suite was given."""
    return Path(script.with_suffix(".seen").read_text("utf-8"))


@pytest.mark.parametrize("name", ["soffice", "libreoffice"])
async def test_the_document_becomes_a_pdf_and_nothing_is_left(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TINGFENG_TELEGRAM_TOKEN", "1:secret")
    script = suite(tmp_path, GOOD, monkeypatch, name)
    assert await Converter().pdf(b"document") == b"%PDF-document"
    assert not used(script).exists()


async def test_without_a_suite_there_is_none_and_the_log_says_so_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    caplog.set_level(logging.INFO)
    converter = Converter()
    assert [await converter.pdf(b"document") for _ in range(3)] == [None] * 3
    assert [record.levelname for record in caplog.records] == ["INFO"]


@pytest.mark.parametrize("code", BAD.values(), ids=BAD)
async def test_a_suite_that_fails_is_left_alone(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    suite(tmp_path, code, monkeypatch)
    converter = Converter(within=0.5 if "sleep" in code else 60)
    assert converter.program is not None
    assert await converter.pdf(b"document") is None
    assert converter.program is None
    # another sender, as after the next start, asks again
    assert Converter().program == os.fspath(tmp_path / "soffice")
