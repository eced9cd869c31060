"""Games in files: JSON with a digest of all else, written so that an old save survives whatever happens to the new one.

A file holds the game as it describes itself (for Détente the whole resolved scenario and what was changed in it), the
seed and the cast, every quarter's offers, answers and orders, and the world as it stands. Which kind of game is made
again says the caller. Under the rules that played it, a loaded game is played again from its record and must come to
the world in the file to the last bit; it then goes on as if it had never been saved. Under other rules it goes on from
that world, and says so in ``Session.note``. ``replay`` compares a record quarter by quarter.
"""

from __future__ import annotations

from game.save.again import Verdict, replay
from game.save.files import SaveError, write_safely
from game.save.kept import AUTOSAVES, Saved, autosave, folder, save, saves
from game.save.plain import body_of, name_of
from game.save.resume import check_cast, load

__all__ = [
    "AUTOSAVES", "SaveError", "Saved", "Verdict", "autosave", "body_of", "check_cast", "folder", "load",
    "name_of", "replay", "save", "saves", "write_safely",
]  # fmt: skip
