"""Saved pages to threads: one page a platform, by tables of where each keeps what."""
