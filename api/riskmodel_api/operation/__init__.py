"""What whoever runs the service needs: figures, logs, traces, true probes, workers, a stop."""
