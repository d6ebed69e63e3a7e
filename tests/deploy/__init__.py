"""What a union's machine runs: the image, compose.yaml, the proxy, the units of systemd."""
