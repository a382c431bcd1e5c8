"""[assistant]: off by default; what cannot work, or would send texts unencrypted into the world, is named."""

from pathlib import Path

import pytest

from bot.config import Config, ConfigError, load_config
from core.assistant_settings import Ceiling

LEAST = '[organisation]\nname = "海棠县住建局"\n[assistant]\n'
WHOLE = 'base_url = "https://llm.example/v1/"\nmodel = "tiny"\n'


def loaded(folder: Path, text: str, **environment: str) -> Config:
    path = folder / "config.toml"
    path.write_text(LEAST + text, "utf-8")
    return load_config(path, environment)


def test_off_by_default(tmp_path: Path) -> None:
    config = loaded(tmp_path, "")
    assert config.figures.assistant == Ceiling()
    assert not config.assistant.base


def test_an_address_and_a_model_are_enough(tmp_path: Path) -> None:
    config = loaded(tmp_path, WHOLE)
    assert config.figures.assistant == Ceiling(model="tiny", seconds=60, uses=50, tokens=500_000)
    line = config.assistant
    assert (line.base, line.key, line.local) == ("https://llm.example/v1", "", False)


def test_the_key_may_stay_out_of_the_file(tmp_path: Path) -> None:
    text = WHOLE + 'key = "from-the-file"\n'
    assert loaded(tmp_path, text).assistant.key == "from-the-file"
    config = loaded(tmp_path, text, TINGFENG_ASSISTANT_KEY="sk-secret")
    assert config.assistant.key == "sk-secret"
    assert "sk-secret" not in repr(config)


@pytest.mark.parametrize("base", ["http://10.0.0.5:8000/v1", "http://llm.lan/v1", "http://127.0.0.1:11434/v1"])
def test_our_own_network_is_a_setting_of_its_own(tmp_path: Path, base: str) -> None:
    text = f'base_url = "{base}"\nmodel = "tiny"\n'
    with pytest.raises(ConfigError, match=r"assistant\.local = true"):
        loaded(tmp_path, text)
    assert loaded(tmp_path, text + "local = true\n").assistant.local


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('base_url = "https://llm.example/v1"', "就须填写 assistant.model"),
        ('base_url = "http://llm.example/v1"\nmodel = "tiny"', "须是外网的 https:// 地址"),
        ('base_url = "llm.example"\nmodel = "tiny"', "assistant.base_url 不是网址"),
        ('base_url = "https://me:secret@llm.example"\nmodel = "tiny"', "assistant.base_url 不是网址"),
        ('base_url = "https://llm.example:port"\nmodel = "tiny"', "assistant.base_url 不是网址"),
        ('base_url = "https://llm.example/v1?key=secret"\nmodel = "tiny"', "assistant.base_url 不是网址"),
        (WHOLE + 'key = "两个字"', "assistant.key 只能是"),
        (WHOLE + 'key = "a\\nb"', "assistant.key 只能是"),
        (WHOLE + 'timeout = "0s"', "assistant.timeout"),
        (WHOLE + 'timeout = "1h"', "assistant.timeout"),
        (WHOLE + "daily_requests = 0", "daily_requests"),
        (WHOLE + "daily_tokens = 100", "daily_tokens"),
        (WHOLE + "temperature = 1", "temperature"),
    ],
)
def test_what_cannot_be_is_named_without_secrets(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, text)
    assert words in str(caught.value)
    assert "secret" not in str(caught.value)
