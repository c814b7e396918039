import csv
import io
import logging
import time

from odoo import api, models
from odoo.addons.pgo_base.models.sentinel import LOAD, opened
from odoo.addons.pgo_entity import catalog_files, norm_identifiers
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

BATCH = 1000

NORM_COLUMNS = (
    "identifier", "rank", "number", "year", "title", "label", "publication_date", "status", "scope", "url",
    "source", "note", "search_text", "active", "create_uid", "write_uid",
)  # fmt: skip


class CatalogLoader(models.AbstractModel):
    """Loads the official catalogues from the files of `data/` and of this addon.

    Runs at every installation and update. Each set is skipped when its files are those of the last load;
    otherwise what is new is added and what exists is left alone: what SGP edited is never overwritten.
    """

    _name = "pgo.catalog.loader"
    _description = "Catalogue Loader"

    @api.model
    def _load_all(self):
        steps = (
            (
                "territory",
                self._load_territories,
                ("districts_inei_2025.csv", "district_names.csv"),
            ),
            ("type", self._load_types, [f"{model}.csv" for model in self._type_models()]),
            (
                "entity",
                self._load_entities,
                (
                    "districts_inei_2025.csv",
                    "district_names.csv",
                    "municipality_names.csv",
                    "entities_national.csv",
                ),
            ),
            ("norm", self._load_norms, ("norms_pe.csv", "norms_extra.csv")),
        )
        # The key of the parameter belongs to this addon and only the platform runs this.
        parameters = self.env["ir.config_parameter"].sudo()
        for name, load, files in steps:
            key = f"pgo_entity.catalog.{name}"
            fingerprint = catalog_files.fingerprint(*files)
            if parameters.get_param(key) == fingerprint:
                continue
            start = time.monotonic()
            count = load()
            parameters.set_param(key, fingerprint)
            _logger.info(
                "Catalogue %s: %s rows added in %.1f s", name, count, time.monotonic() - start
            )

    @api.model
    def _existing(self, model, field):
        """Return {key: id} of every row of `model`, archived ones too: an archived row is not added again."""
        records = self.env[model].with_context(active_test=False)
        return {row[field]: row["id"] for row in records.search_read([], [field])}

    @api.model
    def _create(self, model, vals_list):
        for start in range(0, len(vals_list), BATCH):
            opened(self.env[model], LOAD).create(vals_list[start : start + BATCH])
        return len(vals_list)

    @api.model
    def _load_territories(self):
        count = 0
        for places in catalog_files.territories():
            known = self._existing("pgo.territory", "ubigeo")
            count += self._create(
                "pgo.territory",
                [
                    {
                        **{key: value for key, value in place.items() if key != "parent"},
                        "parent_id": known.get(place["parent"]),
                    }
                    for place in places
                    if place["ubigeo"] not in known
                ],
            )
        return count

    @api.model
    def _type_models(self):
        return ("pgo.entity.type", "pgo.organ.type", "pgo.senior.unit", "pgo.denomination")

    @api.model
    def _load_types(self):
        """Add types with their parts; the parts of a type that was there before are left as SGP keeps them."""
        before = self._existing("pgo.entity.type", "code")
        new = [
            self._typed("pgo.entity.type", row) for row in catalog_files.rows("pgo.entity.type.csv")
        ]
        new = [vals for vals in new if vals["code"] not in before]
        records = opened(self.env["pgo.entity.type"], LOAD)._load_records(
            [
                {
                    "xml_id": f"pgo_entity.pgo_entity_type_{vals['code']}",
                    "values": vals,
                    "noupdate": True,
                }
                for vals in new
            ]
        )
        ids = {record.code: record.id for record in records}
        count = len(new)
        for model in self._type_models()[1:]:
            parts = []
            for place, row in enumerate(catalog_files.rows(f"{model}.csv")):
                for code in row.pop("entity_type").split():
                    if code in ids:
                        vals = self._typed(model, row)
                        if "sequence" in self.env[model]._fields:
                            vals["sequence"] = place
                        parts.append({**vals, "entity_type_id": ids[code]})
            count += self._create(model, parts)
        return count

    @api.model
    def _typed(self, model, row):
        """Return the values of a row of text, booleans and numbers converted; empty cells are left out."""
        fields = self.env[model]._fields
        convert = {"boolean": lambda value: value == "1", "integer": int}
        return {
            name: convert.get(fields[name].type, str)(value) for name, value in row.items() if value
        }

    @api.model
    def _load_entities(self):
        known = self._existing("pgo.entity", "code")
        types = self._existing("pgo.entity.type", "code")
        places = self._existing("pgo.territory", "ubigeo")
        national = catalog_files.rows("entities_national.csv")
        count = 0
        # Parents come before what is attached to them, in the file and here.
        for group in (
            [row for row in national if not row["parent"]],
            [row for row in national if row["parent"]],
            list(catalog_files.regional_governments()),
            list(catalog_files.municipalities()),
        ):
            new = [row for row in group if row["code"] not in known]
            count += self._create(
                "pgo.entity", [self._entity_vals(row, types, places, known) for row in new]
            )
            known = self._existing("pgo.entity", "code")
        return count

    @api.model
    def _entity_vals(self, row, types, places, known):
        plain = (
            "code",
            "name",
            "acronym",
            "population",
            "head_title",
            "creation_norm",
            "special_regime",
            "source",
            "source_date",
        )
        vals = {name: row[name] for name in plain if row.get(name)}
        vals["type_id"] = types[row["type"]]
        if row.get("ubigeo"):
            vals["territory_id"] = places[row["ubigeo"]]
        if row.get("parent"):
            vals["parent_id"] = known[row["parent"]]
        if row["type"] == "metropolitan_municipality":
            vals["special_regime"] = (
                "Régimen especial de Lima Metropolitana: ejerce además competencias regionales (LOM, arts. 151 a 166)."
            )
        return vals

    @api.model
    def _load_norms(self):
        """Add the norms by COPY: eleven thousand rows take one second instead of the half minute of `create`.

        Label and search column come from the same functions as the stored computes, so the rows are equal to
        those that the ORM would write.
        """
        norms, left_out = catalog_files.norms()
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        for norm in norms:
            label = norm_identifiers.label(
                norm["rank"], norm["number"], norm["year"], norm["identifier"], norm["title"]
            )
            search = norm_identifiers.search_document(
                norm["rank"], norm["identifier"], label, norm["title"]
            )
            row = {
                **norm,
                "year": norm["year"] or None,
                "label": label,
                "search_text": search,
                "active": "t",
                "create_uid": self.env.uid,
                "write_uid": self.env.uid,
            }
            writer.writerow([row[column] for column in NORM_COLUMNS])
        buffer.seek(0)
        columns = SQL(", ").join(map(SQL.identifier, NORM_COLUMNS))
        cr = self.env.cr
        self.env["pgo.norm"].flush_model()
        cr.execute("CREATE TEMP TABLE pgo_norm_load (LIKE pgo_norm) ON COMMIT DROP")
        cr.execute("ALTER TABLE pgo_norm_load DROP COLUMN id")
        copy = SQL("COPY pgo_norm_load (%s) FROM STDIN WITH (FORMAT csv)", columns)
        cr.copy_expert(cr.mogrify(copy.code, copy.params).decode(), buffer)
        inserted = self.env.execute_query(
            SQL(
                "INSERT INTO pgo_norm (%(columns)s, create_date, write_date)"
                " SELECT %(columns)s, now(), now() FROM pgo_norm_load"
                " ON CONFLICT (identifier) DO NOTHING RETURNING identifier, id",
                columns=columns,
            )
        )
        cr.execute("DROP TABLE pgo_norm_load")
        self.env["pgo.norm"].invalidate_model()
        self.env.registry.clear_cache()
        self._link_amendments(norms, {identifier for identifier, _id in inserted})
        _logger.info("Norms left out of the catalogue: %s", left_out)
        return len(inserted)

    @api.model
    def _link_amendments(self, norms, inserted):
        """Link the norms just added with those they amend; links that SGP removed later do not come back."""
        ids = self._existing("pgo.norm", "identifier")
        pairs = [
            (ids[norm["identifier"]], ids[amended])
            for norm in norms
            for amended in norm["amends"]
            if norm["identifier"] in inserted and amended in ids
        ]
        if pairs:
            values = SQL(", ").join(SQL("(%s, %s)", *pair) for pair in pairs)
            self.env.cr.execute(
                SQL(
                    "INSERT INTO pgo_norm_amendment (amending_id, amended_id) VALUES %s ON CONFLICT DO NOTHING",
                    values,
                )
            )
