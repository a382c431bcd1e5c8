"""An incident that a decision makes gets its number from the storing transaction, never before."""

from dataclasses import replace

from core.changes import Change
from core.outgoing import Notice

#: stands for the number of an incident that the storing transaction will issue: as its id, and in notes
NEW = 0


def numbered(changes: tuple[Change, ...], ident: int) -> tuple[Change, ...]:
    """Put the issued number where the decision could only say NEW: in the new incident, its event, notes and moves."""
    return tuple(_numbered(change, ident) for change in changes)


def _numbered(change: Change, ident: int) -> Change:
    born = change.subject.id == NEW
    subject = replace(change.subject, id=ident) if born else change.subject
    notes = {
        name: ident if name in ("into", "out_of") and value == NEW else value
        for name, value in change.event.notes.items()
    }
    event = replace(change.event, notes=notes, subject=f"incident:{subject.id}")
    moves = tuple(replace(move, to=ident) if move.to == NEW else move for move in change.moves)
    outgoing = tuple(
        replace(one, incident=ident) if born and isinstance(one, Notice) else one for one in change.outgoing
    )
    return replace(change, subject=subject, event=event, moves=moves, outgoing=outgoing)
