//! Rows as a table in GitHub Flavored Markdown.

use super::html::is_web;
use super::sheet::{Cell, Holds, Sheet};
use super::text::visible;

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
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' => out.push_str("<br>"),
            '\t' => out.push(' '),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    // What is made visible has none of these characters.
    visible(&out)
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
