"""Keys about rules carry no authority, fit into 64 bytes, and anything else is refused."""

import pytest

from core.errors import InputError
from core.rules.presses import CODES, RulePress, decode_rule, encode_rule


@pytest.mark.parametrize("code", sorted(CODES))
@pytest.mark.parametrize(("ident", "arg"), [(0, 0), (1, 35), (2**50, 1_000_000)])
def test_there_and_back(code: str, ident: int, arg: int) -> None:
    press = RulePress(code=code, ident=ident, arg=arg)
    assert len(encode_rule(press)) <= 64
    assert decode_rule(encode_rule(press)) == press


@pytest.mark.parametrize(
    "data",
    [
        "u1:zz:1",
        "u1:sv",
        "u1:sv:",
        "u1:sv:-1",
        "u1:sv:A",
        "u1:sv:1:2:3",
        "u2:sv:1",
        "u1:sv:zzzzzzzzzzzzz",
        "",
        "u1:sv:1\n",
    ],
)
def test_anything_else_is_refused(data: str) -> None:
    with pytest.raises(InputError):
        decode_rule(data)
