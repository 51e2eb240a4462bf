//! What becomes of the values of a column that gets another type.

use crate::Backend;
use crate::dialect::Postgres;
use crate::dialect::cast::{Cast, Conversion, impossible};
use crate::dialect::family::Family;
use crate::schema::Column;
use crate::sql::tokens::{Token, statements};

impl Cast for Postgres {
    /// An assignment cast is enough, any other has to be asked for, and what has none goes by way
    /// of its text (manual, section "ALTER TABLE", USING; the system catalog `pg_cast`). A value
    /// that does not convert stops the statement.
    fn convert(&self, value: &str, before: &Column, after: &Column) -> Conversion {
        use Family as F;
        let (from, to, ty) = (family(before), family(after), &after.ty);
        if let Some(impossible) = impossible(from, to) {
            return impossible;
        }
        Conversion::By(match (from, to) {
            (F::Array, F::Array) => format!("{value}::text::{ty}"),
            (_, F::Json) if !matches!(from, F::Text | F::Json | F::Bytes) => {
                format!("to_jsonb({value})::{ty}")
            }
            (F::Array, _) => return one_element(value, before, after),
            (_, F::Array) => return listed(value, before, after),
            _ if is_assigned(from, to) => return Conversion::Assigned,
            // A cast to bytes reads backslashes as escapes (manual, section 8.4).
            (F::Text | F::Enum, F::Bytes) => format!("convert_to({value}::text, 'UTF8')"),
            (F::Json, F::Bytes) => format!("convert_to({value}::text, 'UTF8')"),
            (F::Bytes, F::Text) => format!("convert_from({value}, 'UTF8')"),
            (F::Bytes, F::Json | F::Enum) => format!("convert_from({value}, 'UTF8')::{ty}"),
            (F::Bytes, F::Uuid) => format!("encode({value}, 'hex')::uuid"),
            (F::Uuid, F::Bytes) => format!("decode(replace({value}::text, '-', ''), 'hex')"),
            // What JSON has in quotes comes out of them.
            (F::Json, F::Uuid | F::Date | F::Time | F::Moment | F::Instant | F::Enum) => {
                format!("({value} #>> '{{}}')::{ty}")
            }
            // Only `integer` can be made of a truth value, and a truth value of it.
            (F::Bool, _) if to.is_number() => format!("{value}::integer::{ty}"),
            (_, F::Bool) if from.is_number() => format!("{value}::integer::{ty}"),
            (F::Text, _) => format!("{value}::{ty}"),
            _ => format!("{value}::text::{ty}"),
        })
    }

    /// The text of a value that none makes a new one of stops the statement, and a table without
    /// rows changes its type.
    fn expression(&self, value: &str, before: &Column, after: &Column) -> Option<String> {
        match self.convert(value, before, after) {
            Conversion::Impossible(_) => Some(format!("{value}::text::{}", after.ty)),
            conversion => conversion.expression(),
        }
    }

    /// A literal takes the type of its column, and an expression of literals that of a text, which
    /// is assigned to texts alone (manual, sections 4.1.2.7 and 10.5).
    fn assigned(&self, value: &str, column: &Column) -> String {
        let all = statements(Backend::Postgres, value);
        let [tokens] = all.as_slice() else { return value.to_owned() };
        let is_text = |token: &Token| matches!(token, Token::Text(_));
        let needs_cast = match family(column) {
            Family::Text => false,
            Family::Enum => tokens.len() > 1 || !tokens.iter().all(is_text),
            _ => tokens.len() > 1 && tokens.iter().any(is_text),
        };
        let is_cast = value.contains("::");
        let is_null = value.trim().eq_ignore_ascii_case("null");
        if !needs_cast || is_cast || is_null {
            return value.to_owned();
        }
        format!("CAST({value} AS {})", column.ty)
    }

    fn unsized_text(&self) -> u32 {
        u32::MAX
    }
}

/// There are no bytes of one length.
fn family(column: &Column) -> Family {
    match Family::of(column) {
        Family::FixedBytes => Family::Bytes,
        other => other,
    }
}

fn is_assigned(from: Family, to: Family) -> bool {
    use Family as F;
    match (from, to) {
        (F::Other | F::Enum, _) => to == F::Text,
        (F::Bytes, F::Text) => false,
        (_, F::Text) => true,
        _ => {
            from == to
                || (from.is_number() && to.is_number())
                || (from.is_of_time() && to.is_of_time())
        }
    }
}

/// A value becomes a list of it, and NULL stays NULL. A cast of the text would read it as a list.
fn listed(value: &str, before: &Column, after: &Column) -> Conversion {
    let element = element(after);
    match Postgres.convert(value, before, &element) {
        Conversion::Impossible(why) => Conversion::Impossible(why),
        converted => {
            let of = converted.expression().unwrap_or_else(|| value.to_owned());
            Conversion::By(format!("CASE WHEN {value} IS NOT NULL THEN ARRAY[{of}] END"))
        }
    }
}

/// A list of one value becomes that one. Any other goes by way of its text, which a text can hold,
/// and which any other type refuses.
fn one_element(value: &str, before: &Column, after: &Column) -> Conversion {
    let element = element(before);
    let first = format!("({value})[array_lower({value}, 1)]");
    match Postgres.convert(&first, &element, after) {
        Conversion::Impossible(why) => Conversion::Impossible(why),
        converted => {
            let one = converted.expression().unwrap_or(first);
            // A cast to a text of some length cuts it off.
            let ty = if family(after) == Family::Text { "text" } else { &after.ty };
            Conversion::By(format!(
                "CASE WHEN cardinality({value}) = 1 AND array_ndims({value}) = 1 THEN {one} \
                 ELSE {value}::text::{ty} END"
            ))
        }
    }
}

/// A column of a list's elements.
fn element(list: &Column) -> Column {
    let ty = list.ty.trim_end_matches("[]").to_owned();
    Column { ty, meaning: None, ..list.clone() }
}
