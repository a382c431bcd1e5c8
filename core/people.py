"""Who acts: roles, members, departments, and the actor of one act."""

from dataclasses import dataclass
from enum import StrEnum

from core.texts import N_


class Role(StrEnum):
    """What a person may do (角色). A person holds a set; the one that permitted an act is logged."""

    #: 成员
    MEMBER = "member"
    #: 承办人, of one department
    HANDLER = "handler"
    #: 带班领导
    LEAD = "lead"
    #: 审签人
    APPROVER = "approver"
    #: 主要负责人
    CHIEF = "chief"
    #: 系统
    SYSTEM = "system"

    @property
    def label(self) -> str:
        """The catalogue word."""
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.MEMBER: N_("成员"),
    Role.HANDLER: N_("承办人"),
    Role.LEAD: N_("带班领导"),
    Role.APPROVER: N_("审签人"),
    Role.CHIEF: N_("主要负责人"),
    Role.SYSTEM: N_("系统"),
}

IMPLIED = {
    Role.HANDLER: {Role.MEMBER},
    Role.LEAD: {Role.MEMBER},
    Role.APPROVER: {Role.MEMBER},
    Role.CHIEF: {Role.LEAD, Role.APPROVER, Role.MEMBER},
}


def with_implied(roles: frozenset[Role]) -> frozenset[Role]:
    """The roles and all that they bring along."""
    return roles.union(*(IMPLIED.get(role, set()) for role in roles))


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person of the team. Deactivated, never deleted."""

    id: int
    name: str
    roles: frozenset[Role] = frozenset({Role.MEMBER})
    department: str = ""
    head: bool = False
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A department (部门) with its own chat, 0 if none is bound."""

    id: int
    name: str
    chat: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts now, with all roles that this person holds, implied ones included."""

    id: int
    name: str
    roles: frozenset[Role]
    department: str = ""

    @classmethod
    def of(cls, member: Member) -> "Actor":
        """The member as actor; a deactivated one holds no role."""
        roles = with_implied(member.roles) if member.active else frozenset[Role]()
        return cls(id=member.id, name=member.name, roles=roles, department=member.department)

    def may(self, role: Role) -> bool:
        """Does this person hold the role?"""
        return role in self.roles


SYSTEM = Actor(id=0, name="", roles=frozenset({Role.SYSTEM}))
