"""Where panels come from: surveys, the synthetic society and delivered files."""
