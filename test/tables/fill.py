"""Fills cells of a workbook as an officer does, and says what it has. Usage: fill.py FROM TO JSON, with the JSON {"C5": value, …}."""

import json
import sys

from openpyxl import load_workbook

source, target, cells = sys.argv[1:]
book = load_workbook(source)
sheet = book.worksheets[0]
for cell, value in json.loads(cells).items():
    sheet[cell] = value
said = {
    "sheets": [[one.title, one.sheet_state] for one in book.worksheets],
    "frozen": sheet.freeze_panes,
    "protected": sheet.protection.sheet,
    "resizable": not sheet.protection.formatColumns,
    "lists": sorted(str(rule.sqref) for rule in sheet.data_validations.dataValidation if rule.type == "list"),
    "rows": [
        [str(value) if hasattr(value, "year") else value for value in row]
        for row in sheet.iter_rows(min_row=1, max_row=min(sheet.max_row, 12), values_only=True)
    ],
    "kinds": sorted({cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}),
    "open": [cell.coordinate for cell in sheet[4] if not cell.protection.locked],
}
book.save(target)
print(json.dumps(said, ensure_ascii=False))
