"""Others are told: an outbox of events, sent as signed CloudEvents until they are taken."""
