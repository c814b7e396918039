"""`./pgo verify`: recompute the event chain and every seal, and say in Spanish what does not match."""

from odoo.tools import SQL


def run(env):
    """Print the result; return 0 when all is sound, 1 when something was changed."""
    env = env(context={**env.context, "lang": "es_PE"})
    problems = env["pgo.event"]._verify_all()
    for problem in problems:
        print(f"✗ {problem}")  # noqa: T201 - this is the output of a command
    [(events,)] = env.execute_query(SQL("SELECT count(*) FROM pgo_event"))
    if problems:
        print(f"La historia no está íntegra: {len(problems)} problema(s) en {events} actos.")  # noqa: T201
        return 1
    print(f"La historia está íntegra: {events} actos encadenados y todos los sellos coinciden.")  # noqa: T201
    return 0
