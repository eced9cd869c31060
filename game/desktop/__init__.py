"""The window: a pygame-ce front end built from an own small widget kit."""
