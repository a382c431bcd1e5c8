"""`tingfeng evidence N -o bundle.zip` and `evidence verify`: every page with its hash, and every change found (W7)."""

import asyncio
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from sqlalchemy.engine import URL

from bot import bundle_check, bundle_run
from bot.__main__ import main
from bot.bundle_check import check
from core.originals.page import Look, Original, Snapshot
from core.originals.settings import Keeping
from core.originals.standing import Pace, after
from core.texts import Message
from jobs.keeping import dropped, kept
from storage import Store
from tests.conftest import NOON
from tests.storage.making import attached, opened

HTML = "<html><body><p>打 13812345678 没人接</p></body></html>".encode()
WORDS = "打 13812345678 没人接".encode()
PACE = Pace(keeping=Keeping(), luck=0.5)
Run = Callable[..., int]


@pytest.fixture
def tingfeng(database_url: URL, tmp_path: Path) -> Run:
    """The command line on this database."""
    url = database_url.set(drivername=database_url.get_backend_name()).render_as_string(hide_password=False)
    config = tmp_path / "config.toml"
    files = f'files = "{tmp_path / "kept"}"'
    config.write_text(f'[organisation]\nname = "海棠县住建局"\n[storage]\nurl = "{url}"\n{files}\n', "utf-8")

    def run(*words: object) -> int:
        with_config = [] if "verify" in words else ["-c", str(config)]
        return main(["evidence", *(str(word) for word in words), *with_config])

    return run


def version(page: Original, folder: Path, html: bytes = HTML, words: bytes = WORDS) -> Snapshot:
    hashes = {"sha256": kept(folder, html), "text_sha256": kept(folder, words)}
    sizes = {"size": len(html), "text_size": len(words)}
    return Snapshot(post=page.post, at=NOON, url=page.url, status=200, own=True, **hashes, **sizes)


@pytest.fixture
async def ident(store: Store, tmp_path: Path) -> int:
    """An incident of two posts: the page of the first stands in two versions, that of the second behind a wall."""
    made = await opened(store, "望江西路改建拖延")
    await attached(store, made)
    first, second = await store.originals_of(made)
    for words in (b"one", b"two"):
        (first, _) = await store.originals_of(made)
        snapshot = replace(version(first, tmp_path / "kept", HTML + words, words), headers=(("Server", "x"),))
        standing = after(first, Look.THERE, NOON, PACE, fresh=True)
        await store.original_looked_at(first, standing, NOON, snapshot=snapshot)
    for _ in range(5):
        (_, second) = await store.originals_of(made)
        standing = after(second, Look.UNKNOWN, NOON, PACE)
        await store.original_looked_at(second, standing, NOON, error=Message("要求登录或验证，看不到原帖"))
    return made


