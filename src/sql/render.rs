//! The SQL tree as text and binds, in a dialect.

use std::fmt::Write;

use super::dialect::{Dialect, Says, Unsaid};
use super::tree::{Bind, Common, Expr, Select, Source, Table};

/// The columns of `fact` that a fact read both ways offers.
const FACT_COLUMNS: &str = "predicate, time, first_day, last_day, unsourced, holds, denied, recorded";

/// The text of a select for SQLite, its parts on lines of their own, and the values of its parameters in their order.
pub fn render(select: &Select) -> (String, Vec<Bind>) {
    let mut writer = Writer::new(Dialect::Sqlite);
    writer.select(select);
    (writer.text, writer.binds)
}

/// The text of a select in a dialect, in which values stand as literals. Its columns have these names, as far as there are any.
///
/// # Errors
/// Why that cannot be said.
pub fn said(select: &Select, dialect: Dialect, names: &[String]) -> Result<String, Unsaid> {
    let mut writer = Writer::new(dialect);
    writer.select_named(select, names);
    writer.unsaid.map_or(Ok(writer.text), Err)
}

/// The text of a select of all rows of a common table expression by itself, and its parameters in SQLite.
///
/// # Errors
/// Why that cannot be said.
pub fn rows_of(common: &Common, dialect: Dialect) -> Result<(String, Vec<Bind>), Unsaid> {
    let mut writer = Writer::new(dialect);
    writer.put(writer.says.with());
    writer.common(common);
    writer.line();
    let _ = write!(writer.text, "SELECT * FROM {}", common.name);
    writer.unsaid.map_or(Ok((writer.text, writer.binds)), Err)
}

/// Writes a select in a dialect.
pub(super) struct Writer {
    text: String,
    binds: Vec<Bind>,
    indent: usize,
    says: &'static dyn Says,
    /// Why it cannot be said.
    unsaid: Option<Unsaid>,
}

impl Writer {
    fn new(dialect: Dialect) -> Self {
        Self { text: String::new(), binds: Vec::new(), indent: 0, says: dialect.says(), unsaid: None }
    }

    pub fn put(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub fn line(&mut self) {
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n(' ', self.indent * 2));
    }

