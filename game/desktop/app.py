"""The window: one event loop, one screen at a time, and the world in another process.

Only what the title needs is imported here; everything else comes with the screen that needs it.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

for _name, _value in {
    "PYGAME_HIDE_SUPPORT_PROMPT": "1",
    "SDL_WINDOWS_DPI_AWARENESS": "permonitorv2",
    "SDL_IME_SHOW_UI": "1",
    "SDL_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR": "0",
    "SDL_VIDEO_X11_WMCLASS": "detente",
}.items():
    os.environ.setdefault(_name, _value)
if sys.platform.startswith("linux"):
    # the accelerated framebuffer of SDL costs six times as much where OpenGL is drawn in software
    os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")

import pygame  # noqa: E402

from game.desktop import settings as kept_settings  # noqa: E402
from game.desktop import shapes  # noqa: E402
from game.desktop.tokens import DEFAULT, QUARTER_MS, Theme, alternative, high_contrast  # noqa: E402
from game.desktop.widgets import Column, Root, TextField, Widget  # noqa: E402
from game.desktop.worker import World  # noqa: E402
from game.words import say  # noqa: E402

if TYPE_CHECKING:
    from game.plugins import Plugin

LEAST = (960, 540)
UNSEEN = ("dummy", "offscreen", "evdev")
"""Video drivers that draw where nobody sees it."""
SCREENS = {
    "title": "title.Title",
    "newgame": "newgame.NewGame",
    "load": "saving.Load",
    "credits": "credits.Credits",
    "settings": "settings.Settings",
    "help": "help.Help",
    "world": "world.WorldScreen",
    "deals": "deals.Deals",
    "orders": "orders.OrdersScreen",
    "desk": "desk.Desk",
    "news": "news.News",
    "history": "history.History",
    "saving": "saving.Saving",
    "report": "report.Report",
    "ending": "ending.Ending",
    "epilogue": "epilogue.Epilogue",
}
"""Every screen by its name: module under ``screens`` and class. Tests walk through all of them."""
IN_GAME = ("world", "deals", "orders", "desk", "news", "history", "saving", "report", "ending", "epilogue")


class NoDisplay(RuntimeError):
    """There is no screen to open a window on."""


class App:
    """The application. `handle`, `frame` and `draw` are all a driver or a loop needs."""

    def __init__(self, window: pygame.Surface, world: World | None = None, own: Sequence[Plugin] = ()) -> None:
        self.window = window
        #: Strategies that are no part of the game and may play in saved ones.
        self.own = tuple(own)
        self.settings = kept_settings.read()
        self.root = Root(Column(), self._theme(window.get_size()))
        self.world = world or World()
        self.world.on_error = self.problem
        self.world.on_death = self._world_died
        #: Everything the worker told last: plain values by name.
        self.view: dict[str, Any] = {}
        #: Changes whenever `view` does; pictures made from it are kept as long as it stays.
        self.version = 0
        self.running = True
        self.code = 0
        self.turning = False
        #: True from when the process of the world ended until another game is there.
        self.lost = False
        self._turn_started = 0.0
        self.report: dict[str, Any] | None = None
        self.reports: list[dict[str, Any]] = []
        self.autosaved = ""
        self.back_to = "title"
        #: What screens remember between visits: the selected seat, the map mode, drafts.
        self.memory: dict[str, Any] = {}
        self.kit: dict[str, Any] = {}
        self.name = ""
        self.screen: Any = None
        self._after_draw: list[Callable[[], object]] = []
        self.seconds = 0.0
        self.show("title")

    # screens -----------------------------------------------------------------------------------------------------
    def _theme(self, size: tuple[int, int]) -> Theme:
        palette = DEFAULT
        if self.settings["colours"] == "alternative":
            palette = alternative(palette)
        elif self.settings["colours"] == "contrast":
            palette = high_contrast(palette)
        return Theme(size, self.settings["text_scale"], palette, bool(self.settings["reduced_motion"]))

    def show(self, name: str, **options: Any) -> None:
        """Go to a screen."""
        if name in ("help", "settings", "credits") and self.name not in ("help", "settings", "credits"):
            self.back_to = self.name
        module, kind = SCREENS[name].split(".")
        if self.screen is not None:
            self.screen.leave()
            self.root.toasts.turn_page()
        self.name = name
        self.screen = getattr(import_module(f"game.desktop.screens.{module}"), kind)(self, **options)
        self.rebuild(keep=False)

    def back(self) -> None:
        """Leave help, settings or credits for where they were opened."""
        self.show(self.back_to if self.back_to != "help" else "title")

    def rebuild(self, keep: bool = True) -> None:
        """Build the present screen again, with the focus and the scrolling where they were."""
        focus = self.root.focus
        focused = focus.current.id if keep and focus.current is not None else ""
        visible = focus.visible and keep
        offsets = _offsets(self.root.content) if keep else {}
        self.root.backdrop = None
        self.root.set_content(self.screen.build())
        self.root.layout()
        for widget in self.root.content.walk():
            if widget.id and widget.id in offsets:
                widget._scroll.to(offsets[widget.id])  # type: ignore[attr-defined]  # only scrolling widgets were kept
                widget.layout(widget.rect)
        start = focused or self.screen.first_focus
        if start:
            found = next((w for w in self.root.content.walk() if w.id == start and w.focusable), None)
            if found is not None:
                self.root.focus.set(found, visible)

    def apply_settings(self) -> None:
        """Use changed settings and keep them."""
        kept_settings.write(self.settings)
        self.root.set_theme(self._theme(self.root.theme.size))
        self.kit.pop("map", None)
        self.rebuild()

    # the world ---------------------------------------------------------------------------------------------------
    def take(self, part: dict[str, Any], what: str = "world") -> None:
        """Merge what the worker told, and let the screen show it."""
        self._tell_failed(part)
        self.view.update(part)
        self.version += 1
        self.screen.refreshed(what)

    def _tell_failed(self, part: dict[str, Any]) -> None:
        """Take strategies that failed out of what the worker told, and tell the player."""
        for failed in part.pop("failed", ()):
            self.root.toast(failed, "NEG", "robot", stays=True)

    def begin(self, command: str, **arguments: Any) -> None:
        """Start or load a game, then show the world; if that fails, the game before goes on."""
        self.begun = (command, arguments)

        def ready(part: dict[str, Any]) -> None:
            self._tell_failed(part)
            self.view, self.report, self.reports, self.memory = dict(part), None, [], {}
            self.kit.pop("map", None)
            self.version += 1
            self.lost = False
            seat = part["seat"]
            seats = part["seats"]
            self.memory["selected"] = part["hosts"][0] if part["hosts"] else part["nations"][0]
            if seat is not None and seats[seat]["kind"] == "nation":
                rivals = [h for h in part["hosts"] if h != seat]
                self.memory["selected"] = rivals[0] if rivals else seat
            if command == "new":
                self.autosave()
            self.show("ending" if part["finished"] else "world")
            if part.get("note"):
                self.root.toast(part["note"], "WARN", "info-circle")

        if command == "load":
            arguments["own"] = self.own
        self.root.toast(say("window.loading" if command == "load" else "window.new.starting"), "INFO", "hourglass")
        self.world.ask(command, ready, self._no_game, offers=self.settings["offers"], **arguments)

    def put_offers(self) -> None:
        """Let the running game put as many offers before the player as the settings say."""
        if self.view.get("seat") and not self.lost:
            most = self.settings["offers"]
            self.world.ask("put_offers", lambda part: self.take(part, "desk"), most=most)

    def _no_game(self, problem: str) -> None:
        self.problem(problem)
        if self.lost and self.name in IN_GAME:
            self.show("title")
        else:
            self.rebuild()

    def order(self, orders: dict[str, Any], pin: bool = True, done: Callable[[], object] | None = None) -> None:
        """Give orders; refused ones say why."""
        if self.turning:
            return

        def settled(result: dict[str, Any]) -> None:
            objections = result.pop("objections")
            if objections:
                self.root.toast(objections[0], "NEG", "ban")
            self.take(result, "desk")
            if done is not None:
                done()

        self.world.ask("submit", settled, orders=orders, pin=pin)

    def stance(self, partner: str, step: int) -> None:
        """Put a partner on one of five steps."""

        def settled(result: dict[str, Any]) -> None:
            objections = result.pop("objections")
            if objections:
                self.root.toast(objections[0], "NEG", "ban")
            self.take(result, "desk")

        if not self.turning:
            self.world.ask("stance", settled, partner=partner, step=step)

    def answer(self, number: int, yes: bool) -> None:
        """Answer an offer that waits."""
        if not self.turning:
            self.world.ask("answer", lambda part: self.take(part, "desk"), number=number, yes=yes)

    def undo(self) -> None:
        """Take back the last order."""

        def undone(result: dict[str, Any]) -> None:
            if result.pop("undone"):
                self.root.toast(say("window.undo.done"), "INFO", "arrow-back-up")
            else:
                self.root.toast(say("window.undo.nothing"), "INFO", "info-circle")
            self.take(result, "desk")

        if not self.turning and self.view.get("seat"):
            self.world.ask("undo", undone)

    def release(self, field: str | None) -> None:
        """Let the doctrine decide about a field again."""
        if not self.turning:
            self.world.ask("release", lambda part: self.take(part, "desk"), field=field)

    def end_quarter(self) -> None:
        """Play the quarter; the window goes on drawing."""
        coming = self.world.waits_for("new") or self.world.waits_for("load")
        if self.turning or coming or not self.view or self.view.get("finished"):
            return
        self.screen.flush()
        self.turning, self._turn_started = True, self.seconds
        self.screen.refreshed("turn")

        def played(part: dict[str, Any]) -> None:
            self.turning = False
            self.report = part.pop("report")
            self.reports.append({**self.report, "bar_after": part["bar"]})
            self._tell_failed(part)
            self.view.update(part)
            self.version += 1
            self.autosave()
            if part["finished"]:
                self.show("ending")
            elif self.settings["report"]:
                self.show("report")
            else:
                self.screen.refreshed("world")

        def failed(problem: str) -> None:
            self.turning = False
            self.problem(problem)
            self.screen.refreshed("turn")

        self.world.ask("advance", played, failed)

    def autosave(self) -> None:
        """Keep the game on disk; a failure is told and nothing else happens."""

        def saved(path: str) -> None:
            self.autosaved = say("window.bar.autosaved")
            if self.name in IN_GAME:
                self.screen.refreshed("note")

        def failed(problem: str) -> None:
            self.autosaved = say("window.bar.not_saved")
            self.root.toast(say("window.save.failed", problem=problem), "NEG", "device-floppy", stays=True)

        self.world.ask("save", saved, failed)

    def problem(self, sentence: str) -> None:
        """Tell that something went wrong; the game goes on."""
        self.root.toast(say("window.problem", problem=sentence), "NEG", "alert-triangle", stays=True)

    def _world_died(self) -> None:
        from game.desktop.screens.dialogs import world_gone

        self.turning, self.lost = False, True
        if self.running:
            world_gone(self)

    # events and frames -------------------------------------------------------------------------------------------
    def handle(self, event: pygame.event.Event) -> bool:
        """Take an event; the widgets first, then the screen's own keys."""
        if event.type == pygame.QUIT:
            self.running = False
            return True
        if event.type == pygame.VIDEORESIZE:
            self.resize((event.w, event.h))
            return True
        self.screen.before(event)
        if event.type == pygame.KEYDOWN and self._always(event):
            return True
        used = self.root.handle(event)
        if not used and event.type == pygame.KEYDOWN:
            used = self._key(event)
        return used

    def _always(self, event: pygame.event.Event) -> bool:
        if event.key == pygame.K_F11:
            self.turn_full()
            return True
        if event.key == pygame.K_F12:
            self.screenshot()
            return True
        return False

    def _key(self, event: pygame.event.Event) -> bool:
        if isinstance(self.root.focus.current, TextField) and event.unicode.isprintable() and event.unicode:
            return False
        if self.screen.key(event):
            return True
        if event.key == pygame.K_ESCAPE:
            self.screen.escape()
            return True
        return False

    @property
    def full(self) -> bool:
        """Whether the window fills the screen."""
        return bool(pygame.display.get_init() and pygame.display.is_fullscreen())

    def turn_full(self) -> None:
        """Fill the screen, or be a window again."""
        try:
            pygame.display.toggle_fullscreen()
        except pygame.error as error:
            self.problem(str(error))
        self.rebuild()

    def resize(self, size: tuple[int, int]) -> None:
        """The window has another size."""
        size = (max(size[0], 320), max(size[1], 240))
        if size != self.root.theme.size:
            surface = pygame.display.get_surface()
            if surface is not None:
                self.window = surface
            self.root.set_theme(replace(self.root.theme, size=size))
            self.rebuild()

    def screenshot(self) -> None:
        """Save a picture of the window beside the saves."""
        from game.paths import user_data

        path = user_data() / f"detente-{time.strftime('%Y%m%d-%H%M%S')}.png"
        try:
            pygame.image.save(self.window, str(path))
        except (OSError, pygame.error) as error:
            self.problem(str(error))
        else:
            self.root.toast(say("window.screenshot", name=path.name), "POS", "circle-check")

    def frame(self, dt: float) -> None:
        """Let time pass."""
        self.seconds += dt
        if self.world.poll():
            self.root.changed = True
        self.screen.frame(dt)
        self.root.frame(dt)
        if self.turning:
            self.root.changed = True

    def draw(self) -> bool:
        """Bring the window up to date; False if nothing changed."""
        drawn = self.root.draw(self.window)
        if drawn and self.turning:
            self._sweep()
        return drawn

    def _sweep(self) -> None:
        """A light that runs along the lower edge of the top bar while a quarter is played."""
        theme = self.root.theme
        width, y, height = theme.size[0], theme.px(54), max(2, theme.px(3))
        if theme.reduced_motion:
            self.window.fill(theme.ink("ACCENT"), (0, y, width, height))
            return
        passed = (self.seconds - self._turn_started) * 1000.0 / QUARTER_MS
        long = width // 3
        x = round((passed % 1.0) * (width + long)) - long
        shapes.rounded(self.window, pygame.Rect(x, y, long, height), 1, theme.ink("ACCENT"))

    def loop(self) -> int:
        """Run until the window is closed."""
        clock = pygame.time.Clock()
        pygame.key.start_text_input()
        pygame.key.set_repeat(400, 40)
        first = True
        while self.running:
            for event in pygame.event.get():
                self.handle(event)
            self.frame(clock.tick(60) / 1000.0)
            if self.draw():
                pygame.display.flip()
            if first:
                first = False
                if not self.world.alive:
                    self.world.start()
        self.world.stop()
        return self.code


