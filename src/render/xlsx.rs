//! Answers as a workbook of Excel: the only place that knows the crate for it.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format as Look, FormatAlign, Url, Workbook, Worksheet, XlsxError};

use super::given::Page;
use super::html::is_web;
use super::sheet::{Cell, Holds, LARGEST_EXACT, Sheet};
use crate::diagnostic::{Diagnostic, Result};
use crate::edtf::{Edtf, iso_day};
use crate::problem::CommandProblem;

/// How many rows a sheet has below its heading.
const MOST_ROWS: usize = 1_048_575;

/// How long a text may be, in UTF-16 code units.
const LONGEST_TEXT: usize = 32_767;

/// How long the address of a link may be, and how many links a sheet may have.
const LONGEST_LINK: usize = 2_000;
const MOST_LINKS: usize = 65_000;

/// The widest that a column is made by itself, in pixels.
const WIDEST: u32 = 420;

/// A sheet for each page, and one behind it for its sources where it has receipts. Texts are texts, whatever they begin
/// with; days are dates, and what is less or more than a day is text as it was written; nothing is an empty cell. The
/// heading stays in view and filters.
pub(super) fn workbook(pages: &[Page<'_>]) -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let queries: Vec<&str> = pages.iter().filter_map(|page| page.query).collect();
    workbook.set_properties(&DocProperties::new().set_comment(queries.join("\n")));
    for (at, page) in pages.iter().enumerate() {
        let number = if pages.len() > 1 { format!(" {}", at + 1) } else { String::new() };
        add(&mut workbook, &format!("Answer{number}"), &page.sheet)?;
        if let Some(receipts) = page.receipts {
            add(&mut workbook, &format!("Sources{number}"), &Sheet::of_sources(receipts))?;
        }
    }
    workbook.save_to_buffer().map_err(|error| failed(&error))
}

/// A sheet for each of these, by its name.
pub(super) fn named(sheets: &[(String, Sheet<'_>)], comment: &str) -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_comment(comment));
    for (name, sheet) in sheets {
        add(&mut workbook, name, sheet)?;
    }
    workbook.save_to_buffer().map_err(|error| failed(&error))
}

fn add(workbook: &mut Workbook, name: &str, sheet: &Sheet<'_>) -> Result<()> {
    let (rows, columns) = (sheet.rows.len(), sheet.columns.len());
    if rows > MOST_ROWS {
        return Err(does_not_fit(format!("{rows} rows, of which a sheet has {MOST_ROWS}")));
    }
    check_texts(sheet)?;
    let filled = workbook.add_worksheet().set_name(name).and_then(|worksheet| {
        fill(worksheet, sheet)?;
        worksheet.set_freeze_panes(1, 0)?;
        if let Some(last) = columns.checked_sub(1) {
            worksheet.autofilter(0, 0, row_number(rows), column_number(last))?;
        }
        worksheet.set_autofit_max_width(WIDEST).autofit();
        Ok(())
    });
    filled.map_err(|error| failed(&error))
}

/// Refuses what would have to be cut.
fn check_texts(sheet: &Sheet<'_>) -> Result<()> {
    for (at, row) in sheet.rows.iter().enumerate() {
        for (cell, column) in row.iter().zip(&sheet.columns) {
            // A text has no more code units than bytes.
            let text = cell.as_text();
            let length = if text.len() > LONGEST_TEXT { text.encode_utf16().count() } else { 0 };
            if length > LONGEST_TEXT {
                let (row, name) = (at + 1, &column.name);
                let what = format!("`{name}` of row {row} has {length} characters, of which a cell has {LONGEST_TEXT}");
                return Err(does_not_fit(what));
            }
        }
    }
    Ok(())
}

fn fill(worksheet: &mut Worksheet, sheet: &Sheet<'_>) -> std::result::Result<(), XlsxError> {
    let heading = Look::new().set_bold();
    let number = heading.clone().set_align(FormatAlign::Right);
    for (at, column) in sheet.columns.iter().enumerate() {
        let look = if column.holds == Holds::Number { &number } else { &heading };
        worksheet.write_string_with_format(0, column_number(at), &column.name, look)?;
    }
    let day = Look::new().set_num_format("yyyy-mm-dd");
    let mut links = 0;
    for (at, row) in sheet.rows.iter().enumerate() {
        for (column, cell) in row.iter().enumerate() {
            write(worksheet, (row_number(at + 1), column_number(column)), cell, &day, &mut links)?;
        }
    }
    Ok(())
}

/// Writes one cell; `links` counts those that are links.
fn write(
    worksheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell<'_>,
    day: &Look,
    links: &mut usize,
) -> std::result::Result<(), XlsxError> {
    match cell {
        Cell::Nothing => {}
        Cell::Whole(number) if number.unsigned_abs() <= LARGEST_EXACT => {
            worksheet.write_number(row, column, *number as f64)?;
        }
        Cell::Decimal(number) => {
            worksheet.write_number(row, column, *number)?;
        }
        Cell::Truth(truth) => {
            worksheet.write_boolean(row, column, *truth)?;
        }
        Cell::Date(date) => {
            match of_calendar(date) {
                Some(date) => worksheet.write_datetime_with_format(row, column, &date, day)?,
                None => worksheet.write_string(row, column, date.as_str())?,
            };
        }
        Cell::Url(url) if *links < MOST_LINKS && url.len() <= LONGEST_LINK && is_web(url) => {
            *links += 1;
            worksheet.write_url(row, column, Url::new(url.as_ref()))?;
        }
        Cell::Whole(_) | Cell::Text(_) | Cell::Named { .. } | Cell::Url(_) => {
            worksheet.write_string(row, column, cell.as_text())?;
        }
    }
    Ok(())
}

/// A day as Excel has them. None for any other precision, for what is uncertain, and before 1901: programs disagree about
/// the days of 1900.
fn of_calendar(date: &Edtf) -> Option<ExcelDateTime> {
    let text = iso_day(date.first_day).filter(|text| text == date.as_str())?;
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    if year > 1900 { ExcelDateTime::from_ymd(year, month, day).ok() } else { None }
}

fn row_number(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}

fn column_number(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}

fn does_not_fit(what: String) -> Box<Diagnostic> {
    Diagnostic::new(CommandProblem::DoesNotFit { form: "xlsx", what })
}

fn failed(error: &XlsxError) -> Box<Diagnostic> {
    does_not_fit(error.to_string())
}
