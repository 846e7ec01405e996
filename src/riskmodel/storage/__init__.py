"""What was given, kept and vouched for: assessments, the audit log, backups, replay."""
