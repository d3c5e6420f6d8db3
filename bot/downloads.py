"""Where a file goes that a person at a terminal asked for: their downloads, and nothing is overwritten."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from platformdirs import user_downloads_path


class Refused(Exception):
    """The file cannot be written into `folder`."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder


def save(name: str, data: bytes, *, folder: Path | None = None) -> Path:
    """Write a file into the person's downloads, or the current folder where there are none.

    A name that is taken gets a number, unless that file is the same already. Raises Refused.
    """
    folder = folder or _folder()
    wanted = Path(Path(name.replace("\\", "/")).name or "fichier")
    for rank in count(2):
        path = folder / wanted
        try:
            with path.open("xb") as file:
                file.write(data)
        except FileExistsError:
            if path.is_file() and path.read_bytes() == data:
                return path
            wanted = Path(f"{Path(name).stem}-{rank}{Path(name).suffix}")
        except OSError:
            raise Refused(folder) from None
        else:
            return path
    raise Refused(folder)


def _folder() -> Path:
    downloads = user_downloads_path()
    return downloads if downloads.is_dir() else Path.cwd()
