//! The SQL tree as text and binds, for SQLite.

use std::fmt::Write;

use super::stock::{Call, Unsaid};
use super::tree::{Bind, Common, Expr, Select, Source, Table};
use crate::identifier::{number_literal, quoted, text_literal};

/// The columns of `fact` that a fact read both ways offers.
const FACT_COLUMNS: &str = "predicate, time, first_day, last_day, unsourced, holds, denied, recorded";

/// The text of a select, its parts on lines of their own, and the values of its parameters in their order.
pub fn render(select: &Select) -> (String, Vec<Bind>) {
    let mut writer = Writer::default();
    writer.select(select);
    (writer.text, writer.binds)
}

/// The text of a select as any SQLite takes it, for a view: values stand in it as literals, no function of ours is called, and SQLite
/// chooses the order of joins. Its columns have these names.
///
/// # Errors
/// Why that cannot be said.
pub fn stock(select: &Select, names: &[String]) -> Result<String, Unsaid> {
    let mut writer = Writer { stock: true, ..Writer::default() };
    writer.select_named(select, names);
    writer.unsaid.map_or(Ok(writer.text), Err)
}

/// The same for all rows of a common table expression by itself.
pub fn rows_of(common: &Common) -> (String, Vec<Bind>) {
    let mut writer = Writer { text: "WITH RECURSIVE ".to_owned(), ..Writer::default() };
    writer.common(common);
    writer.line();
    let _ = write!(writer.text, "SELECT * FROM {}", common.name);
    (writer.text, writer.binds)
}

#[derive(Default)]
struct Writer {
    text: String,
    binds: Vec<Bind>,
    indent: usize,
    /// Whether the statement has to do without parameters and functions of ours.
    stock: bool,
    /// Why it cannot.
    unsaid: Option<Unsaid>,
}

impl Writer {
    fn put(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn line(&mut self) {
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n(' ', self.indent * 2));
    }

