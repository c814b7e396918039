import json
from functools import cache
from hashlib import sha256

from odoo import api, models

from pgo_core.rules import CHAPTERS, rulebook, texts
from pgo_core.rules.context import RuleSetting
from pgo_core.rules.language import fold

#: Longer lists of words are folded on the page.
FEW_WORDS = 12

#: What is found and how it is corrected.
TELLERS = (texts.message, texts.hint)


class Consultation(models.AbstractModel):
    """The rulebook as anyone reads it: what the rules are, with what SGP set for them."""

    _inherit = "pgo.consultation"

    @api.model
    def _rulebook(self, typed=""):
        """Return the chapters with the rules that hold every typed word, and how many rules there are.

        A chapter is `(key, name, rules)`; those without rules are left out.
        """
        settings = self._rules_in_force()
        wanted = fold(typed).split()
        shown = [self._rule_facts(told, settings) for told in _listing()]
        if wanted:
            shown = [rule for rule in shown if all(word in rule["folded"] for word in wanted)]
        chapters = [
            (key, texts.label("chapter", key), [rule for rule in shown if rule["chapter"] == key])
            for key in CHAPTERS
        ]
        return [chapter for chapter in chapters if chapter[2]], len(shown)

    @api.model
    def _rulebook_json(self, known=()):
        """Return (bytes, tag, name) of the rulebook as data; the bytes are None if the reader has `tag`."""
        settings = self._rules_in_force()
        told = [
            {**rule, "in_force": self._setting_json(rule, settings.get(rule["id"], RuleSetting()))}
            for rule in _listing()
        ]
        content = json.dumps({"rules": told}, ensure_ascii=False, sort_keys=True).encode()
        tag = sha256(content).hexdigest()
        return None if tag in known else content, tag, "reglas.json"

    @api.model
    def _rules_in_force(self):
        # What SGP set is public: it is what documents are measured against.
        return self.env["pgo.rule"]._settings()

    @api.model
    def _setting_json(self, rule, setting):
        return {
            "severity": setting.severity or rule["severity"],
            "applied": setting.active,
            "entity_types": list(setting.entity_types),
            "change_cases": list(setting.change_cases),
            "valid_from": setting.valid_from,
            "valid_to": setting.valid_to,
            "parameters": {
                key: setting.parameters.get(key, parameter["default"])
                for key, parameter in rule["parameters"].items()
            },
        }

    @api.model
    def _rule_facts(self, rule, settings):
        """Return what the page tells of a rule, in words."""
        setting = settings.get(rule["id"], RuleSetting())
        severity = setting.severity or rule["severity"]
        parameters = [
            _parameter(parameter, setting.parameters.get(key, parameter["default"]))
            for key, parameter in rule["parameters"].items()
        ]
        facts = {
            "id": rule["id"],
            "chapter": rule["chapter"],
            "title": rule["title"],
            "severity": severity,
            "severity_name": texts.label("severity", severity),
            "initial_name": (
                texts.label("severity", rule["severity"]) if severity != rule["severity"] else ""
            ),
            "applied": setting.active,
            "validity": self._validity(setting),
            "citation": rule["citation"],
            "basis": _sentence(texts.label("basis", rule["basis"])),
            "for_whom": self._for_whom(rule, setting),
            "cases": [texts.label("change_case", letter) for letter in setting.change_cases],
            "facts": _sentence(", ".join(texts.label("fact", name) for name in rule["requires"])),
            "parameters": parameters,
            "found": [
                tuple(_without_names(tell(rule["id"], key, {})) for tell in TELLERS)
                for key in rule["variants"]
            ],
            "examples": [
                (one["holds"], one["tells"], list(dict.fromkeys(one["finds"])))
                for one in rule["examples"]
            ],
        }
        said = [facts["id"], facts["title"], facts["citation"], facts["severity_name"]]
        said += [text for pair in facts["found"] for text in pair]
        said += [one["label"] for one in parameters]
        return {**facts, "folded": fold(" ".join(said))}

    @api.model
    def _for_whom(self, rule, setting):
        """Return for what documents and entities the rule is, narrowed by what SGP set."""
        kinds = ", ".join(texts.label("short_kind", kind) for kind in rule["kinds"])
        codes = setting.entity_types or rule["entity_types"]
        if codes:
            # No check is needed: only names of types, which are public.
            types = self.env["pgo.entity.type"].sudo().search([("code", "in", list(codes))])
            whom = ", ".join(types.mapped("name"))
        else:
            whom = ", ".join(
                texts.label("government", level) for level in rule["government_levels"]
            )
        return f"{kinds} · {whom}" if whom else kinds

    @api.model
    def _validity(self, setting):
        since, until = setting.valid_from, setting.valid_to
        dates = {"since": self._iso_date(since), "until": self._iso_date(until)}
        if since and until:
            return self.env._("From %(since)s to %(until)s", **dates)
        if since:
            return self.env._("Since %(since)s", since=dates["since"])
        return self.env._("Until %(until)s", until=dates["until"]) if until else ""

    @api.model
    def _iso_date(self, text):
        return self._date(self.env["pgo.rule"]._fields["date_from"].to_date(text)) if text else ""


@cache
def _listing():
    """The rules with their examples run: they change with the library, never while a server runs."""
    return rulebook.listing()


def _sentence(text):
    return text[:1].upper() + text[1:]


def _without_names(text):
    """Return a sentence told without a text at hand, where its names stand as “…”, with one ellipsis at a time."""
    return text.replace("……", "…").replace("….", "…")


def _parameter(parameter, value):
    """Return a parameter with its value as people read it; the initial one where SGP set another."""
    initial = _shown(parameter["default"])
    shown = _shown(value)
    return {
        "label": parameter["label"],
        "value": shown,
        "is_long": isinstance(value, list | tuple) and len(value) > FEW_WORDS,
        "count": len(value) if isinstance(value, list | tuple) else 0,
        "initial": initial if initial != shown else "",
    }


def _shown(value):
    if isinstance(value, bool):
        return "sí" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(value) or "—"
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)
