//! Answers as a table fitted to a width, and other text in columns: the only place that knows the table crate.

use comfy_table::{
    Attribute, Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width,
};
use unicode_segmentation::UnicodeSegmentation;

use super::text::{Style, counted, number, visible, width};
use crate::answer::{Answer, Column, ColumnType, Value, Verdict};
use crate::value::ObjectType;

/// What stands for a value that is nothing.
const NOTHING: &str = "–";

/// How narrow a column may be squeezed before the rows are shown as records instead.
const NARROWEST_COLUMN: usize = 12;

/// How narrow the column of a grid that gets the rest may be; with less, the rows are running text.
const NARROWEST_REST: usize = 24;

/// How many full lines of the terminal a value may take; what is longer is cut.
const VALUE_LINES: usize = 4;

/// White space on either side of every column.
const PADDING: usize = 2;

/// A rule under the heading and nothing else.
const RULED: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// An answer laid out for reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The table, ending with a line end; empty where there are no rows.
    pub body: String,
    /// How many rows the answer has; none for a verdict.
    pub rows: Option<usize>,
    /// How many of them were left off.
    pub hidden: usize,
    /// How many values were cut to keep the table readable.
    pub cut: usize,
}

impl Shown {
    /// What stands below the table: how many rows there are, and what of them is not shown. Empty for a verdict.
    pub fn tally(&self) -> String {
        let Some(rows) = self.rows else { return String::new() };
        let mut tally = counted(rows, "row", "rows");
        if self.hidden > 0 {
            tally.push_str(&format!(", {} not shown", number(self.hidden)));
        }
        if self.cut > 0 {
            tally.push_str(&format!(", {} cut short", counted(self.cut, "value", "values")));
        }
        tally
    }
}

/// The rows with their numbers (those that `why` takes): as a table, or as records where the columns do not fit side by
/// side. With a limit, at most so many, and what is very long is cut; without one everything is there. A verdict is its
/// word.
pub fn table(answer: &Answer, style: &Style, limit: Option<usize>) -> Shown {
    page(answer, style, limit, |page| if page.fits() { page.side_by_side() } else { page.records() })
}

/// The same, each row as a record.
pub fn expanded(answer: &Answer, style: &Style, limit: Option<usize>) -> Shown {
    page(answer, style, limit, |page| page.records())
}

fn page(answer: &Answer, style: &Style, limit: Option<usize>, lay_out: impl FnOnce(&mut Page<'_>) -> String) -> Shown {
    if let Some(verdict) = answer.verdict {
        let why = if verdict == Verdict::No { style.quiet(": nothing says so") } else { String::new() };
        let body = format!(" {}{why}\n", style.strong(verdict.name()));
        return Shown { body, rows: None, hidden: 0, cut: 0 };
    }
    let count = answer.rows.len().min(limit.unwrap_or(usize::MAX));
    let rows = &answer.rows[..count];
    let mut page = Page { columns: &answer.columns, rows, style, whole: limit.is_none(), cut: 0 };
    let body = if rows.is_empty() { String::new() } else { lay_out(&mut page) };
    Shown { body, rows: Some(answer.rows.len()), hidden: answer.rows.len() - count, cut: page.cut }
}

/// A cell of a grid.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct GridCell {
    /// Its text, safe to show, without colours.
    pub text: String,
    /// How it looks.
    pub look: Look,
}

/// How a cell of a grid looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Look {
    /// As running text.
    #[default]
    Plain,
    /// It stands out.
    Strong,
    /// It stands back.
    Quiet,
    /// It warns.
    Warning,
}

impl GridCell {
    /// A cell of that look.
    pub fn new(text: impl Into<String>, look: Look) -> Self {
        Self { text: text.into(), look }
    }
}

/// How wide a column of a grid may be, and to which side it is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GridColumn {
    /// What the others leave; its words are wrapped.
    Rest,
    /// At most so wide; its words are wrapped.
    Most(usize),
    /// Just so wide; its words are wrapped.
    Exactly(usize),
    /// As wide as its words, to the right.
    Number,
}

