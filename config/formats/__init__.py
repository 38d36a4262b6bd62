"""How Django itself writes dates, in the admin above all: as the site's own pages do."""
