"""📦 导出 in the ⋯ menu: the whole incident comes as a file, and holds what people did (W7)."""

import io
import json
from zipfile import ZipFile

import pytest
from sqlalchemy import insert

from bot.bundle_check import check
from core.callback import Press, encode
from handlers import bundles
from jobs import bundling
from jobs.evidence import evidence
from jobs.originals import originals
from sandbox import Message
from storage.rows import incident_row
from storage.tables import incidents
from tests.chat.stage import Card, Stage
from tests.conftest import BAI, GROUP, LIN, NOON
from tests.unit.making import incident

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(60))


def files(stage: Stage, chat: int) -> list[Message]:
    return [m for m in stage.sandbox.messages(chat) if m.media is not None and m.media.name.endswith(".zip")]


async def menu(stage: Stage) -> Card:
    """The menu of an incident that was claimed."""
    await stage.publish("断头路什么时候通", "每天绕行，投诉几次没人管，电话 13812345678")
    card = await stage.expect_card("断头路")
    await card.press("我来认领", by=LIN)
    await card.expect("待核实")
    return await stage.menu(card, by=LIN)


async def test_everything_about_an_incident_comes_as_one_file(
    both: Stage, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stage = both
    mine = await menu(stage)
    stage.sandbox.say(LIN, LIN, "现场", photo=PNG, reply_to=mine.message_id)
    await stage.expect_text("证据已收到", LIN)
    await evidence(stage.running.tools)
    await stage.quiet()
    answered = await mine.press("📦 导出", by=LIN)
    assert answered.text == "正在打包，马上发在下方"
    await stage.until(lambda: files(stage, LIN))
    (file,) = files(stage, LIN)
    assert file.media is not None
    assert (file.media.kind, file.media.name) == ("document", "incident-0001.zip")
    assert file.text == "📦 #0001 导出包：状态、留痕、帖文、回应和证据"
    assert file.reply_to == mine.message_id
    assert file.silent
    path = tmp_path_factory.mktemp("elsewhere") / "bundle.zip"
    path.write_bytes(file.media.data)
    manifest, _, problems = check(path)
    assert (manifest.incident, problems) == (1, ())
    # the forum of the tests is not there
    assert [(one.why, one.source) for one in manifest.absent] == [("waiting", "https://forum.example/1")]
    with ZipFile(io.BytesIO(file.media.data)) as archive:
        told = [json.loads(line) for line in archive.read("timeline.jsonl").splitlines()]
        assert [one["type"] for one in told if one["type"] in ("detect", "claim", "add_evidence")] == [
            *("detect", "claim", "add_evidence"),
        ]
        assert "138****5678" in archive.read("posts.jsonl").decode()
        assert PNG in [archive.read(name) for name in archive.namelist() if name.startswith("evidence/")]
    await stage.quiet()
    assert len(files(stage, LIN)) == 1


async def test_what_has_not_changed_is_not_packed_again(stage: Stage) -> None:
    mine = await menu(stage)
    await mine.press("📦 导出", by=LIN)
    # the clock stands meanwhile: hurried along on a busy machine it would bring what changes the incident
    await stage.sandbox.wait_for(lambda: files(stage, LIN))
    assert (await mine.press("📦 导出", by=LIN)).text == "导出包已发在上面，之后没有变化"
    await stage.quiet()
    assert len(files(stage, LIN)) == 1
    stage.clock.forward(hours=2)
    # what falls due in two hours redraws the menu: it has settled before anybody taps
    await originals(stage.running.tools)
    await stage.sweep()
    await stage.quiet()
    assert (await mine.press("📦 导出", by=LIN)).text == "正在打包，马上发在下方"
    await stage.until(lambda: len(files(stage, LIN)) == 2)


async def test_too_large_a_one_is_refused_with_the_command_that_makes_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = await menu(stage)
    # only the packed file shows that it is too large
    monkeypatch.setattr(bundling, "MOST", 10)
    await mine.press("📦 导出", by=LIN)
    said = await stage.expect_text("超过 50 MB", LIN)
    assert "tingfeng evidence 0001 -o bundle.zip" in said.text
    # its evidence alone is
    monkeypatch.setattr(bundles, "MOST", -1)
    refused = await mine.press("📦 导出", by=LIN)
    assert refused.alert
    assert "tingfeng evidence 0001 -o bundle.zip" in refused.text
    await stage.quiet()
    assert not files(stage, LIN)


async def test_strangers_and_unknown_numbers_get_nothing(stage: Stage) -> None:
    await menu(stage)
    card = await stage.expect_card("断头路")
    stage.sandbox.add_user(99, "路人")
    for person, data in ((99, "v1:xp:1:1"), (BAI, "v1:xp:99:1")):
        pressed = stage.sandbox.press_raw(person, GROUP, card.message_id, data)
        await stage.sandbox.answer_of(pressed)
    await stage.quiet()
    assert [e["notes"]["code"] for e in await stage.events("refused")] == ["stranger", "unknown"]
    assert not files(stage, GROUP)


async def test_a_drill_says_so(stage: Stage) -> None:
    mine = await menu(stage)
    row = incident_row(incident(id=50, drill=True)) | {"id": 50, "last_post_at": NOON}
    async with stage.running.store.db.write() as connection:
        await connection.execute(insert(incidents).values(row))
    pressed = stage.sandbox.press_raw(LIN, LIN, mine.message_id, encode(Press(action="xp", incident=50, seen=1)))
    await stage.sandbox.answer_of(pressed)
    await stage.until(lambda: files(stage, LIN))
    (file,) = files(stage, LIN)
    assert file.text.startswith("【演练】📦 #0050 导出包")
    assert file.media is not None
    with ZipFile(io.BytesIO(file.media.data)) as archive:
        assert json.loads(archive.read("incident.json"))["incident"]["drill"] is True
