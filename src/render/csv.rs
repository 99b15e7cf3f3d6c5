//! Rows as comma-separated and as tab-separated values.

use csv::Writer;

use super::sheet::Sheet;

/// A heading and the rows; nothing is an empty field.
///
/// Values are what is stored, to the letter. A program that evaluates fields beginning with `=`, `+`, `-` or `@` must
/// be told to read them as text.
pub(super) fn commas(sheet: &Sheet<'_>) -> String {
    let mut writer = Writer::from_writer(Vec::new());
    // Writing to memory does not fail, and every row has as many cells as there are columns.
    let wrote = writer.write_record(sheet.columns.iter().map(|column| column.name.as_bytes())).is_ok()
        && sheet.rows.iter().all(|row| {
            let wrote = row.iter().all(|cell| writer.write_field(cell.as_text().as_bytes()).is_ok());
            wrote && writer.write_record(None::<&[u8]>).is_ok()
        });
    debug_assert!(wrote);
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// A heading and the rows, each in one line; nothing is an empty field. A tab, line feed, carriage return or backslash
/// within a value is `\t`, `\n`, `\r` or `\\`, as PostgreSQL's COPY has it: so a line is a row and a tab ends a field for
/// `cut`, `sort` and `awk`, which know no quotes.
pub(super) fn tabs(sheet: &Sheet<'_>) -> String {
    let heading: Vec<String> = sheet.columns.iter().map(|column| escaped(&column.name)).collect();
    let rows = sheet.rows.iter().map(|row| row.iter().map(|cell| escaped(&cell.as_text())).collect());
    let lines = std::iter::once(heading).chain(rows);
    lines.map(|fields: Vec<String>| fields.join("\t") + "\n").collect()
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\\' => out.push_str("\\\\"),
            c => out.push(c),
        }
    }
    out
}
