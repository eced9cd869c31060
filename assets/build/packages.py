"""Copy fonts, flags, icons and licence texts out of the npm packages.

Run by hand from the top of the source tree: ``python -m assets.build.packages --packages FOLDER``
(see assets/README.md). Needs fonttools; the output is the same on every run.
"""

from __future__ import annotations

import argparse
import shutil
import tomllib
from pathlib import Path

from fontTools.ttLib import TTFont

ASSETS = Path(__file__).resolve().parents[1]

FONTS = {
    "plex-sans": ("IBMPlexSans", ("Light", "Regular", "SemiBold")),
    "plex-sans-condensed": ("IBMPlexSansCondensed", ("Medium", "SemiBold")),
    "plex-serif": ("IBMPlexSerif", ("Medium", "SemiBold")),
    "plex-mono": ("IBMPlexMono", ("Regular",)),
}

SELECTION = tomllib.loads((ASSETS / "build" / "selection.toml").read_text(encoding="utf-8"))

LICENCES = {
    "ibm-plex.txt": ("@ibm/plex-sans", "LICENSE.txt"),
    "circle-flags.md": ("circle-flags", "LICENSE.md"),
    "tabler-icons.txt": ("@tabler/icons", "LICENSE"),
    "world-atlas.txt": ("world-atlas", "LICENSE"),
}


def fresh(name: str) -> Path:
    """An empty folder of that name under the assets."""
    folder = ASSETS / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def fonts(packages: Path) -> None:
    """Unpack the web fonts to TrueType, which every system's SDL can open."""
    target = fresh("fonts")
    for package, (family, weights) in FONTS.items():
        for weight in weights:
            source = packages / "@ibm" / package / "fonts" / "complete" / "woff" / f"{family}-{weight}.woff"
            font = TTFont(source, recalcTimestamp=False)
            font.flavor = None
            font.save(target / f"{family}-{weight}.ttf")


def flags(packages: Path) -> None:
    """Copy round flags; the mask is ignored by the reader, which cuts the circle itself."""
    target = fresh("flags")
    for code in SELECTION["flags"]:
        text = (packages / "circle-flags" / "flags" / f"{code}.svg").read_text(encoding="utf-8")
        (target / f"{code}.svg").write_text(text.strip() + "\n", encoding="utf-8")


def icons(packages: Path) -> None:
    """Copy outline icons with ``currentColor`` kept, on one line and without classes."""
    target = fresh("icons")
    for name in SELECTION["icons"]:
        text = (packages / "@tabler" / "icons" / "icons" / "outline" / f"{name}.svg").read_text(encoding="utf-8")
        kept = [line.strip() for line in text.splitlines() if not line.strip().startswith("class=")]
        flat = " ".join(kept).replace(" >", ">").replace("> <", "><")
        (target / f"{name}.svg").write_text(flat.strip() + "\n", encoding="utf-8")


def licences(packages: Path) -> None:
    """Copy the licence texts that must travel with the files."""
    target = fresh("licences")
    for name, (package, file) in LICENCES.items():
        shutil.copyfile(packages / package / file, target / name)


def main() -> None:
    """Copy everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, required=True)
    packages = parser.parse_args().packages
    for step in (fonts, flags, icons, licences):
        step(packages)
        print(f"{step.__name__}: done")


if __name__ == "__main__":
    main()
