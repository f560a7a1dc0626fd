"""tables: what lies in spreadsheets, as CSV or workbooks."""
