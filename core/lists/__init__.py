"""What people ask for by a command (查询): lists with pages and keys."""
