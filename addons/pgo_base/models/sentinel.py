"""The objects that open a guarded write.

They are compared by identity: a context sent by RPC, by an import or by a form is JSON and can never hold
them, so no client can forge the permission that a plain flag would give (STYLE: identity sentinel).
"""

#: Context key under which a guarded write carries its sentinel.
CONTEXT_KEY = "pgo_guard"

#: Opens the fields that only a transition may write.
TRANSITION = object()

#: Opens the creation of rows in append-only logs.
APPEND = object()


def is_open(env, sentinel):
    """Return whether `env` was opened with `sentinel` by server code."""
    return env.context.get(CONTEXT_KEY) is sentinel


def opened(records, sentinel):
    """Return `records` with an environment in which `sentinel` opens its guard."""
    return records.with_context(**{CONTEXT_KEY: sentinel})


#: Opens the loading of official catalogues and models at installation, when there is no person behind.
LOAD = object()
