"""What was added to a PDF since its first bytes, when those bytes may have had no signature yet.

pyHanko compares revisions after a signature, where a form with its fields exists. Here the first
revision is a document as the platform made it, without any form: the one that comes with the
signature may hold signature fields and nothing else.
"""

from __future__ import annotations

from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import _as_gen
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    DiffResult,
    ModificationLevel,
    StandardDiffPolicy,
    SuspiciousModification,
)
from pyhanko.sign.diff_analysis.commons import compare_key_refs, qualify_transforming
from pyhanko.sign.diff_analysis.form_rules_api import (
    FieldComparisonContext,
    FieldComparisonSpec,
    FormUpdate,
    FormUpdatingRule,
)

#: What the form of a signature may say; no script, no order of calculation, no XFA.
_FORM_KEYS = frozenset(("/Fields", "/SigFlags", "/DR", "/DA", "/Type"))


class _FirstForm(FormUpdatingRule):
    """Allows a form that was not there, with fields of signature at its root."""

    def apply(self, old, new):
        if "/AcroForm" in old.root:
            yield from super().apply(old, new)
        elif "/AcroForm" in new.root:
            yield from self._created(old, new)

    def _created(self, old, new):
        form = yield from self._new_value("/AcroForm", old, old.root, new.root)
        if not isinstance(form, generic.DictionaryObject) or form.keys() - _FORM_KEYS:
            raise SuspiciousModification("the form holds more than signatures")
        nothing = generic.DictionaryObject()
        fields = yield from self._new_value("/Fields", old, nothing, form)
        resources = yield from self._new_value("/DR", old, nothing, form)
        if resources is not None:
            parts = new.collect_dependencies(resources, since_revision=old.revision + 1)
            yield from _allowed(_as_gen(parts), ModificationLevel.FORM_FILLING)
        context = FieldComparisonContext(field_specs=_specs(fields), old=old, new=new)
        for rule in self.field_rules:
            yield from rule.apply(context)

    def _new_value(self, key, old, before, after):
        _old, value = yield from _allowed(
            compare_key_refs(key, old, before, after), ModificationLevel.LTA_UPDATES
        )
        return value


def _allowed(references, level):
    values = yield from qualify_transforming(
        level, references, transform=FormUpdate.curry_ref(field_name=None)
    )
    return values


def _specs(fields) -> dict[str, FieldComparisonSpec]:
    """Return the new fields by name. Raises `SuspiciousModification` for any but signatures."""
    specs = {}
    for reference in fields if isinstance(fields, generic.ArrayObject) else ():
        field = reference.get_object()
        name = str(field.get("/T", ""))
        if field.get("/FT") != "/Sig" or not name or name in specs:
            raise SuspiciousModification("a field that is no signature")
        specs[name] = FieldComparisonSpec("/Sig", None, reference.reference, None)
    return specs


_POLICY = StandardDiffPolicy(
    global_rules=DEFAULT_DIFF_POLICY.global_rules,
    form_rule=_FirstForm(DEFAULT_DIFF_POLICY.form_rule.field_rules),
)


def since(reader: PdfFileReader, base: bytes) -> DiffResult | SuspiciousModification | None:
    """Return what `reader`, of a file that begins with `base`, holds besides it; None for nothing."""
    revisions = PdfFileReader(BytesIO(base), strict=False).xrefs.total_revisions
    if reader.xrefs.total_revisions <= revisions:
        return None
    return _POLICY.review_file(reader, revisions - 1)
