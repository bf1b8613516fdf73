"""The commands. Each module adds one to the application and imports what it needs only when it runs."""
