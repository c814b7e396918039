from odoo import api, fields, models
from odoo.addons.pgo_base.forms import open_form
from odoo.addons.pgo_entity import search_words
from odoo.fields import Domain
from odoo.orm.domains import DomainAnd
from odoo.tools import SQL

from .function import FUNCTION_CLASSES

#: Texts that hold the words typed and are ranked: whoever gets that many must say more.
MAX_RANKED = 2000
#: Groups that read what is in process: those to whom the record rules give the versions that were sent.
READS_PROCESS = (
    "pgo_base.pgo_base_group_sgp",
    "pgo_base.pgo_base_group_data_team",
    "pgo_base.pgo_base_group_auditor",
)
#: Filters that speak of who has the function: all of a search must hold for one same use.
USE_FILTERS = frozenset(
    ("entity_id", "entity_type_id", "department_id", "function_class", "norm_id")
)


class FunctionText(models.Model):
    """A function as the State writes it: one row for all that say the same, without their own names.

    `essence` and its key are those of `pgo_core.precedents`. The counters let 600 functions be asked for at
    once; the row exists while some version in force or in process uses it. Only the platform writes it.
    """

    _name = "pgo.function.text"
    _description = "Function of the State"
    _order = "entity_count desc, id"
    _log_access = False
    _rec_name = "text"

    key = fields.Char(required=True, readonly=True, export_string_translation=False)
    essence = fields.Text(required=True, readonly=True, export_string_translation=False)
    entity_count = fields.Integer(
        string="Entities",
        readonly=True,
        help="Entities whose document in force has this function, whatever their names.",
    )
    process_count = fields.Integer(
        string="In Process",
        readonly=True,
        groups=",".join(READS_PROCESS),
        help="Versions sent to SGP and not yet in force that have this function.",
    )
    use_ids = fields.One2many("pgo.function.use", "text_id", string="Who Has It")
    words = fields.Char(
        compute="_compute_nothing",
        search="_search_words",
        string="Words",
        help="Words that the function must hold, by their beginning and without accents.",
    )
    text = fields.Text(compute="_compute_example", string="Function")
    entity_id = fields.Many2one(
        "pgo.entity", compute="_compute_example", search="_search_use", string="For Example"
    )
    unit_id = fields.Many2one("pgo.unit", compute="_compute_example", string="Unit")
    function_class = fields.Selection(
        FUNCTION_CLASSES, compute="_compute_example", search="_search_use", string="Class"
    )
    citation_ids = fields.Many2many(
        "pgo.citation", compute="_compute_example", string="Legal Basis"
    )
    entity_type_id = fields.Many2one(
        "pgo.entity.type", compute="_compute_nothing", search="_search_use", string="Entity Type"
    )
    department_id = fields.Many2one(
        "pgo.territory", compute="_compute_nothing", search="_search_use", string="Department"
    )
    norm_id = fields.Many2one(
        "pgo.norm", compute="_compute_nothing", search="_search_use", string="Norm"
    )

    _key_uniq = models.UniqueIndex("(key)", "That text already has its row.")
    _essence_idx = models.Index("USING gin (to_tsvector('simple', essence))")

    def _compute_nothing(self):
        """Fields by which people search and of which a row has no value of its own."""
        for name in ("words", "entity_type_id", "department_id", "norm_id"):
            self[name] = False

    def _compute_example(self):
        """Read each text as one of its users wrote it, in a constant number of queries."""
        example_by_text = {use.text_id.id: use for use in self._example_uses()}
        for text in self:
            use = example_by_text.get(text.id) or self.env["pgo.function.use"]
            text.entity_id = use.entity_id
            text.unit_id = use.function_id.unit_id
            text.text = use.function_id.text
            text.function_class = use.function_id.function_class
            text.citation_ids = use.function_id.citation_ids

    def _example_uses(self):
        """Return one use of each text, the latest in force of those that the person may read."""
        rows = self.env.execute_query(
            SQL(
                """SELECT (SELECT u.id FROM pgo_function_use u WHERE u.text_id = t.id AND %s
                            ORDER BY u.public DESC, u.id DESC LIMIT 1)
                     FROM unnest(%s::int[]) AS t(id)""",
                self._readable_uses("u"),
                self.ids,
            )
        )
        return self.env["pgo.function.use"].browse(use_id for (use_id,) in rows if use_id)

    @api.model
    def _reads_process(self):
        """Return whether the person reads what was sent to SGP, as the record rules say."""
        return self.env.su or any(self.env.user.has_group(group) for group in READS_PROCESS)

    @api.model
    def _readable_uses(self, alias):
        """Return the condition on uses that a statement of SQL must hold for this person."""
        return SQL("TRUE") if self._reads_process() else SQL("%s.public", SQL.identifier(alias))

    @api.model
    def _readable_texts(self, alias):
        """Return the condition on texts that a statement of SQL must hold for this person."""
        if self._reads_process():
            return SQL("TRUE")
        return SQL("%s.entity_count > 0", SQL.identifier(alias))

    def action_open_uses(self):
        """List who has this function: entity, unit, legal basis and version."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id("pgo_rof.pgo_function_use_action")
        return {**action, "domain": [("text_id", "=", self.id)]}

    # Search ---------------------------------------------------------------------------------------------

    @api.model
    def _search_words(self, operator, value):
        """Find the texts that hold every word typed; the first of them, which are those ranked."""
        if operator not in ("ilike", "like", "=") or not isinstance(value, str):
            return NotImplemented
        query = search_words.tsquery(value)
        if not query:
            return Domain.FALSE if value.strip() else Domain.TRUE
        readable = self._readable_texts("found")

        def to_sql(model, alias, _query):
            return SQL(
                """%s IN (SELECT found.id FROM pgo_function_text found
                           WHERE to_tsvector('simple', found.essence) @@ to_tsquery('simple', %s) AND %s
                           LIMIT %s)""",
                SQL.identifier(alias, "id"),
                query,
                readable,
                MAX_RANKED,
            )

        return Domain.custom(to_sql=to_sql)

    @api.model
    def _search_display_name(self, operator, value):
        return Domain("words", operator, value)

    def _search_use(self, operator, value):
        # `_search` takes these conditions together; nobody else may read them one by one.
        return NotImplemented

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **options):
        """Search with the filters of use held together, the likest to the words typed first.

        The order by relevance holds unless the person chose another.
        """
        domain = Domain(domain)
        typed = " ".join(
            condition.value
            for condition in domain.iter_conditions()
            if condition.field_expr in ("words", "display_name")
            and isinstance(condition.value, str)
        )
        query = super()._search(
            self._with_same_use(domain), offset=offset, limit=limit, order=order, **options
        )
        wanted = search_words.tsquery(typed)
        if wanted and order in (None, "", self._order):
            # 1: long texts, which hold more words, weigh less.
            query.order = SQL(
                "ts_rank(to_tsvector('simple', %(essence)s), to_tsquery('simple', %(wanted)s), 1) DESC,"
                " %(count)s DESC, %(id)s",
                essence=SQL.identifier(self._table, "essence"),
                wanted=wanted,
                count=SQL.identifier(self._table, "entity_count"),
                id=SQL.identifier(self._table, "id"),
            )
        return query

    @api.model
    def _with_same_use(self, domain):
        """Return the domain with its conditions on who has the function in one condition on the same use.

        Those that stand beside others in an “or” are held each by itself.
        """
        of_use, rest = [], []
        for child in domain.children if isinstance(domain, DomainAnd) else (domain,):
            names = {condition.field_expr.split(".")[0] for condition in child.iter_conditions()}
            if names and names <= USE_FILTERS:
                of_use.append(child)
            else:
                rest.append(child.map_conditions(_on_any_use))
        if of_use:
            rest.append(Domain("use_ids", "any", Domain.AND(of_use)))
        return Domain.AND(rest)


def _on_any_use(condition):
    if condition.field_expr.split(".")[0] in USE_FILTERS:
        return Domain("use_ids", "any", condition)
    return condition


class FunctionUse(models.Model):
    """A function of a version in force, or in process, and the text that it shares with others.

    `public` is the guard: it is set only while the version is in force, which everyone may read; the rest is
    for SGP, the data team and auditors. The platform writes the rows with those of the text.
    """

    _name = "pgo.function.use"
    _description = "Use of a Function"
    _order = "id"
    _log_access = False
    _rec_name = "entity_id"

    # Indexed by `_text_idx`.
    text_id = fields.Many2one(
        "pgo.function.text", required=True, readonly=True, ondelete="cascade", string="Text"
    )
    # Indexed by `_function_uniq`.
    function_id = fields.Many2one(
        "pgo.function", required=True, readonly=True, ondelete="cascade", string="Function"
    )
    version_id = fields.Many2one(
        "pgo.version", required=True, readonly=True, index=True, ondelete="cascade"
    )
    # Indexed by `_entity_text_idx`.
    entity_id = fields.Many2one("pgo.entity", required=True, readonly=True, ondelete="cascade")
    public = fields.Boolean(readonly=True, string="In Force", help="Its version is in force.")
    essence_version = fields.Integer(readonly=True, export_string_translation=False)
    entity_type_id = fields.Many2one(related="entity_id.type_id", string="Entity Type")
    department_id = fields.Many2one(related="entity_id.department_id", string="Department")
    unit_id = fields.Many2one(related="function_id.unit_id", string="Unit")
    text = fields.Text(related="function_id.text", string="Wording")
    function_class = fields.Selection(related="function_id.function_class", string="Class")
    citation_ids = fields.Many2many(related="function_id.citation_ids", string="Legal Basis")
    norm_id = fields.Many2one(
        "pgo.norm", compute="_compute_norm_id", search="_search_norm_id", string="Norm"
    )

    _function_uniq = models.UniqueIndex("(function_id)", "A function has one text.")
    _text_idx = models.Index("(text_id, public, id)")
    _entity_text_idx = models.Index("(entity_id, text_id)")

    def _compute_norm_id(self):
        self.norm_id = False

    @api.model
    def _search_norm_id(self, operator, value):
        return Domain("function_id.citation_ids.norm_id", operator, value)

    def action_open_function(self):
        """Open the function where it stands, with the rights of the person."""
        self.ensure_one()
        self.check_access("read")
        return open_form(self.function_id)