def read(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


async def test_pages_are_inside_with_their_sources_and_times(
    tingfeng: Run, ident: int, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bundle.zip"
    assert await asyncio.to_thread(tingfeng, ident, "-o", path) == 0
    told = capsys.readouterr()
    assert "当时网页打不开或看不到原帖" in told.err
    assert f"已导出 #0001 到 {path}" in told.out
    inside, (manifest, seal, problems) = read(path), check(path)
    assert problems == ()
    assert seal in told.out
    pages = [one for one in manifest.files if one.path.startswith("originals/")]
    first, second = await store.originals_of(ident)
    assert [one.path.rpartition("-")[2] for one in pages] == ["p1.html", "p1.txt"] * 2
    assert {(one.source, one.fetched_at) for one in pages} == {(first.url, NOON)}
    assert {hashlib.sha256(inside[one.path]).hexdigest() for one in pages} == {one.sha256 for one in pages}
    assert [(one.why, one.source) for one in manifest.absent] == [("unsaved", second.url)]
    assert manifest.made_by.startswith("tingfeng")
    assert (manifest.audit_seq, manifest.audit_hash) == (
        (await store.audit_head()).seq,
        (await store.audit_head()).hash,
    )
    looks = [json.loads(line) for line in inside["originals.jsonl"].splitlines()]
    assert [(one["state"], len(one["snapshots"])) for one in looks] == [("changed", 2), ("failed", 0)]
    assert looks[0]["snapshots"][0]["headers"] == [["Server", "x"]]
    assert (looks[0]["source"], looks[0]["platform"]) == ("海棠论坛", "论坛"), "nothing of the source's own headers"
    assert await asyncio.to_thread(tingfeng, "verify", path) == 0
    assert "导出包完整：#0001" in capsys.readouterr().out


async def test_what_was_pruned_is_listed_with_its_hash_and_is_no_problem(
    tingfeng: Run, ident: int, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, path = tmp_path / "kept", tmp_path / "bundle.zip"

    async def drop(digests: object) -> None:
        assert isinstance(digests, list)
        dropped(folder, digests)

    later = NOON + timedelta(days=91)
    assert await store.prune_kept(later - Keeping().evidence, later - Keeping().pages, drop) == 2
    assert await asyncio.to_thread(tingfeng, f"#{ident}", "-o", path) == 0
    assert "已按期清理" in capsys.readouterr().err
    manifest, _, problems = check(path)
    assert problems == ()
    pruned = [one for one in manifest.absent if one.why == "pruned"]
    (page, _) = await store.originals_of(ident)
    assert [(one.sha256, one.fetched_at) for one in pruned] == [(one.sha256, NOON) for one in page.snapshots]
    # the words stay for two years
    assert [one.path.rpartition(".")[2] for one in manifest.files if one.path.startswith("originals/")] == ["txt"] * 2
    assert await asyncio.to_thread(tingfeng, "verify", path) == 0


async def test_what_is_lost_from_the_disk_is_a_problem(
    tingfeng: Run, ident: int, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (page, _) = await store.originals_of(ident)
    assert page.last is not None
    dropped(tmp_path / "kept", [page.last.sha256])
    assert await asyncio.to_thread(tingfeng, ident, "-o", tmp_path / "b.zip") == 1
    assert "磁盘上找不到" in capsys.readouterr().err


async def test_called_wrongly_or_for_nothing(
    tingfeng: Run, ident: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "b.zip"
    for code, words in (
        (1, (99, "-o", path)),
        (2, ("x", "-o", path)),
        (2, (ident,)),
        (2, (ident, path)),
        (2, ("verify",)),
        (2, ("verify", path)),
        (2, ("verify", path, "-o", path)),
    ):
        assert await asyncio.to_thread(tingfeng, *words) == code, words
        assert len(capsys.readouterr().err.splitlines()) == 1
    assert not path.exists()


async def test_a_large_one_tells_how_far_it_is(
    tingfeng: Run, ident: int, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle_run, "MANY", 2)
    assert await asyncio.to_thread(tingfeng, ident, "-o", tmp_path / "b.zip") == 0
    told = capsys.readouterr().err
    assert [f"正在打包证据 {n}/5" in told for n in range(1, 6)] == [False, True, False, True, True]


@pytest.fixture
async def bundle(tingfeng: Run, ident: int, tmp_path: Path) -> Path:
    path = tmp_path / "bundle.zip"
    assert await asyncio.to_thread(tingfeng, ident, "-o", path) == 0
    return path


def packed(path: Path, inside: dict[str, bytes]) -> Path:
    with ZipFile(path.with_name("changed.zip"), "w", ZIP_DEFLATED) as archive:
        for name, content in inside.items():
            archive.writestr(name, content)
    return path.with_name("changed.zip")


async def test_a_page_under_another_name_is_named_twice(
    bundle: Path, tingfeng: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    inside = read(bundle)
    name = next(one for one in inside if one.endswith(".html"))
    other = name.replace("p1", "p9")
    inside = {other if one == name else one: content for one, content in inside.items()}
    assert await asyncio.to_thread(tingfeng, "verify", packed(bundle, inside)) == 1
    told = capsys.readouterr().err
    assert f"{other}：不在清单里" in told
    assert f"{name}：缺少" in told


async def test_a_page_changed_by_one_letter_is_named(
    bundle: Path, tingfeng: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    inside = read(bundle)
    name = next(one for one in inside if one.endswith(".txt"))
    inside[name] = inside[name].upper()
    assert await asyncio.to_thread(tingfeng, "verify", packed(bundle, inside)) == 1
    assert capsys.readouterr().err == f"{name}：与清单不符（被修改）\n"


async def test_a_bomb_is_not_even_read(
    bundle: Path, tingfeng: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle_check, "MOST", 10_000_000)
    inside = read(bundle) | {"originals/zeros.html": bytes(20_000_000)}
    assert await asyncio.to_thread(tingfeng, "verify", packed(bundle, inside)) == 1
    assert "解压后有 20 MB" in capsys.readouterr().err
