"""The laboratory: experiments in data, played in parts by many processes, and what can be said of their results."""
