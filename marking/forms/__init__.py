"""What the pages of `marking` accept."""
