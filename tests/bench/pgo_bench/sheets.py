"""The lists of a version as a workbook, beside xlsxwriter writing the same cells bare."""

from io import BytesIO

from pgo_core.render import sheets

from .clock import Side

#: Times what xlsxwriter alone takes for cells that are there already.
TARGET = 2


class Sheets:
    """The lines of this group."""

    def __init__(self, world, fixture, board):
        self.world, self.fixture, self.board = world, fixture, board

    def run(self):
        """Write the workbook of a version of 600 functions; the other formats for information."""
        document = self.world.version(self.fixture, "draft")._read_document()
        functions = sum(1 for _found in document.functions())
        self.board.title(f"Listas de una versión de {functions} funciones")
        tables = sheets.tables(document)
        peer = Side("xlsxwriter con las mismas celdas", lambda: bare(tables))
        for make, target in ((sheets.xlsx, TARGET), (sheets.ods, None), (sheets.csv_zip, None)):
            name = f"{make.__name__}, {sum(len(table.rows) for table in tables)} filas"
            self.board.compare(name, Side("", lambda make=make: make(document)), peer, target)


def bare(tables):
    """Return a workbook of the same rows, without styles, filters, widths or protection."""
    import xlsxwriter

    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for table in tables:
        sheet = book.add_worksheet(table.name)
        sheet.write_row(0, 0, [column.name for column in table.columns])
        for line, row in enumerate(table.rows, start=1):
            sheet.write_row(line, 0, row)
    book.close()
    return buffer.getvalue()
