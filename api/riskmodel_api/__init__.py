"""The HTTP service: the library's assessment behind a strict, documented contract."""
