"""A whole incident as one file: what is in it, what is masked, and that nothing can be changed in it unseen (W7)."""

import asyncio
import csv
import hashlib
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from sqlalchemy.engine import URL

from bot.__main__ import main
from bot.bundle_check import check
from core.bundle.contents import masked, safe_name
from core.bundle.wanted import Bundle
from core.errors import FileError, InputError
from core.texts import Texts
from jobs import bundling
from jobs.bundling import Bundler
from jobs.keeping import kept
from storage import Store, bundles
from storage.audit import chain
from storage.tables import evidence, pages, versions
from tests.conftest import LIN, NOON
from tests.storage.making import attached, opened, press

PHONE = "13812345678"
PHOTO, SECOND = b"\xff\xd8 a photo", b"%PDF a paper"


@pytest.fixture
async def files(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.fixture
async def ident(store: Store, files: Path) -> int:
    """An incident with acts, posts, a text of two versions, evidence with hostile names, and a page."""
    made = await opened(store, f"望江西路改建拖延 电话{PHONE}")
    await attached(store, made, text=f"=1+1 打 {PHONE} 没人接", author="路人甲")
    await press(store, LIN, "cl", made)
    await press(store, LIN, "vt", made)
    await press(store, LIN, "bs", made, words=f"到过现场，联系 {PHONE}")
    rows: list[dict[str, Any]] = [
        {"name": "../../etc/现场.jpg", "content": PHOTO},
        {"name": "C:\\secret\\报告 最终.pdf", "content": SECOND},
        {"name": "", "content": PHOTO, "kind": "photo"},
        {"name": "没取到.jpg", "content": b"", "state": "waiting"},
    ]
    async with store.db.write() as connection:
        for number, one in enumerate(rows, 1):
            content = one.pop("content")
            row = {"kind": "file", "state": "kept", "person": LIN, "at": NOON, "incident": made, **one}
            row |= {"sha256": kept(files, content), "size": len(content)} if content else {}
            await connection.execute(evidence.insert().values(**row, file_id=f"f{number}"))
        page = {"incident": made, "statement": 1, "url": "https://gov.example/1", "asked_at": NOON, "state": "kept"}
        html = b"<html>found</html>"
        await connection.execute(pages.insert().values(**page, sha256=kept(files, html), size=len(html)))
        for number, text in enumerate(("初稿", f"定稿：请拨打 {PHONE}\n第二行"), 1):
            said = {"incident": made, "statement": 1, "version": number, "text": text, "person": LIN, "at": NOON}
            await connection.execute(versions.insert().values(**said, hash=hashlib.sha256(text.encode()).hexdigest()))
    return made


@pytest.fixture
async def bundle(store: Store, ident: int, files: Path, tmp_path: Path) -> Path:
    path = tmp_path / "bundle.zip"
    written = await Bundler(store=store, kept=files, texts=Texts()).write(ident, path, NOON)
    assert written is not None
    assert check(path)[1] == written.seal
    return path


def read(bundle: Path) -> dict[str, bytes]:
    with ZipFile(bundle) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def lines(content: bytes) -> list[Any]:
    return [json.loads(line) for line in content.decode().splitlines()]


async def test_everything_is_inside_and_listed(bundle: Path, store: Store, ident: int) -> None:
    inside = read(bundle)
    fixed = [name for name in inside if "/" not in name]
    listed = ["incident.json", "ledger.csv", "deadlines.csv", "timeline.jsonl", "posts.jsonl", "originals.jsonl"]
    assert fixed == [*listed, "manifest.json"]
    photo, paper = (hashlib.sha256(one).hexdigest()[:12] for one in (PHOTO, SECOND))
    assert [name for name in inside if name.startswith("evidence/")] == [
        f"evidence/001-{photo}-现场.jpg",
        f"evidence/002-{paper}-报告_最终.pdf",
        f"evidence/003-{photo}-photo.jpg",
    ]
    assert inside[f"evidence/001-{photo}-现场.jpg"] == PHOTO
    assert [name.split("-")[-1] for name in inside if name.startswith("pages/")] == ["s1.html"]
    manifest, _, problems = check(bundle)
    assert problems == ()
    assert {one.path: one.sha256 for one in manifest.files} == {
        name: hashlib.sha256(content).hexdigest() for name, content in inside.items() if name != "manifest.json"
    }
    assert {one.path: one.size for one in manifest.files} == {
        name: len(content) for name, content in inside.items() if name != "manifest.json"
    }
    assert (manifest.incident, manifest.organisation) == (ident, "海棠县住建局")
    assert (manifest.audit_seq, manifest.audit_hash) == (
        (await store.audit_head()).seq,
        (await store.audit_head()).hash,
    )
    assert manifest.made_at == NOON
    absent, *pages = manifest.absent
    assert (absent.why, absent.sha256) == ("waiting", "")
    assert absent.name.endswith("没取到.jpg")
    assert [(one.why, one.source.rpartition("/")[0]) for one in pages] == [("waiting", "https://forum.example")] * 2


async def test_what_was_signed_is_there_letter_by_letter(bundle: Path) -> None:
    inside = read(bundle)
    assert inside["statements/s1-v1.txt"].decode() == "初稿"
    assert inside["statements/s1-v2.txt"].decode() == f"定稿：请拨打 {PHONE}\n第二行"
    manifest, _, _ = check(bundle)
    hashes = {one.path: one.sha256 for one in manifest.files}
    assert hashes["statements/s1-v2.txt"] == hashlib.sha256(inside["statements/s1-v2.txt"]).hexdigest()


async def test_personal_numbers_are_masked_everywhere_else(bundle: Path) -> None:
    inside = read(bundle)
    for name, content in inside.items():
        if not name.startswith(("statements/", "evidence/", "pages/")):
            assert PHONE.encode() not in content, name
    for name in ("incident.json", "timeline.jsonl", "posts.jsonl", "ledger.csv"):
        assert b"138****5678" in inside[name], name


async def test_the_story_can_be_held_against_the_audit(bundle: Path, store: Store, ident: int) -> None:
    told = lines(read(bundle)["timeline.jsonl"])
    assert [one["type"] for one in told] == ["detect", "add_post", "claim", "verdict", "basis"]
    for one in told:
        assert chain(one["prev"], one["body"]) == one["hash"]
        assert one["subject"] == f"incident:{ident}"
        assert "salt" not in one
    assert told[2]["text"]["name"] == "林晓"
    whole = {json.loads(line)["hash"] async for line in store.export_audit()}
    assert {one["hash"] for one in told} <= whole


async def test_posts_clocks_state_and_row_can_be_read(bundle: Path, store: Store, ident: int) -> None:
    inside = read(bundle)
    first, second = lines(inside["posts.jsonl"])
    assert second["text"] == "=1+1 打 138****5678 没人接"
    assert (first["source"], first["platform"], second["author"]) == ("海棠论坛", "论坛", "路人甲")
    assert first["url"].startswith("https://forum.example/")
    state = json.loads(inside["incident.json"])
    assert (state["incident"]["status"], state["incident"]["owner"]) == ("claimed", LIN)
    assert state["people"][str(LIN)] == "林晓"
    head, *clocks = csv.reader(io.StringIO(inside["deadlines.csv"].decode("utf-8-sig"), newline=""))
    assert head[0] == "时限"
    assert len(clocks) == len(await store.deadlines(ident)) > 3
    assert {"首次回应", "办结答复"} <= {row[0] for row in clocks}
    names, row = csv.reader(io.StringIO(inside["ledger.csv"].decode("utf-8-sig"), newline=""))
    assert dict(zip(names, row, strict=True))["编号"] == str(ident)


async def test_an_unchanged_incident_makes_the_same_bundle(bundle: Path, store: Store, ident: int, files: Path) -> None:
    again = bundle.with_name("again.zip")
    await Bundler(store=store, kept=files, texts=Texts()).write(ident, again, NOON)
    assert await asyncio.to_thread(again.read_bytes) == await asyncio.to_thread(bundle.read_bytes)


async def test_parts_lose_nothing(store: Store, ident: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "AT_ONCE", 2)
    assert [len(part) async for part in store.bundle_events(ident)] == [2, 2, 1]
    assert [one["id"] async for part in store.bundle_posts(ident) for one in part] == [1, 2]


async def test_evidence_that_is_gone_or_changed_on_disk_is_named_and_left_out(
    store: Store, ident: int, files: Path, tmp_path: Path
) -> None:
    photo, paper = (hashlib.sha256(one).hexdigest() for one in (PHOTO, SECOND))
    await asyncio.to_thread((files / photo[:2] / photo).write_bytes, b"another photo")
    await asyncio.to_thread((files / paper[:2] / paper).unlink)
    written = await Bundler(store=store, kept=files, texts=Texts()).write(ident, tmp_path / "b.zip", NOON)
    assert written is not None
    assert [one.why for one in written.manifest.absent] == ["changed", "missing", "changed", *["waiting"] * 3]
    assert not [name for name in read(tmp_path / "b.zip") if name.startswith("evidence/")]


async def test_one_that_is_too_large_to_send_says_which_command_makes_it(
    store: Store, ident: int, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Bundler(store=store, kept=files, texts=Texts())
    assert (await made.file(Bundle(incident=ident), NOON)).startswith(b"PK")
    size = await store.kept_bytes(ident)
    assert size == 2 * len(PHOTO) + len(SECOND) + len(b"<html>found</html>")
    for most in (size - 1, size):
        monkeypatch.setattr(bundling, "MOST", most)
        with pytest.raises(FileError) as caught:
            await made.file(Bundle(incident=ident), NOON)
        assert "tingfeng evidence 0001 -o bundle.zip" in caught.value.say(Texts())
    with pytest.raises(FileError):
        await made.file(Bundle(incident=99), NOON)
    assert await made.write(99, files.parent / "none.zip", NOON) is None


def changed(bundle: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """The same bundle after somebody packed it anew."""
    inside = read(bundle)
    change(inside)
    path = bundle.with_name("changed.zip")
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in inside.items():
            archive.writestr(name, content)
    return path


def said(path: Path) -> list[str]:
    return [Texts().say(problem) for problem in check(path)[2]]


def resized(inside: dict[str, bytes]) -> None:
    inside["posts.jsonl"] += b"\n"


def swollen(inside: dict[str, bytes]) -> None:
    inside["posts.jsonl"] = bytes(50_000_000)


def rewritten(inside: dict[str, bytes]) -> None:
    inside["incident.json"] = inside["incident.json"].replace(b"claimed", b"closing")


ADDED = "不在清单里（后来加进去的）"
UNSAFE = "路径不安全，请不要解压"
CHANGES: tuple[tuple[Callable[[dict[str, bytes]], object], list[str]], ...] = (
    (rewritten, ["incident.json：与清单不符（被修改）"]),
    (resized, ["posts.jsonl：与清单不符（被修改）"]),
    (swollen, ["posts.jsonl：与清单不符（被修改）"]),
    (lambda inside: inside.pop("timeline.jsonl"), ["timeline.jsonl：缺少（被删除）"]),
    (lambda inside: inside.update({"evidence/x.jpg": b"x"}), [f"evidence/x.jpg：{ADDED}"]),
    (lambda inside: inside.update({"../x": b"x"}), [f"../x：{UNSAFE}", f"../x：{ADDED}"]),
    (lambda inside: inside.update({"/etc/x": b"x"}), [f"/etc/x：{UNSAFE}", f"/etc/x：{ADDED}"]),
    (lambda _: None, []),
)


async def test_tampering_is_named(bundle: Path) -> None:
    found = [said(changed(bundle, change)) for change, _ in CHANGES]
    assert found == [words for _, words in CHANGES]


async def test_a_second_file_of_the_same_name_is_named(bundle: Path) -> None:
    with ZipFile(bundle, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("incident.json", b"{}")
    assert said(bundle) == ["incident.json：出现了不止一次", "incident.json：与清单不符（被修改）"]


async def test_any_changed_byte_is_found(bundle: Path, tmp_path: Path) -> None:
    whole, path = await asyncio.to_thread(bundle.read_bytes), tmp_path / "b.zip"
    # of what is packed; the times and modes of the entries prove nothing
    with ZipFile(bundle) as archive:
        entries = [(info, info.header_offset + 30 + len(info.filename.encode())) for info in archive.infolist()]
    for info, begin in entries:
        at = begin + info.compress_size // 2
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        try:
            found = said(path)
        except InputError as error:
            found = [error.say(Texts())]
        assert found, info.filename


@pytest.mark.parametrize("content", [b"", b"PK", b"no archive at all", b"\x00" * 1000])
def test_what_is_no_bundle_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "b.zip"
    path.write_bytes(content)
    with pytest.raises(InputError):
        check(path)


async def test_a_bundle_without_its_list_is_none(bundle: Path) -> None:
    for manifest in (None, b"", b"[]", b"{}", b"\xff", b'{"version": 2}'):

        def without(inside: dict[str, bytes], instead: bytes | None = manifest) -> None:
            inside.pop("manifest.json")
            inside.update({"manifest.json": instead} if instead is not None else {})

        with pytest.raises(InputError, match="清单"):
            check(changed(bundle, without))


async def test_a_list_of_another_version_is_said(bundle: Path) -> None:
    def newer(inside: dict[str, bytes]) -> None:
        inside["manifest.json"] = json.dumps(json.loads(inside["manifest.json"]) | {"version": 9}).encode()

    with pytest.raises(InputError, match="第 9 版"):
        check(changed(bundle, newer))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("现场.jpg", "现场.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\a b.PDF", "a_b.PDF"),
        ("..", "file"),
        ("", "file"),
        (".htaccess", "file.htaccess"),
        ("a\x00b\u202egpj.exe", "abgpj.exe"),
        ("电话13812345678.txt", "电话138_5678.txt"),
        ("x." + "y" * 300, "x." + "y" * 57),
        ("长" * 300 + ".jpg", "长" * 59 + ".jpg"),
        ("a|b:c*d?.jpg", "a_b_c_d.jpg"),
    ],
)
def test_names_lead_nowhere(name: str, safe: str) -> None:
    made = safe_name(name)
    assert made == safe
    assert not set(made) & set('/\\:*?"<>|\0')


def test_masking_reaches_every_text_and_no_address() -> None:
    value = {"a": [{"b": f"打{PHONE}"}], "url": f"https://x.example/{PHONE}", "n": 5, "none": None, "t": ("x", True)}
    assert masked(value) == {
        "a": [{"b": "打138****5678"}],
        "url": f"https://x.example/{PHONE}",
        "n": 5,
        "none": None,
        "t": ["x", True],
    }


async def test_the_command_line_makes_and_checks_one(
    store: Store, ident: int, database_url: URL, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = database_url.set(drivername=database_url.get_backend_name()).render_as_string(hide_password=False)
    config, path = tmp_path / "config.toml", tmp_path / "out.zip"
    files = f'files = "{tmp_path / "kept"}"'
    config.write_text(f'[organisation]\nname = "海棠县住建局"\n[storage]\nurl = "{url}"\n{files}\n', "utf-8")

    async def tingfeng(*arguments: object) -> int:
        return await asyncio.to_thread(main, ["export", *(str(argument) for argument in arguments)])

    assert await tingfeng("incident", f"#{ident}", "-o", path, "-c", config) == 1, "one piece was never fetched"
    told = capsys.readouterr()
    assert "没取到.jpg：还没有取到" in told.err
    seal = check(path)[1]
    assert f"已导出 #0001 到 {path}" in told.out
    assert seal in told.out
    elsewhere = await asyncio.to_thread(shutil.copy, path, tmp_path / "elsewhere.zip")
    assert await tingfeng("verify", elsewhere) == 0
    assert f"导出包完整：#0001，共 12 个文件；清单校验值 {seal}" in capsys.readouterr().out
    assert await tingfeng("verify", changed(path, resized)) == 1
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "posts.jsonl：与清单不符（被修改）\n")
    assert await tingfeng("incident", 99, "-o", tmp_path / "none.zip", "-c", config) == 1
    assert "找不到 #0099" in capsys.readouterr().err
    assert not (tmp_path / "none.zip").exists()
    for wrong in (("incident", "x", "-o", path), ("verify", tmp_path / "none.zip")):
        assert await tingfeng(*wrong) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1