    fn list<T>(&mut self, items: &[T], separator: &str, mut write: impl FnMut(&mut Self, &T)) {
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.put(separator);
            }
            write(self, item);
        }
    }

    fn indented(&mut self, write: impl FnOnce(&mut Self)) {
        self.put("(");
        self.indent += 1;
        self.line();
        write(self);
        self.indent -= 1;
        self.put(")");
    }

    fn select(&mut self, select: &Select) {
        self.select_named(select, &[]);
    }

    /// A select whose columns have these names, as far as there are any.
    fn select_named(&mut self, select: &Select, names: &[String]) {
        if !select.with.is_empty() {
            self.put("WITH RECURSIVE ");
            self.list(&select.with, ", ", Self::common);
            self.line();
        }
        self.put(if select.distinct { "SELECT DISTINCT " } else { "SELECT " });
        let numbered: Vec<(usize, &Expr)> = select.columns.iter().enumerate().collect();
        self.list(&numbered, ", ", |writer, (at, column)| {
            writer.expr(column);
            let _ = match names.get(*at) {
                Some(name) => write!(writer.text, " AS {}", quoted(name)),
                None => write!(writer.text, " AS o{at}"),
            };
        });
        self.from(&select.from);
        if !select.filter.is_empty() {
            self.line();
            self.put("WHERE ");
            self.list(&select.filter, " AND ", Self::operand);
        }
        if !select.group.is_empty() {
            self.line();
            self.put("GROUP BY ");
            self.list(&select.group, ", ", Self::group_key);
        }
        self.order(select);
    }

    /// A number alone behind GROUP BY would mean the column at that place.
    fn group_key(&mut self, key: &Expr) {
        self.expr(key);
        self.put(if matches!(key, Expr::Integer(_)) { " + 0" } else { "" });
    }

    fn order(&mut self, select: &Select) {
        // A number behind ORDER BY would mean the column at that place, and one for all rows orders nothing.
        let varying: Vec<_> = select.order.iter().filter(|(by, _)| !matches!(by, Expr::Integer(_))).collect();
        if !varying.is_empty() {
            self.line();
            self.put("ORDER BY ");
            self.list(&varying, ", ", |writer, (by, descending)| {
                writer.expr(by);
                writer.put(if *descending { " DESC" } else { "" });
            });
        }
        // Which rows are found first is SQLite's to choose in a view.
        let limited = select.limit.is_some_and(|limit| !self.stock || limit < u64::MAX);
        if limited || select.offset.is_some() {
            self.line();
            // SQLite takes an offset only behind a limit; -1 is none.
            let limit = select.limit.map_or("-1".to_owned(), |limit| limit.min(i64::MAX as u64).to_string());
            let offset = select.offset.unwrap_or(0).min(i64::MAX as u64);
            let _ = write!(self.text, "LIMIT {limit} OFFSET {offset}");
        }
    }

    fn common(&mut self, common: &Common) {
        let kept = if common.kept && !self.stock { "MATERIALIZED " } else { "" };
        let _ = write!(self.text, "{}({}) AS {kept}", common.name, common.columns.join(", "));
        self.indented(|writer| {
            for (at, select) in common.base.iter().chain(&common.steps).enumerate() {
                if at > 0 {
                    writer.line();
                    writer.put("UNION ");
                }
                writer.select(select);
            }
        });
    }

    fn from(&mut self, tables: &[Table]) {
        for (at, table) in tables.iter().enumerate() {
            self.line();
            self.put(match (at, &table.left_join) {
                (0, _) => "FROM ",
                (_, None) if self.stock => "JOIN ",
                // Which is joined first was decided before.
                (_, None) => "CROSS JOIN ",
                (_, Some(_)) => "LEFT JOIN ",
            });
            self.source(&table.source);
            let _ = write!(self.text, " AS {}", table.alias);
            if let Some(on) = &table.left_join {
                self.put(" ON ");
                self.expr(on);
            }
        }
    }

    fn source(&mut self, source: &Source) {
        match source {
            Source::Table(name) => self.put(&quoted(name)),
            Source::Common(name) => self.put(name),
            Source::Temporary(name) => {
                self.put("temp.");
                self.put(&quoted(name));
            }
            Source::Union(selects) => self.indented(|writer| {
                writer.list(selects, " UNION ", Self::select);
            }),
            Source::All(selects) => self.indented(|writer| {
                writer.list(selects, " UNION ALL ", Self::select);
            }),
            Source::FactsBothWays => {
                let _ = write!(
                    self.text,
                    "(SELECT id, subject, object, {FACT_COLUMNS} FROM fact \
                     UNION ALL SELECT id, object, subject, {FACT_COLUMNS} FROM fact)"
                );
            }
        }
    }

    /// An expression as an operand: in parentheses where it has operators of its own.
    fn operand(&mut self, expr: &Expr) {
        let compound = matches!(expr, Expr::Binary(..) | Expr::All(_) | Expr::Any(_) | Expr::Not(_));
        match (compound, expr) {
            (true, Expr::Binary(_, left, right)) if is_simple(left) && is_simple(right) => self.expr(expr),
            (true, _) => {
                self.put("(");
                self.expr(expr);
                self.put(")");
            }
            (false, _) => self.expr(expr),
        }
    }

    /// An expression within an operator: in parentheses where it has an operator of its own, whatever would bind first.
    fn nested(&mut self, expr: &Expr) {
        match is_simple(expr) {
            true => self.expr(expr),
            false => {
                self.put("(");
                self.expr(expr);
                self.put(")");
            }
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Column(table, column) => {
                let _ = write!(self.text, "{table}.{column}");
            }
            Expr::Output(table, at) => {
                let _ = write!(self.text, "{table}.o{at}");
            }
            Expr::Argument(table, at) => {
                let _ = write!(self.text, "{table}.c{at}");
            }
            Expr::Null => self.put("NULL"),
            Expr::Case(test, then, otherwise) => {
                self.put("CASE WHEN ");
                self.expr(test);
                self.put(" THEN ");
                self.expr(then);
                self.put(" ELSE ");
                self.expr(otherwise);
                self.put(" END");
            }
            Expr::Integer(number) => {
                let _ = write!(self.text, "{number}");
            }
            Expr::Bind(bind) if self.stock => self.literal(bind),
            Expr::Bind(bind) => {
                self.binds.push(bind.clone());
                let _ = write!(self.text, "?{}", self.binds.len());
            }
            Expr::Binary(operator, left, right) => {
                self.nested(left);
                let _ = write!(self.text, " {operator} ");
                self.nested(right);
            }
            Expr::Rows(operator, left, right) => {
                self.put("(");
                self.list(left, ", ", Self::expr);
                let _ = write!(self.text, ") {operator} (");
                self.list(right, ", ", Self::expr);
                self.put(")");
            }
            Expr::All(parts) if parts.is_empty() => self.put("1"),
            Expr::All(parts) => self.list(parts, " AND ", Self::operand),
            Expr::Any(parts) if parts.is_empty() => self.put("0"),
            Expr::Any(parts) => self.list(parts, " OR ", Self::operand),
            Expr::Not(inner) => {
                self.put("NOT ");
                self.operand(inner);
            }
            Expr::IsNull(inner) => {
                self.operand(inner);
                self.put(" IS NULL");
            }
            Expr::In(inner, numbers) => {
                self.operand(inner);
                let numbers: Vec<String> = numbers.iter().map(i64::to_string).collect();
                let _ = write!(self.text, " IN ({})", numbers.join(", "));
            }
            Expr::Among(values, select) => {
                self.put("(");
                self.list(values, ", ", Self::expr);
                self.put(") IN ");
                self.indented(|writer| writer.select(select));
            }
            Expr::Call(name, arguments) if self.stock => self.stock_call(expr, name, arguments),
            Expr::Call(name, arguments) => self.call(name, arguments),
            Expr::CountDistinct(inner) => {
                self.put("count(DISTINCT ");
                self.expr(inner);
                self.put(")");
            }
            Expr::Computed(inner) => {
                self.put("+");
                self.operand(inner);
            }
            Expr::Exists(select) => {
                self.put("EXISTS ");
                self.indented(|writer| writer.select(select));
            }
            Expr::Scalar(select) => self.indented(|writer| writer.select(select)),
        }
    }
}