/// Rows of cells in columns, without rules, fitted to the style's width but for `indent` columns before each line; where
/// the columns would be too narrow to read, each row is running text. All rows have as many cells as there are columns.
/// Each line ends with a line end.
pub(super) fn grid(columns: &[GridColumn], rows: &[Vec<GridCell>], indent: usize, style: &Style) -> String {
    let available = style.columns().saturating_sub(indent);
    let Some(widths) = widths(columns, rows, available) else { return as_text(rows, indent, style) };
    let mut table = empty_table(&Style { width: available, ..*style });
    table.load_style(TableStyle::new());
    for row in rows {
        table.add_row(row.iter().map(grid_cell).collect::<Vec<_>>());
    }
    for (at, (column, width)) in columns.iter().zip(widths).enumerate() {
        let Some(found) = table.column_mut(at) else { continue };
        found.set_constraint(ColumnConstraint::Absolute(Width::Fixed(u16::try_from(width).unwrap_or(u16::MAX))));
        if *column == GridColumn::Number {
            found.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.lines().map(|line| format!("{}{}\n", " ".repeat(indent), line.trim_end())).collect()
}

/// Whether rows fit beside each other as a grid, so that [`grid`] does not make running text of them.
pub(super) fn grid_fits(columns: &[GridColumn], rows: &[Vec<GridCell>], indent: usize, style: &Style) -> bool {
    widths(columns, rows, style.columns().saturating_sub(indent)).is_some()
}

/// How wide each column of a grid is, its padding included: what the others leave is for the rest, or what it needs
/// where that is less. None where they leave it too little.
fn widths(columns: &[GridColumn], rows: &[Vec<GridCell>], available: usize) -> Option<Vec<usize>> {
    let needed = |at: usize| {
        let lines = rows.iter().filter_map(|row| row.get(at)).flat_map(|cell| cell.text.lines());
        lines.map(width).max().unwrap_or(0)
    };
    let wanted = |(at, column): (usize, &GridColumn)| match column {
        GridColumn::Exactly(width) => width + PADDING,
        GridColumn::Most(width) => needed(at).min(*width) + PADDING,
        GridColumn::Number | GridColumn::Rest => needed(at) + PADDING,
    };
    let mut widths: Vec<usize> = columns.iter().enumerate().map(wanted).collect();
    let over = widths.iter().sum::<usize>().saturating_sub(available);
    let Some(rest) = columns.iter().position(|column| *column == GridColumn::Rest) else { return Some(widths) };
    let least = widths[rest].min(NARROWEST_REST + PADDING);
    widths[rest] = widths[rest].checked_sub(over).filter(|left| *left >= least)?;
    Some(widths)
}

/// Each row of a grid as running text.
fn as_text(rows: &[Vec<GridCell>], indent: usize, style: &Style) -> String {
    let text = |row: &Vec<GridCell>| {
        let cells = row.iter().filter(|cell| !cell.text.is_empty()).map(|cell| match cell.look {
            Look::Plain => cell.text.clone(),
            Look::Strong => style.strong(&cell.text),
            Look::Quiet => style.quiet(&cell.text),
            Look::Warning => style.warning(&cell.text),
        });
        let first = " ".repeat(indent + 1);
        style.hanging(&first, &cells.collect::<Vec<_>>().join("  ")) + "\n"
    };
    rows.iter().map(text).collect()
}

fn grid_cell(cell: &GridCell) -> Cell {
    let shown = Cell::new_owned(cell.text.clone());
    match cell.look {
        Look::Plain => shown,
        Look::Strong => shown.add_attribute(Attribute::Bold),
        Look::Quiet => shown.add_attribute(Attribute::Dim),
        Look::Warning => shown.fg(Color::DarkRed),
    }
}

struct Page<'a> {
    columns: &'a [Column],
    rows: &'a [Vec<Value>],
    style: &'a Style,
    /// Whether nothing is cut.
    whole: bool,
    cut: usize,
}

impl Page<'_> {
    /// Whether every column gets the width it needs, or the least that still reads well.
    fn fits(&self) -> bool {
        let needed = |(at, column): (usize, &Column)| {
            let values = self.rows.iter().filter_map(|row| row.get(at)).map(|value| width(&shown(value)));
            values.chain([width(&column.name)]).max().unwrap_or(0).min(NARROWEST_COLUMN) + PADDING
        };
        let numbers = self.rows.len().to_string().len() + PADDING;
        numbers + self.columns.iter().enumerate().map(needed).sum::<usize>() <= self.style.columns()
    }

    fn side_by_side(&mut self) -> String {
        let mut table = empty_table(self.style);
        table.load_style(RULED);
        let headings = self.columns.iter().map(|column| bold(visible(&column.name)));
        table.set_header([Cell::new("")].into_iter().chain(headings).collect::<Vec<_>>());
        for (at, row) in self.rows.iter().enumerate() {
            let mut cells = vec![dim((at + 1).to_string())];
            cells.extend(row.iter().map(|value| self.cell(value)));
            table.add_row(cells);
        }
        let numeric = self.columns.iter().enumerate().filter(|(_, column)| is_number(column.column_type));
        numeric.for_each(|(at, _)| align_right(&mut table, at + 1));
        self.finish(table)
    }

    /// Each row as a list of its columns, one below the other.
    fn records(&mut self) -> String {
        let mut table = empty_table(self.style);
        table.load_style(TableStyle::new());
        for (at, row) in self.rows.iter().enumerate() {
            for (position, (column, value)) in self.columns.iter().zip(row).enumerate() {
                let number = if position == 0 { (at + 1).to_string() } else { String::new() };
                let cells = vec![dim(number), bold(visible(&column.name)), self.cell(value)];
                table.add_row(cells);
            }
        }
        keep_whole(&mut table, 1);
        self.finish(table)
    }

    /// The table's lines, its first column being the rows' numbers.
    fn finish(&self, mut table: Table) -> String {
        keep_whole(&mut table, 0);
        align_right(&mut table, 0);
        let is_rule = |line: &str| !line.is_empty() && line.chars().all(|c| c == '─');
        let quiet_rule = |line: &str| if is_rule(line) { self.style.quiet(line) } else { line.to_owned() };
        table.lines().map(|line| quiet_rule(line.trim_end()) + "\n").collect()
    }

    fn cell(&mut self, value: &Value) -> Cell {
        if *value == Value::Nothing {
            return dim(NOTHING.to_owned());
        }
        let text = shown(value);
        let most = VALUE_LINES.saturating_mul(self.style.columns());
        if self.whole || width(&text) <= most {
            return Cell::new_owned(text);
        }
        self.cut += 1;
        Cell::new_owned(beginning(&text, most - 1).trim_end().to_owned() + "…")
    }
}

