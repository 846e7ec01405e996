"""Run the steps on the connection that was given, in the transaction that it is in."""

from alembic import context

from riskmodel.storage.tables import Table

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Table.metadata
)
with context.begin_transaction():
    context.run_migrations()
