//! Values that an enum loses, and that rows may have.

use super::ambiguities::Asked;
use crate::dialect::enums::{self, Kept};
use crate::schema::{Column, Meaning, Schema, canonical, member};

impl Asked<'_> {
    /// Values that an enum loses.
    pub(super) fn lost_values(&mut self, before: &Schema, after: &Schema) {
        for (table, column, old) in before.enum_columns() {
            let new = after.tables.get(table).and_then(|table| table.column(&column.name));
            if let Some(Meaning::Enum { name, values }) =
                new.and_then(|column| column.meaning.as_ref())
            {
                self.lost_of(table, column, name, old, values);
            }
        }
        // The elements of an array have the values of their type.
        let are_types = enums::of(self.backend).kept() == Kept::OwnType;
        for (table, of) in before.tables.iter().filter(|_| are_types) {
            for column in &of.columns {
                let Some(element) = column.ty.strip_suffix("[]") else { continue };
                let name = canonical(element.trim_end_matches("[]"));
                let stays = after
                    .tables
                    .get(table)
                    .is_some_and(|table| table.column(&column.name).is_some());
                if let (true, Some(old), Some(values)) =
                    (stays, before.enums.get(&name), after.enums.get(&name))
                {
                    self.lost_of(table, column, &name, old, values);
                }
            }
        }
    }

    fn lost_of(
        &mut self,
        table: &str,
        column: &Column,
        name: &str,
        old: &[String],
        values: &[String],
    ) {
        let renamed = self.resolutions.renamed_values(name, old, values);
        let lost: Vec<&String> = old
            .iter()
            .filter(|value| !values.contains(value) && !renamed.contains_key(*value))
            .collect();
        let of = member(table, &column.name);
        if lost.is_empty() || self.resolutions.accepts_any([&of]) {
            return;
        }
        let list: Vec<&str> = lost.iter().map(|value| value.as_str()).collect();
        let new = values.iter().filter(|value| !old.contains(value));
        let mut flags: Vec<(String, &str)> = new
            .flat_map(|new| lost.iter().map(move |lost| (lost, new)))
            .map(|(lost, new)| {
                (format!("--rename {}:{new}", member(name, lost)), "it was renamed, in every row")
            })
            .collect();
        flags.push((format!("--accept {of}"), "no row has it"));
        let text = format!("{of} cannot be {} any more", list.join(" or "));
        self.ask(format!("enum {of}"), text, flags);
    }
}
