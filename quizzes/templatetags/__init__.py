"""What all pages share: dates and icons. Loaded for every template by the settings."""
