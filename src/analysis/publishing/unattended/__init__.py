"""The unattended run: build, check, render, site and telling as one locked, logged, resumable step."""
