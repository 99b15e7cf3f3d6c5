//! Spark SQL over a Parquet set.

use super::Says;
use super::foreign::{self, Functions};
use super::joined::is_aggregate;
use crate::identifier::is_seen;
use crate::sql::render::Writer;
use crate::sql::tree::{Bind, Expr, Select};
use crate::value::ObjectType;

pub(super) struct Spark;

/// `(?Ud)` lets classes such as `\d` be those of Unicode, and a line end only where ours is.
const FUNCTIONS: Functions =
    Functions { contains: "contains", starts_with: "startswith", matches: "regexp_like", pattern: "(?Ud)" };

impl Says for Spark {
    fn identifier(&self, name: &str) -> String {
        format!("`{}`", name.replace('`', "``"))
    }

    fn bind(&self, writer: &mut Writer, bind: &Bind) {
        match bind {
            Bind::Text(text) => writer.put(&text_literal(text)),
            Bind::Integer(number) => writer.put(&format!("{number}L")),
            Bind::Real(number) => writer.put(&foreign::real(*number)),
            Bind::Round => writer.put(":round"),
        }
    }

    fn value(&self, object_type: ObjectType) -> &'static str {
        foreign::value(object_type)
    }

    fn temporary(&self, name: &str) -> String {
        self.identifier(name)
    }

    fn with(&self) -> &'static str {
        "WITH "
    }

    fn kept(&self) -> &'static str {
        ""
    }

    fn takes_limits_of_all(&self) -> bool {
        false
    }

    fn limit(&self, limit: Option<u64>, offset: Option<u64>) -> String {
        // More rows than an array has, which is the limit of its limits, no answer has either.
        let most = i32::MAX as u64;
        foreign::limit(limit.filter(|limit| *limit <= most), offset.map(|offset| offset.min(most)))
    }

    fn truth(&self, holds: bool) -> &'static str {
        foreign::truth(holds)
    }

    fn operator(&self, operator: &'static str) -> &'static str {
        foreign::operator(operator)
    }

    fn test(&self, writer: &mut Writer, expr: &Expr) {
        foreign::test(writer, expr);
    }

    fn rows(&self, writer: &mut Writer, operator: &'static str, left: &[Expr], right: &[Expr]) {
        foreign::rows(writer, operator, left, right);
    }

    fn computed(&self, writer: &mut Writer, inner: &Expr) {
        writer.operand(inner);
    }

    /// A select that speaks of tables around it must be seen to have one row.
    fn scalar(&self, writer: &mut Writer, select: &Select) {
        let (limit, columns) = (select.limit, select.columns.as_slice());
        match columns {
            [column] if limit.is_none() && select.group.is_empty() && !is_aggregate(column) => {
                let columns = vec![Expr::Call("max", vec![column.clone()])];
                let one_row = Select { columns, ..select.clone() };
                writer.indented(|writer| writer.select(&one_row));
            }
            _ => writer.indented(|writer| writer.select(select)),
        }
    }

    fn call(&self, writer: &mut Writer, _: &Expr, name: &'static str, arguments: &[Expr]) {
        if foreign::call(writer, &FUNCTIONS, name, arguments) {
            return;
        }
        match (name, arguments) {
            ("factfile_first", [value, Expr::Integer(descending), keys @ ..]) => {
                first(writer, value, usize::try_from(*descending).unwrap_or(0), keys);
            }
            ("factfile_list", [text, keys @ ..]) => list(writer, text, keys),
            _ => writer.plain_call(name, arguments),
        }
    }
}

/// The value of the row whose keys come first: rows are sorted by comparing them key by key, nothing last.
fn first(writer: &mut Writer, value: &Expr, descending: usize, keys: &[Expr]) {
    writer.put("get(array_sort(collect_list(named_struct(");
    for (at, key) in keys.iter().enumerate() {
        writer.put(&format!("'k{at}', "));
        writer.expr(key);
        writer.put(", ");
    }
    writer.put("'v', ");
    writer.expr(value);
    writer.put(")), (l, r) -> CASE");
    for at in 0..keys.len() {
        let (less, more) = if at < descending { ('>', '<') } else { ('<', '>') };
        writer.put(&format!(
            " WHEN l.k{at} {less} r.k{at} OR (l.k{at} IS NOT NULL AND r.k{at} IS NULL) THEN -1 \
             WHEN l.k{at} {more} r.k{at} OR (l.k{at} IS NULL AND r.k{at} IS NOT NULL) THEN 1"
        ));
    }
    writer.put(" ELSE 0 END), 0).v");
}

/// Each text once, in the order of its keys, nothing last; nothing where there is none.
fn list(writer: &mut Writer, text: &Expr, keys: &[Expr]) {
    writer.put("CASE WHEN count(");
    writer.expr(text);
    writer.put(") > 0 THEN array_join(transform(array_sort(collect_set(CASE WHEN ");
    writer.nested(text);
    writer.put(" IS NOT NULL THEN named_struct(");
    for (at, key) in keys.iter().enumerate() {
        writer.put(&format!("'n{at}', "));
        writer.expr(&Expr::IsNull(Box::new(key.clone())));
        writer.put(&format!(", 'k{at}', "));
        writer.expr(key);
        writer.put(", ");
    }
    writer.put("'t', ");
    writer.expr(text);
    writer.put(") END)), x -> x.t), ', ') END");
}

/// A text as a literal; what is not seen is written by its number. A backslash begins what stands for a character; `${` would begin a
/// variable.
fn text_literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('\'');
    for c in text.chars() {
        match c {
            '\'' => literal.push_str("\\'"),
            '\\' => literal.push_str("\\\\"),
            c if c != '$' && is_seen(c) => literal.push(c),
            c => literal.push_str(&format!("\\U{:08x}", u32::from(c))),
        }
    }
    literal.push('\'');
    literal
}

#[cfg(test)]
mod tests {
    use super::text_literal;

    #[test]
    fn no_text_ends_its_literal_or_names_a_variable() {
        for (text, literal) in [
            ("it's", r"'it\'s'"),
            (r"\' OR 1", r"'\\\' OR 1'"),
            ("${x}", r"'\U00000024{x}'"),
            ("a\0\n\u{202E}b", r"'a\U00000000\U0000000a\U0000202eb'"),
        ] {
            assert_eq!(text_literal(text), literal);
        }
    }
}
