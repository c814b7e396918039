"""Cases for the evaluation board: five columns full, each case with its round, clock and observations."""

#: Columns of the board that are filled, with whom they wait for.
STAGES = (
    ("received", "sgp"),
    ("in_admissibility", "sgp"),
    ("returned_for_correction", "entity"),
    ("in_evaluation", "sgp"),
    ("observed", "entity"),
)
PER_COLUMN = 80

_CASES = """
    INSERT INTO pgo_case (entity_id, department_id, entity_type_id, version_id, first_version_id, stage_id,
        round_count, state, number, route, complexity, ball, date_received, date_due, paused, create_uid,
        write_uid, create_date, write_date)
    SELECT v.entity_id, e.department_id, e.type_id, v.id, v.id, s.id, 1, s.state,
           'BENCH-' || v.place, 'optional', (ARRAY['low', 'medium', 'high'])[1 + v.place %% 3],
           (%(balls)s)[1 + v.place %% 5], current_date - 20, current_date + (v.place %% 15)::int - 5, false,
           1, 1, now(), now()
      FROM (SELECT id, entity_id, row_number() OVER (ORDER BY id) AS place FROM pgo_version
             WHERE frozen AND entity_id IS NOT NULL AND date_sent IS NOT NULL LIMIT %(count)s) v
      JOIN pgo_entity e ON e.id = v.entity_id
      JOIN pgo_case_stage s ON s.state = (%(states)s)[1 + v.place %% 5]
"""
_ROUNDS = """
    INSERT INTO pgo_round (case_id, entity_id, number, version_id, date, create_uid, write_uid, create_date, write_date)
    SELECT id, entity_id, 1, version_id, now(), 1, 1, now(), now() FROM pgo_case WHERE number LIKE 'BENCH-%'
"""
_CLOCKS = """
    INSERT INTO pgo_case_clock (case_id, entity_id, days_allowed, phase, holder, date_start, date_due,
        stops_evaluation, paused, create_uid, write_uid, create_date, write_date)
    SELECT id, entity_id, 15, CASE WHEN ball = 'sgp' THEN 'evaluation' ELSE 'correction' END, ball,
           date_received, date_due, false, false, 1, 1, now(), now() FROM pgo_case WHERE number LIKE 'BENCH-%'
"""
_OBSERVATIONS = """
    INSERT INTO pgo_observation (case_id, entity_id, version_id, round_id, number, kind_id, author_id, state,
        target_kind, target_uid, severity, text, date_issued, create_uid, write_uid, create_date, write_date)
    SELECT c.id, c.entity_id, c.version_id, r.id, k, (SELECT min(id) FROM pgo_observation_kind), 1, 'open',
           'unit', 'bench-' || k, 'must_correct', 'Precisar el sustento de la función observada.', now(), 1, 1,
           now(), now()
      FROM pgo_case c JOIN pgo_round r ON r.case_id = c.id CROSS JOIN generate_series(1, 3) k
     WHERE c.number LIKE 'BENCH-%' AND c.state IN ('in_evaluation', 'observed')
"""


def load_cases(cursor):
    """Fill the board; return whether there is one to fill."""
    cursor.execute("SELECT to_regclass('pgo_case')")
    if not cursor.fetchone()[0]:
        return False
    values = {
        "states": [state for state, _ball in STAGES],
        "balls": [ball for _state, ball in STAGES],
        "count": PER_COLUMN * len(STAGES),
    }
    cursor.execute(_CASES, values)
    for statement in (_ROUNDS, _CLOCKS, _OBSERVATIONS):
        cursor.execute(statement)
    cursor.execute(
        "ANALYZE pgo_case; ANALYZE pgo_round; ANALYZE pgo_case_clock; ANALYZE pgo_observation"
    )
    return True
