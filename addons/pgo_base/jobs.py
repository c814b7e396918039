"""Work of scheduled actions: what one record cannot do stops nobody else's."""

import logging
from contextlib import contextmanager

_logger = logging.getLogger(__name__)


@contextmanager
def alone(record):
    """Run a piece of work of `record` so that its failure undoes that piece and lets the job go on.

    For jobs that commit after each piece: what is undone is the transaction, which is the piece's own. A failure is
    written to the log with its trace as an error, and the next run of the job tries again.
    """
    try:
        yield
    except Exception:
        _logger.exception("%s: the job leaves it for its next run", record)
        record.env.cr.rollback()
