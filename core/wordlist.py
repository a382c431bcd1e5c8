"""Word lists that come with a package: each line a head and its words; a line that begins with `#` is a remark."""

from collections.abc import Iterator
from importlib.resources import files


def read_list(package: str, name: str) -> Iterator[tuple[str, list[str]]]:
    """Head and words of each line of a file that lies beside the package's modules."""
    for line in files(package).joinpath(name).read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            head, *words = line.split()
            yield head, words
