"""The rules: arithmetic only, one file per system. Each function returns new arrays and touches no argument."""
