"""What each command of `briefing` does. Only `analysis.cli` imports these, and only when one is called."""
