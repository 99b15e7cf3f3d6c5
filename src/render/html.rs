//! Rows as a table in HTML: a fragment, to be put into a page.

use super::sheet::{Cell, Holds, Sheet};
use super::text::visible;

/// A `<table>` with a heading and the rows, one a line. Numbers have the class `number`; nothing is an empty cell. Every
/// text is escaped and takes its direction from itself; characters that are not seen are made visible, and line ends become
/// `<br>`. Web addresses of `http` and `https` are links.
pub(super) fn table(sheet: &Sheet<'_>) -> String {
    let heading: String = sheet
        .columns
        .iter()
        .map(|column| match column.holds {
            Holds::Number => format!("<th class=\"number\" scope=\"col\">{}</th>", escaped(&column.name)),
            _ => format!("<th scope=\"col\">{}</th>", escaped(&column.name)),
        })
        .collect();
    let rows = sheet.rows.iter().map(|row| format!("<tr>{}</tr>\n", row.iter().map(cell).collect::<String>()));
    let rows: String = rows.collect();
    format!("<table>\n<thead>\n<tr>{heading}</tr>\n</thead>\n<tbody>\n{rows}</tbody>\n</table>\n")
}

/// A text that is laid out already.
pub(super) fn verbatim(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(escaped).collect();
    format!("<pre>{}</pre>\n", lines.join("\n"))
}

fn cell(cell: &Cell<'_>) -> String {
    let text = escaped(&cell.as_text());
    match cell {
        Cell::Nothing => "<td></td>".to_owned(),
        Cell::Whole(_) | Cell::Decimal(_) => format!("<td class=\"number\">{text}</td>"),
        Cell::Url(url) if is_web(url) => {
            format!("<td><a href=\"{}\" rel=\"noreferrer\">{text}</a></td>", escaped(url))
        }
        Cell::Date(_) | Cell::Truth(_) | Cell::Url(_) => format!("<td>{text}</td>"),
        Cell::Text(_) | Cell::Named { .. } => format!("<td dir=\"auto\">{text}</td>"),
    }
}

/// Whether an address is one of the web, which cannot run anything in the page that it stands in.
pub(crate) fn is_web(url: &str) -> bool {
    let begins = |scheme: &str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    (begins("https://") || begins("http://")) && !url.contains(char::is_whitespace) && visible(url) == url
}

fn escaped(text: &str) -> String {
    escaped_with(text, |c| match c {
        '"' => Some("&quot;"),
        '\'' => Some("&#39;"),
        _ => None,
    })
}

/// A text with HTML's signs escaped and its lines parted by `<br>`; `further` gives what stands for other characters.
pub(super) fn escaped_with(text: &str, further: impl Fn(char) -> Option<&'static str>) -> String {
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
            c => match further(c) {
                Some(escape) => out.push_str(escape),
                None => out.push(c),
            },
        }
    }
    // What is made visible has none of these characters.
    visible(&out)
}
