"""Where versions are kept: MLflow for researchers, a verified local folder for serving."""
