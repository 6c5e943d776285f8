"""Telling people what a run made, or that it failed: by e-mail and by a webhook."""
