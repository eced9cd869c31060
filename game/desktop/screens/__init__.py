"""The screens of the window, one module each; `game.desktop.app.SCREENS` names them all."""
