//! DuckDB over a Parquet set.

use super::Says;
use super::foreign::{self, Functions};
use crate::identifier::is_seen;
use crate::sql::render::Writer;
use crate::sql::tree::{Bind, Common, Expr, Select};
use crate::value::ObjectType;

pub(super) struct DuckDb;

const FUNCTIONS: Functions =
    Functions { contains: "contains", starts_with: "starts_with", matches: "regexp_matches", pattern: "" };

/// A number as one of 64 bits.
const WIDE: &str = "factfile_wide";

impl Says for DuckDb {
    fn bind(&self, writer: &mut Writer, bind: &Bind) {
        match bind {
            Bind::Text(text) => writer.put(&text_literal(text)),
            Bind::Integer(number) => writer.put(&number.to_string()),
            Bind::Real(number) => writer.put(&foreign::real(*number)),
            Bind::Round => writer.put("$round"),
        }
    }

    fn value(&self, object_type: ObjectType) -> &'static str {
        foreign::value(object_type)
    }

    fn temporary(&self, name: &str) -> String {
        self.identifier(name)
    }

    fn order(&self, descending: bool) -> &'static str {
        if descending { " DESC NULLS LAST" } else { " NULLS FIRST" }
    }

    fn takes_limits_of_all(&self) -> bool {
        false
    }

    fn limit(&self, limit: Option<u64>, offset: Option<u64>) -> String {
        foreign::limit(limit, offset)
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

    /// The left side of a recursion's one `UNION` is what it begins with.
    fn common(&self, writer: &mut Writer, common: &Common) {
        let Common { base, steps, .. } = common;
        if steps.is_empty() {
            return writer.list(base, " UNION ", Writer::select);
        }
        let base: Vec<Select> = base.iter().cloned().map(with_wide_numbers).collect();
        for (at, selects) in [&base, steps].into_iter().enumerate() {
            if at > 0 {
                writer.line();
                writer.put("UNION ");
            }
            writer.put("SELECT * FROM ");
            writer.indented(|writer| writer.list(selects, " UNION ALL ", Writer::select));
        }
    }

    fn call(&self, writer: &mut Writer, _: &Expr, name: &'static str, arguments: &[Expr]) {
        if foreign::call(writer, &FUNCTIONS, name, arguments) {
            return;
        }
        match (name, arguments) {
            (WIDE, [number]) => {
                writer.put("CAST(");
                writer.expr(number);
                writer.put(" AS BIGINT)");
            }
            ("factfile_first", [value, Expr::Integer(descending), keys @ ..]) => {
                let descending = usize::try_from(*descending).unwrap_or(0);
                writer.put("first(");
                writer.expr(value);
                writer.put(" ORDER BY ");
                let keys: Vec<(usize, &Expr)> = keys.iter().enumerate().collect();
                writer.list(&keys, ", ", |writer, (at, key)| {
                    writer.expr(key);
                    writer.put(if *at < descending { " DESC NULLS LAST" } else { " NULLS LAST" });
                });
                writer.put(")");
            }
            ("factfile_list", [text, keys @ ..]) => {
                // Each text once, in the order of its keys, nothing last.
                writer.put("array_to_string(list_transform(list_sort(list(DISTINCT {");
                for (at, key) in keys.iter().enumerate() {
                    writer.put(&format!("'n{at}': "));
                    writer.expr(&Expr::IsNull(Box::new(key.clone())));
                    writer.put(&format!(", 'k{at}': "));
                    writer.expr(key);
                    writer.put(", ");
                }
                writer.put("'t': ");
                writer.expr(text);
                writer.put("}) FILTER (WHERE ");
                writer.nested(text);
                writer.put(" IS NOT NULL)), lambda x: x.t), ', ')");
            }
            _ => writer.plain_call(name, arguments),
        }
    }
}

/// What a recursion begins with gives its columns their types: ids and days are large numbers.
fn with_wide_numbers(mut select: Select) -> Select {
    for column in &mut select.columns {
        if let Expr::Integer(_) = column {
            *column = Expr::Call(WIDE, vec![column.clone()]);
        }
    }
    select
}

/// A text as a literal; what is not seen is written by its number.
fn text_literal(text: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut plain = String::new();
    for c in text.chars() {
        match c {
            '\'' => plain.push_str("''"),
            c if is_seen(c) => plain.push(c),
            c => parts.extend([format!("'{}'", std::mem::take(&mut plain)), format!("chr({})", u32::from(c))]),
        }
    }
    parts.push(format!("'{plain}'"));
    if parts.len() == 1 { parts.concat() } else { format!("({})", parts.join(" || ")) }
}

#[cfg(test)]
mod tests {
    use super::text_literal;

    #[test]
    fn no_text_ends_its_literal() {
        for (text, literal) in [
            ("it's", "'it''s'"),
            (r"\' OR 1", r"'\'' OR 1'"),
            ("a\0'\u{202E}", "('a' || chr(0) || '''' || chr(8238) || '')"),
        ] {
            assert_eq!(text_literal(text), literal);
        }
    }
}
