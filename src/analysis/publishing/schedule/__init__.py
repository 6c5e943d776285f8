"""When the unattended run is due, and how cron or systemd is told to start it."""
