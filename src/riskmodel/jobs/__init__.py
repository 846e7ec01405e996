"""Batches asked for over the network: the database says what is to do, and what is done."""
