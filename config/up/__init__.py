"""The one command: prepares this installation, then runs and watches broker, web server, worker and sweeper."""