def _offsets(content: Widget) -> dict[str, int]:
    return {w.id: w._scroll.offset for w in content.walk() if w.id and hasattr(w, "_scroll")}


def open_window(size: tuple[int, int] | None = None) -> pygame.Surface:
    """Open the window; `NoDisplay` where there is no screen."""
    try:
        pygame.display.init()
        if size is None:
            desktop = pygame.display.get_desktop_sizes()[0] if pygame.display.get_desktop_sizes() else (1600, 900)
            size = (
                (1600, 900)
                if desktop[0] >= 1680 and desktop[1] >= 960
                else (max(LEAST[0], min(1600, desktop[0] - 40)), max(LEAST[1], min(900, desktop[1] - 80)))
            )
        surface = pygame.display.set_mode(size, pygame.RESIZABLE)
    except pygame.error as error:
        raise NoDisplay(say("window.no_display", problem=str(error))) from None
    driver = pygame.display.get_driver()
    if driver in UNSEEN and not os.environ.get("SDL_VIDEODRIVER"):
        pygame.display.quit()  # SDL falls back to these where DISPLAY names a server that does not answer
        raise NoDisplay(say("window.no_display", problem=say("window.no_answer")))
    pygame.display.set_caption(say("window.title.name"))
    pygame.font.init()
    with contextlib.suppress(pygame.error, OSError):  # a window without its icon plays just as well
        from game.desktop import icons

        pygame.display.set_icon(icons.icon("world", 32, (255, 194, 71)))
    return surface


def has_display() -> bool:
    """Whether a window could be opened: always on Windows and macOS, with an X or Wayland server elsewhere."""
    if not sys.platform.startswith("linux") or os.environ.get("SDL_VIDEODRIVER"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run(
    scenario: str | None = None,
    seat: str | None = None,
    seed: int | None = None,
    load: str | None = None,
    size: tuple[int, int] | None = None,
    cast: Mapping[str, str | Plugin] | None = None,
    own: Sequence[Plugin] = (),
) -> int:
    """Open the window and play; with a scenario or a save at once, else from the title. Returns the exit code.

    ``cast`` changes strategies of the scenario by seat; saves in which strategies of somebody's ``own`` play open too.
    """
    import multiprocessing

    multiprocessing.freeze_support()
    if not has_display():
        raise NoDisplay(say("window.no_display", problem=say("window.no_server")))
    app = App(open_window(size), own=own)
    if load is not None:
        app.begin("load", path=load)
    elif scenario is not None:
        app.begin("new", scenario=scenario, seat=seat, seed=1 if seed is None else seed, cast=cast)
    try:
        return app.loop()
    finally:
        app.world.stop()
        pygame.quit()
