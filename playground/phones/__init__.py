"""What people hold: a phone with thumbs and a screen, in a test, in a terminal or on the page."""
