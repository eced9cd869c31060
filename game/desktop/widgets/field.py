"""Text entry with input-method support."""

from __future__ import annotations

from collections.abc import Callable
from typing import Unpack

import pygame

from game.desktop import icons, shapes, text
from game.desktop.tokens import Ink, mix
from game.desktop.widgets.base import WORDS, Common, Widget, is_click

_MOD = pygame.KMOD_CTRL | pygame.KMOD_META


class TextField(Widget):
    """One line of text. Letters come by TEXTINPUT, unfinished ones by TEXTEDITING (shown underlined)."""

    focusable = True

    def __init__(
        self,
        label: str = "",
        value: str = "",
        on_change: Callable[[str], object] | None = None,
        on_enter: Callable[[str], object] | None = None,
        *,
        hint: str = "",
        icon: str = "",
        limit: int = 200,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        self.label, self.value, self.hint, self.icon, self.limit = label, value, hint, icon, limit
        self.on_change, self.on_enter = on_change, on_enter
        self.caret = len(value)
        #: Other end of the selection; equal to the caret when nothing is selected.
        self.mark = self.caret
        self.editing = ""
        self._shift = 0

    def set(self, value: str, caret: int | None = None) -> None:
        """Change the text, and tell."""
        value = value[: self.limit]
        changed = value != self.value
        self.value = value
        self.caret = self.mark = min(len(value), len(value) if caret is None else caret)
        self.invalidate()
        if changed and self.on_change is not None:
            self.on_change(value)

    def measure(self, room: int) -> tuple[int, int]:
        """A box 44 px high, the label above it."""
        theme = self.theme
        return min(room, theme.px(260)), theme.px(44) + (theme.line("body") if self.label else 0)

    def min_width(self) -> int:
        """A few letters."""
        return self.theme.px(120)

    def _box(self) -> pygame.Rect:
        top = self.theme.line("body") if self.label else 0
        return pygame.Rect(self.rect.x, self.rect.y + top, self.rect.width, max(0, self.rect.height - top))

    def _inner(self) -> pygame.Rect:
        theme, box = self.theme, self._box()
        left = theme.px(12) + (theme.px(28) if self.icon else 0)
        return pygame.Rect(box.x + left, box.y, max(0, box.width - left - theme.px(12)), box.height)

    @property
    def focus_rect(self) -> pygame.Rect:
        """The box without the label."""
        return self._box()

    def draw(self, surface: pygame.Surface) -> None:
        """Label, box, selection, text, unfinished letters, caret."""
        theme = self.theme
        ink = theme.ink
        if self.label:
            words: Ink = "TEXT2" if self.enabled else "TEXT3"
            text.draw(
                surface,
                theme,
                self.fit(self.label, "body", self.rect.width),
                self.rect.topleft,
                "body",
                words,
            )
        box, inner = self._box(), self._inner()
        edge = ink("TEXT3") if self.focused else self.lift("LINE2", "TEXT3")
        shapes.rounded(surface, box, theme.px(6), ink("PANEL"), edge if self.enabled else ink("LINE"), theme.px(1))
        if self.icon:
            side = theme.px(18)
            surface.blit(icons.icon(self.icon, side, ink("TEXT3")), (box.x + theme.px(12), box.centery - side // 2))
        y = box.centery - theme.line("body") // 2
        clip = surface.get_clip()
        surface.set_clip(clip.clip(inner.inflate(2 * theme.px(1), 0)))
        before = self.value[: self.caret] + self.editing
        caret = text.width(theme, before)
        whole = text.width(theme, self.value[: self.caret] + self.editing + self.value[self.caret :])
        self._shift = min(
            max(self._shift, caret - inner.width + theme.px(2)), caret, max(0, whole - inner.width + theme.px(2))
        )
        x = inner.x - self._shift
        if self.mark != self.caret and self.focused:
            low, high = sorted((self.mark, self.caret))
            a, b = text.width(theme, self.value[:low]), text.width(theme, self.value[:high])
            surface.fill(ink("RAISED"), (x + a, y, b - a, theme.line("body")))
        if self.value or self.editing:
            shown = self.value[: self.caret] + self.editing + self.value[self.caret :]
            text.draw(surface, theme, shown, (x, y), "body", "TEXT" if self.enabled else "TEXT3")
            if self.editing:
                start = text.width(theme, self.value[: self.caret])
                surface.fill(
                    ink("ACCENT"), (x + start, y + theme.line("body") - theme.px(2), caret - start, theme.px(2))
                )
        else:
            hint = text.shorten(theme, self.hint, "body", inner.width)
            text.draw(surface, theme, hint, (inner.x, y), "body", mix(ink("PANEL"), ink("TEXT3"), 0.9))
        if self.focused and self.enabled:
            surface.fill(ink("ACCENT"), (x + caret, y + theme.px(2), theme.px(2), theme.line("body") - 2 * theme.px(2)))
            # input methods open their list of candidates here
            if pygame.display.get_init():
                pygame.key.set_text_input_rect(pygame.Rect(x + caret, y, 1, theme.line("body")))
        surface.set_clip(clip)

    def _replace(self, letters: str) -> None:
        low, high = sorted((self.mark, self.caret))
        self.set(self.value[:low] + letters + self.value[high:], low + len(letters))

    def _index_at(self, x: int) -> int:
        at = x - self._inner().x + self._shift
        return min(range(len(self.value) + 1), key=lambda i: abs(text.width(self.theme, self.value[:i]) - at))

    def handle(self, event: pygame.event.Event) -> bool:
        """Letters, deletion, caret, selection, clipboard, Enter."""
        if is_click(event):
            if not self.enabled:
                self.say_why_not()
                return True
            self.caret = self.mark = self._index_at(event.pos[0])
            self.pressed = True
            self.invalidate()
            return True
        if event.type == pygame.MOUSEMOTION and self.pressed:
            self.caret = self._index_at(event.pos[0])
            self.invalidate()
            return True
        if event.type == pygame.MOUSEBUTTONUP:
            self.pressed = False
            return True
        if not self.enabled:
            return False
        if event.type == pygame.TEXTINPUT:
            self.editing = ""
            self._replace(event.text)
            return True
        if event.type == pygame.TEXTEDITING:
            self.editing = event.text
            self.invalidate()
            return True
        if event.type == pygame.KEYDOWN:
            return self._keyed(event)
        return False

    def _keyed(self, event: pygame.event.Event) -> bool:
        key, held = event.key, event.mod & _MOD
        if self.editing and key != pygame.K_TAB:
            # the input method is at work: its keys are not ours
            return True
        if held and key in (pygame.K_a, pygame.K_c, pygame.K_x, pygame.K_v):
            self._clipboard(key)
            return True
        if key in (pygame.K_BACKSPACE, pygame.K_DELETE):
            if self.mark == self.caret:
                self.mark = (
                    max(0, self.caret - 1) if key == pygame.K_BACKSPACE else min(len(self.value), self.caret + 1)
                )
            self._replace("")
            return True
        goal = {
            pygame.K_LEFT: self.caret - 1,
            pygame.K_RIGHT: self.caret + 1,
            pygame.K_HOME: 0,
            pygame.K_END: len(self.value),
        }.get(key)
        if goal is not None:
            self.caret = min(len(self.value), max(0, goal))
            if not event.mod & pygame.KMOD_SHIFT:
                self.mark = self.caret
            self.invalidate()
            return True
        if key in (pygame.K_RETURN, pygame.K_KP_ENTER):
            if self.on_enter is not None:
                self.on_enter(self.value)
                return True
            return False
        # printable keys arrive once more as TEXTINPUT, and must not be taken for shortcuts
        return bool(getattr(event, "unicode", "").isprintable() and getattr(event, "unicode", "") and not held)

    def _clipboard(self, key: int) -> None:
        low, high = sorted((self.mark, self.caret))
        if key == pygame.K_a:
            self.mark, self.caret = 0, len(self.value)
            self.invalidate()
            return
        try:
            if key == pygame.K_v:
                self._replace(pygame.scrap.get_text().replace("\n", " "))
            elif low != high:
                pygame.scrap.put_text(self.value[low:high])
                if key == pygame.K_x:
                    self._replace("")
        except pygame.error:
            # no clipboard on this display
            return

    def describe(self) -> str:
        """Label and text."""
        return self.say(f"{self.label or self.hint or self.id} ({WORDS['field']})", self.value or WORDS["empty"])
