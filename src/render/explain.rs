//! Rules, plans, SQL, and why something is not so, for reading.

use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, TableStyle};

use super::text::{Style, visible};
use crate::engine::{Defined, Explained, Joined, Part, WhyNot};
use crate::sql::Statement;
use crate::sql::tree::Bind;
use crate::vocabulary::Rule;

/// All rules, each as it is written; a line that says so where there are none.
pub fn rules(rules: &[Rule], style: &Style) -> String {
    if rules.is_empty() {
        return format!(" {}\n", style.quiet("no rules; `define ?a met ?b as …` makes one"));
    }
    let written = rules.iter().map(|rule| style.hanging(" define ", &visible(&running(&rule.text))));
    written.map(|line| line + "\n").collect()
}

/// What was defined, in a line.
pub fn defined(defined: &[Defined]) -> String {
    let said = defined.iter().map(|rule| match rule.replaced {
        Some(_) => format!("replaced the rule `{}`", visible(&rule.name)),
        None => format!("defined `{}`", visible(&rule.name)),
    });
    // What `undo` does not bring back is not lost for whoever reads this.
    let before = defined.iter().filter_map(|rule| rule.replaced.as_ref());
    let before =
        before.map(|text| format!("\n`undo` does not bring back what it was: define {}", visible(&running(text))));
    said.collect::<Vec<_>>().join(", ") + &before.collect::<String>()
}

/// A query's canonical form, its parts with how much there is of each, how long it took, and its SQL.
pub fn explained(explained: &Explained, style: &Style) -> String {
    told(explained, &format!(" in {}", super::duration(explained.time)), style)
}

/// The same without the time, which is another each time.
pub(crate) fn explained_untimed(explained: &Explained, style: &Style) -> String {
    told(explained, "", style)
}

fn told(explained: &Explained, time: &str, style: &Style) -> String {
    let count = match explained.rows {
        1 => "1 row".to_owned(),
        rows => format!("{} rows", super::number(rows)),
    };
    [
        style.reading(&explained.canonical),
        String::new(),
        parts(&explained.parts, style),
        style.quiet(&format!(" {count}{time}")),
        String::new(),
        joins(&explained.joins, style),
        String::new(),
        statements(&explained.sql, style),
    ]
    .join("\n")
}

/// The steps of each alternative, in the order in which they are joined, with the rows that are expected behind each.
fn joins(joins: &[Vec<Joined>], style: &Style) -> String {
    let step = |joined: &Joined| {
        let expected = joined.expected.map(|rows| format!(" ~{}", super::number(count(rows.ceil() as i64))));
        visible(&joined.step) + &expected.unwrap_or_default()
    };
    let line = |steps: &Vec<Joined>| style.hanging(" ", &steps.iter().map(step).collect::<Vec<_>>().join(" → "));
    let heading = style.quiet(" joined in this order, with the rows expected behind each step");
    let lines = joins.iter().filter(|steps| !steps.is_empty()).map(line);
    std::iter::once(heading).chain(lines).collect::<Vec<_>>().join("\n")
}

/// The statements that a query comes to, their parameters behind each.
pub fn statements(statements: &[Statement], style: &Style) -> String {
    let text = |(text, binds): (&str, &[Bind])| {
        let binds = binds.iter().enumerate();
        let binds: Vec<String> = binds.map(|(at, bind)| format!("-- ?{} = {}", at + 1, bound(bind))).collect();
        let binds = binds.iter().map(|line| style.quiet(&visible(line)) + "\n").collect::<String>();
        format!("{};\n{binds}", visible_lines(text))
    };
    statements.iter().flat_map(Statement::parts).map(text).collect::<Vec<_>>().join("\n")
}

/// Why something is not so: the conditions with which something is left, and the one with which nothing is.
pub fn why_not(why_not: &WhyNot, style: &Style) -> String {
    match why_not {
        WhyNot::There(Some(row)) => format!(" it is there: row {row}\n"),
        WhyNot::There(None) => " it is so: something matches\n".to_owned(),
        WhyNot::NotShown => {
            format!(" {}\n", "everything matches, but `having`, `limit` or `offset` leaves the row out")
        }
        WhyNot::Missing(parts_found) => {
            let mut text = parts(parts_found, style);
            text.push('\n');
            text.push_str(&style.hanging(" ", &conclusion(parts_found)));
            text.push('\n');
            text
        }
    }
}

fn conclusion(parts: &[Part]) -> String {
    match parts {
        [] => "there is nothing to look at".to_owned(),
        [only] => format!("nothing matches `{}`", visible(&only.text)),
        [.., before, last] => {
            let alone = match last.alone {
                Some(0) => "matches nothing at all".to_owned(),
                Some(alone) => format!("matches {} by itself", super::number(count(alone))),
                None => "holds for none of them".to_owned(),
            };
            let before = match count(before.together) {
                1 => "was 1 match".to_owned(),
                matches => format!("were {} matches", super::number(matches)),
            };
            format!("nothing is left with `{}`, which {alone}; before it there {before}", visible(&last.text))
        }
    }
}

/// Conditions with how much there is of each.
fn parts(parts: &[Part], style: &Style) -> String {
    let mut table = Table::new();
    table.load_style(TableStyle::new());
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.force_no_tty();
    table.set_width(u16::try_from(style.columns()).unwrap_or(u16::MAX));
    let number = |number: Option<i64>| match number {
        Some(number) => super::number(count(number)),
        None => String::new(),
    };
    let right = |text: String| Cell::new(text).set_alignment(CellAlignment::Right);
    let headings = ["condition", "estimated", "alone", "together"];
    table.set_header(headings.iter().enumerate().map(|(at, heading)| {
        let cell = Cell::new(heading);
        if at == 0 { cell } else { cell.set_alignment(CellAlignment::Right) }
    }));
    for part in parts {
        let numbers = [number(part.estimate), number(part.alone), number(Some(part.together))];
        let cells = std::iter::once(Cell::new(visible(&part.text))).chain(numbers.map(right));
        table.add_row(cells.collect::<Vec<_>>());
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

fn count(number: i64) -> usize {
    usize::try_from(number).unwrap_or(0)
}

fn bound(bind: &Bind) -> String {
    match bind {
        Bind::Text(text) => crate::syntax::quoted(text),
        Bind::Integer(number) => number.to_string(),
        Bind::Real(number) => number.to_string(),
        Bind::Round => "the number of the round".to_owned(),
    }
}

pub(super) fn visible_lines(text: &str) -> String {
    text.lines().map(visible).collect::<Vec<_>>().join("\n")
}

/// A text of several lines as one.
fn running(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