impl Writer {
    fn call(&mut self, name: &str, arguments: &[Expr]) {
        self.put(name);
        self.put("(");
        self.list(arguments, ", ", Self::expr);
        self.put(")");
    }

    /// A value as a literal.
    fn literal(&mut self, bind: &Bind) {
        let literal = match bind {
            Bind::Text(text) => text_literal(text),
            Bind::Integer(number) => number.to_string(),
            Bind::Real(number) => number_literal(*number),
            Bind::Round => "NULL".to_owned(),
        };
        self.put(&literal);
    }

    /// A call as SQLite's own functions say it.
    fn stock_call(&mut self, expr: &Expr, name: &str, arguments: &[Expr]) {
        match Call::of(expr, name, arguments) {
            Call::Plain => self.call(name, arguments),
            Call::Put(parts) => {
                for (before, part) in parts {
                    self.put(before);
                    part.into_iter().for_each(|part| self.nested(part));
                }
            }
            Call::Unsaid(reason) => self.unsaid = self.unsaid.or(Some(reason)),
        }
    }
}

fn is_simple(expr: &Expr) -> bool {
    use Expr::{All, Among, Any, Binary, In, IsNull, Not};
    !matches!(expr, Binary(..) | All(_) | Any(_) | Not(_) | In(..) | Among(..) | IsNull(_))
}
