//! Rows as a table in GitHub Flavored Markdown.

use super::html::{escaped_with, is_web};
use super::sheet::{Cell, Holds, Sheet};

/// A table; numbers stand to the right, nothing is an empty cell. What would be markup within a value is escaped, line
/// ends become `<br>`, and characters that are not seen are made visible, as in a table on a terminal.
pub(super) fn table(sheet: &Sheet<'_>) -> String {
    let headings = sheet.columns.iter().map(|column| escaped(&column.name));
    let rules = sheet.columns.iter().map(|column| match column.holds {
        Holds::Number => "---:".to_owned(),
        _ => "---".to_owned(),
    });
    let rows = sheet.rows.iter().map(|row| line(row.iter().map(|cell| shown(cell))));
    [line(headings), line(rules)].into_iter().chain(rows).collect()
}

/// A text that is laid out already, within a fence that nothing in it closes.
pub(super) fn verbatim(text: &str) -> String {
    let runs = text.split(|c| c != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or(0).max(2) + 1);
    format!("{fence}text\n{}\n{fence}\n", text.trim_end_matches('\n'))
}

fn line(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
}

fn shown(cell: &Cell<'_>) -> String {
    match cell {
        // Escaped, signs within an address would be part of it.
        Cell::Url(url) if is_web(url) && !url.contains(['<', '>', '\\']) => {
            format!("<{}>", url.replace('&', "&amp;").replace('|', "\\|"))
        }
        cell => escaped(&cell.as_text()),
    }
}

fn escaped(text: &str) -> String {
    escaped_with(text, |c| match c {
        '\\' => Some("\\\\"),
        '`' => Some("\\`"),
        '*' => Some("\\*"),
        '_' => Some("\\_"),
        '[' => Some("\\["),
        ']' => Some("\\]"),
        '|' => Some("\\|"),
        '~' => Some("\\~"),
        '$' => Some("\\$"),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::verbatim;

    #[test]
    fn nothing_within_closes_a_fence() {
        assert_eq!(verbatim("a\n````\nb\n"), "`````text\na\n````\nb\n`````\n");
        assert_eq!(verbatim("a"), "```text\na\n```\n");
    }
}
