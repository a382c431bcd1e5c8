"""Every button there is. A new one: its file here beside the others, and its line below."""

from core.actions import (
    accept,
    assign,
    assist,
    basis,
    bounce,
    claim,
    close,
    mark_invalid,
    no_response,
    outcome,
    release,
    reopen,
    take_over,
    undo,
    verdict,
)
from core.workflow import Action

#: in the order in which they stand on cards and in the menu: what one is waited for comes first
ACTIONS: tuple[Action, ...] = (
    undo.ACTION,
    claim.ACTION,
    accept.ACTION,
    bounce.ACTION,
    assist.ACTION,
    *verdict.ACTIONS,
    mark_invalid.ACTION,
    assign.ACTION,
    basis.ACTION,
    no_response.ACTION,
    close.ACTION,
    outcome.ACTION,
    release.ACTION,
    take_over.ACTION,
    reopen.ACTION,
)

BY_CODE: dict[str, Action] = {action.code: action for action in ACTIONS}
