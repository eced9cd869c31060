"""The rules: arithmetic only, one file per system. Each function returns new arrays and touches no argument."""

RULES = 3
"""Number of the rules. Raise it with every change that makes a recorded game come out differently: saves tell by it
whether they can be played again. (A save is played again when it is loaded, so a forgotten number is noticed.)"""