    pub fn list<T>(&mut self, items: &[T], separator: &str, mut write: impl FnMut(&mut Self, &T)) {
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.put(separator);
            }
            write(self, item);
        }
    }

    pub fn indented(&mut self, write: impl FnOnce(&mut Self)) {
        self.put("(");
        self.indent += 1;
        self.line();
        write(self);
        self.indent -= 1;
        self.put(")");
    }

    pub fn select(&mut self, select: &Select) {
        self.select_named(select, &[]);
    }

    /// A select whose columns have these names, as far as there are any.
    fn select_named(&mut self, select: &Select, names: &[String]) {
        if !select.with.is_empty() {
            self.put(self.says.with());
            self.list(&select.with, ", ", Self::common);
            self.line();
        }
        self.put(if select.distinct { "SELECT DISTINCT " } else { "SELECT " });
        let numbered: Vec<(usize, &Expr)> = select.columns.iter().enumerate().collect();
        self.list(&numbered, ", ", |writer, (at, column)| {
            writer.expr(column);
            let _ = match names.get(*at) {
                Some(name) => write!(writer.text, " AS {}", writer.says.identifier(name)),
                None => write!(writer.text, " AS o{at}"),
            };
        });
        self.from(&select.from);
        if !select.filter.is_empty() {
            self.line();
            self.put("WHERE ");
            self.list(&select.filter, " AND ", Self::test);
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
                writer.put(writer.says.order(*descending));
            });
        }
        let limit = select.limit.filter(|limit| *limit < u64::MAX || self.says.takes_limits_of_all());
        if limit.is_some() || select.offset.is_some() {
            self.line();
            self.put(&self.says.limit(limit, select.offset));
        }
    }

    pub fn common(&mut self, common: &Common) {
        let kept = if common.kept { self.says.kept() } else { "" };
        let _ = write!(self.text, "{}({}) AS {kept}", common.name, common.columns.join(", "));
        self.indented(|writer| writer.says.common(writer, common));
    }

    fn from(&mut self, tables: &[Table]) {
        for (at, table) in tables.iter().enumerate() {
            self.line();
            self.put(match (at, &table.left_join) {
                (0, _) => "FROM ",
                (_, None) => self.says.join(),
                (_, Some(_)) => "LEFT JOIN ",
            });
            self.table(&table.alias, &table.source);
            if let Some(on) = &table.left_join {
                self.put(" ON ");
                self.whole_test(on);
            }
        }
    }

    fn table(&mut self, alias: &str, source: &Source) {
        let Source::Joined(first, others) = source else {
            self.source(source);
            let _ = write!(self.text, " AS {alias}");
            return;
        };
        self.put("(");
        self.table(alias, first);
        for other in others {
            self.put(" LEFT JOIN ");
            self.table(&other.alias, &other.source);
            if let Some(on) = &other.left_join {
                self.put(" ON ");
                self.whole_test(on);
            }
        }
        self.put(")");
    }

    fn source(&mut self, source: &Source) {
        match source {
            Source::Table(name) => self.put(&self.says.identifier(name)),
            Source::Joined(first, _) => self.source(first),
            Source::Common(name) => self.put(name),
            Source::Temporary(name) => self.put(&self.says.temporary(name)),
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
    pub fn operand(&mut self, expr: &Expr) {
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
    pub fn nested(&mut self, expr: &Expr) {
        match is_simple(expr) {
            true => self.expr(expr),
            false => {
                self.put("(");
                self.expr(expr);
                self.put(")");
            }
        }
    }

    pub fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Column(table, column) => {
                let _ = write!(self.text, "{table}.{column}");
            }
            Expr::Value(table, object_type) => {
                let _ = write!(self.text, "{table}.{}", self.says.value(*object_type));
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
                self.whole_test(test);
                self.put(" THEN ");
                self.expr(then);
                self.put(" ELSE ");
                self.expr(otherwise);
                self.put(" END");
            }
            Expr::Integer(number) => {
                let _ = write!(self.text, "{number}");
            }
            Expr::Bind(bind) => self.says.bind(self, bind),
            Expr::Binary(operator, left, right) => {
                self.nested(left);
                let _ = write!(self.text, " {} ", self.says.operator(operator));
                self.nested(right);
            }
            Expr::Rows(operator, left, right) => self.says.rows(self, operator, left, right),
            Expr::All(parts) if parts.is_empty() => self.put(self.says.truth(true)),
            Expr::All(parts) => self.list(parts, " AND ", Self::test),
            Expr::Any(parts) if parts.is_empty() => self.put(self.says.truth(false)),
            Expr::Any(parts) => self.list(parts, " OR ", Self::test),
            Expr::Not(inner) => {
                self.put("NOT ");
                self.test(inner);
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
            Expr::Call(name, arguments) => self.says.call(self, expr, name, arguments),
            Expr::CountDistinct(inner) => {
                self.put("count(DISTINCT ");
                self.expr(inner);
                self.put(")");
            }
            Expr::Computed(inner) => self.says.computed(self, inner),
            Expr::Exists(select) => {
                self.put("EXISTS ");
                self.indented(|writer| writer.select(select));
            }
            Expr::Scalar(select) => self.says.scalar(self, select),
        }
    }
}

impl Writer {
    /// A call of a function of that name.
    pub fn plain_call(&mut self, name: &str, arguments: &[Expr]) {
        self.put(name);
        self.put("(");
        self.list(arguments, ", ", Self::expr);
        self.put(")");
    }

    /// A parameter with that value.
    pub fn parameter(&mut self, bind: &Bind) {
        self.binds.push(bind.clone());
        let _ = write!(self.text, "?{}", self.binds.len());
    }

    /// A condition as an operand.
    fn test(&mut self, expr: &Expr) {
        self.says.test(self, expr);
    }

    /// A condition that stands alone.
    pub fn whole_test(&mut self, expr: &Expr) {
        match expr {
            Expr::Binary(..) | Expr::All(_) | Expr::Any(_) | Expr::Not(_) => self.expr(expr),
            _ => self.test(expr),
        }
    }

    /// Remembers why it cannot be said.
    pub fn unsaid(&mut self, reason: Unsaid) {
        self.unsaid = self.unsaid.or(Some(reason));
    }
}

pub(super) fn is_simple(expr: &Expr) -> bool {
    use Expr::{All, Among, Any, Binary, In, IsNull, Not};
    !matches!(expr, Binary(..) | All(_) | Any(_) | Not(_) | In(..) | Among(..) | IsNull(_))
}
