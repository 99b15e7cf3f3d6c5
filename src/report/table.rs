//! Rows and columns as a page shows them.

use askama::Template;

use super::ranks::ranks;
use super::receipt::RowReceipt;
use super::words::seen;
use crate::render::{Cell, Holds, Sheet, is_web};

/// From how many columns on a table scrolls within its box also on a wide screen.
const WIDE: usize = 7;

/// So few rows are seen at a glance.
const FEW: usize = 5;

/// A table, with what its rows rest on below each.
#[derive(Template)]
#[template(path = "report/table.html")]
pub(super) struct Table {
    /// Its id in the page, of which those of its rows are made.
    pub id: String,
    /// What it is, for those who do not see what it stands under.
    pub caption: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
}

/// A column's heading.
pub(super) struct Column {
    pub name: String,
    pub is_number: bool,
}

/// A row.
pub(super) struct Row {
    /// Its id in the page, where it is not that of its number.
    pub id: Option<String>,
    /// Its number, from 1.
    pub number: usize,
    /// The ranks of its cells in their columns, `-` for nothing, with a space between them.
    pub ranks: String,
    pub cells: Vec<Shown>,
    pub receipt: Option<RowReceipt>,
}

/// A cell.
pub(super) struct Shown {
    /// None for nothing.
    pub text: Option<String>,
    /// Where it leads on the web.
    pub link: Option<String>,
    pub class: &'static str,
}

impl Table {
    /// The rows of a sheet. `receipts` has what they rest on, each with its row's index; with `only` those rows alone are shown.
    pub fn of(id: String, caption: String, sheet: &Sheet<'_>, receipts: Vec<(usize, RowReceipt)>, only: bool) -> Self {
        let columns = sheet.columns.iter();
        let columns =
            columns.map(|column| Column { name: seen(&column.name), is_number: column.holds == Holds::Number });
        let ranks = ranks_of_rows(sheet);
        let mut receipts = receipts.into_iter().peekable();
        let mut rows = Vec::with_capacity(sheet.rows.len());
        for (at, (cells, ranks)) in sheet.rows.iter().zip(ranks).enumerate() {
            let receipt = receipts.next_if(|(row, _)| *row == at).map(|(_, receipt)| receipt);
            if receipt.is_some() || !only {
                rows.push(Row {
                    id: None,
                    number: at + 1,
                    ranks,
                    cells: cells.iter().map(Shown::of).collect(),
                    receipt,
                });
            }
        }
        Table { id, caption, columns: columns.collect(), rows }
    }

    fn is_wide(&self) -> bool {
        self.columns.len() >= WIDE
    }

    /// From how many rows on searching is of use.
    fn is_searched(&self) -> bool {
        self.rows.len() > FEW
    }

    fn opens_several(&self) -> bool {
        self.rows.iter().filter(|row| row.receipt.is_some()).nth(1).is_some()
    }

    fn has_receipts(&self) -> bool {
        self.rows.iter().any(|row| row.receipt.is_some())
    }
}

impl Row {
    /// What the row is called.
    fn name(&self) -> &str {
        self.cells.iter().find_map(|cell| cell.text.as_deref()).unwrap_or_default()
    }
}

impl Shown {
    fn of(cell: &Cell<'_>) -> Self {
        let link = match cell {
            Cell::Url(url) if is_web(url) => Some(url.clone().into_owned()),
            _ => None,
        };
        let text = (*cell != Cell::Nothing).then(|| seen(&cell.as_text()));
        let class = match cell {
            Cell::Whole(_) | Cell::Decimal(_) => "number",
            Cell::Date(_) | Cell::Truth(_) => "whole",
            _ => "",
        };
        Shown { text, link, class }
    }

    /// A text that leads to an address, where that is one of the web.
    pub fn linked(text: &str, url: Option<&str>) -> Self {
        let link = url.filter(|url| is_web(url)).map(str::to_owned);
        Shown { text: Some(seen(text)), link, class: "" }
    }
}

fn ranks_of_rows(sheet: &Sheet<'_>) -> Vec<String> {
    let mut texts = vec![String::new(); sheet.rows.len()];
    for column in 0..sheet.columns.len() {
        let ranks = ranks(sheet.rows.iter().map(|row| row.get(column).unwrap_or(&Cell::Nothing)));
        for (text, rank) in texts.iter_mut().zip(ranks) {
            let between = if column > 0 { " " } else { "" };
            text.push_str(between);
            text.push_str(&rank.map_or_else(|| "-".to_owned(), |rank| rank.to_string()));
        }
    }
    texts
}
