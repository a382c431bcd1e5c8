"""The team (成员): who belongs to it, how people join and leave, which chat is whose. Judged here, stored elsewhere."""
