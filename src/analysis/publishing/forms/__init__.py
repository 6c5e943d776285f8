"""What a new workspace holds: its settings, its packs, and a word about each folder."""
