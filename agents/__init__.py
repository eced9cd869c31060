"""Who decides, and how: agents know of the game only what it shows them."""