/// The longest beginning of a text that is so wide, without a part of what is seen as one character.
fn beginning(text: &str, most: usize) -> &str {
    let mut room = most;
    let end = text.grapheme_indices(true).find(|(_, grapheme)| match room.checked_sub(width(grapheme)) {
        Some(left) => {
            room = left;
            false
        }
        None => true,
    });
    end.map_or(text, |(at, _)| &text[..at])
}

/// A table as wide as the style has it.
fn empty_table(style: &Style) -> Table {
    let mut table = Table::new();
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(style.columns()).unwrap_or(u16::MAX));
    if style.colour {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table
}

fn shown(value: &Value) -> String {
    visible(&value.text())
}

fn is_number(column_type: ColumnType) -> bool {
    matches!(column_type, ColumnType::Count | ColumnType::Literal(ObjectType::Number))
}

fn bold(text: String) -> Cell {
    Cell::new_owned(text).add_attribute(Attribute::Bold)
}

fn dim(text: String) -> Cell {
    Cell::new_owned(text).add_attribute(Attribute::Dim)
}

fn align_right(table: &mut Table, at: usize) {
    if let Some(column) = table.column_mut(at) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

/// Keeps a column's words on one line, whatever the others need.
fn keep_whole(table: &mut Table, at: usize) {
    if let Some(column) = table.column_mut(at) {
        column.set_constraint(ColumnConstraint::ContentWidth);
    }
}
