"""An honest evaluation: unseen villages, a later year, intervals by village, rivals beside it."""
