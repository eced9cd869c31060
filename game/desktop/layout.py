"""Layout containers by their short path; they live beside the widgets they arrange."""

from game.desktop.widgets.boxes import Anchor, Box, Column, Grid, Row, Spacer, Stack, share

__all__ = ["Anchor", "Box", "Column", "Grid", "Row", "Spacer", "Stack", "share"]
