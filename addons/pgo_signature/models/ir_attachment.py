from odoo import api, models
from odoo.exceptions import AccessError

#: What would put another file in place of the one whose signatures were read.
_REPLACING = {
    "raw",
    "datas",
    "db_datas",
    "store_fname",
    "url",
    "type",
    "res_model",
    "res_id",
    "res_field",
}


class IrAttachment(models.Model):
    """The file of a record that tells its signatures changes through that record alone."""

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        attachments._refuse_signed_files()
        return attachments

    def write(self, vals):
        if _REPLACING & vals.keys():
            self._refuse_signed_files()
        result = super().write(vals)
        if {"res_model", "res_id", "res_field"} & vals.keys():
            self._refuse_signed_files()
        return result

    def unlink(self):
        self._refuse_signed_files()
        return super().unlink()

    def _refuse_signed_files(self):
        # Fields of binary content write their attachments as superuser, after the record was asked.
        if self.env.su:
            return
        # Only where each of them hangs is read; Odoo itself checks who may write it.
        for attachment in self.sudo():
            model = self.env.get(attachment.res_model)
            if (
                attachment.res_field == "file"
                and model is not None
                and ("signature_facts" in model._fields)
            ):
                raise AccessError(
                    self.env._("That file belongs to a document: change it in the document itself.")
                )
