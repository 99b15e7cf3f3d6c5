//! Values of a row of the set: those of the store's table, and what is worked out from them so that no engine needs functions
//! of ours.

use std::borrow::Cow;

use crate::edtf::Edtf;
use crate::fold::fold_letters;
use crate::store::tables::Field;
use crate::value::ObjectType;

/// A value of a row of the set.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell<'r> {
    Nothing,
    Integer(i64),
    Real(f64),
    Text(Cow<'r, str>),
    Bytes(&'r [u8]),
}

impl<'r> From<Field<'r>> for Cell<'r> {
    fn from(field: Field<'r>) -> Self {
        match field {
            Field::Nothing => Cell::Nothing,
            Field::Integer(number) => Cell::Integer(number),
            Field::Real(number) => Cell::Real(number),
            Field::Text(text) => Cell::Text(Cow::Borrowed(text)),
            Field::Blob(bytes) => Cell::Bytes(bytes),
        }
    }
}

/// What filters compare a text by.
pub(super) fn searched(field: Field<'_>) -> Cell<'static> {
    match field {
        Field::Text(text) => Cell::Text(Cow::Owned(fold_letters(text))),
        _ => Cell::Nothing,
    }
}

/// The cells of a literal behind its number and type: its value by what SQLite keeps it as, its days, and what filters and
/// outputs ask of it, in the order of [`super::shape::LITERAL`].
pub(super) fn literal<'r>(kind: Field<'r>, value: Field<'r>, days: [Field<'r>; 2]) -> [Cell<'r>; 14] {
    let [first_day, last_day] = days.map(Cell::from);
    let is = |object_type: ObjectType| kind == Field::Text(object_type.name());
    let number = match value {
        Field::Integer(number) if is(ObjectType::Number) => Cell::Real(number as f64),
        Field::Real(number) if is(ObjectType::Number) => Cell::Real(number),
        _ => Cell::Nothing,
    };
    let date: Option<Edtf> = match value {
        Field::Text(text) if is(ObjectType::Date) => text.parse().ok(),
        _ => None,
    };
    let of_date = |part: fn(&Edtf) -> Option<i64>| date.as_ref().and_then(part).map_or(Cell::Nothing, Cell::Integer);
    let text_of_date = |part: fn(&Edtf) -> Option<String>| {
        date.as_ref().and_then(part).map_or(Cell::Nothing, |text| Cell::Text(Cow::Owned(text)))
    };
    let only = |wanted: bool| if wanted { Cell::from(value) } else { Cell::Nothing };
    [
        only(matches!(value, Field::Text(_))),
        only(matches!(value, Field::Integer(_))),
        only(matches!(value, Field::Real(_))),
        first_day,
        last_day,
        number,
        searched(value),
        of_date(|date| Some(date.latest_beginning())),
        of_date(|date| Some(date.earliest_end())),
        of_date(Edtf::year),
        of_date(|date| date.month().map(i64::from)),
        of_date(|date| date.day().map(i64::from)),
        text_of_date(Edtf::start),
        text_of_date(Edtf::end),
    ]
}
